//! Leads, in words.

use crate::i18n::{number, t};
use kith_domain::pipeline::amount;
use kith_engine::api::{FollowUp, LeadRow, Pipeline};

/// What a lead is called: by its title, or else by whom it is about.
pub(crate) fn title(row: &LeadRow) -> &str {
    if row.lead.title.is_empty() { &row.name } else { &row.lead.title }
}

/// An amount, and the currency if one was chosen: `12,500 EUR`.
pub(crate) fn worth(value: u64, currency: &str) -> String {
    match u32::try_from(value).map(number) {
        Ok(value) if currency.is_empty() => value,
        Ok(value) => format!("{value}\u{a0}{currency}"),
        Err(_) => amount(value, currency),
    }
}

/// Why a follow-up is due.
pub(crate) fn why(follow: FollowUp, stage: &str) -> String {
    let rule = t::leads::rule(u32::from(follow.days.max(1)), stage);
    let silence = if follow.contact { t::leads::silent(follow.ago) } else { t::leads::in_stage(follow.ago, stage) };
    format!("{silence} {rule}")
}

/// What is said when someone was put into a pipeline: which, and the stage.
pub(crate) fn is_in(name: &str, pipeline: &Pipeline) -> String {
    match pipeline.stages.first() {
        Some(stage) => t::leads::added_at(name, &pipeline.name, &stage.name),
        None => t::leads::added(name, &pipeline.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_its_thousands_apart() {
        for (value, currency, expected) in
            [(12_500, "EUR", "12,500\u{a0}EUR"), (7, "", "7"), (5_000_000_000, "", "5,000,000,000")]
        {
            assert_eq!(worth(value, currency), expected);
        }
    }

    #[test]
    fn whoever_was_put_in_is_said_to_be_at_a_stage() {
        let mut id = 0;
        let pipeline = Pipeline::of_template(1, "Sales", || {
            id += 1;
            id
        });
        assert_eq!(is_in("Ada", &pipeline), format!("Added Ada to Sales: {}.", pipeline.stages[0].name));
        assert_eq!(is_in("Ada", &Pipeline { stages: Vec::new(), ..pipeline }), "Added Ada to Sales.");
    }

    #[test]
    fn a_follow_up_says_why_it_is_due() {
        for (ago, days, contact, expected) in [
            (9, 7, true, "No contact for 9 days. Talking: follow up every 7 days."),
            (2, 1, true, "No contact for 2 days. Talking: follow up every day."),
            (1, 0, false, "In Talking for 1 day without contact. Talking: follow up every day."),
            (9, 7, false, "In Talking for 9 days without contact. Talking: follow up every 7 days."),
        ] {
            assert_eq!(why(FollowUp { ago, days, contact }, "Talking"), expected);
        }
    }
}
