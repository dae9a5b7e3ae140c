//! One IMAP session (RFC 3501), read-only but for a draft that the user wants to be there.
//!
//! imap-proto parses the responses; what a server can do wrong is met on both sides of it. Beneath, the [`framer`]
//! bounds what one response may take, in bytes and in depth, and what all may until someone gets on; it hands out one
//! at a time, so that a response which cannot be read costs that response and not the session. The [`reader`] leaves to
//! imap-proto what it bears, and makes out the rest by hand. Above, the [`link`] writes the commands and looks at each
//! command's tagged response, since a FETCH that ended in NO or in the middle must not pass for one that came to its
//! end.

mod bearer;
mod capabilities;
mod connect;
mod login;

mod folder_name;
mod folders;
mod namespaces;
mod status;

mod append;
mod calendars;
mod examine;
mod headers;
mod idle;
mod message;
mod search;
mod search_results;
mod text;
mod uids;

#[cfg(feature = "fuzzing")]
mod answers;
mod body_structure;
mod command;
mod deflate;
mod framer;
#[cfg(test)]
mod fuzz;
mod journal;
mod link;
mod read_ahead;
mod reader;
mod refusal;
mod tokens;

#[cfg(feature = "fuzzing")]
pub(crate) use answers::{answers, answers_compressed, inflated};
pub(crate) use connect::{Connection, Connector};
pub(crate) use headers::BatchSink;
pub(crate) use idle::IdleObserver;
pub(crate) use journal::Journal;
