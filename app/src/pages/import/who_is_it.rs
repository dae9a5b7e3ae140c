//! Who someone in a file is.

use super::looking::Looking;
use crate::features::add_person::model::in_common;
use crate::i18n::t;
use crate::present::links::slug;
use kith_domain::matching::MatchReason;
use kith_engine::api::{PersonId, RowChoice};
use leptos::prelude::*;
use leptos_router::components::A;

/// As whom someone is known, and why that is told.
#[component]
pub(super) fn KnownAs(person: PersonId, known_as: String, why: Option<MatchReason>) -> impl IntoView {
    let why = why.map_or_else(|| t::import::same_card().to_owned(), |why| in_common(&why));
    view! {
        <p class="quiet" dir="auto">
            {t::import::known_as()}" "<A href=format!("/people/{}", slug(person))>{known_as}</A>". "{why}"."
        </p>
    }
}

/// Asks who someone is.
#[component]
pub(super) fn WhoIsIt(number: u32, people: Vec<(PersonId, String, MatchReason)>, looking: Looking) -> impl IntoView {
    let choose = move |event| {
        let value = event_target_value(&event);
        let choice = match value.as_str() {
            "new" => Some(RowChoice::New),
            "skip" => Some(RowChoice::Skip),
            id => u64::from_str_radix(id, 16).ok().map(|id| RowChoice::Person(PersonId(id))),
        };
        if let Some(choice) = choice {
            looking.importing.choices.update(|choices| {
                choices.rows.insert(number, choice);
            });
        }
    };
    let option = |(id, name, why): (PersonId, String, MatchReason)| {
        view! { <option value=slug(id)>{t::import::this_person(name, in_common(&why))}</option> }
    };
    view! {
        <label class="field">{t::import::who()}
            <select name="import-who" on:change=choose>
                <option value="" selected>{t::import::choose_who()}</option>
                {people.into_iter().map(option).collect_view()}
                <option value="new">{t::import::someone_new()}</option>
                <option value="skip">{t::import::leave_out()}</option>
            </select>
        </label>
    }
}

/// Takes back what was chosen of a row.
#[component]
pub(super) fn ChooseAgain(number: u32, looking: Looking) -> impl IntoView {
    let has_choice = Memo::new(move |_| looking.importing.choices.with(|choices| choices.rows.contains_key(&number)));
    let again = move |_| {
        looking.importing.choices.update(|choices| {
            choices.rows.remove(&number);
        });
    };
    view! {
        <Show when=move || has_choice.get()>
            <button class="text-button" type="button" data-testid="import-choose-again" on:click=again>{t::import::choose_again()}</button>
        </Show>
    }
}
