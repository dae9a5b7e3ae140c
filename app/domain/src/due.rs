//! When someone is due: who is reminded of, from which day on, and why.
//!
//! What someone's due day is follows from what was decided ([`Plan`]), from when there was contact ([`Contacts`]) and
//! from what day it is. Nothing here is kept.

use crate::bucket::Counts;
use crate::contacts::Contacts;
use crate::day::{Day, Interval};
use serde::{Deserialize, Serialize};

/// What was decided of someone that bears on when they are due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub buckets: Vec<Membership>,
    /// An interval of their own, in place of those of all their buckets.
    pub own: Option<Interval>,
    /// They were snoozed.
    pub snooze: Option<Snooze>,
    /// They were skipped on that day: the clock began anew, without a contact.
    pub skipped: Option<Day>,
    /// Reminders about them are turned off.
    pub reminders_off: bool,
    /// They unsubscribed, and the user leaves such people out.
    pub unsubscribed: bool,
}

/// Someone's place in a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    pub bucket: u64,
    /// The bucket's interval. `None`: a plain group.
    pub interval: Option<Interval>,
    /// What counts in it as contact.
    pub counts: Counts,
    /// The day they came in.
    pub entered: Day,
}

/// Hides someone for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snooze {
    /// The day on which they come back.
    pub until: Day,
    /// The day on which that was said. When the clock begins anew after it, nothing is left to be snoozed.
    pub made: Day,
}

/// Whether someone is ever due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Due {
    /// Never, for that reason.
    NotReminded(NotRemindedReason),
    On(DueDay),
}

/// Why someone is not reminded of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NotRemindedReason {
    NoBucket,
    /// None of their buckets has an interval, nor have they.
    OnlyPlainGroups,
    /// They would be, but reminders about them are turned off.
    TurnedOff,
    /// They would be, but they unsubscribed, and the user leaves such people out.
    Unsubscribed,
}

/// When someone is due, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueDay {
    pub day: Day,
    /// From when the interval is counted.
    pub since: Since,
    pub interval: Interval,
    /// Whose interval it is. `None`: their own.
    pub bucket: Option<u64>,
    /// The later day until which they are hidden.
    pub snoozed: Option<Day>,
}

/// From when an interval is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Since {
    /// From the last contact.
    Contact(Day),
    /// There was none: from when they came into the bucket.
    Entered(Day),
    /// From when they were skipped.
    Skipped(Day),
}

/// How someone stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DueState {
    /// They were due this many days ago.
    Overdue(u32),
    /// They are due that day.
    Today,
    /// They will be due in this many days, [`COMING_DAYS`] at most.
    Coming(u32),
    /// They will be later.
    Later,
}

/// How many days ahead are shown.
pub const COMING_DAYS: u32 = 14;

/// When someone is due, as things stand today.
///
/// | What | Rule |
/// |---|---|
/// | Contact | Counts by the day on which it happened, also if that was before they came into the bucket; never from the future. |
/// | Due | The last contact and the interval; without any contact, the day they came in and the interval. |
/// | Skip | Stands for a contact on that day. |
/// | Several buckets | Each by its own interval and by what counts in it; the earliest day rules, of equal ones the shortest interval. |
/// | Own interval | In place of those of all buckets, of plain groups too; from the earliest entry. Only what the user sent counts, if that is so in any of the buckets that have an interval. |
/// | Snooze | Hides until its day has come, unless the clock began anew (contact or skip) on a later day than the snooze was made on. |
/// | Reminders off | Hides for good. |
/// | Unsubscribed | Hides as long as the user leaves out those who did. |
///
/// Once there was contact, more of it never makes the day earlier.
#[must_use]
pub fn due(plan: &Plan, contacts: &Contacts, today: Day) -> Due {
    let rules = plan.buckets.iter().filter_map(|place| {
        let &Membership { bucket, interval, counts, entered } = place;
        Some(DueRule { bucket: Some(bucket), interval: interval?, counts, entered })
    });
    let reminder = |rule: DueRule| rule.reminder(plan, contacts, today);
    let first = match plan.own_rule() {
        Some(own) => Some(reminder(own)),
        None => rules.map(reminder).min_by_key(|it| (it.day, it.interval.days(), it.bucket)),
    };
    match first {
        _ if plan.buckets.is_empty() => Due::NotReminded(NotRemindedReason::NoBucket),
        None => Due::NotReminded(NotRemindedReason::OnlyPlainGroups),
        Some(_) if plan.reminders_off => Due::NotReminded(NotRemindedReason::TurnedOff),
        Some(_) if plan.unsubscribed => Due::NotReminded(NotRemindedReason::Unsubscribed),
        Some(reminder) => Due::On(reminder),
    }
}

/// What one bucket says, or someone's own interval.
struct DueRule {
    bucket: Option<u64>,
    interval: Interval,
    counts: Counts,
    entered: Day,
}

impl DueRule {
    fn reminder(self, plan: &Plan, contacts: &Contacts, today: Day) -> DueDay {
        let Self { bucket, interval, counts, entered } = self;
        let skipped = plan.skipped.filter(|day| *day <= today);
        let since = match (contacts.latest(counts, today), skipped) {
            (Some(contact), Some(skipped)) if skipped > contact => Since::Skipped(skipped),
            (Some(contact), _) => Since::Contact(contact),
            (None, Some(skipped)) if skipped >= entered => Since::Skipped(skipped),
            (None, _) => Since::Entered(entered),
        };
        let day = interval.after(since.day());
        let began_anew = |made: Day| !matches!(since, Since::Entered(_)) && since.day() > made;
        let snooze = plan.snooze.filter(|it| it.until > today.max(day) && !began_anew(it.made));
        DueDay { day, since, interval, bucket, snoozed: snooze.map(|it| it.until) }
    }
}

impl Plan {
    fn own_rule(&self) -> Option<DueRule> {
        let interval = self.own?;
        let entered = self.buckets.iter().map(|place| place.entered).min()?;
        let timed = self.buckets.iter().filter(|place| place.interval.is_some());
        let counts = timed.map(|place| place.counts).max().unwrap_or_default();
        Some(DueRule { bucket: None, interval, counts, entered })
    }
}

impl Since {
    /// The day.
    #[must_use]
    pub const fn day(self) -> Day {
        match self {
            Self::Contact(day) | Self::Entered(day) | Self::Skipped(day) => day,
        }
    }
}

impl DueDay {
    /// The day on which they are shown as due: not before they come back.
    #[must_use]
    pub fn shown(&self) -> Day {
        self.snoozed.unwrap_or(self.day)
    }

    /// How they stand today.
    #[must_use]
    pub fn state(&self, today: Day) -> DueState {
        let ahead = self.shown().after(today);
        match ahead.unsigned_abs() {
            0 => DueState::Today,
            days if ahead < 0 => DueState::Overdue(days),
            days @ ..=COMING_DAYS => DueState::Coming(days),
            _ => DueState::Later,
        }
    }

    /// How overdue they are in proportion to the interval, in thousandths: 0 on the day itself, 1000 when another
    /// whole interval has passed, below 0 before. A snooze does not matter.
    #[must_use]
    pub fn urgency(&self, today: Day) -> i32 {
        let late = i64::from(today.after(self.day)) * 1_000 / i64::from(self.interval.days());
        late.clamp(i32::MIN.into(), i32::MAX.into()) as i32
    }

    /// By what those to write to are ordered, the highest first: the silence in proportion to the interval, weighted by
    /// the strength of the relationship (0 to 100, see [`strength`](crate::strength)). The strongest weigh three times
    /// what those weigh with whom there is nothing (yet).
    #[must_use]
    pub fn priority(&self, today: Day, strength: u8) -> i64 {
        (i64::from(self.urgency(today)) + 1_000).max(0) * (50 + i64::from(strength.min(100)))
    }
}

#[cfg(test)]
mod tests;
