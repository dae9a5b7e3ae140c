//! A button with a few things to do behind it.

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ToggleEvent};

/// A button that opens a list of things to do, each with a name and its words. Unlike a `select`, nothing of it happens
/// by the arrow keys alone; and the list is drawn when it is opened, so that many rows may have one.
#[component]
pub(crate) fn Menu<I, F>(
    /// The one in the document.
    id: String,
    title: &'static str,
    testid: &'static str,
    items: I,
    chosen: F,
) -> impl IntoView
where
    I: Fn() -> Vec<(String, String)> + Copy + Send + Sync + 'static,
    F: Fn(&str) + Copy + Send + Sync + 'static,
{
    let list = NodeRef::<Div>::new();
    let open = RwSignal::new(false);
    let is_opening =
        |event: &web_sys::Event| event.dyn_ref::<ToggleEvent>().is_some_and(|event| event.new_state() == "open");
    let begin = move |event: web_sys::Event| {
        if is_opening(&event) {
            open.set(true);
        }
    };
    // It is emptied only when it is closed: then the browser has led the keyboard back to the button.
    let done = move |event: web_sys::Event| match is_opening(&event) {
        true => focus(list, 0, 0),
        false => open.set(false),
    };
    let keys = move |event: KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "ArrowDown" => focus(list, 1, 0),
            "ArrowUp" => focus(list, -1, 0),
            "Home" => focus(list, 0, 0),
            "End" => focus(list, 0, u32::MAX),
            // On to what comes after the button.
            "Tab" => return hide(list),
            _ => return,
        }
        event.prevent_default();
    };
    let choose = move |name: &str| {
        hide(list);
        chosen(name);
    };
    view! {
        <button class="button" type="button" popovertarget=id.clone() aria-haspopup="menu" data-testid=testid>{title}</button>
        <div id=id class="menu" popover="auto" role="menu" aria-label=title node_ref=list on:beforetoggle=begin on:toggle=done on:keydown=keys>
            <Show when=move || open.get()>
                {items().into_iter().map(|(name, words)| view! {
                    <button type="button" role="menuitem" tabindex="-1" data-do=name.clone() on:click=move |_| choose(&name)>{words}</button>
                }).collect_view()}
            </Show>
        </div>
    }
}

/// Closes it: the keyboard is at the button again.
fn hide(list: NodeRef<Div>) {
    if let Some(list) = list.get_untracked() {
        drop(list.hide_popover());
    }
}

/// Leads the keyboard `by` items on from where it is; if it is to stay, to the item at that place, or the last.
fn focus(list: NodeRef<Div>, by: i32, place: u32) {
    let Some(items) = list.get_untracked().and_then(|list| list.query_selector_all("button").ok()) else { return };
    let item = |at: u32| items.item(at).and_then(|item| item.dyn_into::<HtmlElement>().ok());
    let last = items.length().saturating_sub(1);
    let active = document().active_element();
    let now = (0..items.length()).find(|at| item(*at).map(web_sys::Element::from) == active);
    let to = match now {
        Some(now) if by != 0 => now.saturating_add_signed(by),
        _ => place,
    };
    if let Some(item) = item(to.min(last)) {
        drop(item.focus());
    }
}
