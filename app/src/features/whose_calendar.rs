//! The note about calendar entries that do not name the user: how Kith knows the user, and an address that may be
//! theirs.

use super::decide::Decide;
use super::own_addresses::OwnQuestions;
use crate::i18n::t;
use kith_engine::api::{Decision, OwnQuestion};
use leptos::prelude::*;
use leptos_router::components::A;

#[component]
pub(crate) fn WhoseCalendar(#[prop(into)] owner: Signal<Option<OwnQuestion>>) -> impl IntoView {
    let decide = Decide::of_page();
    let rows = Memo::new(move |_| owner.get().into_iter().collect::<Vec<_>>());
    let answer = Callback::new(move |(said, decisions): (String, Vec<Decision>)| decide.say(said, decisions));
    view! {
        <p class="quiet">{t::calendars::by_address()}" "<A href="/settings/who">{t::accounts::own_addresses_change()}</A></p>
        <Show when=move || owner.with(Option::is_some)>
            <OwnQuestions rows answer />
        </Show>
    }
}
