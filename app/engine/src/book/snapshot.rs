//! The book as it is stored beside the segments, so that a start need not take all of them in.
//!
//! A snapshot holds what follows from segments and decisions, in parts of about half a megabyte: none is ever in memory as a
//! whole. First comes what has no columns, then slice after slice of all columns. What can be made of the rest in a
//! moment is left out: tables that find something, and which rows name an address. It is read by the program that wrote
//! it and by no other ([`PROGRAM`]), so that it needs no versions.

use super::Book;
use super::derive::people::Person;
use super::derive::restoring::Settled;
use super::facts::correspondents::slice::CorrespondentsSlice;
use super::facts::rows::slice::RowsSlice;
use super::facts::strings::hash;
use super::facts::subjects::slice::SubjectsSlice;
use super::facts::threads::slice::ThreadsSlice;
use crate::packed::{Unreadable, pack, pack_in, unpack};
use kith_domain::meeting::PackedInvitation;

/// A number of the program: every other one has another.
pub(crate) const PROGRAM: &str = env!("KITH_PROGRAM");

/// So many values of each column are in a part…
const SLICE: u32 = 1 << 13;

/// …and about so many bytes of each row.
const ROW_BYTES: usize = 96;

const SNAPSHOT: &str = "snapshot";
const VERSION: u8 = 1;

type Slice<'a, P> = (RowsSlice<'a>, ThreadsSlice<'a>, SubjectsSlice<'a>, CorrespondentsSlice<'a>, Vec<Option<P>>);

impl Book {
    /// In how many parts it is packed.
    pub(crate) fn parts(&self) -> u32 {
        let extents = [self.rows.len(), self.subjects.extent(), self.correspondents.extent(), self.derived.places()];
        1 + extents.into_iter().max().unwrap_or(0).div_ceil(SLICE)
    }

    /// Packs a part. The book has to be settled, and has to stay as it is until all are packed.
    pub(crate) fn part(&self, number: u32) -> Result<Vec<u8>, Unreadable> {
        let Some(slice) = number.checked_sub(1) else {
            let invitations: Vec<PackedInvitation> = self.meetings_of_mail().map(PackedInvitation::from).collect();
            let rest = (&self.rows, &self.threads, &self.folders, &self.links, &self.own, self.settled(), invitations);
            return pack(SNAPSHOT, VERSION, &rest);
        };
        let start = slice.saturating_mul(SLICE);
        let range = start..start.saturating_add(SLICE);
        let rows = start..range.end.min(self.rows.len());
        let slice: Slice<'_, &Person> = (
            self.rows.slice(range.clone()),
            self.threads.slice(range.clone()),
            self.subjects.slice(range.clone()),
            self.correspondents.slice(range.clone()),
            self.derived.some(range),
        );
        pack_in(rows.len() * ROW_BYTES, SNAPSHOT, VERSION, &slice)
    }

    /// Takes in the next part. `None` if it is not whole; the book is of no use then.
    pub(crate) fn add_part(&mut self, number: u32, part: &[u8]) -> Option<()> {
        if number == 0 {
            let rest: (_, _, _, _, _, Settled, Vec<PackedInvitation>) = unpack(SNAPSHOT, VERSION, part).ok()?;
            let (settled, invitations);
            (self.rows, self.threads, self.folders, self.links, self.own, settled, invitations) = rest;
            self.set_settled(settled);
            self.take_meetings_of_mail(invitations);
            return Some(());
        }
        let (rows, threads, subjects, correspondents, people): Slice<'_, Box<Person>> =
            unpack(SNAPSHOT, VERSION, part).ok()?;
        self.rows.add_slice(rows)?;
        self.threads.add_slice(threads)?;
        self.subjects.add_slice(&subjects)?;
        self.correspondents.add_slice(correspondents)?;
        self.add_people(people);
        Some(())
    }

    /// All parts are taken in. `decided`: what [`Book::decided`] was when they were packed. Call [`Book::settle`] after
    /// the book was told of the accounts.
    pub(crate) fn resume_from_parts(&mut self, decided: u64) {
        self.rows.hang(&mut self.correspondents);
        self.resume(decided == self.decided());
    }

    /// A number that is another one when something else was decided.
    pub(crate) fn decided(&self) -> u64 {
        let marks: Vec<u64> = self.journal.all().map(|entry| entry.mark).collect();
        hash(&marks)
    }

    /// How many messages are stored, whether they count or not.
    pub(crate) fn all_messages(&self) -> u32 {
        self.rows.len()
    }

    /// Another number whenever anything may be other than it was.
    pub(crate) const fn revision(&self) -> u64 {
        self.revision
    }
}

/// A number that is another one if a part was damaged.
pub(crate) fn digest(part: &[u8]) -> u64 {
    hash(part)
}
