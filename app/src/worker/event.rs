//! What reaches the worker, in one queue.

use super::channel::{Call, Down, Id, Up, Version};
use crate::client::ToWorker;
use crate::platform::lock::Held;
use futures_channel::mpsc::UnboundedReceiver;
use futures_core::Stream;
use kith_engine::Output;
use kith_engine::api::Problem;
use std::pin::Pin;

/// What reaches the worker.
pub(super) enum Event {
    /// The page said something.
    Page(ToWorker),
    /// The lock of this tab's own name is held.
    Named,
    /// The lock on the engine is ours, for an engine of that number.
    Locked(Id, Held),
    /// Another tab took it away.
    Lost(Id),
    /// Someone called all tabs.
    Call { from: Id, version: Version, call: Call },
    /// Something came over this tab's line.
    Line { engine: Id, message: Down },
    /// Something came over another tab's line.
    Tab { tab: Id, engine: Id, message: Up },
    /// Another tab is gone.
    Gone { tab: Id, engine: Id },
    /// The engine of this tab said something.
    Engine { engine: Id, outputs: Vec<Output> },
    /// It cannot start.
    Failed { engine: Id, problem: Problem },
    /// The engine may have to be woken.
    Alarm,
    /// The browser says that the network is back.
    Online,
    /// It is time to ask whether the tab with the engine is there.
    Ask,
}

/// The next of a queue.
pub(super) async fn next<T>(queue: &mut UnboundedReceiver<T>) -> Option<T> {
    std::future::poll_fn(|context| Pin::new(&mut *queue).poll_next(context)).await
}
