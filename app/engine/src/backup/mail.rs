//! Mail in a backup: a line for each message at each place where it lies.

use super::format::is_zero;
use super::lines::{key_of_hex, key_to_hex};
use crate::segment::{self, PackedEntry, PackedMessage, PackedParticipant, Run, Tables};
use kith_domain::message::{ParticipantRole, reference};
use serde::{Deserialize, Serialize};

/// How many messages make a run when they come back.
const RUN_MESSAGES: usize = 400;

/// A message seen in a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailLine {
    pub(crate) account: u32,
    pub(crate) folder: String,
    pub(crate) uid_validity: u32,
    /// Whether the folder is one for sent mail.
    pub(crate) sent: bool,
    pub(crate) uid: u32,
    #[serde(serialize_with = "key_to_hex", deserialize_with = "key_of_hex")]
    pub(crate) key: u64,
    /// What its header says. Without it, another line with the same key does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
}

/// What a header says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    date: i64,
    size: u32,
    subject: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thread_id: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    references: Vec<u64>,
    #[serde(default, skip_serializing_if = "is_zero")]
    marks: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    list: Option<String>,
    parties: Vec<Named>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    delivered_to: Vec<String>,
}

/// Someone named in a header field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    role: ParticipantRole,
    address: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl MailLine {
    /// The messages of a run.
    pub(crate) fn of_run<'a>(account: u32, run: &'a Run<'a>) -> impl Iterator<Item = Self> + 'a {
        let Run { folder, uid_validity, sent, strings: _, ids: _, deliveries: _, entries } = run;
        entries.iter().map(move |PackedEntry { uid, key, message }| Self {
            account,
            folder: (*folder).to_owned(),
            uid_validity: *uid_validity,
            sent: *sent,
            uid: *uid,
            key: *key,
            header: message.as_ref().map(|message| Header::of(run, message)),
        })
    }

    /// Whether both stand in one folder, so that one run can hold them.
    fn is_beside(&self, other: &Self) -> bool {
        (self.account, self.uid_validity, self.sent) == (other.account, other.uid_validity, other.sent)
            && self.folder == other.folder
    }

    fn entry<'a>(&'a self, tables: &mut Tables<'a>) -> PackedEntry<'a> {
        let message = self.header.as_ref().map(|header| header.message(tables));
        PackedEntry { uid: self.uid, key: self.key, message }
    }
}

impl Header {
    fn of(run: &Run<'_>, message: &PackedMessage<'_>) -> Self {
        let string = |number: u32| run.strings.get(number as usize).map(|&text| text.to_owned());
        let PackedMessage {
            date,
            size,
            subject,
            message_id,
            id: _,
            email_id,
            thread_id,
            references: _,
            marks,
            list_id,
            parties,
            delivered: _,
        } = message;
        let named = |party: &PackedParticipant| {
            let (role, address) = (segment::role(party.role)?, string(party.address)?);
            Some(Named { role, address, name: party.name.and_then(string) })
        };
        Self {
            date: *date,
            size: *size,
            subject: run.text(*subject).to_owned(),
            message_id: message_id.map(str::to_owned),
            email_id: email_id.map(str::to_owned),
            thread_id: thread_id.map(str::to_owned),
            references: run.references(message).collect(),
            marks: *marks,
            list: list_id.and_then(string),
            parties: parties.iter().filter_map(named).collect(),
            delivered_to: run.delivered(message).iter().filter_map(|&address| string(address)).collect(),
        }
    }

    fn message<'a>(&'a self, Tables { strings, ids, deliveries }: &mut Tables<'a>) -> PackedMessage<'a> {
        let Self {
            date,
            size,
            subject,
            message_id,
            email_id,
            thread_id,
            references,
            marks,
            list,
            parties,
            delivered_to,
        } = self;
        let delivered = delivered_to.iter().map(|address| strings.index(address)).collect();
        PackedMessage {
            delivered: deliveries.index(delivered),
            date: *date,
            size: *size,
            subject: strings.index(subject),
            message_id: message_id.as_deref(),
            id: ids.index(message_id.as_deref().map_or(0, reference)),
            email_id: email_id.as_deref(),
            thread_id: thread_id.as_deref(),
            references: references.iter().map(|&id| ids.index(id)).collect(),
            marks: *marks,
            list_id: list.as_deref().map(|list| strings.index(list)),
            parties: parties
                .iter()
                .map(|Named { role, address, name }| PackedParticipant {
                    role: segment::role_number(*role),
                    address: strings.index(address),
                    name: name.as_deref().map(|name| strings.index(name)),
                })
                .collect(),
        }
    }
}

/// Makes runs of lines as they come.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    lines: Vec<MailLine>,
}

impl Runs {
    /// Takes a line in. Gives the lines of a run that is whole.
    pub(crate) fn push(&mut self, line: MailLine) -> Option<Vec<MailLine>> {
        let is_whole = self.lines.len() >= RUN_MESSAGES || self.lines.last().is_some_and(|last| !last.is_beside(&line));
        let whole = is_whole.then(|| std::mem::take(&mut self.lines));
        self.lines.push(line);
        whole
    }

    /// The lines of the last run.
    pub(crate) fn end(self) -> Option<Vec<MailLine>> {
        (!self.lines.is_empty()).then_some(self.lines)
    }

    /// The run of such lines.
    pub(crate) fn run(lines: &[MailLine]) -> Option<Run<'_>> {
        let first = lines.first()?;
        let mut tables = Tables::default();
        let entries = lines.iter().map(|line| line.entry(&mut tables)).collect();
        Some(tables.run(&first.folder, first.uid_validity, first.sent, entries))
    }
}
