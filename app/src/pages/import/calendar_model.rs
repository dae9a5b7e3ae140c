//! What the page says of a calendar.

use crate::i18n::t;
use crate::present::calendar::{Moment, long_date};
use crate::present::text::people;
use kith_engine::api::{CalendarLeftOut, CalendarPreview, MetPerson};

/// What of a calendar is new.
pub(crate) fn found(preview: &CalendarPreview, clock: impl Fn(i64) -> Moment) -> String {
    let date = |moment| long_date(&clock(moment));
    let new = match (preview.span, preview.entries) {
        (Some((first, last)), _) => {
            t::import::calendar::found(preview.meetings, date(first), date(last), people(preview.people))
        }
        (None, 0) => t::import::calendar::nothing().to_owned(),
        (None, entries) => t::import::calendar::changed(entries),
    };
    match preview.known {
        0 => new,
        known => format!("{new} {}", t::import::calendar::known(known)),
    }
}

/// What the button says that takes it in.
pub(crate) fn take_in(preview: &CalendarPreview) -> String {
    match (preview.meetings, preview.entries) {
        (_, 0) => t::import::nothing().to_owned(),
        (0, _) => t::import::calendar::update().to_owned(),
        (meetings, _) => t::import::calendar::add(meetings),
    }
}

/// The meetings with someone.
pub(crate) fn met(person: &MetPerson, clock: impl Fn(i64) -> Moment) -> String {
    t::import::calendar::of_person(person.meetings, long_date(&clock(person.last)))
}

/// How many entries are left out for a reason.
pub(crate) fn left_out(why: CalendarLeftOut, count: u32) -> String {
    match why {
        CalendarLeftOut::Alone => t::import::calendar::alone(count),
        CalendarLeftOut::Unknown => t::import::calendar::unknown(count),
        CalendarLeftOut::NotAccepted => t::import::calendar::not_accepted(count),
        CalendarLeftOut::Declined => t::import::calendar::declined(count),
        CalendarLeftOut::Cancelled => t::import::calendar::cancelled(count),
        CalendarLeftOut::TooMany => t::import::calendar::too_many(count),
        CalendarLeftOut::NotYours => t::import::calendar::not_yours(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(day: i64) -> Moment {
        Moment { year: 2026, month: 11, day: u32::try_from(day).unwrap(), hour: 9, minute: 0, day_number: day }
    }

    #[test]
    fn it_is_said_what_is_new() {
        let preview =
            CalendarPreview { entries: 2, meetings: 4, span: Some((3, 9)), people: 2, known: 1, ..Default::default() };
        let expected = "This calendar has 4 new meetings with 2 people, between 3 November 2026 and 9 November 2026. \
            1 entry is known already.";
        assert_eq!(found(&preview, clock), expected);
        assert_eq!(take_in(&preview), "Import 4 meetings");
        let cancelled = CalendarPreview { entries: 1, ..Default::default() };
        assert_eq!(found(&cancelled, clock), "This calendar changes 1 entry that Kith knows.");
        assert_eq!(take_in(&cancelled), "Import changes");
        assert_eq!(found(&CalendarPreview::default(), clock), t::import::calendar::nothing());
        assert_eq!(left_out(CalendarLeftOut::TooMany, 2), "2 entries with more than 20 people");
    }
}
