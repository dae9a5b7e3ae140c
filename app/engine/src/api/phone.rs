//! Calls and messages of a phone: what a file of them holds, how it is taken in, and how they are shown.

use super::{Day, MeetingRow};
pub use kith_domain::phone::LeftOutRecords;
use kith_domain::phone::{DateOrder, PhoneContact};
use serde::{Deserialize, Serialize};

/// What the user chose of how a file of a phone is taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneChoices {
    /// Whether what was written is kept.
    pub text: bool,
    /// Whether a name alone tells who someone is, where only one has it.
    pub by_name: bool,
    /// Whether those who are not known come in as people.
    pub add_unknown: bool,
    pub chat: ChatChoices,
}

/// How a chat is read, as far as the user chose that. `None`: as it seems to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatChoices {
    /// Which of its writers is the user. Empty: none of them.
    pub user: Option<String>,
    pub dates: Option<DateOrder>,
}

/// What a file of a phone holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneFileView {
    pub all: PhoneSummary,
    pub left_out: LeftOutRecords,
    /// If it is a chat: how it was read.
    pub chat: Option<ChatView>,
}

/// How a chat was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatView {
    /// Who wrote.
    pub writers: Vec<String>,
    /// Which of them is the user; empty: none of them. `None`: it cannot be told, and is asked.
    pub user: Option<String>,
    /// In which orders its dates can be read.
    pub orders: Vec<DateOrder>,
    /// In which they were read. `None`: it cannot be told, and is asked.
    pub dates: Option<DateOrder>,
    /// Whether it is a group's, which is contact with no one alone.
    pub is_group: bool,
}

/// How many calls and messages there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneSummary {
    pub calls: u32,
    /// Calls that no one answered, on either side.
    pub unanswered: u32,
    pub messages: u32,
    /// On which days the first and the last of them were.
    pub days: Option<(Day, Day)>,
}

impl PhoneSummary {
    /// Adds what another counts.
    pub(crate) fn add(&mut self, other: &Self) {
        self.calls = self.calls.saturating_add(other.calls);
        self.unanswered = self.unanswered.saturating_add(other.unanswered);
        self.messages = self.messages.saturating_add(other.messages);
        let all = self.days.into_iter().chain(other.days);
        self.days = all.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
    }
}

/// What of someone's timeline is no message: meetings, calls, and messages elsewhere. The latest come first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BesideMail {
    pub meetings: Vec<MeetingRow>,
    pub phone: Vec<PhoneContact>,
}
