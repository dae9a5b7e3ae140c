//! The lists of those who unsubscribed that are read again, and what they are doing.

use crate::api::ListProblem;
use crate::books::line::WebLine;
use crate::dav::url::Url;
use crate::engine::records::UnsubscribeListV1;
use crate::session::ConnectionId;

/// A list on a web server.
#[derive(Debug)]
pub(in crate::engine) struct UnsubscribeList {
    pub(in crate::engine) kept: UnsubscribeListV1,
    /// Over which it is read now.
    pub(in crate::engine) conn: Option<ConnectionId>,
    /// Why it could not be read the last time.
    pub(in crate::engine) problem: Option<ListProblem>,
    /// When it is read next, in milliseconds.
    pub(in crate::engine) next: i64,
}

/// A list that is being read.
#[derive(Debug)]
pub(in crate::engine) struct ListReading {
    pub(in crate::engine) list: u64,
    pub(in crate::engine) line: WebLine,
    /// Where it is, as far as is known: servers lead elsewhere.
    pub(in crate::engine) url: Url,
    pub(in crate::engine) redirects: u8,
}
