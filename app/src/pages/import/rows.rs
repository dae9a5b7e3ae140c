use super::looking::{Looking, PAGE_ROWS};
use super::model::{bad_rows, count, kind_name, left_out, lines, reason};
use super::phone_row::PhoneRow;
use super::who_is_it::{ChooseAgain, KnownAs, WhoIsIt};
use crate::client::Engine;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::clipboard::copy;
use crate::present::card_fields::{change_in_words, is_of_name};
use crate::present::text::joined;
use kith_engine::api::{ImportPreview, ImportRow, ImportView, RowFate, RowKind, question};
use leptos::prelude::*;
use leptos::task::spawn_local;

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
            <For each=rows key=|row| (row.row, row.name.clone(), row.lines.clone(), format!("{:?}", row.fate)) let:row><Row row looking /></For>
        </ol>
        <Show when=move || { all.get() > looking.limit.get() }>
            <button class="button" type="button" data-testid="import-more" on:click=move |_| looking.limit.update(|limit| *limit += PAGE_ROWS)>{t::companies::more()}</button>
        </Show>
    }
}

#[component]
fn Row(row: ImportRow, looking: Looking) -> impl IntoView {
    if let Some(summary) = row.phone {
        return view! { <PhoneRow row summary looking /> }.into_any();
    }
    let ImportRow { row: number, lines: at, name, detail, fate, phone: _ } = row;
    let name = if let RowFate::Bad(why) = fate { reason(why).to_owned() } else { name };
    // Of who is new, everything is told below the name.
    let is_told = matches!(fate, RowFate::New(_)) || name == detail;
    let second = (!is_told && !detail.is_empty()).then_some(detail);
    let told = match fate {
        RowFate::New(changes) => {
            let all: Vec<String> = changes.iter().filter(|it| !is_of_name(&it.field)).map(change_in_words).collect();
            (!all.is_empty()).then(|| view! { <p class="quiet" dir="auto">{joined(all)}</p> }).into_any()
        }
        RowFate::Completed { person, known_as, why, changes } => {
            let changes: Vec<String> = changes.iter().map(change_in_words).collect();
            view! {
                <KnownAs person known_as why />
                {(!changes.is_empty()).then(|| view! { <p class="quiet" dir="auto">{t::import::adds(joined(changes))}</p> })}
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
            <ChooseAgain number looking />
        </li>
    }
    .into_any()
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
