//! From the appearances of an address over all messages to a person.

use crate::message::ParticipantRole;
use crate::name::{Called, called, contradict};
use crate::noise::{Hint, Noise, SenderCounts};
use crate::origin::Origin;
use crate::small_sort::SmallSort;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What of a message matters to those whom it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// When it was written, in seconds since 1970-01-01 UTC.
    pub date: i64,
    /// Whether the user wrote it.
    pub sent: bool,
    /// Whether it is noise.
    pub noise: Option<Noise>,
    /// Whether it answers something, or passes something on.
    pub answers: bool,
    /// As what its subject reads.
    pub hint: Option<Hint>,
    /// Whether it names the user as one to whom it goes.
    pub to_me: bool,
}

impl Message {
    /// Whether it is one between the user and someone whom it names in that role: the user wrote to them, or they wrote
    /// to the user personally. Of someone whom the user calls a contact (`called`), whatever they wrote counts. What a
    /// program wrote in someone's name never does.
    #[must_use]
    pub const fn links(&self, role: ParticipantRole, called: bool) -> bool {
        if matches!(self.noise, Some(Noise::Automatic)) {
            return false;
        }
        match role {
            ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc => self.sent,
            ParticipantRole::From => !self.sent && (called || self.noise.is_none()),
            ParticipantRole::Sender
            | ParticipantRole::ReplyTo
            | ParticipantRole::ResentFrom
            | ParticipantRole::ResentTo
            | ParticipantRole::Original
            | ParticipantRole::Failed => false,
        }
    }

    /// Where a name comes from, the most trusted first: the user wrote to them under it (To, Cc, Bcc), they wrote under
    /// it, someone else named them so.
    const fn trust(&self, role: ParticipantRole) -> u8 {
        match (role, self.sent) {
            (ParticipantRole::To, true) => 0,
            (ParticipantRole::Cc, true) => 1,
            (ParticipantRole::Bcc, true) => 2,
            (ParticipantRole::From, false) if self.noise.is_none() => 3,
            _ => 4,
        }
    }
}

/// What the messages say of someone, over all their addresses. Kept by adding message after message; their order does
/// not matter.
///
/// `N` stands for a name: the text, or its number in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(serialize = "N: Serialize + Ord", deserialize = "N: Deserialize<'de> + Ord"))]
pub struct Figures<N> {
    /// How many messages the user sent them.
    pub sent: u32,
    /// How many they sent the user.
    pub received: u32,
    /// When the first of those was written.
    pub first: i64,
    /// When the latest was written.
    pub last: i64,
    /// How they came in.
    pub origin: Origin,
    /// How many messages name them at all.
    pub seen: u32,
    /// When the latest of those was written.
    pub last_seen: i64,
    /// What came from them.
    pub heard: SenderCounts,
    names: Names<N>,
}

/// Every name that someone bears.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "N: Serialize + Ord", deserialize = "N: Deserialize<'de> + Ord"))]
struct Names<N> {
    all: Vec<Named<N>>,
    /// Where each stands in `all`, once there are too many to look through: an address of a service may bear the names
    /// of thousands. Empty before.
    places: BTreeMap<N, usize>,
}

/// Up to this many names are looked through one by one.
const MAX_LINEAR_NAMES: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Named<N> {
    name: N,
    trust: u8,
    messages: u32,
    last: i64,
}

impl<N> Default for Figures<N> {
    fn default() -> Self {
        Self {
            sent: 0,
            received: 0,
            first: i64::MAX,
            last: i64::MIN,
            origin: Origin::Noise,
            seen: 0,
            last_seen: i64::MIN,
            heard: SenderCounts::default(),
            names: Names::default(),
        }
    }
}

impl<N> Default for Names<N> {
    fn default() -> Self {
        Self { all: Vec::new(), places: BTreeMap::new() }
    }
}

impl<N: PartialEq> PartialEq for Names<N> {
    fn eq(&self, other: &Self) -> bool {
        self.all == other.all
    }
}

impl<N: Eq> Eq for Names<N> {}

impl<N: Copy + Ord> Names<N> {
    fn get_mut(&mut self, name: N) -> Option<&mut Named<N>> {
        match self.places.is_empty() {
            true => self.all.iter_mut().find(|known| known.name == name),
            false => self.all.get_mut(*self.places.get(&name)?),
        }
    }

    fn push(&mut self, named: Named<N>) {
        // Most have one name, or two.
        if self.all.len() < MAX_LINEAR_NAMES {
            self.all.reserve_exact(1);
        }
        self.all.push(named);
        if self.all.len() > MAX_LINEAR_NAMES {
            let from = self.places.len();
            self.places.extend(self.all.iter().enumerate().skip(from).map(|(at, named)| (named.name, at)));
        }
    }
}

impl<N: Copy + Ord> Figures<N> {
    /// Adds a message with every place in which it names them: the role, and the name that stands there. `called`: as
    /// in [`Message::links`].
    pub fn add(
        &mut self,
        message: Message,
        called: bool,
        places: impl Iterator<Item = (ParticipantRole, Option<N>)> + Clone,
    ) {
        for (at, (role, name)) in places.clone().enumerate() {
            self.origin = self.origin.max(Origin::of(role, message.sent, message.noise));
            let Some(name) = name else { continue };
            let again = || places.clone().take(at).any(|(_, earlier)| earlier == Some(name));
            let trust = message.trust(role);
            if let Some(known) = self.names.get_mut(name) {
                known.messages += u32::from(!again());
                known.trust = known.trust.min(trust);
                known.last = known.last.max(message.date);
            } else {
                self.names.push(Named { name, trust, messages: 1, last: message.date });
            }
        }
        self.seen += 1;
        self.last_seen = self.last_seen.max(message.date);
        if !message.sent && places.clone().any(|(role, _)| role == ParticipantRole::From) {
            self.heard.add(message.noise, message.answers, message.hint, message.to_me);
        }
        if places.clone().any(|(role, _)| message.links(role, called)) {
            self.sent += u32::from(message.sent);
            self.received += u32::from(!message.sent);
            self.first = self.first.min(message.date);
            self.last = self.last.max(message.date);
        }
    }

    /// How many messages are between the user and them.
    #[must_use]
    pub const fn between(&self) -> u32 {
        self.sent + self.received
    }

    /// Whether they are named as one person: some name is a person's, and no other person's name contradicts it. (Under
    /// many names no one writes alone.)
    pub fn is_one<'a>(&self, text: impl Fn(N) -> &'a str) -> bool {
        if self.names.all.len() > MAX_LINEAR_NAMES {
            return false;
        }
        // Each with each: two that fit a third may contradict each other, and none of them comes first.
        let names = self.names.all.iter().map(|named| text(named.name)).filter(|it| called(it) == Called::Person);
        let names: Vec<&str> = names.collect();
        let is_alone = |(at, name): (usize, &&str)| !names.iter().take(at).any(|other| contradict(name, other));
        !names.is_empty() && names.iter().enumerate().all(is_alone)
    }

    /// The most fitting names, at most that many, the best first, with the number of messages that bear each: by
    /// origin, then by frequency, then the latest, then by the alphabet.
    pub fn names<'a>(&self, most: usize, text: impl Fn(N) -> &'a str) -> Vec<(N, u32)> {
        let mut names = self.names.all.clone();
        if names.len() > most && most > 0 {
            names.select_nth_unstable_by(most - 1, |a, b| fitting(a, b, &text));
        }
        names.truncate(most);
        names.small_sort_by(|a, b| fitting(a, b, &text));
        names.into_iter().map(|named| (named.name, named.messages)).collect()
    }
}

fn fitting<'a, N: Copy>(a: &Named<N>, b: &Named<N>, text: impl Fn(N) -> &'a str) -> Ordering {
    let by_figures = (a.trust, b.messages, b.last).cmp(&(b.trust, a.messages, a.last));
    by_figures.then_with(|| text(a.name).cmp(text(b.name)))
}

#[cfg(test)]
mod tests {
    use super::{Figures, Message};
    use crate::message::ParticipantRole::{self, Bcc, Cc, From, ReplyTo, Sender, To};
    use crate::noise::Noise;

    /// A place that names someone: message, date, whether the user wrote it, noise, role, name.
    type Row<'a> = (u32, i64, bool, Option<Noise>, ParticipantRole, Option<&'a str>);

    type Folded<'a> = (Figures<&'a str>, Vec<(&'a str, u32)>);

    /// Those of a message stand one after the other.
    fn fold<'a>(rows: &[Row<'a>]) -> Option<Folded<'a>> {
        let mut figures = Figures::default();
        for message in rows.chunk_by(|a, b| a.0 == b.0) {
            let (_, date, sent, noise, ..) = message[0];
            let message_of = Message { date, sent, noise, answers: false, hint: None, to_me: true };
            figures.add(message_of, false, message.iter().map(|row| (row.4, row.5)));
        }
        let names = figures.names(20, |name| name);
        assert_eq!(figures.names(1, |name| name), names.get(..1).unwrap_or_default());
        figures.names = super::Names::default();
        (figures.between() > 0).then_some((figures, names))
    }

    /// `sent/received first-last: names`, or `nobody`.
    fn check(rows: &[Row<'_>], expect: &str) {
        let got = fold(rows).map_or_else(
            || "nobody".to_owned(),
            |(p, names)| {
                let names: Vec<_> = names.iter().map(|(name, count)| format!("{name} {count}")).collect();
                format!("{}/{} {}-{}: {}", p.sent, p.received, p.first, p.last, names.join(", "))
            },
        );
        assert_eq!(got, expect, "{rows:?}");
    }

    #[test]
    fn a_message_between_us_makes_a_person() {
        check(&[], "nobody");
        check(&[(1, 5, true, None, To, None)], "1/0 5-5: ");
        check(&[(1, 5, true, None, Cc, None)], "1/0 5-5: ");
        check(&[(1, 5, true, None, Bcc, None)], "1/0 5-5: ");
        check(&[(1, 5, false, None, From, None)], "0/1 5-5: ");
        check(&[(1, 5, true, None, To, None), (2, 3, false, None, From, None)], "1/1 3-5: ");
    }

    #[test]
    fn what_is_not_between_us_does_not() {
        check(&[(1, 5, false, None, To, Some("Ada"))], "nobody");
        check(&[(1, 5, false, None, Cc, None)], "nobody");
        check(&[(1, 5, false, None, ReplyTo, None), (1, 5, true, None, Sender, None)], "nobody");
        check(&[(1, 5, true, None, From, None)], "nobody");
        for noise in [Noise::List, Noise::Bulk, Noise::AutomatedSender] {
            check(&[(1, 5, false, Some(noise), From, Some("Ada"))], "nobody");
        }
    }

    #[test]
    fn a_message_counts_once_however_often_it_names_someone() {
        check(&[(1, 5, true, None, To, Some("Ada")), (1, 5, true, None, Cc, Some("Ada"))], "1/0 5-5: Ada 1");
    }

    #[test]
    fn marks_of_bulk_on_my_own_mail_mean_nothing() {
        check(&[(1, 5, true, Some(Noise::List), To, None)], "1/0 5-5: ");
    }

    #[test]
    fn names_go_by_origin_then_frequency_then_the_latest() {
        let theirs = (1, 1, false, None, From, Some("Ada L."));
        check(&[theirs, (2, 2, true, None, To, Some("Ada"))], "1/1 1-2: Ada 1, Ada L. 1");
        check(&[(2, 2, true, None, Cc, Some("A")), (3, 3, true, None, To, Some("B"))], "2/0 2-3: B 1, A 1");
        check(
            &[theirs, (2, 2, false, None, From, Some("Z")), (3, 0, false, None, From, Some("Z"))],
            "0/3 0-2: Z 2, Ada L. 1",
        );
        check(&[theirs, (2, 2, false, None, From, Some("Ada"))], "0/2 1-2: Ada 1, Ada L. 1");
        check(&[theirs, (2, 9, false, None, Cc, Some("Boss"))], "0/1 1-1: Ada L. 1, Boss 1");
    }

    #[test]
    fn many_names_are_counted_as_few_are_and_the_best_are_named() {
        let names: Vec<String> = (0..100).map(|number| format!("N{number:02}")).collect();
        // Each name as often as its number says.
        let mut rows: Vec<Row<'_>> = Vec::new();
        for (number, name) in names.iter().enumerate() {
            rows.extend((0..=number).map(|_| (0, 1, false, None, From, Some(name.as_str()))));
        }
        for (number, row) in (0..).zip(&mut rows) {
            row.0 = number;
        }
        let (_, best) = fold(&rows).unwrap();
        let expected: Vec<(&str, u32)> =
            (0..100).rev().map(|at| (names[at].as_str(), at as u32 + 1)).take(20).collect();
        assert_eq!(best, expected);
        rows.reverse();
        assert_eq!(fold(&rows).unwrap().1, expected);
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
        let expect = fold(&rows);
        for shift in 0..rows.len() {
            let mut turned = rows;
            turned.rotate_left(shift);
            assert_eq!(fold(&turned), expect);
            turned.reverse();
            assert_eq!(fold(&turned), expect);
        }
    }

    #[test]
    fn the_order_of_names_does_not_matter_to_whether_they_are_one_person_s() {
        let check = |names: [&str; 3], expected: bool| {
            for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
                let mut figures = Figures::default();
                for at in order {
                    let message =
                        Message { date: 1, sent: false, noise: None, answers: false, hint: None, to_me: true };
                    figures.add(message, false, std::iter::once((From, Some(names[at]))));
                }
                assert_eq!(figures.is_one(|name| name), expected, "{names:?} {order:?}");
            }
        };
        check(["Ada King", "Ada", "A. King"], true);
        check(["Ada King", "Ada Stone", "Eve King"], false);
        check(["info", "Ada Stone", "Eve King"], false);
    }
}
