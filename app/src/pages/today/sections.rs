//! The lists of Today beside those who are due, each with what can be done.

use super::model::{birthday, broken, mailto, missed};
use super::view::{Rest, SHORT_LIST_ROWS, apart};
use crate::client::Engine;
use crate::components::trouble::Trouble;
use crate::features::buckets::IntoBucket;
use crate::features::decide::Decide;
use crate::features::due::actions::{DueActions, Met};
use crate::features::reminders::{Remind, Reminders};
use crate::i18n::t;
use crate::platform::download::download;
use crate::platform::time::{Today as Calendar, clock, now};
use crate::present::calendar::ago;
use crate::present::failed::Failed;
use crate::present::files::calendar_file;
use crate::present::links::{message_at, slug};
use kith_domain::day::Day;
use kith_engine::api::{Command, Decision, LosingTouchRow, MAX_SHOWN, PersonRow, TodayView, WaitingRow, question};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// The hour at which an event of the calendar file rings.
const CALENDAR_HOUR: u8 = 9;

/// What was missed in a week away, until it was seen.
#[component]
pub(super) fn Away(known: Memo<TodayView>) -> impl IntoView {
    let engine = Engine::of_page();
    let said = Memo::new(move |_| known.with(|known| known.away.as_ref().and_then(missed)));
    let decide = Decide::of_page();
    let seen = move |_| {
        spawn_local(async move {
            if let Err(failed) = engine.order(Command::SeenAway).await {
                decide.failed(failed);
            }
        });
    };
    move || {
        said.get().map(|said| {
            view! {
                <p class="away" data-testid="away">
                    <span>{said}</span>
                    <button class="text-button" type="button" data-testid="away-seen" on:click=seen>{t::today::seen()}</button>
                </p>
            }
        })
    }
}

/// Those in no bucket whose rhythm has broken off: no setting was made, so this only says so.
#[component]
pub(super) fn LosingTouch(known: Memo<TodayView>) -> impl IntoView {
    let decide = Decide::of_page();
    let calendar = Calendar::of_page();
    let whole = RwSignal::new(false);
    let count = Memo::new(move |_| known.with(|known| known.losing_touch.len()));
    let rows = move || {
        let shown = if whole.get() { MAX_SHOWN } else { SHORT_LIST_ROWS };
        known.with(|known| known.losing_touch.iter().take(shown).cloned().collect::<Vec<_>>())
    };
    let any = Memo::new(move |_| count.get() > 0);
    let buckets = Memo::new(move |_| known.with(|known| known.buckets.clone()));
    view! {
        <Show when=move || any.get()>
            <h2>{t::today::losing()}</h2>
            <p class="quiet">{t::today::losing_hint()}</p>
        </Show>
        <ul role="list" class="fading" data-testid="fading-list">
            <For each=rows key=|row| (row.person.id.0, row.last) let:row>
                {
                    let LosingTouchRow { person, rhythm, last, subject } = row;
                    let (id, name) = (person.id, person.name);
                    let called = StoredValue::new(name.clone());
                    let who = move || (called.get_value(), vec![id]);
                    let apart = apart(known, &person.address, id);
                    let fine = {
                        let name = name.clone();
                        move |_| decide.say(t::today::muted(&name), vec![Decision::RemindersOff(id, true)])
                    };
                    let last = i64::from(last.0);
                    view! {
                        <li data-testid="fading" data-address=person.address.clone()>
                            <p>
                                <A href=format!("/people/{}", slug(id))><b dir="auto">{name}</b></A>" "{apart}
                                <span class="quiet">{move || broken(rhythm, last, calendar.get())}</span>
                            </p>
                            <a class="button write" href=mailto(&person.address, &subject)>{t::today::write()}</a>
                            <IntoBucket id=format!("bucket-{:016x}", id.0) buckets who />
                            <button class="text-button" type="button" data-testid="fading-fine" data-once="" on:click=fine>{t::today::mute()}</button>
                        </li>
                    }
                }
            </For>
        </ul>
        <Rest count whole />
        <Show when=move || any.get()>
            <p><A href="/sort" attr:class="quiet-link">{t::today::sort()}</A></p>
        </Show>
    }
}

/// The birthdays of the next days.
#[component]
pub(super) fn Birthdays(known: Memo<TodayView>, day: Memo<Day>) -> impl IntoView {
    let rows = Memo::new(move |_| known.with(|known| known.birthdays.clone()));
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            view! {
                <h2>{t::today::birthdays()}</h2>
                <ul role="list" class="new-people" data-testid="birthdays">
                    {rows.into_iter().map(|row| {
                        let when = birthday(&row, day.get());
                        view! {
                            <li><A href=format!("/people/{}", slug(row.person))>
                                <b dir="auto">{row.name}</b>" "<span class="quiet">{when}</span>
                            </A></li>
                        }
                    }).collect_view()}
                </ul>
            }
        })
    }
}

/// The same in the user's calendar.
#[component]
pub(super) fn TakeAlong(day: Memo<Day>) -> impl IntoView {
    let engine = Engine::of_page();
    let failed = RwSignal::new(None::<Failed>);
    let is_empty = RwSignal::new(false);
    let take = move |_| {
        failed.set(None);
        is_empty.set(false);
        spawn_local(async move {
            let file = engine.ask(question::Calendar(day.get_untracked())).await;
            match file.map(|events| calendar_file(&events, now(), CALENDAR_HOUR)) {
                Ok(Some(file)) if download(&file.name, &file.media_type, file.text.as_bytes()) => {}
                Ok(Some(_)) => drop(failed.try_set(Some(Failed::NoDownload))),
                Ok(None) => drop(is_empty.try_set(true)),
                Err(why) => drop(failed.try_set(Some(why))),
            }
        });
    };
    let said = move || match failed.get() {
        Some(failed) => Some(view! { <Trouble words=failed.words() /> }.into_any()),
        None => is_empty.get().then(|| view! { <p role="status">{t::today::no_calendar()}</p> }.into_any()),
    };
    view! {
        <div class="take-along">
            <button class="button" type="button" data-testid="calendar-file" on:click=take>{t::today::calendar()}</button>
            <p class="quiet">{t::today::calendar_hint()}</p>
            {said}
        </div>
    }
}

/// Conversations that wait for an answer; what can be done about it where it is the user for whom they wait.
#[component]
pub(super) fn WaitingConversations(
    known: Memo<TodayView>,
    read: fn(&TodayView) -> Vec<WaitingRow>,
    title: &'static str,
    testid: &'static str,
    waits: bool,
    day: Memo<Day>,
) -> impl IntoView {
    let calendar = Calendar::of_page();
    let rows = Memo::new(move |_| known.with(read));
    let whole = RwSignal::new(false);
    let count = Memo::new(move |_| rows.with(Vec::len));
    move || {
        let rows = rows.get();
        let shown = if whole.get() { MAX_SHOWN } else { SHORT_LIST_ROWS };
        (!rows.is_empty()).then(|| {
            view! {
                <h2>{title}</h2>
                <ul role="list" class="new-people" data-testid=testid>
                    {rows.into_iter().take(shown).map(|WaitingRow { person, message, date, subject }| {
                        let written = clock(date).day_number;
                        let apart = apart(known, &person.address, person.id);
                        let acts = waits.then(|| {
                            let acts = DueActions::new(person.id, person.name.clone(), day);
                            view! {
                                <a class="button write" href=mailto(&person.address, &subject)>{t::today::write()}</a>
                                <Met acts />
                                <button class="text-button" type="button" data-testid="no-reply" data-once="" on:click=move |_| acts.no_reply(message)>{t::today::no_reply()}</button>
                            }
                        });
                        let subject = if subject.is_empty() { t::common::no_subject().to_owned() } else { subject };
                        view! {
                            <li class="turn" data-testid="turn" data-address=person.address.clone()><A href=message_at(person.id, message)>
                                <b dir="auto">{person.name}</b>" "{apart}<span dir="auto">{subject}</span>" "
                                <span class="quiet">{move || ago(written, calendar.get())}</span>
                            </A>{acts}</li>
                        }
                    }).collect_view()}
                </ul>
                <Rest count whole />
            }
        })
    }
}

/// What to be reminded of in the next days, and the way to add one.
#[component]
pub(super) fn Own(known: Memo<TodayView>, day: Memo<Day>) -> impl IntoView {
    let later = move || {
        let today = day.get();
        known.with(|known| known.reminders.iter().filter(|it| it.day > today).cloned().collect::<Vec<_>>())
    };
    view! {
        <h2>{t::today::reminders()}</h2>
        <Reminders rows=later day whole=true />
        <p><Remind day /></p>
    }
}

/// Those who are new, and in no bucket.
#[component]
pub(super) fn New(known: Memo<TodayView>) -> impl IntoView {
    let rows = Memo::new(move |_| known.with(|known| known.new_people.clone()));
    let buckets = Memo::new(move |_| known.with(|known| known.buckets.clone()));
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| view! {
            <h2>{t::today::new_people()}</h2>
            <ul role="list" class="new-people" data-testid="new-people">
                {rows.into_iter().map(|PersonRow { id, name, address, .. }| {
                    let called = StoredValue::new(name.clone());
                    let who = move || (called.get_value(), vec![id]);
                    let at = address.clone();
                    view! {
                        <li class="new-person" data-testid="new-person" data-address=at>
                            <A href=format!("/people/{}", slug(id))><b dir="auto">{name}</b>" "<span class="quiet" dir="auto">{address}</span></A>
                            <IntoBucket id=format!("bucket-{:016x}", id.0) buckets who />
                        </li>
                    }
                }).collect_view()}
            </ul>
            <p><A href="/sort" attr:class="quiet-link">{t::today::sort()}</A></p>
        })
    }
}
