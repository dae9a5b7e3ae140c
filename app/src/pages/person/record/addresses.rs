//! The addresses of a person.

use super::field::PersonCardMemo;
use crate::components::editable::Editable;
use crate::components::icon::{Icon, Shape};
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::random::random_id;
use crate::present::labels::{label_in_words, label_of};
use crate::present::reason::how;
use kith_domain::address::Address;
use kith_engine::api::{AddressView, Decision, PersonId};
use leptos::prelude::*;

/// The addresses, each with why it is theirs, and the way to part with it.
#[component]
pub(super) fn Addresses(card: PersonCardMemo, id: PersonId) -> impl IntoView {
    let addresses =
        Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.addresses.clone()).unwrap_or_default()));
    let several = Memo::new(move |_| addresses.with(|it| it.len() > 1));
    view! {
        <ul class="addresses" role="list" aria-label=t::person::addresses()>
            <For each=move || addresses.get() key=|it| (it.address.clone(), it.label.clone(), it.messages, how(&it.how), it.claimed) let:address>
                <OneAddress id address several />
            </For>
        </ul>
    }
}

#[component]
fn OneAddress(id: PersonId, address: AddressView, several: Memo<bool>) -> impl IntoView {
    let decide = Decide::of_page();
    let text = address.address.clone();
    let split = {
        let text = text.clone();
        move |_| {
            let Some(address) = Address::parse(&text) else { return };
            let own = PersonId::of(&text);
            let person = if own == id { PersonId(random_id()) } else { own };
            decide.say(t::person::removed_address(&text), vec![Decision::Address { address, person }]);
        }
    };
    let copied = RwSignal::new(false);
    let copy = {
        let text = text.clone();
        move |_| {
            crate::platform::clipboard::copy(text.clone(), move || _ = copied.try_set(true));
        }
    };
    let claimed = address.claimed;
    let theirs = {
        let text = text.clone();
        move |_| {
            let Some(address) = Address::parse(&text) else { return };
            decide.say(t::person::confirmed(&text), vec![Decision::Address { address, person: id }]);
        }
    };
    let label = address.label.clone();
    let is_labelled = !label.is_empty();
    let label = Signal::derive(move || label.clone());
    let save_label = {
        let text = text.clone();
        Callback::new(move |typed: String| {
            let address = Address::parse(&text);
            let label = label_of(&typed);
            decide.store(address.map(|address| Decision::AddressLabel { address, label }).into_iter().collect())
        })
    };
    let labelled = text.clone();
    let why = how(&address.how);
    let untracked = address.untracked.clone().map(|reason| crate::present::reason::reason(&reason));
    let looks = address.looks_like.clone().map(|other| format!("{} ", t::person::looks_like(other)));
    view! {
        <li data-testid="person-address" data-address=text.clone() data-messages=address.messages>
            <a href=format!("mailto:{}", js_sys::encode_uri_component(&text)) dir="auto">{text.clone()}</a>
            <button class="icon-button" type="button" aria-label=t::person::copy(&text) on:click=copy>
                {move || { let shape = if copied.get() { Shape::Done } else { Shape::Copy }; view! { <Icon shape /> } }}
            </button>
            <span class="unseen" role="status">{move || copied.get().then_some(t::person::copied())}</span>
            <Show when=move || is_labelled || several.get()>
                <Editable value=label label=t::person::label() name="address-label" of=labelled.clone() reads=label_in_words save=save_label />
            </Show>
            <span class="address-how">{looks} {why} {untracked.map(|it| format!(" {it}"))}{claimed.then(|| format!(" {}", t::person::claimed()))}</span>
            {claimed.then(|| view! { <button class="text-button" type="button" data-testid="theirs" data-once="" on:click=theirs>{t::today::theirs()}</button> })}
            <Show when=move || several.get()>
                <button class="text-button" type="button" data-testid="split" data-once="" on:click=split.clone()>{t::person::remove_address()}</button>
            </Show>
        </li>
    }
}
