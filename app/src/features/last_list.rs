//! The list from which a person’s page was opened, and the way back to it.

use crate::platform::focus::focus_soon;
use crate::platform::query::address;
use crate::platform::scroll::Scrolling;
use crate::present::links::{is_person_page, slug};
use kith_engine::api::PersonId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

/// Where it is. One for the page’s whole life.
#[derive(Clone, Copy)]
pub(crate) struct LastList(StoredValue<String>);

impl LastList {
    pub(crate) fn new() -> Self {
        Self(StoredValue::new("/people".to_owned()))
    }
}

/// Follows the pages, for the page’s whole life. Within the router.
#[component]
pub(crate) fn FollowLists() -> impl IntoView {
    let (LastList(last), path) = (expect_context(), use_location().pathname);
    Effect::new(move |_| {
        if path.with(|path| !is_person_page(path)) {
            last.set_value(address());
        }
    });
}

/// Goes back to the list, as far as it was scrolled, and leads the keyboard to the person there.
pub(crate) fn back_to_list(person: PersonId) -> impl Fn() {
    let (LastList(last), scrolling, navigate) = (expect_context(), Scrolling::of_page(), use_navigate());
    move || {
        let list = last.get_value();
        scrolling.returns(&list);
        navigate(&list, NavigateOptions::default());
        focus_soon(format!("main [href^='/people/{}']", slug(person)));
    }
}
