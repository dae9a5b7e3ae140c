//! A chat that WhatsApp exported as text.
//!
//! Every phone writes it in its own language: `31.12.20, 23:59 - Ada: Hi` or `[12/31/20, 11:59:59 PM] Ada: Hi`. A message
//! goes on over the lines that do not begin so. Notes of the app itself have no writer.

use super::chat_date::{ChatDate, DateOrder, orders};
use super::log::{MessageApp, PhoneLog};
use super::records::{name_of, text_of};
use crate::day::Day;
use crate::tidy::is_invisible;
use std::collections::{BTreeMap, HashMap};

/// A longer chat is not read.
pub const MAX_CHAT_BYTES: usize = 64 << 20;

/// A chat has a message within this many lines that are not empty.
const FIRST_LINES: usize = 3;

/// The longest beginning of a message, in bytes: date, time and name.
const MAX_HEAD_BYTES: usize = 400;

/// The most writers that are told apart. With more than two it is a group.
const MAX_WRITERS: usize = 100;

/// What WhatsApp for iOS writes as if it came from the other side, by words that are in it: that messages are encrypted,
/// that a key is new, and calls that no one answered. In the languages that Kith knows and those around.
const NOTES: [&str; 12] = [
    "end-to-end",
    "ende-zu-ende",
    "de bout en bout",
    "de extremo a extremo",
    "de ponta a ponta",
    "security code",
    "sicherheitsnummer",
    "sicherheitscode",
    "missed voice call",
    "missed video call",
    "verpasster sprachanruf",
    "verpasster videoanruf",
];

/// A chat as it was exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    /// Who wrote, and how many messages, in order of appearance.
    pub writers: Vec<(String, u32)>,
    /// In which orders its dates can be read: more than one where it cannot be told.
    pub orders: Vec<DateOrder>,
    /// How many notes of the app there are.
    pub system: u32,
    messages: Vec<Message>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Message {
    date: ChatDate,
    /// A place in the list of writers.
    writer: usize,
    text: String,
}

/// Whether a file is a chat, by its beginning.
#[must_use]
pub fn is_chat(text: &str) -> bool {
    text.lines().filter(|line| !line.trim().is_empty()).take(FIRST_LINES).any(|line| head(line).is_some())
}

/// Which of the writers is the other side, by the name of the file, which ends with theirs in every language.
#[must_use]
pub fn partner<'a>(file: &str, writers: &'a [(String, u32)]) -> Option<&'a str> {
    let file = file.trim();
    let bare = file.rsplit_once('.').map_or(file, |(name, _)| name);
    // Of a file that was downloaded twice: "… (1)".
    let bare = bare.rsplit_once(" (").filter(|(_, number)| number.ends_with(')')).map_or(bare, |(name, _)| name);
    let bare: String = bare.chars().filter(|sign| !is_invisible(*sign)).collect();
    let ends = |name: &&str| {
        let before = bare.strip_suffix(*name);
        !name.is_empty() && before.is_some_and(|before| !before.ends_with(char::is_alphanumeric))
    };
    writers.iter().map(|(name, _)| name.as_str()).filter(ends).max_by_key(|name| name.len())
}

impl Chat {
    /// Reads a chat, up to the latest day there can be.
    #[must_use]
    pub fn read(text: &str, latest: Day) -> Self {
        let mut reading = Reading::default();
        text.lines().for_each(|line| reading.line(line));
        reading.finish(latest)
    }

    /// Whether more than two write.
    #[must_use]
    pub fn is_group(&self) -> bool {
        self.writers.len() > 2
    }

    /// The contact of one of its writers with the others. What has no date in that order is passed over.
    #[must_use]
    pub fn log(&self, user: &str, order: DateOrder) -> PhoneLog {
        let mut log = PhoneLog::default();
        let user = self.writers.iter().position(|(name, _)| name == user);
        for message in &self.messages {
            if let Some(day) = message.date.day(order) {
                let is_sent = Some(message.writer) == user;
                log.count(MessageApp::WhatsApp, day, is_sent, text_of(&message.text));
            }
        }
        log
    }
}

/// A chat that is being read, line by line.
#[derive(Default)]
struct Reading {
    messages: Vec<Message>,
    /// Those of the notes among them.
    dates: Vec<ChatDate>,
    writers: Vec<(String, u32)>,
    by_name: HashMap<String, usize>,
    system: u32,
    /// Whether a message may go on.
    is_open: bool,
}

impl Reading {
    fn line(&mut self, line: &str) {
        let Some(Head { date, rest }) = head(line) else {
            if let Some(message) = self.messages.last_mut().filter(|_| self.is_open) {
                message.text.push(' ');
                message.text.push_str(line);
            }
            return;
        };
        self.is_open = false;
        let is_first = self.dates.is_empty();
        self.dates.push(date);
        let said = rest.split_once(": ").or_else(|| rest.strip_suffix(':').map(|name| (name, "")));
        let said = said.filter(|(name, _)| name.len() <= MAX_HEAD_BYTES);
        let Some((name, text)) = said.filter(|(_, text)| !is_note(text, is_first)) else {
            self.system += 1;
            return;
        };
        let name = name_of(name.trim().trim_start_matches('~').trim());
        let known = self.by_name.get(&name).copied();
        let writer = match known {
            Some(writer) => writer,
            None if name.is_empty() || self.writers.len() >= MAX_WRITERS => {
                self.system += 1;
                return;
            }
            None => {
                self.by_name.insert(name.clone(), self.writers.len());
                self.writers.push((name, 0));
                self.writers.len() - 1
            }
        };
        if let Some((_, count)) = self.writers.get_mut(writer) {
            *count += 1;
        }
        self.messages.push(Message { date, writer, text: text.to_owned() });
        self.is_open = true;
    }

    fn finish(mut self, latest: Day) -> Chat {
        self.drop_notes();
        Chat {
            writers: self.writers,
            orders: orders(&self.dates, latest),
            system: self.system,
            messages: self.messages,
        }
    }

    /// Notes with a colon look as if they had a writer: `Ada changed the subject to “Tea: Sunday”`. Of more than two
    /// writers, those are dropped whose name begins with another's, or who write once where the others write a lot.
    fn drop_notes(&mut self) {
        if self.writers.len() <= 2 {
            return;
        }
        let begins = |name: &str| {
            self.writers
                .iter()
                .any(|(other, _)| name.strip_prefix(other.as_str()).is_some_and(|it| it.starts_with(' ')))
        };
        let mut counts: Vec<u32> = self.writers.iter().map(|(_, count)| *count).collect();
        counts.sort_unstable();
        let second = counts.iter().rev().nth(1).copied().unwrap_or(0);
        let is_note = |(name, count): &(String, u32)| {
            begins(name) || *count == 1 && second >= 10 && name.contains(' ') && name.len() > 40
        };
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        let mut kept = Vec::new();
        for (at, writer) in self.writers.iter().enumerate().filter(|(_, writer)| !is_note(writer)) {
            places.insert(at, kept.len());
            kept.push(writer.clone());
        }
        let before = self.messages.len();
        self.messages.retain_mut(|message| match places.get(&message.writer) {
            Some(place) => {
                message.writer = *place;
                true
            }
            None => false,
        });
        self.system += u32::try_from(before - self.messages.len()).unwrap_or(u32::MAX);
        self.writers = kept;
    }
}

/// Whether the app says that itself. On iOS such notes have a writer, and begin with a mark, as pictures do; the first line
/// of all is one.
fn is_note(text: &str, is_first: bool) -> bool {
    // Android, of a call.
    text == "null"
        || text.starts_with('\u{200e}') && {
            let words = text.to_lowercase();
            is_first && !words.contains('<') || NOTES.iter().any(|note| words.contains(note))
        }
}

/// The beginning of a message: when, and who wrote what.
struct Head<'a> {
    date: ChatDate,
    rest: &'a str,
}

fn head(line: &str) -> Option<Head<'_>> {
    let line = line.trim_start_matches(|sign: char| is_invisible(sign) || sign.is_whitespace());
    let (date, rest) = match line.strip_prefix('[') {
        // iOS.
        Some(line) => line.split_once(']')?,
        // Android.
        None => line.split_once(" - ")?,
    };
    if !date.starts_with(char::is_numeric) || date.len() > MAX_HEAD_BYTES {
        return None;
    }
    let bare: String = date.chars().filter(|sign| !is_invisible(*sign)).collect();
    let date = ChatDate::read(&bare)?;
    Some(Head { date, rest: rest.strip_prefix(' ').unwrap_or(rest) })
}
