//! What the syncs of a connection changed, run by run.

use super::model::{by_person, by_run, can_undo, change, direction, kept};
use super::of_book::OfBook;
use crate::client::{Engine, failure, known, live};
use crate::components::icon::{Icon, Shape};
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::focus::focus_soon;
use crate::platform::random::random_id;
use crate::platform::time::clock;
use crate::present::calendar::{clock as hour, long_date};
use crate::present::links::slug;
use kith_engine::api::{
    CardChange, CardChangeKind, CardDirection, ChangeKey, Command, SyncLogPage, SyncLogRow, UndoneSync, question,
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
    let runs = Memo::new(move |_| {
        by_run(page.with(|page| page.rows.clone())).into_iter().map(|(_, rows)| rows).collect::<Vec<_>>()
    });
    let undo = Callback::new(move |(undone, place): (UndoneSync, String)| {
        let command = Command::UndoSync { book: id, undone, mark: random_id() };
        order.store(engine.order(command), move || {
            decide.note(t::connections::log::taken_back());
            // The button goes, and the keyboard stays where it was.
            focus_soon(place);
        });
    });
    view! {
        <p class="quiet">{t::connections::log::intro()}</p>
        {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        <div class="sync-log" data-testid="sync-log" data-all=move || there.get().then(|| page.with(|page| page.all))>
            <For each=move || runs.with(|runs| runs.iter().filter_map(|rows| first_of(rows)).collect::<Vec<_>>()) key=|key| *key let:key>
                <Run first=key rows=Memo::new(move |_| runs.with(|runs| rows_of(runs, key))) undo />
            </For>
        </div>
        <Show when=move || there.get() && page.with(|page| page.all) == 0>
            <p class="quiet" data-testid="sync-log-empty">{t::connections::log::none()}</p>
        </Show>
        <Show when=move || { page.with(|page| page.all) > limit.get() }>
            <button class="button" type="button" on:click=move |_| limit.update(|limit| *limit += PAGE_ROWS)>{t::companies::more()}</button>
        </Show>
    }
}

/// By what changes are known that belong together, as long as others come: by the first.
fn first_of(rows: &[SyncLogRow]) -> Option<ChangeKey> {
    rows.first().map(|row| row.key)
}

/// Of changes that belong together, those that begin with that one.
fn rows_of(together: &[Vec<SyncLogRow>], first: ChangeKey) -> Vec<SyncLogRow> {
    together.iter().find(|rows| first_of(rows) == Some(first)).cloned().unwrap_or_default()
}

/// A run and its changes.
#[component]
fn Run(first: ChangeKey, rows: Memo<Vec<SyncLogRow>>, undo: Callback<(UndoneSync, String)>) -> impl IntoView {
    let (run, at) = rows.with_untracked(|rows| rows.first().map(|row| (row.run, clock(row.at))).unwrap_or_default());
    let when = t::connections::log::run(t::time::day_and_clock(hour(&at), long_date(&at)));
    let is_undone = Memo::new(move |_| rows.with(|rows| rows.iter().all(|row| row.undone)));
    let place = spot(first);
    let take_back = move |_: leptos::ev::MouseEvent| undo.run((UndoneSync::Run(run), place.clone()));
    let people = Memo::new(move |_| by_person(rows.get()));
    view! {
        <section class="sync-run" data-testid="sync-run" data-item=format!("{run:x}") data-undone=move || is_undone.get().to_string()>
            <div class="sync-run-head">
                <h3>{when}</h3>
                {move || (!is_undone.get()).then(|| view! {
                    <button class="text-button" type="button" data-testid="sync-run-undo" data-once="" on:click=take_back.clone()>{t::connections::log::undo_run()}</button>
                })}
            </div>
            <ul role="list">
                <For each=move || people.with(|people| people.iter().filter_map(|rows| first_of(rows)).collect::<Vec<_>>()) key=|key| *key let:key>
                    <Person first=key rows=Memo::new(move |_| people.with(|people| rows_of(people, key))) undo />
                </For>
            </ul>
        </section>
    }
}

/// What changed of someone. Of who is new, the single fields are shown on demand.
#[component]
fn Person(first: ChangeKey, rows: Memo<Vec<SyncLogRow>>, undo: Callback<(UndoneSync, String)>) -> impl IntoView {
    let change = rows.with_untracked(|rows| rows.first().map(|row| row.change.clone()));
    let Some(CardChange { person, name, direction: way, .. }) = change else {
        return ().into_any();
    };
    let shape = match way {
        CardDirection::In => Shape::Received,
        CardDirection::Out => Shape::Sent,
    };
    let is_field = |row: &SyncLogRow| matches!(row.change.what, CardChangeKind::Field { .. });
    let is_new =
        Memo::new(move |_| rows.with(|rows| rows.iter().any(|row| row.change.what == CardChangeKind::Created)));
    let folded = Memo::new(move |_| match is_new.get() {
        true => rows.get().into_iter().filter(is_field).collect(),
        false => Vec::new(),
    });
    let open = Memo::new(move |_| {
        let (fields, whole): (Vec<_>, Vec<_>) = rows.get().into_iter().partition(is_field);
        if is_new.get() { whole } else { [whole, fields].concat() }
    });
    let list = move |rows: Memo<Vec<SyncLogRow>>| {
        let is_undone = move |key| rows.with(|rows| rows.iter().any(|row| row.key == key && row.undone));
        view! {
            <ul role="list">
                <For each=move || rows.get() key=|row| row.key let:row>
                    <Row is_undone=Memo::new(move |_| is_undone(row.key)) row place=spot(first) undo />
                </For>
            </ul>
        }
    };
    let count = Memo::new(move |_| folded.with(|rows: &Vec<SyncLogRow>| u32::try_from(rows.len()).unwrap_or(u32::MAX)));
    view! {
        <li class="sync-person" data-change=name_of(first)>
            <p class="sync-who">
                <span class="sync-way"><Icon shape />{direction(way)}</span>
                <span dir="auto"><A href=format!("/people/{}", slug(person))>{name}</A></span>
            </p>
            {list(open)}
            <Show when=move || count.get() != 0>
                <details><summary>{move || t::connections::log::details(count.get())}</summary>{list(folded)}</details>
            </Show>
        </li>
    }
    .into_any()
}

fn name_of(first: ChangeKey) -> String {
    format!("{:x}-{}", first.mark, first.place)
}

/// The selector of the link to whom changes are of, by the first of them.
fn spot(first: ChangeKey) -> String {
    format!("[data-change='{}'] a", name_of(first))
}

#[component]
fn Row(
    row: SyncLogRow,
    is_undone: Memo<bool>,
    /// Where the keyboard goes when the button is gone.
    place: String,
    undo: Callback<(UndoneSync, String)>,
) -> impl IntoView {
    let (said, kept) = (change(&row.change), kept(&row.change));
    let is_deleted = row.change.what == CardChangeKind::Deleted;
    let is_to_review = move || is_deleted && !is_undone.get();
    let way = match row.change.direction {
        CardDirection::In => "in",
        CardDirection::Out => "out",
    };
    let (key, label) = (row.key, t::connections::log::undo_of(&said));
    let undoes = move || {
        can_undo(&SyncLogRow { undone: is_undone.get(), ..row.clone() }).then(|| {
            let place = place.clone();
            let take_back = move |_: leptos::ev::MouseEvent| undo.run((UndoneSync::Changes(vec![key]), place.clone()));
            view! {
                <button class="text-button" type="button" data-testid="sync-change-undo" data-once="" aria-label=label.clone() on:click=take_back>{t::told::undo()}</button>
            }
        })
    };
    view! {
        <li class="sync-change" data-testid="sync-change" data-direction=way data-undone=move || is_undone.get().to_string()>
            <span class="sync-what" dir="auto">
                {said}
                {move || is_to_review().then(|| view! { " "<A href="/people/review">{t::review::title()}</A> })}
                {kept.map(|kept| view! { <span class="quiet" dir="auto" data-testid="sync-kept">{kept}</span> })}
            </span>
            {move || is_undone.get().then(|| view! { <span class="quiet">{t::connections::log::undone()}</span> })}
            {undoes}
        </li>
    }
}
