use crate::components::long_list::ListPosition;
use kith_engine::api::Group;
use leptos::prelude::*;

/// What is shown of the people: it is chosen here, and by the search over everything.
#[derive(Clone, Copy)]
pub(crate) struct PeopleFilter {
    /// As typed.
    pub(crate) filter: RwSignal<String>,
    pub(crate) group: RwSignal<Group>,
    /// Where the list stands, also while another page is shown.
    pub(crate) place: ListPosition,
}

impl PeopleFilter {
    /// Everyone.
    pub(crate) fn new() -> Self {
        Self { filter: RwSignal::new(String::new()), group: RwSignal::new(Group::People), place: ListPosition::new() }
    }

    /// Shows others, from the first on.
    pub(crate) fn show(self, filter: String, group: Group) {
        self.filter.set(filter);
        self.group.set(group);
        self.place.top();
    }

    /// The one of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }
}
