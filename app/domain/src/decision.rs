//! What the user decided.
//!
//! Each is an entry of the [`journal`](crate::journal). What it speaks of is found again after the mailbox was read
//! anew: it names addresses and ids that follow from addresses.

use crate::address::Address;
use crate::bucket::Bucket;
use crate::contact::Labelled;
use crate::contact_rule::ContactRule;
use crate::day::{Day, Interval};
use crate::hash::hash_of;
use crate::ids::{CompanyId, MessageKey, PersonId};
use crate::meeting::PackedInvitation;
use crate::phone::{PhoneContact, PhoneContactKey};
use crate::pipeline::{Lead, LeadParty, LeadPlace, Pipeline};
use crate::unanswered::{AnswerDays, AnswerWish};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub use crate::person_field::PersonField;

/// One thing that was decided. New ones are added at the end: entries are stored as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// Entry `mark` does not hold (any more), or does again.
    Undo {
        /// The entry's mark.
        mark: u64,
        /// Whether it is undone.
        undone: bool,
    },
    /// Who appears in People without a decision.
    #[serde(rename = "Who")]
    ContactPolicy(ContactPolicy),
    /// An address is this person's from now on, and has been all the time.
    Address { address: Address, person: PersonId },
    /// Two are one: what is of `from` is of `into`.
    Merge {
        /// Who stays.
        into: PersonId,
        /// Who becomes part of them.
        from: PersonId,
    },
    /// Two are different people, whatever they have in common.
    #[serde(rename = "Apart")]
    Distinct(PersonId, PersonId),
    /// Whether someone is shown in People, whatever else is known of them. `None`: as it follows from the mail.
    #[serde(rename = "Standing")]
    Visibility(PersonId, Option<Visibility>),
    /// Someone is deleted, and stays so: they and their addresses are told by hashes alone ([`PersonId::of`]).
    Delete { person: PersonId, addresses: Vec<PersonId> },
    /// A rule for an address, or for a domain with what lies below it. `None`: no rule.
    Rule(RuleScope, Option<RuleEffect>),
    /// Whether an address is the user's, whatever follows from the mail. `None`: as it follows.
    #[serde(rename = "Mine")]
    OwnAddress(Address, Option<bool>),
    /// Whether everyone at an own domain is a colleague. `None`: as by default.
    OwnDomain(String, Option<bool>),
    /// A colleague, in place of the one with that number. Without a name and addresses: none any more.
    Colleague {
        /// A random id.
        id: u64,
        name: String,
        /// All their addresses, on whatever domain.
        addresses: Vec<Address>,
    },
    /// A field of a person. An empty value: as it follows from the mail, or nothing.
    #[serde(rename = "Set")]
    SetField {
        person: PersonId,
        field: PersonField,
        /// What it says: a date as `2026-11-23` or `--11-23`, yes and no as `yes` and `no`.
        value: String,
    },
    /// A phone number, postal address, link or note, in place of the one with that number. An empty value: deleted.
    #[serde(rename = "Put")]
    SetItem {
        person: PersonId,
        kind: ItemKind,
        /// A random id.
        item: u64,
        /// `work`, `home`, or whatever the user calls it. May be empty.
        label: String,
        value: String,
        /// Of a note: when, in seconds since 1970-01-01 UTC.
        at: i64,
    },
    /// A tag is put on people, or taken off.
    Tag {
        people: Vec<PersonId>,
        /// The tag as typed.
        tag: String,
        /// On or off.
        on: bool,
    },
    /// A custom field, in place of the one with that number. An empty name: gone.
    CustomField {
        /// A random id.
        id: u64,
        /// What it is called.
        name: String,
        /// What it holds.
        kind: CustomFieldKind,
    },
    /// A company's name. An empty one: as it follows from the domain. Makes a company that follows from no domain.
    Company { company: CompanyId, name: String },
    /// Two companies are one.
    MergeCompany {
        /// Which stays.
        into: CompanyId,
        /// Which becomes part of it.
        from: CompanyId,
    },
    /// People are of that company. `None`: of none. Where nothing was decided, it follows from their addresses.
    CompanyOf { people: Vec<PersonId>, company: Option<CompanyId> },
    /// A saved filter, in place of the one with that number. An empty filter: deleted.
    #[serde(rename = "Segment")]
    SavedFilter {
        /// A random id.
        id: u64,
        name: String,
        /// The filter as typed.
        filter: String,
    },
    /// A bucket, in place of the one with its number. An empty name: gone, and no one is in it.
    Bucket(Bucket),
    /// People come into a bucket, or leave it.
    InBucket {
        people: Vec<PersonId>,
        /// The bucket's number.
        bucket: u64,
        /// The day on which they came in. Of one who is in it already the earlier day counts.
        day: Day,
        /// In or out.
        on: bool,
    },
    /// An interval of someone's own, in place of those of their buckets. `None`: as the buckets say.
    OwnInterval(PersonId, Option<Interval>),
    /// People are snoozed. `None`: not any more.
    Snooze {
        people: Vec<PersonId>,
        /// The day on which they come back.
        until: Option<Day>,
        /// The day on which that is said.
        made: Day,
    },
    /// Someone is skipped: the interval starts again on that day, without contact.
    Skip { person: PersonId, day: Day },
    /// Whether reminders about someone are turned off.
    #[serde(rename = "Mute")]
    RemindersOff(PersonId, bool),
    /// A logged contact, in place of the one with that number. `None`: deleted.
    #[serde(rename = "Log")]
    LoggedContact {
        people: Vec<PersonId>,
        /// A random id.
        item: u64,
        #[serde(rename = "what")]
        contact: Option<LoggedContact>,
    },
    /// A reminder for a day, in place of the one with that number. An empty text: deleted.
    #[serde(rename = "Remind")]
    Reminder {
        /// A random id.
        id: u64,
        /// Of whom, if it is about someone.
        person: Option<PersonId>,
        text: String,
        /// When; of one that comes again, for the first time.
        day: Day,
        /// How often it comes again.
        every: Option<Interval>,
    },
    /// What a reminder asked for up to that day is done. One that comes again goes on after it.
    #[serde(rename = "RemindDone")]
    ReminderDone {
        /// The reminder's number.
        id: u64,
        /// The day: today, or that of the reminder where it was done before.
        day: Day,
    },
    /// A pipeline, in place of the one with its number. An empty name: gone, with its leads.
    Pipeline(Pipeline),
    /// A lead, in place of the one with that number. `None`: gone.
    Lead {
        /// A random id.
        id: u64,
        lead: Option<Lead>,
    },
    /// A lead comes to a place.
    #[serde(rename = "Move")]
    MoveLead {
        /// The lead's number.
        lead: u64,
        /// Where it is from now on.
        place: LeadPlace,
        /// The day on which it came there.
        day: Day,
    },
    /// The currency of all values. Empty: none is shown.
    Currency(String),
    /// A message wants no answer: whose turn it was in that conversation, it is no one's until one of the two writes
    /// again.
    NoReply {
        /// Who wrote it.
        person: PersonId,
        /// The message, the last of its conversation.
        message: MessageKey,
    },
    /// Nothing of what was decided before about these holds, and it is told nowhere: they came with a mailbox of which
    /// nothing is to stay.
    Forget(Forgotten),
    /// A backup was restored. Undone, everything is as it was before.
    Restore(Restored),
    /// The entry belongs to a run of something that decides a lot: all entries of a run are shown as one, and undone
    /// together.
    Run(Run),
    /// People came in from there.
    CameFrom { people: Vec<PersonId>, source: ContactSource },
    /// What an email address is called: `work`, `home`. Empty: nothing.
    AddressLabel { address: Address, label: String },
    /// An address that the user or an address book said to be this person's is theirs no more. What follows from the
    /// mail stays.
    RemoveAddress { address: Address, person: PersonId },
    /// The lines of someone's vCard that Kith does not understand, so that they go out again as they came in. Empty:
    /// none.
    CardLines { person: PersonId, lines: String },
    /// Someone's picture, by the hash of its bytes.
    Photo { person: PersonId, photo: Option<PhotoId> },
    /// A rule for people, in place of the one with that number. `None`: gone.
    ContactRule {
        /// A random id.
        id: u64,
        rule: Option<ContactRule>,
    },
    /// A rule was applied to people, or passed over them when it was switched on: it does nothing with them before they
    /// cease to match. Stays true where the entry is undone.
    RuleApplied {
        /// The rule's number.
        rule: u64,
        people: Vec<PersonId>,
        /// Whether they match, or cease to.
        matches: bool,
    },
    /// What a synchronisation with an address book changed, on whichever side. What it changed in Kith is said by other
    /// decisions of the same entry; this tells it, and is what an undo of the other side goes by.
    Synced { book: u64, changes: Vec<CardChange> },
    /// Whether those with the tag [`UNSUBSCRIBED`] are left out of reminders.
    LeaveOutUnsubscribed(bool),
    /// What the user wants about a message of theirs that has no answer.
    AnswerWish {
        /// To whom it went.
        person: PersonId,
        message: MessageKey,
        wish: AnswerWish,
    },
    /// The user wants to be reminded if a draft, once it is sent, has no answer after so many days.
    DraftWish {
        /// To whom it goes.
        person: PersonId,
        /// The [`reference`](crate::message::reference) of its Message-ID.
        draft: u64,
        /// As typed: a mail program may give it another Message-ID.
        subject: String,
        /// The day on which it was saved.
        day: Day,
        days: u16,
    },
    /// After how many days without an answer the user is reminded.
    AnswerDays(AnswerDays),
    /// Calls and messages with someone, from the file of a phone. What is known already stays.
    PhoneContact { person: PersonId, contact: Vec<PhoneContact> },
    /// What a file says about meetings. It counts beside what the mail says.
    Meetings(Vec<PackedInvitation>),
    /// Removes a call or a day with messages. It stays removed if a file has it again.
    RemovePhoneContact { person: PersonId, contact: PhoneContactKey },
}

/// The tag of those whom an address book deleted.
pub const TRASH: &str = "Trash";

/// The tag of those who unsubscribed from a list.
pub const UNSUBSCRIBED: &str = "Unsubscribed";

/// A run of something that decides a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// A random id: all entries of the run have it.
    pub id: u64,
    pub of: RunOf,
}

/// What ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RunOf {
    /// A file was imported, of that name.
    Import(String),
    /// An address book was synchronised, of that number and name.
    Sync(u64, String),
    /// The rule of that number was applied.
    Rule(u64),
    /// A list of those who unsubscribed was read, of that name.
    Unsubscribes(String),
    /// Changes of a synchronisation were taken back on both sides.
    SyncUndone(u64, String),
}

impl RunOf {
    /// What brought values in, if it was a file or an address book.
    #[must_use]
    pub fn source(&self) -> Option<ContactSource> {
        match self {
            Self::Import(file) => Some(ContactSource::File(file.clone())),
            Self::Sync(book, name) => Some(ContactSource::AddressBook(*book, name.clone())),
            Self::Rule(_) | Self::Unsubscribes(_) | Self::SyncUndone(..) => None,
        }
    }
}

/// Where someone came from, other than the mail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ContactSource {
    /// The user typed them in.
    Hand,
    /// A file of that name.
    File(String),
    /// An address book of that number and name.
    AddressBook(u64, String),
}

/// The first 8 bytes of the SHA-256 of a picture's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PhotoId(pub u64);

impl PhotoId {
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(hash_of(bytes))
    }
}

/// One change of a synchronisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardChange {
    pub person: PersonId,
    /// What the person was called at that time.
    pub name: String,
    pub direction: CardDirection,
    pub what: CardChangeKind,
}

/// Which side was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CardDirection {
    /// Kith was changed.
    In,
    /// The address book was changed.
    Out,
}

/// What of someone was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CardChangeKind {
    /// They are new on that side.
    Created,
    /// They were found to be the same on both sides.
    Linked,
    /// A field, or one of several of a kind, and what it said before and after: nothing where it came or went. `kept`:
    /// what lost, where both sides had changed it.
    Field { field: CardField, before: Option<Labelled>, after: Option<Labelled>, kept: Option<Labelled> },
    /// The card was deleted on the other side: they have the tag [`TRASH`] since.
    Deleted,
}

/// A field of a card, as it is mapped.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CardField {
    Name,
    Given,
    Family,
    Additional,
    Prefix,
    Suffix,
    Nickname,
    Email,
    Phone,
    Postal,
    Link,
    Date,
    Birthday,
    Company,
    Role,
    Note,
    Tag,
    Photo,
    /// A field of that name that only this address book or this user has: a custom field of Kith's, or what it is
    /// mapped to.
    Other(String),
}

/// What became of the entries of the journal when a backup was restored, each told by its mark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// They came from the backup: where it is undone, they hold as little as if they had never come.
    pub added: Vec<u64>,
    /// They were here, set aside by another restoring, and hold again, since they do in the backup.
    pub back: Vec<u64>,
    /// They were here and are not in the backup, which took their place: they are set aside.
    pub replaced: Vec<u64>,
}

/// Of whom and of what nothing is to stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// People, and addresses by their hashes ([`PersonId::of`]).
    pub people: BTreeSet<PersonId>,
    /// Companies, and domains by their hashes ([`CompanyId::of`]).
    pub companies: BTreeSet<CompanyId>,
    /// Buckets, pipelines, custom fields and saved filters, by their numbers.
    pub made: BTreeSet<u64>,
}

/// Contact that the user logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedContact {
    pub how: ContactKind,
    /// When it was, or will be.
    pub day: Day,
    /// A word about it. May be empty.
    pub note: String,
}

/// The kind of a logged contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ContactKind {
    /// By telephone or video.
    Call,
    /// In person.
    Meeting,
    /// By post.
    Letter,
    /// By messages elsewhere.
    Message,
    /// In another way.
    Other,
}

/// Who appears in People without a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactPolicy {
    /// Only those the user wrote to.
    Written,
    /// Those the user wrote to, and those who wrote to the user personally.
    #[default]
    WrittenOrWrote,
    /// Everyone who was seen, but lists and automated senders.
    Seen,
}

/// Whether the user shows someone in People.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visibility {
    /// A person.
    #[serde(rename = "Person")]
    Shown,
    /// Hidden from People.
    #[serde(rename = "Never")]
    Hidden,
}

/// Whom a rule applies to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RuleScope {
    Address(Address),
    /// Everyone at a domain, and at what lies below it.
    Domain(String),
}

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RuleEffect {
    /// Always show in People.
    #[serde(rename = "Person")]
    AlwaysShow,
    /// Never show in People, except for those whom the user chose to show.
    #[serde(rename = "Never")]
    NeverShow,
    /// Don't track: what is written with them alone is neither counted nor shown.
    #[serde(rename = "Exclude")]
    DontTrack,
}

/// What a person may have several of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ItemKind {
    /// A telephone number.
    Phone,
    /// A postal address, in lines.
    Postal,
    Link,
    /// A note with its date.
    Note,
    /// A day that comes again each year, but for the birthday: `2001-05-06` or `--05-06`.
    Date,
}

/// What a custom field holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CustomFieldKind {
    /// A line of text.
    Text,
    Number,
    /// A day.
    Date,
    Choice(Vec<String>),
    /// Yes or no.
    YesNo,
}

impl Decision {
    /// The people of whom it speaks.
    #[must_use]
    pub fn people(&self) -> Vec<PersonId> {
        match self {
            // Who introduced them is concerned, too.
            Self::SetField { person, field: PersonField::Introducer, value } => {
                [*person].into_iter().chain(PersonId::read(value)).collect()
            }
            Self::Address { person, .. }
            | Self::Visibility(person, _)
            | Self::Delete { person, .. }
            | Self::SetField { person, .. }
            | Self::SetItem { person, .. }
            | Self::RemoveAddress { person, .. }
            | Self::CardLines { person, .. }
            | Self::Photo { person, .. }
            | Self::OwnInterval(person, _)
            | Self::Skip { person, .. }
            | Self::RemindersOff(person, _)
            | Self::NoReply { person, .. }
            | Self::AnswerWish { person, .. }
            | Self::DraftWish { person, .. }
            | Self::PhoneContact { person, .. }
            | Self::RemovePhoneContact { person, .. } => vec![*person],
            Self::Merge { into: one, from: other } | Self::Distinct(one, other) => vec![*one, *other],
            Self::Tag { people, .. }
            | Self::CompanyOf { people, .. }
            | Self::InBucket { people, .. }
            | Self::Snooze { people, .. }
            | Self::LoggedContact { people, .. }
            | Self::CameFrom { people, .. }
            | Self::RuleApplied { people, .. } => people.clone(),
            Self::Synced { changes, .. } => changes.iter().map(|change| change.person).collect(),
            Self::Reminder { person, .. } => person.iter().copied().collect(),
            Self::Lead { lead: Some(Lead { party: LeadParty::Person(person), .. }), .. } => vec![*person],
            Self::Undo { .. }
            | Self::ContactPolicy(_)
            | Self::Rule(..)
            | Self::OwnAddress(..)
            | Self::OwnDomain(..)
            | Self::Colleague { .. }
            | Self::CustomField { .. }
            | Self::Company { .. }
            | Self::MergeCompany { .. }
            | Self::SavedFilter { .. }
            | Self::Bucket(_)
            | Self::ReminderDone { .. }
            | Self::Pipeline(_)
            | Self::Lead { .. }
            | Self::MoveLead { .. }
            | Self::Currency(_)
            | Self::Forget(_)
            | Self::Restore(_)
            | Self::Run(_)
            | Self::AddressLabel { .. }
            | Self::ContactRule { .. }
            | Self::LeaveOutUnsubscribed(_)
            | Self::AnswerDays(_)
            | Self::Meetings(_) => Vec::new(),
        }
    }

    /// Whether it may change who is a person, whose a message is, or what is tracked.
    #[must_use]
    pub const fn moves(&self) -> bool {
        match self {
            Self::Undo { .. }
            | Self::ContactPolicy(_)
            | Self::Address { .. }
            | Self::Merge { .. }
            // An answer from another address joins no one of whom it was said that they are two.
            | Self::Distinct(..)
            | Self::Visibility(..)
            | Self::Delete { .. }
            | Self::Rule(..)
            | Self::OwnAddress(..)
            | Self::OwnDomain(..)
            | Self::Colleague { .. }
            | Self::Forget(_)
            | Self::Restore(_)
            | Self::CameFrom { .. }
            | Self::RemoveAddress { .. } => true,
            Self::SetField { .. }
            | Self::SetItem { .. }
            | Self::Tag { .. }
            | Self::CustomField { .. }
            | Self::Company { .. }
            | Self::MergeCompany { .. }
            | Self::CompanyOf { .. }
            | Self::SavedFilter { .. }
            | Self::Bucket(_)
            | Self::InBucket { .. }
            | Self::OwnInterval(..)
            | Self::Snooze { .. }
            | Self::Skip { .. }
            | Self::RemindersOff(..)
            | Self::LoggedContact { .. }
            | Self::Reminder { .. }
            | Self::ReminderDone { .. }
            | Self::Pipeline(_)
            | Self::Lead { .. }
            | Self::MoveLead { .. }
            | Self::Currency(_)
            | Self::NoReply { .. }
            | Self::Run(_)
            | Self::AddressLabel { .. }
            | Self::CardLines { .. }
            | Self::Photo { .. }
            | Self::ContactRule { .. }
            | Self::RuleApplied { .. }
            | Self::Synced { .. }
            | Self::LeaveOutUnsubscribed(_)
            | Self::AnswerWish { .. }
            | Self::DraftWish { .. }
            | Self::AnswerDays(_)
            | Self::PhoneContact { .. }
            | Self::Meetings(_)
            | Self::RemovePhoneContact { .. } => false,
        }
    }
}
