//! Orders to the engine from a button or a form.

use crate::engine::{Engine, Failed};
use kith_engine::api::Command;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// One order at a time, and what became of the last.
#[derive(Clone, Copy)]
pub(crate) struct Ordering {
    engine: Engine,
    /// Whether one is under way.
    pub(crate) busy: RwSignal<bool>,
    /// Why the last one failed, if it did.
    pub(crate) failed: RwSignal<Option<Failed>>,
}

impl Ordering {
    /// Nothing ordered yet.
    pub(crate) fn new() -> Self {
        Self { engine: Engine::of_page(), busy: RwSignal::new(false), failed: RwSignal::new(None) }
    }

    /// Orders, unless an order is under way; `done` runs once it is carried out.
    pub(crate) fn give(self, command: Command, done: impl FnOnce() + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failed.set(None);
        spawn_local(async move {
            let failed = self.engine.order(command).await.err();
            // The page may be gone by now; what was ordered is done all the same.
            self.busy.try_set(false);
            match failed {
                None => done(),
                failed => drop(self.failed.try_set(failed)),
            }
        });
    }
}
