//! One person, and why they are shown.

use super::{
    AnswerReminder, ContactSource, Day, Direction, Due, Interval, ItemKind, LastContact, LoggedContact, MessageKey,
    ParticipantRole, PersonField, PersonId, PersonRow, PossibleDuplicate, Reason, ReminderRow, Seconds, Strength,
};
use serde::{Deserialize, Serialize};

/// A person, whole. Of one who is filtered out, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonCard {
    /// As in the list.
    pub row: PersonRow,
    /// Where the name comes from.
    pub name_source: Source,
    /// Whether a word of the name mixes letters of scripts that look alike.
    pub mixed_name: bool,
    /// The given name.
    pub given: Sourced,
    /// The family name.
    pub family: Sourced,
    /// Every name seen, the most fitting first, each with the number of messages that bore it.
    pub names: Vec<(String, u32)>,
    /// Every address, the one used last first.
    pub addresses: Vec<AddressView>,
    /// How many messages the user sent.
    pub sent: u32,
    /// How many they sent.
    pub received: u32,
    /// When the first stored contact was. `None` if there was none.
    pub first_contact: Option<Seconds>,
    /// Where the company comes from.
    pub company_source: Source,
    /// What was typed into fields; those without a value are not there.
    pub fields: Vec<(PersonField, Sourced)>,
    /// Who introduced them, and their name.
    pub introducer: Option<(PersonId, String)>,
    /// Whom they introduced, and their names, in the order of names.
    pub introduced: Vec<(PersonId, String)>,
    /// Phones, postal addresses, links, dates and notes; notes the latest first.
    pub items: Vec<ItemView>,
    /// Where they came from other than the mail.
    pub sources: Vec<ContactSource>,
    /// Who may be the same person.
    pub possible_duplicates: Vec<PossibleDuplicate>,
    /// How one keeps in touch with them.
    pub keeping: KeepingView,
    /// It is the user's turn: their message that waits for an answer, and its subject.
    pub waiting_for_you: Option<(MessageKey, String)>,
    /// The user's messages to them that wait for an answer, the latest first.
    pub awaited: Vec<AwaitedView>,
}

/// A message of the user's that waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitedView {
    pub message: MessageKey,
    /// When the user is reminded, if at all.
    pub reminder: Option<AnswerReminder>,
}

impl PersonCard {
    /// What was typed into a field. Empty if nothing was.
    #[must_use]
    pub fn field(&self, field: PersonField) -> Sourced {
        self.fields.iter().find(|(known, _)| *known == field).map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// How one keeps in touch with someone, as things stand today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepingView {
    /// The numbers of the buckets they are in, in the order of buckets.
    pub buckets: Vec<u64>,
    pub own_interval: Option<Interval>,
    /// When they are due and why, or why never.
    pub due: Due,
    /// They are snoozed until that day.
    pub snoozed: Option<Day>,
    /// They are never reminded of.
    pub reminders_off: bool,
    /// Contact that was noted by hand, by number, the latest first.
    pub logged: Vec<(u64, LoggedContact)>,
    /// How many meetings, calls and days with messages elsewhere there were, those that were noted by hand among them,
    /// and calls that no one answered.
    pub beside_mail: u32,
    /// How strong the relationship is, and was.
    pub strength: Strength,
    /// How many messages the user sent and how many they sent in each of the last [`STRENGTH_MONTHS`] months, this one
    /// last. Contact that was noted by hand is one each way.
    pub months: Vec<(u32, u32)>,
    /// The median of the days between two contacts. `None` where there were too few.
    pub rhythm: Option<u32>,
    /// Of what to be reminded about them, by day.
    pub reminders: Vec<ReminderRow>,
}

/// The number of months shown of a person.
pub const STRENGTH_MONTHS: usize = 24;

/// What a field says, and where that comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourced {
    /// Empty if nothing is known.
    pub value: String,
    /// Where it comes from.
    pub source: Source,
}

/// Where a value comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// There is none.
    #[default]
    Nowhere,
    /// It was typed, at that time.
    Typed(Seconds),
    /// From this number of messages.
    Mail(u32),
    /// From the name that is shown.
    Name,
    /// From the domain of an address.
    Domain,
    /// Guessed from what stands before the `@` of an address.
    Guess,
    /// A file or an address book brought it.
    CameFrom(ContactSource),
}

/// One of several of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemView {
    /// Its number, as in [`Decision::SetItem`](super::Decision::SetItem).
    pub item: u64,
    pub kind: ItemKind,
    /// What it is called. May be empty.
    pub label: String,
    pub value: String,
    /// Of a note: when.
    pub at: Seconds,
    pub source: Source,
}

/// An address of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressView {
    pub address: String,
    /// What it is called: `work`, `home`. May be empty.
    pub label: String,
    /// How many messages went or came by it.
    pub messages: u32,
    /// When the latest was written. `None` if there is none.
    pub last: Option<Seconds>,
    /// Why it is theirs.
    pub how: AddressReason,
    /// Whether that follows from an answer alone: the user did not write to it yet, nor say that it is theirs.
    pub claimed: bool,
    /// Why what is written with it alone is not tracked. `None`: it is.
    pub untracked: Option<Reason>,
    /// The address that it looks like and is not: it has letters of another script, or signs that are not seen.
    pub looks_like: Option<String>,
}

/// Why an address is someone's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AddressReason {
    /// They are known by it.
    First,
    /// The user said so.
    Said,
    /// It was that of someone who was merged into them.
    Merged,
    /// It came in with an answer to a message that went to them alone, at that address.
    Answered {
        /// The answer.
        message: MessageKey,
        /// Where the message that it answers went.
        to: String,
    },
    /// A file or an address book brought it.
    CameFrom(ContactSource),
}

/// Of what one asks why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhyOf {
    /// Why someone is a person, or is filtered out.
    Person(PersonId),
    /// Why a message stands with someone.
    Message(PersonId, MessageKey),
}

/// Why something is shown, or is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The rules, in the order in which they are told.
    pub points: Vec<WhyPoint>,
    /// How many messages made it so.
    pub count: u32,
    /// The latest of them.
    pub messages: Vec<WhyMessage>,
}

/// A reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhyPoint {
    /// Someone is a person, or is not.
    Reason(Reason),
    /// The message names them there.
    Named {
        /// At this address.
        address: String,
        /// In this field.
        role: ParticipantRole,
    },
    /// That address is theirs.
    Address { address: String, how: AddressReason },
    /// The last contact with them, and what it was about, if that is known.
    LastContact(LastContact, String),
}

/// A message that is a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhyMessage {
    pub message: MessageKey,
    /// When it was written.
    pub date: Seconds,
    /// Who wrote it.
    pub direction: Direction,
    /// Its subject. Empty if it has none.
    pub subject: String,
    /// From whom: a name, or an address.
    pub from: String,
}
