//! What a pipeline says, in words.

use crate::i18n::{Text, t};
use crate::present::calendar::date;
use crate::present::leads::worth;
use kith_domain::pipeline::{TEMPLATE, sum};
use kith_engine::api::{LeadPlace, LeadRow};

/// What the stages of a new pipeline are called.
pub(crate) const STAGES: [Text; TEMPLATE.len()] = [
    t::pipeline::stage::new,
    t::pipeline::stage::talking,
    t::pipeline::stage::proposal,
    t::pipeline::stage::negotiation,
];

/// What a stage is for: by its name where that is one of a new pipeline’s, else by its place, which `at` says.
pub(crate) fn purpose(at: usize, name: &str) -> &'static str {
    let known = STAGES.iter().position(|title| title() == name);
    match (known, at) {
        (Some(0), _) | (None, 0) => t::pipeline::purpose::new(),
        (Some(1), _) => t::pipeline::purpose::talking(),
        (Some(2), _) => t::pipeline::purpose::proposal(),
        (Some(3), _) => t::pipeline::purpose::negotiation(),
        _ => t::pipeline::purpose::other(),
    }
}

/// The leads at a place.
pub(crate) fn at(rows: &[LeadRow], place: LeadPlace) -> Vec<LeadRow> {
    rows.iter().filter(|row| row.place == place).cloned().collect()
}

/// How many leads there are, and what they are worth together, if they are worth anything.
pub(crate) fn total(rows: &[LeadRow], currency: &str) -> (u32, Option<String>) {
    let (count, value) = sum(rows.iter().map(|row| row.lead.value));
    (count, (value > 0).then(|| worth(value, currency)))
}

/// `1 lead`, `12 leads`.
pub(crate) fn leads(count: u32) -> String {
    t::pipeline::leads(count)
}

/// When it was won or lost, or is expected to be decided.
pub(crate) fn dated(row: &LeadRow) -> Option<String> {
    match row.place {
        LeadPlace::Won => Some(t::pipeline::won_on(date(row.since))),
        LeadPlace::Lost => Some(t::pipeline::lost_on(date(row.since))),
        LeadPlace::Stage(_) => row.lead.expected.map(|day| t::pipeline::expected_on(date(day))),
    }
}

/// A place as the value of a field.
pub(crate) fn value_of(place: LeadPlace) -> String {
    match place {
        LeadPlace::Stage(id) => format!("{id:016x}"),
        LeadPlace::Won => "won".into(),
        LeadPlace::Lost => "lost".into(),
    }
}

/// The place of such a value.
pub(crate) fn place_of(value: &str) -> Option<LeadPlace> {
    match value {
        "won" => Some(LeadPlace::Won),
        "lost" => Some(LeadPlace::Lost),
        stage => u64::from_str_radix(stage, 16).ok().map(LeadPlace::Stage),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::leads::title;
    use kith_engine::api::{Day, Lead, LeadParty, PersonId};

    fn row(title: &str, value: Option<u64>, place: LeadPlace, expected: Option<Day>) -> LeadRow {
        let lead = Lead { pipeline: 1, party: LeadParty::Person(PersonId(1)), title: title.into(), value, expected };
        let since = Day::of(2026, 11, 20).unwrap();
        let stage = "Talking".to_owned();
        LeadRow { id: 1, lead, name: "Ada".into(), place, stage, since, contact: None, follow: None }
    }

    #[test]
    fn leads_are_named_summed_and_dated() {
        let day = Day::of(2026, 12, 24);
        let rows = [
            row("", Some(1_200), LeadPlace::Stage(1), None),
            row("Shop", None, LeadPlace::Stage(1), day),
            row("Roof", Some(5), LeadPlace::Won, day),
            row("Barn", Some(5), LeadPlace::Lost, None),
        ];
        assert_eq!(rows.iter().map(title).collect::<Vec<_>>(), ["Ada", "Shop", "Roof", "Barn"]);
        let dates: Vec<_> = rows.iter().map(|row| dated(row).unwrap_or_default()).collect();
        assert_eq!(dates, ["", "Expected 24 Dec 2026", "Won 20 Nov 2026", "Lost 20 Nov 2026"]);
        assert_eq!(total(&at(&rows, LeadPlace::Stage(1)), "EUR"), (2, Some("1,200\u{a0}EUR".to_owned())));
        assert_eq!(total(&at(&rows, LeadPlace::Stage(2)), ""), (0, None));
        assert_eq!(leads(1), "1 lead");
    }

    #[test]
    fn the_stages_are_called_as_in_the_template() {
        assert_eq!(STAGES.map(|name| name()), TEMPLATE.map(|(name, _)| name));
    }

    #[test]
    fn a_stage_says_what_it_is_for() {
        for (at, name, expected) in [
            (0, "New", "New leads start here."),
            (0, "Ideas", "New leads start here."),
            // Wherever it was moved to.
            (3, "Talking", "For those you’re talking to."),
            (1, "Proposal", "For those who have a proposal from you."),
            (2, "Negotiation", "For those you’re settling terms with."),
            (2, "Contract", "Move leads here when they get this far."),
        ] {
            assert_eq!(purpose(at, name), expected, "{name}");
        }
    }

    #[test]
    fn a_place_is_read_back() {
        for place in [LeadPlace::Won, LeadPlace::Lost, LeadPlace::Stage(0), LeadPlace::Stage(u64::MAX)] {
            assert_eq!(place_of(&value_of(place)), Some(place));
        }
        assert_eq!(place_of("elsewhere"), None);
    }
}
