//! The name of a calendar, and its likely owner.

use super::blocks::unfolded;
use super::invitation::Invitation;
use crate::address::Address;
use crate::tidy;
use std::collections::{BTreeMap, BTreeSet};

/// Maximum length of a calendar's name, in characters.
const MAX_NAME_CHARS: usize = 80;

/// The name of a calendar is looked for in this many lines.
const HEAD_LINES: usize = 200;

/// An address may be the owner's if at least this many meetings name it.
const MIN_MEETINGS: u32 = 3;

/// The name of a calendar (NAME, RFC 7986; before that X-WR-CALNAME). Empty if it gives none.
#[must_use]
pub fn name(calendar: &str) -> String {
    let head = unfolded(&calendar.split_inclusive('\n').take(HEAD_LINES).collect::<String>());
    let is_begin = |line: &&str| line.get(..6).is_some_and(|it| it.eq_ignore_ascii_case("BEGIN:"));
    // The calendar's own lines stand before its components.
    let lines = head.lines().skip_while(|line| !is_begin(line)).skip(1).take_while(|line| !is_begin(line));
    let properties = lines.filter_map(|line| line.split_once(':'));
    let named = properties.filter_map(|(name, value)| {
        let name = name.split(';').next().unwrap_or_default();
        let place = ["NAME", "X-WR-CALNAME"].iter().position(|known| name.eq_ignore_ascii_case(known))?;
        Some((place, tidy::line(&unescaped(value), MAX_NAME_CHARS)))
    });
    named.filter(|(_, name)| !name.is_empty()).min().map(|(_, name)| name).unwrap_or_default()
}

/// A text without the escapes of a calendar (RFC 5545, section 3.3.11).
fn unescaped(value: &str) -> String {
    let (mut text, mut is_escaped) = (String::with_capacity(value.len()), false);
    for c in value.chars() {
        match (std::mem::take(&mut is_escaped), c) {
            (false, '\\') => is_escaped = true,
            (true, 'n' | 'N') => text.push(' '),
            _ => text.push(c),
        }
    }
    text
}

/// The likely owner of a calendar, and how many of these meetings name them: at least half. No one is named more often,
/// and no one else who may be the owner as often. A calendar names its owner in nearly all of its meetings.
///
/// `may_be`: whether an address may be the owner's.
#[must_use]
pub fn owner<'a>(
    meetings: impl IntoIterator<Item = &'a [Invitation]>,
    may_be: &dyn Fn(&Address) -> bool,
) -> Option<(&'a Address, u32)> {
    let (mut named, mut all) = (BTreeMap::<&Address, u32>::new(), 0);
    for said in meetings {
        all += 1;
        let people = said.iter().flat_map(|it| it.organizer.iter().chain(&it.attendees));
        let addresses: BTreeSet<&Address> = people.map(|it| &it.address).collect();
        addresses.into_iter().for_each(|address| *named.entry(address).or_default() += 1);
    }
    let most = named.values().copied().max().filter(|most| *most >= MIN_MEETINGS && most * 2 >= all)?;
    let mut owners = named.into_iter().filter(|(address, count)| *count == most && may_be(address));
    owners.next().filter(|_| owners.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::super::{Answer, Attendee, Invitation, Method};
    use super::{name, owner};
    use crate::address::Address;

    #[test]
    fn a_calendar_says_what_it_is_called() {
        for (lines, expected) in [
            ("X-WR-CALNAME:Work\r\n", "Work"),
            ("x-wr-calname;VALUE=TEXT:Ada\\, Bob\\nand \r\n others\r\n", "Ada, Bob and others"),
            ("X-WR-CALNAME:Old\r\nNAME:New\r\n", "New"),
            ("NAME:\r\nX-WR-CALNAME:Old\r\n", "Old"),
            ("METHOD:PUBLISH\r\nBEGIN:VEVENT\r\nNAME:Party\r\nEND:VEVENT\r\n", ""),
            ("X-WR-CALNAME:A\u{202e}B\r\n", "AB"),
        ] {
            assert_eq!(name(&format!("\u{feff}BEGIN:VCALENDAR\r\n{lines}END:VCALENDAR\r\n")), expected, "{lines}");
        }
        assert_eq!(name("NAME:x\r\n"), "");
        assert_eq!(name(&format!("BEGIN:VCALENDAR\nNAME:{}", "x".repeat(1_000))).len(), 80);
    }

    #[test]
    fn the_owner_of_a_calendar_is_named_in_most_of_its_meetings() {
        let meeting = |people: &[&str]| {
            let attendee = |local: &&str| Attendee {
                address: Address::parse(&format!("{local}@x.example")).unwrap(),
                answer: Answer::None,
            };
            vec![Invitation {
                uid: String::new(),
                sequence: 0,
                stamp: 0,
                method: Method::Entry,
                instance: None,
                organizer: people.first().map(attendee),
                attendees: people.iter().map(attendee).collect(),
                subject: String::new(),
                all_day: false,
                seconds: 0,
                starts: vec![0],
            }]
        };
        let shown = |all: &[&[&str]]| {
            let all: Vec<Vec<Invitation>> = all.iter().map(|people| meeting(people)).collect();
            let owner = owner(all.iter().map(Vec::as_slice), &|address| address.local() != "known");
            owner.map(|(address, count)| (address.local().to_owned(), count))
        };
        let me = |count| Some(("me".to_owned(), count));
        assert_eq!(shown(&[&["me", "ada"], &["bob", "me"], &["me", "ada"]]), me(3));
        assert_eq!(shown(&[&["me", "ada"], &["bob", "me"], &["me"], &["cyd"], &["dan"], &["eve"]]), me(3));
        // Too few meetings, less than half, unclear, someone else.
        assert_eq!(shown(&[&["me", "ada"], &["bob", "me"]]), None);
        assert_eq!(shown(&[&["me"], &["me"], &["me"], &["a"], &["b"], &["c"], &["d"]]), None);
        assert_eq!(shown(&[&["me", "ada"], &["ada", "me"], &["me", "ada"]]), None);
        assert_eq!(shown(&[&["known", "me"], &["known", "a"], &["known", "me"], &["me", "known"]]), None);
        assert_eq!(shown(&[]), None);
        // Someone who cannot be the owner may be in all of them too.
        assert_eq!(shown(&[&["known", "me"], &["me", "known"], &["known", "me"]]), me(3));
    }
}
