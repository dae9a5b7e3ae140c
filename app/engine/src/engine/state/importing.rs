//! The import that is under way.

use crate::api::{ChatChoices, ImportChoices, ImportOutcome, Run, TableChoices, TableView};
use crate::import::{Matched, Matching, PhoneFile, PhoneReader, Reader, Rows, Writing};
use crate::store::PhotoRow;
use kith_domain::contact::trouble::Trouble;
use kith_domain::entry::Stamp;
use kith_domain::ids::PersonId;
use kith_domain::meeting::{CalendarError, Invitation, PackedInvitation};
use std::collections::VecDeque;
use std::rc::Rc;

/// A file, from when it is given on.
#[derive(Debug)]
pub(in crate::engine) struct Importing {
    /// A random number by which the page knows it.
    pub(in crate::engine) id: u64,
    pub(in crate::engine) name: String,
    pub(in crate::engine) bytes: Rc<[u8]>,
    /// How it is read, if it is a table: as the user chose, and as it was.
    pub(in crate::engine) chosen: TableChoices,
    pub(in crate::engine) table: Option<TableView>,
    /// What it tells of calls and messages, if it is of a phone; and how it is read, if it is a chat.
    pub(in crate::engine) phone: Option<PhoneFile>,
    pub(in crate::engine) chat: ChatChoices,
    /// What cannot be read.
    pub(in crate::engine) troubles: Vec<Trouble>,
    /// That it is to be imported as soon as it is known who is who: the run, and how.
    pub(in crate::engine) begun: Option<(u64, ImportChoices)>,
    pub(in crate::engine) stage: ImportStage,
}

/// How far it is.
#[derive(Debug)]
pub(in crate::engine) enum ImportStage {
    Reading(Reader),
    ReadingPhone(PhoneReader),
    Joining(Rows),
    Matching(Matching),
    /// It is known who is who, as of that place in the journal.
    Ready(Matched, Stamp),
    Writing(Writing, ImportOutcome),
    Photos(PhotosLeft, ImportOutcome),
    Done(ImportOutcome),
    /// It is a calendar.
    Calendar(CalendarStage),
}

/// How far a calendar is.
#[derive(Debug)]
pub(in crate::engine) enum CalendarStage {
    Unread,
    Read(Result<Vec<Invitation>, CalendarError>),
    /// What is left to be written, for each entry of the journal, and how many there are already.
    Writing {
        run: Run,
        left: VecDeque<Vec<PackedInvitation>>,
        done: usize,
        outcome: ImportOutcome,
    },
}

/// Photos that are being made small.
#[derive(Debug)]
pub(in crate::engine) struct PhotosLeft {
    pub(in crate::engine) run: u64,
    pub(in crate::engine) name: String,
    pub(in crate::engine) all: usize,
    pub(in crate::engine) done: usize,
    /// Those that are small and not stored yet.
    pub(in crate::engine) small: Vec<(PersonId, PhotoRow)>,
}

impl Importing {
    /// The run by which people come in, once that has begun.
    pub(in crate::engine) fn run(&self) -> Option<u64> {
        match &self.stage {
            ImportStage::Writing(writing, _) => Some(writing.run.id),
            ImportStage::Photos(left, _) => Some(left.run),
            ImportStage::Calendar(CalendarStage::Writing { run, .. }) => Some(run.id),
            _ => None,
        }
    }

    /// Whether there is something to be done by itself.
    pub(in crate::engine) const fn is_active(&self) -> bool {
        match &self.stage {
            ImportStage::Reading(_) | ImportStage::Joining(_) | ImportStage::Matching(_) | ImportStage::Writing(..) => {
                true
            }
            ImportStage::ReadingPhone(reader) => !reader.waits(),
            ImportStage::Calendar(CalendarStage::Unread | CalendarStage::Writing { .. }) => true,
            ImportStage::Calendar(CalendarStage::Read(_)) => self.begun.is_some(),
            ImportStage::Ready(..) | ImportStage::Photos(..) | ImportStage::Done(_) => false,
        }
    }
}
