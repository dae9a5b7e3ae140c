//! Pipelines: leads in their stages, and the stages themselves.

#[cfg(target_arch = "wasm32")]
mod card;
#[cfg(target_arch = "wasm32")]
mod edit;
pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod moves;
#[cfg(target_arch = "wasm32")]
mod stages;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::Pipelines;

#[cfg(target_arch = "wasm32")]
mod page {
    use super::model::STAGES;
    use super::view::Board;
    use crate::client::{Engine, failure, known, live};
    use crate::components::skeleton::{Bones, Skeleton};
    use crate::components::trouble::Trouble;
    use crate::features::decide::Decide;
    use crate::i18n::t;
    use crate::platform::random::random_id;
    use crate::platform::time::today;
    use crate::platform::title::title;
    use kith_engine::api::{Decision, Pipeline, PipelineView, PipelinesView, question};
    use leptos::prelude::*;

    /// The pipelines, one at a time.
    #[component]
    pub(crate) fn Pipelines() -> impl IntoView {
        title(|| t::shell::pipeline().to_owned());
        let (engine, decide, day) = (Engine::of_page(), Decide::of_page(), today());
        let answer =
            live(move || day.get(), move || engine.track_people(), move |day| engine.ask(question::Pipelines(day)));
        let (known, failed): (Memo<PipelinesView>, _) = (known(answer), failure(answer));
        let there = Memo::new(move |_| answer.with(|answer| answer.as_ref().is_some_and(|it| it.1.is_ok())));
        let names = Memo::new(move |_| {
            let name = |it: &PipelineView| (it.pipeline.id, it.pipeline.name.clone());
            known.with(|known| known.pipelines.iter().map(name).collect::<Vec<_>>())
        });
        let chosen = RwSignal::new(None::<u64>);
        // The one that was chosen, or the first where that is gone.
        let shown = Memo::new(move |_| {
            names.with(|names| {
                let is_there = |id: &u64| names.iter().any(|(known, _)| known == id);
                chosen.get().filter(is_there).or_else(|| names.first().map(|(id, _)| *id))
            })
        });
        let view = Memo::new(move |_| {
            known.with(|known| known.pipelines.iter().find(|it| Some(it.pipeline.id) == shown.get()).cloned())
        });
        let currency = Memo::new(move |_| known.with(|known| known.currency.clone()));
        let make = move |name: &str| {
            let id = random_id();
            let mut pipeline = Pipeline::of_template(id, name, random_id);
            for (stage, name) in pipeline.stages.iter_mut().zip(STAGES) {
                stage.name = name().to_owned();
            }
            decide.say(t::pipeline::created(name), vec![Decision::Pipeline(pipeline)]);
            chosen.set(Some(id));
        };
        let choose = Callback::new(move |id: u64| chosen.set(Some(id)));
        let another = Callback::new(move |()| make(&t::pipeline::another_name(names.with_untracked(Vec::len) + 1)));
        view! {
            <section class="page pipeline" data-testid="pipeline">
                {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                <Show when=move || answer.with(Option::is_none)>
                    <header class="page-head"><h1>{t::shell::pipeline()}</h1></header>
                    <div class="board" aria-hidden="true">
                        {STAGES.map(|_| view! { <div class="stage-column"><Skeleton rows=3 of=Bones::Actions /></div> })}
                    </div>
                </Show>
                <Show when=move || there.get() && names.with(Vec::is_empty)>
                    <h1>{t::shell::pipeline()}</h1>
                    <div class="empty" data-testid="no-pipelines">
                        <p>{t::pipeline::none()}</p>
                        <p>{t::pipeline::none_hint()}</p>
                        <button class="button primary" type="button" data-testid="make-pipeline" on:click=move |_| make(t::shell::pipeline())>{t::leads::create_pipeline()}</button>
                    </div>
                </Show>
                {move || shown.get().map(|id| view! { <Board id view names currency day choose another /> })}
            </section>
        }
    }
}
