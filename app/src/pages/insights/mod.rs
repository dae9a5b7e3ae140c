//! Insights: what the mail says of how one keeps in touch, as charts, each with the lists behind it.

mod charts;
#[cfg(target_arch = "wasm32")]
mod list;
mod model;
#[cfg(target_arch = "wasm32")]
mod scope;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use {list::BehindFigure, page::Insights};

#[cfg(target_arch = "wasm32")]
mod page {
    use super::scope::scope_of_page;
    use super::view::{Choices, Figures, Little};
    use crate::client::{Engine, changes_at_rest, failure, known, live};
    use crate::components::heading::PageHead;
    use crate::components::skeleton::{Bones, Skeleton};
    use crate::components::trouble::Trouble;
    use crate::i18n::t;
    use crate::platform::title::title;
    use kith_engine::api::{InsightRange, InsightScope, InsightsView, question};
    use leptos::prelude::*;

    #[component]
    pub(crate) fn Insights() -> impl IntoView {
        title(|| t::insights::title().to_owned());
        let engine = Engine::of_page();
        let of = scope_of_page();
        let answer = live(
            move || of.get(),
            changes_at_rest(engine),
            move |of| async move { Ok((of, engine.ask(question::Insights(of)).await?)) },
        );
        let (known, failed): (Memo<(InsightScope, InsightsView)>, _) = (known(answer), failure(answer));
        let is_there = Memo::new(move |_| answer.with(|it| it.as_ref().is_some_and(|(_, answer)| answer.is_ok())));
        let is_little = Memo::new(move |_| known.with(|(_, view)| view.people == 0));
        // Without any mail at all there is nothing to choose from.
        let is_all = move || of.with(|of| of.range == InsightRange::All && of.account.is_none());
        let is_bare = Memo::new(move |_| is_there.get() && is_little.get() && is_all());
        view! {
            <section
                class="page insights"
                data-testid="insights"
                aria-busy=move || (!is_there.get()).to_string()
                data-people=move || known.with(|(_, view)| view.people)
            >
                <PageHead title=t::insights::title() />
                <Show when=move || !is_bare.get()><Choices of /></Show>
                {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                <Show when=move || answer.with(Option::is_none)><Skeleton rows=3 of=Bones::Charts /></Show>
                <Show when=move || is_there.get()>
                    <Show when=move || is_little.get()><Little of /></Show>
                    {move || known.with(|(of, view)| view! { <Figures of=*of view=view.clone() /> })}
                </Show>
            </section>
        }
    }
}
