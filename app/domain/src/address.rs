//! Mail addresses.

use serde::{Deserialize, Serialize};

/// A mail address in the form in which addresses are compared: `local@domain`, lower case, no comments, no quotes
/// that are not needed.
///
/// RFC 5321 lets a local part differ by case; no mail provider in use does, and people type both.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(String);

impl Address {
    /// Reads an address as it stands in a header field. `None` if it is none: no `@`, an empty side, white space,
    /// or longer than RFC 5321 allows (254 characters).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('<').trim_end_matches('>').trim();
        let (local, domain) = text.rsplit_once('@')?;
        let domain = domain.trim_end_matches('.');
        let bad = |side: &str| side.is_empty() || side.chars().any(|c| c.is_whitespace() || c.is_control());
        if bad(local) || bad(domain) || text.len() > 254 || domain.starts_with('.') {
            return None;
        }
        Some(Self(format!("{}@{}", local.to_lowercase(), domain.to_lowercase())))
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the last `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// What stands after the last `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}
