//! Passwords and keys.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A password or a key. It is never printed, and its memory is overwritten when it is dropped.
///
/// What a frame, a socket or a database makes of it on the way are copies of their own, which this cannot reach.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self(Zeroizing::new(secret))
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self::from(secret.to_owned())
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;
    use crate::{decode, encode};

    #[test]
    fn is_not_printed_and_goes_over_the_wire_as_a_string() {
        let secret = Secret::from("xyzzy");
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)), "… Some(\n    …,\n)");
        assert_eq!(decode::<String>(&encode(&secret).unwrap()).unwrap(), "xyzzy");
        assert_eq!(decode::<Secret>(&encode("xyzzy").unwrap()).unwrap(), secret);
    }
}
