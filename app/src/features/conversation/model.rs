//! What a conversation says, and which part of it is asked for.

use crate::i18n::t;
use crate::present::calendar::Moment;
use crate::present::text::messages;
use kith_engine::api::TimelineRow;

/// How many messages are asked for at once.
pub(crate) const PAGE_ROWS: u32 = 100;

/// What to ask for to draw a part of the timeline: offset and limit. It begins one message early, since whether a
/// month begins is told by the message before.
pub(crate) fn asked(stretch: u32) -> (u32, u32) {
    match stretch.saturating_mul(PAGE_ROWS) {
        0 => (0, PAGE_ROWS),
        offset => (offset - 1, PAGE_ROWS + 1),
    }
}

/// A message of the timeline, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TimelineEntry {
    /// The message.
    pub(crate) row: TimelineRow,
    /// When it was written.
    pub(crate) written: Moment,
    /// Whether a month begins with it, seen from the newest on.
    pub(crate) starts_month: bool,
}

/// The messages of a stretch, from the answer to what [`asked`] gave.
pub(crate) fn entries(stretch: u32, rows: Vec<TimelineRow>, clock: impl Fn(i64) -> Moment) -> Vec<TimelineEntry> {
    let mut before = None;
    let entries = rows.into_iter().map(|row| {
        let written = clock(row.date);
        let month = Some(written.month_of_year());
        let starts_month = before != month;
        before = month;
        TimelineEntry { row, written, starts_month }
    });
    entries.skip(usize::from(stretch > 0)).collect()
}

/// How many texts hold the words, and how many of those are shown.
pub(crate) fn in_texts(all: u32, shown: u32) -> String {
    match all {
        0 => t::conversation::no_words().into(),
        2.. if shown < all => t::conversation::words_newest(messages(all), shown),
        _ => t::conversation::words(all),
    }
}

/// Who else took part, in a few words: `with Bob`, `with Bob and Carol`, `with Bob, Carol and 3 others`.
pub(crate) fn others(names: &[String]) -> Option<String> {
    Some(match names {
        [] => return None,
        [one] => t::conversation::with::one(one),
        [one, two] => t::conversation::with::two(one, two),
        [one, two, three] => t::conversation::with::three(one, three, two),
        [one, two, rest @ ..] => t::conversation::with::more(rest.len(), one, two),
    })
}

/// That a message did not arrive: `Did not arrive`, or `Did not reach Bob` where it went to others, too.
pub(crate) fn undelivered(row: &TimelineRow) -> Option<String> {
    let failed = row.undelivered.as_deref()?;
    Some(match failed {
        [one] if !row.others.is_empty() => t::conversation::undelivered::one(one),
        [one, two] => t::conversation::undelivered::two(one, two),
        [one, two, rest @ ..] => t::conversation::undelivered::more(rest.len(), one, two),
        [] | [_] => t::conversation::undelivered::all().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::{Direction, MessageKey};

    /// A month has 100 seconds here.
    fn clock(at: i64) -> Moment {
        Moment { year: 2026, month: u32::try_from(at / 100).unwrap(), ..Moment::default() }
    }

    fn row(date: i64) -> TimelineRow {
        TimelineRow {
            message: MessageKey(date.unsigned_abs()),
            date,
            direction: Direction::Sent,
            subject: String::new(),
            others: vec![],
            undelivered: None,
        }
    }

    #[test]
    fn it_is_said_whom_a_message_did_not_reach() {
        let said = |failed: Option<&[&str]>, others: &[&str]| {
            let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
            undelivered(&TimelineRow { undelivered: failed.map(names), others: names(others), ..row(1) })
        };
        assert_eq!(said(None, &[]), None);
        assert_eq!(said(Some(&[]), &["Bob"]).as_deref(), Some("Did not arrive"));
        assert_eq!(said(Some(&["Ada"]), &[]).as_deref(), Some("Did not arrive"));
        assert_eq!(said(Some(&["Ada"]), &["Bob"]).as_deref(), Some("Did not reach Ada"));
        assert_eq!(said(Some(&["Ada", "Bob"]), &["Bob"]).as_deref(), Some("Did not reach Ada and Bob"));
        assert_eq!(said(Some(&["A", "B", "C", "D"]), &["B"]).as_deref(), Some("Did not reach A, B and 2 others"));
    }

    #[test]
    fn stretches_follow_one_another_without_a_gap() {
        assert_eq!(asked(0), (0, 100));
        assert_eq!(asked(1), (99, 101));
        assert_eq!(asked(2), (199, 101));
    }

    #[test]
    fn a_month_begins_once_even_over_a_seam() {
        let starts = |stretch, dates: &[i64]| -> Vec<(i64, bool)> {
            let rows = dates.iter().map(|date| row(*date)).collect();
            entries(stretch, rows, clock).iter().map(|entry| (entry.row.date, entry.starts_month)).collect()
        };
        assert_eq!(starts(0, &[350, 310, 250]), [(350, true), (310, false), (250, true)]);
        assert_eq!(starts(1, &[250, 240, 130]), [(240, false), (130, true)]);
        assert_eq!(starts(1, &[250]), []);
        assert_eq!(starts(0, &[]), []);
    }

    #[test]
    fn texts_that_hold_the_words_are_counted() {
        for ((all, shown), text) in [
            ((0, 0), "No messages contain these words."),
            ((1, 1), "1 message contains these words"),
            ((2, 2), "2 messages contain these words"),
            ((1_240, 200), "1,240 messages contain these words. Showing the newest 200"),
        ] {
            assert_eq!(in_texts(all, shown), text);
        }
    }

    #[test]
    fn company_is_named_in_a_few_words() {
        let names = |count: usize| ["A", "B", "C", "D", "E"].iter().take(count).map(|n| (*n).to_owned()).collect();
        for (count, text) in [
            (0, None),
            (1, Some("with A")),
            (2, Some("with A and B")),
            (3, Some("with A, B and C")),
            (4, Some("with A, B and 2 others")),
            (5, Some("with A, B and 3 others")),
        ] {
            let names: Vec<String> = names(count);
            assert_eq!(others(&names).as_deref(), text);
        }
    }
}
