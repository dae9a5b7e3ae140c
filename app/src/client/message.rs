//! What page and worker say to each other, beside what page and engine do.

use kith_engine::api::{FromEngine, ToEngine};
use serde::{Deserialize, Serialize};

/// From the page to its worker.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ToWorker {
    Say(ToEngine),
    /// The same, which another worker was told before: it may have been done.
    Again(ToEngine),
    /// The page is looked at again; the computer may have slept.
    Awake,
}

/// From the worker to its page.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum FromWorker {
    /// From the engine, here or in another tab.
    Say(FromEngine),
    /// There is no engine now; one starts. [`FromEngine::Ready`] comes when it answers. What was asked is asked again.
    Starting,
}
