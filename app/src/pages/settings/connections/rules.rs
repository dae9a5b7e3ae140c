//! The rules of a connection: who comes in, and who goes out.

use super::of_book::OfBook;
use crate::features::contact_rules::RuleList;
use crate::i18n::t;
use kith_engine::api::{AddressBookView, BookLimit, RulePlace};
use leptos::prelude::*;

/// The rules of a connection, in each direction.
#[component]
pub(crate) fn BookRules() -> impl IntoView {
    view! { <OfBook page="/rules" draw=|id, known| view! { <Rules id known /> }.into_any() /> }
}

#[component]
fn Rules(id: u64, known: Memo<Option<AddressBookView>>) -> impl IntoView {
    let is_read_only =
        Memo::new(move |_| known.with(|it| it.as_ref().is_some_and(|it| it.limits.contains(&BookLimit::ReadOnly))));
    view! {
        <section class="book-part">
            <h3>{t::connections::rules::into_kith()}</h3>
            <p class="quiet">{t::connections::rules::in_hint()}</p>
            <RuleList place=RulePlace::In(id) />
        </section>
        <section class="book-part">
            <h3>{t::connections::rules::to_book()}</h3>
            {move || match is_read_only.get() {
                true => view! { <p class="quiet">{t::connections::rules::read_only()}</p> }.into_any(),
                false => view! {
                    <p class="quiet">{t::connections::rules::out_hint()}</p>
                    <RuleList place=RulePlace::Out(id) />
                }.into_any(),
            }}
        </section>
    }
}
