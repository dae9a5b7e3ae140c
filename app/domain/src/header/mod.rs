//! From a raw header block to facts.
//!
//! The readers are Kith's own, over mail-parser's decoders for charsets, base64 and quoted-printable: mail has to be
//! read as it is, and that parser's address and date fields lose what a person would still read (a character split
//! over two encoded words, an address behind a quote that never closes, a date without seconds).

mod automatic;
mod date;
mod fields;
mod ids;
mod mailboxes;
mod thread;
pub(crate) mod words;

use crate::address::Address;
use crate::hash::hash;
use crate::ids::MessageKey;
use crate::message::{Automatic, Bulk, Facts, Participant, ParticipantRole, reference};
use crate::tidy;
use fields::{Field, append, fields, keep_first};
use std::collections::{BTreeMap, BTreeSet};
use thread::MAX_REFERENCES;
pub use thread::Thread;

/// The most characters that are kept of a subject.
const MAX_SUBJECT_CHARS: usize = 1000;

/// The most addresses that are kept of those to which a message was delivered, and of those to which it could not be.
const MAX_DELIVERIES: usize = 8;

/// 1990-01-01 UTC.
const EARLIEST: i64 = 631_152_000;

const DAY: i64 = 86_400;

/// Reads a header block. Never fails: what cannot be read is left out, since a message with a broken field is still a
/// message.
///
/// `received` is when the server received it (seconds since 1970-01-01 UTC), `size` its size in bytes.
///
/// Dates that lie: if Date is missing, cannot be read, is before 1990 or more than 24 hours after `received`, then
/// `received` counts. Without `received`, the date as read counts, or 0.
///
/// A field that may stand once and stands twice: the first that is not empty counts. Of address fields all count.
#[must_use]
pub fn read(header: &[u8], received: Option<i64>, size: u32) -> Facts {
    let mut raw = Raw::default();
    for (field, value) in fields(header) {
        raw.take(field, &value);
    }
    let message_id = raw.message_id.as_deref().and_then(ids::first);
    let date = raw.date.unwrap_or_default();
    let mut parties = Vec::with_capacity(raw.parties.iter().map(Vec::len).sum());
    for (role, mut found) in ROLES.into_iter().zip(raw.parties) {
        if role == ParticipantRole::Failed {
            found.truncate(MAX_DELIVERIES);
        }
        once_each(role, found, &mut parties);
    }
    let sender = parties.first().filter(|p| matches!(p.role, ParticipantRole::From | ParticipantRole::Sender));
    let sender = sender.map_or("", |party| party.address.as_str()).as_bytes();
    let key = match &message_id {
        Some(id) => hash(&[id.as_bytes(), sender, date.as_bytes()]),
        None => hash(&[date.as_bytes(), sender, raw.subject.as_bytes(), size.to_string().as_bytes()]),
    };
    Facts {
        key: MessageKey(key),
        date: trusted(date::read(&date), received),
        references: references(&raw.references, &raw.in_reply_to, message_id.as_deref()),
        message_id,
        parties,
        subject: raw.subject,
        bulk: raw.bulk,
        delivered: raw.delivered,
        automatic: raw.automatic,
        suppresses_answers: raw.suppresses_answers,
    }
}

/// In the order of [`Facts::parties`].
const ROLES: [ParticipantRole; 10] = [
    ParticipantRole::From,
    ParticipantRole::Sender,
    ParticipantRole::To,
    ParticipantRole::Cc,
    ParticipantRole::Bcc,
    ParticipantRole::ReplyTo,
    ParticipantRole::ResentFrom,
    ParticipantRole::ResentTo,
    ParticipantRole::Original,
    ParticipantRole::Failed,
];

/// The fields as far as they can be read one by one.
#[derive(Default)]
struct Raw {
    message_id: Option<String>,
    date: Option<String>,
    subject: String,
    references: String,
    in_reply_to: String,
    /// By role, as in [`ROLES`].
    parties: [Vec<mailboxes::HeaderMailbox>; ROLES.len()],
    bulk: Bulk,
    delivered: Vec<Address>,
    automatic: Option<Automatic>,
    suppresses_answers: bool,
}

impl Raw {
    fn take(&mut self, field: Field, value: &str) {
        match field {
            Field::From => self.name(ParticipantRole::From, value),
            Field::Sender => self.name(ParticipantRole::Sender, value),
            Field::ReplyTo => self.name(ParticipantRole::ReplyTo, value),
            Field::To => self.name(ParticipantRole::To, value),
            Field::Cc => self.name(ParticipantRole::Cc, value),
            Field::Bcc => self.name(ParticipantRole::Bcc, value),
            Field::Date => keep_first(&mut self.date, value),
            Field::MessageId => keep_first(&mut self.message_id, value),
            Field::Subject if self.subject.is_empty() => {
                self.subject = tidy::line(&words::decode(value), MAX_SUBJECT_CHARS);
            }
            Field::Subject => {}
            Field::References => append(&mut self.references, value),
            Field::InReplyTo => append(&mut self.in_reply_to, value),
            Field::ListId => {
                let inner = value.rsplit_once('<').map_or(value, |(_, id)| id.split('>').next().unwrap_or(id));
                let id = tidy::line(inner, mailboxes::NAME_CHARS).to_lowercase();
                self.bulk.list_id = self.bulk.list_id.take().or((!id.is_empty()).then_some(id));
            }
            Field::ListUnsubscribe => self.bulk.unsubscribe |= !value.trim().is_empty(),
            Field::Precedence => {
                let value = value.trim();
                self.bulk.precedence |= ["bulk", "list", "junk"].iter().any(|bulk| value.eq_ignore_ascii_case(bulk));
                self.is_automatic(automatic::by_precedence(value));
            }
            Field::AutoSubmitted => {
                let word = value.split([';', '(', ' ']).find(|word| !word.trim().is_empty()).unwrap_or_default();
                self.bulk.auto_submitted |= !word.is_empty() && !word.trim().eq_ignore_ascii_case("no");
                self.is_automatic(automatic::by_auto_submitted(word));
            }
            Field::DeliveredTo => self.delivered_to(value),
            Field::AutoReply => self.is_automatic(automatic::by_auto_reply(value)),
            Field::AutoResponseSuppress => self.suppresses_answers |= automatic::suppresses(value),
            Field::FailedRecipients => {
                self.name(ParticipantRole::Failed, value);
                self.is_automatic(Some(Automatic::Undelivered));
            }
            Field::ContentType => self.is_automatic(automatic::by_content_type(value)),
            Field::ContentClass => self.is_automatic(automatic::by_content_class(value)),
            // Of a message that was passed on twice, who did it last stands first (RFC 5322, section 3.6.6).
            Field::ResentFrom if self.parties_of(ParticipantRole::ResentFrom).is_empty() => {
                self.name(ParticipantRole::ResentFrom, value)
            }
            Field::ResentFrom => {}
            Field::ResentTo if self.parties_of(ParticipantRole::ResentTo).is_empty() => {
                self.name(ParticipantRole::ResentTo, value)
            }
            Field::ResentTo => {}
            Field::OriginalFrom => self.name(ParticipantRole::Original, value),
        }
    }

    /// What tells the most counts: a report about a message that could not be delivered is sent as an automatic answer,
    /// too.
    fn is_automatic(&mut self, kind: Option<Automatic>) {
        self.automatic = self.automatic.max(kind);
    }

    fn delivered_to(&mut self, value: &str) {
        // Some lists note in it that it came over them.
        if value.trim_start().get(..12).is_some_and(|start| start.eq_ignore_ascii_case("mailing list")) {
            return;
        }
        for mailboxes::HeaderMailbox { address, .. } in mailboxes::read(value) {
            if self.delivered.len() < MAX_DELIVERIES && !self.delivered.contains(&address) {
                self.delivered.push(address);
            }
        }
    }

    fn parties_of(&self, role: ParticipantRole) -> &[mailboxes::HeaderMailbox] {
        let at = ROLES.iter().position(|&other| other == role);
        at.and_then(|at| self.parties.get(at)).map(Vec::as_slice).unwrap_or_default()
    }

    fn name(&mut self, role: ParticipantRole, value: &str) {
        if let Some(found) = ROLES.iter().position(|&other| other == role).and_then(|at| self.parties.get_mut(at)) {
            match found.is_empty() {
                true => *found = mailboxes::read(value),
                false => found.extend(mailboxes::read(value)),
            }
        }
    }
}

/// Each address once, where it stands first, with a name if any of its mentions has one.
fn once_each(role: ParticipantRole, found: Vec<mailboxes::HeaderMailbox>, parties: &mut Vec<Participant>) {
    let first = parties.len();
    // Looking through a few is faster than keeping a map; a thousand are not to be looked through for each.
    let mut at: BTreeMap<Address, usize> = BTreeMap::new();
    let mapped = found.len() > 30;
    for mailboxes::HeaderMailbox { address, name } in found {
        let known = match mapped {
            true => at.get(&address).copied(),
            false => parties.iter().skip(first).position(|party| party.address == address).map(|at| first + at),
        };
        if let Some(party) = known.and_then(|index| parties.get_mut(index)) {
            party.name = party.name.take().or(name);
            continue;
        }
        if mapped {
            at.insert(address.clone(), parties.len());
        }
        parties.push(Participant { role, address, name });
    }
}

fn trusted(written: Option<i64>, received: Option<i64>) -> i64 {
    match (written, received) {
        (Some(written), Some(received)) if written < EARLIEST || written > received.saturating_add(DAY) => received,
        (Some(written), _) => written,
        (None, received) => received.unwrap_or(0),
    }
}

/// References, then In-Reply-To (RFC 5322, section 3.6.4), each once, without the message itself.
fn references(references: &str, in_reply_to: &str, own: Option<&str>) -> Vec<u64> {
    let mut seen = BTreeSet::new();
    let mut last = None;
    let all = ids::all(references).into_iter().chain(ids::all(in_reply_to));
    // What is answered is mostly the last of those that are followed: it need not be hashed twice.
    let all = all.filter(|id| Some(&**id) != own && last.replace(id.clone()).as_ref() != Some(id));
    let mut kept: Vec<u64> = all.map(|id| reference(&id)).filter(|&id| seen.insert(id)).collect();
    if kept.len() > MAX_REFERENCES {
        kept.drain(1..=kept.len() - MAX_REFERENCES);
    }
    kept
}

#[cfg(test)]
mod tests;
