//! A lead.

use super::model::{dated, place_of, value_of};
use super::moves::Moves;
use crate::components::icon::Shape;
use crate::components::menu::Menu;
use crate::i18n::t;
use crate::platform::focus::show_soon;
use crate::platform::press::press;
use crate::present::calendar::date;
use crate::present::keys::{LEAD, Lead as Key, act};
use crate::present::leads::{title, why, worth};
use crate::present::links::party_at;
use kith_engine::api::LeadRow;
use leptos::ev::{DragEvent, KeyboardEvent};
use leptos::prelude::*;
use leptos_router::components::A;
use wasm_bindgen::JsCast;

/// What a lead’s menu can do beside moving it.
const EDIT: &str = "edit";
const REMOVE: &str = "remove";

#[component]
pub(super) fn Card(row: LeadRow, currency: Memo<String>, moves: Moves) -> impl IntoView {
    let id = row.id;
    let due = row.follow.map(|follow| why(follow, &row.stage));
    let is_due = due.is_some().to_string();
    let dated = dated(&row);
    let contact = row.contact.map(|day| t::pipeline::last_contact(date(day)));
    let (place, value) = (row.place, row.lead.value);
    let (name, shown) = (row.name.clone(), title(&row).to_owned());
    let (acts, hook) = (t::pipeline::actions(&shown), shown.clone());
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
    let items = move || {
        let others = moves.places().into_iter().filter(|(other, _)| *other != place);
        let others = others.map(|(other, name)| (value_of(other), t::pipeline::move_to(name)));
        let edit = (EDIT.to_owned(), t::pipeline::edit().to_owned());
        let remove = (REMOVE.to_owned(), t::pipeline::remove().to_owned());
        [edit].into_iter().chain(others).chain([remove]).collect()
    };
    let choose = move |chosen: &str| match chosen {
        EDIT => moves.edited.set(Some(id)),
        REMOVE => moves.remove(id),
        _ => place_of(chosen).into_iter().for_each(|place| moves.put(id, place)),
    };
    view! {
        <li class="lead" tabindex="0" draggable="true" data-testid="lead" data-lead=format!("{id:016x}") data-name=hook
            data-due=is_due data-place=value_of(place)
            aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown"
            on:keydown=keys on:dragstart=drag on:dragend=move |_| moves.dragged.set(None)>
            <div class="lead-head">
                <p class="lead-title"><A href=href attr:draggable="false"><b dir="auto">{shown}</b></A></p>
                <Menu id=format!("lead-{id:x}") class="icon-button" shape=Shape::More title=acts testid="lead-acts" items chosen=choose last=&[REMOVE] />
            </div>
            {is_titled.then(|| view! { <p class="quiet" dir="auto">{name}</p> })}
            {value.map(|value| view! { <p class="lead-value">{move || worth(value, &currency.get())}</p> })}
            {dated.map(|dated| view! { <p class="quiet">{dated}</p> })}
            {match due {
                Some(why) => Some(view! { <p class="lead-due" data-testid="follow-up" dir="auto">{why}</p> }.into_any()),
                None => contact.map(|contact| view! { <p class="quiet">{contact}</p> }.into_any()),
            }}
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
