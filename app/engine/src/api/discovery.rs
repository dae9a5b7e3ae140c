//! What can be found out about a mail server before anyone logs in.

use super::Security;
use kith_wire::UsernameForm;
use serde::{Deserialize, Serialize};

/// What was found for a domain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discovery {
    /// Mail servers, the likeliest first.
    pub servers: Vec<FoundServer>,
    /// The first mail exchanger (MX) of a provider in [the table](kith_domain::providers), also of one that lets no
    /// one in.
    pub exchanger: Option<String>,
}

/// A mail server that may be the right one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundServer {
    pub host: String,
    pub port: u16,
    /// Never plain.
    pub security: Security,
    pub username: UsernameForm,
    pub by: FoundBy,
    /// The host that said it.
    pub said_by: String,
    /// Whether only the domain's DNS says so, which can be forged, of a server that neither belongs to the domain nor
    /// to a provider that is known. The user is to decide whether it gets the password.
    pub is_unproven: bool,
}

/// By whom a server was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FoundBy {
    /// The domain itself, in a file.
    Domain,
    /// The domain's DNS (SRV).
    Srv,
    /// Mail for the domain goes to that provider (MX).
    Exchanger,
    /// A directory of providers.
    Directory,
    /// Something that this version does not know.
    Other,
    /// No one: it has a usual name, and answers.
    Guess,
}
