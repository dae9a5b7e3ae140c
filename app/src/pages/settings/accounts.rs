//! The accounts that are connected, and the kinds one can connect.

use crate::components::confirm::Confirm;
use crate::components::icon::{Icon, Shape};
use crate::components::order::Ordering;
use crate::components::reading::Reading;
use crate::components::sample::{AddSample, RemoveSample};
use crate::components::trouble::Trouble;
use crate::engine::Engine;
use crate::platform::time::{Today, clock};
use crate::status::status;
use crate::text::messages;
use kith_engine::api::{AccountId, AccountView, Command, FailureKind, ProblemKind, Status};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::components::A;

/// Settings, Email.
#[component]
pub(crate) fn Accounts() -> impl IntoView {
    let overview = Engine::of_page().overview();
    let ids = Memo::new(move |_| {
        overview.with(|overview| {
            overview.iter().flat_map(|overview| &overview.accounts).map(|it| (it.id, it.sample)).collect::<Vec<_>>()
        })
    });
    let no_sample = move || overview.with(Option::is_some) && ids.with(|ids| ids.iter().all(|(_, sample)| !sample));
    view! {
        <section class="accounts">
            <Show when=move || ids.with(|ids| !ids.is_empty())>
                <h2>"Your accounts"</h2>
                <ul role="list" class="account-list">
                    <For each=move || ids.get() key=|it| *it children=move |(id, _)| view! { <Account id /> } />
                </ul>
            </Show>
            <h2>"Connect your email account"</h2>
            <ul role="list" class="kinds">
                <li>
                    <A href="/settings/email/connect" attr:class="kind" attr:data-testid="connect-imap">
                        <Icon shape=Shape::Mail />
                        <strong>"IMAP"</strong>
                        <span>"Nearly every provider has it: with your address and a password."</span>
                    </A>
                </li>
            </ul>
            <Show when=no_sample>
                <p class="quiet">"Not sure yet? Everything in a sample mailbox is made up, and it goes again in one click."</p>
                <AddSample class="button" />
            </Show>
        </section>
    }
}

#[component]
fn Account(id: AccountId) -> impl IntoView {
    let overview = Engine::of_page().overview();
    let account = Memo::new(move |_| {
        overview.with(|overview| overview.iter().flat_map(|it| &it.accounts).find(|it| it.id == id).cloned())
    });
    // What is shown while the account leaves the list.
    let known =
        Memo::new(move |known: Option<&Option<AccountView>>| account.get().or_else(|| known.cloned().flatten()));
    let part = move |read: fn(&AccountView) -> String| {
        Memo::new(move |_| known.with(|it| it.as_ref().map(read).unwrap_or_default()))
    };
    let sample = known.with_untracked(|it| it.as_ref().is_some_and(|it| it.sample));
    let title = part(|it| if it.sample { "Sample mailbox".into() } else { it.address.clone() });
    let server = part(|it| if it.sample { "Made up, to look around".into() } else { it.host.clone() });
    let stored = part(|it| messages(it.messages));
    view! {
        <li class="account" data-testid="account" data-sample=sample.to_string()>
            <div class="account-head">
                <h3 dir="auto" data-testid="account-address">{title}</h3>
                <p class="quiet">{server}" · "<span data-testid="account-messages">{stored}</span></p>
            </div>
            <AccountStatus known />
            {match sample {
                true => view! { <div class="actions"><RemoveSample account=id class="button" /></div> }.into_any(),
                false => view! { <AccountActions id known title /> }.into_any(),
            }}
        </li>
    }
}

#[component]
fn AccountStatus(known: Memo<Option<AccountView>>) -> impl IntoView {
    let today = Today::of_page();
    let shown = Memo::new(move |_| known.with(|it| it.as_ref().map(|it| status(it, today.get(), clock))));
    let problem = Memo::new(move |_| shown.with(|shown| shown.as_ref().and_then(|it| it.problem.clone())));
    let progress = Memo::new(move |_| shown.with(|shown| shown.as_ref().and_then(|it| it.progress)));
    let name = move || shown.with(|shown| shown.as_ref().map(|it| it.name));
    let line = move || shown.with(|shown| shown.as_ref().map(|it| it.line.clone()));
    view! {
        <div class="account-status" data-testid="account-status" data-status=name>
            {move || problem.get().map(|words| view! { <Trouble words /> })}
            <p>{line}</p>
            <Reading progress />
        </div>
    }
}

#[component]
fn AccountActions(id: AccountId, known: Memo<Option<AccountView>>, title: Memo<String>) -> impl IntoView {
    let order = Ordering::new();
    let asked = RwSignal::new(false);
    let reading = move || {
        known.with(|it| {
            it.as_ref().is_some_and(|it| matches!(it.status, Status::Connecting | Status::Looking | Status::Reading(_)))
        })
    };
    let refused = move || {
        known.with(|it| {
            let stopped = it.as_ref().and_then(|it| match &it.status {
                Status::Stopped(problem) | Status::Waiting { problem, .. } => Some(problem.kind),
                _ => None,
            });
            stopped == Some(ProblemKind::Mail(FailureKind::LoginRefused))
        })
    };
    let refused = Memo::new(move |_| refused());
    view! {
        <Show when=move || refused.get()>
            <ChangePassword id />
        </Show>
        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        <div class="actions">
            <button
                class="button"
                type="button"
                data-testid="account-sync"
                disabled=move || reading() || order.busy.get()
                on:click=move |_| order.give(Command::SyncNow(Some(id)), || {})
            >
                "Sync now"
            </button>
            <button
                class="button quiet-danger"
                type="button"
                data-testid="account-remove"
                disabled=move || order.busy.get()
                on:click=move |_| asked.set(true)
            >
                "Remove…"
            </button>
        </div>
        {move || view! {
            <Confirm
                open=asked
                title=format!("Remove {}?", title.get())
                yes="Remove it"
                on_yes=move || order.give(Command::Remove(id), || {})
            >
                <p>
                    "Everything that Kith read from this mailbox goes from this browser: its messages, and the people
                     found only there."
                </p>
                <p>"Nothing changes on the mail server. You can connect the account again at any time."</p>
            </Confirm>
        }}
    }
}

#[component]
fn ChangePassword(id: AccountId) -> impl IntoView {
    let order = Ordering::new();
    let password = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = password.get_untracked();
        if !typed.is_empty() {
            order.give(Command::ChangePassword(id, typed), move || drop(password.try_set(String::new())));
        }
    };
    view! {
        <form class="change-password" data-testid="change-password" on:submit=submit>
            <label>
                "New password"
                <input
                    type="password"
                    name="new-password"
                    autocomplete="current-password"
                    required
                    prop:value=password
                    on:input=move |event| password.set(event_target_value(&event))
                />
            </label>
            <button class="button primary" type="submit" disabled=move || order.busy.get()>
                {move || if order.busy.get() { "Trying…" } else { "Use this password" }}
            </button>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </form>
    }
}
