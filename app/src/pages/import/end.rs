use super::model::{left_behind, outcome as said};
use crate::client::Engine;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::import_file::ImportFile;
use crate::i18n::t;
use crate::platform::random::random_id;
use crate::present::words::words;
use kith_engine::api::{Command, ImportOutcome};
use leptos::prelude::*;
use leptos_router::components::A;

/// What came of it, and the way to take it back.
#[component]
pub(super) fn End(outcome: ImportOutcome, importing: ImportFile) -> impl IntoView {
    let engine = Engine::of_page();
    let order = Ordering::new();
    let undone = RwSignal::new(false);
    let (run, stopped) = (outcome.run, outcome.stopped && outcome.problem.is_none());
    let told = said(&outcome);
    let turn = move |_| {
        let Some(run) = run else { return };
        let to = !undone.get_untracked();
        let command = Command::UndoRun { mark: random_id(), run, undone: to };
        order.store(engine.order(command), move || _ = undone.try_set(to));
    };
    view! {
        <div class="import-done" data-testid="import-done" data-new=outcome.new data-completed=outcome.completed data-undone=move || undone.get().to_string()>
            {outcome.problem.map(|problem| view! { <Trouble words=words(&problem) /> })}
            <p class="import-said" role="status">{move || if undone.get() { t::import::undone().to_owned() } else { told.clone() }}</p>
            {move || left_behind(&importing.counts.get()).filter(|_| !undone.get()).map(|left| view! { <p class="quiet">{left}</p> })}
            {stopped.then(|| view! { <p class="quiet">{t::import::stopped()}</p> })}
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <div class="actions">
                <A href="/people" attr:class="button primary">{t::shell::go_to_people()}</A>
                {run.map(|_| view! {
                    <button class="button" type="button" data-testid="import-undo" aria-disabled=move || order.busy.get().to_string() on:click=turn>
                        {move || if undone.get() { t::history::redo() } else { t::told::undo() }}
                    </button>
                    <A href="/settings/history" attr:class="button">{t::import::history()}</A>
                })}
                <button class="button" type="button" data-testid="import-again" on:click=move |_| importing.put_away()>{t::import::another()}</button>
            </div>
        </div>
    }
}
