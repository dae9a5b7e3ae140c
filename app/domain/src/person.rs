//! From the appearances of an address over all messages to a person.

use crate::address::Address;
use crate::message::Role;
use crate::noise::Noise;
use std::collections::BTreeMap;

/// One place in which an address is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appearance<'a> {
    /// In which message; the same number for every place in the same message.
    pub message: u32,
    /// When the message was written, in seconds since 1970-01-01 UTC.
    pub date: i64,
    /// Whether I wrote it.
    pub sent: bool,
    /// Whether it is noise.
    pub noise: Option<Noise>,
    /// In which field.
    pub role: Role,
    /// Under which name.
    pub name: Option<&'a str>,
}

impl Appearance<'_> {
    /// Whether by this appearance the message is one between me and them: I wrote to them, or they wrote to me
    /// personally.
    #[must_use]
    pub fn links(&self) -> bool {
        match self.role {
            Role::To | Role::Cc | Role::Bcc => self.sent,
            Role::From => !self.sent && self.noise.is_none(),
            Role::Sender | Role::ReplyTo => false,
        }
    }

    /// Where a name comes from, the most trusted first: I wrote to them under it (To, Cc, Bcc), they wrote under it,
    /// somebody else named them so.
    fn origin(&self) -> u8 {
        match (self.role, self.sent) {
            (Role::To, true) => 0,
            (Role::Cc, true) => 1,
            (Role::Bcc, true) => 2,
            (Role::From, false) if self.noise.is_none() => 3,
            _ => 4,
        }
    }
}

/// What the messages say of one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person<'a> {
    /// How many messages I sent them.
    pub sent: u32,
    /// How many they sent me.
    pub received: u32,
    /// When the first of those was written.
    pub first: i64,
    /// When the latest was written.
    pub last: i64,
    /// Whether I wrote the latest. Where two are of the same second, mine counts as the answer.
    pub last_sent: bool,
    /// Every name, the most fitting first, with the number of messages that bear it: by origin, then by frequency, then
    /// the latest, then by the alphabet.
    pub names: Vec<(&'a str, u32)>,
}

/// Folds the appearances of one address, those of the same message one after the other. `None` if no message is between
/// me and them: then it is nobody we know.
///
/// The result does not depend on the order of the messages.
pub fn fold<'a>(appearances: impl IntoIterator<Item = Appearance<'a>>) -> Option<Person<'a>> {
    #[derive(Clone, Copy)]
    struct Seen {
        origin: u8,
        count: u32,
        last: i64,
        message: u32,
    }
    let mut person = Person { sent: 0, received: 0, first: i64::MAX, last: i64::MIN, last_sent: false, names: vec![] };
    let mut names: BTreeMap<&str, Seen> = BTreeMap::new();
    let mut counted = None;
    for place in appearances {
        if let Some(name) = place.name {
            let fresh = Seen { origin: place.origin(), count: 1, last: place.date, message: place.message };
            names
                .entry(name)
                .and_modify(|seen| {
                    seen.count += u32::from(seen.message != place.message);
                    seen.origin = seen.origin.min(fresh.origin);
                    seen.last = seen.last.max(place.date);
                    seen.message = place.message;
                })
                .or_insert(fresh);
        }
        if !place.links() || counted == Some(place.message) {
            continue;
        }
        counted = Some(place.message);
        person.sent += u32::from(place.sent);
        person.received += u32::from(!place.sent);
        person.first = person.first.min(place.date);
        (person.last, person.last_sent) = (person.last, person.last_sent).max((place.date, place.sent));
    }
    counted?;
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_by(|(a_name, a), (b_name, b)| {
        (a.origin, b.count, b.last, a_name).cmp(&(b.origin, a.count, a.last, b_name))
    });
    person.names = names.into_iter().map(|(name, seen)| (name, seen.count)).collect();
    Some(person)
}

/// The id of the person whose first address this is, the same on every device and after every re-read.
#[must_use]
pub fn id(address: &Address) -> u64 {
    crate::header::hash(&[b"person", address.as_str().as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::{Appearance, fold};
    use crate::message::Role::{self, Bcc, Cc, From, ReplyTo, Sender, To};
    use crate::noise::Noise;

    type Row<'a> = (u32, i64, bool, Option<Noise>, Role, Option<&'a str>);

    fn appearances<'a>(rows: &[Row<'a>]) -> Vec<Appearance<'a>> {
        rows.iter()
            .map(|&(message, date, sent, noise, role, name)| Appearance { message, date, sent, noise, role, name })
            .collect()
    }

    /// `sent/received first-last who: names`, or `nobody`.
    fn check(rows: &[Row<'_>], expect: &str) {
        let got = fold(appearances(rows)).map_or_else(
            || "nobody".to_owned(),
            |p| {
                let names: Vec<_> = p.names.iter().map(|(name, count)| format!("{name} {count}")).collect();
                let who = if p.last_sent { "I" } else { "they" };
                format!("{}/{} {}-{} {who}: {}", p.sent, p.received, p.first, p.last, names.join(", "))
            },
        );
        assert_eq!(got, expect, "{rows:?}");
    }

    #[test]
    fn a_message_between_us_makes_a_person() {
        check(&[], "nobody");
        check(&[(1, 5, true, None, To, None)], "1/0 5-5 I: ");
        check(&[(1, 5, true, None, Cc, None)], "1/0 5-5 I: ");
        check(&[(1, 5, true, None, Bcc, None)], "1/0 5-5 I: ");
        check(&[(1, 5, false, None, From, None)], "0/1 5-5 they: ");
        check(&[(1, 5, true, None, To, None), (2, 3, false, None, From, None)], "1/1 3-5 I: ");
    }

    #[test]
    fn what_is_not_between_us_does_not() {
        check(&[(1, 5, false, None, To, Some("Ada"))], "nobody");
        check(&[(1, 5, false, None, Cc, None)], "nobody");
        check(&[(1, 5, false, None, ReplyTo, None), (1, 5, true, None, Sender, None)], "nobody");
        check(&[(1, 5, true, None, From, None)], "nobody");
        for noise in [Noise::List, Noise::Bulk, Noise::Robot] {
            check(&[(1, 5, false, Some(noise), From, Some("Ada"))], "nobody");
        }
    }

    #[test]
    fn a_message_counts_once_however_often_it_names_someone() {
        check(&[(1, 5, true, None, To, Some("Ada")), (1, 5, true, None, Cc, Some("Ada"))], "1/0 5-5 I: Ada 1");
    }

    #[test]
    fn marks_of_bulk_on_my_own_mail_mean_nothing() {
        check(&[(1, 5, true, Some(Noise::List), To, None)], "1/0 5-5 I: ");
    }

    #[test]
    fn names_go_by_origin_then_frequency_then_the_latest() {
        let theirs = (1, 1, false, None, From, Some("Ada L."));
        check(&[theirs, (2, 2, true, None, To, Some("Ada"))], "1/1 1-2 I: Ada 1, Ada L. 1");
        check(&[(2, 2, true, None, Cc, Some("A")), (3, 3, true, None, To, Some("B"))], "2/0 2-3 I: B 1, A 1");
        check(
            &[theirs, (2, 2, false, None, From, Some("Z")), (3, 0, false, None, From, Some("Z"))],
            "0/3 0-2 they: Z 2, Ada L. 1",
        );
        check(&[theirs, (2, 2, false, None, From, Some("Ada"))], "0/2 1-2 they: Ada 1, Ada L. 1");
        check(&[theirs, (2, 9, false, None, Cc, Some("Boss"))], "0/1 1-1 they: Ada L. 1, Boss 1");
    }

    #[test]
    fn the_order_of_messages_does_not_matter() {
        let rows = [
            (1, 1, false, None, From, Some("Ada L.")),
            (2, 7, true, None, To, Some("Ada")),
            (3, 7, false, None, From, None),
            (4, 2, false, Some(Noise::Bulk), From, Some("Ada via List")),
            (5, 3, true, None, Cc, Some("Ada L.")),
        ];
        let expect = fold(appearances(&rows));
        for shift in 0..rows.len() {
            let mut turned = rows;
            turned.rotate_left(shift);
            assert_eq!(fold(appearances(&turned)), expect);
            turned.reverse();
            assert_eq!(fold(appearances(&turned)), expect);
        }
    }
}
