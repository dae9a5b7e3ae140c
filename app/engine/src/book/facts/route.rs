//! How a message came, where the user in From did not send it.

use super::correspondents::Correspondents;
use serde::{Deserialize, Serialize};

/// How a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::book) enum Through {
    /// Someone passed it on unchanged.
    Resent,
    /// A service sent it for that address, with the name that it gave them.
    Service(u32, u32),
    /// The same, where From is the address to which it goes, if that is the user's.
    OwnSite(u32),
}

impl Through {
    /// The order of the ways. It goes by texts, since the numbers depend on the order in which mail came.
    pub(in crate::book) fn rank(self, correspondents: &Correspondents) -> (u8, &str, &str) {
        match self {
            Self::Resent => (0, "", ""),
            Self::Service(author, name) => (1, correspondents.address_text(author), correspondents.name_text(name)),
            Self::OwnSite(author) => (2, correspondents.address_text(author), ""),
        }
    }
}
