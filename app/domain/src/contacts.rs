//! When there was last contact with someone: kept by adding contact after contact, in whatever order they come.

use crate::bucket::Counts;
use crate::day::Day;

/// The days of contact with someone, as far as they matter for when there was contact last.
///
/// Nothing counts before its day has come: a meeting that was noted for next week says nothing today, and counts next
/// week without being added again. So of the days up to [`Contacts::known`] the last one is kept, and of those after
/// it each. What is asked of a day from there on is exact; before it, ask of contacts that were gathered anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contacts {
    known: Day,
    any: Option<Day>,
    sent: Option<Day>,
    /// After `known`: each day once, in order, and whether something of that day is the user's.
    later: Vec<(Day, bool)>,
}

impl Contacts {
    /// None yet. All that happens up to that day will have happened: give a day or two before today, so that a journey
    /// to where it is still yesterday does no harm.
    #[must_use]
    pub const fn new(known: Day) -> Self {
        Self { known, any: None, sent: None, later: Vec::new() }
    }

    /// The first day that can be asked about.
    #[must_use]
    pub const fn known(&self) -> Day {
        self.known
    }

    /// Adds a contact, on the day on which it happened. `by_user`: the user sent it, or noted it by hand. The same one
    /// added again changes nothing.
    pub fn add(&mut self, day: Day, by_user: bool) {
        if day <= self.known {
            self.any = self.any.max(Some(day));
            self.sent = self.sent.max(by_user.then_some(day));
            return;
        }
        match self.later.binary_search_by_key(&day, |(later, _)| *later) {
            Ok(at) => self.later.iter_mut().skip(at).take(1).for_each(|(_, was_by_user)| *was_by_user |= by_user),
            Err(at) => self.later.insert(at, (day, by_user)),
        }
    }

    /// The last day of contact up to today.
    #[must_use]
    pub fn latest(&self, counts: Counts, today: Day) -> Option<Day> {
        let is_counted = |(day, by_user): &&(Day, bool)| *day <= today && (*by_user || counts == Counts::Any);
        let later = self.later.iter().rev().find(is_counted).map(|(day, _)| *day);
        later.or(match counts {
            Counts::Any => self.any,
            Counts::Sent => self.sent,
        })
    }

    /// The first day after today on which something counts that does not yet.
    #[must_use]
    pub fn next(&self, today: Day) -> Option<Day> {
        self.later.iter().map(|(day, _)| *day).find(|day| *day > today)
    }

    /// Forgets what no question from that day on needs.
    pub fn advance(&mut self, known: Day) {
        if known > self.known {
            self.known = known;
            let later = std::mem::take(&mut self.later);
            later.into_iter().for_each(|(day, by_user)| self.add(day, by_user));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Contacts;
    use crate::bucket::Counts::{self, Any, Sent};
    use crate::day::Day;
    use proptest::strategy::Strategy;

    fn gathered(known: i32, events: &[(i32, bool)]) -> Contacts {
        let mut contacts = Contacts::new(Day(known));
        events.iter().for_each(|(day, by_user)| contacts.add(Day(*day), *by_user));
        contacts
    }

    fn naive(events: &[(i32, bool)], counts: Counts, today: i32) -> Option<Day> {
        let counted = events.iter().filter(|(day, by_user)| *day <= today && (*by_user || counts == Any));
        counted.map(|(day, _)| Day(*day)).max()
    }

    #[test]
    fn the_last_contact_is_the_latest_that_has_happened() {
        for (events, counts, today, expected) in [
            (&[][..], Any, 100, None),
            (&[(90, false)], Any, 100, Some(90)),
            (&[(90, false)], Sent, 100, None),
            (&[(90, false), (80, true)], Sent, 100, Some(80)),
            (&[(90, false), (80, true)], Any, 100, Some(90)),
            (&[(100, true)], Any, 100, Some(100)),
            // Not before its day.
            (&[(90, true), (101, true)], Any, 100, Some(90)),
            (&[(90, true), (101, true)], Any, 101, Some(101)),
            (&[(90, true), (101, false)], Sent, 101, Some(90)),
            (&[(101, false), (101, true)], Sent, 101, Some(101)),
            (&[(90, true), (107, true), (104, true)], Any, 106, Some(104)),
        ] {
            assert_eq!(gathered(98, events).latest(counts, Day(today)), expected.map(Day), "{events:?} {today}");
        }
    }

    #[test]
    fn the_next_change_is_known() {
        let contacts = gathered(98, &[(90, true), (104, false), (107, true)]);
        for (today, expected) in [(98, Some(104)), (103, Some(104)), (104, Some(107)), (107, None)] {
            assert_eq!(contacts.next(Day(today)), expected.map(Day), "{today}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_order_gives_what_counting_afresh_gives(
            (events, order) in proptest::collection::vec((80_i32..120, proptest::bool::ANY), 0..12)
                .prop_flat_map(|it| (proptest::strategy::Just(it.clone()), proptest::strategy::Just(it).prop_shuffle())),
            known in 85_i32..115,
            advanced in 0_i32..20,
            after in 0_i32..30,
        ) {
            let contacts = gathered(known, &events);
            let mut otherwise = gathered(known, &order);
            order.iter().for_each(|(day, by_user)| otherwise.add(Day(*day), *by_user));
            proptest::prop_assert_eq!(&contacts, &otherwise);
            otherwise.advance(Day(known + advanced));
            proptest::prop_assert_eq!(&otherwise, &gathered(known + advanced, &events));
            for counts in [Any, Sent] {
                let expected = naive(&events, counts, known + after);
                proptest::prop_assert_eq!(contacts.latest(counts, Day(known + after)), expected);
                let expected = naive(&events, counts, known + advanced + after);
                proptest::prop_assert_eq!(otherwise.latest(counts, Day(known + advanced + after)), expected);
            }
        }
    }
}
