//! Files that are dropped anywhere, or opened with Kith by the system: people to be imported.

use crate::client::Engine;
use crate::components::icon::{Icon, Shape};
use crate::features::decide::Decide;
use crate::features::import_file::ImportFile;
use crate::i18n::t;
use crate::platform::files::{dragging, on_opened};
use crate::present::files::may_hold_people;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Follows the files that come. One for the page's whole life.
#[derive(Clone, Copy)]
pub(super) struct Dropped {
    over: ReadSignal<bool>,
    /// One came, and the page was not led to it yet.
    came: RwSignal<bool>,
}

impl Dropped {
    pub(super) fn follow(engine: Engine, decide: Decide, importing: ImportFile) -> Self {
        let came = RwSignal::new(false);
        let take = move |file: web_sys::File| {
            if !may_hold_people(&file.name(), &file.type_()) {
                return decide.note(t::import::no_people());
            }
            importing.take(file);
            came.set(true);
        };
        on_opened(take);
        let locked = engine.locked();
        Effect::new(move |_| {
            if locked.get() {
                importing.put_away();
            }
        });
        Self { over: dragging(take), came }
    }
}

/// Says what happens to a file while it is dragged over the page, and leads to what becomes of it.
#[component]
pub(super) fn DropBox() -> impl IntoView {
    let Dropped { over, came } = expect_context();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if came.get() {
            came.set(false);
            navigate("/import", NavigateOptions::default());
        }
    });
    view! {
        <Show when=move || over.get()>
            <div class="drop-anywhere" role="status" data-testid="drop"><Icon shape=Shape::Import /><p>{t::import::drop_to_import()}</p></div>
        </Show>
    }
}
