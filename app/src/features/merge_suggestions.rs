//! Who may be the same person.

use super::decide::Decide;
use super::photos::PersonAvatar;
use crate::components::sentence::sentence;
use crate::i18n::{PLACES, t};
use crate::platform::time::{Today, clock};
use crate::present::calendar::ago;
use crate::present::links::slug;
use crate::present::text::{joined, messages};
use kith_engine::api::{CommonTrait, CompanyMove, Decision, PersonId, PersonRow, PossibleDuplicate};
use leptos::prelude::*;

/// What two have in common, as a part of a sentence.
fn common_trait(of: &CommonTrait) -> String {
    match of {
        CommonTrait::Name(name) => t::alike::both_called(name),
        CommonTrait::Phone(number) => t::alike::same_phone(number),
        CommonTrait::Domain(domain) => t::alike::same_domain(domain),
        CommonTrait::Local(local) => t::alike::same_start(local),
        CommonTrait::Answered(_) => t::alike::answered().into(),
    }
}

/// Someone who may be the same, with the two answers.
#[component]
pub(crate) fn DuplicateSuggestion(suggestion: PossibleDuplicate) -> impl IntoView {
    let decide = Decide::of_page();
    let PossibleDuplicate { one, other, common } = suggestion;
    let why = common.iter().map(common_trait).reduce(t::alike::and).unwrap_or_default();
    let (into, from) = (one.id, other.id);
    let (name, other_name) = (one.name.clone(), other.name.clone());
    let same = move |_| decide.say(t::alike::merged(&name, &other_name), vec![Decision::Merge { into, from }]);
    let distinct = move |_| decide.say(t::alike::kept_apart(), vec![Decision::Distinct(into, from)]);
    view! {
        <div class="alike" data-testid="alike">
            <div class="alike-pair"><Side row=one /><Side row=other /></div>
            <p class="quiet" dir="auto">{t::alike::why(why)}</p>
            <div class="actions" data-once="">
                <button class="button" type="button" data-testid="same" on:click=same>{t::alike::merge()}</button>
                <button class="button tertiary" type="button" data-testid="apart" on:click=distinct>{t::alike::different()}</button>
            </div>
        </div>
    }
}

/// One of two, with what helps to decide.
#[component]
fn Side(row: PersonRow) -> impl IntoView {
    let today = Today::of_page();
    let last = row.last_contact.map(|last| clock(last.at).day_number);
    // Without a name the address stands for it.
    let address = (row.name != row.address).then_some(row.address);
    view! {
        <a class="alike-side" href=format!("/people/{}", slug(row.id))>
            <PersonAvatar id=row.id name=row.name.clone() photo=row.photo />
            <b dir="auto">{row.name}</b>
            {address.map(|address| view! { <span dir="auto">{address}</span> })}
            {row.company.map(|(_, company)| view! { <span dir="auto">{company}</span> })}
            <span>{move || {
                let last = last.map(|last| ago(last, today.get())).unwrap_or_default();
                joined([messages(row.messages), last])
            }}</span>
        </a>
    }
}

/// A company that may have moved, with the two answers: one for all of its people.
#[component]
pub(crate) fn Moved(of: CompanyMove) -> impl IntoView {
    let decide = Decide::of_page();
    let CompanyMove { from, to, people } = of;
    let pairs: Vec<(PersonId, PersonId)> = people.iter().map(|(one, other)| (one.id, other.id)).collect();
    let others = pairs.clone();
    let names = names_of(&people);
    let (data_from, data_to) = (from.clone(), to.clone());
    let said = t::alike::merged_names(&names);
    let join = move |_| {
        let joined = pairs.iter().map(|&(into, from)| Decision::Merge { into, from }).collect();
        decide.say(said.clone(), joined);
    };
    let distinct = move |_| {
        let distinct = others.iter().map(|&(one, other)| Decision::Distinct(one, other)).collect();
        decide.say(t::alike::kept_apart(), distinct);
    };
    let domains = [from, to].map(|domain| view! { <b dir="auto">{domain}</b> }.into_any());
    view! {
        <div class="alike" data-testid="moved" data-from=data_from data-to=data_to>
            <p>{sentence(&t::alike::moved(PLACES[0], PLACES[1]), domains)}</p>
            <p class="quiet" dir="auto">{t::alike::moved_why(names)}</p>
            <div class="actions">
                <button class="button" type="button" data-testid="moved-yes" data-once="" on:click=join>{t::alike::moved_yes()}</button>
                <button class="button" type="button" data-testid="moved-no" data-once="" on:click=distinct>{t::common::no()}</button>
            </div>
        </div>
    }
}

/// The names of those who stay: `Ada, Bob and Cy`.
fn names_of(people: &[(PersonRow, PersonRow)]) -> String {
    let mut names: Vec<&str> = people.iter().map(|(one, _)| one.name.as_str()).collect();
    let last = names.pop().unwrap_or_default();
    if names.is_empty() { last.to_owned() } else { t::alike::names(names.join(", "), last) }
}
