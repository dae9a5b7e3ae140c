//! Three dots, and behind them what is done less often.

use super::icon::{Icon, Shape};
use super::menu::{focus, hide};
use crate::i18n::t;
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::ToggleEvent;

/// Three dots with buttons behind them. Unlike in a [`Menu`](super::menu::Menu), these are drawn by who uses it and are
/// there all the time: for the one menu of a page.
#[component]
pub(crate) fn More(
    /// The one in the document.
    id: &'static str,
    testid: &'static str,
    children: Children,
) -> impl IntoView {
    let list = NodeRef::<Div>::new();
    // A button that opens a further menu leaves this one open.
    let clicked = move |event: MouseEvent| {
        let target = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
        let is_in = |css: &str| target.as_ref().is_some_and(|it| it.closest(css).ok().flatten().is_some());
        if is_in("button, a") && !is_in("[popovertarget]") {
            hide(list);
        }
    };
    let opened = move |event: web_sys::Event| {
        if event.dyn_ref::<ToggleEvent>().is_some_and(|event| event.new_state() == "open") {
            focus(list, 0, 0);
        }
    };
    let keys = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "ArrowDown" => focus(list, 1, 0),
            "ArrowUp" => focus(list, -1, 0),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <button class="icon-button" type="button" popovertarget=id aria-label=t::common::more() title=t::common::more() data-testid=testid>
            <Icon shape=Shape::More />
        </button>
        <div id=id class="menu" popover="auto" role="group" aria-label=t::common::more() node_ref=list on:toggle=opened on:click=clicked on:keydown=keys>
            {children()}
        </div>
    }
}
