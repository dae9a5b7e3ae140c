//! The address book of a mailbox's provider, as long as it is not connected.

use crate::client::{Engine, known, live};
use crate::features::sign_in::model::host;
use crate::i18n::t;
use kith_engine::api::{AccountId, AddressBookOffer, AddressBookView, question};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// Offers to connect it, if there is one.
#[component]
pub(super) fn BookOffer(id: AccountId, address: Memo<String>) -> impl IntoView {
    let engine = Engine::of_page();
    let offered = RwSignal::new(None::<AddressBookOffer>);
    Effect::new(move |_| {
        let address = address.get();
        spawn_local(async move {
            // Without an answer nothing is offered; it can be connected under Connections all the same.
            if let Ok(found) = engine.ask(question::AddressBookOffer { address }).await {
                offered.try_set(found);
            }
        });
    });
    let answer = live(|| (), move || engine.track_address_books(), move |()| engine.ask(question::AddressBooks));
    let is_known = Memo::new(move |_| answer.with(Option::is_some));
    let books: Memo<Vec<AddressBookView>> = known(answer);
    let shown = Memo::new(move |_| {
        let is_its = |book: &AddressBookView, offer: &AddressBookOffer| {
            book.account == Some(id) || host(&book.url).eq_ignore_ascii_case(&offer.host)
        };
        let is_open = |offer: &AddressBookOffer| books.with(|books| !books.iter().any(|book| is_its(book, offer)));
        is_known.get() && offered.with(|offer| offer.as_ref().is_some_and(is_open))
    });
    view! {
        <Show when=move || shown.get()>
            <p class="account-offer" data-testid="book-offer">
                {t::connections::offer()}" "
                <A href=format!("/settings/connections/connect?account={}", id.0)>{t::connections::offer_connect()}</A>
            </p>
        </Show>
    }
}
