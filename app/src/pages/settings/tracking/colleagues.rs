//! The colleagues as a file, so that all members of a team know whose mail is not tracked.

use crate::client::Engine;
use crate::components::file_button::FileButton;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::download::download;
use crate::platform::files::FileRead;
use crate::platform::random::random_id;
use crate::present::failed::Failed;
use crate::present::words::file;
use kith_engine::api::{Command, Problem, ProblemKind, question};
use leptos::prelude::*;

/// Saves the colleagues, and reads those of someone else.
#[component]
pub(super) fn ColleaguesFile(
    /// Whether there are any to be saved.
    has_some: Signal<bool>,
) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let order = Ordering::new();
    let save = move |_| {
        let work = async move {
            let file = engine.ask(question::ColleaguesFile).await?;
            match download(&file.name, &file.media_type, file.text.as_bytes()) {
                true => Ok(()),
                false => Err(Failed::NoDownload),
            }
        };
        order.store(work, || {});
    };
    let chosen = Callback::new(move |read: Option<FileRead>| {
        let mark = random_id();
        let work = async move {
            let read = read.ok_or_else(|| Failed::Told(Problem::new(ProblemKind::TooLong)))?;
            let text = String::from_utf8(read.bytes).map_err(|_| Failed::Told(Problem::new(ProblemKind::BadInput)))?;
            engine.order(Command::ReadColleagues { mark, text }).await
        };
        order.store(work, move || decide.done(t::rules::colleagues_read(), mark));
    });
    let failed = move || {
        order.failed.get().map(|failed| match &failed {
            Failed::Told(problem) => file(problem),
            _ => failed.words(),
        })
    };
    view! {
        <p class="quiet">{t::rules::colleagues_file()}</p>
        <div class="actions">
            <Show when=move || has_some.get()>
                <button class="button" type="button" data-testid="colleagues-save" on:click=save>{t::rules::colleagues_save()}</button>
            </Show>
            <FileButton title=t::rules::colleagues_choose() name="colleagues-file" accept=".json,application/json" chosen />
        </div>
        {move || failed().map(|words| view! { <Trouble words /> })}
    }
}
