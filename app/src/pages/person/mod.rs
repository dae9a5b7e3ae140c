//! A person: who they are, and everything that was written, both ways.

#[cfg(target_arch = "wasm32")]
mod card;
#[cfg(target_arch = "wasm32")]
mod keeping;
#[cfg(target_arch = "wasm32")]
mod leave;
#[cfg(target_arch = "wasm32")]
mod merge;
pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod record;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::Person;

#[cfg(target_arch = "wasm32")]
mod page {
    use super::card::Card;
    use crate::client::{Engine, failure, found, live};
    use crate::components::icon::{Icon, Shape};
    use crate::components::trouble::Trouble;
    use crate::features::conversation::Conversation;
    use crate::i18n::t;
    use crate::platform::title::title_by_name;
    use crate::present::failed::Failed;
    use crate::present::links::person;
    use kith_engine::api::{PersonCard, PersonId, Problem, ProblemKind, Whose, question};
    use leptos::prelude::*;
    use leptos_router::components::A;
    use leptos_router::hooks::use_params_map;

    /// The person that the address names.
    #[component]
    pub(crate) fn Person() -> impl IntoView {
        let params = use_params_map();
        let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| person(&id))));
        // Another person is another page: nothing of the one before stays.
        move || match id.get() {
            Some(id) => view! { <Known id /> }.into_any(),
            None => view! { <Missing failed=not_found() /> }.into_any(),
        }
    }

    fn not_found() -> Failed {
        Failed::Told(Problem::new(ProblemKind::NotFound))
    }

    #[component]
    fn Known(id: PersonId) -> impl IntoView {
        let engine = Engine::of_page();
        let answer = live(move || id, move || engine.track_people(), move |id| engine.ask(question::Person(id)));
        let card = found(answer);
        let failed = failure(answer);
        // A change elsewhere asks for the card, which is small; the timeline only when this changed.
        let changed = Memo::new(move |_| card.with(|card| card.as_ref().map(state)));
        let all = Signal::derive(move || card.with(|card| card.as_ref().map_or(0, |card| card.sent + card.received)));
        let there = Memo::new(move |_| card.with(Option::is_some));
        let name = move || card.with(|card| card.as_ref().map(|card| card.row.name.clone()).unwrap_or_default());
        title_by_name(name, t::shell::people());
        view! {
            <article class="person">
                <Back />
                {move || failed.get().map(|failed| view! { <Missing failed /> })}
                <Show when=move || there.get() fallback=move || view! { <Skeleton failed /> }>
                    <Card card id />
                    <Conversation of=Whose::Person(id) all changed />
                </Show>
            </article>
        }
    }

    /// What a timeline depends on.
    fn state(card: &PersonCard) -> (u32, u32, Option<i64>, Option<i64>, usize) {
        (card.sent, card.received, card.first_contact, card.row.last_contact, card.addresses.len())
    }

    #[component]
    fn Back() -> impl IntoView {
        view! {
            <A href="/people" attr:class="back">
                <Icon shape=Shape::Back />
                {t::shell::people()}
            </A>
        }
    }

    #[component]
    fn Missing(failed: Failed) -> impl IntoView {
        view! {
            <div class="missing">
                <Trouble words=failed.words()>
                    <A href="/people" attr:class="button">{t::shell::go_to_people()}</A>
                </Trouble>
            </div>
        }
    }

    #[component]
    fn Skeleton(failed: Memo<Option<Failed>>) -> impl IntoView {
        move || {
            failed.with(Option::is_none).then(|| {
                view! { <div class="skeleton" aria-hidden="true"><span class="avatar large"></span></div> }
            })
        }
    }
}
