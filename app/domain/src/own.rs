//! Which addresses are the user's: what is certain, and what is likely, and is asked.
//!
//! What a message says of itself is free to forge, and what lies in Sent may have been put there: so neither makes an
//! address the user's. What a provider takes for the same mailbox is certain.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Minimum number of messages that an alias wrote in Sent folders…
const MIN_ALIAS_MESSAGES: u32 = 3;

/// …and at least one of this many of all that lie there: the copies of others' mail that some programs put into Sent
/// make no one likely to be the user.
const MAX_MESSAGES_PER_ALIAS_MESSAGE: u64 = 20;

/// An own address is the only recipient of at least this many letters…
pub const MIN_LETTERS: u32 = 10;

/// …from at least this many senders…
pub const MIN_SENDERS: usize = 5;

/// …and of at least one in this many of all messages.
const MAX_MESSAGES_PER_LETTER: u64 = 200;

/// Which of the addresses that wrote what lies in an account's Sent folders are likely the user's (aliases): those that
/// wrote a fair part of it, at least three messages, and one in twenty.
///
/// `sent_from`: for each, how many messages in the Sent folders it is the From of.
pub fn aliases<A>(sent_from: impl Iterator<Item = (A, u32)> + Clone) -> impl Iterator<Item = A> {
    let all: u64 = sent_from.clone().map(|(_, count)| u64::from(count)).sum();
    let fair =
        move |count: u32| count >= MIN_ALIAS_MESSAGES && u64::from(count) * MAX_MESSAGES_PER_ALIAS_MESSAGE >= all;
    sent_from.filter(move |&(_, count)| fair(count)).map(|(address, _)| address)
}

/// Whether an address that is the only recipient of so many letters, of so many messages in all, may be the user's.
#[must_use]
pub const fn is_much(letters: u32, all: u32) -> bool {
    letters >= MIN_LETTERS && letters as u64 * MAX_MESSAGES_PER_LETTER >= all as u64
}

/// How hosts of mailing lists are called…
const LIST_HOSTS: [&str; 8] = ["groups", "list", "listas", "listes", "lists", "listserv", "mailman", "majordomo"];

/// …and where anyone can have one.
const LIST_SERVICES: [&str; 5] = ["egroups.com", "freelists.org", "googlegroups.com", "groups.io", "topica.com"];

/// How lists are called.
const LIST_ENDINGS: [&str; 9] =
    ["-l", "-list", "-announce", "-dev", "-devel", "-discuss", "-talk", "-users", "-developers"];

/// Whether an address looks like that of a mailing list, so that the letters of many to it say nothing of whose it is.
/// Old lists leave no other mark.
#[must_use]
pub fn is_list_like(address: &str) -> bool {
    let (local, domain) = address.rsplit_once('@').unwrap_or_default();
    let (host, above) = domain.split_once('.').unwrap_or_default();
    let is_service =
        |service: &&str| domain.strip_suffix(*service).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    above.contains('.') && LIST_HOSTS.contains(&host)
        || host == "yahoogroups"
        || LIST_SERVICES.iter().any(is_service)
        || LIST_ENDINGS.iter().any(|ending| local.len() > ending.len() && local.ends_with(ending))
}

/// Mailboxes, each under every spelling that its provider takes for the same: with anything behind a plus sign, with or
/// without dots at Gmail, at either name of a provider that has two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailboxSpellings(BTreeMap<String, BTreeSet<String>>);

impl MailboxSpellings {
    /// The mailboxes of those addresses, which are in the form of [`Address`](crate::address::Address).
    pub fn of<'a>(addresses: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (local, domain) in addresses.into_iter().filter_map(parts) {
            all.entry(domain.to_owned()).or_default().insert(plain(local, domain).into_owned());
        }
        Self(all)
    }

    /// Whether what is sent to an address comes to one of them.
    #[must_use]
    pub fn hold(&self, address: &str) -> bool {
        let Some((local, domain)) = parts(address) else { return false };
        self.0.get(domain).is_some_and(|locals| locals.contains(plain(local, domain).as_ref()))
    }
}

/// Both sides of an address; of a provider that gives the same mailbox under several domains, under the first of them.
fn parts(address: &str) -> Option<(&str, &str)> {
    let (local, domain) = address.rsplit_once('@')?;
    Some(match domain {
        "googlemail.com" => (local, "gmail.com"),
        "me.com" | "mac.com" => (local, "icloud.com"),
        "protonmail.com" | "protonmail.ch" | "pm.me" => (local, "proton.me"),
        "ya.ru" | "yandex.by" | "yandex.com" | "yandex.kz" | "yandex.ua" => (local, "yandex.ru"),
        // Fastmail brings whatever@name.fastmail.com to name@fastmail.com.
        _ => match domain.split_once('.') {
            Some((user, of @ ("fastmail.com" | "fastmail.fm"))) => (user, of),
            _ => (local, domain),
        },
    })
}

/// What stands before the `@`, without what a provider passes over.
fn plain<'a>(local: &'a str, domain: &str) -> Cow<'a, str> {
    let local = match local.split_once('+') {
        Some((name, _)) if !name.is_empty() => name,
        _ => local,
    };
    match domain {
        "gmail.com" if local.contains('.') => local.replace('.', "").into(),
        "proton.me" if local.contains(['.', '-', '_']) => local.replace(['.', '-', '_'], "").into(),
        "yandex.ru" if local.contains('-') => local.replace('-', ".").into(),
        _ => local.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{MailboxSpellings, aliases, is_list_like, is_much};

    fn check(sent_from: &[(&str, u32)], expected: &[&str]) {
        assert_eq!(aliases(sent_from.iter().copied()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn aliases_write_a_fair_part() {
        check(&[], &[]);
        check(&[("me@b.example", 1), ("me@a.example", 3)], &["me@a.example"]);
        check(&[("me@b.example", 50), ("jo@a.example", 2)], &["me@b.example"]);
        check(&[("me@b.example", 57), ("alias@a.example", 3)], &["me@b.example", "alias@a.example"]);
        check(&[("me@b.example", 58), ("jo@a.example", 3)], &["me@b.example"]);
    }

    #[test]
    fn much_is_many_and_a_part_of_all() {
        for (letters, all, expected) in
            [(9, 9, false), (10, 10, true), (10, 2_000, true), (10, 2_001, false), (136, 4_927, true)]
        {
            assert_eq!(is_much(letters, all), expected, "{letters} of {all}");
        }
    }

    #[test]
    fn lists_are_told_by_how_they_are_called() {
        for (address, expected) in [
            ("rrga-l@list.north.example", true),
            ("talk@lists.north.example", true),
            ("rpm-list@north.example", true),
            ("garden-users@north.example", true),
            ("garden@groups.io", true),
            ("garden@yahoogroups.de", true),
            ("garden@north.groups.io", true),
            ("j.king@work.example", false),
            ("j.king@lists.example", false),
            ("jean-luc@work.example", false),
            ("-l@work.example", false),
            ("", false),
        ] {
            assert_eq!(is_list_like(address), expected, "{address}");
        }
    }

    #[test]
    fn a_mailbox_is_the_same_under_every_spelling_that_its_provider_takes_for_it() {
        for (own, other, same) in [
            ("me@home.example", "me@home.example", true),
            ("me@home.example", "me+shop@home.example", true),
            ("me+kith@home.example", "me@home.example", true),
            ("me@home.example", "m.e@home.example", false),
            ("me@home.example", "me-shop@home.example", false),
            ("me@home.example", "me@mail.home.example", false),
            ("me@home.example", "+shop@home.example", false),
            ("case.owner@posteo.net", "case.owner+shop@posteo.net", true),
            ("case.owner@posteo.net", "caseowner@posteo.net", false),
            ("ada.king@gmail.com", "adaking@gmail.com", true),
            ("ada.king@gmail.com", "a.d.a.king+x@googlemail.com", true),
            ("adaking@googlemail.com", "ada.king@gmail.com", true),
            ("ada.king@gmail.com", "ada-king@gmail.com", false),
            ("ada@me.com", "ada@icloud.com", true),
            ("ada@mac.com", "ada@me.com", true),
            ("ada.king@protonmail.com", "ada_king@pm.me", true),
            ("ada-king@yandex.com", "ada.king@ya.ru", true),
            ("ada@fastmail.com", "shop@ada.fastmail.com", true),
            ("ada@fastmail.com", "ada@fastmail.fm", false),
            ("ada@outlook.com", "ada@hotmail.com", false),
            ("", "", false),
        ] {
            assert_eq!(MailboxSpellings::of([own]).hold(other), same, "{own} {other}");
        }
        let many = MailboxSpellings::of(["a@x.example", "b@x.example"]);
        assert!(many.hold("a+1@x.example") && many.hold("b@x.example") && !many.hold("c@x.example"));
    }
}
