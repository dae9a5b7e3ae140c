//! The sample mailbox: brought in and removed in one click.

use crate::client::Engine;
use crate::components::confirm::{Confirm, Yes};
use crate::components::order::{Ordering, Stored};
use crate::components::trouble::Trouble;
use crate::i18n::t;
use kith_engine::api::{AccountId, Command, question};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Brings the sample mailbox in.
#[component]
pub(crate) fn AddSample(class: &'static str) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    view! {
        <button
            class=class
            type="button"
            data-testid="sample-add"
            aria-disabled=move || order.busy.get().to_string()
            on:click=move |_| order.store(engine.order(Command::AddSample), || {})
        >
            {move || if order.busy.get() { t::common::one_moment() } else { t::sample::try_it() }}
        </button>
        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
    }
}

/// Removes the sample mailbox. What was made meanwhile and would be empty then goes along, or stays, as the user likes.
#[component]
pub(crate) fn RemoveSample(account: AccountId, class: &'static str, text: &'static str) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let asked = RwSignal::new(false);
    let emptied = RwSignal::new(Vec::<(u64, String)>::new());
    let remove = move |made: Vec<u64>| order.store(engine.order(Command::RemoveSample { account, made }), || {});
    let begin = move |_| {
        spawn_local(async move {
            // Should it not be known, what was made stays.
            let made = engine.ask(question::MadeWithSample(account)).await.unwrap_or_default();
            match made.is_empty() {
                true => remove(Vec::new()),
                false => {
                    emptied.try_set(made);
                    asked.try_set(true);
                }
            }
        });
    };
    let order_to = move |made: Vec<u64>| -> Stored {
        Box::pin(async move { engine.order(Command::RemoveSample { account, made }).await })
    };
    let with =
        Callback::new(move |()| order_to(emptied.with_untracked(|made| made.iter().map(|(id, _)| *id).collect())));
    let without = Callback::new(move |()| order_to(Vec::new()));
    let yes = StoredValue::new(vec![
        Yes { text: t::sample::remove_made(), testid: "confirm-yes", danger: false, run: with },
        Yes { text: t::sample::keep_made(), testid: "confirm-keep", danger: false, run: without },
    ]);
    let names = move || emptied.with(|made| made.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>().join(", "));
    view! {
        <button
            class=class
            type="button"
            data-testid="sample-remove"
            aria-disabled=move || order.busy.get().to_string()
            on:click=begin
        >
            {move || if order.busy.get() { t::common::removing() } else { text }}
        </button>
        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        <Confirm open=asked title=t::sample::remove_title().to_owned() yes>
            <p>{t::sample::emptied()}</p>
            <p dir="auto"><b>{names}</b></p>
        </Confirm>
    }
}
