//! A calendar in pieces: its events and its time zones, each as a text of its own.
//!
//! The reader of iCalendar calls itself for each component within another. So it is given one event or one zone at a
//! time, without the alarms within.

/// Maximum size of a calendar, in bytes.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Maximum number of events in a calendar.
pub const MAX_EVENTS: usize = 10_000;

/// Why a calendar could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarError {
    /// It holds no calendar.
    NoCalendar,
    /// It is larger than [`MAX_BYTES`], or has more than [`MAX_EVENTS`] events.
    TooLarge,
    /// Its components lie too deep within each other.
    TooDeep,
}

/// How deep components may lie within each other.
const MAX_DEPTH: usize = 16;

/// Maximum number of time zones, and of the parts of one that say when its clock changes.
const MAX_ZONES: usize = 200;
const MAX_CHANGES: usize = 64;

/// The pieces of a calendar.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Blocks {
    /// In capitals. Empty if it says none.
    pub(super) method: String,
    pub(super) events: Vec<String>,
    pub(super) zones: Vec<String>,
}

/// What is being read.
struct Open {
    text: String,
    /// At which depth it began.
    depth: usize,
    is_zone: bool,
    changes: usize,
}

/// Takes a calendar to pieces.
pub(super) fn blocks(calendar: &str) -> Result<Blocks, CalendarError> {
    if calendar.len() > MAX_BYTES {
        return Err(CalendarError::TooLarge);
    }
    let (mut blocks, mut depth, mut open, mut found) = (Blocks::default(), 0_usize, None::<Open>, false);
    for line in unfolded(calendar).lines() {
        let end = line.find([':', ';']).unwrap_or(line.len());
        let (name, rest) = line.split_at_checked(end).unwrap_or((line, ""));
        let value = rest.strip_prefix(':').unwrap_or_default().trim();
        let is = |known: &str| name.trim().eq_ignore_ascii_case(known);
        if is("BEGIN") {
            depth += 1;
            found |= value.eq_ignore_ascii_case("VCALENDAR");
            if depth > MAX_DEPTH {
                return Err(CalendarError::TooDeep);
            }
            let is_zone = value.eq_ignore_ascii_case("VTIMEZONE");
            if let Some(open) = open.as_mut().filter(|open| open.is_zone && open.depth + 1 == depth) {
                open.changes += 1;
                open.push(line);
            } else if open.is_none() && (is_zone || value.eq_ignore_ascii_case("VEVENT")) {
                let mut begun = Open { text: String::new(), depth, is_zone, changes: 0 };
                begun.push("BEGIN:VCALENDAR");
                begun.push("VERSION:2.0");
                begun.push(line);
                open = Some(begun);
            }
        } else if is("END") {
            let is_within = |open: &&mut Open| open.is_zone && open.depth + 1 == depth;
            if let Some(open) = open.as_mut().filter(is_within) {
                open.push(line);
            }
            if let Some(mut ended) = open.take_if(|open| open.depth == depth) {
                ended.push(line);
                ended.push("END:VCALENDAR");
                let (all, most) =
                    if ended.is_zone { (&mut blocks.zones, MAX_ZONES) } else { (&mut blocks.events, MAX_EVENTS) };
                if all.len() >= most {
                    return Err(CalendarError::TooLarge);
                }
                if ended.changes <= MAX_CHANGES {
                    all.push(ended.text);
                }
            }
            depth = depth.saturating_sub(1);
        } else if let Some(open) = &mut open {
            // The text of an alarm is not the event's.
            let within = depth - open.depth;
            // What is quoted-printable may hide the line after it, and is of a version that no invitation has.
            let is_readable = !rest.split(':').next().unwrap_or_default().to_ascii_uppercase().contains("QUOTED");
            if is_readable && (within == 0 || open.is_zone && within == 1) {
                open.push(line);
            }
        } else if is("METHOD") && blocks.method.is_empty() {
            blocks.method = value.to_ascii_uppercase();
        }
    }
    if found { Ok(blocks) } else { Err(CalendarError::NoCalendar) }
}

impl Open {
    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push_str("\r\n");
    }
}

/// Without the folds (RFC 5545, section 3.1): a line that begins with white space goes on with the one before.
pub(super) fn unfolded(calendar: &str) -> String {
    let mut out = String::with_capacity(calendar.len());
    let lines = calendar.trim_start_matches('\u{feff}').split('\n').flat_map(|line| line.split('\r'));
    for line in lines.filter(|line| !line.is_empty()) {
        match line.strip_prefix([' ', '\t']) {
            Some(rest) => out.push_str(rest),
            None => {
                out.push('\n');
                out.push_str(line);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Blocks, CalendarError, MAX_BYTES, MAX_DEPTH, MAX_EVENTS, blocks};

    fn within(lines: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{lines}END:VCALENDAR\r\n")
    }

    #[test]
    fn events_and_zones_come_by_themselves_and_without_alarms() {
        let zone =
            "BEGIN:VTIMEZONE\r\nTZID:A\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
        let calendar = format!(
            "\u{feff}begin:VCALENDAR\nMETHOD:request\n{zone}BEGIN:VEVENT\nUID:1\nSUMMARY:A long\n  word\nBEGIN:VALARM\n\
             TRIGGER:-PT5M\nUID:2\nEND:VALARM\nLOCATION;ENCODING=QUOTED-PRINTABLE:x=\nEND:VEVENT\nEND:VCALENDAR\n"
        );
        let event = within("BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:A long word\r\nEND:VEVENT\r\n");
        let expected = Blocks { method: "REQUEST".to_owned(), events: vec![event], zones: vec![within(zone)] };
        assert_eq!(blocks(&calendar), Ok(expected));
    }

    #[test]
    fn what_is_too_large_or_too_deep_is_refused() {
        assert_eq!(blocks("Hello"), Err(CalendarError::NoCalendar));
        assert_eq!(blocks(&"\n".repeat(MAX_BYTES + 1)), Err(CalendarError::TooLarge));
        assert_eq!(blocks(&"BEGIN:VCALENDAR\n".repeat(MAX_DEPTH + 1)), Err(CalendarError::TooDeep));
        let events = |count| format!("BEGIN:VCALENDAR\n{}", "BEGIN:VEVENT\nEND:VEVENT\n".repeat(count));
        assert_eq!(blocks(&events(MAX_EVENTS)).unwrap().events.len(), MAX_EVENTS);
        assert_eq!(blocks(&events(MAX_EVENTS + 1)), Err(CalendarError::TooLarge));
        // A zone whose clock changes too often is none.
        let changes = "BEGIN:STANDARD\nEND:STANDARD\n".repeat(65);
        let zone = format!("BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\n{changes}END:VTIMEZONE\n");
        assert_eq!(blocks(&zone), Ok(Blocks::default()));
    }
}
