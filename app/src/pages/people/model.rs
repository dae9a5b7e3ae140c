//! What the list of people says about itself.

use crate::i18n::t;
use crate::present::text::thousands;

/// How many there are, and how many of them match: `214`, `12 of 214`.
pub(crate) fn count(matching: u32, all: u32, filter: &str) -> String {
    match filter.trim().is_empty() {
        true => thousands(all),
        false => t::people::of(thousands(all), thousands(matching)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_tells_how_many_of_how_many() {
        assert_eq!(count(1_214, 1_214, " "), "1,214");
        assert_eq!(count(12, 1_214, "ada"), "12 of 1,214");
    }
}
