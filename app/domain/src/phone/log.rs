//! Contact with one other side.

use crate::day::Day;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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

/// Identifies a call or a day with messages among all contact with one other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PhoneContactKey {
    /// The call that began at this time.
    Call(i64),
    Messages(Day, MessageApp),
}

impl PhoneContact {
    #[must_use]
    pub const fn key(&self) -> PhoneContactKey {
        match self {
            Self::Call(call) => PhoneContactKey::Call(call.at),
            Self::Messages(day) => day.key(),
        }
    }
}

impl MessageDay {
    const fn key(&self) -> PhoneContactKey {
        PhoneContactKey::Messages(self.day, self.app)
    }
}

/// All contact by phone with one other side. What is added twice is there once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhoneLog {
    /// By when each began.
    calls: BTreeMap<i64, PhoneCall>,
    days: BTreeMap<(Day, MessageApp), MessageDay>,
    /// What the user removed. It is not added again.
    removed: BTreeSet<PhoneContactKey>,
}

impl PhoneLog {
    /// Adds what a file tells. Two files may tell of one day: a longer export has more of it, so the larger count holds,
    /// and the text of which there is more.
    pub fn add(&mut self, contact: &PhoneContact) {
        if self.removed.contains(&contact.key()) {
            return;
        }
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

    /// Removes a call or a day with messages for good.
    pub fn remove(&mut self, key: PhoneContactKey) {
        match key {
            PhoneContactKey::Call(at) => drop(self.calls.remove(&at)),
            PhoneContactKey::Messages(day, app) => drop(self.days.remove(&(day, app))),
        }
        self.removed.insert(key);
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

    /// All contact that one file has with several numbers of one person, with the text of messages if that is wanted.
    pub fn joined<'a>(parts: impl IntoIterator<Item = &'a Self>, text: bool) -> Self {
        let mut log = Self::default();
        for part in parts {
            part.calls.values().for_each(|call| log.add(&PhoneContact::Call(*call)));
            for (key, day) in &part.days {
                let none = || MessageDay { app: day.app, day: day.day, sent: 0, received: 0, lines: Vec::new() };
                let known = log.days.entry(*key).or_insert_with(none);
                known.sent = known.sent.saturating_add(day.sent);
                known.received = known.received.saturating_add(day.received);
                let room = if text { MAX_LINES.saturating_sub(known.lines.len()) } else { 0 };
                known.lines.extend(day.lines.iter().take(room).cloned());
            }
        }
        log
    }

    /// Adds everything that another log has. What was removed from either is left out.
    pub fn join(&mut self, other: &Self) {
        other.removed.iter().for_each(|key| self.remove(*key));
        other.all().for_each(|contact| self.add(&contact));
    }

    /// What of another would change this one.
    #[must_use]
    pub fn lacks(&self, other: &Self) -> Vec<PhoneContact> {
        let is_news = |contact: &PhoneContact| match contact {
            PhoneContact::Call(call) => self.lacks_call(call),
            PhoneContact::Messages(day) => self.lacks_day(day, &[other], true),
        };
        other.all().filter(is_news).collect()
    }

    /// Whether adding these logs, [`joined`](Self::joined), would change this one. Nothing is copied.
    #[must_use]
    pub fn lacks_any(&self, parts: &[&Self], text: bool) -> bool {
        let lacks = |part: &&Self| {
            part.calls().any(|call| self.lacks_call(call)) || part.days().any(|day| self.lacks_day(day, parts, text))
        };
        parts.iter().any(lacks)
    }

    fn lacks_call(&self, call: &PhoneCall) -> bool {
        !self.removed.contains(&PhoneContactKey::Call(call.at))
            && self.calls.get(&call.at).is_none_or(|known| known < call)
    }

    /// The same for a day, with everything that these logs have of it.
    fn lacks_day(&self, day: &MessageDay, parts: &[&Self], text: bool) -> bool {
        if self.removed.contains(&day.key()) {
            return false;
        }
        let key = (day.day, day.app);
        let Some(known) = self.days.get(&key) else { return true };
        let told = || parts.iter().filter_map(|part| part.days.get(&key));
        let sum = |count: fn(&MessageDay) -> u32| told().map(count).fold(0, u32::saturating_add);
        let lines = || told().flat_map(|day| &day.lines).take(if text { MAX_LINES } else { 0 });
        let (few, many) = (known.lines.len(), lines().count());
        known.sent < sum(|day| day.sent)
            || known.received < sum(|day| day.received)
            || few < many
            || few == many && known.lines.iter().lt(lines())
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
