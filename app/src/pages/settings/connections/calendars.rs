//! The calendars that are read every day, and another that is to be.

use super::calendars_model::{SCHEMES, state};
use crate::client::{Engine, failure, known, live};
use crate::components::trouble::Trouble;
use crate::features::web_file::model::name;
use crate::features::web_file::{AddWebFile, FileOrders, WebFileRow};
use crate::i18n::t;
use crate::platform::time::clock;
use kith_engine::api::{CalendarView, Command, question};
use leptos::prelude::*;

const FIELD: &str = "calendar-url";

#[component]
pub(super) fn Calendars() -> impl IntoView {
    let engine = Engine::of_page();
    let track = move || {
        engine.track_address_books();
        engine.track_people();
    };
    let answer = live(|| (), track, move |()| engine.ask(question::Calendars));
    let (calendars, failed): (Memo<Vec<CalendarView>>, _) = (known(answer), failure(answer));
    let of = move |id: u64| move || calendars.with(|all| all.iter().find(|it| it.id == id).cloned());
    view! {
        <section class="calendars" data-testid="calendars">
            <h2>{t::calendars::title()}</h2>
            <ul role="list" class="review-list">
                <For each=move || calendars.with(|all| all.iter().map(|it| it.id).collect::<Vec<_>>()) key=|id| *id let:id>
                    <Calendar id calendar=Memo::new(move |_| of(id)()) />
                </For>
            </ul>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <AddWebFile
                name=FIELD
                schemes=&SCHEMES
                label=t::calendars::url()
                hint=t::calendars::hint()
                wrong=t::calendars::wrong()
                add=t::calendars::add()
                testid="calendar-add"
                command=|id, url| Command::AddCalendar { id, url }
            />
            <p class="quiet">{t::calendars::privacy()}</p>
        </section>
    }
}

#[component]
fn Calendar(id: u64, calendar: Memo<Option<CalendarView>>) -> impl IntoView {
    let place = calendar.with_untracked(|it| it.as_ref().map(|it| it.place.clone())).unwrap_or_default();
    let said = Memo::new(move |_| calendar.with(|it| it.as_ref().map(|it| state(it, clock))));
    let status = move || calendar.with(|it| it.as_ref().map(|it| name(&it.status)));
    let meetings = move || calendar.with(|it| it.as_ref().map(|it| it.meetings));
    let orders = FileOrders {
        read: (t::calendars::sync(), t::calendars::sync_of(&place), "calendar-sync", Command::ReadCalendar(id)),
        remove: (
            t::calendars::remove(),
            t::calendars::remove_of(&place),
            "calendar-remove",
            Command::RemoveCalendar(id),
        ),
        removed: t::calendars::removed(&place),
        field: FIELD,
    };
    view! {
        <li data-testid="calendar" data-status=status data-meetings=meetings>
            <WebFileRow place said orders />
        </li>
    }
}
