//! The title of the tab.

use super::private::is_private;
use leptos::prelude::*;

/// Names the tab after the page, as long as the page is there.
pub(crate) fn title(page: impl Fn() -> String + 'static) {
    Effect::new(move |_| {
        let page = page();
        document().set_title(&if page.is_empty() { "Kith".to_owned() } else { format!("{page} · Kith") });
    });
}

/// As [`title`], by a name that is nobody's business: with a passphrase, the tab is named `instead`.
pub(crate) fn title_by_name(name: impl Fn() -> String + 'static, instead: &'static str) {
    title(move || if is_private() { instead.to_owned() } else { name() });
}
