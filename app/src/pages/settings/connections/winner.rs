use crate::client::Engine;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::i18n::t;
use kith_engine::api::{AddressBookView, BookSettings, Command, Side};
use leptos::prelude::*;

/// Whose value stays where both sides changed a field.
#[component]
pub(super) fn Winner(id: u64, known: Memo<Option<AddressBookView>>) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let winner = Memo::new(move |_| known.with(|it| it.as_ref().map(|it| it.settings.winner)));
    let choose = move |side: Side| {
        if let Some(settings) = known.with_untracked(|it| it.as_ref().map(|it| it.settings.clone())) {
            let settings = BookSettings { winner: side, ..settings };
            order.store(engine.order(Command::SetAddressBook { book: id, settings }), || {});
        }
    };
    let choice = move |side: Side, name: &'static str, title: &'static str| {
        view! {
            <label class="tick-row">
                <input type="radio" name="book-winner" value=name prop:checked=move || winner.get() == Some(side) on:change=move |_| choose(side) />
                <span>{title}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choice">
            <legend>{t::connections::preview::winner()}</legend>
            {choice(Side::There, "there", t::connections::winner::there())}
            {choice(Side::Here, "here", t::connections::winner::here())}
            <p class="quiet">{t::connections::winner::hint()}</p>
        </fieldset>
        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
    }
}
