//! What the list of people says about itself.

use crate::i18n::t;
use crate::present::text::{people, thousands};
use kith_engine::api::Group;

/// How many there are, and how many of them match: `214 people`, `12 of 214`, `30 kept apart`.
pub(crate) fn count(group: Group, matching: u32, all: u32, filter: &str) -> String {
    match group {
        _ if !filter.trim().is_empty() => t::people::of(thousands(all), thousands(matching)),
        Group::People => people(all),
        Group::FilteredOut => t::people::filtered_out(thousands(all)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_tells_how_many_of_how_many() {
        assert_eq!(count(Group::People, 214, 214, " "), "214 people");
        assert_eq!(count(Group::People, 12, 1_214, "ada"), "12 of 1,214");
        assert_eq!(count(Group::People, 1, 1, ""), "1 person");
        assert_eq!(count(Group::FilteredOut, 30, 30, ""), "30 filtered out");
    }
}
