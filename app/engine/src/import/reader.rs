//! A file as rows, some at a time.

use super::cards::piece;
use kith_domain::charset::{Encoding, decode, encoding};
use kith_domain::contact::trouble::Trouble;
use kith_domain::contact::{Contact, Photo};
use kith_domain::vcard::{self, Group};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A card or a row that was read.
#[derive(Debug)]
pub(crate) struct Read {
    /// On which line of the file it begins.
    pub(super) line: u32,
    /// What it says, but for the picture.
    pub(super) contact: Contact,
    pub(super) photo: Option<Photo>,
    /// The lines of a card that Kith does not understand.
    pub(super) extra: String,
}

/// Reads a file.
#[derive(Debug)]
pub(crate) struct Reader {
    bytes: Rc<[u8]>,
    at: usize,
    /// How many lines stand before that place.
    lines: u32,
    read: Vec<Read>,
    groups: Vec<Group>,
    troubles: Vec<Trouble>,
}

impl Reader {
    pub(crate) fn new(bytes: &Rc<[u8]>) -> Self {
        let bytes = match encoding(bytes) {
            of @ (Encoding::Utf16Le | Encoding::Utf16Be) => decode(bytes, of).as_bytes().into(),
            Encoding::Utf8 | Encoding::Windows1252 => Rc::clone(bytes),
        };
        Self { bytes, at: 0, lines: 0, read: Vec::new(), groups: Vec::new(), troubles: Vec::new() }
    }

    /// How many bytes are read, of how many.
    pub(crate) fn progress(&self) -> (usize, usize) {
        (self.at, self.bytes.len())
    }

    /// Reads some. Gives whether there is more.
    pub(crate) fn step(&mut self) -> bool {
        let end = piece(&self.bytes, self.at);
        let bytes = self.bytes.get(self.at..end).unwrap_or_default();
        for card in vcard::read(bytes) {
            match card {
                Ok(card) => match card.group() {
                    Some(group) => self.groups.push(group),
                    None => {
                        let mut contact = card.contact();
                        let photo = contact.photo.take();
                        let (line, extra) = (self.lines.saturating_add(card.line()), card.unknown());
                        self.read.push(Read { line, contact, photo, extra });
                    }
                },
                Err(trouble) => {
                    self.troubles.push(Trouble { line: self.lines.saturating_add(trouble.line), ..trouble });
                }
            }
        }
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        self.lines = self.lines.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.at = end;
        self.at < self.bytes.len()
    }

    /// What was read, and what could not be. The members of groups have their names as tags.
    pub(crate) fn finish(mut self) -> (Vec<Read>, Vec<Trouble>) {
        let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for group in self.groups.iter().filter(|group| !group.name.is_empty()) {
            for member in &group.members {
                members.entry(member).or_default().push(&group.name);
            }
        }
        for contact in self.read.iter_mut().map(|read| &mut read.contact).filter(|contact| !contact.uid.is_empty()) {
            let tags = members.get(contact.uid.as_str()).into_iter().flatten();
            contact.tags.extend(tags.map(|tag| (*tag).to_owned()));
        }
        (self.read, self.troubles)
    }
}
