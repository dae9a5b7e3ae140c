//! Moving the keyboard's place.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement, KeyboardEvent};

/// Puts the focus on the first element that matches once it is drawn, without scrolling.
pub(crate) fn focus_soon(selector: String) {
    focus(selector, true);
}

/// The same, and scrolls to it.
pub(crate) fn show_soon(selector: String) {
    focus(selector, false);
}

fn focus(selector: String, stay: bool) {
    request_animation_frame(move || focus_now(&selector, stay));
}

fn focus_now(selector: &str, stay: bool) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(stay);
        drop(element.focus_with_options(&options));
    }
}

/// Puts the focus on the page itself, if nothing on it has it. At once: a field that gets it meanwhile keeps it.
pub(crate) fn focus_page() {
    if is_nowhere() {
        focus_now(PAGE, true);
    }
}

/// Clicks on the first element that matches, once what is going on is over.
pub(crate) fn click_soon(selector: String) {
    request_animation_frame(move || {
        let found = document().query_selector(&selector).ok().flatten();
        if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            element.click();
        }
    });
}

/// The page itself, where the keyboard is before it goes to anything.
pub(crate) const PAGE: &str = "#main";

/// Whether only the page itself has the focus.
pub(crate) fn is_nowhere() -> bool {
    document().active_element().is_none_or(|active| active.matches(&format!("body, {PAGE}")).unwrap_or(false))
}

/// A list that acts as soon as something of it is chosen opens at the arrow keys: they would choose the next at once.
pub(crate) fn open_by_arrows(event: &KeyboardEvent) {
    if !matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
        return;
    }
    event.prevent_default();
    if let Some(list) = event.current_target()
        && let Ok(show) = js_sys::Reflect::get(&list, &"showPicker".into())
        && let Ok(show) = show.dyn_into::<js_sys::Function>()
    {
        drop(show.call0(&list));
    }
}

/// What keys are typed into.
const FIELDS: &str = "input:not([type=radio], [type=checkbox]), textarea, select, dialog[open] *";

/// Whether keys typed now go into a field.
pub(crate) fn typing() -> bool {
    document().active_element().is_some_and(|element| element.matches(FIELDS).unwrap_or(false))
}

/// Whether a key went into a field, which may be gone by it, or closes what lies over the page.
pub(crate) fn is_spent(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    event.default_prevented() || target.is_some_and(|it| it.matches(FIELDS).unwrap_or(false)) || is_covered()
}

/// Whether a dialog or a menu lies over the page.
pub(crate) fn is_covered() -> bool {
    document().query_selector("dialog[open], :popover-open").is_ok_and(|open| open.is_some())
}
