//! What was typed of a lead, edited at the side.

use super::moves::Moves;
use crate::components::editable::Editable;
use crate::components::unsaved::Unsaved;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::dialog::{close, modal};
use crate::platform::random::random_id;
use crate::present::leads::{title, worth};
use kith_domain::day::Day;
use kith_domain::pipeline::parse_value;
use kith_engine::api::{Decision, Lead, LeadRow};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The fields, while a lead is edited.
#[component]
pub(super) fn Edited(rows: Memo<Vec<LeadRow>>, moves: Moves) -> impl IntoView {
    // What was typed and not saved is to be seen.
    let (unsaved, path) = (Unsaved::of_page(), use_location().pathname.get_untracked());
    let typed = Memo::new(move |_| {
        let is_typed = |row: &&LeadRow| FIELDS.iter().any(|name| unsaved.has(&path, name, &format!("{:x}", row.id)));
        rows.with(|rows| rows.iter().find(is_typed).map(|row| row.id))
    });
    Effect::new(move |_| {
        if let Some(id) = typed.get() {
            moves.edited.set(Some(id));
        }
    });
    let edited = Memo::new(move |_| {
        let is_it = |row: &&LeadRow| Some(row.id) == moves.edited.get();
        rows.with(|rows| rows.iter().find(is_it).map(|row| row.id))
    });
    move || edited.get().map(|id| view! { <Side id rows moves /> })
}

const FIELDS: [&str; 2] = ["lead-title", "lead-value"];

#[component]
fn Side(id: u64, rows: Memo<Vec<LeadRow>>, moves: Moves) -> impl IntoView {
    let decide = Decide::of_page();
    let dialog = modal();
    let row = Memo::new(move |_| rows.with(|rows| rows.iter().find(|row| row.id == id).cloned()));
    let shown = move || row.with(|row| row.as_ref().map(|row| title(row).to_owned()).unwrap_or_default());
    let changed = move |change: &dyn Fn(&mut Lead)| {
        let lead = row.get_untracked().map(|row| row.lead);
        let changed = lead.map(|mut lead| {
            change(&mut lead);
            Decision::Lead { id, lead: Some(lead) }
        });
        changed.into_iter().collect::<Vec<_>>()
    };
    let read = move |read: fn(&Lead) -> String| {
        Signal::derive(move || row.with(|row| row.as_ref().map(|row| read(&row.lead)).unwrap_or_default()))
    };
    let named = Callback::new(move |title: String| decide.store(changed(&|lead| lead.title.clone_from(&title))));
    let valued = Callback::new(move |typed: String| decide.store(changed(&|lead| lead.value = parse_value(&typed))));
    let expected = read(|lead| lead.expected.map(|day| day.to_string()).unwrap_or_default());
    let when = move |event: leptos::ev::Event| {
        let field: web_sys::HtmlInputElement = event_target(&event);
        let day = Day::parse(&field.value());
        let before = expected.get_untracked();
        decide.or(random_id(), changed(&|lead| lead.expected = day), move || field.set_value(&before));
    };
    let of = format!("{id:x}");
    view! {
        <dialog class="confirm side lead-edit" node_ref=dialog aria-labelledby="lead-edit-title" data-testid="lead-edit" on:close=move |_| moves.edited.set(None)>
            <h2 id="lead-edit-title" dir="auto">{shown}</h2>
            <div class="detail"><span class="detail-title">{t::pipeline::title()}</span>
                <Editable value=read(|lead| lead.title.clone()) label=t::pipeline::title_label() name="lead-title" of=of.clone() save=named /></div>
            <div class="detail"><span class="detail-title">{t::pipeline::value()}</span>
                <Editable value=read(|lead| lead.value.map(|it| worth(it, "")).unwrap_or_default()) label=t::pipeline::value_label() name="lead-value" of check=check_value save=valued /></div>
            <label class="detail"><span class="detail-title">{t::pipeline::expected()}</span>
                <input type="date" name="lead-expected" prop:value=expected on:change=when /></label>
            <div class="actions">
                <button class="button primary" type="button" data-testid="lead-done" on:click=move |_| close(dialog)>{t::pipeline::done()}</button>
            </div>
        </dialog>
    }
}

fn check_value(typed: &str) -> Result<String, &'static str> {
    parse_value(typed).map(|value| worth(value, "")).ok_or_else(t::pipeline::bad_value)
}
