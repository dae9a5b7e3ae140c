//! The people one writes with: the list, and beside it on a wide screen the one who was chosen.

#[cfg(target_arch = "wasm32")]
mod bulk;
#[cfg(target_arch = "wasm32")]
mod filters;
pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod picked;
pub(crate) mod subjects;
#[cfg(target_arch = "wasm32")]
mod view;
#[cfg(target_arch = "wasm32")]
mod welcome;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::{Finding, Nobody, People, PeopleFilter};

#[cfg(target_arch = "wasm32")]
mod page {
    use super::bulk::Bulk;
    use super::filters::Filters;
    use super::picked::Picked;
    use super::view::{List, Tools};
    use super::{model, welcome::Welcome};
    use crate::components::long_list::Place;
    use crate::components::window::stretch;
    use crate::engine::{Engine, failure, held, live};
    use crate::platform::storage::{recall, remember};
    use crate::platform::title::title;
    use kith_engine::api::{Group, Order, PeopleQuery, question};
    use leptos::prelude::*;
    use leptos_router::components::Outlet;
    use leptos_router::hooks::use_location;

    /// What is shown of the people: it is chosen here, and by the search over everything.
    #[derive(Clone, Copy)]
    pub(crate) struct PeopleFilter {
        /// As typed.
        pub(crate) filter: RwSignal<String>,
        /// Of whom.
        pub(crate) group: RwSignal<Group>,
        /// Where the list stands, also while another page is shown.
        place: Place,
    }

    impl PeopleFilter {
        /// Everybody.
        pub(crate) fn new() -> Self {
            Self { filter: RwSignal::new(String::new()), group: RwSignal::new(Group::People), place: Place::new() }
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

    /// What was found and is opened once more: its address is the one of the page already.
    #[derive(Clone, Copy)]
    pub(crate) struct Finding(Trigger);

    impl Finding {
        /// Nothing yet.
        pub(crate) fn new() -> Self {
            Self(Trigger::new())
        }

        /// The one of this page.
        pub(crate) fn of_page() -> Self {
            expect_context()
        }

        /// What that address leads to was chosen.
        pub(crate) fn again(self, address: &str) {
            let here = window().location();
            let now = [here.pathname(), here.hash()].map(Result::unwrap_or_default).concat();
            if now == address {
                self.0.notify();
            }
        }

        /// Makes what reads this run again then.
        pub(crate) fn track(self) {
            self.0.track();
        }
    }

    const ORDER_KEY: &str = "kith.people.order";

    /// The list, and the one who was chosen.
    #[component]
    pub(crate) fn People() -> impl IntoView {
        let engine = Engine::of_page();
        let overview = engine.overview();
        let empty = Memo::new(move |_| {
            overview.with(|known| known.as_ref().map(|known| known.accounts.is_empty() && known.people == 0))
        });
        let PeopleFilter { filter, group, place } = PeopleFilter::of_page();
        let picked = Picked::new();
        let by_name = recall(ORDER_KEY).as_deref() == Some("name");
        let order = RwSignal::new(if by_name { Order::Name } else { Order::LastContact });
        let place = place.again();
        let asked = Memo::new(move |_| stretch(place.rows.get()));
        let page = live(
            move || {
                let (offset, limit) = asked.get();
                PeopleQuery { filter: filter.get(), group: group.get(), order: order.get(), offset, limit }
            },
            move || engine.track_people(),
            move |query| engine.ask(question::People(query)),
        );
        let (page, failed) = (held(page), failure(page));
        let path = use_location().pathname;
        let chosen = Memo::new(move |_| path.with(|path| path.strip_prefix("/people/").and_then(model::person)));
        let set_filter = move |text: String| {
            filter.set(text);
            place.top();
        };
        let set_group = move |chosen: Group| {
            group.set(chosen);
            picked.clear();
            place.top();
        };
        let query = move || PeopleQuery {
            filter: filter.get_untracked(),
            group: group.get_untracked(),
            order: order.get_untracked(),
            offset: 0,
            limit: 0,
        };
        let query = Callback::new(move |()| query());
        let set_order = move |chosen: Order| {
            remember(ORDER_KEY, if chosen == Order::Name { "name" } else { "last-contact" });
            order.set(chosen);
            place.top();
        };
        view! {
            <Show when=move || empty.get() == Some(true)>
                <Welcome />
            </Show>
            <Show when=move || empty.get() == Some(false)>
                <div class="people" data-chosen=move || chosen.get().is_some().to_string()>
                    <section class="people-list" aria-label="People">
                        <Tools page filter order set_filter set_order place group set_group />
                        <Filters filter set_filter group />
                        <List page failed chosen place filter set_filter picked query />
                        <Bulk picked query group />
                    </section>
                    <section class="people-one" aria-label="Person">
                        <Outlet />
                    </section>
                </div>
            </Show>
            <Show when=move || empty.get().is_none()>
                <p class="loading" role="status">"One moment…"</p>
            </Show>
        }
    }

    /// Stands beside the list while nobody is chosen.
    #[component]
    pub(crate) fn Nobody() -> impl IntoView {
        title(|| "People".to_owned());
        view! {
            <div class="nobody">
                <crate::components::icon::Mark />
                <p>"Select someone to see your conversation."</p>
            </div>
        }
    }
}
