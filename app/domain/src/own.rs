//! Which addresses are mine.

use crate::address::Address;
use std::collections::{BTreeMap, BTreeSet};

/// An alias wrote at least so many messages in Sent folders…
const MESSAGES: u32 = 3;

/// …and at least one in so many of all that lie there, so that the copies of others' mail that some programs put into
/// Sent make nobody me.
const ONE_IN: u64 = 20;

/// My addresses: those of the accounts, and those that wrote a fair part of what lies in a Sent folder (aliases): at
/// least three messages, and one in twenty. Ascending, each once.
///
/// `sent_from`: for each address, how many messages in Sent folders it is the From of.
#[must_use]
pub fn addresses(accounts: &[Address], sent_from: &BTreeMap<Address, u32>) -> Vec<Address> {
    let all: u64 = sent_from.values().map(|&count| u64::from(count)).sum();
    let fair = |count: u32| count >= MESSAGES && u64::from(count) * ONE_IN >= all;
    let aliases = sent_from.iter().filter(|&(_, &count)| fair(count)).map(|(address, _)| address);
    let mine: BTreeSet<&Address> = accounts.iter().chain(aliases).collect();
    mine.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::addresses;
    use crate::address::Address;

    fn check(accounts: &[&str], sent_from: &[(&str, u32)], expected: &[&str]) {
        let parse = |text: &str| Address::parse(text).unwrap();
        let accounts: Vec<Address> = accounts.iter().map(|text| parse(text)).collect();
        let sent_from = sent_from.iter().map(|&(text, count)| (parse(text), count)).collect();
        let found = addresses(&accounts, &sent_from);
        assert_eq!(found.iter().map(Address::as_str).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn aliases_write_a_fair_part() {
        check(&[], &[], &[]);
        check(&["me@a.example", "me@a.example"], &[], &["me@a.example"]);
        check(&["me@b.example"], &[("me@b.example", 1), ("me@a.example", 3)], &["me@a.example", "me@b.example"]);
        check(&["me@b.example"], &[("me@b.example", 50), ("jo@a.example", 2)], &["me@b.example"]);
        check(&["me@b.example"], &[("me@b.example", 57), ("alias@a.example", 3)], &["alias@a.example", "me@b.example"]);
        check(&["me@b.example"], &[("me@b.example", 58), ("jo@a.example", 3)], &["me@b.example"]);
    }
}
