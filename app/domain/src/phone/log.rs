//! Contact with one other side.

use crate::day::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most lines of a day that are kept, where text is wanted.
const MAX_LINES: usize = 200;

/// A call, or a day with messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhoneContact {
    Call(PhoneCall),
    Messages(MessageDay),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PhoneCall {
    /// When it began, in seconds since 1970-01-01 UTC.
    pub at: i64,
    pub way: CallWay,
    pub seconds: u32,
}

/// Who called, and whether they spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CallWay {
    /// They called, and the user did not answer.
    Missed,
    /// The user called, and no one answered.
    Tried,
    /// They called, and the two spoke.
    In,
    /// The user called, and the two spoke.
    Out,
}

impl CallWay {
    /// Whether the two spoke.
    #[must_use]
    pub const fn is_contact(self) -> bool {
        matches!(self, Self::In | Self::Out)
    }
}

/// A day on which at least one of two wrote to the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageDay {
    pub app: MessageApp,
    pub day: Day,
    /// How many messages the user sent.
    pub sent: u32,
    pub received: u32,
    /// What was written, if the user wants that kept.
    pub lines: Vec<MessageLine>,
}

/// The app through which messages were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MessageApp {
    /// SMS and MMS.
    Text,
    WhatsApp,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MessageLine {
    /// Whether the user wrote it.
    pub sent: bool,
    pub text: String,
}

/// All contact by phone with one other side. What is added twice is there once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhoneLog {
    /// By when each began.
    calls: BTreeMap<i64, PhoneCall>,
    days: BTreeMap<(Day, MessageApp), MessageDay>,
}

impl PhoneLog {
    /// Adds what a file tells. Two files may tell of one day: a longer export has more of it, so the larger count holds,
    /// and the text of which there is more.
    pub fn add(&mut self, contact: &PhoneContact) {
        match contact {
            PhoneContact::Call(call) => {
                let known = self.calls.entry(call.at).or_insert(*call);
                *known = (*known).max(*call);
            }
            PhoneContact::Messages(day) => {
                let known = self.days.entry((day.day, day.app)).or_insert_with(|| day.clone());
                known.sent = known.sent.max(day.sent);
                known.received = known.received.max(day.received);
                if (known.lines.len(), &known.lines) < (day.lines.len(), &day.lines) {
                    known.lines.clone_from(&day.lines);
                }
            }
        }
    }

    /// Adds one message of a file, as it is read.
    pub(super) fn count(&mut self, app: MessageApp, day: Day, sent: bool, text: String) {
        let none = MessageDay { app, day, sent: 0, received: 0, lines: Vec::new() };
        let known = self.days.entry((day, app)).or_insert(none);
        let count = if sent { &mut known.sent } else { &mut known.received };
        *count = count.saturating_add(1);
        if !text.is_empty() && known.lines.len() < MAX_LINES {
            known.lines.push(MessageLine { sent, text });
        }
    }

    /// Adds contact by another number, of which the same file tells.
    pub fn join_beside(&mut self, other: &Self) {
        other.calls.values().for_each(|call| self.add(&PhoneContact::Call(*call)));
        for (key, day) in &other.days {
            let Some(known) = self.days.get_mut(key) else {
                self.days.insert(*key, day.clone());
                continue;
            };
            known.sent = known.sent.saturating_add(day.sent);
            known.received = known.received.saturating_add(day.received);
            let room = MAX_LINES.saturating_sub(known.lines.len());
            known.lines.extend(day.lines.iter().take(room).cloned());
        }
    }

    /// Adds all that another has.
    pub fn join(&mut self, other: &Self) {
        other.all().for_each(|contact| self.add(&contact));
    }

    /// What of another would change this one.
    #[must_use]
    pub fn lacks(&self, other: &Self) -> Vec<PhoneContact> {
        let is_news = |contact: &PhoneContact| match contact {
            PhoneContact::Call(call) => self.calls.get(&call.at).is_none_or(|known| known < call),
            PhoneContact::Messages(day) => self.days.get(&(day.day, day.app)).is_none_or(|known| {
                known.sent < day.sent
                    || known.received < day.received
                    || (known.lines.len(), &known.lines) < (day.lines.len(), &day.lines)
            }),
        };
        other.all().filter(is_news).collect()
    }

    /// The same without what was written.
    #[must_use]
    pub fn without_text(mut self) -> Self {
        self.days.values_mut().for_each(|day| day.lines.clear());
        self
    }

    /// All of it: first the calls, then the days with messages.
    pub fn all(&self) -> impl Iterator<Item = PhoneContact> {
        let calls = self.calls.values().copied().map(PhoneContact::Call);
        calls.chain(self.days.values().cloned().map(PhoneContact::Messages))
    }

    /// The calls, the first first.
    pub fn calls(&self) -> impl DoubleEndedIterator<Item = &PhoneCall> {
        self.calls.values()
    }

    /// The days with messages, the first first.
    pub fn days(&self) -> impl DoubleEndedIterator<Item = &MessageDay> {
        self.days.values()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty() && self.days.is_empty()
    }
}
