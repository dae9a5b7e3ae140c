//! A button with a small form behind it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// A button that opens a small form beside it. Its first field has `autofocus`.
#[component]
pub(crate) fn Flyout(
    /// The one in the document, and its name for tests.
    id: &'static str,
    title: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <button class="button" type="button" popovertarget=id aria-haspopup="dialog" data-testid=id>{title}</button>
        <div id=id class="menu flyout" popover="auto" role="dialog" aria-label=title>{children()}</div>
    }
}

/// Closes the one with that id: the keyboard is at its button again.
pub(crate) fn close_flyout(id: &str) {
    let found = document().get_element_by_id(id).and_then(|it| it.dyn_into::<HtmlElement>().ok());
    if let Some(flyout) = found {
        drop(flyout.hide_popover());
    }
}
