//! How strong a relationship is: a number that follows from its months alone.
//!
//! All in whole numbers, so that every machine finds the same.

use crate::day::Day;
use serde::{Deserialize, Serialize};

/// The messages with someone, by month. Their order does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Months(Vec<Month>);

/// The messages of a month in which there were some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// Which, as [`Day::month`] counts.
    pub month: i32,
    /// How many the user sent.
    pub sent: u32,
    /// How many they sent.
    pub received: u32,
}

impl Months {
    /// Adds a message. A call or a meeting is one each way.
    pub fn add(&mut self, month: i32, by_user: bool) {
        let at = match self.0.binary_search_by_key(&month, |it| it.month) {
            Ok(at) => at,
            Err(at) => {
                // Most have few.
                self.0.reserve_exact(1);
                self.0.insert(at, Month { month, sent: 0, received: 0 });
                at
            }
        };
        if let Some(it) = self.0.get_mut(at) {
            it.sent = it.sent.saturating_add(by_user.into());
            it.received = it.received.saturating_add((!by_user).into());
        }
    }

    /// The months, the first one first.
    #[must_use]
    pub fn all(&self) -> &[Month] {
        &self.0
    }

    /// Those up to a day's month.
    fn until(&self, day: Day) -> &[Month] {
        let month = day.month();
        self.0.get(..self.0.partition_point(|it| it.month <= month)).unwrap_or_default()
    }
}

/// How strong a relationship is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strength {
    /// The number today, 0 to 100: see [`number`].
    pub now: u8,
    /// What it is called. `None`: only one of the two ever wrote.
    pub label: Option<StrengthLabel>,
    /// The number at the ends of the eleven months before, and today.
    pub history: [u8; 12],
}

/// What the number is called, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum StrengthLabel {
    /// 60 and more.
    Strong,
    /// Less, and no less than it used to be.
    Steady,
    /// Less than two thirds of what it was at its best within the twelve months.
    Fading,
    /// Less than 10.
    Lost,
}

/// The weight of a month's messages halves after this many days: half a year, since a friendship outlives a silent
/// summer.
const MEMORY_HALF_LIFE_DAYS: u64 = 182;
/// Recency halves after this many days.
const RECENCY_HALF_LIFE_DAYS: u64 = 120;
/// Maximum number of messages of one side in a month that count: one busy project is no friendship.
const MAX_MONTHLY: u32 = 6;
/// This many remembered messages make half of the full frequency: it is what one a month comes to.
const HALF_FREQUENCY: u64 = 9;
/// Maximum length that counts, in months.
const MAX_LENGTH_MONTHS: u64 = 36;

/// How strong a relationship is today, and has been.
#[must_use]
pub fn strength(months: &Months, today: Day) -> Strength {
    let mut history = [0; 12];
    for (back, number_then) in (0..).zip(history.iter_mut().rev()) {
        let day = if back == 0 { today } else { Day::last_of(today.month() - back) };
        *number_then = number(months, day);
    }
    let now = number(months, today);
    let best = history.iter().copied().max().unwrap_or(now);
    let both = months
        .until(today)
        .iter()
        .fold((false, false), |(sent, received), it| (sent || it.sent > 0, received || it.received > 0));
    let label = match now {
        _ if both != (true, true) => None,
        0..10 => Some(StrengthLabel::Lost),
        now if u16::from(now) * 3 < u16::from(best) * 2 => Some(StrengthLabel::Fading),
        60.. => Some(StrengthLabel::Strong),
        _ => Some(StrengthLabel::Steady),
    };
    Strength { now, label, history }
}

/// The number on a day, 0 to 100, of what was written up to its month:
///
/// `100 × reciprocity × (0.4 recency + 0.6 frequency) × (0.7 + 0.3 length)`, each of them between 0 and 1:
///
/// - *Recency* is 1 in the month of the last message, and halves every 120 days after its end.
/// - *Frequency* is n / (n + 9), where n counts the messages of both sides, at most six a month of each, and a month
///   weighs half as much every 182 days after its end. One message a month for ever comes to a half, one a week to 0.8.
/// - *Reciprocity* is thrice the share of the side that wrote less of those n, and at most 1: who writes a third of it
///   does their part. One-way mail is no relationship: 0.
/// - *Length* goes from the first to the last month, and is 1 from three years on.
///
/// Reciprocity multiplies, since without it the rest means nothing; length only adds, since a new friend is one.
#[must_use]
pub fn number(months: &Months, day: Day) -> u8 {
    const ONE: u64 = 1 << 20;
    const FULL: u64 = 1_000;
    let months = months.until(day);
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return 0 };
    let age = |it: &Month| u64::from(day.after(Day::last_of(it.month)).max(0).unsigned_abs());
    let (mut sent, mut received) = (0, 0);
    for it in months {
        let weight = halved(ONE, age(it), MEMORY_HALF_LIFE_DAYS);
        sent += weight * u64::from(it.sent.min(MAX_MONTHLY));
        received += weight * u64::from(it.received.min(MAX_MONTHLY));
    }
    let both = sent + received;
    if both == 0 {
        return 0;
    }
    let recency = halved(FULL, age(last), RECENCY_HALF_LIFE_DAYS);
    let frequency = FULL * both / (both + HALF_FREQUENCY * ONE);
    let reciprocity = (3 * FULL * sent.min(received) / both).min(FULL);
    let length = (FULL * u64::from(last.month.abs_diff(first.month)) / MAX_LENGTH_MONTHS).min(FULL);
    let number = reciprocity * (4 * recency + 6 * frequency) * (7 * FULL + 3 * length);
    // To the nearest.
    let whole = FULL * 10 * FULL * 10 * FULL / 100;
    ((number + whole / 2) / whole).min(100) as u8
}

/// A glance at a relationship from its totals alone, to put people in an order without a look at every message: the
/// messages of the side that wrote less count fully, those of the other beyond that a quarter, and all of it halves
/// every 120 days after the last. It is larger for the more recent and the stronger, and means nothing by itself.
#[must_use]
pub fn rough_strength(sent: u32, received: u32, last: Day, today: Day) -> u64 {
    // More of it is no stronger, as in the number.
    const MOST: u32 = 200;
    let (sent, received) = (sent.min(MOST), received.min(MOST));
    let weight = u64::from(sent.min(received)) * 4 + u64::from(sent.abs_diff(received));
    halved(weight << 32, u64::from(today.after(last).max(0).unsigned_abs()), RECENCY_HALF_LIFE_DAYS)
}

/// What is left of a value that halves after each half-life, in straight lines from half to half.
fn halved(value: u64, days: u64, half: u64) -> u64 {
    let halvings = u32::try_from(days / half).unwrap_or(u32::MAX);
    let whole = value.checked_shr(halvings).unwrap_or(0);
    whole - whole * (days % half) / (2 * half)
}

#[cfg(test)]
mod tests {
    use super::{Months, StrengthLabel, halved, number, strength};
    use crate::day::{Day, day};
    use proptest::strategy::{Just, Strategy};

    const TODAY: &str = "2026-11-26";

    /// So many months before this one, sent and received in each; `every`: that one and each so many before it.
    fn months(rows: &[(std::ops::Range<i32>, usize, u32, u32)]) -> Months {
        let mut months = Months::default();
        for (back, every, sent, received) in rows {
            for back in back.clone().step_by(*every) {
                (0..*sent).for_each(|_| months.add(day(TODAY).month() - back, true));
                (0..*received).for_each(|_| months.add(day(TODAY).month() - back, false));
            }
        }
        months
    }

    #[test]
    fn a_number_follows_from_recency_frequency_reciprocity_and_length() {
        use StrengthLabel::{Fading, Lost, Steady, Strong};
        for (rows, number, label, what) in [
            (&[][..], 0, None, "nothing"),
            (&[(0..48, 1, 2, 2)], 89, Some(Strong), "a letter a week for years"),
            (&[(0..48, 1, 6, 6)], 96, Some(Strong), "every other day"),
            (&[(0..48, 1, 90, 90)], 96, Some(Strong), "all day: no more than that"),
            (&[(0..48, 1, 1, 1)], 81, Some(Strong), "one each way a month"),
            (&[(0..6, 1, 2, 2)], 60, Some(Strong), "a letter a week, for half a year"),
            (&[(0..1, 1, 1, 1)], 36, Some(Steady), "an answer to the first letter"),
            (&[(0..1, 1, 80, 80)], 52, Some(Steady), "one busy month"),
            (&[(1..48, 3, 1, 1)], 61, Some(Strong), "four times a year"),
            (&[(2..48, 3, 1, 1)], 54, Some(Steady), "four times a year, some time ago"),
            (&[(6..48, 1, 2, 2)], 56, Some(Fading), "a letter a week, until half a year ago"),
            (&[(12..60, 1, 2, 2)], 36, Some(Fading), "a year ago"),
            (&[(24..72, 1, 2, 2)], 13, Some(Fading), "two years ago"),
            (&[(36..84, 1, 2, 2)], 4, Some(Lost), "three years ago"),
            (&[(400..440, 1, 2, 2)], 0, Some(Lost), "half a life ago"),
            (&[(0..48, 1, 0, 4)], 0, None, "they alone wrote"),
            (&[(0..48, 1, 4, 0)], 0, None, "I alone wrote"),
            (&[(0..48, 1, 1, 2)], 86, Some(Strong), "I wrote a third"),
            (&[(0..48, 1, 1, 6)], 40, Some(Steady), "I wrote one of seven"),
            (&[(0..48, 1, 0, 4), (24..25, 1, 1, 0)], 0, Some(Lost), "I answered once, long ago"),
            (&[(-3..0, 1, 4, 4)], 0, None, "from the future"),
        ] {
            let got = strength(&months(rows), day(TODAY));
            assert_eq!((got.now, got.label), (number, label), "{what}: {got:?}");
        }
    }

    #[test]
    fn it_has_a_little_history() {
        for (rows, expected) in [
            ((0..6, 1, 2, 2), [0, 0, 0, 0, 0, 0, 41, 48, 52, 55, 58, 60]),
            ((1..48, 3, 1, 1), [51, 66, 60, 53, 66, 59, 53, 66, 59, 53, 66, 61]),
            ((6..48, 1, 2, 2), [88, 88, 88, 88, 88, 88, 82, 76, 70, 63, 59, 56]),
        ] {
            assert_eq!(strength(&months(std::slice::from_ref(&rows)), day(TODAY)).history, expected, "{rows:?}");
        }
    }

    #[test]
    fn it_does_not_jump_at_the_first_of_a_month() {
        let months = months(&[(0..48, 1, 2, 2)]);
        let numbers: Vec<u8> = (0..400).map(|days| number(&months, day(TODAY).plus(days))).collect();
        assert!(numbers.is_sorted_by(|one, next| one >= next && one - next <= 1), "{numbers:?}");
    }

    #[test]
    fn a_value_halves_and_ends_at_nothing() {
        for (days, expected) in
            [(0, 1_000), (60, 750), (120, 500), (180, 375), (240, 250), (120 * 70, 0), (u64::MAX, 0)]
        {
            assert_eq!(halved(1_000, days, 120), expected, "{days}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_order_does_not_matter_and_a_number_is_one(
            (events, order) in proptest::collection::vec((0_i32..60, proptest::bool::ANY), 0..40)
                .prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
            today in proptest::num::i32::ANY,
            near in 0_i32..3_000,
        ) {
            let gathered = |events: &[(i32, bool)]| {
                let mut months = Months::default();
                events.iter().for_each(|(month, by_user)| months.add(1970 * 12 + month, *by_user));
                months
            };
            let months = gathered(&events);
            proptest::prop_assert_eq!(&months, &gathered(&order));
            for today in [Day(today), Day(near)] {
                let it = strength(&months, today);
                proptest::prop_assert!(it.now <= 100 && it.history[11] == it.now);
                proptest::prop_assert_eq!(it.history[10], number(&months, Day::last_of(today.month() - 1)));
            }
        }
    }

    #[test]
    fn a_glance_puts_the_recent_and_mutual_first() {
        let today = Day(20_000);
        let rough_strength =
            |(sent, received, ago): (u32, u32, i32)| super::rough_strength(sent, received, today.plus(-ago), today);
        // From the first to the last.
        let order =
            [(900, 900, 0), (200, 200, 1), (50, 50, 5), (50, 50, 60), (0, 90, 5), (3, 3, 0), (1, 0, 0), (1, 0, 300)];
        for pair in order.windows(2) {
            assert!(rough_strength(pair[0]) > rough_strength(pair[1]), "{pair:?}");
        }
        assert_eq!(rough_strength((0, 0, 0)), 0);
        assert_eq!(rough_strength((5, 5, -3)), rough_strength((5, 5, 0)), "what is to come is no more than today");
        assert_eq!(super::rough_strength(u32::MAX, u32::MAX, Day(i32::MIN), Day(i32::MAX)), 0);
    }
}
