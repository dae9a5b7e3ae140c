//! The lists of Today beside those who are due, each with what can be done.

use super::model::{broken, missed};
use super::view::{Rest, SHORT_LIST_ROWS, ShortList, apart};
use crate::client::Engine;
use crate::components::heading::SectionHead;
use crate::components::icon::{Icon, Shape};
use crate::features::buckets::IntoBucket;
use crate::features::decide::Decide;
use crate::features::due::actions::{DueActions, Met};
use crate::features::photos::PersonAvatar;
use crate::i18n::t;
use crate::platform::time::{Today as Calendar, clock};
use crate::present::calendar::ago;
use crate::present::links::{mailto, message_at, slug};
use crate::present::text::capped;
use kith_domain::day::Day;
use kith_engine::api::{Command, Decision, LosingTouchRow, MAX_SHOWN, TodayView, WaitingRow};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

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
            <SectionHead title=t::today::losing() count=Signal::derive(move || capped(count.get(), MAX_SHOWN)) />
            <p class="quiet section-hint">{t::today::losing_hint()}</p>
        </Show>
        <ul role="list" class="row-list" data-testid="fading-list">
            <For each=rows key=|row| (row.person.id.0, row.last) let:row>
                {
                    let LosingTouchRow { person, rhythm, last, subject } = row;
                    let (id, name, photo) = (person.id, person.name, person.photo);
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
                            <A href=format!("/people/{}", slug(id)) attr:class="row">
                                <PersonAvatar id name=name.clone() photo />
                                <span class="row-title"><span dir="auto">{name}</span>" "{apart}</span>
                                <span class="row-sub">{move || broken(rhythm, last, calendar.get())}</span>
                            </A>
                            <div class="row-acts">
                                <a class="button write" href=mailto(&person.address, &subject)><Icon shape=Shape::Mail />{t::today::write()}</a>
                                <IntoBucket id=format!("bucket-{:016x}", id.0) buckets who icon=true />
                                <button class="icon-button" type="button" data-testid="fading-fine" data-once="" aria-label=t::today::mute() title=t::today::mute() on:click=fine><Icon shape=Shape::Close /></button>
                            </div>
                        </li>
                    }
                }
            </For>
        </ul>
        <Rest count whole />
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
    let row = move |WaitingRow { person, message, date, subject }| {
        let written = clock(date).day_number;
        let apart = apart(known, &person.address, person.id);
        let acts = waits.then(|| {
                            let acts = DueActions::new(person.id, person.name.clone(), day);
                            view! {
                                <div class="row-acts">
                                    <a class="button write" href=mailto(&person.address, &subject)><Icon shape=Shape::Mail />{t::today::reply()}</a>
                                    <button class="icon-button" type="button" data-testid="no-reply" data-once="" aria-label=t::today::no_reply() title=t::today::no_reply() on:click=move |_| acts.no_reply(message)><Icon shape=Shape::Done /></button>
                                    <Met acts icon=true />
                                </div>
                            }
                        });
        let subject = if subject.is_empty() { t::common::no_subject().to_owned() } else { subject };
        view! {
            <li data-testid="turn" data-address=person.address.clone()>
                <A href=message_at(person.id, message) attr:class="row">
                    <PersonAvatar id=person.id name=person.name.clone() photo=person.photo />
                    <span class="row-title"><span dir="auto">{person.name}</span>" "{apart}</span>
                    <span class="row-meta">{move || ago(written, calendar.get())}</span>
                    <span class="row-sub" dir="auto">{subject}</span>
                </A>
                {acts}
            </li>
        }
    };
    view! { <ShortList title testid rows row /> }
}
