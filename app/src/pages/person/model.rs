//! How a person's page is put together.

use crate::calendar::Moment;
use kith_engine::api::{PersonCard, TimelineRow};

/// How many messages are asked for at once.
pub(crate) const STRETCH: u32 = 100;

/// What to ask for to draw a stretch of the timeline: offset and limit. It begins one message early, since whether a
/// month begins is told by the message before.
pub(crate) fn asked(stretch: u32) -> (u32, u32) {
    match stretch.saturating_mul(STRETCH) {
        0 => (0, STRETCH),
        offset => (offset - 1, STRETCH + 1),
    }
}

/// A message of the timeline, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The message.
    pub(crate) row: TimelineRow,
    /// When it was written.
    pub(crate) written: Moment,
    /// Whether a month begins with it, seen from the newest on.
    pub(crate) starts_month: bool,
}

/// The messages of a stretch, from the answer to what [`asked`] gave.
pub(crate) fn entries(stretch: u32, rows: Vec<TimelineRow>, clock: impl Fn(i64) -> Moment) -> Vec<Entry> {
    let mut before = None;
    let entries = rows.into_iter().map(|row| {
        let written = clock(row.date);
        let month = Some(written.month_of_year());
        let starts_month = before != month;
        before = month;
        Entry { row, written, starts_month }
    });
    entries.skip(usize::from(stretch > 0)).collect()
}

/// Who else took part, in a few words: `with Bob`, `with Bob and Carol`, `with Bob, Carol and 3 others`.
pub(crate) fn others(names: &[String]) -> Option<String> {
    Some(match names {
        [] => return None,
        [one] => format!("with {one}"),
        [one, two] => format!("with {one} and {two}"),
        [one, two, three] => format!("with {one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("with {one}, {two} and {} others", rest.len()),
    })
}

/// The other names that a person was seen with, the most fitting first.
pub(crate) fn other_names(card: &PersonCard) -> Vec<String> {
    let name = card.row.name.to_lowercase();
    card.names.iter().map(|(other, _)| other).filter(|other| other.to_lowercase() != name).cloned().collect()
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
        }
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
