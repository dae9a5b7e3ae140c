//! The calendars that are read every day, and another that is to be.

use super::calendars_model::{is_address, name, state};
use crate::client::{Engine, failure, known, live};
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::focus::focus_soon;
use crate::platform::random::random_id;
use crate::platform::time::clock;
use kith_engine::api::{CalendarView, Command, Secret, question};
use leptos::prelude::*;

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
    let url = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let order = Ordering::new();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = url.get_untracked();
        wrong.set(!is_address(&typed));
        if wrong.get_untracked() {
            return focus_soon("[name=calendar-url]".into());
        }
        let command = Command::AddCalendar { id: random_id(), url: Secret::from(typed.trim()) };
        order.store(engine.order(command), move || drop(url.try_set(String::new())));
    };
    view! {
        <section class="calendars" data-testid="calendars">
            <h2>{t::calendars::title()}</h2>
            <ul role="list" class="review-list">
                <For each=move || calendars.with(|all| all.iter().map(|it| it.id).collect::<Vec<_>>()) key=|id| *id let:id>
                    <Calendar id calendar=Memo::new(move |_| of(id)()) />
                </For>
            </ul>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <form class="unsubscribes" on:submit=add novalidate>
                <div class="field">
                    <label for="calendar-url">{t::calendars::url()}</label>
                    <input
                        id="calendar-url"
                        name="calendar-url"
                        type="url"
                        inputmode="url"
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        aria-describedby="calendar-url-hint"
                        aria-invalid=move || wrong.get().then_some("true")
                        prop:value=url
                        on:input=move |event| url.set(event_target_value(&event))
                    />
                    <p id="calendar-url-hint" class="quiet">
                        {move || if wrong.get() { t::calendars::wrong() } else { t::calendars::hint() }}
                    </p>
                </div>
                {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                <button class="button" type="submit" data-testid="calendar-add" aria-disabled=move || order.busy.get().to_string()>
                    {t::calendars::add()}
                </button>
            </form>
            <p class="quiet">{t::calendars::privacy()}</p>
        </section>
    }
}

#[component]
fn Calendar(id: u64, calendar: Memo<Option<CalendarView>>) -> impl IntoView {
    let (engine, decide, order) = (Engine::of_page(), Decide::of_page(), Ordering::new());
    let place = calendar.with_untracked(|it| it.as_ref().map(|it| it.place.clone())).unwrap_or_default();
    let said = Memo::new(move |_| calendar.with(|it| it.as_ref().map(|it| state(it, clock))));
    let status = move || calendar.with(|it| it.as_ref().map(|it| name(&it.status)));
    let meetings = move || calendar.with(|it| it.as_ref().map(|it| it.meetings));
    let sync = move |_| order.store(engine.order(Command::ReadCalendar(id)), || {});
    let (label_sync, label_remove) = (t::calendars::sync_of(&place), t::calendars::remove_of(&place));
    let removed = t::calendars::removed(&place);
    let remove = move |_| {
        let removed = removed.clone();
        order.store(engine.order(Command::RemoveCalendar(id)), move || {
            decide.note(&removed);
            focus_soon("[name=calendar-url]".into());
        });
    };
    view! {
        <li data-testid="calendar" data-status=status data-meetings=meetings>
            <div class="review-text">
                <p dir="auto"><b>{place}</b></p>
                <p class="quiet" role="status">{said}</p>
                {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            </div>
            <div class="actions">
                <button class="button" type="button" data-testid="calendar-sync" aria-label=label_sync aria-disabled=move || order.busy.get().to_string() on:click=sync>{t::calendars::sync()}</button>
                <button class="button quiet-danger" type="button" data-testid="calendar-remove" aria-label=label_remove on:click=remove>{t::calendars::remove()}</button>
            </div>
        </li>
    }
}
