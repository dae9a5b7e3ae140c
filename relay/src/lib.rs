//! The relay: the one piece of Kith that is hosted, because a browser cannot open an IMAP socket.
//!
//! It serves the built app, upgrades [`kith_wire::PATH`] to a WebSocket, and carries one IMAP session over each; or it
//! finds out, for a page that asks, which mail servers a domain has, or asks a mail provider for a user's tokens. It
//! keeps no state beyond that session, writes nothing to disk but the hashes of the access keys that its operator makes
//! and the certificate that it gets, and logs no address, host, subject, secret or word of a server.
//!
//! Invariant: it knows nothing of contacts, and it never changes a mailbox: folders are opened with EXAMINE and
//! messages are read with BODY.PEEK. The one exception is a draft, which the page asks for when the user does.
//!
//! Invariant: everything that dials for a page asks [`Targets`] first, and connects to the addresses that were checked.

mod config;
mod settings;
mod sign_in_settings;
mod values;

mod access;
#[cfg(feature = "acme")]
mod acme;
mod dial;
mod https;
mod names;
mod origin;
mod speech;
mod targets;
mod tls;
mod trust;

mod admission;
mod assets;
mod certificate;
mod discovery;
mod imap;
mod listener;
mod metrics;
mod places;
mod policy;
mod private_file;
mod server;
mod session;
mod sign_in;
mod trouble;
mod unpacked;
mod upgrade;
mod web;

#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;

pub mod check;
pub mod doctor;

pub use access::{Exposure, KeyFile, KeyFileError};
pub use config::{Acme, Config, Limits, SignIn, SignInWay, Times, TlsFiles};
pub use origin::Origin;
pub use server::{RelayError, run};
pub use settings::{Settings, SettingsError};
pub use sign_in_settings::{KnownProvider, SignInSettings, Way};
pub use targets::Targets;
