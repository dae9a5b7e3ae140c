//! Pipelines: what may become of a company or a person, stage by stage, and when to follow it up.

use crate::day::Day;
use crate::ids::{CompanyId, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A pipeline, as the user made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    /// A random id.
    pub id: u64,
    /// What it is called.
    pub name: String,
    /// Its open stages, from the first to the last. Won and lost are no stages: every pipeline ends in them.
    pub stages: Vec<Stage>,
}

/// A stage that a lead is in while it is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// A random id, no other stage's.
    pub id: u64,
    /// What it is called.
    pub name: String,
    /// A follow-up is due when the silence is longer than this many days. `None`: never.
    pub days: Option<u16>,
}

/// Whom a lead is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LeadParty {
    Person(PersonId),
    /// A company: contact with any of its people counts.
    Company(CompanyId),
}

/// What was typed of a lead. Where it is, is decided apart ([`LeadPlace`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    pub pipeline: u64,
    /// Whom it is about.
    pub party: LeadParty,
    /// What it is about. Empty: the name of whom it is about says it.
    pub title: String,
    /// What it is worth, in whole units of the one currency. `None`: not known.
    pub value: Option<u64>,
    /// When it is expected to be decided.
    pub expected: Option<Day>,
}

/// Where a lead is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LeadPlace {
    /// In the stage of that number.
    Stage(u64),
    /// It came to something.
    Won,
    /// It came to nothing.
    Lost,
}

/// Where a lead is, and since which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadPlaceSince {
    pub place: LeadPlace,
    /// The day it came there.
    pub since: Day,
}

/// That a follow-up is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// How many days it has been silent, or in the stage.
    pub ago: u32,
    /// How many days of silence the stage allows.
    pub days: u16,
    /// Whether the silence began with a contact; else with the day on which the lead came into the stage.
    pub contact: bool,
}

/// The stages of a new pipeline, each with its days.
pub const TEMPLATE: [(&str, u16); 4] = [("New", 3), ("Talking", 7), ("Proposal", 5), ("Negotiation", 7)];

impl Pipeline {
    /// A pipeline with the stages of the [`TEMPLATE`], each with a number that is given out.
    #[must_use]
    pub fn of_template(id: u64, name: &str, mut number: impl FnMut() -> u64) -> Self {
        let stage = |(name, days): (&str, u16)| Stage { id: number(), name: name.to_owned(), days: Some(days) };
        Self { id, name: name.to_owned(), stages: TEMPLATE.into_iter().map(stage).collect() }
    }

    /// The stage of that number.
    #[must_use]
    pub fn stage(&self, id: u64) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// Where a lead shows that was put there: a stage that is not known is the first.
    #[must_use]
    pub fn shown(&self, place: LeadPlace) -> LeadPlace {
        match place {
            LeadPlace::Stage(id) if self.stage(id).is_none() => {
                self.stages.first().map_or(place, |first| LeadPlace::Stage(first.id))
            }
            place => place,
        }
    }

    /// The stage beside one, `by` steps on. `None` at the ends, and of what is closed.
    #[must_use]
    pub fn beside(&self, place: LeadPlace, by: isize) -> Option<LeadPlace> {
        let LeadPlace::Stage(id) = place else { return None };
        let at = self.stages.iter().position(|stage| stage.id == id)?;
        let stage = self.stages.get(at.checked_add_signed(by)?)?;
        Some(LeadPlace::Stage(stage.id))
    }

    /// Without a stage. The last one stays.
    #[must_use]
    pub fn without(mut self, id: u64) -> Self {
        if self.stages.len() > 1 {
            self.stages.retain(|stage| stage.id != id);
        }
        self
    }

    /// With a stage moved on by `by` places.
    #[must_use]
    pub fn reordered(mut self, id: u64, by: isize) -> Self {
        if let Some(at) = self.stages.iter().position(|stage| stage.id == id)
            && let Some(to) = at.checked_add_signed(by).filter(|to| *to < self.stages.len())
        {
            self.stages.swap(at, to);
        }
        self
    }

    /// In which stage the leads of each stage are that `new` has no more: in the nearest one before it that is left, or
    /// else in the first.
    #[must_use]
    pub fn moved(&self, new: &Self) -> BTreeMap<u64, u64> {
        let Some(first) = new.stages.first() else { return BTreeMap::new() };
        let mut moved = BTreeMap::new();
        let mut before = first.id;
        for stage in &self.stages {
            match new.stage(stage.id) {
                Some(_) => before = stage.id,
                None => drop(moved.insert(stage.id, before)),
            }
        }
        moved
    }
}

impl LeadPlace {
    /// Whether it is in a stage: not yet decided.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Stage(_))
    }
}

/// Whether a follow-up is due.
///
/// | What | Rule |
/// |---|---|
/// | Silence | Since the last contact or since the lead came into the stage, whichever is later; nothing counts from the future. |
/// | Due | When the silence is longer than the days of the stage. |
/// | A stage without days | Never. |
#[must_use]
pub fn follow_up(days: Option<u16>, since: Day, contact: Option<Day>, today: Day) -> Option<FollowUp> {
    let days = days?;
    let contact = contact.filter(|contact| *contact <= today && *contact >= since);
    let ago = u32::try_from(today.after(contact.unwrap_or(since))).ok()?;
    (ago > u32::from(days)).then_some(FollowUp { ago, days, contact: contact.is_some() })
}

/// How many leads there are, and what those of a known value are worth together.
#[must_use]
pub fn sum(values: impl IntoIterator<Item = Option<u64>>) -> (u32, u64) {
    values.into_iter().fold((0, 0), |(count, sum), value| (count + 1, sum.saturating_add(value.unwrap_or(0))))
}

/// An amount as it was typed: digits, with whatever separates thousands. `None` if it is no whole amount.
#[must_use]
pub fn parse_value(typed: &str) -> Option<u64> {
    let bare: String =
        typed.chars().filter(|sign| !matches!(sign, '\'' | '’' | '_') && !sign.is_whitespace()).collect();
    // A point or a comma that is followed by three digits separates thousands; another begins a fraction.
    let groups: Vec<&str> = bare.split(['.', ',']).collect();
    let is_grouped = groups.iter().skip(1).all(|group| group.len() == 3);
    if bare.is_empty() || !is_grouped || !groups.concat().chars().all(|sign| sign.is_ascii_digit()) {
        return None;
    }
    groups.concat().parse().ok()
}

/// An amount with its thousands apart, and the currency if one was chosen: `12,500 EUR`.
#[must_use]
pub fn amount(value: u64, currency: &str) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !currency.is_empty() {
        out.push('\u{a0}');
        out.push_str(currency);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::day;

    fn sales() -> Pipeline {
        let mut next = 0;
        Pipeline::of_template(9, "Sales", || {
            next += 1;
            next
        })
    }

    #[test]
    fn a_follow_up_is_due_when_the_silence_is_longer_than_the_stage_allows() {
        let today = day("2026-11-26");
        for (days, since, contact, expected) in [
            // The last contact counts once the lead is there.
            (Some(7), 30, Some(9), Some((9, true))),
            (Some(7), 30, Some(8), Some((8, true))),
            (Some(7), 30, Some(7), None),
            (Some(7), 30, Some(0), None),
            // It came into the stage later than there was contact, or there was none.
            (Some(7), 8, Some(20), Some((8, false))),
            (Some(7), 7, Some(20), None),
            (Some(7), 8, None, Some((8, false))),
            (Some(7), 0, None, None),
            (Some(7), 8, Some(8), Some((8, true))),
            // Nothing counts from the future.
            (Some(7), 10, Some(-3), Some((10, false))),
            (Some(7), -2, None, None),
            (Some(0), 1, None, Some((1, false))),
            (Some(0), 0, None, None),
            (None, 900, None, None),
        ] {
            let contact = contact.map(|ago: i32| today.plus(-ago));
            let found = follow_up(days, today.plus(-since), contact, today);
            assert_eq!(found.map(|it| (it.ago, it.contact)), expected, "{days:?} {since} {contact:?}");
        }
    }

    #[test]
    fn values_are_summed_typed_and_written() {
        assert_eq!(sum([Some(1), None, Some(4)]), (3, 5));
        assert_eq!(sum([]), (0, 0));
        assert_eq!(sum([Some(u64::MAX), Some(1)]), (2, u64::MAX));
        for (typed, expected) in [
            ("12500", Some(12_500)),
            (" 12,500 ", Some(12_500)),
            ("12.500", Some(12_500)),
            ("1.250.000", Some(1_250_000)),
            ("12 500", Some(12_500)),
            ("0", Some(0)),
            ("12.5", None),
            ("12,50", None),
            ("1.250,50", None),
            ("-3", None),
            ("", None),
            ("many", None),
            ("99999999999999999999999", None),
        ] {
            assert_eq!(parse_value(typed), expected, "{typed}");
        }
        for (value, currency, expected) in [
            (0, "", "0"),
            (999, "EUR", "999\u{a0}EUR"),
            (12_500, "EUR", "12,500\u{a0}EUR"),
            (1_250_000, "", "1,250,000"),
        ] {
            assert_eq!(amount(value, currency), expected);
        }
    }

    #[test]
    fn a_lead_moves_from_stage_to_stage_and_not_beyond() {
        let sales = sales();
        for (from, by, expected) in [
            (LeadPlace::Stage(1), 1, Some(LeadPlace::Stage(2))),
            (LeadPlace::Stage(2), -1, Some(LeadPlace::Stage(1))),
            (LeadPlace::Stage(1), -1, None),
            (LeadPlace::Stage(4), 1, None),
            (LeadPlace::Won, 1, None),
            (LeadPlace::Lost, -1, None),
            (LeadPlace::Stage(77), 1, None),
        ] {
            assert_eq!(sales.beside(from, by), expected, "{from:?} {by}");
        }
        assert_eq!(sales.shown(LeadPlace::Stage(77)), LeadPlace::Stage(1));
        assert_eq!(sales.shown(LeadPlace::Stage(3)), LeadPlace::Stage(3));
        assert_eq!(sales.shown(LeadPlace::Lost), LeadPlace::Lost);
    }

    #[test]
    fn leads_of_a_stage_that_is_gone_are_in_the_one_before_it() {
        let sales = sales();
        let moved = |new: &Pipeline| sales.moved(new).into_iter().collect::<Vec<_>>();
        assert_eq!(moved(&sales), []);
        assert_eq!(moved(&sales.clone().without(3)), [(3, 2)]);
        assert_eq!(moved(&sales.clone().without(3).without(2)), [(2, 1), (3, 1)]);
        // The first has none before it.
        assert_eq!(moved(&sales.clone().without(1)), [(1, 2)]);
        let only = sales.clone().without(1).without(2).without(3).without(4);
        assert_eq!(only.stages.len(), 1, "the last one stays");
        assert_eq!(moved(&only), [(1, 4), (2, 4), (3, 4)]);
        let ids = |it: Pipeline| it.stages.iter().map(|stage| stage.id).collect::<Vec<_>>();
        assert_eq!(ids(sales.clone().reordered(2, -1)), [2, 1, 3, 4]);
        assert_eq!(ids(sales.clone().reordered(1, -1)), [1, 2, 3, 4]);
        assert_eq!(ids(sales.reordered(4, 1)), [1, 2, 3, 4]);
    }
}
