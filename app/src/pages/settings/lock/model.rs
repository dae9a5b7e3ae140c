//! What can be a passphrase, and when Kith locks by itself.

use crate::i18n::t;
use crate::pages::settings::data::model::unusable as unlike;

/// Fewer characters are tried out too soon.
const MIN_CHARS: usize = 8;

/// After how many minutes Kith locks by itself, as it can be chosen. 0: never.
pub(crate) const CHOICES: [u16; 4] = [5, 15, 60, 0];

/// Why two typed passphrases cannot be used, if they cannot.
pub(crate) fn unusable(passphrase: &str, again: &str) -> Option<&'static str> {
    let is_short = passphrase.chars().count() < MIN_CHARS;
    unlike(passphrase, again).or_else(|| is_short.then(t::lock::short))
}

/// A choice in words.
pub(crate) fn choice(minutes: u16) -> String {
    match minutes {
        0 => t::lock::never().to_owned(),
        minutes => t::lock::minutes(u32::from(minutes)),
    }
}

#[cfg(test)]
mod tests {
    use super::{CHOICES, choice, unusable};

    #[test]
    fn a_passphrase_has_eight_characters_at_least() {
        assert!(unusable("", "").is_some() && unusable("ÄÖÜäöüß", "ÄÖÜäöüß").is_some());
        assert!(unusable("correct horse", "correct hearse").is_some());
        assert_eq!(unusable("ÄÖÜäöüßé", "ÄÖÜäöüßé"), None);
    }

    #[test]
    fn when_it_locks_is_said() {
        assert_eq!(CHOICES.map(choice), ["5 minutes", "15 minutes", "60 minutes", "Never"]);
    }
}
