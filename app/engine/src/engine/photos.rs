//! Photos: the browser makes them small, one after the other, before they are kept.

use super::error::{EngineError, NOT_FOUND};
use super::interface::Output;
use super::state::{Engine, PhotoTask};
use crate::api::{
    Bytes, Decision, ExportFormat, ExportedFile, FromEngine, PersonId, PhotoId, Problem, ProblemKind, question,
};
use crate::store::{PhotoRow, Store};
use kith_domain::contact::Photo;
use std::collections::BTreeMap;

/// A photo is kept only if it is no larger than this once it was made small.
const MAX_KEPT_BYTES: usize = 24 << 10;

/// What a photo is once it was made small.
pub(super) const MEDIA_TYPE: &str = "image/jpeg";

/// A larger one is not made small either: the browser would need much memory to open it.
const MAX_BYTES: usize = 24 << 20;

impl<S: Store> Engine<S> {
    /// A photo as it is kept. `None`: it is not there.
    pub(super) async fn photo(&self, id: PhotoId) -> Result<Option<Bytes>, Problem> {
        let row = self.store.photo(id).await.map_err(EngineError::from)?;
        Ok(row.map(|row| Bytes(row.bytes)))
    }

    /// People as a file.
    pub(super) async fn export(&self, question: &question::Export) -> Result<ExportedFile, Problem> {
        let mut photos = BTreeMap::new();
        if matches!(question.format, ExportFormat::VCard(_)) {
            for id in question.people.iter().filter_map(|id| self.book.photo_of(*id)) {
                // One that cannot be read any more is missing in the file.
                if let Some(PhotoRow { bytes, .. }) = self.store.photo(id).await.map_err(EngineError::from)? {
                    photos.insert(id, Photo { media_type: MEDIA_TYPE.to_owned(), bytes });
                }
            }
        }
        Ok(self.book.export(&question.people, &question.format, &photos))
    }

    /// Sets someone's photo, or removes it. `None`: the outcome comes once it was made small.
    pub(super) async fn set_photo(
        &mut self,
        order: u32,
        mark: u64,
        person: PersonId,
        photo: Option<Bytes>,
    ) -> Option<Result<(), Problem>> {
        if !self.book.is_there(person) {
            return Some(Err(NOT_FOUND));
        }
        match photo {
            None => Some(self.decide(mark, vec![Decision::Photo { person, photo: None }]).await),
            Some(Bytes(bytes)) if bytes.len() > MAX_BYTES => Some(Err(Problem::new(ProblemKind::TooLong))),
            Some(Bytes(bytes)) => {
                self.photos.push(bytes, PhotoTask::Set { order, mark, person });
                self.scale_next();
                None
            }
        }
    }

    /// Has the next photo made small, if none is under way.
    pub(super) fn scale_next(&mut self) {
        if let Some((number, bytes)) = self.photos.next() {
            self.out.push(Output::ScalePhoto { number, bytes });
        }
    }

    /// A photo was made small, or cannot be.
    pub(super) async fn photo_scaled(&mut self, number: u64, bytes: Option<Vec<u8>>) {
        let Some(task) = self.photos.take(number) else { return };
        let bytes = bytes.filter(|bytes| !bytes.is_empty() && bytes.len() <= MAX_KEPT_BYTES);
        match task {
            PhotoTask::Set { order, mark, person } => {
                let outcome = match bytes {
                    Some(bytes) => {
                        let photo = PhotoRow { id: PhotoId::of(&bytes), bytes };
                        let decision = Decision::Photo { person, photo: Some(photo.id) };
                        self.decide_with(mark, vec![decision], vec![photo]).await
                    }
                    None => Err(Problem::new(ProblemKind::BadInput)),
                };
                self.out.push(Output::Page(FromEngine::Outcome(order, outcome)));
            }
            PhotoTask::Import { person } => self.imported_photo(person, bytes).await,
            PhotoTask::Sync { run, book, person, card } => self.synced_photo(run, book, person, &card, bytes).await,
        }
        self.scale_next();
    }
}
