//! What comes: at the side of Today.

use super::model::{birthday, key};
use super::view::{More, apart};
use crate::components::heading::SectionHead;
use crate::features::buckets::IntoBucket;
use crate::features::photos::PersonAvatar;
use crate::features::reminders::{Remind, Reminders};
use crate::i18n::t;
use crate::present::calendar::date;
use crate::present::due::{reason, when};
use crate::present::links::slug;
use crate::present::text::{capped, thousands};
use kith_domain::day::Day;
use kith_engine::api::{DueRow, MAX_SHOWN, PersonRow, TodayView};
use leptos::prelude::*;
use leptos_router::components::A;

/// Those who are due in the next days.
#[component]
pub(super) fn Coming(known: Memo<TodayView>, shown: RwSignal<u32>) -> impl IntoView {
    let rows = move || known.with(|known| known.coming.clone());
    let count = Memo::new(move |_| known.with(|known| known.coming_count));
    let row = move |row: DueRow| {
        let (why, when) = (reason(&row), row.snoozed.map_or_else(|| when(row.state), date));
        let PersonRow { id, name, address, photo, .. } = row.person;
        let apart = apart(known, &address, id);
        view! {
            <li data-testid="due" data-address=address><A href=format!("/people/{}", slug(id)) attr:class="row" attr:title=why>
                <PersonAvatar id name=name.clone() photo />
                <span class="row-title"><span dir="auto">{name}</span>" "{apart}</span>
                <span class="row-sub">{when}</span>
            </A></li>
        }
    };
    view! {
        <Show when=move || { count.get() > 0 }>
            <SectionHead title=t::today::coming() count=Signal::derive(move || thousands(count.get())) />
            <ol role="list" class="side-list" data-testid="coming-list">
                <For each=rows key=key children=row />
            </ol>
            <More known shown read=|known| (known.coming.len(), known.coming_count) />
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
                <SectionHead title=t::today::birthdays() />
                <ul role="list" class="side-list" data-testid="birthdays">
                    {rows.into_iter().map(|row| {
                        let when = birthday(&row, day.get());
                        view! {
                            <li><A href=format!("/people/{}", slug(row.person)) attr:class="row">
                                <PersonAvatar id=row.person name=row.name.clone() photo=None />
                                <span class="row-title" dir="auto">{row.name}</span>
                                <span class="row-sub">{when}</span>
                            </A></li>
                        }
                    }).collect_view()}
                </ul>
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
    let is_empty = Memo::new(move |_| later().is_empty());
    view! {
        <SectionHead title=t::today::reminders()><Remind day /></SectionHead>
        <Show when=move || is_empty.get()><p class="quiet section-hint" data-testid="no-reminders">{t::today::remind::none()}</p></Show>
        <Reminders rows=later day whole=true />
    }
}

/// Those who are new, and in no bucket.
#[component]
pub(super) fn New(known: Memo<TodayView>) -> impl IntoView {
    let rows = Memo::new(move |_| known.with(|known| known.new_people.clone()));
    let buckets = Memo::new(move |_| known.with(|known| known.buckets.clone()));
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            view! {
                <SectionHead title=t::today::new_people() count=Signal::stored(capped(rows.len(), MAX_SHOWN)) />
                <ul role="list" class="side-list" data-testid="new-people">
                    {rows.into_iter().map(|PersonRow { id, name, address, photo, .. }| {
                        let called = StoredValue::new(name.clone());
                        let who = move || (called.get_value(), vec![id]);
                        let at = address.clone();
                        view! {
                            <li class="new-person" data-testid="new-person" data-address=at>
                                <A href=format!("/people/{}", slug(id)) attr:class="row">
                                    <PersonAvatar id name=name.clone() photo />
                                    <span class="row-title" dir="auto">{name}</span>
                                    <span class="row-sub" dir="auto">{address}</span>
                                </A>
                                <IntoBucket id=format!("bucket-{:016x}", id.0) buckets who icon=true />
                            </li>
                        }
                    }).collect_view()}
                </ul>
            }
        })
    }
}
