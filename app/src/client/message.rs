//! What page and worker say to each other, beside what page and engine do.

use crate::platform::stopped::Mistake;
use kith_engine::api::passed::Passed;
use kith_engine::api::{Secret, ToEngine};
use serde::{Deserialize, Serialize};

/// From the page to its worker.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ToWorker {
    Say(ToEngine),
    /// The same, which another worker was told before: it may have been done.
    Again(ToEngine),
    /// The page is looked at again; the computer may have slept.
    Awake,
    /// The user typed or clicked something.
    Active,
    /// Unlocks what is stored.
    Unlock(Secret),
}

/// From the worker to its page.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum FromWorker {
    /// From the engine, here or in another tab.
    Say(Passed),
    /// There is no engine now; one is starting. [`Passed::Ready`] comes when it answers. Open requests are sent again.
    Starting,
    /// The engine of this worker ended to lock everything: another worker begins, so that nothing is left of what this
    /// one knew.
    Locking,
    /// A bug stops the worker's program.
    Stopped(Mistake),
}
