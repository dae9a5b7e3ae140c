//! What is asked of the user beside the page, and about whom.

use crate::components::unsaved::Unsaved;
use crate::present::links::slug;
use kith_engine::api::PersonId;
use leptos::prelude::*;

/// The name of the field for what to remember of a contact.
pub(super) const NOTE: &str = "note-text";

/// What is asked, and about whom. One for the page's whole life.
#[derive(Clone, Copy)]
pub(crate) struct Asking(RwSignal<Option<DialogRequest>>);

#[derive(Clone, PartialEq)]
pub(super) struct DialogRequest {
    pub(super) what: DueDialog,
    pub(super) person: PersonId,
    pub(super) name: String,
}

/// What there is to ask.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum DueDialog {
    /// How and when there was contact.
    Note,
    /// Until when someone is snoozed.
    Until,
}

impl Asking {
    /// Nothing.
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// The one of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    pub(crate) fn about(self, what: DueDialog, person: PersonId, name: String) {
        self.0.set(Some(DialogRequest { what, person, name }));
    }

    /// On the page of someone: asks again for what was typed about them and not saved.
    pub(crate) fn go_on(self, person: PersonId, name: Signal<String>) {
        let unsaved = Unsaved::of_page();
        let is_typed = Memo::new(move |_| unsaved.has(&page_of(person), NOTE, ""));
        Effect::new(move |_| {
            if is_typed.get() && self.0.with_untracked(Option::is_none) {
                self.about(DueDialog::Note, person, name.get_untracked());
            }
        });
    }

    /// What is asked now, if anything.
    pub(super) fn now(self) -> Option<DialogRequest> {
        self.0.get()
    }

    /// It was answered, or dropped.
    pub(super) fn end(self) {
        self.0.set(None);
    }
}

pub(super) fn page_of(person: PersonId) -> String {
    format!("/people/{}", slug(person))
}
