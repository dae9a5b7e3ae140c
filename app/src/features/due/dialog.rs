//! What takes one step more: contact on another day, and snoozing until a chosen day.
//!
//! What is asked stands beside the page and not in a row of it, which may go while something is typed.

use super::actions::DueActions;
use super::asking::{Asking, DialogRequest, DueDialog, NOTE, page_of};
use crate::components::order::Stored;
use crate::components::quick_days::QuickDays;
use crate::components::sheet::Sheet;
use crate::components::unsaved::UnsavedField;
use crate::i18n::t;
use crate::platform::dialog::end_with_page;
use crate::platform::time::today;
use crate::present::due::MET;
use kith_domain::day::Day;
use kith_engine::api::{ContactKind, PersonId};
use leptos::prelude::*;

/// The dialog, while something is asked.
#[component]
pub(crate) fn AskBox() -> impl IntoView {
    let asking = Asking::of_page();
    let day = today();
    let end = Callback::new(move |()| asking.end());
    // What was typed is kept, and asked for again on the page of the person.
    end_with_page(move || asking.end());
    move || {
        asking.now().map(|DialogRequest { what, person, name }| match what {
            DueDialog::Note => view! { <Note person name day end /> }.into_any(),
            DueDialog::Until => view! { <Until person name day end /> }.into_any(),
        })
    }
}

/// Notes contact elsewhere: how, on which day, and what to remember of it.
#[component]
fn Note(person: PersonId, name: String, day: Memo<Day>, end: Callback<()>) -> impl IntoView {
    let title = t::today::ask::log(&name);
    let unsaved = UnsavedField::on(page_of(person), NOTE, "", &title);
    let acts = DueActions::new(person, name, day);
    let how = RwSignal::new(ContactKind::Call);
    let (on, note) = (RwSignal::new(day.get_untracked().to_string()), RwSignal::new(String::new()));
    unsaved.hold(note);
    let save = Callback::new(move |()| {
        // A day to come is none on which there was contact.
        let on = Day::parse(&on.get_untracked()).unwrap_or_else(|| day.get_untracked()).min(day.get_untracked());
        acts.store(acts.log_contact_on(unsaved.id(), how.get_untracked(), on, note.get_untracked().trim()))
    });
    let choose = move |event| {
        let value = event_target_value(&event);
        MET.into_iter().filter(|(_, name, _)| *name == value).for_each(|(met, ..)| how.set(met));
    };
    view! {
        <Sheet title yes=t::common::save() save end typed=note unsaved>
            <label>{t::today::ask::how()}
                <select name="note-how" on:change=choose>
                    {MET.map(|(_, name, title)| view! { <option value=name>{title()}</option> }).collect_view()}
                </select>
            </label>
            <QuickDays day=on today=day past=true />
            <label>{t::today::ask::when()}
                <input type="date" name="note-day" required min="1900-01-01" max=move || day.get().to_string() prop:value=on on:input=move |event| on.set(event_target_value(&event)) />
            </label>
            <label>{t::today::ask::note()}
                <input name=NOTE autocomplete="off" prop:value=note on:input=move |event| note.set(event_target_value(&event)) />
            </label>
        </Sheet>
    }
}

/// Snoozes until a chosen day.
#[component]
fn Until(person: PersonId, name: String, day: Memo<Day>, end: Callback<()>) -> impl IntoView {
    let title = t::today::ask::snooze(&name);
    let acts = DueActions::new(person, name, day);
    let until = RwSignal::new(day.get_untracked().plus(14).to_string());
    let save = Callback::new(move |()| -> Stored {
        match Day::parse(&until.get_untracked()).filter(|until| *until > day.get_untracked()) {
            Some(until) => acts.store(acts.snoozed(until)),
            None => Box::pin(async { Ok(()) }),
        }
    });
    view! {
        <Sheet title yes=t::today::ask::snooze_yes() save end>
            <QuickDays day=until today=day />
            <label>{t::today::ask::until()}
                <input type="date" name="until-day" required min=move || day.get().plus(1).to_string() prop:value=until on:input=move |event| until.set(event_target_value(&event)) />
            </label>
        </Sheet>
    }
}
