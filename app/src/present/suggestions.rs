//! The buckets to begin with, in the language of the page.

use crate::i18n::{Text, t};
use kith_domain::bucket::{BucketSuggestion, SUGGESTIONS};

/// What each is called and what it is for.
const WORDS: [(Text, Text); SUGGESTIONS.len()] = [
    (t::suggestion::close_friends, t::suggestion::close_friends_why),
    (t::suggestion::family, t::suggestion::family_why),
    (t::suggestion::clients, t::suggestion::clients_why),
    (t::suggestion::hot_leads, t::suggestion::hot_leads_why),
    (t::suggestion::network, t::suggestion::network_why),
    (t::suggestion::old_friends, t::suggestion::old_friends_why),
];

/// The buckets that are offered at the start.
pub(crate) fn suggestions() -> [BucketSuggestion; SUGGESTIONS.len()] {
    let mut all = SUGGESTIONS;
    for (it, (name, purpose)) in all.iter_mut().zip(WORDS) {
        (it.name, it.purpose) = (name(), purpose());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_called_as_in_the_domain() {
        assert_eq!(suggestions(), SUGGESTIONS);
    }
}
