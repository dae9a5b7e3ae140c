use crate::client::Engine;
use crate::components::confirm::{Confirm, Yes};
use crate::components::order::Stored;
use crate::i18n::t;
use crate::platform::focus::focus_soon;
use kith_engine::api::{AccountId, Command};
use leptos::prelude::*;

/// Removes an account, after asking whether what was read from it stays. Of one that is not connected any more only
/// that is left to remove.
#[component]
pub(super) fn Remove(id: AccountId, title: Memo<String>, connected: bool) -> impl IntoView {
    let engine = Engine::of_page();
    let asked = RwSignal::new(false);
    // The button that had the focus is gone then.
    let give = move |command: fn(AccountId) -> Command| {
        Callback::new(move |()| -> Stored {
            Box::pin(async move {
                engine.order(command(id)).await?;
                focus_soon("#accounts".into());
                Ok(())
            })
        })
    };
    let keep =
        Yes { text: t::accounts::disconnect(), testid: "confirm-keep", danger: false, run: give(Command::Disconnect) };
    let remove =
        Yes { text: t::accounts::remove_all(), testid: "confirm-yes", danger: true, run: give(Command::Remove) };
    let (label, yes) = match connected {
        true => (t::accounts::remove(), vec![keep, remove]),
        false => (t::accounts::remove_mail(), vec![remove]),
    };
    let keeping = connected.then(t::accounts::keeping);
    let removing = match connected {
        true => t::accounts::removing(),
        false => t::accounts::removing_mail(),
    };
    let staying = t::accounts::staying();
    view! {
        <button
            class="button quiet-danger"
            type="button"
            data-testid="account-remove"
            on:click=move |_| asked.set(true)
        >
            {label}
        </button>
        <Confirm
            open=asked
            title=Signal::derive(move || match connected {
                true => t::accounts::remove_title(title.get()),
                false => t::accounts::remove_mail_title(title.get()),
            })
            yes=StoredValue::new(yes)
        >
            {keeping.map(|text| view! { <p>{text}</p> })}
            <p>{removing}</p>
            <p>{staying}</p>
            <p>{t::accounts::server_unchanged()}</p>
        </Confirm>
    }
}
