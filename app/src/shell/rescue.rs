//! Saving the decisions where Kith itself does not start.

use crate::platform::download::download;
use crate::platform::time::{clock, now};
use crate::present::backup::file_name;
use crate::worker::DATABASE;
use kith_store::IndexedDb;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The address of [`RescuePage`], to which the page leads that stands there when Kith's own page ended.
pub(super) const RESCUE: &str = "/rescue";

/// A page of its own that starts nothing of Kith.
#[component]
pub(super) fn RescuePage() -> impl IntoView {
    document().set_title("Save your changes · Kith");
    view! {
        <main class="stopped-page">
            <h1>"Save your changes"</h1>
            <p>"This page doesn’t start Kith. It reads your changes as stored in this browser and saves them as a backup that Kith can restore."</p>
            <div class="actions"><Rescue /></div>
            <p><a href="/">"Start Kith again"</a></p>
        </main>
    }
}

/// Saves the decisions to a file without an engine, read as they are stored.
#[component]
pub(super) fn Rescue() -> impl IntoView {
    let said = RwSignal::new(None::<&'static str>);
    let save = move |_| {
        spawn_local(async move {
            let saved = async {
                let rows = IndexedDb::decisions_of(DATABASE).await.ok()?;
                let made = now();
                let file = kith_engine::rescue(&rows, made).ok()?;
                Some(download(&file_name(&clock(made), false), "application/zip", &file))
            };
            said.try_set(Some(match saved.await {
                Some(true) => "Saved. You can restore it in any browser, in Settings › Your data.",
                Some(false) => "The browser didn’t save the file. Check that this site is allowed to download files.",
                None => "The browser doesn’t give access to the stored data either.",
            }));
        });
    };
    view! {
        <button class="button" type="button" data-testid="rescue" on:click=save>"Save your changes to a file"</button>
        {move || said.get().map(|said| view! { <p role="status" data-testid="rescued">{said}</p> })}
    }
}
