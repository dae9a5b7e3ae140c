//! What is being stored, from a button, a form or a field.
//!
//! Whatever something was typed or chosen in stays as it is until that is stored, and says why if it is not.

use crate::present::failed::Failed;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::pin::Pin;

/// What becomes of something that is being stored.
pub(crate) type Stored = Pin<Box<dyn Future<Output = Result<(), Failed>>>>;

/// Where a failure is shown if the part of the page that stored is gone. One for the page's whole life.
#[derive(Clone, Copy)]
pub(crate) struct LateFailure(pub(crate) Callback<Failed>);

/// One order at a time, and what became of the last.
#[derive(Clone, Copy)]
pub(crate) struct Ordering {
    late: LateFailure,
    /// Whether one is under way.
    pub(crate) busy: RwSignal<bool>,
    /// Why the last one failed, if it did.
    pub(crate) failed: RwSignal<Option<Failed>>,
}

impl Ordering {
    /// Nothing ordered yet.
    pub(crate) fn new() -> Self {
        Self { late: expect_context(), busy: RwSignal::new(false), failed: RwSignal::new(None) }
    }

    /// Stores, unless something is being stored; `done` runs once it is.
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
                Some(failed) if self.failed.is_disposed() => self.late.0.run(failed),
                failed => drop(self.failed.try_set(failed)),
            }
        });
    }
}
