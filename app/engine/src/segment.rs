//! Packed runs of facts: what was read in one folder, at one time.
//!
//! A run names its folder once and each address and display name once, so that a message costs little beside its
//! subject and Message-ID. It is read without copying: a start of the app reads all of them.

use crate::packed::{self, Unreadable};
use foldhash::fast::FixedState;
use kith_domain::message::{Facts, Role};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A run of facts. The record as it is stored, version 1.
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
    /// The messages, in the order in which they came.
    #[serde(borrow)]
    pub(crate) entries: Vec<Entry<'a>>,
}

/// A message seen in the run's folder.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry<'a> {
    /// Its UID there.
    pub(crate) uid: u32,
    /// Which message it is.
    #[serde(with = "postcard::fixint::le")]
    pub(crate) key: u64,
    /// What its header says; `None` for a copy of a message that is stored for this account and says nothing new.
    #[serde(borrow)]
    pub(crate) message: Option<Message<'a>>,
}

/// What a header says.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Message<'a> {
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
    pub(crate) parties: Vec<Party>,
}

/// Someone named in a header field.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Party {
    pub(crate) role: u8,
    /// An index into the run's strings.
    pub(crate) address: u32,
    /// An index into the run's strings.
    pub(crate) name: Option<u32>,
}

/// The bits of [`Message::marks`].
pub(crate) mod marks {
    use kith_domain::message::Bulk;

    pub(crate) const UNSUBSCRIBE: u8 = 1;
    pub(crate) const PRECEDENCE: u8 = 2;
    pub(crate) const AUTO_SUBMITTED: u8 = 4;

    pub(super) fn of(bulk: &Bulk) -> u8 {
        let bit = |is: bool, mark: u8| if is { mark } else { 0 };
        bit(bulk.unsubscribe, UNSUBSCRIBE) | bit(bulk.precedence, PRECEDENCE) | bit(bulk.auto_submitted, AUTO_SUBMITTED)
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
        let mut strings = Strings::default();
        let entries = read
            .iter()
            .map(|read| Entry {
                uid: read.uid,
                key: read.facts.key.0,
                message: (!copy(&read.facts)).then(|| Message::of(read, &mut strings)),
            })
            .collect();
        Self { folder, uid_validity, sent, strings: strings.list, entries }
    }

    /// Runs of the same folder as one. `None` if there are none.
    pub(crate) fn joined(runs: &[Self]) -> Option<Self> {
        let mut strings = Strings::default();
        let mut entries = Vec::new();
        for run in runs {
            let mut index = |number: u32| run.strings.get(number as usize).map(|text| strings.index(text));
            for entry in &run.entries {
                let message = entry.message.as_ref().map(|message| Message {
                    list_id: message.list_id.and_then(&mut index),
                    parties: message
                        .parties
                        .iter()
                        .filter_map(|party| {
                            let address = index(party.address)?;
                            Some(Party { role: party.role, address, name: party.name.and_then(&mut index) })
                        })
                        .collect(),
                    references: message.references.clone(),
                    ..*message
                });
                entries.push(Entry { uid: entry.uid, key: entry.key, message });
            }
        }
        let first = runs.first()?;
        let Self { folder, uid_validity, sent, .. } = *first;
        Some(Self { folder, uid_validity, sent, strings: strings.list, entries })
    }

    pub(crate) fn pack(&self) -> Result<Vec<u8>, Unreadable> {
        packed::pack("segment", 1, self)
    }

    pub(crate) fn unpack(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        packed::unpack("segment", 1, bytes)
    }
}

impl<'a> Message<'a> {
    fn of(read: &'a Read, strings: &mut Strings<'a>) -> Self {
        let Facts { date, message_id, parties, subject, references, bulk, .. } = &read.facts;
        Self {
            date: *date,
            size: read.size,
            subject,
            message_id: message_id.as_deref(),
            email_id: read.email_id.as_deref(),
            thread_id: read.thread_id.as_deref(),
            references: references.clone(),
            marks: marks::of(bulk),
            list_id: bulk.list_id.as_deref().map(|id| strings.index(id)),
            parties: parties
                .iter()
                .map(|party| Party {
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
struct Strings<'a> {
    list: Vec<&'a str>,
    numbers: HashMap<&'a str, u32, FixedState>,
}

impl<'a> Strings<'a> {
    fn index(&mut self, text: &'a str) -> u32 {
        *self.numbers.entry(text).or_insert_with(|| {
            self.list.push(text);
            u32::try_from(self.list.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

const fn role_number(role: Role) -> u8 {
    match role {
        Role::From => 0,
        Role::Sender => 1,
        Role::To => 2,
        Role::Cc => 3,
        Role::Bcc => 4,
        Role::ReplyTo => 5,
    }
}

/// The role of a [`Party`]. `None` for one that this version does not know.
pub(crate) const fn role(number: u8) -> Option<Role> {
    Some(match number {
        0 => Role::From,
        1 => Role::Sender,
        2 => Role::To,
        3 => Role::Cc,
        4 => Role::Bcc,
        5 => Role::ReplyTo,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Read, Run};

    #[test]
    fn comes_back_as_it_was_packed_and_names_each_string_once() {
        let header = b"From: Ada <ada@x.example>\r\nTo: Bob <bob@y.example>, Ada <ada@x.example>\r\nSubject: Hi\r\n\
            Date: Tue, 1 Sep 2026 10:00:00 +0200\r\nMessage-ID: <1@x.example>\r\nReferences: <0@x.example>\r\n\
            List-Id: <l.x.example>\r\nPrecedence: list\r\n\r\n";
        let facts = kith_domain::header::read(header, None, 10);
        let read = |uid| Read { uid, size: 10, email_id: Some("M1".into()), thread_id: None, facts: facts.clone() };
        let all = [read(3), read(4)];
        let mut first = true;
        let run = Run::of("INBOX", 9, false, &all, |_| !std::mem::take(&mut first));
        let bytes = run.pack().unwrap();
        let back = Run::unpack(&bytes).unwrap();
        assert_eq!(back, run);
        assert_eq!(back.entries.iter().map(|entry| entry.message.is_some()).collect::<Vec<_>>(), [true, false]);
        assert_eq!(back.strings.len(), 5, "two addresses, two names, one list: {:?}", back.strings);
    }

    #[test]
    fn joined_runs_say_what_each_said_and_name_each_string_once() {
        let header = |n: u32| {
            format!(
                "From: Ada <ada@x.example>\r\nTo: b{n}@y.example\r\nList-Id: <l.x.example>\r\nMessage-ID: <{n}@x>\r\n\r\n"
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
