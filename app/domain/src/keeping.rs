//! What was decided about keeping in touch: of one person, and of what to be reminded of on a day.

use crate::bucket::Bucket;
use crate::day::{Day, Interval};
use crate::decision::LoggedContact;
use crate::due::{Membership, Plan, Snooze};
use crate::ids::PersonId;
use crate::phone::PhoneLog;
use std::collections::BTreeMap;

/// What was decided of someone, and of those who became part of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// The buckets they are in, by number, those that are gone among them: the day on which they came in.
    pub buckets: BTreeMap<u64, Day>,
    pub own: Option<Interval>,
    /// They were snoozed.
    pub snooze: Option<Snooze>,
    /// They were skipped on that day.
    pub skipped: Option<Day>,
    /// Reminders about them are turned off.
    pub reminders_off: bool,
    /// Contact that no message tells of, by number.
    pub logged: BTreeMap<u64, LoggedContact>,
    /// Contact from the files of a phone.
    pub phone: PhoneLog,
}

impl Keeping {
    /// Takes in what was decided of someone who became part of them. Both were meant: they are in the buckets of both,
    /// since the earlier day; what hides or counts from later wins; of single things the one who stays has the word.
    pub fn join(&mut self, other: Self) {
        for (bucket, day) in other.buckets {
            self.enter(bucket, day);
        }
        self.own = self.own.or(other.own);
        self.snooze = self.snooze.into_iter().chain(other.snooze).max_by_key(|it| (it.until, it.made));
        self.skipped = self.skipped.max(other.skipped);
        self.reminders_off |= other.reminders_off;
        for (item, logged) in other.logged {
            self.logged.entry(item).or_insert(logged);
        }
        self.phone.join(&other.phone);
    }

    /// They come into a bucket, unless they have been in it since an earlier day.
    pub fn enter(&mut self, bucket: u64, day: Day) {
        let entered = self.buckets.entry(bucket).or_insert(day);
        *entered = day.min(*entered);
    }

    /// When they are due follows from this, with the buckets that there are.
    #[must_use]
    pub fn plan(&self, buckets: &BTreeMap<u64, Bucket>) -> Plan {
        let place = |(number, entered): (&u64, &Day)| {
            let Bucket { interval, counts, .. } = buckets.get(number)?;
            Some(Membership { bucket: *number, interval: *interval, counts: *counts, entered: *entered })
        };
        Plan {
            buckets: self.buckets.iter().filter_map(place).collect(),
            own: self.own,
            snooze: self.snooze,
            skipped: self.skipped,
            reminders_off: self.reminders_off,
            unsubscribed: false,
        }
    }

    /// Whether any contact was logged by hand or came from a phone.
    #[must_use]
    pub fn is_told(&self) -> bool {
        !self.logged.is_empty() || !self.phone.is_empty()
    }

    /// Whether nothing is left of what was decided.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Something to be reminded of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Of whom, if it is about someone.
    pub person: Option<PersonId>,
    pub text: String,
    /// When; of one that comes again, for the first time.
    pub day: Day,
    /// How often it comes again.
    pub every: Option<Interval>,
    /// What it asked for up to that day is done.
    pub done: Option<Day>,
}

impl Reminder {
    /// The day on which it is due next, or has been since. `None`: it is done.
    #[must_use]
    pub fn next(&self) -> Option<Day> {
        match (self.done, self.every.filter(|every| every.count > 0)) {
            (Some(done), None) if done >= self.day => None,
            (Some(done), Some(every)) if done >= self.day => Some(every.next(self.day, done.plus(1))),
            _ => Some(self.day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reminder;
    use crate::day::{Interval, day};

    #[test]
    fn a_reminder_is_due_until_it_is_done_and_comes_again_after_that() {
        for (first, every, done, expected) in [
            ("2026-11-27", "", "", Some("2026-11-27")),
            ("2026-11-27", "", "2026-11-27", None),
            ("2026-11-27", "", "2026-12-05", None),
            // It was put to a later day after it was done.
            ("2026-11-27", "", "2026-11-20", Some("2026-11-27")),
            ("2026-11-27", "week", "", Some("2026-11-27")),
            ("2026-11-27", "week", "2026-11-27", Some("2026-12-04")),
            ("2026-11-27", "week", "2026-12-05", Some("2026-12-11")),
            ("2027-01-31", "month", "2027-02-28", Some("2027-03-31")),
        ] {
            let done = (!done.is_empty()).then(|| day(done));
            let asked =
                Reminder { person: None, text: "x".into(), day: day(first), every: Interval::parse(every), done };
            assert_eq!(asked.next(), expected.map(day), "{first} {every} {done:?}");
        }
        let never = Reminder {
            person: None,
            text: "x".into(),
            day: day("2026-11-27"),
            every: Some(Interval::days_of(0)),
            done: Some(day("2026-11-27")),
        };
        assert_eq!(never.next(), None);
    }
}
