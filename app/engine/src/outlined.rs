//! Code that is kept out of the function it stands in.
//!
//! The compiler moves a function that is called at one place into its caller, and a future that is awaited at one place
//! too. A function with an arm for everything that can be asked then has a hundred kilobytes. The larger a function is,
//! the fewer calls it takes until the browser optimises it, as a whole, which takes long (docs/performance.md).

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
