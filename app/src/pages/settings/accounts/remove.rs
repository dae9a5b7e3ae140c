use crate::client::Engine;
use crate::components::confirm::{Confirm, Yes};
use crate::components::order::Stored;
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
    let keep = Yes {
        text: "Disconnect and keep everything",
        testid: "confirm-keep",
        danger: false,
        run: give(Command::Disconnect),
    };
    let remove = Yes {
        text: "Remove everything from this mailbox",
        testid: "confirm-yes",
        danger: true,
        run: give(Command::Remove),
    };
    let (label, question, yes) = match connected {
        true => ("Remove account…", "Remove", vec![keep, remove]),
        false => ("Remove its mail…", "Remove the mail from", vec![remove]),
    };
    let keeping = connected.then_some(
        "You can keep its people and all your conversations. Kith then forgets the password and stops reading. If you \
         reconnect, it continues from there.",
    );
    let removing = match connected {
        true => {
            "Or you can remove everything that came from this mailbox: its messages, their text, people found only there, and how far Kith had read."
        }
        false => "This removes its messages, their text, and people found only there.",
    };
    let staying = "Your own changes stay in this browser: names, notes, tags and buckets come back if you reconnect the \
                   mailbox. To keep the mail, first save a backup that includes it, in Settings › Your data.";
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
            title=Signal::derive(move || format!("{question} {}?", title.get()))
            yes=StoredValue::new(yes)
        >
            {keeping.map(|text| view! { <p>{text}</p> })}
            <p>{removing}</p>
            <p>{staying}</p>
            <p>"Nothing changes on the mail server."</p>
        </Confirm>
    }
}
