//! What takes a word more: contact on another day, and a day of one's choice.

use super::model::MET;
use super::row::Acts;
use crate::platform::dialog::{close, modal};
use kith_domain::day::Day;
use kith_engine::api::HowMet;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// Notes contact elsewhere: how, on which day, and what to remember of it. Open while `open` is true.
#[component]
pub(super) fn Note(open: RwSignal<bool>, acts: Acts, day: Memo<Day>) -> impl IntoView {
    let how = RwSignal::new(HowMet::Call);
    let (on, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let save = Callback::new(move |()| {
        // A day to come is none on which there was contact.
        let on = Day::parse(&on.get_untracked()).unwrap_or_else(|| day.get_untracked()).min(day.get_untracked());
        acts.met_on(how.get_untracked(), on, note.get_untracked().trim());
    });
    let choose = move |event| {
        let value = event_target_value(&event);
        MET.into_iter().filter(|(_, name, _)| *name == value).for_each(|(met, ..)| how.set(met));
    };
    let start = move || {
        on.set(day.get_untracked().to_string());
        note.set(String::new());
        how.set(HowMet::Call);
    };
    view! {
        <Sheet open title=acts.about("You were in touch with") yes="Save" save start=Callback::new(move |()| start())>
            <label>"How"
                <select name="note-how" on:change=choose>
                    {MET.map(|(_, name, title)| view! { <option value=name>{title}</option> }).collect_view()}
                </select>
            </label>
            <label>"When"
                <input type="date" name="note-day" required min="1900-01-01" max=move || day.get().to_string() prop:value=on on:input=move |event| on.set(event_target_value(&event)) />
            </label>
            <label>"What to remember, if anything"
                <input name="note-text" autocomplete="off" prop:value=note on:input=move |event| note.set(event_target_value(&event)) />
            </label>
        </Sheet>
    }
}

/// Puts off until a day of one's choice. Open while `open` is true.
#[component]
pub(super) fn Until(open: RwSignal<bool>, acts: Acts, day: Memo<Day>) -> impl IntoView {
    let until = RwSignal::new(String::new());
    let save = Callback::new(move |()| {
        if let Some(until) = Day::parse(&until.get_untracked()).filter(|until| *until > day.get_untracked()) {
            acts.snooze(until);
        }
    });
    let start = Callback::new(move |()| until.set(day.get_untracked().plus(14).to_string()));
    view! {
        <Sheet open title=acts.about("Put off") yes="Put off" save start>
            <label>"They come back on"
                <input type="date" name="until-day" required min=move || day.get().plus(1).to_string() prop:value=until on:input=move |event| until.set(event_target_value(&event)) />
            </label>
        </Sheet>
    }
}

/// A few fields in a dialog. The browser checks them before `save`.
#[component]
pub(super) fn Sheet(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    yes: &'static str,
    save: Callback<()>,
    start: Callback<()>,
    children: ChildrenFn,
) -> impl IntoView {
    move || {
        open.get().then(|| {
            start.run(());
            let dialog = modal();
            let submit = move |event: SubmitEvent| {
                event.prevent_default();
                close(dialog);
                save.run(());
            };
            view! {
                <dialog class="confirm sheet" node_ref=dialog aria-label=title data-testid="sheet" on:close=move |_| open.set(false)>
                    <form on:submit=submit>
                        <h2>{title}</h2>
                        {children()}
                        <div class="actions">
                            <button class="button primary" type="submit" data-testid="sheet-yes">{yes}</button>
                            <button class="button" type="button" data-testid="sheet-no" on:click=move |_| close(dialog)>"Cancel"</button>
                        </div>
                    </form>
                </dialog>
            }
        })
    }
}
