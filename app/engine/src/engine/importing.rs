//! Importing a file of people or a calendar: slice after slice, each when the engine is woken, so that it answers in between.
//!
//! What comes in is written in entries of the journal that belong to one run. Killed in the middle, a part is there
//! under that run; the same file again finds those people, and goes on with the others.

use super::error::NOT_FOUND;
use super::importing_calendar::{calendar_view, is_calendar};
use super::state::{CalendarStage, Engine, ImportStage, Importing, PhotoTask, PhotosLeft};
use crate::api::{
    Bytes, ChatChoices, ContactSource, Decision, ImportChoices, ImportOutcome, ImportPreview, ImportRow, ImportView,
    PersonId, PhotoId, Problem, ProblemKind, RowFate, RowKind, Run, RunOf, TableChoices, question,
};
use crate::book::Book;
use crate::import::{Fate, Matched, Matching, PhoneFile, PhoneReader, Reader, Rows, Writing};
use crate::store::{PhotoRow, Store};
use kith_domain::day::Zone;
use kith_domain::entry::Stamp;
use kith_domain::ids::derived;
use kith_domain::phone::is_backup;
use std::rc::Rc;

/// A larger file is not read.
const MAX_BYTES: usize = 256 << 20;

/// So many photos are stored at once.
const PHOTOS_AT_ONCE: usize = 20;

impl<S: Store> Engine<S> {
    /// Begins to read a file, in place of any before.
    pub(super) fn read_file(&mut self, id: u64, name: String, Bytes(bytes): Bytes) -> Result<(), Problem> {
        if bytes.len() > MAX_BYTES {
            return Err(Problem::new(ProblemKind::TooLong));
        }
        if self.importing.as_ref().is_some_and(|importing| importing.id == id) {
            return Ok(());
        }
        self.stop_import();
        let bytes: Rc<[u8]> = bytes.into();
        let stage = if is_calendar(&bytes) {
            ImportStage::Calendar(CalendarStage::Unread)
        } else {
            match PhoneReader::of(&bytes, self.book.zone()) {
                Some(reader) => ImportStage::ReadingPhone(reader),
                None => ImportStage::Reading(Reader::new(&bytes, &TableChoices::default())),
            }
        };
        self.importing = Some(Importing::new(id, name, bytes, stage));
        self.import_changed = true;
        Ok(())
    }

    /// Takes the next piece of a file that begins at that byte, of so many.
    pub(super) fn read_file_piece(
        &mut self,
        id: u64,
        name: String,
        (at, of): (u64, u64),
        bytes: &Bytes,
    ) -> Result<(), Problem> {
        if at == 0 && self.importing.as_ref().is_none_or(|importing| importing.id != id) {
            self.stop_import();
            if !is_backup(&bytes.0) {
                self.importing = None;
                return Err(Problem::new(ProblemKind::NotBackup));
            }
            let stage = ImportStage::ReadingPhone(PhoneReader::in_pieces(of, self.book.zone()));
            self.importing = Some(Importing::new(id, name, Rc::default(), stage));
        }
        self.import_changed = true;
        match self.importing.as_mut().filter(|importing| importing.id == id).map(|importing| &mut importing.stage) {
            Some(ImportStage::ReadingPhone(reader)) => reader.take(at, &bytes.0).then_some(()).ok_or(NOT_FOUND),
            // All of it is here.
            Some(_) => Ok(()),
            None => Err(NOT_FOUND),
        }
    }

    /// How the import of a file stands.
    pub(super) fn import_view(&mut self, question: &question::Import) -> ImportView {
        let Some(importing) = self.importing.as_mut().filter(|importing| importing.id == question.id) else {
            return ImportView::Gone;
        };
        let is_before =
            !matches!(importing.stage, ImportStage::Writing(..) | ImportStage::Photos(..) | ImportStage::Done(_));
        if is_before && importing.begun.is_none() {
            importing.look_again(&question.choices, self.book.journal().last(), self.book.zone());
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        match &importing.stage {
            ImportStage::Reading(reader) => {
                let (read, of) = reader.progress();
                ImportView::Reading { read: count(read), of: count(of) }
            }
            ImportStage::ReadingPhone(reader) => {
                let (read, of) = reader.progress();
                ImportView::Reading { read: count(read), of: count(of) }
            }
            ImportStage::Joining(rows) => ImportView::Matching { done: 0, of: count(rows.len()) },
            ImportStage::Matching(matching) => {
                let (done, of) = matching.progress();
                ImportView::Matching { done: count(done), of: count(of) }
            }
            ImportStage::Ready(matched, _) => {
                ImportView::Preview(Box::new(importing.preview(matched, question, &self.book)))
            }
            ImportStage::Writing(writing, _) => {
                let (done, of) = writing.progress();
                ImportView::Writing { done: count(done), of: count(of) }
            }
            ImportStage::Photos(left, _) => ImportView::Photos { done: count(left.done), of: count(left.all) },
            ImportStage::Done(outcome) => ImportView::Done(outcome.clone()),
            ImportStage::Calendar(stage) => calendar_view(stage, &self.book),
        }
    }

    /// Imports the file of that number, as soon as it is known who is who by now.
    pub(super) fn import(&mut self, id: u64, mark: u64, choices: ImportChoices) -> Result<(), Problem> {
        let Some(importing) = self.importing.as_mut().filter(|importing| importing.id == id) else {
            return Err(NOT_FOUND);
        };
        if choices.bucket.is_some_and(|bucket| !self.book.journal().state().buckets.contains_key(&bucket)) {
            return Err(NOT_FOUND);
        }
        match importing.stage {
            ImportStage::Writing(..)
            | ImportStage::Photos(..)
            | ImportStage::Done(_)
            | ImportStage::Calendar(CalendarStage::Writing { .. }) => {}
            _ => {
                importing.look_again(&choices, self.book.journal().last(), self.book.zone());
                importing.begun = Some((mark, choices));
                importing.match_anew();
                self.import_changed = true;
            }
        }
        Ok(())
    }

    /// Stops the import: what came in stays. One that has not begun is forgotten.
    pub(super) fn stop_import(&mut self) {
        self.photos.forget_imports();
        let Some(importing) = self.importing.as_mut() else { return };
        self.import_changed = true;
        match &importing.stage {
            ImportStage::Writing(_, outcome)
            | ImportStage::Photos(_, outcome)
            | ImportStage::Calendar(CalendarStage::Writing { outcome, .. }) => {
                importing.stage = ImportStage::Done(ImportOutcome { stopped: true, ..outcome.clone() });
            }
            ImportStage::Done(_) => {}
            _ => self.importing = None,
        }
    }

    /// Goes on with the import.
    pub(super) async fn go_on_importing(&mut self) {
        let Some(mut importing) = self.importing.take_if(|importing| importing.is_active()) else { return };
        let last = self.book.journal().last();
        importing.stage = match importing.stage {
            ImportStage::Reading(mut reader) => match reader.step() {
                true => ImportStage::Reading(reader),
                false => {
                    let content = reader.finish();
                    (importing.troubles, importing.table) = (content.troubles, content.table);
                    ImportStage::Joining(Rows::new(content.read))
                }
            },
            ImportStage::ReadingPhone(mut reader) => {
                // A phone may be a day ahead.
                match reader.step(&importing.name, &importing.chat, self.book.day().plus(1)) {
                    true => ImportStage::ReadingPhone(reader),
                    false => {
                        let mut content = reader.finish();
                        let rows = Rows::new(std::mem::take(&mut content.read));
                        importing.phone = Some(PhoneFile::new(content, self.book.zone().clone()));
                        ImportStage::Joining(rows)
                    }
                }
            }
            ImportStage::Joining(mut rows) => match rows.step() {
                true => ImportStage::Joining(rows),
                false => ImportStage::Matching(Matching::new(rows.finish())),
            },
            ImportStage::Matching(mut matching) => match matching.step(&self.book) {
                true => ImportStage::Matching(matching),
                false => match importing.begun.take() {
                    None => ImportStage::Ready(matching.finish(), last),
                    Some((id, choices)) => {
                        let run = Run { id, of: RunOf::Import(importing.name.clone()) };
                        let source = ContactSource::File(importing.name.clone());
                        let matched = matching.finish();
                        let fates = fates(importing.phone.as_ref(), &matched, &choices, &self.book);
                        if let Some(phone) = &mut importing.phone {
                            phone.plan(&matched, &fates, &choices, &self.book);
                        }
                        let writing = Writing::new(matched, fates, &choices, run, source, &self.book);
                        ImportStage::Writing(writing, ImportOutcome::default())
                    }
                },
            },
            ImportStage::Writing(writing, outcome) => match &mut importing.phone {
                // First the people, then what there was with them.
                Some(phone) if writing.is_done() && phone.left() > 0 => self.write_phone(phone, writing, outcome).await,
                _ => self.write_import(writing, outcome).await,
            },
            ImportStage::Calendar(stage) => {
                self.go_on_with_calendar(stage, &importing.bytes, &importing.name, &mut importing.begun).await
            }
            stage @ (ImportStage::Ready(..) | ImportStage::Photos(..) | ImportStage::Done(_)) => stage,
        };
        self.importing = Some(importing);
        self.import_changed = true;
        self.end_photos().await;
    }

    /// Writes the next of those who come in.
    async fn write_import(&mut self, mut writing: Writing, mut outcome: ImportOutcome) -> ImportStage {
        let place = writing.progress().0 as u64;
        let Some(slice) = writing.slice(&self.book, self.seconds()) else {
            let (run, all) = (writing.run.id, self.photos.imports());
            self.backfill_all().await;
            let RunOf::Import(name) = writing.run.of else { return ImportStage::Done(outcome) };
            self.scale_next();
            return ImportStage::Photos(PhotosLeft { run, name, all, done: 0, small: Vec::new() }, outcome);
        };
        if !slice.decisions.is_empty() {
            let mark = self.free_mark(derived(writing.run.id, &[b"slice", &place.to_le_bytes()]));
            if let Err(problem) = self.enter(mark, slice.decisions).await {
                return ImportStage::Done(ImportOutcome { problem: Some(problem), stopped: true, ..outcome });
            }
            outcome.run = Some(writing.run.id);
        }
        outcome.new += slice.new;
        outcome.completed += slice.completed;
        for (person, photo) in slice.photos {
            self.photos.push(photo.bytes, PhotoTask::Import { person });
        }
        ImportStage::Writing(writing, outcome)
    }

    /// Writes the next calls and messages that come in.
    async fn write_phone(
        &mut self,
        phone: &mut PhoneFile,
        writing: Writing,
        mut outcome: ImportOutcome,
    ) -> ImportStage {
        let place = phone.left() as u64;
        outcome.completed = phone.known();
        if let Some(slice) = phone.slice(&writing.run) {
            let mark = self.free_mark(derived(writing.run.id, &[b"phone", &place.to_le_bytes()]));
            if let Err(problem) = self.enter(mark, slice.decisions).await {
                return ImportStage::Done(ImportOutcome { problem: Some(problem), stopped: true, ..outcome });
            }
            outcome.run = Some(writing.run.id);
            outcome.calls += slice.calls;
            outcome.message_days += slice.message_days;
        }
        ImportStage::Writing(writing, outcome)
    }

    /// A photo of someone who came in was made small, or cannot be.
    pub(super) async fn imported_photo(&mut self, person: PersonId, bytes: Option<Vec<u8>>) {
        let Some(Importing { stage: ImportStage::Photos(left, _), .. }) = &mut self.importing else { return };
        left.done += 1;
        let row = bytes.map(|bytes| PhotoRow { id: PhotoId::of(&bytes), bytes });
        left.small.extend(row.map(|row| (person, row)));
        self.import_changed = true;
        self.end_photos().await;
    }

    /// Stores the photos that are small, once they are many or the last ones.
    async fn end_photos(&mut self) {
        let Some(Importing { stage: ImportStage::Photos(left, _), .. }) = &mut self.importing else { return };
        let is_end = left.done >= left.all;
        if left.small.len() < PHOTOS_AT_ONCE && !is_end {
            return;
        }
        let (run, name, place) = (left.run, left.name.clone(), left.done as u64);
        let small = std::mem::take(&mut left.small);
        let small = small
            .into_iter()
            .filter(|(person, _)| self.book.is_there(*person) && self.book.photo_of(*person).is_none());
        let (mut decisions, mut photos) = (vec![Decision::Run(Run { id: run, of: RunOf::Import(name) })], Vec::new());
        for (person, row) in small {
            decisions.push(Decision::Photo { person, photo: Some(row.id) });
            photos.push(row);
        }
        let (stored, mut problem) = (u32::try_from(photos.len()).unwrap_or(u32::MAX), None);
        if stored > 0 {
            let mark = self.free_mark(derived(run, &[b"photos", &place.to_le_bytes()]));
            problem = self.enter_with(mark, decisions, photos).await.err();
        }
        let Some(Importing { stage, .. }) = &mut self.importing else { return };
        let ImportStage::Photos(_, outcome) = stage else { return };
        if problem.is_none() && stored > 0 {
            outcome.photos += stored;
            outcome.run = Some(run);
        }
        if is_end || problem.is_some() {
            let stopped = problem.is_some();
            *stage = ImportStage::Done(ImportOutcome { problem, stopped, ..outcome.clone() });
            if stopped {
                self.photos.forget_imports();
            }
        }
    }
}

impl Importing {
    fn new(id: u64, name: String, bytes: Rc<[u8]>, stage: ImportStage) -> Self {
        let (chosen, chat) = (TableChoices::default(), ChatChoices::default());
        Self { id, name, bytes, chosen, table: None, phone: None, chat, troubles: Vec::new(), begun: None, stage }
    }

    /// Reads it again if it is to be read in another way, and looks again who is known if anything was decided since.
    fn look_again(&mut self, choices: &ImportChoices, last: Stamp, zone: &Zone) {
        if matches!(self.stage, ImportStage::Calendar(_)) {
            // There is one way to read it.
        } else if self.chat != choices.phone.chat {
            self.chat = choices.phone.chat.clone();
            // How a chat is read changes nothing of any other file, of which the bytes may be gone.
            if self.phone.as_ref().is_some_and(PhoneFile::is_chat)
                && let Some(reader) = PhoneReader::of(&self.bytes, zone)
            {
                self.stage = ImportStage::ReadingPhone(reader);
            }
        } else if self.chosen != choices.table {
            self.chosen = choices.table.clone();
            if self.phone.is_none() && !matches!(self.stage, ImportStage::ReadingPhone(_)) {
                self.stage = ImportStage::Reading(Reader::new(&self.bytes, &self.chosen));
            }
        } else if matches!(&self.stage, ImportStage::Ready(_, as_of) if *as_of != last) {
            self.match_anew();
        }
    }

    /// Finds out anew who is known.
    fn match_anew(&mut self) {
        if let ImportStage::Ready(matched, _) = &mut self.stage {
            self.stage = ImportStage::Matching(Matching::new(std::mem::take(&mut matched.rows)));
        }
    }

    fn preview(&self, matched: &Matched, question: &question::Import, book: &Book) -> ImportPreview {
        let fates = fates(self.phone.as_ref(), matched, &question.choices, book);
        let mut counts = Matched::counts(&fates);
        counts.bad = u32::try_from(self.troubles.len()).unwrap_or(u32::MAX);
        let is_asked = |kind: RowKind| question.kind.is_none_or(|asked| asked == kind);
        let bad = self.troubles.iter().filter(|_| is_asked(RowKind::Bad)).map(|trouble| ImportRow {
            row: u32::MAX,
            lines: vec![trouble.line],
            name: String::new(),
            detail: String::new(),
            fate: RowFate::Bad(trouble.reason),
            phone: None,
        });
        let good = fates.iter().enumerate().filter(|(_, fate)| is_asked(fate.kind()));
        let good = good.filter_map(|(at, fate)| {
            let phone = self.phone.as_ref().zip(matched.rows.get(at)).map(|(phone, row)| phone.summary(row));
            Some(ImportRow { phone, ..matched.shown(at, *fate, book)? })
        });
        let rows = bad.chain(good).skip(question.offset as usize).take(question.limit as usize);
        ImportPreview {
            name: self.name.clone(),
            counts,
            table: self.table.clone(),
            phone: self.phone.as_ref().map(PhoneFile::view),
            rows: rows.collect(),
        }
    }
}

/// What becomes of each row.
fn fates(phone: Option<&PhoneFile>, matched: &Matched, choices: &ImportChoices, book: &Book) -> Vec<Fate> {
    match phone {
        Some(phone) => phone.fates(matched, choices, book),
        None => matched.fates(choices, book),
    }
}
