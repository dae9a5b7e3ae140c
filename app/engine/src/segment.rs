//! Packed runs of facts: what was read in one folder, at one time.
//!
//! A run names its folder once and each address and display name once, so that a message costs little beside its
//! subject and Message-ID. It is read without copying: a start of the app reads all of them.

use crate::packed::{self, Unreadable};
use foldhash::fast::FixedState;
use kith_domain::message::{Automatic, Facts, ParticipantRole, reference};
use serde::{Deserialize, Serialize, Serializer};
use std::collections::HashMap;

/// A run of facts. The record as it is stored, version 3. (Version 2 wrote each subject and each hash where it was
/// used: see [`v2`]. Version 1 knew nothing of deliveries: see [`v1`].)
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run<'a> {
    /// The folder's name as the server gave it.
    pub(crate) folder: &'a str,
    /// Outside of this, the UIDs mean nothing.
    pub(crate) uid_validity: u32,
    /// Whether the folder is one for sent mail.
    pub(crate) sent: bool,
    /// Addresses, names, list ids and subjects, each once.
    #[serde(borrow, with = "texts")]
    pub(crate) strings: Vec<&'a str>,
    /// Hashes of Message-IDs, as [`reference`] gives them: those of its messages and those that they name, each once. To
    /// hash them anew at each start would take a fifth of its time. The first is 0: none.
    #[serde(with = "hashes")]
    pub(crate) ids: Vec<u64>,
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
    /// An index into the run's strings.
    pub(crate) subject: u32,
    pub(crate) message_id: Option<&'a str>,
    /// Its hash, an index into the run's ids.
    pub(crate) id: u32,
    pub(crate) email_id: Option<&'a str>,
    pub(crate) thread_id: Option<&'a str>,
    /// Indices into the run's ids.
    pub(crate) references: Vec<u32>,
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
        let mut tables = Tables::default();
        let entries = read
            .iter()
            .map(|read| PackedEntry {
                uid: read.uid,
                key: read.facts.key.0,
                message: (!copy(&read.facts)).then(|| PackedMessage::of(read, &mut tables)),
            })
            .collect();
        tables.run(folder, uid_validity, sent, entries)
    }

    /// Lays out what was read in runs of which each is packed into few enough bytes, with those bytes: see
    /// [`MAX_BYTES`]. `copies` says which messages are copies that say nothing new.
    pub(crate) fn parts(
        folder: &'a str,
        uid_validity: u32,
        sent: bool,
        read: &'a [Read],
        copies: &[bool],
    ) -> Result<Vec<(Self, Vec<u8>)>, Unreadable> {
        let mut parts = Vec::new();
        let mut left: Vec<(&[Read], &[bool])> = read.chunks(PART).zip(copies.chunks(PART)).rev().collect();
        while let Some((read, copies)) = left.pop() {
            let mut is_copy = copies.iter();
            let run = Self::of(folder, uid_validity, sent, read, |_| is_copy.next() == Some(&true));
            let bytes = run.pack()?;
            if bytes.len() <= MAX_BYTES || read.len() < 2 {
                parts.push((run, bytes));
                continue;
            }
            let (first, last) = read.split_at(read.len() / 2);
            let (of_first, of_last) = copies.split_at_checked(first.len()).unwrap_or((copies, &[]));
            left.extend([(last, of_last), (first, of_first)]);
        }
        Ok(parts)
    }

    /// Runs of the same folder as one. `None` if there are none.
    pub(crate) fn joined(runs: &[Self]) -> Option<Self> {
        let Tables { mut strings, mut ids, mut deliveries } = Tables::default();
        let mut entries = Vec::new();
        for run in runs {
            let mut index = |number: u32| run.strings.get(number as usize).map(|text| strings.index(text));
            for entry in &run.entries {
                let message = entry.message.as_ref().map(|message| PackedMessage {
                    delivered: deliveries
                        .index(run.delivered(message).iter().filter_map(|&address| index(address)).collect()),
                    subject: index(message.subject).unwrap_or_default(),
                    list_id: message.list_id.and_then(&mut index),
                    parties: message
                        .parties
                        .iter()
                        .filter_map(|party| {
                            let address = index(party.address)?;
                            Some(PackedParticipant { role: party.role, address, name: party.name.and_then(&mut index) })
                        })
                        .collect(),
                    id: ids.index(run.id(message)),
                    references: run.references(message).map(|id| ids.index(id)).collect(),
                    ..*message
                });
                entries.push(PackedEntry { uid: entry.uid, key: entry.key, message });
            }
        }
        let first = runs.first()?;
        let Self { folder, uid_validity, sent, .. } = *first;
        Some(Tables { strings, ids, deliveries }.run(folder, uid_validity, sent, entries))
    }

    /// The text of that number; empty where there is none.
    pub(crate) fn text(&self, number: u32) -> &'a str {
        self.strings.get(number as usize).copied().unwrap_or_default()
    }

    /// The hash of a message's Message-ID; zero without one.
    pub(crate) fn id(&self, message: &PackedMessage<'_>) -> u64 {
        self.hash(message.id)
    }

    /// The hashes of the Message-IDs that a message answers or follows, oldest first.
    pub(crate) fn references(&self, message: &PackedMessage<'_>) -> impl Iterator<Item = u64> {
        message.references.iter().map(|&id| self.hash(id))
    }

    /// The hash of the Message-ID that a message answers; zero without one. It stands last (RFC 5322, section 3.6.4).
    pub(crate) fn answered(&self, message: &PackedMessage<'_>) -> u64 {
        message.references.last().map_or(0, |&id| self.hash(id))
    }

    fn hash(&self, number: u32) -> u64 {
        self.ids.get(number as usize).copied().unwrap_or(0)
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
            Some(1) => Ok(v2::Run::from(packed::unpack::<v1::Run<'_>>("segment", 1, bytes)?).into()),
            Some(2) => Ok(packed::unpack::<v2::Run<'_>>("segment", 2, bytes)?.into()),
            _ => packed::unpack("segment", VERSION, bytes),
        }
    }

    /// Whether a packed run was read when fewer header fields were asked for.
    pub(crate) fn is_old(bytes: &[u8]) -> bool {
        bytes.first() == Some(&1)
    }
}

/// So many messages are packed together at first.
const PART: usize = 400;

/// A run of more bytes is packed in parts. Chromium keeps a record of 64 kB or more in a file of its own, and to read
/// hundreds of files takes longer than to take in what they hold.
const MAX_BYTES: usize = 60_000;

/// The version in which runs are packed.
const VERSION: u8 = 3;

impl<'a> PackedMessage<'a> {
    /// What kind of automatic message it is, if its header says that a program wrote it.
    pub(crate) const fn automatic(&self) -> Option<Automatic> {
        Automatic::of_number(self.marks >> marks::AUTOMATIC)
    }

    fn of(read: &'a Read, Tables { strings, ids, deliveries }: &mut Tables<'a>) -> Self {
        let Facts { date, message_id, parties, subject, references, bulk, delivered, .. } = &read.facts;
        let delivered = delivered.iter().map(|address| strings.index(address.as_str())).collect();
        Self {
            delivered: deliveries.index(delivered),
            date: *date,
            size: read.size,
            subject: strings.index(subject),
            message_id: message_id.as_deref(),
            id: ids.index(message_id.as_deref().map_or(0, reference)),
            email_id: read.email_id.as_deref(),
            thread_id: read.thread_id.as_deref(),
            references: references.iter().map(|&id| ids.index(id)).collect(),
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

/// What the messages of a run name by numbers, while it is made.
#[derive(Default)]
pub(crate) struct Tables<'a> {
    pub(crate) strings: PackedStrings<'a>,
    pub(crate) ids: PackedIds,
    pub(crate) deliveries: Deliveries,
}

impl<'a> Tables<'a> {
    /// The run of those entries.
    pub(crate) fn run(self, folder: &'a str, uid_validity: u32, sent: bool, entries: Vec<PackedEntry<'a>>) -> Run<'a> {
        let (strings, ids, deliveries) = (self.strings.list, self.ids.list, self.deliveries.list);
        Run { folder, uid_validity, sent, strings, ids, deliveries, entries }
    }
}

/// Gives each hash of a Message-ID a number. None has 0.
pub(crate) struct PackedIds {
    list: Vec<u64>,
    numbers: HashMap<u64, u32, FixedState>,
}

impl Default for PackedIds {
    fn default() -> Self {
        Self { list: vec![0], numbers: HashMap::default() }
    }
}

impl PackedIds {
    pub(crate) fn index(&mut self, id: u64) -> u32 {
        if id == 0 {
            return 0;
        }
        *self.numbers.entry(id).or_insert_with(|| {
            self.list.push(id);
            u32::try_from(self.list.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

/// Strings as one text and their lengths: it is looked at once whether all of it is text.
mod texts {
    use serde::de::{Deserializer, Error};
    use serde::{Deserialize, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(strings: &[&str], to: S) -> Result<S::Ok, S::Error> {
        let lengths: Vec<u32> = strings.iter().map(|text| u32::try_from(text.len()).unwrap_or(u32::MAX)).collect();
        (strings.concat(), lengths).serialize(to)
    }

    pub(super) fn deserialize<'de: 'a, 'a, D: Deserializer<'de>>(from: D) -> Result<Vec<&'a str>, D::Error> {
        let (mut text, lengths) = <(&str, Vec<u32>)>::deserialize(from)?;
        let mut strings = Vec::with_capacity(lengths.len());
        for length in lengths {
            let parts = text.split_at_checked(length as usize);
            let (one, rest) = parts.ok_or_else(|| D::Error::custom("a string is cut"))?;
            strings.push(one);
            text = rest;
        }
        Ok(strings)
    }
}

/// Hashes as bytes, eight each, the lowest first.
mod hashes {
    use serde::de::{Deserializer, Error};
    use serde::{Deserialize, Serializer};

    pub(super) fn serialize<S: Serializer>(hashes: &[u64], to: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        to.serialize_bytes(&bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u64>, D::Error> {
        let (hashes, rest) = <&[u8]>::deserialize(from)?.as_chunks();
        match rest {
            [] => Ok(hashes.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect()),
            _ => Err(D::Error::custom("a hash is cut")),
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
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<Vec<u32>>")]
pub(crate) struct Deliveries {
    pub(crate) list: Vec<Vec<u32>>,
    numbers: HashMap<Vec<u32>, u32, FixedState>,
}

impl Default for Deliveries {
    fn default() -> Self {
        Self { list: vec![Vec::new()], numbers: HashMap::default() }
    }
}

impl Serialize for Deliveries {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.list.serialize(to)
    }
}

impl From<Vec<Vec<u32>>> for Deliveries {
    fn from(list: Vec<Vec<u32>>) -> Self {
        let numbers = list.iter().cloned().zip(0..).skip(1).collect();
        Self { list, numbers }
    }
}

impl Deliveries {
    pub(crate) fn get(&self, number: u32) -> &[u32] {
        self.list.get(number as usize).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn index(&mut self, delivered: Vec<u32>) -> u32 {
        if delivered.is_empty() {
            return 0;
        }
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

/// The record of version 2, as it was stored before hashes of Message-IDs were.
mod v2 {
    use super::{PackedIds, PackedParticipant, PackedStrings, Tables};
    use kith_domain::message::reference;
    use serde::Deserialize;

    #[derive(Deserialize)]
    pub(super) struct Run<'a> {
        pub(super) folder: &'a str,
        pub(super) uid_validity: u32,
        pub(super) sent: bool,
        #[serde(borrow)]
        pub(super) strings: Vec<&'a str>,
        pub(super) deliveries: Vec<Vec<u32>>,
        #[serde(borrow)]
        pub(super) entries: Vec<PackedEntry<'a>>,
    }

    #[derive(Deserialize)]
    pub(super) struct PackedEntry<'a> {
        pub(super) uid: u32,
        #[serde(with = "postcard::fixint::le")]
        pub(super) key: u64,
        #[serde(borrow)]
        pub(super) message: Option<PackedMessage<'a>>,
    }

    #[derive(Deserialize)]
    pub(super) struct PackedMessage<'a> {
        pub(super) date: i64,
        pub(super) size: u32,
        pub(super) subject: &'a str,
        pub(super) message_id: Option<&'a str>,
        pub(super) email_id: Option<&'a str>,
        pub(super) thread_id: Option<&'a str>,
        pub(super) references: Vec<u64>,
        pub(super) marks: u8,
        pub(super) list_id: Option<u32>,
        pub(super) parties: Vec<PackedParticipant>,
        pub(super) delivered: u32,
    }

    impl<'a> From<Run<'a>> for super::Run<'a> {
        fn from(old: Run<'a>) -> Self {
            let Run { folder, uid_validity, sent, strings, deliveries, entries } = old;
            // What stands there keeps its number.
            let mut strings = PackedStrings { list: strings, ..PackedStrings::default() };
            let mut ids = PackedIds::default();
            let entries = entries.into_iter().map(|PackedEntry { uid, key, message }| {
                let message = message.map(|it| super::PackedMessage {
                    date: it.date,
                    size: it.size,
                    subject: strings.index(it.subject),
                    message_id: it.message_id,
                    id: ids.index(it.message_id.map_or(0, reference)),
                    email_id: it.email_id,
                    thread_id: it.thread_id,
                    references: it.references.into_iter().map(|id| ids.index(id)).collect(),
                    marks: it.marks,
                    list_id: it.list_id,
                    parties: it.parties,
                    delivered: it.delivered,
                });
                super::PackedEntry { uid, key, message }
            });
            let entries = entries.collect();
            let run = Tables { strings, ids, ..Tables::default() }.run(folder, uid_validity, sent, entries);
            Self { deliveries, ..run }
        }
    }
}

/// The record of version 1, as it was stored before deliveries were read.
mod v1 {
    use super::{PackedParticipant, v2};
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

    impl<'a> From<Run<'a>> for v2::Run<'a> {
        fn from(old: Run<'a>) -> Self {
            let Run { folder, uid_validity, sent, strings, entries } = old;
            let entries = entries.into_iter().map(|PackedEntry { uid, key, message }| v2::PackedEntry {
                uid,
                key,
                message: message.map(v2::PackedMessage::from),
            });
            Self { folder, uid_validity, sent, strings, deliveries: vec![Vec::new()], entries: entries.collect() }
        }
    }

    #[cfg(test)]
    impl<'a> From<super::Run<'a>> for Run<'a> {
        fn from(run: super::Run<'a>) -> Self {
            let entry = |super::PackedEntry { uid, key, message }: &super::PackedEntry<'a>| PackedEntry {
                uid: *uid,
                key: *key,
                message: message.as_ref().map(|it| PackedMessage {
                    date: it.date,
                    size: it.size,
                    subject: run.text(it.subject),
                    message_id: it.message_id,
                    email_id: it.email_id,
                    thread_id: it.thread_id,
                    references: run.references(it).collect(),
                    marks: it.marks & 7,
                    list_id: it.list_id,
                    parties: it.parties.iter().copied().filter(|party| party.role < 6).collect(),
                }),
            };
            let entries = run.entries.iter().map(entry).collect();
            let super::Run { folder, uid_validity, sent, strings, .. } = run;
            Self { folder, uid_validity, sent, strings, entries }
        }
    }

    impl<'a> From<PackedMessage<'a>> for v2::PackedMessage<'a> {
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
        assert_eq!(back.strings.len(), 8, "four addresses, two names, a list, a subject: {:?}", back.strings);
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
    fn a_long_run_is_packed_in_parts_that_chromium_keeps_in_its_table() {
        let read = |uid: u32| {
            let header = format!(
                "From: a{uid}@x.example\r\nSubject: {} {uid}\r\nMessage-ID: <{uid}@x>\r\nReferences: <{}@x>\r\n\r\n",
                "about a long and winding road ".repeat(12),
                uid - 1
            );
            let facts = kith_domain::header::read(header.as_bytes(), Some(5), 10);
            Read { uid, size: 10, email_id: None, thread_id: None, facts }
        };
        let all: Vec<Read> = (1..=1_000).map(read).collect();
        let copies: Vec<bool> = (1..=1_000).map(|at| at % 7 == 0).collect();
        let parts = Run::parts("INBOX", 9, false, &all, &copies).unwrap();
        assert!(parts.len() > 5, "{}", parts.len());
        assert!(parts.iter().all(|(_, bytes)| bytes.len() <= super::MAX_BYTES));
        let runs: Vec<Run<'_>> = parts.iter().map(|(_, bytes)| Run::unpack(bytes).unwrap()).collect();
        let mut is_copy = copies.iter();
        let whole = Run::of("INBOX", 9, false, &all, |_| is_copy.next() == Some(&true));
        assert_eq!(Run::joined(&runs), Some(whole));
        // One message is one part, however long.
        let one = [Read { email_id: Some("M".repeat(2 * super::MAX_BYTES)), ..read(1) }];
        assert_eq!(Run::parts("INBOX", 9, false, &one, &[false]).unwrap().len(), 1);
        assert_eq!(Run::parts("INBOX", 9, false, &[], &[]).unwrap(), []);
    }

    #[test]
    fn a_damaged_run_is_unreadable_and_no_panic() {
        let facts =
            kith_domain::header::read(b"From: a@x.example\r\nSubject: Hi\r\nMessage-ID: <1@x>\r\n\r\n", None, 1);
        let read = [Read { uid: 1, size: 1, email_id: None, thread_id: None, facts }];
        let bytes = Run::of("INBOX", 9, false, &read, |_| false).pack().unwrap();
        for end in 0..bytes.len() {
            assert!(Run::unpack(&bytes[..end]).is_err());
        }
        assert!(Run::unpack(&[7; 40]).is_err());
    }
}
