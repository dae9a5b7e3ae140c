//! Leads, in words.

use super::text::counted;
use kith_engine::api::{FollowUp, LeadRow, Pipeline};

/// What a lead is called: by its title, or else by whom it is about.
pub(crate) fn title(row: &LeadRow) -> &str {
    if row.lead.title.is_empty() { &row.name } else { &row.lead.title }
}

/// Why a follow-up is due.
pub(crate) fn why(follow: FollowUp, stage: &str) -> String {
    let days = |days: u32| counted(days, "day", "days");
    let rule = match follow.days {
        0 | 1 => format!("{stage}: follow up every day."),
        more => format!("{stage}: follow up every {more} days."),
    };
    match follow.contact {
        true => format!("No contact for {}. {rule}", days(follow.ago)),
        false => format!("In {stage} for {} without contact. {rule}", days(follow.ago)),
    }
}

/// What is said when somebody was put into a pipeline: which, and the stage.
pub(crate) fn is_in(name: &str, pipeline: &Pipeline) -> String {
    match pipeline.stages.first() {
        Some(stage) => format!("Added {name} to {}: {}.", pipeline.name, stage.name),
        None => format!("Added {name} to {}.", pipeline.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
