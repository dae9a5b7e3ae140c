//! The people of a file: what it says of one in several places is joined.

use super::reader::Read;
use kith_domain::address::Address;
use kith_domain::contact::{Contact, Labelled, Photo};
use kith_domain::matching::{Joiner, says_more_than_a_name};
use std::collections::VecDeque;

/// So many are joined at once.
const AT_ONCE: usize = 200;

/// Someone in a file.
#[derive(Debug)]
pub(crate) struct FileRow {
    /// On which lines they begin.
    pub(crate) lines: Vec<u32>,
    /// What it says of them, but for the photo.
    pub(crate) contact: Contact,
    pub(crate) photo: Option<Photo>,
    /// The lines of their card that Kith does not understand.
    pub(crate) extra: String,
}

/// Joins what a file says of one person in several places.
#[derive(Debug)]
pub(crate) struct Rows {
    read: Vec<Read>,
    waiting: VecDeque<usize>,
    joiner: Joiner,
}

impl Rows {
    pub(crate) fn new(read: Vec<Read>) -> Self {
        let says_more = |at: &usize| read.get(*at).is_some_and(|read| says_more_than_a_name(&read.contact));
        let (mut waiting, names): (Vec<usize>, Vec<usize>) = (0..read.len()).partition(says_more);
        waiting.extend(names);
        Self { waiting: waiting.into(), joiner: Joiner::default(), read }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.read.len()
    }

    /// Joins some. Gives whether there are more.
    pub(crate) fn step(&mut self) -> bool {
        for _ in 0..AT_ONCE {
            let Some(at) = self.waiting.pop_front() else { return false };
            if let Some(read) = self.read.get_mut(at) {
                self.joiner.add(at, with_broken_addresses_noted(std::mem::take(&mut read.contact)));
            }
        }
        !self.waiting.is_empty()
    }

    /// Everyone, in the order of the file.
    pub(crate) fn finish(mut self) -> Vec<FileRow> {
        let rows = self.joiner.finish().into_iter().map(|joined| {
            let mut row = FileRow { lines: Vec::new(), contact: joined.contact, photo: None, extra: String::new() };
            for place in joined.places {
                let Some(read) = self.read.get_mut(place) else { continue };
                row.lines.push(read.line);
                row.extra.push_str(&read.extra);
                row.photo = row.photo.take().or_else(|| read.photo.take());
            }
            row.lines.sort_unstable();
            row
        });
        rows.collect()
    }
}

/// What stands for an email address and is none becomes a note, as does a birthday that is no date: nothing that the user
/// has of someone is lost.
fn with_broken_addresses_noted(mut contact: Contact) -> Contact {
    let is_usable = |email: &Labelled| Address::parse(&email.value).is_some();
    let (usable, others): (Vec<_>, Vec<_>) = std::mem::take(&mut contact.emails).into_iter().partition(is_usable);
    contact.emails = usable;
    // Exchange has a name of its own for each mailbox, which means nothing elsewhere.
    let others = others.into_iter().filter(|email| !email.value.to_lowercase().starts_with("/o="));
    contact.notes.extend(others.map(|email| format!("Email address: {}", email.value)));
    contact
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_address_is_kept_as_a_note() {
        let emails = ["ada@example.com", "ada at example", "/o=ExchangeLabs/cn=ada"].map(|it| Labelled::new("", it));
        let contact = with_broken_addresses_noted(Contact { emails: emails.into(), ..Contact::default() });
        assert_eq!(contact.emails, [Labelled::new("", "ada@example.com")]);
        assert_eq!(contact.notes, ["Email address: ada at example"]);
    }
}
