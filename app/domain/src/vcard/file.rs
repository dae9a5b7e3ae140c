//! Files of many cards.

use super::card::Card;
use super::line::{Line, lines};
use super::value::Version;
use crate::charset::{Encoding, decode, encoding, without_mark};
use crate::contact::trouble::{Reason, Trouble};

const MAX_CARD_BYTES: usize = 8 << 20;
const MAX_CARD_LINES: usize = 2_000;

/// The cards of a file. One that is broken is told of, and costs no other. A file in UTF-16 is taken as the same in UTF-8.
#[must_use]
pub fn read(bytes: &[u8]) -> Vec<Result<Card, Trouble>> {
    let utf_16 = match encoding(bytes) {
        of @ (Encoding::Utf16Le | Encoding::Utf16Be) => Some(decode(bytes, of)),
        Encoding::Utf8 | Encoding::Windows1252 => None,
    };
    let bytes = utf_16.as_ref().map_or(bytes, |text| text.as_bytes());
    let mut reader = Reader::default();
    for (number, line) in lines(without_mark(bytes)) {
        reader.take(number, line);
    }
    reader.leave(Reason::NoEnd);
    reader.cards
}

#[derive(Default)]
struct Reader {
    cards: Vec<Result<Card, Trouble>>,
    open: Option<Open>,
    /// Where something stands that is of no card.
    outside: Option<u32>,
}

/// A card that has begun.
struct Open {
    number: u32,
    lines: Vec<Line>,
    size: usize,
    /// How many cards of agents are open inside.
    agents: usize,
    /// Whether the last line begins an agent.
    begins_agent: bool,
}

impl Reader {
    fn take(&mut self, number: u32, line: &[u8]) {
        let word = word(line);
        match self.open.as_mut() {
            Some(open) if open.agents > 0 || open.begins_agent && is(word, b"BEGIN:VCARD") => open.agent(word, line),
            _ if is(word, b"BEGIN:VCARD") => self.begin(number, line),
            _ if is(word, b"END:VCARD") => self.end(number, line),
            // The end of one and the beginning of the next on one line.
            _ if is(word, b"END:VCARDBEGIN:VCARD") => {
                let end: &[u8] = if line.ends_with(b"\r\n") { b"\r\n" } else { b"\n" };
                self.end(number, &[b"END:VCARD", end].concat());
                self.begin(number, &[b"BEGIN:VCARD", end].concat());
            }
            Some(open) => open.take(line),
            None if !word.is_empty() && self.outside.is_none() => self.outside = Some(number),
            None => {}
        }
    }

    fn begin(&mut self, number: u32, line: &[u8]) {
        self.leave(Reason::NoEnd);
        self.outside = None;
        let mut open = Open { number, lines: Vec::new(), size: 0, agents: 0, begins_agent: false };
        open.take(without_mark(line));
        self.open = Some(open);
    }

    fn end(&mut self, number: u32, line: &[u8]) {
        match self.open.take() {
            Some(mut open) => {
                open.take(line);
                self.cards.push(open.card());
            }
            None => self.cards.push(Err(Trouble { line: self.outside.unwrap_or(number), reason: Reason::NoBegin })),
        }
        self.outside = None;
    }

    /// Leaves a card that is open.
    fn leave(&mut self, reason: Reason) {
        self.cards.extend(self.open.take().map(|open| Err(Trouble { line: open.number, reason })));
    }
}

impl Open {
    fn take(&mut self, line: &[u8]) {
        self.size += line.len();
        if self.is_too_long() {
            return;
        }
        let line = Line::read(line);
        let property = line.property.as_ref();
        self.begins_agent = property.is_some_and(|it| it.name == "AGENT" && it.value.trim().is_empty());
        self.lines.push(line);
    }

    /// A line of an agent's card, which is part of the line that begins it.
    fn agent(&mut self, word: &[u8], line: &[u8]) {
        self.size += line.len();
        match () {
            () if is(word, b"BEGIN:VCARD") => self.agents += 1,
            () if is(word, b"END:VCARD") => self.agents = self.agents.saturating_sub(1),
            () => {}
        }
        self.begins_agent = false;
        if let Some(last) = self.lines.last_mut().filter(|_| self.size <= MAX_CARD_BYTES) {
            last.bytes.extend_from_slice(line);
        }
    }

    fn is_too_long(&self) -> bool {
        self.size > MAX_CARD_BYTES || self.lines.len() >= MAX_CARD_LINES
    }

    fn card(self) -> Result<Card, Trouble> {
        let trouble = |reason| Err(Trouble { line: self.number, reason });
        if self.is_too_long() {
            return trouble(Reason::TooLong);
        }
        let says = |line: &Line| {
            let property = line.property.as_ref();
            property.is_some_and(|it| {
                let is_frame = matches!(it.name.as_str(), "BEGIN" | "END" | "VERSION" | "PRODID" | "REV" | "UID");
                !is_frame && it.value.contains(|sign: char| !sign.is_whitespace() && sign != ';')
            })
        };
        if !self.lines.iter().any(says) {
            return trouble(Reason::Empty);
        }
        let version = self.lines.iter().filter_map(|line| line.property.as_ref()).find(|it| it.name == "VERSION");
        let version = match version.map(|it| it.value.trim()) {
            Some(text) if text.starts_with('2') => Version::V2,
            Some(text) if text.starts_with('4') => Version::V4,
            _ => Version::V3,
        };
        Ok(Card { version, lines: self.lines, number: self.number })
    }
}

/// A line without white space and without a byte order mark, which stands where files were joined.
fn word(line: &[u8]) -> &[u8] {
    without_mark(line.trim_ascii()).trim_ascii()
}

fn is(word: &[u8], other: &[u8]) -> bool {
    word.eq_ignore_ascii_case(other)
}
