//! Notes, logged contact, meetings, and calls and messages of a phone, between the messages.

use super::model::{Noted, others};
use crate::components::editable::Editable;
use crate::components::icon::{Icon, Shape};
use crate::features::contact_way::shape;
use crate::features::decide::Decide;
use crate::features::finding::Finding;
use crate::i18n::t;
use crate::platform::scroll::show;
use crate::platform::time::clock;
use crate::present::calendar::{Moment, long_date, short_date, timeline_date};
use crate::present::contact::title;
use crate::present::due::logged_title;
use crate::present::links::{PersonSection, spot};
use crate::present::meetings::subject;
use crate::present::phone::{call_in_words, messages_in_words};
use kith_engine::api::{
    ContactWay, Decision, ItemView, LoggedContact, MeetingRow, MessageLine, PersonId, PhoneContact,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// One of them, about someone.
#[component]
pub(super) fn NotedRow(person: PersonId, noted: Noted, written: Moment) -> impl IntoView {
    match noted {
        Noted::Note(note) => view! { <Note person note written /> }.into_any(),
        Noted::Contact(item, contact) => view! { <Logged person item contact written /> }.into_any(),
        Noted::Meeting(meeting) => view! { <Meeting meeting written /> }.into_any(),
        Noted::Phone(contact) => view! { <Phone person contact written /> }.into_any(),
    }
}

#[component]
fn Note(person: PersonId, note: ItemView, written: Moment) -> impl IntoView {
    let decide = Decide::of_page();
    let ItemView { item, kind, label, value, at, .. } = note;
    let put = move |label: String, value: String| vec![Decision::SetItem { person, kind, item, label, value, at }];
    let save = Callback::new(move |value: String| decide.store(put(label.clone(), value)));
    let gone = move |_| decide.say(t::person::deleted_note(), put(String::new(), String::new()));
    let typed = t::person::added_by_you_on(short_date(&clock(at)));
    let (hash, finding) = (use_location().hash, Finding::of_page());
    let is_sought = Memo::new(move |_| hash.with(|hash| spot(hash)) == Some(PersonSection::Note(item)));
    Effect::new(move |_| {
        finding.track();
        if is_sought.get() {
            show(format!("[data-testid=note][data-item='{item:x}']"));
        }
    });
    view! {
        <div class="noted note" data-testid="note" data-item=format!("{item:x}") data-at=at data-sought=move || is_sought.get().then_some("true")>
            <span class="message-date" title=long_date(&written)>{timeline_date(&written)}</span>
            <span class="message-way"><Icon shape=Shape::Note /></span>
            <Editable value=Signal::derive(move || value.clone()) label=t::person::note() name="note-text" of=format!("{item:x}") source=Signal::derive(move || typed.clone()) lines=true save />
            <button class="icon-button" type="button" aria-label=t::person::delete_note() title=t::person::delete_note() on:click=gone><Icon shape=Shape::Close /></button>
        </div>
    }
}

#[component]
fn Logged(person: PersonId, item: u64, contact: LoggedContact, written: Moment) -> impl IntoView {
    let decide = Decide::of_page();
    let title = logged_title(contact.how);
    let gone = move |_| {
        let none = Decision::LoggedContact { people: vec![person], item, contact: None };
        decide.say(t::person::removed(title), vec![none]);
    };
    let shape = shape(ContactWay::Logged(contact.how));
    view! {
        <div class="noted" data-testid="logged" data-item=format!("{item:x}")>
            <span class="message-date" title=long_date(&written)>{timeline_date(&written)}</span>
            <span class="message-way"><Icon shape /></span>
            <p>{title}" "<span class="quiet" dir="auto">{contact.note}</span></p>
            <button class="icon-button" type="button" aria-label=t::person::remove(title) title=t::person::remove(title) on:click=gone><Icon shape=Shape::Close /></button>
        </div>
    }
}

#[component]
fn Meeting(meeting: MeetingRow, written: Moment) -> impl IntoView {
    let words = t::meetings::row(subject(&meeting));
    let open = (!meeting.accepted).then(t::meetings::unanswered);
    let with = others(&meeting.others);
    view! {
        <div class="noted" data-testid="timeline-meeting" data-date=meeting.start data-subject=meeting.subject>
            <span class="message-date" title=long_date(&written)>{timeline_date(&written)}</span>
            <span class="message-way"><Icon shape=Shape::People /></span>
            <p><span dir="auto">{words}</span>" "<span class="quiet" dir="auto">{with}</span>" "<span class="quiet">{open}</span></p>
        </div>
    }
}

/// A call, or a day with messages.
#[component]
fn Phone(person: PersonId, contact: PhoneContact, written: Moment) -> impl IntoView {
    let decide = Decide::of_page();
    let key = contact.key();
    let (title, way, kind, words, lines) = match contact {
        PhoneContact::Call(call) => {
            (t::met::call(), ContactWay::Call(call.way), "call", call_in_words(&call), Vec::new())
        }
        PhoneContact::Messages(day) => {
            let way = ContactWay::Messages(day.app);
            (title(way), way, "messages", messages_in_words(&day), day.lines)
        }
    };
    let gone = move |_| {
        decide.say(t::person::removed(title), vec![Decision::RemovePhoneContact { person, contact: key }]);
    };
    let line = |line: MessageLine| {
        let who = if line.sent { t::phone::row::you() } else { t::phone::row::they() };
        view! { <p dir="auto"><span class="quiet">{who}": "</span>{line.text}</p> }
    };
    let text = (!lines.is_empty()).then(|| {
        view! {
            <details><summary>{t::phone::row::text()}</summary>{lines.into_iter().map(line).collect_view()}</details>
        }
    });
    view! {
        <div class="noted" data-testid="timeline-phone" data-kind=kind>
            <span class="message-date" title=long_date(&written)>{timeline_date(&written)}</span>
            <span class="message-way"><Icon shape=shape(way) /></span>
            <div><p>{words}</p>{text}</div>
            <button class="icon-button" type="button" aria-label=t::person::remove(title) title=t::person::remove(title) data-testid="timeline-phone-remove" on:click=gone><Icon shape=Shape::Close /></button>
        </div>
    }
}
