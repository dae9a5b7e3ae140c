use super::model::other_names;
use crate::calendar::{ago, long_date, short_date};
use crate::components::avatar::Avatar;
use crate::components::icon::{Icon, Shape};
use crate::platform::time::{Today, clock};
use crate::text::{messages, thousands};
use kith_engine::api::{AddressView, PersonCard};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

/// Names, addresses, and how much was written since when.
#[component]
pub(super) fn Card(card: Memo<Option<PersonCard>>) -> impl IntoView {
    let read = move |read: fn(&PersonCard) -> String| {
        Memo::new(move |_| card.with(|card| card.as_ref().map(read).unwrap_or_default()))
    };
    let name = read(|card| card.row.name.clone());
    let id = card.with_untracked(|card| card.as_ref().map(|card| card.row.id));
    let others = Memo::new(move |_| card.with(|card| card.as_ref().map(other_names).unwrap_or_default()));
    let addresses =
        Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.addresses.clone()).unwrap_or_default()));
    view! {
        <header class="card">
            {move || id.map(|id| view! { <div class="avatar-large"><Avatar id name=name.get() /></div> })}
            <div class="card-names">
                <h1 dir="auto" data-testid="person-name">{name}</h1>
                {move || {
                    let others = others.get();
                    (!others.is_empty()).then(|| {
                        view! { <p class="also" dir="auto">"Also seen as " {others.join(", ")}</p> }
                    })
                }}
            </div>
            <ul class="addresses" role="list" aria-label="Addresses">
                <For each=move || addresses.get() key=|it| (it.address.clone(), it.messages) let:address>
                    <Address address />
                </For>
            </ul>
            <Facts card />
        </header>
    }
}

#[component]
fn Address(address: AddressView) -> impl IntoView {
    let copied = RwSignal::new(false);
    let text = address.address.clone();
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            let clipboard = window().navigator().clipboard();
            if JsFuture::from(clipboard.write_text(&text)).await.is_ok() {
                copied.try_set(true);
            }
        });
    };
    let label = format!("Copy {}", address.address);
    view! {
        <li data-testid="person-address" data-address=address.address.clone() data-messages=address.messages>
            <a href=format!("mailto:{}", js_sys::encode_uri_component(&address.address)) dir="auto">
                {address.address.clone()}
            </a>
            <button class="icon-button" type="button" aria-label=label on:click=copy>
                {move || {
                    let shape = if copied.get() { Shape::Done } else { Shape::Copy };
                    view! { <Icon shape /> }
                }}
            </button>
            <span class="unseen" role="status">{move || copied.get().then_some("Copied")}</span>
        </li>
    }
}

#[component]
fn Facts(card: Memo<Option<PersonCard>>) -> impl IntoView {
    let today = Today::of_page();
    let facts = Memo::new(move |_| {
        card.with(|card| {
            card.as_ref().map(|card| (card.sent, card.received, card.row.last_contact, card.first_contact))
        })
    });
    move || {
        facts.get().map(|(sent, received, last, first)| {
            let (last, first) = (last.map(clock), first.map(clock));
            let last_day = last.as_ref().map(|last| last.day_number);
            view! {
                <dl class="facts">
                    <div>
                        <dt>"You wrote"</dt>
                        <dd data-testid="person-sent" data-count=sent title=messages(sent)>{thousands(sent)}</dd>
                    </div>
                    <div>
                        <dt>"They wrote"</dt>
                        <dd data-testid="person-received" data-count=received title=messages(received)>
                            {thousands(received)}
                        </dd>
                    </div>
                    <div>
                        <dt>"Last contact"</dt>
                        <dd title=last.as_ref().map(long_date)>{move || last_day.map(|last| ago(last, today.get()))}</dd>
                    </div>
                    <div>
                        <dt>"First contact"</dt>
                        <dd title=first.as_ref().map(long_date)>{first.as_ref().map(short_date)}</dd>
                    </div>
                </dl>
            }
        })
    }
}
