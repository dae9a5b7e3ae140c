//! The client of the engine: questions and commands to the worker, and what the worker reports as signals.

#[cfg(target_arch = "wasm32")]
mod at_rest;
#[cfg(target_arch = "wasm32")]
mod engine;
#[cfg(target_arch = "wasm32")]
mod line;
#[cfg(target_arch = "wasm32")]
mod live;
#[cfg(target_arch = "wasm32")]
mod message;
mod restarts;
#[cfg(target_arch = "wasm32")]
mod spawn;
pub(crate) mod watch;

#[cfg(target_arch = "wasm32")]
pub(crate) use {
    at_rest::changes_at_rest,
    engine::{Engine, EngineState, Unlocking},
    live::{Live, failure, found, held, known, live},
    message::{FromWorker, ToWorker},
    spawn::TAKE_OVER,
};
