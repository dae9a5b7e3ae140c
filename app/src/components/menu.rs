//! A button with a few things to do behind it.

use super::icon::{Icon, Shape};
use kith_domain::search::fold;
use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ToggleEvent};

/// From so many on there is a field to find one.
const MIN_TO_FIND: usize = 8;

/// A button that opens a list of things to do, each with a name and its words. Unlike a `select`, nothing of it happens
/// by the arrow keys alone; and the list is drawn when it is opened, so that many rows may have one.
#[component]
pub(crate) fn Menu<I, F>(
    /// The one in the document.
    id: String,
    #[prop(into)] title: String,
    testid: &'static str,
    items: I,
    chosen: F,
    /// How the button looks.
    #[prop(default = "button")]
    class: &'static str,
    /// What the button shows instead of its title.
    #[prop(optional)]
    shape: Option<Shape>,
    /// The names of those that are hard to take back: they come last, after a line.
    #[prop(optional)]
    last: &'static [&'static str],
) -> impl IntoView
where
    I: Fn() -> Vec<(String, String)> + Copy + Send + Sync + 'static,
    F: Fn(&str) + Copy + Send + Sync + 'static,
{
    let list = NodeRef::<Div>::new();
    let open = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let is_opening =
        |event: &web_sys::Event| event.dyn_ref::<ToggleEvent>().is_some_and(|event| event.new_state() == "open");
    let begin = move |event: web_sys::Event| {
        if is_opening(&event) {
            typed.set(String::new());
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
        let in_field = event.target().is_some_and(|it| it.has_type::<web_sys::HtmlInputElement>());
        match event.key().as_str() {
            "ArrowDown" => focus(list, 1, 0),
            "ArrowUp" => focus(list, -1, 0),
            "Home" if !in_field => focus(list, 0, 0),
            "End" if !in_field => focus(list, 0, u32::MAX),
            "Enter" if in_field => press_first(list),
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
    let item = move |(name, words): (String, String)| {
        let hook = name.clone();
        view! {
            <button type="button" role="menuitem" tabindex="-1" data-do=hook on:click=move |_| choose(&name)><span dir="auto">{words}</span></button>
        }
    };
    let is_last = move |name: &str| last.contains(&name);
    let drawn = move || {
        let sought = typed.with(|typed| fold(typed));
        let found = items().into_iter().filter(|(_, words)| fold(words).contains(sought.trim()));
        let (end, rest): (Vec<_>, Vec<_>) = found.partition(|(name, _)| is_last(name));
        view! {
            {rest.into_iter().map(item).collect_view()}
            {(!end.is_empty()).then(|| view! { <div class="last" role="none">{end.into_iter().map(item).collect_view()}</div> })}
        }
    };
    let named = title.clone();
    let tip = shape.map(|_| title.clone());
    view! {
        <button class=class type="button" popovertarget=id.clone() aria-haspopup="menu" aria-label=tip.clone() title=tip data-testid=testid>
            {match shape {
                Some(shape) => view! { <Icon shape /> }.into_any(),
                None => title.into_any(),
            }}
        </button>
        <div id=id class="menu" popover="auto" node_ref=list on:beforetoggle=begin on:toggle=done on:keydown=keys>
            <Show when=move || open.get()>
                // A menu holds nothing but items.
                {(untrack(items).len() >= MIN_TO_FIND).then(|| view! {
                    <input type="search" aria-label=named.clone() placeholder=named.clone() autocomplete="off" spellcheck="false"
                        on:input=move |event| typed.set(event_target_value(&event)) />
                })}
                <div class="menu-items" role="menu" aria-label=named.clone()>{drawn}</div>
            </Show>
        </div>
    }
}

/// Closes it: the keyboard is at the button again.
pub(super) fn hide(list: NodeRef<Div>) {
    if let Some(list) = list.get_untracked() {
        drop(list.hide_popover());
    }
}

/// Does what comes first of what was found.
fn press_first(list: NodeRef<Div>) {
    let first = list.get_untracked().and_then(|list| list.query_selector("button").ok().flatten());
    if let Some(first) = first.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        first.click();
    }
}

/// Leads the keyboard `by` items on from where it is; if it is to stay, to the item at that place, or the last.
pub(super) fn focus(list: NodeRef<Div>, by: i32, place: u32) {
    let Some(items) = list.get_untracked().and_then(|list| list.query_selector_all("input, button").ok()) else {
        return;
    };
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
