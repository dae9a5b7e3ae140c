//! Where a page comes from.

use serde::Deserialize;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// Where a page comes from (RFC 6454): a scheme, a host and, if it is not the scheme's own, a port.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Origin {
    scheme: String,
    authority: String,
}

/// This is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an origin is a scheme, a host and, if it is not the usual one, a port: https://kith.example or \
     http://localhost:8080"
)]
pub struct NotAnOrigin;

impl Origin {
    /// Reads what a browser sends.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (scheme, authority) = text.trim().trim_end_matches('/').split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let authority = without_default_port(&scheme, authority);
        (!authority.is_empty()).then_some(Self { scheme, authority })
    }

    /// Reads what a person wrote. Whatever is not as a browser writes it is none: it would never be the same as what a
    /// browser sends.
    fn strict(text: &str) -> Option<Self> {
        let is_of_scheme = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-' | '.');
        let is_of_host = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.' | '_' | ':' | '[' | ']');
        Self::read(text).filter(|origin| {
            origin.scheme.starts_with(|first: char| first.is_ascii_alphabetic())
                && origin.scheme.chars().all(is_of_scheme)
                && origin.authority.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[')
                && origin.authority.chars().all(is_of_host)
        })
    }

    /// Whether its pages come from this machine, whatever machine that is.
    #[must_use]
    pub fn is_local(&self) -> bool {
        let host = self.host();
        host == "localhost"
            || host.ends_with(".localhost")
            || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
    }

    /// Whether the scheme is that of TLS.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.scheme == "https"
    }

    /// The host and, if it is not the scheme's own, the port.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The name or the address without a port.
    #[must_use]
    pub fn host(&self) -> &str {
        match self.authority.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => self.authority.split(':').next().unwrap_or_default(),
        }
    }

    /// The port, be it the scheme's own or another.
    #[must_use]
    pub fn port(&self) -> u16 {
        let after_host = self.authority.rsplit_once(']').map_or(self.authority.as_str(), |(_, rest)| rest);
        let told = after_host.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        told.unwrap_or(if self.is_encrypted() { 443 } else { 80 })
    }

    /// Whether a `Host` is that of its pages.
    pub(crate) fn is_at(&self, host: &str) -> bool {
        without_default_port(&self.scheme, host) == self.authority
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}://{}", self.scheme, self.authority)
    }
}

fn without_default_port(scheme: &str, authority: &str) -> String {
    let authority = authority.trim().to_ascii_lowercase();
    let default = match scheme {
        "https" => ":443",
        _ => ":80",
    };
    authority.strip_suffix(default).unwrap_or(&authority).to_owned()
}

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        Self::strict(text).ok_or(NotAnOrigin)
    }
}

impl TryFrom<String> for Origin {
    type Error = NotAnOrigin;

    fn try_from(text: String) -> Result<Self, NotAnOrigin> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::Origin;

    #[test]
    fn parts_and_whether_it_is_local() {
        for (text, host, port, local, shown) in [
            ("https://Kith.example:443/", "kith.example", 443, false, "https://kith.example"),
            ("http://localhost:8080", "localhost", 8080, true, "http://localhost:8080"),
            ("http://[::1]:8080", "::1", 8080, true, "http://[::1]:8080"),
            ("https://[2001:db8::1]", "2001:db8::1", 443, false, "https://[2001:db8::1]"),
            ("http://127.0.0.9", "127.0.0.9", 80, true, "http://127.0.0.9"),
        ] {
            let origin: Origin = text.parse().unwrap();
            assert_eq!((origin.host(), origin.port(), origin.is_local()), (host, port, local), "{text}");
            assert_eq!(origin.to_string(), shown);
        }
        for text in ["", "kith.example", "localhost:8080", "*", "null", "https://", "https://kith.example/app"] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}
