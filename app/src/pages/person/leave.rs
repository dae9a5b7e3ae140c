//! The ways off a person’s page.

use crate::features::last_list::back_to_list;
use crate::platform::focus::is_spent;
use crate::platform::press::press;
use crate::present::keys::{PERSON_PAGE, PersonPage, act};
use kith_engine::api::PersonId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Goes back to the list.
pub(super) fn leave() -> impl Fn() + Clone {
    let navigate = use_navigate();
    move || navigate("/people", NavigateOptions::default())
}

/// Lets Escape lead back to the list from which the page was opened, where it has no other use.
pub(super) fn leave_by_escape(person: PersonId) {
    let back = back_to_list(person);
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        if act(&PERSON_PAGE, &press(&event)) == Some(PersonPage::Leave) && !is_spent(&event) {
            event.prevent_default();
            back();
        }
    });
    on_cleanup(move || keys.remove());
}
