//! Code that is kept out of the function it stands in.
//!
//! The compiler moves what is called at one place into the function that calls it, also the states of a future. Where
//! there is an arm for everything that can be asked or heard, that makes one function of a hundred kilobytes. Browsers
//! count what a function costs by its size, so it is soon optimised, as a whole, while the engine is busiest (see
//! docs/performance.md).

use std::pin::Pin;
use std::task::{Context, Poll};

/// Does it in a function of its own.
#[inline(never)]
pub(crate) fn outlined<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// The same future, in a function of its own.
pub(crate) fn outlined_future<F: Future>(future: F) -> OutlinedFuture<F> {
    OutlinedFuture(Box::pin(future))
}

pub(crate) struct OutlinedFuture<F>(Pin<Box<F>>);

impl<F: Future> Future for OutlinedFuture<F> {
    type Output = F::Output;

    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.0.as_mut().poll(context)
    }
}
