//! Reads a file of a phone, some at a time.

use super::archive::text_in;
use super::reader::Read;
use crate::api::{ChatChoices, ChatView};
use kith_domain::charset::{decode, encoding};
use kith_domain::contact::{Contact, Labelled};
use kith_domain::contact_fields::phone_key;
use kith_domain::day::{Day, Zone};
use kith_domain::phone::{
    BackupReader, Chat, LeftOutRecords, MAX_CHAT_BYTES, PhoneLog, PhoneParty, is_backup, is_chat, partner,
};
use kith_domain::small_sort::SmallSort;
use std::rc::Rc;

/// About so many bytes are read at once.
const BYTES_AT_ONCE: usize = 256 << 10;

/// Within so many bytes a file shows whether it is a chat.
const FIRST_BYTES: usize = 8 << 10;

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct PhoneContent {
    pub(crate) read: Vec<Read>,
    pub(super) logs: Vec<PhoneLog>,
    pub(super) left_out: LeftOutRecords,
    pub(super) chat: Option<ChatView>,
}

/// Reads a file of a phone.
#[derive(Debug)]
pub(crate) enum PhoneReader {
    Backup {
        reader: Box<BackupReader>,
        bytes: Rc<[u8]>,
        at: usize,
    },
    /// It comes in pieces: so many of so many bytes are here.
    Pieces {
        reader: Box<BackupReader>,
        at: u64,
        of: u64,
    },
    Chat {
        bytes: Rc<[u8]>,
        content: PhoneContent,
    },
}

impl PhoneReader {
    /// `None` if a file is none of a phone.
    pub(crate) fn of(bytes: &Rc<[u8]>, zone: &Zone) -> Option<Self> {
        if is_backup(bytes) {
            let reader = Box::new(BackupReader::new(zone.clone()));
            return Some(Self::Backup { reader, bytes: Rc::clone(bytes), at: 0 });
        }
        let unpacked = text_in(bytes).map(Rc::from);
        let bytes = unpacked.unwrap_or_else(|| Rc::clone(bytes));
        let first = bytes.get(..FIRST_BYTES).unwrap_or(&bytes);
        let is_one = is_chat(&decode(first, encoding(first)));
        is_one.then(|| Self::Chat { bytes, content: PhoneContent::default() })
    }

    /// Of a file that comes in pieces.
    pub(crate) fn in_pieces(of: u64, zone: &Zone) -> Self {
        Self::Pieces { reader: Box::new(BackupReader::new(zone.clone())), at: 0, of }
    }

    /// Takes a piece of a file. Gives whether it was the next one, or one that was there already.
    pub(crate) fn take(&mut self, from: u64, piece: &[u8]) -> bool {
        let Self::Pieces { reader, at, .. } = self else { return false };
        let end = from.saturating_add(piece.len() as u64);
        if from == *at {
            reader.push(piece);
            *at = end;
        }
        end <= *at
    }

    /// How much is read, of how much.
    pub(crate) fn progress(&self) -> (usize, usize) {
        let count = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        match self {
            Self::Backup { bytes, at, .. } => (*at, bytes.len()),
            Self::Pieces { at, of, .. } => (count(*at), count(*of)),
            Self::Chat { bytes, .. } => (0, bytes.len()),
        }
    }

    /// Whether it waits for a piece.
    pub(crate) const fn waits(&self) -> bool {
        matches!(self, Self::Pieces { at, of, .. } if *at < *of)
    }

    /// Reads some. Gives whether there is more.
    pub(crate) fn step(&mut self, file: &str, choices: &ChatChoices, latest: Day) -> bool {
        match self {
            Self::Backup { reader, bytes, at } => {
                let end = at.saturating_add(BYTES_AT_ONCE).min(bytes.len());
                reader.push(bytes.get(*at..end).unwrap_or_default());
                *at = end;
                end < bytes.len()
            }
            Self::Pieces { .. } => self.waits(),
            Self::Chat { bytes, content } => {
                let bytes = bytes.get(..MAX_CHAT_BYTES).unwrap_or(bytes);
                *content = of_chat(&decode(bytes, encoding(bytes)), file, choices, latest);
                false
            }
        }
    }

    pub(crate) fn finish(self) -> PhoneContent {
        match self {
            Self::Backup { reader, .. } | Self::Pieces { reader, .. } => {
                let records = reader.finish();
                of_parties(records.parties, records.left_out)
            }
            Self::Chat { content, .. } => content,
        }
    }
}

/// Those with whom there was most come first.
fn of_parties(parties: Vec<PhoneParty>, left_out: LeftOutRecords) -> PhoneContent {
    let weight = |log: &PhoneLog| log.calls().filter(|call| call.way.is_contact()).count() + log.days().count();
    // Each is counted once, and not whenever two are compared.
    let mut parties: Vec<(usize, PhoneParty)> = parties.into_iter().map(|party| (weight(&party.log), party)).collect();
    parties.small_sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let mut content = PhoneContent { left_out, ..PhoneContent::default() };
    for (line, (_, party)) in (1..).zip(parties) {
        let phones = Some(party.number).filter(|number| !number.is_empty());
        let phones = phones.map(|number| Labelled::new("", number)).into_iter().collect();
        let contact = Contact { name: party.name, phones, ..Contact::default() };
        content.read.push(Read { line, contact, photo: None, extra: String::new() });
        content.logs.push(party.log);
    }
    content
}

/// A chat, as far as it can be told who of the two is the user, and how dates are written.
fn of_chat(text: &str, file: &str, choices: &ChatChoices, latest: Day) -> PhoneContent {
    let chat = Chat::read(text, latest);
    let names: Vec<String> = chat.writers.iter().map(|(name, _)| name.clone()).collect();
    let other = partner(file, &chat.writers);
    let is_known = |user: &String| user.is_empty() || names.contains(user);
    let but = |one: &str| names.iter().find(|name| *name != one).cloned().unwrap_or_default();
    let user = choices.user.clone().filter(is_known).or_else(|| other.map(but));
    let dates = choices.dates.filter(|order| chat.orders.contains(order)).or(match chat.orders.as_slice() {
        [order] => Some(*order),
        _ => None,
    });
    let left_out = LeftOutRecords { system: chat.system, ..LeftOutRecords::default() };
    let parties = match (&user, dates) {
        (Some(user), Some(order)) if !chat.is_group() => {
            let name = but(user);
            let name = if name.is_empty() { file.to_owned() } else { name };
            let is_number = phone_key(&name).is_some() && !name.contains(char::is_alphabetic);
            let (name, number) = if is_number { (String::new(), name) } else { (name, String::new()) };
            vec![PhoneParty { name, number, log: chat.log(user, order) }]
        }
        _ => Vec::new(),
    };
    let view = ChatView { writers: names, user, orders: chat.orders.clone(), dates, is_group: chat.is_group() };
    PhoneContent { chat: Some(view), ..of_parties(parties, left_out) }
}
