//! When a meeting begins that repeats (RRULE, RDATE and EXDATE of RFC 5545).
//!
//! A series is followed once, when it is read, so that nothing has to be followed again later and nothing needs a time
//! zone any more.

use super::zones::{Clock, Zones};
use ical::recur::expand::IcalRecurExpand;
use ical::recur::{IcalRecurDateTime, IcalRecurFreq, IcalRecurRule};
use std::collections::{BTreeSet, VecDeque};

/// Maximum number of times at which a meeting that repeats takes place: the latest count.
pub const MAX_STARTS: usize = 1_000;

/// How many days, weeks, months or years all series of a calendar may run through. What would run longer takes place
/// once.
const MAX_PERIODS: i64 = 100_000;

/// How many days these may have together: each is looked at.
const MAX_DAYS: i64 = 5_000_000;

/// Maximum number of values in a part of a rule.
const MAX_VALUES: usize = 64;

/// Maximum number of rules of one series.
const MAX_RULES: usize = 4;

/// How many periods, and how many days, may still be run through.
pub(super) struct Budget {
    periods: i64,
    days: i64,
}

impl Budget {
    pub(super) const fn new() -> Self {
        Self { periods: MAX_PERIODS, days: MAX_DAYS }
    }
}

/// What is said of a series.
pub(super) struct Series<'a> {
    /// When it begins, as a clock shows it.
    pub(super) start: IcalRecurDateTime,
    pub(super) clock: &'a Clock,
    /// The rules, as they are written.
    pub(super) rules: Vec<&'a str>,
    /// When it takes place besides, and when it does not, in seconds.
    pub(super) more: Vec<i64>,
    pub(super) except: BTreeSet<i64>,
}

impl Series<'_> {
    /// When it begins each time up to `until`, ascending; the latest [`MAX_STARTS`].
    pub(super) fn starts(&self, zones: &mut Zones<'_>, until: i64, budget: &mut Budget) -> Vec<i64> {
        let mut starts: BTreeSet<i64> =
            self.more.iter().copied().chain([zones.moment(self.start, self.clock)]).collect();
        for written in self.rules.iter().take(MAX_RULES) {
            starts.extend(self.by_rule(written, zones, until, budget));
        }
        let skipped = starts.len().saturating_sub(MAX_STARTS + self.except.len());
        let mut starts: Vec<i64> =
            starts.into_iter().skip(skipped).filter(|start| !self.except.contains(start)).collect();
        starts.drain(..starts.len().saturating_sub(MAX_STARTS));
        starts
    }

    fn by_rule(&self, written: &str, zones: &mut Zones<'_>, until: i64, budget: &mut Budget) -> VecDeque<i64> {
        let mut starts = VecDeque::new();
        let Ok(mut rule) = IcalRecurRule::parse(written) else { return starts };
        let last = last(written, self.clock, zones).map_or(until, |last| last.min(until));
        let Some(days) = days(&rule) else { return starts };
        let periods =
            (last.saturating_sub(self.start.seconds()) / 86_400 / days / i64::from(rule.interval.max(1))).max(0);
        let all_days = periods.saturating_mul(days);
        if periods > budget.periods || all_days > budget.days {
            return starts;
        }
        budget.periods -= periods;
        budget.days -= all_days;
        // A clock shows no more than a day before or after.
        rule.until = Some(IcalRecurDateTime::from_seconds(last.saturating_add(86_400)));
        for shown in IcalRecurExpand::new(rule, self.start) {
            let start = zones.moment(shown, self.clock);
            if start > last {
                break;
            }
            // A period may hold many: every day of a year.
            budget.periods -= 1;
            if budget.periods < 0 {
                return VecDeque::new();
            }
            starts.push_back(start);
            if starts.len() > MAX_STARTS + self.except.len() {
                starts.pop_front();
            }
        }
        starts
    }
}

/// How many days a period of the rule has at least. `None`: no meeting repeats like this.
fn days(rule: &IcalRecurRule) -> Option<i64> {
    let lists = [
        rule.by_day.len(),
        rule.by_month_day.len(),
        rule.by_year_day.len(),
        rule.by_week_no.len(),
        rule.by_month.len(),
        rule.by_set_pos.len(),
    ];
    let times = [rule.by_second.len(), rule.by_minute.len(), rule.by_hour.len()];
    if lists.iter().any(|len| *len > MAX_VALUES) || times.iter().any(|len| *len > 1) {
        return None;
    }
    match rule.freq {
        IcalRecurFreq::Yearly => Some(365),
        IcalRecurFreq::Monthly => Some(28),
        IcalRecurFreq::Weekly => Some(7),
        IcalRecurFreq::Daily => Some(1),
        _ => None,
    }
}

/// The last moment of a rule, if it says one: UTC, a time as the clock of the series shows it, or a whole day.
fn last(written: &str, clock: &Clock, zones: &mut Zones<'_>) -> Option<i64> {
    let mut parts = written.split(';').filter_map(|part| part.split_once('='));
    let (_, until) = parts.find(|(name, _)| name.trim().eq_ignore_ascii_case("UNTIL"))?;
    let until = until.trim();
    let shown = IcalRecurDateTime::parse(until).ok()?;
    let clock = if until.ends_with(['Z', 'z']) { &Clock::Utc } else { clock };
    let of_day = if until.len() == "20261130".len() { 86_399 } else { 0 };
    Some(zones.moment(shown, clock).saturating_add(of_day))
}
