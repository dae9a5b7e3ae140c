//! The access key of the relay, and how it was received.

use crate::api::{AccessKeyView, Problem};
use crate::engine::records::AccessKeyV1;

/// The access key of the relay. There is one for all accounts, as there is one relay.
#[derive(Debug, Default)]
pub(in crate::engine) struct Access {
    pub(in crate::engine) kept: AccessKeyV1,
    /// Counts the keys, and the times without one: what a connection comes to know by one says nothing of the next.
    pub(in crate::engine) version: u32,
    /// Why the relay lets no one in. Nothing is dialled until there is another key, or the user wants it.
    pub(in crate::engine) refused: Option<Problem>,
}

impl Access {
    pub(in crate::engine) fn view(&self) -> AccessKeyView {
        match (&self.kept.key, self.kept.wanted) {
            (Some(_), _) => AccessKeyView::Present,
            (None, true) => AccessKeyView::Missing,
            (None, false) => AccessKeyView::NotWanted,
        }
    }
}
