//! By what a certificate is known.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The SHA-256 of a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub [u8; 32]);

impl fmt::Display for Fingerprint {
    /// As programs show it: `3F:0A:…`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            let colon = if at == 0 { "" } else { ":" };
            write!(out, "{colon}{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn is_shown_as_other_programs_show_it() {
        let mut bytes = [0; 32];
        (bytes[0], bytes[31]) = (0x3f, 0xa);
        let shown = Fingerprint(bytes).to_string();
        assert!(shown.starts_with("3F:00:") && shown.ends_with(":0A"), "{shown}");
        assert_eq!(shown.len(), 32 * 3 - 1);
    }
}
