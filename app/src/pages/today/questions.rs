//! What Kith asks for: whether an address is the user's, and whose one is from which someone wrote for the first time.

use crate::components::heading::SectionHead;
use crate::components::sentence::sentence;
use crate::features::decide::Decide;
use crate::features::own_addresses::OwnQuestions;
use crate::i18n::{PLACES, t};
use crate::platform::time::{Today as Calendar, clock};
use crate::present::calendar::ago;
use crate::present::links::slug;
use kith_domain::address::Address;
use kith_engine::api::{Decision, NewAddressRow, OwnQuestion, PersonId};
use leptos::prelude::*;
use leptos_router::components::A;

/// The addresses of which Today asks whether they are the user's.
#[component]
pub(super) fn OwnAddressQuestions(#[prop(into)] rows: Signal<Vec<OwnQuestion>>) -> impl IntoView {
    let decide = Decide::of_page();
    let answer = Callback::new(move |(said, decisions): (String, Vec<Decision>)| decide.say(said, decisions));
    let any = Memo::new(move |_| rows.with(|rows| !rows.is_empty()));
    view! {
        <Show when=move || any.get()>
            <SectionHead title=t::today::your_addresses() />
            <OwnQuestions rows answer />
        </Show>
    }
}

/// Addresses from which people wrote for the first time.
#[component]
pub(super) fn NewAddresses(#[prop(into)] rows: Signal<Vec<NewAddressRow>>) -> impl IntoView {
    let decide = Decide::of_page();
    let calendar = Calendar::of_page();
    let any = Memo::new(move |_| rows.with(|rows| !rows.is_empty()));
    view! {
        <Show when=move || any.get()>
            <SectionHead title=t::today::new_addresses() />
            <p class="quiet section-hint">{t::today::new_addresses_hint()}</p>
            <ul role="list" class="new-people" data-testid="new-addresses">
                <For each=move || rows.get() key=|row| (row.person.id.0, row.address.clone()) let:row>
                    {
                        let NewAddressRow { person, address, date, .. } = row;
                        let (id, written) = (person.id, clock(date).day_number);
                        let say = {
                            let (name, address) = (person.name.clone(), Address::parse(&address));
                            move |theirs: bool| if let Some(address) = address.clone() {
                                let own = PersonId::of(address.as_str());
                                let said = if theirs { t::today::marked_theirs(&address, &name) } else { t::today::marked_not_theirs(&address, &name) };
                                let decision = if theirs { Decision::Address { address, person: id } } else { Decision::Distinct(id, own) };
                                decide.say(said, vec![decision]);
                            }
                        };
                        let (theirs, not) = (say.clone(), say);
                        let who = view! { <A href=format!("/people/{}", slug(id))><b dir="auto">{person.name}</b></A> }.into_any();
                        let from = view! { <span dir="auto">{address.clone()}</span> }.into_any();
                        view! {
                            <li class="asked" data-testid="new-address" data-address=address.clone()>
                                <p>
                                    {sentence(&t::today::wrote_from_new(PLACES[1], PLACES[0]), [who, from])}" "
                                    <span class="quiet">{move || ago(written, calendar.get())}</span>
                                </p>
                                <button class="button" type="button" data-testid="theirs" data-once="" on:click=move |_| theirs(true)>{t::today::theirs()}</button>
                                <button class="button" type="button" data-testid="not-theirs" data-once="" on:click=move |_| not(false)>{t::today::not_theirs()}</button>
                            </li>
                        }
                    }
                </For>
            </ul>
        </Show>
    }
}
