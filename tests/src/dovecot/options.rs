//! How a mail server is to be, and where it listens.

use super::certificates::Certificate;

/// How a mail server is to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// The login name.
    pub user: String,
    pub password: String,
    /// What it shows to who asks for TLS.
    pub certificate: Certificate,
    /// The ports; free ones are chosen if there are none.
    pub ports: Option<Ports>,
    /// Whether it offers to compress what it sends.
    pub compresses: bool,
    /// Where it asks about tokens (RFC 7662), if it takes any.
    pub introspection: Option<String>,
    /// Whether the end fails if an independent client finds then that the mailbox was changed, by other than the test.
    pub is_guarded: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            user: "robin@wren.example".into(),
            password: "correct horse".into(),
            certificate: Certificate::default(),
            ports: None,
            compresses: false,
            introspection: None,
            is_guarded: true,
        }
    }
}

/// Where it listens.
#[derive(Clone, Copy, Debug)]
pub struct Ports {
    /// On 127.0.0.1, TLS from the first byte.
    pub tls: u16,
    /// On 127.0.0.1, plain, and STARTTLS is offered.
    pub starttls: u16,
    /// On [`PLAIN_HOST`], plain, and no STARTTLS is offered.
    pub plain: u16,
}

/// The address of the port without STARTTLS: Dovecot decides by the address whether it offers it.
pub const PLAIN_HOST: &str = "127.0.0.2";
