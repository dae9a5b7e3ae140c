//! The title of the tab.

use leptos::prelude::*;

/// Names the tab after the page, as long as the page is there.
pub(crate) fn title(page: impl Fn() -> String + 'static) {
    Effect::new(move |_| {
        let page = page();
        document().set_title(&if page.is_empty() { "Kith".to_owned() } else { format!("{page} · Kith") });
    });
}
