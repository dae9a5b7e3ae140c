//! What is being stored: orders to the engine from a button, a form or a field.
//!
//! Whatever something was typed or chosen in stays as it is until that is stored, and says why if it is not.

use super::decide::Decide;
use crate::engine::{Engine, Failed};
use kith_engine::api::Command;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::pin::Pin;

/// What becomes of something that is being stored.
pub(crate) type Stored = Pin<Box<dyn Future<Output = Result<(), Failed>>>>;

/// One order at a time, and what became of the last.
#[derive(Clone, Copy)]
pub(crate) struct Ordering {
    engine: Engine,
    decide: Decide,
    /// Whether one is under way.
    pub(crate) busy: RwSignal<bool>,
    /// Why the last one failed, if it did.
    pub(crate) failed: RwSignal<Option<Failed>>,
}

impl Ordering {
    /// Nothing ordered yet.
    pub(crate) fn new() -> Self {
        Self {
            engine: Engine::of_page(),
            decide: Decide::of_page(),
            busy: RwSignal::new(false),
            failed: RwSignal::new(None),
        }
    }

    /// Orders, unless an order is under way; `done` runs once it is carried out.
    pub(crate) fn give(self, command: Command, done: impl FnOnce() + 'static) {
        let engine = self.engine;
        self.store(async move { engine.order(command).await }, done);
    }

    /// The same for whatever is stored.
    pub(crate) fn store(self, work: impl Future<Output = Result<(), Failed>> + 'static, done: impl FnOnce() + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failed.set(None);
        spawn_local(async move {
            let failed = work.await.err();
            // The page may be gone by now; what was ordered is done all the same.
            self.busy.try_set(false);
            match failed {
                None => done(),
                // Where it was ordered is gone: it is said at the bottom of the page.
                Some(failed) if self.failed.is_disposed() => self.decide.failed(failed),
                failed => drop(self.failed.try_set(failed)),
            }
        });
    }
}
