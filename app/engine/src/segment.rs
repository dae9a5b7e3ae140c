//! Packed runs of facts: what was read in one folder, at one time.
//!
//! A run names its folder once and each address and display name once, so that a message costs little beside its
//! subject and Message-ID. It is read without copying: a start of the app reads all of them.

use crate::packed::{self, Unreadable};
use foldhash::fast::FixedState;
use kith_domain::message::{Automatic, Facts, ParticipantRole};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A run of facts. The record as it is stored, version 2. (Version 1 knew nothing of deliveries: see [`v1`].)
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run<'a> {
    /// The folder's name as the server gave it.
    pub(crate) folder: &'a str,
    /// Outside of this, the UIDs mean nothing.
    pub(crate) uid_validity: u32,
    /// Whether the folder is one for sent mail.
    pub(crate) sent: bool,
    /// Addresses, names and list ids, each once.
    #[serde(borrow)]
    pub(crate) strings: Vec<&'a str>,
    /// The addresses to which messages were delivered, as indices into the strings: nearly all of them to the same
    /// ones, so that each combination stands once. The first is empty.
    pub(crate) deliveries: Vec<Vec<u32>>,
    /// The messages, in the order in which they came.
    #[serde(borrow)]
    pub(crate) entries: Vec<PackedEntry<'a>>,
}

/// A message seen in the run's folder.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PackedEntry<'a> {
    /// Its UID there.
    pub(crate) uid: u32,
    /// Which message it is.
    #[serde(with = "postcard::fixint::le")]
    pub(crate) key: u64,
    /// What its header says; `None` for a copy of a message that is stored for this account and says nothing new.
    #[serde(borrow)]
    pub(crate) message: Option<PackedMessage<'a>>,
}

/// What a header says.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PackedMessage<'a> {
    pub(crate) date: i64,
    pub(crate) size: u32,
    pub(crate) subject: &'a str,
    pub(crate) message_id: Option<&'a str>,
    pub(crate) email_id: Option<&'a str>,
    pub(crate) thread_id: Option<&'a str>,
    pub(crate) references: Vec<u64>,
    pub(crate) marks: u8,
    /// An index into the run's strings.
    pub(crate) list_id: Option<u32>,
    pub(crate) parties: Vec<PackedParticipant>,
    /// An index into the run's deliveries.
    pub(crate) delivered: u32,
}

/// Someone named in a header field.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PackedParticipant {
    pub(crate) role: u8,
    /// An index into the run's strings.
    pub(crate) address: u32,
    /// An index into the run's strings.
    pub(crate) name: Option<u32>,
}

/// The bits of [`PackedMessage::marks`].
pub(crate) mod marks {
    use kith_domain::message::Facts;

    pub(crate) const UNSUBSCRIBE: u8 = 1;
    pub(crate) const PRECEDENCE: u8 = 2;
    pub(crate) const AUTO_SUBMITTED: u8 = 4;
    pub(crate) const SUPPRESSES_ANSWERS: u8 = 8;
    /// The number of its [`Automatic`](kith_domain::message::Automatic) stands from this bit on.
    pub(super) const AUTOMATIC: u32 = 4;

    pub(super) fn of(facts: &Facts) -> u8 {
        let bit = |is: bool, mark: u8| if is { mark } else { 0 };
        let bulk = &facts.bulk;
        bit(bulk.unsubscribe, UNSUBSCRIBE)
            | bit(bulk.precedence, PRECEDENCE)
            | bit(bulk.auto_submitted, AUTO_SUBMITTED)
            | bit(facts.suppresses_answers, SUPPRESSES_ANSWERS)
            | facts.automatic.map_or(0, |automatic| automatic as u8) << AUTOMATIC
    }
}

/// A message with its facts, on its way into a run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Read {
    pub(crate) uid: u32,
    pub(crate) size: u32,
    pub(crate) email_id: Option<String>,
    pub(crate) thread_id: Option<String>,
    pub(crate) facts: Facts,
}

impl<'a> Run<'a> {
    /// Lays out what was read. `copy` says which messages are copies that say nothing new.
    pub(crate) fn of(
        folder: &'a str,
        uid_validity: u32,
        sent: bool,
        read: &'a [Read],
        mut copy: impl FnMut(&Facts) -> bool,
    ) -> Self {
        let (mut strings, mut deliveries) = (PackedStrings::default(), Deliveries::default());
        let entries = read
            .iter()
            .map(|read| PackedEntry {
                uid: read.uid,
                key: read.facts.key.0,
                message: (!copy(&read.facts)).then(|| PackedMessage::of(read, &mut strings, &mut deliveries)),
            })
            .collect();
        Self { folder, uid_validity, sent, strings: strings.list, deliveries: deliveries.list, entries }
    }

    /// Runs of the same folder as one. `None` if there are none.
    pub(crate) fn joined(runs: &[Self]) -> Option<Self> {
        let (mut strings, mut deliveries) = (PackedStrings::default(), Deliveries::default());
        let mut entries = Vec::new();
        for run in runs {
            let mut index = |number: u32| run.strings.get(number as usize).map(|text| strings.index(text));
            for entry in &run.entries {
                let message = entry.message.as_ref().map(|message| PackedMessage {
                    delivered: deliveries
                        .index(run.delivered(message).iter().filter_map(|&address| index(address)).collect()),
                    list_id: message.list_id.and_then(&mut index),
                    parties: message
                        .parties
                        .iter()
                        .filter_map(|party| {
                            let address = index(party.address)?;
                            Some(PackedParticipant { role: party.role, address, name: party.name.and_then(&mut index) })
                        })
                        .collect(),
                    references: message.references.clone(),
                    ..*message
                });
                entries.push(PackedEntry { uid: entry.uid, key: entry.key, message });
            }
        }
        let first = runs.first()?;
        let Self { folder, uid_validity, sent, .. } = *first;
        Some(Self { folder, uid_validity, sent, strings: strings.list, deliveries: deliveries.list, entries })
    }

    /// The addresses to which a message of this run was delivered, as indices into the strings.
    pub(crate) fn delivered(&self, message: &PackedMessage<'_>) -> &[u32] {
        self.deliveries.get(message.delivered as usize).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn pack(&self) -> Result<Vec<u8>, Unreadable> {
        packed::pack("segment", VERSION, self)
    }

    pub(crate) fn unpack(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        match bytes.first() {
            Some(1) => Ok(packed::unpack::<v1::Run<'_>>("segment", 1, bytes)?.into()),
            _ => packed::unpack("segment", VERSION, bytes),
        }
    }

    /// Whether a packed run was read when fewer header fields were asked for.
    pub(crate) fn is_old(bytes: &[u8]) -> bool {
        bytes.first() == Some(&1)
    }
}

/// The version in which runs are packed.
const VERSION: u8 = 2;

impl<'a> PackedMessage<'a> {
    /// What kind of automatic message it is, if its header says that a program wrote it.
    pub(crate) const fn automatic(&self) -> Option<Automatic> {
        Automatic::of_number(self.marks >> marks::AUTOMATIC)
    }

    fn of(read: &'a Read, strings: &mut PackedStrings<'a>, deliveries: &mut Deliveries) -> Self {
        let Facts { date, message_id, parties, subject, references, bulk, delivered, .. } = &read.facts;
        let delivered = delivered.iter().map(|address| strings.index(address.as_str())).collect();
        Self {
            delivered: deliveries.index(delivered),
            date: *date,
            size: read.size,
            subject,
            message_id: message_id.as_deref(),
            email_id: read.email_id.as_deref(),
            thread_id: read.thread_id.as_deref(),
            references: references.clone(),
            marks: marks::of(&read.facts),
            list_id: bulk.list_id.as_deref().map(|id| strings.index(id)),
            parties: parties
                .iter()
                .map(|party| PackedParticipant {
                    role: role_number(party.role),
                    address: strings.index(party.address.as_str()),
                    name: party.name.as_deref().map(|name| strings.index(name)),
                })
                .collect(),
        }
    }
}

/// Gives each string a number.
#[derive(Default)]
pub(crate) struct PackedStrings<'a> {
    pub(crate) list: Vec<&'a str>,
    numbers: HashMap<&'a str, u32, FixedState>,
}

impl<'a> PackedStrings<'a> {
    pub(crate) fn index(&mut self, text: &'a str) -> u32 {
        *self.numbers.entry(text).or_insert_with(|| {
            self.list.push(text);
            u32::try_from(self.list.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

/// Gives each combination of addresses a number: nearly all messages are delivered to the same ones. The empty one has
/// 0.
#[derive(Debug)]
pub(crate) struct Deliveries {
    pub(crate) list: Vec<Vec<u32>>,
    numbers: HashMap<Vec<u32>, u32, FixedState>,
}

impl Default for Deliveries {
    fn default() -> Self {
        Self { list: vec![Vec::new()], numbers: HashMap::from_iter([(Vec::new(), 0)]) }
    }
}

impl Deliveries {
    pub(crate) fn get(&self, number: u32) -> &[u32] {
        self.list.get(number as usize).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn index(&mut self, delivered: Vec<u32>) -> u32 {
        if let Some(&number) = self.numbers.get(&delivered) {
            return number;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(delivered.clone());
        self.numbers.insert(delivered, number);
        number
    }
}

/// The number of roles.
pub(crate) const ROLE_COUNT: usize = 10;

pub(crate) const fn role_number(role: ParticipantRole) -> u8 {
    match role {
        ParticipantRole::From => 0,
        ParticipantRole::Sender => 1,
        ParticipantRole::To => 2,
        ParticipantRole::Cc => 3,
        ParticipantRole::Bcc => 4,
        ParticipantRole::ReplyTo => 5,
        ParticipantRole::ResentFrom => 6,
        ParticipantRole::ResentTo => 7,
        ParticipantRole::Original => 8,
        ParticipantRole::Failed => 9,
    }
}

/// The role of a [`PackedParticipant`]. `None` for one that this version does not know.
pub(crate) const fn role(number: u8) -> Option<ParticipantRole> {
    Some(match number {
        0 => ParticipantRole::From,
        1 => ParticipantRole::Sender,
        2 => ParticipantRole::To,
        3 => ParticipantRole::Cc,
        4 => ParticipantRole::Bcc,
        5 => ParticipantRole::ReplyTo,
        6 => ParticipantRole::ResentFrom,
        7 => ParticipantRole::ResentTo,
        8 => ParticipantRole::Original,
        9 => ParticipantRole::Failed,
        _ => return None,
    })
}

/// The record of version 1, as it was stored before deliveries were read.
mod v1 {
    use super::PackedParticipant;
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Run<'a> {
        folder: &'a str,
        uid_validity: u32,
        sent: bool,
        #[serde(borrow)]
        strings: Vec<&'a str>,
        #[serde(borrow)]
        entries: Vec<PackedEntry<'a>>,
    }

    #[derive(Serialize, Deserialize)]
    struct PackedEntry<'a> {
        uid: u32,
        #[serde(with = "postcard::fixint::le")]
        key: u64,
        #[serde(borrow)]
        message: Option<PackedMessage<'a>>,
    }

    #[derive(Serialize, Deserialize)]
    struct PackedMessage<'a> {
        date: i64,
        size: u32,
        subject: &'a str,
        message_id: Option<&'a str>,
        email_id: Option<&'a str>,
        thread_id: Option<&'a str>,
        references: Vec<u64>,
        marks: u8,
        list_id: Option<u32>,
        parties: Vec<PackedParticipant>,
    }

    impl<'a> From<Run<'a>> for super::Run<'a> {
        fn from(old: Run<'a>) -> Self {
            let Run { folder, uid_validity, sent, strings, entries } = old;
            let entries = entries.into_iter().map(|PackedEntry { uid, key, message }| super::PackedEntry {
                uid,
                key,
                message: message.map(super::PackedMessage::from),
            });
            Self { folder, uid_validity, sent, strings, deliveries: vec![Vec::new()], entries: entries.collect() }
        }
    }

    #[cfg(test)]
    impl<'a> From<super::Run<'a>> for Run<'a> {
        fn from(run: super::Run<'a>) -> Self {
            let super::Run { folder, uid_validity, sent, strings, entries, .. } = run;
            let entries = entries.into_iter().map(|super::PackedEntry { uid, key, message }| PackedEntry {
                uid,
                key,
                message: message.map(|it| PackedMessage {
                    date: it.date,
                    size: it.size,
                    subject: it.subject,
                    message_id: it.message_id,
                    email_id: it.email_id,
                    thread_id: it.thread_id,
                    references: it.references,
                    marks: it.marks & 7,
                    list_id: it.list_id,
                    parties: it.parties.into_iter().filter(|party| party.role < 6).collect(),
                }),
            });
            Self { folder, uid_validity, sent, strings, entries: entries.collect() }
        }
    }

    impl<'a> From<PackedMessage<'a>> for super::PackedMessage<'a> {
        fn from(old: PackedMessage<'a>) -> Self {
            let PackedMessage {
                date,
                size,
                subject,
                message_id,
                email_id,
                thread_id,
                references,
                marks,
                list_id,
                parties,
            } = old;
            Self {
                date,
                size,
                subject,
                message_id,
                email_id,
                thread_id,
                references,
                marks: marks & (super::marks::UNSUBSCRIBE | super::marks::PRECEDENCE | super::marks::AUTO_SUBMITTED),
                list_id,
                parties,
                delivered: 0,
            }
        }
    }
}

/// A packed run as it would have been stored in version 1.
#[cfg(test)]
pub(crate) fn as_version_1(bytes: &[u8]) -> Vec<u8> {
    let run = Run::unpack(bytes).unwrap_or_else(|_| Run::of("", 0, false, &[], |_| false));
    packed::pack("segment", 1, &v1::Run::from(run)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Read, Run};

    #[test]
    fn comes_back_as_it_was_packed_and_names_each_string_once() {
        let header = b"From: Ada <ada@x.example>\r\nTo: Bob <bob@y.example>, Ada <ada@x.example>\r\nSubject: Hi\r\n\
            Date: Tue, 1 Sep 2026 10:00:00 +0200\r\nMessage-ID: <1@x.example>\r\nReferences: <0@x.example>\r\n\
            List-Id: <l.x.example>\r\nPrecedence: list\r\nDelivered-To: me@z.example\r\n\
            Content-Type: text/calendar; method=REPLY\r\nX-Failed-Recipients: f@y.example\r\n\r\n";
        let facts = kith_domain::header::read(header, None, 10);
        let read = |uid| Read { uid, size: 10, email_id: Some("M1".into()), thread_id: None, facts: facts.clone() };
        let all = [read(3), read(4)];
        let mut first = true;
        let run = Run::of("INBOX", 9, false, &all, |_| !std::mem::take(&mut first));
        let bytes = run.pack().unwrap();
        let back = Run::unpack(&bytes).unwrap();
        assert_eq!(back, run);
        assert_eq!(back.entries.iter().map(|entry| entry.message.is_some()).collect::<Vec<_>>(), [true, false]);
        assert_eq!(back.strings.len(), 7, "four addresses, two names, one list: {:?}", back.strings);
        let message = back.entries[0].message.as_ref().unwrap();
        let delivered: Vec<_> = back.delivered(message).iter().map(|&at| back.strings[at as usize]).collect();
        assert_eq!(delivered, ["me@z.example"]);
        assert_eq!(message.automatic(), facts.automatic);
        assert!(facts.automatic.is_some());
    }

    #[test]
    fn joined_runs_say_what_each_said_and_name_each_string_once() {
        let header = |n: u32| {
            format!(
                "From: Ada <ada@x.example>\r\nTo: b{n}@y.example\r\nList-Id: <l.x.example>\r\nMessage-ID: <{n}@x>\r\n\
                 Delivered-To: me{}@z.example\r\n\r\n",
                n % 2
            )
        };
        let read = |uid: u32| {
            let facts = kith_domain::header::read(header(uid).as_bytes(), Some(5), 10);
            Read { uid, size: 10, email_id: None, thread_id: Some("T".into()), facts }
        };
        let (first, second) = ([read(1), read(2)], [read(3), read(2)]);
        let runs = [Run::of("Sent", 9, true, &first, |_| false), Run::of("Sent", 9, true, &second, |_| false)];
        let all: Vec<Read> = first.iter().chain(&second).cloned().collect();
        assert_eq!(Run::joined(&runs), Some(Run::of("Sent", 9, true, &all, |_| false)));
        assert_eq!(Run::joined(&[]), None);
    }

    #[test]
    fn a_damaged_run_is_unreadable_and_no_panic() {
        let bytes = Run::of("INBOX", 9, false, &[], |_| false).pack().unwrap();
        for end in 0..bytes.len() {
            assert!(Run::unpack(&bytes[..end]).is_err());
        }
        assert!(Run::unpack(&[7; 40]).is_err());
    }
}
