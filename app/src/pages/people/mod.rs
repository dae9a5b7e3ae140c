//! The people one writes with: the list, and beside it on a wide screen the one who was chosen.

pub(crate) mod model;
pub(crate) mod subjects;
#[cfg(target_arch = "wasm32")]
mod view;
#[cfg(target_arch = "wasm32")]
mod welcome;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::{Nobody, People};

#[cfg(target_arch = "wasm32")]
mod page {
    use super::view::{List, Tools};
    use super::{model, welcome::Welcome};
    use crate::components::long_list::Place;
    use crate::components::window::stretch;
    use crate::engine::{Engine, live};
    use crate::platform::storage::{recall, remember};
    use crate::platform::title::title;
    use kith_engine::api::{Group, Order, PeopleQuery};
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
        let filter = RwSignal::new(String::new());
        let by_name = recall(ORDER_KEY).as_deref() == Some("name");
        let order = RwSignal::new(if by_name { Order::Name } else { Order::LastContact });
        let place = Place::new();
        let asked = Memo::new(move |_| stretch(place.rows.get()));
        let page = live(
            move || {
                let (offset, limit) = asked.get();
                PeopleQuery { filter: filter.get(), group: Group::People, order: order.get(), offset, limit }
            },
            move || engine.track_people(),
            move |query| engine.list(query),
        );
        let path = use_location().pathname;
        let chosen = Memo::new(move |_| path.with(|path| path.strip_prefix("/people/").and_then(model::person)));
        let set_filter = move |text: String| {
            filter.set(text);
            place.top();
        };
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
                        <Tools page filter order set_filter set_order place />
                        <List page chosen place filter set_filter />
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
                <p>"Choose someone, and what you wrote one another appears here."</p>
            </div>
        }
    }
}
