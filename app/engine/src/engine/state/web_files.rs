//! Files on web servers that are read again every day, and what they are doing.

use crate::api::WebFileProblem;
use crate::books::line::WebLine;
use crate::dav::url::Url;
use crate::engine::records::{CalendarV2, UnsubscribeListV1};
use crate::session::ConnectionId;

/// Which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum WebFile {
    /// The list of that number of those who unsubscribed.
    UnsubscribeList(u64),
    /// The calendar of that number.
    Calendar(u64),
}

/// A list of those who unsubscribed on a web server.
#[derive(Debug)]
pub(in crate::engine) struct UnsubscribeList {
    pub(in crate::engine) kept: UnsubscribeListV1,
    pub(in crate::engine) turn: Turn,
}

/// A calendar on a web server.
#[derive(Debug)]
pub(in crate::engine) struct Calendar {
    pub(in crate::engine) kept: CalendarV2,
    pub(in crate::engine) turn: Turn,
}

/// When a file is read, and how that went.
#[derive(Debug)]
pub(in crate::engine) struct Turn {
    /// Over which it is read now.
    pub(in crate::engine) conn: Option<ConnectionId>,
    /// Why it could not be read the last time.
    pub(in crate::engine) problem: Option<WebFileProblem>,
    /// When it is read next, in milliseconds.
    pub(in crate::engine) next: i64,
}

/// A file that is being read.
#[derive(Debug)]
pub(in crate::engine) struct WebFileReading {
    pub(in crate::engine) file: WebFile,
    pub(in crate::engine) line: WebLine,
    /// Where it is, as far as is known: servers lead elsewhere.
    pub(in crate::engine) url: Url,
    pub(in crate::engine) redirects: u8,
    pub(in crate::engine) version: Version,
}

/// Which version of a file is known, as the server told it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::engine) struct Version {
    pub(in crate::engine) etag: Option<String>,
    /// `Last-Modified`.
    pub(in crate::engine) changed: Option<String>,
}
