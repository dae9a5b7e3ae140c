//! Saving the decisions where Kith itself does not start.

use crate::i18n::t;
use crate::platform::download::download;
use crate::platform::time::{clock, now};
use crate::present::backup::file_name;
use crate::worker::DATABASE;
use kith_engine::store::StoreError;
use kith_store::IndexedDb;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The address of [`RescuePage`], to which the page leads that stands there when Kith's own page ended.
pub(super) const RESCUE: &str = "/rescue";

/// A page of its own that starts nothing of Kith.
#[component]
pub(super) fn RescuePage() -> impl IntoView {
    document().set_title(&format!("{} · Kith", t::rescue::title()));
    view! {
        <main class="stopped-page">
            <h1>{t::rescue::title()}</h1>
            <p>{t::rescue::intro()}</p>
            <div class="actions"><Rescue /></div>
            <p><a href="/">{t::rescue::start()}</a></p>
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
                let rows = IndexedDb::decisions_of(DATABASE).await?;
                let made = now();
                let file = kith_engine::rescue(&rows, made).ok();
                Ok(file.map(|file| download(&file_name(&clock(made), false), "application/zip", &file)))
            };
            said.try_set(Some(match saved.await {
                Ok(Some(true)) => t::rescue::saved(),
                Ok(Some(false)) => t::rescue::not_saved(),
                Err(StoreError::Locked) => t::rescue::locked(),
                Ok(None) | Err(_) => t::rescue::no_access(),
            }));
        });
    };
    view! {
        <button class="button" type="button" data-testid="rescue" on:click=save>{t::rescue::save()}</button>
        {move || said.get().map(|said| view! { <p role="status" data-testid="rescued">{said}</p> })}
    }
}
