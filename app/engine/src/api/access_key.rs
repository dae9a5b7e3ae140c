//! The access key of the relay that serves the page.

use super::Secret;
use serde::{Deserialize, Serialize};

/// What a key begins with.
const PREFIX: &str = "kith-";
/// How many letters of base32 (RFC 4648) follow: 128 bits.
const LETTERS: usize = 26;
/// What stands before the key in a link.
const IN_LINK: &str = "#key=";

/// How the page stands with the relay's access key. The key itself is never shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccessKeyView {
    /// There is none, and none was ever asked for.
    #[default]
    NotWanted,
    /// The relay asked for one, and there is none.
    Missing,
    /// There is one.
    Present,
}

/// The access key in what was typed or pasted: the key itself, or the link that holds it. Spaces, quotes and upper case
/// do not matter. `None` if there can be none in it.
#[must_use]
pub fn access_key(typed: &str) -> Option<Secret> {
    let key = typed.rsplit_once(IN_LINK).map_or(typed, |(_, key)| key);
    let is_around = |c: &char| c.is_whitespace() || "\"'`“”„‟‘’‚«»<>()[],.;".contains(*c);
    let key: String = key.chars().filter(|c| !is_around(c)).map(|c| c.to_ascii_lowercase()).collect();
    let letters = key.strip_prefix(PREFIX)?;
    let is_key = letters.len() == LETTERS && letters.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'));
    is_key.then(|| key.into())
}

#[cfg(test)]
mod tests {
    use super::access_key;

    const KEY: &str = "kith-abcdefghijklmnopqrstuvwx27";

    #[test]
    fn a_key_is_found_however_it_was_pasted() {
        for typed in [
            KEY,
            "  KITH-ABCDEFGHIJKLMNOPQRSTUVWX27\n",
            "„kith-abcdefghijklmnopqrstuvwx27“",
            "'kith-abcdefghijklmnopqrstuvwx27'.",
            "kith-abcdefghijklm nopqrstuvw\u{a0}x27",
            "https://kith.example/#key=kith-abcdefghijklmnopqrstuvwx27",
            "<https://kith.example/people#key=Kith-abcdefghijklmnopqrstuvwx27>",
        ] {
            assert_eq!(access_key(typed).as_ref().map(|key| key.reveal()), Some(KEY), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_a_key_is_none() {
        for typed in [
            "",
            "kith-",
            "abcdefghijklmnopqrstuvwx27",
            "kith-abcdefghijklmnopqrstuvwx2",
            "kith-abcdefghijklmnopqrstuvwx277",
            "kith-abcdefghijklmnopqrstuvwx28",
            "kith-äbcdefghijklmnopqrstuvwx2",
            "https://kith.example/",
            "https://kith.example/#key=",
        ] {
            assert_eq!(access_key(typed), None, "{typed}");
        }
    }
}
