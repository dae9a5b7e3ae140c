//! The title of the tab, and where a new page begins.

use leptos::prelude::*;

/// Names the tab after the page, as long as the page is there.
pub(crate) fn title(page: impl Fn() -> String + 'static) {
    Effect::new(move |_| {
        let page = page();
        document().set_title(&if page.is_empty() { "Kith".to_owned() } else { format!("{page} · Kith") });
    });
}

/// Puts what `selector` finds, which scrolls, back to its top.
pub(crate) fn to_top(selector: &str) {
    if let Some(scroller) = document().query_selector(selector).ok().flatten() {
        scroller.set_scroll_top(0);
    }
}
