use super::looking::Looking;
use super::model::left_out;
use super::phone_model::summary as in_figures;
use super::who_is_it::{ChooseAgain, KnownAs, WhoIsIt};
use crate::features::who::ChoosePerson;
use crate::i18n::t;
use crate::present::links::slug;
use kith_engine::api::{ImportRow, LeftOutReason, PersonId, PersonRow, PhoneSummary, RowChoice, RowFate};
use leptos::prelude::*;
use leptos_router::components::A;

/// Someone with whom a file of a phone tells of calls and messages.
#[component]
pub(super) fn PhoneRow(row: ImportRow, summary: PhoneSummary, looking: Looking) -> impl IntoView {
    let ImportRow { row: number, name, detail, fate, .. } = row;
    let choose = move |choice| {
        looking.importing.choices.update(|choices| {
            choices.rows.insert(number, choice);
        });
    };
    let is_said = looking.importing.choices.with_untracked(|choices| choices.rows.contains_key(&number));
    let second = (name != detail && !name.is_empty()).then(|| detail.clone()).filter(|detail| !detail.is_empty());
    let first = if name.is_empty() { detail } else { name };
    let is_open = matches!(fate, RowFate::LeftOut(LeftOutReason::NotKnown));
    let comes_in = matches!(fate, RowFate::Completed { .. } | RowFate::New(_));
    let told = match fate {
        RowFate::Completed { person, known_as, why, .. } | RowFate::Same { person, known_as, why } => {
            match is_said || why.is_none() {
                true => view! { <Is person known_as /> }.into_any(),
                false => view! { <KnownAs person known_as why /> }.into_any(),
            }
        }
        RowFate::New(_) => view! { <p class="quiet">{t::phone::comes_new()}</p> }.into_any(),
        RowFate::LeftOut(reason) => view! { <p class="quiet">{left_out(reason)}</p> }.into_any(),
        RowFate::Unclear(people) => view! { <WhoIsIt number people looking /> }.into_any(),
        RowFate::Bad(_) => ().into_any(),
    };
    let said = in_figures(&summary);
    let finding = RwSignal::new(false);
    let chosen = Callback::new(move |person: PersonRow| choose(RowChoice::Person(person.id)));
    let end = Callback::new(move |()| finding.set(false));
    view! {
        <li data-testid="import-row">
            <p class="import-who">
                <b dir="auto">{first}</b>
                {second.map(|second| view! { <span class="quiet" dir="auto">{second}</span> })}
            </p>
            <p class="quiet" data-testid="phone-row">{said}</p>
            {told}
            <div class="actions">
                <ChooseAgain number looking />
                <button class="text-button" type="button" data-testid="phone-choose" aria-expanded=move || finding.get().to_string() on:click=move |_| finding.update(|it| *it = !*it)>{t::phone::choose_person()}</button>
                {is_open.then(|| view! {
                    <button class="text-button" type="button" data-testid="phone-new" on:click=move |_| choose(RowChoice::New)>{t::phone::add_person()}</button>
                })}
                {comes_in.then(|| view! {
                    <button class="text-button" type="button" data-testid="phone-skip" on:click=move |_| choose(RowChoice::Skip)>{t::import::leave_out()}</button>
                })}
            </div>
            <Show when=move || finding.get()>
                <ChoosePerson name="phone-find" label=t::person::introducer_find() without=Signal::stored(Vec::new()) chosen end />
            </Show>
        </li>
    }
}

/// Whose it is because the user said so.
#[component]
fn Is(person: PersonId, known_as: String) -> impl IntoView {
    view! { <p class="quiet" dir="auto">{t::phone::is()}" "<A href=format!("/people/{}", slug(person))>{known_as}</A></p> }
}
