//! The people one writes with: the list, and beside it on a wide screen the one who was chosen.

#[cfg(target_arch = "wasm32")]
mod bulk;
#[cfg(target_arch = "wasm32")]
mod filters;
pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod selection;
pub(crate) mod subjects;
#[cfg(target_arch = "wasm32")]
mod view;
#[cfg(target_arch = "wasm32")]
mod welcome;

#[cfg(target_arch = "wasm32")]
pub(crate) use {
    page::{Nobody, People},
    welcome::Welcome,
};

#[cfg(target_arch = "wasm32")]
mod page {
    use super::bulk::Bulk;
    use super::filters::Filters;
    use super::model::with_room;
    use super::selection::Selection;
    use super::view::{List, Tools};
    use super::welcome::Welcome;
    use crate::client::{Engine, failure, held, live};
    use crate::components::heading::PageHead;
    use crate::components::skeleton::{Bones, Skeleton};
    use crate::features::people_filter::PeopleFilter;
    use crate::i18n::t;
    use crate::present::links::person;

    use crate::components::window::stretch;
    use crate::platform::storage::{recall, remember};
    use crate::platform::title::title;
    use kith_engine::api::{Group, Order, PeopleQuery, question};
    use leptos::prelude::*;
    use leptos_router::components::Outlet;
    use leptos_router::hooks::use_location;

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
        let selection = Selection::new();
        let by_name = recall(ORDER_KEY).as_deref() == Some("name");
        let order = RwSignal::new(if by_name { Order::Name } else { Order::LastContact });
        let place = place.again();
        // There are headings between the rows of people.
        let asked = Memo::new(move |_| with_room(stretch(place.rows.get())));
        let order_of = move |group: Group, order: Order| if group == Group::FilteredOut { Order::Why } else { order };
        let page = live(
            move || {
                let (offset, limit) = asked.get();
                let group = group.get();
                PeopleQuery { filter: filter.get(), group, order: order_of(group, order.get()), offset, limit }
            },
            move || engine.track_people(),
            move |query| engine.ask(question::People(query)),
        );
        let (page, failed) = (held(page), failure(page));
        let path = use_location().pathname;
        let chosen = Memo::new(move |_| path.with(|path| path.strip_prefix("/people/").and_then(person)));
        let set_filter = move |text: String| {
            filter.set(text);
            place.top();
        };
        let set_group = move |chosen: Group| {
            group.set(chosen);
            selection.clear();
            place.top();
        };
        let query = move || PeopleQuery {
            filter: filter.get_untracked(),
            group: group.get_untracked(),
            order: order_of(group.get_untracked(), order.get_untracked()),
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
                    <section class="people-list" aria-label=t::shell::people()>
                        <Tools page filter order set_filter set_order chosen place group set_group />
                        <Filters filter set_filter group />
                        <List page failed chosen place filter set_filter selection query />
                        <Bulk selection query group />
                    </section>
                    <section class="people-one" aria-label=t::people::person()>
                        <Outlet />
                    </section>
                </div>
            </Show>
            <Show when=move || empty.get().is_none()>
                <div class="people" data-chosen="false">
                    <section class="people-list">
                        <div class="tools"><PageHead title=t::shell::people() /></div>
                        <div class="company-scroll"><Skeleton rows=8 of=Bones::Rows /></div>
                    </section>
                </div>
            </Show>
        }
    }

    /// Stands beside the list while no one is chosen.
    #[component]
    pub(crate) fn Nobody() -> impl IntoView {
        title(|| t::shell::people().to_owned());
        view! {
            <div class="nobody">
                <crate::components::icon::Mark />
                <p>{t::people::select()}</p>
            </div>
        }
    }
}
