//! What stands in place of everything while it is locked.

use crate::client::{Engine, EngineState, Unlocking};
use crate::components::passphrase::PassphraseField;
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::platform::focus::focus_soon;
use crate::platform::notify::badge;
use crate::platform::private::forget_all;
use crate::platform::title::title;
use crate::platform::update::reload;
use crate::present::words::words;
use crate::worker::DATABASE;
use kith_store::IndexedDb;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Asks for the passphrase.
#[component]
pub(super) fn Locked() -> impl IntoView {
    title(|| t::lock::locked().to_owned());
    badge(0);
    let engine = Engine::of_page();
    let (state, unlocking) = (engine.state(), engine.unlocking());
    let passphrase = RwSignal::new(String::new());
    let busy = move || state.get() != EngineState::Locked || unlocking.get() == Unlocking::Trying;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !untrack(busy) && passphrase.with_untracked(|typed| !typed.is_empty()) {
            engine.unlock(passphrase.get_untracked().into());
            passphrase.set(String::new());
        }
    };
    focus_soon("#passphrase".into());
    let failed = move || match (unlocking.get(), state.get()) {
        (_, EngineState::Broken(problem)) => Some((words(&problem), true)),
        (Unlocking::Failed(problem), _) => Some((words(&problem), false)),
        _ => None,
    };
    view! {
        <main class="locked-page" data-testid="locked">
            <h1>{t::lock::locked()}</h1>
            <form data-testid="unlock-form" novalidate on:submit=submit>
                <PassphraseField id="passphrase" label=t::lock::passphrase() typed=passphrase known=true />
                <button class="button primary" type="submit" data-testid="unlock" aria-disabled=move || busy().to_string()>
                    {move || if unlocking.get() == Unlocking::Trying { t::lock::unlocking() } else { t::lock::unlock() }}
                </button>
            </form>
            {move || failed().map(|(words, reloads)| view! {
                <Trouble words>
                    {reloads.then(|| view! { <button class="button" type="button" on:click=move |_| reload()>{t::common::reload()}</button> })}
                </Trouble>
            })}
            <Forgotten />
        </main>
    }
}

/// What is left to who forgot the passphrase.
#[component]
fn Forgotten() -> impl IntoView {
    let engine = Engine::of_page();
    let (sure, failed) = (RwSignal::new(false), RwSignal::new(false));
    let erase = move |_| {
        if !sure.get_untracked() {
            return;
        }
        // The database is ours, or another tab's, which makes room.
        engine.leave();
        spawn_local(async move {
            match IndexedDb::erase(DATABASE).await {
                Ok(()) => {
                    forget_all();
                    reload();
                }
                Err(_) => drop(failed.try_set(true)),
            }
        });
    };
    view! {
        <details class="forgotten" data-testid="forgotten">
            <summary>{t::lock::forgotten()}</summary>
            <p>{t::lock::left()}</p>
            <p>{t::lock::erase_about()}</p>
            <label class="tick-row">
                <input type="checkbox" name="erase-sure" prop:checked=sure on:change=move |event| sure.set(event_target_checked(&event)) />
                {t::lock::erase_sure()}
            </label>
            <button class="button danger" type="button" data-testid="erase" aria-disabled=move || (!sure.get()).to_string() on:click=erase>
                {t::lock::erase()}
            </button>
            {move || failed.get().then(|| view! { <p class="wrong" role="alert">{t::lock::not_erased()}</p> })}
        </details>
    }
}
