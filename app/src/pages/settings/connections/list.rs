//! Settings, Connections.

use super::calendars::Calendars;
use super::card::BookCard;
use super::model::stale_after;
use crate::client::{Engine, failure, known, live};
use crate::components::skeleton::{Bones, Skeleton};
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::platform::time::ticking;
use crate::platform::title::title;
use kith_engine::api::{AddressBookView, question};
use leptos::prelude::*;
use leptos_router::components::A;

/// The address books that are connected, and the way to connect another.
#[component]
pub(crate) fn Connections() -> impl IntoView {
    title(|| t::settings::connections().to_owned());
    let engine = Engine::of_page();
    let answer = live(|| (), move || engine.track_address_books(), move |()| engine.ask(question::AddressBooks));
    let (books, failed): (Memo<Vec<AddressBookView>>, _) = (known(answer), failure(answer));
    let there = Memo::new(move |_| answer.with(|it| it.as_ref().is_some_and(|it| it.1.is_ok())));
    let waiting = Memo::new(move |_| answer.with(Option::is_none));
    let ids = move || books.with(|books| books.iter().map(|it| it.id).collect::<Vec<_>>());
    let stale = Memo::new(move |_| books.with(|books| stale_after(books)));
    let now = ticking(stale);
    view! {
        <section class="accounts" id="connections" tabindex="-1" aria-label=t::settings::connections() data-testid="connections" data-all=move || there.get().then(|| books.with(Vec::len))>
            <p class="quiet">{t::connections::intro()}</p>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <Show when=move || waiting.get()><Skeleton rows=2 of=Bones::Actions /></Show>
            <Show when=move || books.with(|books| !books.is_empty())>
                <h2>{t::connections::title()}</h2>
                <ul role="list" class="account-list">
                    <For each=ids key=|id| *id let:id><BookCard id books now /></For>
                </ul>
            </Show>
            <Show when=move || there.get() && books.with(Vec::is_empty)>
                <h2 data-testid="connections-none">{t::connections::none()}</h2>
            </Show>
            <A href="/settings/connections/connect" attr:class="button primary" attr:data-testid="book-connect">{t::connections::connect()}</A>
            <p class="quiet">{t::connections::privacy()}</p>
            <Calendars />
        </section>
    }
}
