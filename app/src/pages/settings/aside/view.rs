use super::model::{name, tried, which};
use crate::components::icon::{Icon, Shape};
use crate::components::trouble::Said;
use crate::i18n::t;
use crate::platform::time::clock;
use crate::present::words::aside as why;
use kith_engine::api::{Seconds, SkippedMessage};
use leptos::prelude::*;

/// What could not be read, the latest first.
#[component]
pub(super) fn List(aside: Memo<Option<Vec<SkippedMessage>>>, now: ReadSignal<Seconds>) -> impl IntoView {
    let all = move || aside.with(|aside| aside.as_ref().map(Vec::len));
    let each = move || aside.get().unwrap_or_default();
    let key = |it: &SkippedMessage| (it.folder.clone(), it.uid, it.at, it.tries, name(it.reason), it.words.clone());
    view! {
        <Show when=move || all() == Some(0)>
            <p class="all-well" data-testid="aside-empty"><Icon shape=Shape::Done />{t::skipped::none()}</p>
        </Show>
        <ul role="list" class="asides" data-testid="aside" data-all=all>
            <For each key children=move |aside| view! { <Row aside now /> } />
        </ul>
    }
}

#[component]
fn Row(aside: SkippedMessage, now: ReadSignal<Seconds>) -> impl IntoView {
    let shown = aside.clone();
    let folder = aside.folder.clone();
    view! {
        <li
            data-testid="aside-row"
            data-folder=folder
            data-uid=aside.uid
            data-reason=name(aside.reason)
            data-at=aside.at
            data-tries=aside.tries
        >
            <h3 dir="auto">{aside.folder}</h3>
            <p>{which(aside.uid)}": "{why(aside.reason)}</p>
            <Said said=aside.words />
            <p class="quiet">{move || tried(&shown, now.get(), clock)}</p>
        </li>
    }
}
