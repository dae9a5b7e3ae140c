//! What the relay finds out about the mail servers of a domain.

use crate::Security;
use serde::{Deserialize, Serialize};

/// What one source says. Several sources may say the same, and one may contradict another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discovered {
    pub source: DiscoverySource,
    /// The provider's name as the source gives it, on one line and at most
    /// [`MAX_PROVIDER_NAME_CHARS`](crate::limits::MAX_PROVIDER_NAME_CHARS) long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Mail servers, those that the source prefers first; at most
    /// [`MAX_DISCOVERED_SERVERS`](crate::limits::MAX_DISCOVERED_SERVERS).
    #[serde(default)]
    pub servers: Vec<DiscoveredServer>,
    /// The hosts to which mail for the domain is sent, in lower case, best first; at most
    /// [`MAX_MAIL_EXCHANGERS`](crate::limits::MAX_MAIL_EXCHANGERS). Only of [`DiscoverySource::Mx`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mail_exchangers: Vec<String>,
}

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DiscoverySource {
    /// A file at `autoconfig.` and the domain.
    Autoconfig,
    /// A file at the domain itself, below `/.well-known/autoconfig`.
    WellKnown,
    /// The domain's SRV records (RFC 6186).
    Srv,
    /// The domain's MX records. They are told at once, without servers; and again with the servers of which the autoconfig
    /// files of the first mail exchanger's own domain speak, if there are any.
    Mx,
    /// The directory of providers that Thunderbird keeps, where the operator of the relay lets it be asked.
    Ispdb,
    /// No one: a host of the usual name answers as an IMAP server, with a valid certificate for that name.
    Guess,
    /// Something that this version does not know.
    #[serde(other)]
    Other,
}

/// A mail server that speaks IMAP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscoveredServer {
    /// Its name in ASCII and in lower case.
    pub host: String,
    pub port: u16,
    /// Never [`Security::Plain`].
    pub security: Security,
    pub username: UsernameForm,
    /// The host that said it: of a file the host in its address after any redirect, of a record its name. Of a guess
    /// the server itself.
    pub said_by: String,
}

/// What the server takes for a user name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UsernameForm {
    /// The whole address. Also where the source does not say.
    Address,
    /// The part before the `@`.
    LocalPart,
    /// Something else, or something that this version does not know: the user has to say.
    #[serde(other)]
    Other,
}
