//! What a connection is doing, what is in its way, and what can be done about that.

use super::model::status;
use crate::client::Engine;
use crate::components::icon::{Icon, Shape};
use crate::components::order::Ordering;
use crate::components::trouble::{Said, Trouble};
use crate::i18n::t;
use crate::platform::time::clock;
use kith_engine::api::{AddressBookView, BookStatus, Command, Seconds};
use leptos::prelude::*;

/// The state of a connection.
#[component]
pub(super) fn BookState(id: u64, known: Memo<Option<AddressBookView>>, now: ReadSignal<Seconds>) -> impl IntoView {
    let shown = Memo::new(move |_| known.with(|it| it.as_ref().map(|it| status(it, now.get(), clock))));
    let name = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|it| it.name)));
    let line = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|it| it.line.clone())));
    let heard = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|it| it.heard.clone())));
    let problem = Memo::new(move |_| shown.with(|shown| shown.as_ref().and_then(|it| it.problem.clone())));
    let progress = Memo::new(move |_| shown.with(|shown| shown.as_ref().and_then(|it| it.progress)));
    let disappeared = Memo::new(move |_| {
        known.with(|it| it.as_ref().is_some_and(|it| matches!(it.status, BookStatus::Disappeared { .. })))
    });
    let shape = move || match name.get() {
        Some("up-to-date") => Shape::Done,
        Some("waiting" | "stopped" | "disappeared") => Shape::Attention,
        Some("looked") => Shape::Look,
        Some("paused") => Shape::Close,
        _ => Shape::Fresh,
    };
    view! {
        <div class="account-status" data-testid="book-status" data-status=name>
            {move || view! { <Icon shape=shape() /> }}
            // Said aloud when it becomes another, not at each entry.
            <p class="unseen" role="status">{heard}</p>
            <p class="status-line" aria-hidden="true" data-testid="book-status-line">{line}</p>
            {move || problem.get().map(|words| {
                let what = (name.get_untracked() == Some("waiting")).then(|| format!("{}. ", words.what));
                view! {
                    <div class="status-why" data-testid="trouble">
                        <p>{what}{words.why}" "{words.todo}</p>
                        <Said said=words.said />
                    </div>
                }
            })}
            <Show when=move || progress.get().is_some()>
                <progress
                    aria-label=t::connections::progress()
                    max=move || progress.get().map(|it| it.1.max(1))
                    value=move || progress.get().map(|it| it.0)
                />
            </Show>
            <Show when=move || disappeared.get()><Disappeared id /></Show>
        </div>
    }
}

/// Asks whether the cards that disappeared at once were deleted.
#[component]
fn Disappeared(id: u64) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let answer = move |are_deleted| {
        order.store(engine.order(Command::AnswerDisappeared { book: id, are_deleted }), || {});
    };
    view! {
        <div class="status-why">
            <p>{t::connections::disappeared_why()}</p>
            <div class="actions">
                <button class="button" type="button" data-testid="book-write-again" aria-disabled=move || order.busy.get().to_string() on:click=move |_| answer(false)>{t::connections::write_again()}</button>
                <button class="button" type="button" data-testid="book-were-deleted" aria-disabled=move || order.busy.get().to_string() on:click=move |_| answer(true)>{t::connections::were_deleted()}</button>
            </div>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </div>
    }
}
