//! What takes a word more: contact on another day, and a day of one's choice.
//!
//! What is asked stands beside the page and not in a row of it, which may go while something is typed.

use super::actions::Acts;
use crate::components::order::Stored;
use crate::components::sheet::Sheet;
use crate::components::unsaved::{Field, Unsaved};
use crate::i18n::t;
use crate::platform::dialog::end_with_page;
use crate::platform::time::today;
use crate::present::due::MET;
use crate::present::links::slug;
use kith_domain::day::Day;
use kith_engine::api::{HowMet, PersonId};
use leptos::prelude::*;

/// The name of the field for what to remember of a contact.
const NOTE: &str = "note-text";

/// What is asked, and about whom. One for the page's whole life.
#[derive(Clone, Copy)]
pub(crate) struct Asking(RwSignal<Option<Asked>>);

#[derive(Clone, PartialEq)]
struct Asked {
    what: What,
    person: PersonId,
    name: String,
}

/// What there is to ask.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum What {
    /// How and when there was contact.
    Note,
    /// Until when somebody is put off.
    Until,
}

impl Asking {
    /// Nothing.
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// The one of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    pub(crate) fn about(self, what: What, person: PersonId, name: String) {
        self.0.set(Some(Asked { what, person, name }));
    }

    /// On the page of somebody: asks again for what was typed about them and not saved.
    pub(crate) fn go_on(self, person: PersonId, name: Signal<String>) {
        let unsaved = Unsaved::of_page();
        let is_typed = Memo::new(move |_| unsaved.has(&page_of(person), NOTE, ""));
        Effect::new(move |_| {
            if is_typed.get() && self.0.with_untracked(Option::is_none) {
                self.about(What::Note, person, name.get_untracked());
            }
        });
    }
}

fn page_of(person: PersonId) -> String {
    format!("/people/{}", slug(person))
}

/// The dialog, while something is asked.
#[component]
pub(crate) fn AskBox() -> impl IntoView {
    let Asking(asked) = expect_context();
    let day = today();
    let end = Callback::new(move |()| asked.set(None));
    // What was typed is kept, and asked for again on the page of the person.
    end_with_page(move || asked.set(None));
    move || {
        asked.get().map(|Asked { what, person, name }| match what {
            What::Note => view! { <Note person name day end /> }.into_any(),
            What::Until => view! { <Until person name day end /> }.into_any(),
        })
    }
}

/// Notes contact elsewhere: how, on which day, and what to remember of it.
#[component]
fn Note(person: PersonId, name: String, day: Memo<Day>, end: Callback<()>) -> impl IntoView {
    let title = t::today::ask::log(&name);
    let unsaved = Field::on(page_of(person), NOTE, "", &title);
    let acts = Acts::new(person, name, day);
    let how = RwSignal::new(HowMet::Call);
    let (on, note) = (RwSignal::new(day.get_untracked().to_string()), RwSignal::new(String::new()));
    unsaved.hold(note);
    let save = Callback::new(move |()| {
        // A day to come is none on which there was contact.
        let on = Day::parse(&on.get_untracked()).unwrap_or_else(|| day.get_untracked()).min(day.get_untracked());
        acts.store(acts.met_on(unsaved.id(), how.get_untracked(), on, note.get_untracked().trim()))
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
            <label>{t::today::ask::when()}
                <input type="date" name="note-day" required min="1900-01-01" max=move || day.get().to_string() prop:value=on on:input=move |event| on.set(event_target_value(&event)) />
            </label>
            <label>{t::today::ask::note()}
                <input name=NOTE autocomplete="off" prop:value=note on:input=move |event| note.set(event_target_value(&event)) />
            </label>
        </Sheet>
    }
}

/// Puts off until a day of one's choice.
#[component]
fn Until(person: PersonId, name: String, day: Memo<Day>, end: Callback<()>) -> impl IntoView {
    let title = t::today::ask::snooze(&name);
    let acts = Acts::new(person, name, day);
    let until = RwSignal::new(day.get_untracked().plus(14).to_string());
    let save = Callback::new(move |()| -> Stored {
        match Day::parse(&until.get_untracked()).filter(|until| *until > day.get_untracked()) {
            Some(until) => acts.store(acts.snoozed(until)),
            None => Box::pin(async { Ok(()) }),
        }
    });
    view! {
        <Sheet title yes=t::today::ask::snooze_yes() save end>
            <label>{t::today::ask::until()}
                <input type="date" name="until-day" required min=move || day.get().plus(1).to_string() prop:value=until on:input=move |event| until.set(event_target_value(&event)) />
            </label>
        </Sheet>
    }
}
