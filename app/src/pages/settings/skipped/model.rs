//! What the list of what could not be read says.

use crate::i18n::t;
use crate::present::calendar::{Moment, lately};
use crate::present::text::thousands;
use kith_engine::api::{Seconds, SkipReason, SkippedMessage};

/// Which thing it is, within its folder.
pub(crate) fn which(uid: Option<u32>) -> String {
    match uid {
        Some(uid) => t::skipped::message(thousands(uid)),
        None => t::skipped::folder().to_owned(),
    }
}

/// How often it was tried, and when last.
pub(crate) fn tried(skipped: &SkippedMessage, now: Seconds, clock: impl Fn(Seconds) -> Moment) -> String {
    let last = lately(skipped.at, now, clock);
    match skipped.tries {
        0 | 1 => t::skipped::tried_once(last),
        2 => t::skipped::tried_twice(last),
        tries => t::skipped::tried(last, thousands(tries)),
    }
}

/// A reason's name for tests.
pub(crate) const fn name(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::Refused => "refused",
        SkipReason::NotGiven => "not-given",
        SkipReason::HangsUp => "hangs-up",
        SkipReason::NoFolder => "no-folder",
        SkipReason::NoNumbers => "no-numbers",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_says_which_it_is_and_how_often_it_was_tried() {
        assert_eq!(which(Some(4_711)), "Message 4,711 in the folder");
        assert_eq!(which(None), "The whole folder");
        for (tries, text) in [
            (1, "Tried once, 5 minutes ago"),
            (2, "Tried twice, last 5 minutes ago"),
            (1_000, "Tried 1,000 times, last 5 minutes ago"),
        ] {
            let reason = SkipReason::Refused;
            let skipped = SkippedMessage { folder: "INBOX".into(), uid: None, reason, words: None, at: 100, tries };
            assert_eq!(tried(&skipped, 400, |_| Moment::default()), text);
        }
    }
}
