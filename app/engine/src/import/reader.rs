//! A file as rows, some at a time.

use super::cards::piece;
use crate::api::{ColumnView, TableChoices, TableView};
use kith_domain::charset::{Encoding, decode, encoding};
use kith_domain::contact::trouble::Trouble;
use kith_domain::contact::{Contact, Photo};
use kith_domain::csv::{self, Table, Use};
use kith_domain::vcard::{self, Group};
use std::collections::BTreeMap;
use std::rc::Rc;

/// So many rows of a table are made people of at once.
const ROWS_AT_ONCE: usize = 250;

/// So many values of a column are shown.
const MAX_EXAMPLES: usize = 3;

/// Within so many bytes a file of cards has its first.
const FIRST_BYTES: usize = 4 << 10;

/// A card or a row that was read.
#[derive(Debug)]
pub(crate) struct Read {
    /// On which line of the file it begins.
    pub(super) line: u32,
    /// What it says, but for the photo.
    pub(super) contact: Contact,
    pub(super) photo: Option<Photo>,
    /// The lines of a card that Kith does not understand.
    pub(super) extra: String,
}

/// What was read of a file.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) read: Vec<Read>,
    pub(crate) troubles: Vec<Trouble>,
    /// How it was read, if it is a table.
    pub(crate) table: Option<TableView>,
}

/// Reads a file.
#[derive(Debug)]
pub(crate) struct Reader {
    source: Source,
    content: Content,
}

#[derive(Debug)]
enum Source {
    Cards(Cards),
    /// It is not known yet what the columns hold.
    Text(Rc<[u8]>, TableChoices),
    Table {
        table: Table,
        uses: Vec<Use>,
        at: usize,
    },
}

#[derive(Debug)]
struct Cards {
    bytes: Rc<[u8]>,
    at: usize,
    /// How many lines stand before that place.
    lines: u32,
    groups: Vec<Group>,
}

impl Reader {
    pub(crate) fn new(bytes: &Rc<[u8]>, choices: &TableChoices) -> Self {
        let bytes = Rc::clone(bytes);
        let source = match are_cards(&bytes) {
            true => Source::Cards(Cards::new(bytes)),
            false => Source::Text(bytes, choices.clone()),
        };
        Self { source, content: Content::default() }
    }

    /// How much is read, of how much.
    pub(crate) fn progress(&self) -> (usize, usize) {
        match &self.source {
            Source::Cards(cards) => (cards.at, cards.bytes.len()),
            Source::Text(bytes, _) => (0, bytes.len()),
            Source::Table { table, at, .. } => (*at, table.rows.len()),
        }
    }

    /// Reads some. Gives whether there is more.
    pub(crate) fn step(&mut self) -> bool {
        match &mut self.source {
            Source::Cards(cards) => cards.step(&mut self.content),
            Source::Text(bytes, choices) => {
                let of = choices.encoding.unwrap_or_else(|| encoding(bytes));
                let mut table = csv::read(&decode(bytes, of), choices.separator);
                let mut uses = choices.uses.take().unwrap_or_else(|| csv::guess(&table));
                uses.resize(table.titles.len(), Use::Ignore);
                self.content.troubles.append(&mut table.troubles);
                self.content.table =
                    Some(TableView { encoding: of, separator: table.separator, columns: columns(&table, &uses) });
                self.source = Source::Table { table, uses, at: 0 };
                true
            }
            Source::Table { table, uses, at } => {
                let rows = table.rows.get(*at..).unwrap_or_default();
                let rows = rows.get(..ROWS_AT_ONCE).unwrap_or(rows);
                for (row, contact) in rows.iter().zip(csv::contacts(rows, uses)) {
                    match contact {
                        Ok(contact) => {
                            let (photo, extra) = (None, String::new());
                            self.content.read.push(Read { line: row.line, contact, photo, extra });
                        }
                        Err(trouble) => self.content.troubles.push(trouble),
                    }
                }
                *at += rows.len();
                *at < table.rows.len()
            }
        }
    }

    /// What was read, and what could not be. The members of groups have their names as tags.
    pub(crate) fn finish(self) -> Content {
        let mut content = self.content;
        if let Source::Cards(cards) = &self.source {
            cards.tag(&mut content.read);
        }
        content
    }
}

/// Whether a file holds cards: its first line that says anything begins one.
fn are_cards(bytes: &[u8]) -> bool {
    let first = bytes.get(..FIRST_BYTES).unwrap_or(bytes);
    let text = decode(first, encoding(first));
    let begins = |line: &str| line.trim().to_ascii_uppercase().starts_with("BEGIN:VCARD");
    text.lines().any(begins)
}

/// The columns as they are shown.
fn columns(table: &Table, uses: &[Use]) -> Vec<ColumnView> {
    let column = |(at, (title, use_)): (usize, (&String, &Use))| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| cell.trim());
        ColumnView {
            title: title.clone(),
            examples: cells.filter(|cell| !cell.is_empty()).take(MAX_EXAMPLES).map(str::to_owned).collect(),
            holds: use_.clone(),
        }
    };
    table.titles.iter().zip(uses).enumerate().map(column).collect()
}

impl Cards {
    fn new(bytes: Rc<[u8]>) -> Self {
        let bytes = match encoding(&bytes) {
            of @ (Encoding::Utf16Le | Encoding::Utf16Be) => decode(&bytes, of).as_bytes().into(),
            Encoding::Utf8 | Encoding::Windows1252 => bytes,
        };
        Self { bytes, at: 0, lines: 0, groups: Vec::new() }
    }

    fn step(&mut self, content: &mut Content) -> bool {
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
                        content.read.push(Read { line, contact, photo, extra });
                    }
                },
                Err(trouble) => {
                    content.troubles.push(Trouble { line: self.lines.saturating_add(trouble.line), ..trouble });
                }
            }
        }
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        self.lines = self.lines.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.at = end;
        self.at < self.bytes.len()
    }

    /// Gives the members of groups their names as tags.
    fn tag(&self, read: &mut [Read]) {
        let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for group in self.groups.iter().filter(|group| !group.name.is_empty()) {
            for member in &group.members {
                members.entry(member).or_default().push(&group.name);
            }
        }
        for contact in read.iter_mut().map(|read| &mut read.contact).filter(|contact| !contact.uid.is_empty()) {
            let tags = members.get(contact.uid.as_str()).into_iter().flatten();
            contact.tags.extend(tags.map(|tag| (*tag).to_owned()));
        }
    }
}
