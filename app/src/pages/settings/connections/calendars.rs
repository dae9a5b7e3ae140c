//! The calendars that are read every day, and another that is to be.

use super::calendars_model::{SCHEMES, called, state};
use crate::client::{Engine, changes_at_rest, failure, known, live};
use crate::components::trouble::Trouble;
use crate::features::web_file::model::name;
use crate::features::web_file::{AddWebFile, FileOrders, WebFileRow};
use crate::features::whose_calendar::WhoseCalendar;
use crate::i18n::t;
use crate::platform::time::clock;
use kith_engine::api::{CalendarView, Command, question};
use leptos::prelude::*;

const FIELD: &str = "calendar-url";

#[component]
pub(super) fn Calendars() -> impl IntoView {
    let engine = Engine::of_page();
    let people = changes_at_rest(engine);
    let track = move || {
        engine.track_address_books();
        people();
    };
    let answer = live(|| (), track, move |()| engine.ask(question::Calendars));
    let (calendars, failed): (Memo<Vec<CalendarView>>, _) = (known(answer), failure(answer));
    let of = move |id: u64| move || calendars.with(|all| all.iter().find(|it| it.id == id).cloned());
    // The name of a calendar is known once it has been read.
    let rows = move || calendars.with(|all| all.iter().map(|it| (it.id, called(it))).collect::<Vec<_>>());
    view! {
        <section class="calendars" data-testid="calendars">
            <h2>{t::calendars::title()}</h2>
            <ul role="list" class="review-list">
                <For each=rows key=Clone::clone let((id, called))>
                    <Calendar id called calendar=Memo::new(move |_| of(id)()) />
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
fn Calendar(id: u64, called: String, calendar: Memo<Option<CalendarView>>) -> impl IntoView {
    let said = Memo::new(move |_| calendar.with(|it| it.as_ref().map(|it| state(it, clock))));
    let status = move || calendar.with(|it| it.as_ref().map(|it| name(&it.status)));
    let told = Memo::new(move |_| calendar.with(|it| it.as_ref().map(|it| it.told.clone()).unwrap_or_default()));
    let is_others = Memo::new(move |_| told.with(|it| it.not_yours > 0));
    let owner = Memo::new(move |_| told.with(|it| it.owner.clone()));
    let orders = FileOrders {
        read: (t::calendars::sync(), t::calendars::sync_of(&called), "calendar-sync", Command::ReadCalendar(id)),
        remove: (
            t::calendars::remove(),
            t::calendars::remove_of(&called),
            "calendar-remove",
            Command::RemoveCalendar(id),
        ),
        removed: t::calendars::removed(&called),
        field: FIELD,
    };
    view! {
        <li data-testid="calendar" data-status=status data-meetings=move || told.with(|it| it.meetings)>
            <WebFileRow place=called said orders>
                <Show when=move || is_others.get()><WhoseCalendar owner /></Show>
            </WebFileRow>
        </li>
    }
}
