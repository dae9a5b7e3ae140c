use super::model::list;
use crate::client::Engine;
use crate::components::file_button::FileButton;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::files::FileRead;
use crate::platform::random::random_id;
use crate::present::failed::Failed;
use crate::present::text::people;
use crate::present::words::file;
use kith_engine::api::{Bytes, Command, Problem, ProblemKind, UnsubscribesView, question};
use leptos::prelude::*;

/// A list is chosen, looked at, and read.
#[component]
pub(super) fn Unsubscribes() -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let chosen = RwSignal::new(None::<(FileRead, UnsubscribesView)>);
    let (looking, order) = (Ordering::new(), Ordering::new());
    let choose = Callback::new(move |read: Option<FileRead>| {
        chosen.set(None);
        order.failed.set(None);
        let work = async move {
            let read = read.ok_or_else(|| Failed::Told(Problem::new(ProblemKind::TooLong)))?;
            let view = engine.ask(question::Unsubscribes(Bytes(read.bytes.clone()))).await?;
            chosen.try_set(Some((read, view)));
            Ok(())
        };
        looking.store(work, || {});
    });
    let mark = move |_| {
        let Some((read, view)) = chosen.get_untracked() else { return };
        let mark = random_id();
        let said = t::review::marked(people(view.untagged));
        let command = Command::ReadUnsubscribes { mark, name: read.name, bytes: Bytes(read.bytes) };
        order.store(engine.order(command), move || {
            chosen.try_set(None);
            decide.done(said, mark);
        });
    };
    let failed = move || {
        looking.failed.get().or_else(|| order.failed.get()).map(|failed| match &failed {
            Failed::Told(problem) => file(problem),
            _ => failed.words(),
        })
    };
    view! {
        <FileButton title=t::review::choose_list() name="unsubscribes-file" accept=".csv,.tsv,.txt,text/csv" chosen=choose />
        <Show when=move || looking.busy.get()><p role="status">{t::import::reading()}</p></Show>
        {move || failed().map(|words| view! { <Trouble words /> })}
        {move || chosen.get().map(|(read, view)| {
            let names: Vec<String> = view.people.iter().map(|row| row.name.clone()).collect();
            view! {
                <div class="stacked" data-testid="unsubscribes" data-addresses=view.addresses data-untagged=view.untagged>
                    <h3 dir="auto">{read.name}</h3>
                    <p role="status">{list(&view)}</p>
                    {(!names.is_empty()).then(|| view! { <p class="quiet" dir="auto">{names.join(", ")}</p> })}
                    {(view.untagged > 0).then(|| view! {
                        <button class="button primary" type="button" data-testid="unsubscribes-yes" aria-disabled=move || order.busy.get().to_string() on:click=mark>
                            {t::review::mark(people(view.untagged))}
                        </button>
                    })}
                </div>
            }
        })}
    }
}
