//! How an account is: its status, and how what is stored compares with what the server holds.

use super::model::{audit, of_server};
use crate::components::icon::{Icon, Shape};
use crate::components::reading::Reading;
use crate::components::trouble::Said;
use crate::pages::settings::frame::CameFrom;
use crate::pages::settings::of_account::address;
use crate::platform::time::clock;
use crate::present::status::status;
use crate::present::words::Words;
use kith_engine::api::{AccountId, AccountView, Seconds};
use leptos::prelude::*;
use leptos_router::components::A;

/// What the account is doing, and what is in its way; below it what can be done about that here.
#[component]
pub(super) fn StatusLine(
    known: Memo<Option<AccountView>>,
    now: ReadSignal<Seconds>,
    children: Children,
) -> impl IntoView {
    let shown = Memo::new(move |_| known.with(|it| it.as_ref().map(|it| status(it, now.get(), clock))));
    let name = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|it| it.name)));
    let line = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|it| it.line.clone())));
    let heard = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|it| it.heard.clone())));
    let problem = Memo::new(move |_| shown.with(|shown| shown.as_ref().and_then(|it| it.problem.clone())));
    let progress = Memo::new(move |_| shown.with(|shown| shown.as_ref().and_then(|it| it.progress)));
    let shape = move || match name.get() {
        Some("up-to-date") => Shape::Done,
        Some("waiting" | "stopped") => Shape::Attention,
        Some("password") => Shape::Mail,
        Some("disconnected") => Shape::Close,
        _ => Shape::Fresh,
    };
    let is_found = Memo::new(move |_| known.with(|it| it.as_ref().is_some_and(|it| of_server(it).is_some())));
    // What the server said stands with what was found.
    let why = move || {
        problem.get().map(|words| {
            let words = if is_found.get() { Words { said: None, ..words } } else { words };
            view! { <Why words waiting=name.get_untracked() == Some("waiting") /> }
        })
    };
    view! {
        <div class="account-status" data-testid="account-status" data-status=name>
            {move || view! { <Icon shape=shape() /> }}
            // Said aloud when it becomes another, not at each second of a wait.
            <p class="unseen" role="status">{heard}</p>
            <p class="status-line" aria-hidden="true" data-testid="account-status-line">{line}</p>
            {why}
            <Reading progress />
            {children()}
        </div>
    }
}

/// Why it waits or stopped. What stopped it is the status itself, and stands above.
#[component]
fn Why(words: Words, waiting: bool) -> impl IntoView {
    let what = waiting.then(|| format!("{}. ", words.what));
    view! {
        <div class="status-why" data-testid="trouble">
            <p>{what}{words.why}" "{words.todo}</p>
            <Said said=words.said />
        </div>
    }
}

/// "84,112 of 84,112 messages, checked 2 minutes ago", or what is missing.
#[component]
pub(super) fn AuditLine(id: AccountId, known: Memo<Option<AccountView>>, now: ReadSignal<Seconds>) -> impl IntoView {
    let shown = Memo::new(move |_| known.with(|it| it.as_ref().map(|it| audit(it, now.get(), clock))));
    let found = Memo::new(move |_| known.with(|it| it.as_ref().and_then(|it| it.audit)));
    let aside = Memo::new(move |_| shown.with(|shown| shown.as_ref().and_then(|it| it.skipped.clone())));
    let whole = Memo::new(move |_| shown.with(|shown| shown.as_ref().is_some_and(|it| it.whole)));
    let line = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|it| it.line.clone())));
    let count = move || known.with(|it| it.as_ref().map(|it| it.skipped));
    let came_from = CameFrom::of_settings();
    let link = move |text: String| {
        let href = address(id, "aside");
        let note = href.clone();
        view! {
            "; "
            <A href attr:data-testid="account-aside" on:click=move |_| came_from.note(&note)>{text}</A>
        }
    };
    view! {
        <div
            class="account-audit"
            data-testid="account-audit"
            data-stored=move || found.get().map(|it| it.stored)
            data-on-server=move || found.get().map(|it| it.on_server)
            data-at=move || found.get().map(|it| it.at)
            data-aside=count
            data-whole=move || whole.get().to_string()
        >
            <p>{line}{move || aside.get().map(link)}</p>
        </div>
    }
}
