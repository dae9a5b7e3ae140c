//! The engine's client: questions and orders to the worker, and what the worker tells by itself as signals.

mod client;
mod line;
mod live;
mod spawn;

pub(crate) use client::{Engine, Failed, State};
pub(crate) use line::{FromWorker, ToWorker};
pub(crate) use live::{Live, failure, found, held, known, live};
pub(crate) use spawn::TAKE_OVER;
