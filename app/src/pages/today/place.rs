//! Where the keyboard is on Today, when what it was in goes away.

use crate::platform::focus::focus_soon;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, NodeList};

/// The list and the item in which the keyboard was when something was done there, so that the next one takes its place, or
/// it comes back there with the item.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    at: StoredValue<Option<(String, u32)>>,
    /// Whether the items are still to be drawn anew.
    waits: StoredValue<bool>,
}

impl Place {
    pub(super) fn new() -> Self {
        Self { at: StoredValue::new(None), waits: StoredValue::new(false) }
    }

    /// Something is done where the keyboard is.
    pub(crate) fn remember(self) {
        self.at.set_value(here());
        self.waits.set_value(true);
    }

    /// It is to be put there once more: what was done there was undone.
    pub(super) fn again(self) {
        self.waits.set_value(true);
        self.come_back();
    }

    /// Puts the keyboard where it was, once the items are drawn and if it is nowhere now; to the title where none is left.
    pub(super) fn come_back(self) {
        request_animation_frame(move || {
            let waits = self.waits.try_get_value() == Some(true);
            let Some((list, at)) = self.at.try_get_value().flatten().filter(|_| waits) else { return };
            if !is_nowhere() {
                return;
            }
            self.waits.set_value(false);
            let next = items(&list).and_then(|items| item(&items, at.min(items.length().saturating_sub(1))));
            match next.and_then(reachable) {
                Some(next) => drop(next.focus()),
                None => focus_soon("[data-testid=today] h1".into()),
            }
        });
    }
}

/// Whether the keyboard is in nothing.
pub(super) fn is_nowhere() -> bool {
    document().active_element() == document().body().map(web_sys::Element::from)
}

/// The list in which the keyboard is, and at which of its items.
fn here() -> Option<(String, u32)> {
    let active = document().active_element()?.closest("li").ok().flatten()?;
    let list = active.parent_element()?.get_attribute("data-testid")?;
    let items = items(&list)?;
    let at = (0..items.length()).find(|at| item(&items, *at).is_some_and(|item| active.is_same_node(Some(&item))))?;
    Some((list, at))
}

/// The items of the list with that `data-testid`.
fn items(list: &str) -> Option<NodeList> {
    document().query_selector_all(&format!("[data-testid={list}] > li")).ok()
}

pub(super) fn item(items: &NodeList, at: u32) -> Option<HtmlElement> {
    items.item(at).and_then(|node| node.dyn_into().ok())
}

/// An item, or the first thing in it that the keyboard comes to.
fn reachable(item: HtmlElement) -> Option<HtmlElement> {
    if item.has_attribute("tabindex") {
        return Some(item);
    }
    item.query_selector("a, button").ok().flatten()?.dyn_into().ok()
}
