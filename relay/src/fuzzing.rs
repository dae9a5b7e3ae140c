//! A door for the fuzzer, which feeds what no network is needed for.

use kith_wire::Answer;
use std::io;

/// What a page is answered when a mail server says these bytes and hangs up. The first byte says what it is asked first.
#[must_use]
pub fn answers(bytes: &[u8]) -> Vec<Answer> {
    run(crate::imap::answers(bytes)).unwrap_or_default()
}

/// The same when the mail server compresses: all but the first byte.
#[must_use]
pub fn answers_compressed(bytes: &[u8]) -> Vec<Answer> {
    run(crate::imap::answers_compressed(bytes)).unwrap_or_default()
}

/// What a mail server's compressed bytes hold, up to a bound, where they come in pieces of that size; and how that ends.
pub fn inflated(bytes: &[u8], piece: usize) -> (Vec<u8>, Result<(), io::ErrorKind>) {
    run(crate::imap::inflated(bytes, piece.max(1))).unwrap_or_else(|| (Vec::new(), Ok(())))
}

fn run<T>(work: impl Future<Output = T>) -> Option<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.ok().map(|runtime| runtime.block_on(work))
}
