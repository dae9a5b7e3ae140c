//! The messages that the relay and the engine exchange, their version and their limits.
//!
//! One WebSocket is one IMAP session, spoken in the vocabulary of a mailbox: folders, UIDs, header blocks. Or it is one
//! discovery: a domain is given, and the mail servers that can be found for it are told. Or it is one step of a sign-in at
//! a mail provider: tokens are asked for, and told. Or it passes requests on to a web server that keeps address books.
//!
//! Each frame is one binary WebSocket message holding one [`Request`] or one [`Response`] as MessagePack with
//! named fields, so that either side ignores what it does not know (header blocks alone go without the names, see
//! [`RawMessage`]). The version is agreed in
//! `Sec-WebSocket-Protocol`; see [`PROTOCOL`].
//!
//! Invariant: nothing here knows of people, contacts or reminders.

mod discovery;
mod failure;
mod fingerprint;
mod frame;
pub mod limits;
pub mod outlined;
mod raw_message;
mod request;
mod response;
mod secret;
mod sign_in;
mod uids;
mod web;

pub use discovery::{Discovered, DiscoveredServer, DiscoverySource, UsernameForm};
pub use failure::{Certificate, Failure, FailureKind, Step};
pub use fingerprint::Fingerprint;
pub use frame::{FrameError, decode, encode};
pub use request::{Append, Ask, Connect, Letter, Request, Security};
pub use response::{
    Answer, CommandRecord, Examined, Folder, FolderStatus, Namespace, Outcome, RawCalendar, RawMessage, Response,
    SpecialUse, Status,
};
pub use secret::Secret;
pub use sign_in::{DeviceCode, Grant, SignIn, SignInWay, Tokens};
pub use uids::UidSet;
pub use web::{WebAnswer, WebAuthorization, WebField, WebMethod, WebRequest};

/// The subprotocol that both sides name in `Sec-WebSocket-Protocol`.
pub const PROTOCOL: &str = "kith.1";

/// The path of the WebSocket on the relay.
pub const PATH: &str = "/relay";
