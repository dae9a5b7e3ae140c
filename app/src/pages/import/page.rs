use super::calendar::Calendar;
use super::end::End;
use super::looking::{Looking, PAGE_ROWS};
use super::model::progress;
use super::preview::Preview;
use crate::client::{Engine, EngineState, failure, live};
use crate::components::file_button::PickButton;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::features::import_file::{Content, GivenFile, ImportFile, cannot_be_read};
use crate::i18n::t;
use crate::platform::files::piece;
use crate::platform::random::random_id;
use crate::platform::title::title;
use crate::present::failed::Failed;
use crate::present::words::{Words, file};
use kith_engine::api::{
    Bytes, Command, ImportChoices, ImportPreview, ImportView, Problem, ProblemKind, RowKind, question,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// So many bytes of a file that comes in pieces are given at once.
const PIECE_BYTES: f64 = 4.0 * 1_048_576.0;

#[component]
pub(crate) fn Import() -> impl IntoView {
    title(|| t::import::title().to_owned());
    let importing = ImportFile::of_page();
    let picked = Callback::new(move |file| importing.take(file));
    let given = Memo::new(move |_| importing.given.with(|given| given.as_ref().map(|given| given.id)));
    view! {
        <section class="page import" data-testid="import">
            <h1>{t::import::title()}</h1>
            {move || importing.failed.get().map(|failed| view! { <Trouble words=words(&failed) /> })}
            {move || match given.get() {
                // Another file is another import.
                Some(_) => view! { <Given importing /> }.into_any(),
                None => view! {
                    <p>{t::import::intro()}</p>
                    <div class="drop-here">
                        <PickButton class="button primary" title=t::import::choose() name="import-file" accept=".vcf,.vcard,.csv,.tsv,.txt,.ics,.ical,.xml,.zip,text/vcard,text/x-vcard,text/csv,text/calendar,text/xml" picked />
                        <p class="quiet">{t::import::drop()}</p>
                    </div>
                    <p class="quiet">{t::import::how_to()}</p>
                }.into_any(),
            }}
        </section>
    }
}

/// What failed, in the words for files.
fn words(failed: &Failed) -> Words {
    match failed {
        Failed::Told(problem) => file(problem),
        failed => failed.words(),
    }
}

#[component]
fn Given(importing: ImportFile) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let Some(GivenFile { id, name, .. }) = importing.given.get_untracked() else { return ().into_any() };
    let (kind, limit) = (RwSignal::new(None::<RowKind>), RwSignal::new(PAGE_ROWS));
    let choices = importing.choices;
    let answer = live(
        move || (choices.get(), kind.get(), limit.get()),
        move || {
            engine.track_import();
            engine.track_people();
        },
        move |(choices, kind, limit)| {
            engine.ask(question::Import { id, choices: Box::new(choices), kind, offset: 0, limit })
        },
    );
    let failed = failure(answer);
    let view = Memo::new(move |before: Option<&Option<ImportView>>| {
        let now = answer.with(|answer| answer.as_ref().and_then(|(_, answer)| answer.as_ref().ok().cloned()));
        now.or_else(|| before.cloned().flatten())
    });
    let giving = Ordering::new();
    let give = move || {
        let Some(file) = importing.given.get_untracked() else { return };
        let work = async move {
            match file.content {
                Content::Whole(bytes) => {
                    engine.order(Command::ReadFile { id, name: file.name, bytes: Bytes(bytes.to_vec()) }).await?;
                }
                Content::Pieces(content) => match give_pieces(engine, id, file.name, &content).await {
                    // There is nothing to look at.
                    Err(failed @ Failed::Told(Problem { kind: ProblemKind::NotBackup, .. })) => {
                        importing.put_away();
                        importing.failed.set(Some(failed));
                        return Ok(());
                    }
                    given => given?,
                },
            }
            match importing.begun.get_untracked() {
                Some(mark) => begin(engine, id, mark, choices.get_untracked()).await,
                None => Ok(()),
            }
        };
        giving.store(work, || {});
    };
    // An engine that is new, here or in another tab, is given the file, and told to go on. One that had it and has it no
    // more was given another by another tab: the two tabs must not take turns for ever.
    let (state, is_new, is_gone) = (engine.state(), StoredValue::new(true), RwSignal::new(false));
    Effect::new(move |_| {
        if state.get() != EngineState::Ready {
            is_new.set_value(true);
        }
    });
    Effect::new(move |_| {
        let gone = view.with(|view| *view == Some(ImportView::Gone));
        is_gone.set(gone && !is_new.get_value());
        // What is still given to the engine that is gone ends first.
        if gone && is_new.get_value() && !giving.busy.get() {
            is_new.set_value(false);
            give();
        }
    });
    let is_elsewhere = Memo::new(move |_| is_gone.get() && !giving.busy.get());
    let order = Ordering::new();
    let stop = move |_| {
        let is_begun = importing.begun.with_untracked(Option::is_some);
        order.store(engine.order(Command::StopImport(id)), move || {
            // What came in is told of.
            if !is_begun {
                importing.put_away();
            }
        });
    };
    let is_begun = move || importing.begun.with(Option::is_some);
    // While it is read in another way, what it was before stays in sight.
    let preview = Memo::new(move |before: Option<&Option<ImportPreview>>| {
        view.with(|view| match view {
            Some(ImportView::Preview(preview)) => Some((**preview).clone()),
            Some(ImportView::Reading { .. } | ImportView::Matching { .. } | ImportView::Gone) | None => {
                before.cloned().flatten()
            }
            Some(
                ImportView::Writing { .. } | ImportView::Photos { .. } | ImportView::Done(_) | ImportView::Calendar(_),
            ) => None,
        })
    });
    let calendar = Memo::new(move |_| {
        view.with(|view| match view {
            Some(ImportView::Calendar(preview)) => Some((**preview).clone()),
            _ => None,
        })
    });
    let is_working = Memo::new(move |_| view.with(|view| !matches!(view, Some(ImportView::Preview(_)))));
    let running = Memo::new(move |_| {
        let is_shown = preview.with(Option::is_none) || is_begun();
        view.with(|view| view.as_ref().and_then(progress)).filter(|_| is_shown)
    });
    let done = Memo::new(move |_| {
        view.with(|view| match view {
            Some(ImportView::Done(outcome)) => Some(outcome.clone()),
            _ => None,
        })
    });
    let import = Callback::new(move |()| {
        let mark = random_id();
        importing.begun.set(Some(mark));
        importing.counts.set(preview.with_untracked(|it| it.as_ref().map(|it| it.counts).unwrap_or_default()));
        spawn_local(async move {
            match begin(engine, id, mark, choices.get_untracked()).await {
                Ok(()) => {}
                // It is given again, and begins then.
                Err(Failed::Told(Problem { kind: ProblemKind::NotFound, .. })) => {}
                Err(failed) => {
                    importing.begun.try_set(None);
                    decide.failed(failed);
                }
            }
        });
    });
    let looking = Looking { importing, kind, limit, is_working };
    let is_calendar = Memo::new(move |_| calendar.with(Option::is_some) && !is_begun());
    let is_preview = Memo::new(move |_| preview.with(Option::is_some) && !is_begun());
    view! {
        <h2 dir="auto" data-testid="import-name">{name}</h2>
        {move || failed.get().or_else(|| giving.failed.get()).or_else(|| order.failed.get()).map(|failed| view! { <Trouble words=words(&failed) /> })}
        <Show when=move || is_elsewhere.get()>
            <p role="status">{t::import::elsewhere()}</p>
            <button class="button" type="button" on:click=move |_| give()>{t::shell::take_over()}</button>
        </Show>
        <Show when=move || running.with(Option::is_some) && !is_elsewhere.get()>
            <div class="import-progress" data-testid="import-progress">
                <p role="status">{move || running.get().map(|it| it.0)}</p>
                <progress
                    aria-label=move || running.get().map(|it| it.0)
                    max=move || running.get().map(|it| it.2.max(1))
                    value=move || running.get().map(|it| it.1)
                />
                <button class="button" type="button" data-testid="import-stop" on:click=stop>{t::import::stop()}</button>
            </div>
        </Show>
        <Show when=move || is_preview.get()>
            <Preview preview looking import />
        </Show>
        <Show when=move || is_calendar.get()>
            <Calendar preview=calendar importing import />
        </Show>
        {move || done.get().map(|outcome| view! { <End outcome importing /> })}
    }
    .into_any()
}

/// Gives a file piece by piece: the next goes when the engine has taken the one before.
async fn give_pieces(engine: Engine, id: u64, name: String, file: &web_sys::File) -> Result<(), Failed> {
    let (mut at, of) = (0, file.size() as u64);
    loop {
        let bytes = piece(file, at as f64, PIECE_BYTES).await.ok_or_else(cannot_be_read)?;
        let read = bytes.len() as u64;
        engine.order(Command::ReadFilePiece { id, name: name.clone(), at, of, bytes: Bytes(bytes) }).await?;
        at += read;
        if at >= of || read == 0 {
            return Ok(());
        }
    }
}

async fn begin(engine: Engine, id: u64, mark: u64, choices: ImportChoices) -> Result<(), Failed> {
    engine.order(Command::Import { id, mark, choices: Box::new(choices) }).await
}
