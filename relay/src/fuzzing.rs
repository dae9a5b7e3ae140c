//! A door for the fuzzer, which feeds what no network is needed for.

use kith_wire::Answer;

/// What a page is answered when a mail server says these bytes and hangs up. The first byte says what it is asked first.
#[must_use]
pub fn answers(bytes: &[u8]) -> Vec<Answer> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.map(|runtime| runtime.block_on(crate::imap::answers(bytes))).unwrap_or_default()
}
