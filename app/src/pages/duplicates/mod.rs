//! Pairs that may be the same person.

#[cfg(target_arch = "wasm32")]
pub(crate) use page::Same;

#[cfg(target_arch = "wasm32")]
mod page {
    use crate::client::{Engine, failure, known, live};
    use crate::components::heading::PageHead;
    use crate::components::trouble::Trouble;
    use crate::features::merge_suggestions::{DuplicateSuggestion, Moved};
    use crate::i18n::t;
    use crate::platform::title::title;
    use crate::present::text::thousands;
    use kith_engine::api::{CompanyMove, PersonId, question};
    use leptos::prelude::*;
    use leptos_router::components::A;

    /// Tells one move from another: by those whom it joins.
    fn joined(of: &CompanyMove) -> Vec<(PersonId, PersonId)> {
        of.people.iter().map(|(one, other)| (one.id, other.id)).collect()
    }

    /// How many pairs are shown at once. The next ones follow as those are answered.
    const MAX_SHOWN: u32 = 20;

    #[component]
    pub(crate) fn Same() -> impl IntoView {
        title(|| t::duplicates::title().to_owned());
        let engine = Engine::of_page();
        let answer = live(
            || (),
            move || engine.track_people(),
            move |()| engine.ask(question::PossibleDuplicates { limit: MAX_SHOWN }),
        );
        let (known, failed) = (known(answer), failure(answer));
        let rows = move || known.get().rows;
        let moves = move || known.get().moves;
        let all = move || answer.with(|it| it.as_ref().and_then(|it| it.1.as_ref().ok().map(|it| it.all)));
        let count = Signal::derive(move || all().filter(|all| *all > 0).map(thousands).unwrap_or_default());
        view! {
            <section class="page same" data-testid="same-page" data-all=all>
                <PageHead title=t::duplicates::title() count />
                <p class="quiet">{t::duplicates::intro()}</p>
                {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                <For each=moves key=joined let:of><Moved of /></For>
                <For each=rows key=|it| (it.one.id, it.other.id) let:suggestion><DuplicateSuggestion suggestion /></For>
                <Show when=move || all() == Some(0)>
                    <div class="empty"><p>{t::duplicates::none()}</p><A href="/people" attr:class="button">{t::shell::go_to_people()}</A></div>
                </Show>
            </section>
        }
    }
}
