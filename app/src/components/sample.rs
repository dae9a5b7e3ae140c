//! The sample mailbox: brought in and removed in one click.

use super::order::Ordering;
use super::trouble::Trouble;
use kith_engine::api::{AccountId, Command};
use leptos::prelude::*;

/// Brings the sample mailbox in.
#[component]
pub(crate) fn AddSample(class: &'static str) -> impl IntoView {
    let order = Ordering::new();
    view! {
        <button
            class=class
            type="button"
            data-testid="sample-add"
            aria-disabled=move || order.busy.get().to_string()
            on:click=move |_| order.give(Command::AddSample, || {})
        >
            {move || if order.busy.get() { "One moment…" } else { "Look around with a sample mailbox" }}
        </button>
        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
    }
}

/// Removes the sample mailbox.
#[component]
pub(crate) fn RemoveSample(account: AccountId, class: &'static str) -> impl IntoView {
    let order = Ordering::new();
    view! {
        <button
            class=class
            type="button"
            data-testid="sample-remove"
            aria-disabled=move || order.busy.get().to_string()
            on:click=move |_| order.give(Command::Remove(account), || {})
        >
            {move || if order.busy.get() { "Removing…" } else { "Remove the sample mailbox" }}
        </button>
        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
    }
}
