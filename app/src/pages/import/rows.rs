use super::looking::{Looking, PAGE_ROWS};
use super::model::{bad_rows, count, kind_name, left_out, lines, reason};
use crate::client::Engine;
use crate::features::add_person::model::in_common;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::clipboard::copy;
use crate::present::card_fields::{change_in_words, is_of_name};
use crate::present::links::slug;
use kith_domain::matching::MatchReason;
use kith_engine::api::{ImportPreview, ImportRow, ImportView, PersonId, RowChoice, RowFate, RowKind, question};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// Those of the kind that is looked at.
#[component]
pub(super) fn Rows(
    preview: Memo<Option<ImportPreview>>,
    kind: Memo<Option<RowKind>>,
    looking: Looking,
) -> impl IntoView {
    let rows = move || preview.with(|it| it.as_ref().map(|it| it.rows.clone()).unwrap_or_default());
    let all = Memo::new(move |_| {
        let counts = preview.with(|it| it.as_ref().map(|it| it.counts).unwrap_or_default());
        kind.get().map_or(0, |kind| count(&counts, kind))
    });
    view! {
        <Show when=move || kind.get() == Some(RowKind::Bad)><CopyBad looking /></Show>
        <ol role="list" class="import-rows" data-testid="import-rows" data-kind=move || kind.get().map(kind_name)>
            <For each=rows key=|row| (row.row, row.lines.clone(), format!("{:?}", row.fate)) let:row><Row row looking /></For>
        </ol>
        <Show when=move || { all.get() > looking.limit.get() }>
            <button class="button" type="button" data-testid="import-more" on:click=move |_| looking.limit.update(|limit| *limit += PAGE_ROWS)>{t::companies::more()}</button>
        </Show>
    }
}

#[component]
fn Row(row: ImportRow, looking: Looking) -> impl IntoView {
    let ImportRow { row: number, lines: at, name, detail, fate } = row;
    let name = if let RowFate::Bad(why) = fate { reason(why).to_owned() } else { name };
    let has_choice = Memo::new(move |_| looking.importing.choices.with(|choices| choices.rows.contains_key(&number)));
    let again = move |_| {
        looking.importing.choices.update(|choices| {
            choices.rows.remove(&number);
        });
    };
    // Of who is new, everything is told below the name.
    let is_told = matches!(fate, RowFate::New(_)) || name == detail;
    let second = (!is_told && !detail.is_empty()).then_some(detail);
    let told = match fate {
        RowFate::New(changes) => {
            let all: Vec<String> = changes.iter().filter(|it| !is_of_name(&it.field)).map(change_in_words).collect();
            (!all.is_empty()).then(|| view! { <p class="quiet" dir="auto">{all.join(" · ")}</p> }).into_any()
        }
        RowFate::Completed { person, known_as, why, changes } => {
            let changes: Vec<String> = changes.iter().map(change_in_words).collect();
            view! {
                <KnownAs person known_as why />
                {(!changes.is_empty()).then(|| view! { <p class="quiet" dir="auto">{t::import::adds(changes.join(" · "))}</p> })}
            }
            .into_any()
        }
        RowFate::Same { person, known_as, why } => view! { <KnownAs person known_as why /> }.into_any(),
        RowFate::LeftOut(reason) => view! { <p class="quiet">{left_out(reason)}</p> }.into_any(),
        RowFate::Bad(_) => ().into_any(),
        RowFate::Unclear(people) => view! { <WhoIsIt number people looking /> }.into_any(),
    };
    view! {
        <li data-testid="import-row">
            <p class="import-who">
                <b dir="auto">{name}</b>
                {second.map(|second| view! { <span class="quiet" dir="auto">{second}</span> })}
                <span class="quiet import-lines">{lines(&at)}</span>
            </p>
            {told}
            <Show when=move || has_choice.get()>
                <button class="text-button" type="button" data-testid="import-choose-again" on:click=again>{t::import::choose_again()}</button>
            </Show>
        </li>
    }
}

#[component]
fn KnownAs(person: PersonId, known_as: String, why: Option<MatchReason>) -> impl IntoView {
    let why = why.map_or_else(|| t::import::same_card().to_owned(), |why| in_common(&why));
    view! {
        <p class="quiet" dir="auto">
            {t::import::known_as()}" "<A href=format!("/people/{}", slug(person))>{known_as}</A>". "{why}"."
        </p>
    }
}

/// Asks who someone is.
#[component]
fn WhoIsIt(number: u32, people: Vec<(PersonId, String, MatchReason)>, looking: Looking) -> impl IntoView {
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

/// Copies what cannot be read, all of it.
#[component]
fn CopyBad(looking: Looking) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let copy_all = move |_| {
        let Some(id) = looking.importing.given.with_untracked(|given| given.as_ref().map(|given| given.id)) else {
            return;
        };
        let choices = Box::new(looking.importing.choices.get_untracked());
        let asked = question::Import { id, choices, kind: Some(RowKind::Bad), offset: 0, limit: u32::MAX };
        spawn_local(async move {
            match engine.ask(asked).await {
                Ok(ImportView::Preview(preview)) => {
                    copy(bad_rows(&preview.rows), move || decide.note(t::person::copied()));
                }
                Ok(_) => {}
                Err(failed) => decide.failed(failed),
            }
        });
    };
    view! { <button class="button" type="button" data-testid="import-copy" on:click=copy_all>{t::import::copy_bad()}</button> }
}
