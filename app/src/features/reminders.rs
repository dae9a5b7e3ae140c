//! The user's reminders: to call Ada on Friday about the lease.

use super::decide::Decide;
use crate::components::order::Stored;
use crate::components::quick_days::QuickDays;
use crate::components::sheet::Sheet;
use crate::components::unsaved::{Unsaved, UnsavedField};
use crate::i18n::t;
use crate::present::calendar::date;
use crate::present::intervals::{EVERY, every as in_sentence};
use crate::present::links::slug;
use kith_domain::day::{Day, Interval};
use kith_engine::api::{Decision, PersonId, ReminderRow};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_location;

/// The name of the field for what to be reminded of.
const TEXT: &str = "reminder-text";

/// A button that asks of what to be reminded, when, and how often.
#[component]
pub(crate) fn Remind(day: Memo<Day>) -> impl IntoView {
    let asking = RwSignal::new(false);
    view! {
        <button class="button tertiary" type="button" data-testid="remind-open" on:click=move |_| asking.set(true)>{t::today::remind::open()}</button>
        <RemindDialog day asking />
    }
}

/// What asks for a reminder, while it is `asking`; about someone, where `person` says whom.
#[component]
pub(crate) fn RemindDialog(
    #[prop(optional)] person: Option<PersonId>,
    day: Memo<Day>,
    asking: RwSignal<bool>,
) -> impl IntoView {
    let end = Callback::new(move |()| {
        asking.try_set(false);
    });
    // What was typed and not saved is asked for again.
    let (unsaved, path) = (Unsaved::of_page(), use_location().pathname);
    let is_typed = Memo::new(move |_| unsaved.has(&path.get(), TEXT, ""));
    Effect::new(move |_| {
        if is_typed.get() && !asking.get_untracked() {
            asking.set(true);
        }
    });
    move || asking.get().then(|| view! { <Reminding person day end /> })
}

#[component]
fn Reminding(person: Option<PersonId>, day: Memo<Day>, end: Callback<()>) -> impl IntoView {
    let decide = Decide::of_page();
    let unsaved = UnsavedField::new(TEXT, "", t::today::remind::reminder());
    let (text, every) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let on = RwSignal::new(day.get_untracked().plus(1).to_string());
    unsaved.hold(text);
    let save = Callback::new(move |()| -> Stored {
        let (typed, when) = (text.get_untracked().trim().to_owned(), Day::parse(&on.get_untracked()));
        let (false, Some(when)) = (typed.is_empty(), when) else {
            return Box::pin(async { Ok(()) });
        };
        let every = Interval::parse(&every.get_untracked());
        let remind = Decision::Reminder { id: unsaved.id(), person, text: typed, day: when, every };
        decide.store_and_say(t::today::remind::set(date(when)), vec![remind])
    });
    view! {
        <Sheet title=t::today::remind::title() yes=t::common::save() save end typed=text unsaved>
            <label>{t::today::remind::what()}
                <input name=TEXT autocomplete="off" required placeholder=t::today::remind::example() prop:value=text on:input=move |event| text.set(event_target_value(&event)) />
            </label>
            <QuickDays day=on today=day />
            <label>{t::today::ask::when()}
                <input type="date" name="reminder-day" required min=move || day.get().to_string() prop:value=on on:input=move |event| on.set(event_target_value(&event)) />
            </label>
            <label>{t::today::remind::often()}
                <select name="reminder-every" on:change=move |event| every.set(event_target_value(&event))>
                    {EVERY.map(|(every, title)| view! { <option value=every>{title()}</option> }).collect_view()}
                </select>
            </label>
        </Sheet>
    }
}

/// Reminders with their days, and what can be done about each. `whole`: each says whom it is about.
#[component]
pub(crate) fn Reminders<F>(rows: F, day: Memo<Day>, #[prop(optional)] whole: bool) -> impl IntoView
where
    F: Fn() -> Vec<ReminderRow> + Send + Sync + 'static,
{
    let decide = Decide::of_page();
    let row = move |row: ReminderRow| {
        let ReminderRow { id, person, text, day: on, every } = row;
        let (done, gone) = (t::today::remind::done_said(&text), t::today::remind::deleted(&text));
        let tick = move |_| {
            let day = on.max(day.get_untracked());
            decide.say(done.clone(), vec![Decision::ReminderDone { id, day }]);
        };
        let remove = move |_| {
            let none = Decision::Reminder { id, person: None, text: String::new(), day: on, every: None };
            decide.say(gone.clone(), vec![none]);
        };
        let about = person.filter(|_| whole);
        view! {
            <li data-testid="reminder" data-item=format!("{id:016x}") data-now=move || (on <= day.get()).to_string()>
                <span dir="auto">{text}</span>
                {about.map(|(id, name)| view! { <A href=format!("/people/{}", slug(id))><span dir="auto">{name}</span></A> })}
                <span class="quiet">{date(on)}{every.map(|interval| format!(", {}", in_sentence(interval)))}</span>
                <button class="text-button" type="button" data-testid="reminder-done" data-once="" on:click=tick>{t::today::remind::done()}</button>
                <button class="text-button" type="button" data-testid="reminder-gone" data-once="" on:click=remove>{t::common::remove()}</button>
            </li>
        }
    };
    view! {
        <ul role="list" class="logged" data-testid="reminders">
            <For each=rows key=|row| (row.id, row.day, row.text.clone()) children=row />
        </ul>
    }
}
