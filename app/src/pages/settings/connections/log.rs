//! What the syncs of a connection changed, run by run.

use super::model::{by_person, by_run, can_undo, change, direction, kept};
use super::of_book::OfBook;
use crate::client::{Engine, failure, known, live};
use crate::components::icon::{Icon, Shape};
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::random::random_id;
use crate::platform::time::clock;
use crate::present::calendar::{clock as hour, long_date};
use crate::present::links::slug;
use kith_engine::api::{
    CardChange, CardChangeKind, CardDirection, Command, SyncLogPage, SyncLogRow, UndoneSync, question,
};
use leptos::prelude::*;
use leptos_router::components::A;

/// How many changes are shown until the user asks for more.
const PAGE_ROWS: u32 = 100;

/// What happened.
#[component]
pub(crate) fn BookLog() -> impl IntoView {
    view! { <OfBook page="/changes" draw=|id, _| view! { <Log id /> }.into_any() /> }
}

#[component]
fn Log(id: u64) -> impl IntoView {
    let (engine, decide, order) = (Engine::of_page(), Decide::of_page(), Ordering::new());
    let limit = RwSignal::new(PAGE_ROWS);
    let track = move || {
        engine.track_people();
        engine.track_address_books();
    };
    let asked = move || question::SyncLog { book: id, offset: 0, limit: limit.get() };
    let answer = live(asked, track, move |asked| engine.ask(asked));
    let (page, failed): (Memo<SyncLogPage>, _) = (known(answer), failure(answer));
    let there = Memo::new(move |_| answer.with(|it| it.as_ref().is_some_and(|it| it.1.is_ok())));
    let runs = Memo::new(move |_| by_run(page.with(|page| page.rows.clone())));
    let undo = Callback::new(move |undone: UndoneSync| {
        let command = Command::UndoSync { book: id, undone, mark: random_id() };
        order.store(engine.order(command), move || decide.note(t::connections::log::taken_back()));
    });
    view! {
        <p class="quiet">{t::connections::log::intro()}</p>
        {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        <div class="sync-log" data-testid="sync-log" data-all=move || there.get().then(|| page.with(|page| page.all))>
            <For each=move || runs.get() key=|it| format!("{it:?}") let:run><Run run undo /></For>
        </div>
        <Show when=move || there.get() && page.with(|page| page.all) == 0>
            <p class="quiet" data-testid="sync-log-empty">{t::connections::log::none()}</p>
        </Show>
        <Show when=move || { page.with(|page| page.all) > limit.get() }>
            <button class="button" type="button" on:click=move |_| limit.update(|limit| *limit += PAGE_ROWS)>{t::companies::more()}</button>
        </Show>
    }
}

/// A run and its changes.
#[component]
fn Run(run: (u64, Vec<SyncLogRow>), undo: Callback<UndoneSync>) -> impl IntoView {
    let (run, rows) = run;
    let at = rows.first().map(|row| clock(row.at)).unwrap_or_default();
    let when = t::connections::log::run(t::time::day_and_clock(hour(&at), long_date(&at)));
    let is_undone = rows.iter().all(|row| row.undone);
    view! {
        <section class="sync-run" data-testid="sync-run" data-item=format!("{run:x}") data-undone=is_undone.to_string()>
            <div class="sync-run-head">
                <h3>{when}</h3>
                {(!is_undone).then(|| view! {
                    <button class="text-button" type="button" data-testid="sync-run-undo" data-once="" on:click=move |_| undo.run(UndoneSync::Run(run))>{t::connections::log::undo_run()}</button>
                })}
            </div>
            <ul role="list">{by_person(rows).into_iter().map(|rows| view! { <Person rows undo /> }).collect_view()}</ul>
        </section>
    }
}

/// What changed of someone. Of who is new, the single fields are shown on demand.
#[component]
fn Person(rows: Vec<SyncLogRow>, undo: Callback<UndoneSync>) -> impl IntoView {
    let Some(CardChange { person, name, direction: way, .. }) = rows.first().map(|row| row.change.clone()) else {
        return ().into_any();
    };
    let shape = match way {
        CardDirection::In => Shape::Received,
        CardDirection::Out => Shape::Sent,
    };
    let list = move |rows: Vec<SyncLogRow>| {
        view! { <ul role="list">{rows.into_iter().map(|row| view! { <Row row undo /> }).collect_view()}</ul> }
    };
    let (fields, whole): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| matches!(row.change.what, CardChangeKind::Field { .. }));
    let is_new = whole.iter().any(|row| row.change.what == CardChangeKind::Created);
    let folded = (is_new && !fields.is_empty()).then(|| {
        let count = u32::try_from(fields.len()).unwrap_or(u32::MAX);
        view! { <details><summary>{t::connections::log::details(count)}</summary>{list(fields.clone())}</details> }
    });
    let open = if is_new { whole } else { [whole, fields].concat() };
    view! {
        <li class="sync-person">
            <p class="sync-who">
                <span class="sync-way"><Icon shape />{direction(way)}</span>
                <span dir="auto"><A href=format!("/people/{}", slug(person))>{name}</A></span>
            </p>
            {list(open)}
            {folded}
        </li>
    }
    .into_any()
}

#[component]
fn Row(row: SyncLogRow, undo: Callback<UndoneSync>) -> impl IntoView {
    let (said, kept) = (change(&row.change), kept(&row.change));
    let is_to_review = row.change.what == CardChangeKind::Deleted && !row.undone;
    let way = match row.change.direction {
        CardDirection::In => "in",
        CardDirection::Out => "out",
    };
    let undoes = can_undo(&row).then(|| {
        let (key, label) = (row.key, t::connections::log::undo_of(&said));
        view! {
            <button class="text-button" type="button" data-testid="sync-change-undo" data-once="" aria-label=label on:click=move |_| undo.run(UndoneSync::Changes(vec![key]))>{t::told::undo()}</button>
        }
    });
    view! {
        <li class="sync-change" data-testid="sync-change" data-direction=way data-undone=row.undone.to_string()>
            <span class="sync-what" dir="auto">
                {said}
                {is_to_review.then(|| view! { " "<A href="/people/review">{t::review::title()}</A> })}
                {kept.map(|kept| view! { <span class="quiet" dir="auto" data-testid="sync-kept">{kept}</span> })}
            </span>
            {row.undone.then(|| view! { <span class="quiet">{t::connections::log::undone()}</span> })}
            {undoes}
        </li>
    }
}
