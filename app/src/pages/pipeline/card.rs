//! A lead.

use super::model::{dated, place_of, value_of};
use super::moves::Moves;
use crate::components::editable::Editable;
use crate::components::unsaved::Unsaved;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::focus::{open_by_arrows, show_soon};
use crate::platform::press::press;
use crate::platform::random::random_id;
use crate::present::calendar::date;
use crate::present::keys::{LEAD, Lead as Key, act};
use crate::present::leads::{title, why, worth};
use crate::present::links::party_at;
use kith_domain::day::Day;
use kith_domain::pipeline::parse_value;
use kith_engine::api::{Decision, Lead, LeadRow};
use leptos::ev::{DragEvent, KeyboardEvent};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

#[component]
pub(super) fn Card(row: LeadRow, currency: Memo<String>, moves: Moves) -> impl IntoView {
    let id = row.id;
    let due = row.follow.map(|follow| why(follow, &row.stage));
    let is_due = due.is_some().to_string();
    let dated = dated(&row);
    let contact = row.contact.map(|day| t::pipeline::last_contact(date(day)));
    let (place, value) = (row.place, row.lead.value);
    let (name, shown) = (row.name.clone(), title(&row).to_owned());
    let (label, hook) = (t::pipeline::move_lead(&shown), shown.clone());
    let is_titled = !row.lead.title.is_empty();
    let href = party_at(row.lead.party);
    if moves.led.get_untracked() == Some(id) {
        moves.led.set(None);
        show_soon(format!("[data-lead='{id:016x}']"));
    }
    let keys = move |event: KeyboardEvent| {
        // Keys in what the card holds are not for the card.
        let on_card = event.target() == event.current_target();
        // The stages stand in the direction of the text.
        let right = if document().dir() == "rtl" { -1 } else { 1 };
        match act(&LEAD, &press(&event)).filter(|_| on_card) {
            Some(Key::Right) => moves.step(id, right),
            Some(Key::Left) => moves.step(id, -right),
            Some(Key::Next) => lead_on(1),
            Some(Key::Back) => lead_on(-1),
            None => return,
        }
        event.prevent_default();
    };
    let dragged = shown.clone();
    let drag = move |event: DragEvent| {
        carry(&event, &dragged);
        moves.dragged.set(Some(id));
    };
    let choose = move |event| {
        if let Some(place) = place_of(&event_target_value(&event)) {
            moves.put(id, place);
        }
    };
    view! {
        <li class="lead" tabindex="0" draggable="true" data-testid="lead" data-lead=format!("{id:016x}") data-name=hook
            data-due=is_due data-place=value_of(place)
            aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown"
            on:keydown=keys on:dragstart=drag on:dragend=move |_| moves.dragged.set(None)>
            <p class="lead-title"><A href=href attr:draggable="false"><b dir="auto">{shown}</b></A></p>
            {is_titled.then(|| view! { <p class="quiet" dir="auto">{name}</p> })}
            {value.map(|value| view! { <p class="lead-value">{move || worth(value, &currency.get())}</p> })}
            {dated.map(|dated| view! { <p class="quiet">{dated}</p> })}
            {match due {
                Some(why) => Some(view! { <p class="lead-due" data-testid="follow-up" dir="auto">{why}</p> }.into_any()),
                None => contact.map(|contact| view! { <p class="quiet">{contact}</p> }.into_any()),
            }}
            <div class="lead-acts">
                <select name="lead-place" aria-label=label on:change=choose on:keydown=move |event| open_by_arrows(&event)>
                    {move || moves.places().into_iter().map(|(other, name)| view! {
                        <option value=value_of(other) selected=other == place>{name}</option>
                    }).collect_view()}
                </select>
            </div>
            <Edit row />
        </li>
    }
}

/// Some browsers drag nothing that carries nothing.
fn carry(event: &DragEvent, text: &str) {
    if let Ok(data) = js_sys::Reflect::get(event, &"dataTransfer".into())
        && let Ok(set) = js_sys::Reflect::get(&data, &"setData".into())
        && let Ok(set) = set.dyn_into::<js_sys::Function>()
    {
        drop(set.call2(&data, &"text/plain".into(), &text.into()));
    }
}

/// What was typed of it, edited where it stands.
#[component]
fn Edit(row: LeadRow) -> impl IntoView {
    let decide = Decide::of_page();
    let id = row.id;
    let shown = title(&row).to_owned();
    let lead = StoredValue::new(row.lead);
    let changed = move |change: &dyn Fn(&mut Lead)| {
        let mut changed = lead.get_value();
        change(&mut changed);
        vec![Decision::Lead { id, lead: Some(changed) }]
    };
    let read = move |read: fn(&Lead) -> String| Signal::derive(move || lead.with_value(read));
    let named = Callback::new(move |title: String| decide.store(changed(&|lead| lead.title.clone_from(&title))));
    let valued = Callback::new(move |typed: String| decide.store(changed(&|lead| lead.value = parse_value(&typed))));
    let expected = lead.with_value(|lead| lead.expected.map(|day| day.to_string()).unwrap_or_default());
    let when = {
        let before = expected.clone();
        move |event: leptos::ev::Event| {
            let field: web_sys::HtmlInputElement = event_target(&event);
            let day = Day::parse(&field.value());
            let before = before.clone();
            decide.or(random_id(), changed(&|lead| lead.expected = day), move || field.set_value(&before));
        }
    };
    let gone = move |_| decide.say(t::pipeline::removed(&shown), vec![Decision::Lead { id, lead: None }]);
    // What was typed is to be seen when the card is drawn anew.
    let (unsaved, path) = (Unsaved::of_page(), use_location().pathname.get_untracked());
    let is_typed =
        untrack(|| ["lead-title", "lead-value"].iter().any(|name| unsaved.has(&path, name, &format!("{id:x}"))));
    view! {
        <details class="lead-edit" open=is_typed>
            <summary data-testid="lead-edit">{t::pipeline::edit()}</summary>
            <div class="detail"><span class="detail-title">{t::pipeline::title()}</span>
                <Editable value=read(|lead| lead.title.clone()) label=t::pipeline::title_label() name="lead-title" of=format!("{id:x}") save=named /></div>
            <div class="detail"><span class="detail-title">{t::pipeline::value()}</span>
                <Editable value=read(|lead| lead.value.map(|it| worth(it, "")).unwrap_or_default()) label=t::pipeline::value_label() name="lead-value" of=format!("{id:x}") check=check_value save=valued /></div>
            <label class="detail"><span class="detail-title">{t::pipeline::expected()}</span>
                <input type="date" name="lead-expected" value=expected on:change=when /></label>
            <button class="text-button" type="button" data-testid="lead-remove" on:click=gone>{t::pipeline::remove()}</button>
        </details>
    }
}

fn check_value(typed: &str) -> Result<String, &'static str> {
    parse_value(typed).map(|value| worth(value, "")).ok_or_else(t::pipeline::bad_value)
}

/// Leads the keyboard to the next lead that shows, or the one before.
fn lead_on(by: i32) {
    let Ok(all) = document().query_selector_all(".stage-column > .leads > .lead, details[open] > .leads > .lead")
    else {
        return;
    };
    let active = document().active_element();
    let element = |at| all.item(at).and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok());
    let is_active = |at: &u32| element(*at).map(web_sys::Element::from) == active;
    let at = (0..all.length()).find(is_active).unwrap_or_default();
    if let Some(element) = element(at.saturating_add_signed(by).min(all.length().saturating_sub(1))) {
        drop(element.focus());
    }
}
