//! What a conversation says, and which part of it is asked for.

use crate::i18n::t;
use crate::present::calendar::Moment;
use crate::present::text::messages;
use kith_domain::small_sort::SmallSort;
use kith_engine::api::{
    BesideMail, ItemKind, ItemView, LoggedContact, MeetingRow, MessageApp, PersonCard, PhoneContact, TimelineRow,
};
use std::cmp::Reverse;

/// How many messages are asked for at once.
pub(crate) const PAGE_ROWS: u32 = 100;

/// What to ask for to draw a part of the timeline: offset and limit. It begins one message early, since whether a
/// year begins is told by the message before.
pub(crate) fn asked(stretch: u32) -> (u32, u32) {
    match stretch.saturating_mul(PAGE_ROWS) {
        0 => (0, PAGE_ROWS),
        offset => (offset - 1, PAGE_ROWS + 1),
    }
}

/// What of a timeline is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    All,
    Mail,
    Notes,
    /// Calls, meetings, messages elsewhere, and other contact that was logged.
    Contact,
}

impl Tab {
    pub(crate) const ALL: [Self; 4] = [Self::All, Self::Mail, Self::Notes, Self::Contact];

    /// As it is told apart in the document.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mail => "mail",
            Self::Notes => "notes",
            Self::Contact => "contact",
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::All => t::conversation::tab::all(),
            Self::Mail => t::conversation::tab::mail(),
            Self::Notes => t::conversation::tab::notes(),
            Self::Contact => t::conversation::tab::contact(),
        }
    }

    /// Whether it shows mail.
    pub(crate) const fn has_mail(self) -> bool {
        matches!(self, Self::All | Self::Mail)
    }

    /// Whether it shows that.
    pub(crate) const fn has(self, what: &Noted) -> bool {
        match self {
            Self::All => true,
            Self::Mail => false,
            Self::Notes => matches!(what, Noted::Note(_)),
            Self::Contact => matches!(what, Noted::Contact(..) | Noted::Meeting(_) | Noted::Phone(_)),
        }
    }
}

/// What stands in a timeline beside the mail: what the user noted about someone, meetings, and what a phone tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Noted {
    Note(ItemView),
    /// Contact that was logged, by its number.
    Contact(u64, LoggedContact),
    Meeting(MeetingRow),
    /// A call, or a day with messages.
    Phone(PhoneContact),
}

impl Noted {
    /// All of it about someone.
    pub(crate) fn of(card: &PersonCard) -> Vec<Self> {
        let notes = card.items.iter().filter(|item| item.kind == ItemKind::Note).cloned().map(Self::Note);
        let logged = card.keeping.logged.iter().map(|(item, contact)| Self::Contact(*item, contact.clone()));
        notes.chain(logged).collect()
    }

    /// Of what is no message.
    pub(crate) fn beside(mail: BesideMail) -> impl Iterator<Item = Self> {
        mail.meetings.into_iter().map(Self::Meeting).chain(mail.phone.into_iter().map(Self::Phone))
    }

    /// When it was.
    fn written(&self, clock: impl Fn(i64) -> Moment) -> Moment {
        match self {
            Self::Note(note) => clock(note.at),
            Self::Contact(_, contact) => Moment::of_day(contact.day),
            Self::Meeting(meeting) => clock(meeting.start),
            Self::Phone(PhoneContact::Call(call)) => clock(call.at),
            Self::Phone(PhoneContact::Messages(it)) => Moment::of_day(it.day),
        }
    }

    /// By which the timeline is ordered: the day, and the second within it. Of contact only the day is known.
    fn place(&self, clock: impl Fn(i64) -> Moment) -> (i64, i64) {
        match self {
            Self::Note(note) => (clock(note.at).day_number, note.at),
            Self::Contact(_, contact) => (i64::from(contact.day.0), i64::MAX),
            Self::Meeting(meeting) => (clock(meeting.start).day_number, meeting.start),
            Self::Phone(PhoneContact::Call(call)) => (clock(call.at).day_number, call.at),
            Self::Phone(PhoneContact::Messages(it)) => (i64::from(it.day.0), i64::MAX),
        }
    }
}

/// A row of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    Message(TimelineRow),
    Noted(Noted),
}

/// A row of the timeline, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TimelineEntry {
    pub(crate) row: Row,
    /// When it was.
    pub(crate) written: Moment,
    /// Whether a year begins with it, seen from the newest on.
    pub(crate) starts_year: bool,
}

/// By which a row is drawn anew: who it is, and what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RowKey {
    kind: u8,
    id: u64,
    starts_year: bool,
    shown: Vec<String>,
}

impl TimelineEntry {
    pub(crate) fn key(&self) -> RowKey {
        let (kind, id, shown) = match &self.row {
            Row::Message(row) => {
                let shown = undelivered(row).into_iter().chain(others(&row.others));
                (0, row.message.0, shown.chain([row.folded.to_string()]).collect())
            }
            Row::Noted(Noted::Note(note)) => (1, note.item, vec![note.value.clone()]),
            Row::Noted(Noted::Contact(item, contact)) => {
                (2, *item, vec![contact.day.to_string(), contact.note.clone()])
            }
            Row::Noted(Noted::Meeting(meeting)) => {
                let shown = [meeting.subject.clone(), meeting.accepted.to_string()];
                (3, meeting.start.cast_unsigned(), shown.into_iter().chain(others(&meeting.others)).collect())
            }
            Row::Noted(Noted::Phone(PhoneContact::Call(call))) => (4, call.at.cast_unsigned(), Vec::new()),
            Row::Noted(Noted::Phone(PhoneContact::Messages(it))) => {
                let shown = [it.day.to_string(), it.sent.to_string(), it.received.to_string()];
                let text = it.lines.len().to_string();
                (5, u64::from(it.app == MessageApp::WhatsApp), shown.into_iter().chain([text]).collect())
            }
        };
        RowKey { kind, id, starts_year: self.starts_year, shown }
    }
}

/// The rows of a stretch: the messages of the answer to what [`asked`] gave, and what was noted from that time. The
/// `last` stretch has all that is older, too. Above rows of `this_year` no year stands.
pub(crate) fn entries(
    stretch: u32,
    messages: Vec<TimelineRow>,
    noted: &[Noted],
    last: bool,
    this_year: i32,
    clock: impl Fn(i64) -> Moment,
) -> Vec<TimelineEntry> {
    let messages: Vec<_> = messages.into_iter().map(|row| (clock(row.date), row)).collect();
    let place = |(written, row): &(Moment, TimelineRow)| (written.day_number, row.date);
    // What stands above, of the stretch before.
    let above = messages.first().filter(|_| stretch > 0);
    let (from, to) = (messages.last().filter(|_| !last).map(place), above.map(place));
    let mut before = above.map_or(this_year, |(written, _)| written.year);
    let is_here = |it: &&Noted| {
        let place = it.place(&clock);
        from.is_none_or(|from| place >= from) && to.is_none_or(|to| place < to)
    };
    let noted = noted.iter().filter(is_here).cloned();
    let mut rows: Vec<_> = noted.map(|it| (Reverse(it.place(&clock)), it.written(&clock), Row::Noted(it))).collect();
    let messages = messages.into_iter().skip(usize::from(stretch > 0));
    rows.extend(messages.map(|message| (Reverse(place(&message)), message.0, Row::Message(message.1))));
    // Of equal ones the order stays.
    rows.small_sort_by_key(|row| row.0);
    let entry = |(_, written, row): (_, Moment, Row)| {
        let starts_year = std::mem::replace(&mut before, written.year) != written.year;
        TimelineEntry { row, written, starts_year }
    };
    rows.into_iter().map(entry).collect()
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
    use kith_engine::api::{CallWay, ContactKind, Day, Direction, MessageDay, MessageKey, PhoneCall};

    /// A year has 100 seconds here, and a day ten.
    fn clock(at: i64) -> Moment {
        Moment { year: i32::try_from(at / 100).unwrap(), day_number: at / 10, ..Moment::default() }
    }

    fn row(date: i64) -> TimelineRow {
        TimelineRow {
            message: MessageKey(date.unsigned_abs()),
            date,
            direction: Direction::Sent,
            subject: String::new(),
            others: vec![],
            undelivered: None,
            folded: 0,
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

    fn note(at: i64) -> Noted {
        let kind = ItemKind::Note;
        let source = kith_engine::api::Source::Nowhere;
        Noted::Note(ItemView { item: at.unsigned_abs(), kind, label: String::new(), value: String::new(), at, source })
    }

    fn called(day: i32) -> Noted {
        Noted::Contact(1, LoggedContact { how: ContactKind::Call, day: Day(day), note: String::new() })
    }

    fn spoke(at: i64) -> Noted {
        Noted::Phone(PhoneContact::Call(PhoneCall { at, way: CallWay::In, seconds: 5 }))
    }

    fn texted(day: i32) -> Noted {
        let (app, day) = (MessageApp::Text, Day(day));
        Noted::Phone(PhoneContact::Messages(MessageDay { app, day, sent: 1, received: 1, lines: vec![] }))
    }

    fn met(start: i64) -> Noted {
        let (subject, others) = (String::new(), vec![]);
        Noted::Meeting(MeetingRow { start, end: start, all_day: false, subject, accepted: true, others })
    }

    #[test]
    fn a_year_begins_once_even_over_a_seam() {
        let starts = |stretch, dates: &[i64]| -> Vec<bool> {
            let rows = dates.iter().map(|date| row(*date)).collect();
            entries(stretch, rows, &[], true, 3, clock).iter().map(|entry| entry.starts_year).collect()
        };
        assert_eq!(starts(0, &[350, 310, 250]), [false, false, true]);
        assert_eq!(starts(0, &[250, 240]), [true, false]);
        assert_eq!(starts(1, &[250, 240, 130]), [false, true]);
        assert!(starts(1, &[250]).is_empty());
        assert!(starts(0, &[]).is_empty());
    }

    #[test]
    fn what_was_noted_stands_in_one_stretch_at_its_time() {
        let noted = [note(399), note(305), met(304), spoke(303), called(24), texted(23), note(100)];
        let shown = |stretch, dates: &[i64], last| -> Vec<String> {
            let rows = dates.iter().map(|date| row(*date)).collect();
            let entries = entries(stretch, rows, &noted, last, 3, clock);
            let said = entries.iter().map(|entry| match &entry.row {
                Row::Message(row) => format!("m{}", row.date),
                Row::Noted(Noted::Note(note)) => format!("n{}", note.at),
                Row::Noted(Noted::Contact(_, it)) => format!("c{}", it.day.0),
                Row::Noted(Noted::Meeting(meeting)) => format!("t{}", meeting.start),
                Row::Noted(Noted::Phone(PhoneContact::Call(call))) => format!("p{}", call.at),
                Row::Noted(Noted::Phone(PhoneContact::Messages(it))) => format!("s{}", it.day.0),
            });
            said.collect()
        };
        assert_eq!(shown(0, &[350, 310], false), ["n399", "m350", "m310"]);
        assert_eq!(shown(1, &[310, 300, 245], false), ["n305", "t304", "p303", "m300", "c24", "m245"]);
        assert_eq!(shown(2, &[245, 240], true), ["m240", "s23", "n100"]);
        assert_eq!(shown(0, &[], true), ["n399", "n305", "t304", "p303", "c24", "s23", "n100"]);
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
