//! What the syncs of a connection changed, run by run.

use super::model::{by_run, can_undo, change, direction, kept};
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
use kith_engine::api::{CardDirection, ChangeKey, Command, SyncLogPage, SyncLogRow, UndoneSync, question};
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
            <For each=move || runs.with(|runs| runs.iter().filter_map(key_of).collect::<Vec<_>>()) key=|key| *key let:key>
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

/// By what a run is known as long as others come: by its first change.
fn key_of((_, rows): &(u64, Vec<SyncLogRow>)) -> Option<ChangeKey> {
    rows.first().map(|row| row.key)
}

fn rows_of(runs: &[(u64, Vec<SyncLogRow>)], first: ChangeKey) -> Vec<SyncLogRow> {
    runs.iter().find(|run| key_of(run) == Some(first)).map(|(_, rows)| rows.clone()).unwrap_or_default()
}

/// A run and its changes.
#[component]
fn Run(first: ChangeKey, rows: Memo<Vec<SyncLogRow>>, undo: Callback<(UndoneSync, String)>) -> impl IntoView {
    let (run, at) = rows.with_untracked(|rows| rows.first().map(|row| (row.run, clock(row.at))).unwrap_or_default());
    let when = t::connections::log::run(t::time::day_and_clock(hour(&at), long_date(&at)));
    let is_undone = Memo::new(move |_| rows.with(|rows| rows.iter().all(|row| row.undone)));
    let place = format!("{} a", spot(first));
    let take_back = move |_: leptos::ev::MouseEvent| undo.run((UndoneSync::Run(run), place.clone()));
    let row_of = move |key: ChangeKey| rows.with(|rows| rows.iter().find(|row| row.key == key).cloned());
    view! {
        <section data-testid="sync-run" data-item=format!("{run:x}") data-undone=move || is_undone.get().to_string()>
            <div class="sync-run-head">
                <h3>{when}</h3>
                {move || (!is_undone.get()).then(|| view! {
                    <button class="text-button" type="button" data-testid="sync-run-undo" data-once="" on:click=take_back.clone()>{t::connections::log::undo_run()}</button>
                })}
            </div>
            <ul role="list" class="rules">
                <For each=move || rows.get() key=|row| row.key let:row>
                    <Row is_undone=Memo::new(move |_| row_of(row.key).is_some_and(|row| row.undone)) row undo />
                </For>
            </ul>
        </section>
    }
}

/// The selector of a change.
fn spot(key: ChangeKey) -> String {
    format!("[data-change='{:x}-{}']", key.mark, key.place)
}

#[component]
fn Row(row: SyncLogRow, is_undone: Memo<bool>, undo: Callback<(UndoneSync, String)>) -> impl IntoView {
    let (said, kept) = (change(&row.change), kept(&row.change));
    let (person, name) = (slug(row.change.person), row.change.name.clone());
    let (shape, way) = match row.change.direction {
        CardDirection::In => (Shape::Received, "in"),
        CardDirection::Out => (Shape::Sent, "out"),
    };
    let (key, way_of) = (row.key, row.change.direction);
    let label = t::connections::log::undo_of(&said);
    let undoes = move || {
        can_undo(&SyncLogRow { undone: is_undone.get(), ..row.clone() }).then(|| {
            let take_back = move |_| undo.run((UndoneSync::Changes(vec![key]), format!("{} a", spot(key))));
            view! {
                <button class="text-button" type="button" data-testid="sync-change-undo" data-once="" aria-label=label.clone() on:click=take_back>{t::told::undo()}</button>
            }
        })
    };
    view! {
        <li data-testid="sync-change" data-direction=way data-change=format!("{:x}-{}", key.mark, key.place) data-undone=move || is_undone.get().to_string()>
            <span class="sync-way"><Icon shape /><span class="quiet">{direction(way_of)}</span></span>
            <span dir="auto"><A href=format!("/people/{person}")>{name}</A></span>
            <span class="sync-what" dir="auto">{said}</span>
            {kept.map(|kept| view! { <span class="quiet" dir="auto" data-testid="sync-kept">{kept}</span> })}
            {move || is_undone.get().then(|| view! { <span class="quiet">{t::connections::log::undone()}</span> })}
            {undoes}
        </li>
    }
}
