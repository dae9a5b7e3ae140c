//! The title of the tab, and what is said when another page comes.

use super::focus::focus_page;
use super::private::is_private;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What the page is called. One for the page's whole life.
#[derive(Clone, Copy)]
pub(crate) struct PageTitle(RwSignal<String>);

impl PageTitle {
    /// It has no name yet.
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(String::new()))
    }
}

/// Names the tab after the page, as long as the page is there.
pub(crate) fn title(page: impl Fn() -> String + 'static) {
    let PageTitle(now) = expect_context();
    Effect::new(move |_| {
        let page = page();
        document().set_title(&if page.is_empty() { "Kith".to_owned() } else { format!("{page} · Kith") });
        now.set(page);
    });
}

/// As [`title`], by a name that is nobody's business: with a passphrase, the tab is named `instead`.
pub(crate) fn title_by_name(name: impl Fn() -> String + 'static, instead: &'static str) {
    title(move || if is_private() { instead.to_owned() } else { name() });
}

/// Does what a browser does when a page is loaded, and not where the router draws it: another page is told by its title,
/// and has the keyboard, unless that is in what stays or is led on by the page. Within the router.
#[component]
pub(crate) fn TellPages() -> impl IntoView {
    let PageTitle(now) = expect_context();
    let path = use_location().pathname;
    let is_another = RwSignal::new(false);
    Effect::new(move |before: Option<String>| {
        let here = path.get();
        if before.is_some_and(|before| before != here) {
            is_another.set(true);
            // The page before is gone then, or hidden.
            request_animation_frame(|| {
                request_animation_frame(focus_page);
            });
        }
        here
    });
    view! { <p class="unseen" role="status" data-testid="page-told">{move || is_another.get().then(|| now.get())}</p> }
}
