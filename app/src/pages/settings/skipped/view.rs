use super::model::{name, tried, which};
use crate::components::icon::{Icon, Shape};
use crate::components::trouble::Said;
use crate::i18n::t;
use crate::platform::time::clock;
use crate::present::words::{self, skipped as why};
use kith_engine::api::{Seconds, SkippedMessage};
use leptos::prelude::*;

/// What could not be read, the latest first.
#[component]
pub(super) fn List(skipped: Memo<Option<Vec<SkippedMessage>>>, now: ReadSignal<Seconds>) -> impl IntoView {
    let all = move || skipped.with(|skipped| skipped.as_ref().map(Vec::len));
    let each = move || skipped.get().unwrap_or_default();
    let key = |it: &SkippedMessage| (it.folder.clone(), it.uid, it.at, it.tries, name(it.reason), it.words.clone());
    view! {
        <Show when=move || all() == Some(0)>
            <p class="all-well" data-testid="aside-empty"><Icon shape=Shape::Done />{t::skipped::none()}</p>
        </Show>
        <ul role="list" class="asides" data-testid="aside" data-all=all>
            <For each key children=move |skipped| view! { <Row skipped now /> } />
        </ul>
    }
}

#[component]
fn Row(skipped: SkippedMessage, now: ReadSignal<Seconds>) -> impl IntoView {
    let shown = skipped.clone();
    let folder = skipped.folder.clone();
    view! {
        <li
            data-testid="aside-row"
            data-folder=folder
            data-uid=skipped.uid
            data-reason=name(skipped.reason)
            data-at=skipped.at
            data-tries=skipped.tries
        >
            <h3 dir="auto">{skipped.folder}</h3>
            <p>{which(skipped.uid)}": "{why(skipped.reason)}</p>
            <Said said=skipped.words.as_deref().and_then(words::Said::by_server) />
            <p class="quiet">{move || tried(&shown, now.get(), clock)}</p>
        </li>
    }
}
