//! The decisions by which people come in from a file.

use super::matching::{Fate, Matched};
use super::names::{Names, nobody};
use super::rows::FileRow;
use crate::api::{ContactSource, CustomFieldKind, Day, Decision, ImportChoices, PersonField, PersonId, Run};
use crate::book::Book;
use kith_domain::contact::Photo;
use kith_domain::contact_changes::{Decider, complete};
use kith_domain::ids::derived;
use std::collections::BTreeMap;

/// So many people are written in one entry of the journal.
const AT_ONCE: usize = 200;

/// Someone who is to come in, or to be completed.
#[derive(Debug)]
pub(crate) struct Planned {
    row: FileRow,
    person: PersonId,
    is_new: bool,
}

/// What is left to be written of a file.
#[derive(Debug)]
pub(crate) struct Writing {
    pub(crate) run: Run,
    pub(crate) source: ContactSource,
    planned: Vec<Planned>,
    next: usize,
    tag: String,
    bucket: Option<(u64, Day)>,
}

/// What is written at once.
#[derive(Debug, Default)]
pub(crate) struct Slice {
    /// Empty if nothing would change.
    pub(crate) decisions: Vec<Decision>,
    pub(crate) new: u32,
    pub(crate) completed: u32,
    /// The photos of people who have none.
    pub(crate) photos: Vec<(PersonId, Photo)>,
}

impl Writing {
    pub(crate) fn new(
        matched: Matched,
        fates: Vec<Fate>,
        choices: &ImportChoices,
        run: Run,
        source: ContactSource,
        book: &Book,
    ) -> Self {
        let planned = matched.rows.into_iter().zip(fates).filter_map(|(row, fate)| match fate {
            Fate::New(person) => Some(Planned { row, person, is_new: true }),
            Fate::Completed(person) => Some(Planned { row, person, is_new: false }),
            Fate::Unclear | Fate::Same(_) | Fate::LeftOut(_) => None,
        });
        let bucket = choices.bucket.map(|bucket| (bucket, book.day()));
        Self { run, source, planned: planned.collect(), next: 0, tag: choices.tag.trim().to_owned(), bucket }
    }

    /// How many are written, of how many.
    pub(crate) fn progress(&self) -> (usize, usize) {
        (self.next, self.planned.len())
    }

    /// Whether all are written.
    pub(crate) fn is_done(&self) -> bool {
        self.next >= self.planned.len()
    }

    /// The next ones. `None` after the last.
    pub(crate) fn slice(&mut self, book: &Book, at: i64) -> Option<Slice> {
        let planned = self.planned.get_mut(self.next..).filter(|left| !left.is_empty())?;
        let names = Names::within(book, self.run.id);
        // What a run makes in one slice has other numbers than what it makes in the next, also after it was begun anew.
        let seed = derived(self.run.id, &[&(self.next as u64).to_le_bytes(), &at.to_le_bytes()]);
        let mut decider = Decider::new(&names, at, seed);
        let mut slice = Slice::default();
        let (mut came, mut tagged, mut bucketed) = (Vec::new(), Vec::new(), Vec::new());
        let mut fields: BTreeMap<u64, String> = BTreeMap::new();
        let mut said = Vec::new();
        let count = planned.len().min(AT_ONCE);
        for Planned { row, person, is_new } in planned.iter_mut().take(AT_ONCE) {
            let person = book.one(*person);
            let local = book.local_contact(person).unwrap_or_else(|| nobody(person));
            let wanted = complete(&local.contact, &local.by_mail.fields, &row.contact);
            let before = said.len();
            said.extend(decider.decisions(&local, &wanted));
            for (name, _) in &row.contact.custom {
                fields.extend(names.new_field(name).map(|id| (id, name.clone())));
            }
            if !row.extra.is_empty() && book.card_lines_of(person).is_empty() {
                said.push(Decision::CardLines { person, lines: std::mem::take(&mut row.extra) });
            }
            let photo = row.photo.take().filter(|_| book.photo_of(person).is_none());
            let lacks_tag = book.lacks(person, &self.tag, None);
            let lacks_bucket = book.lacks(person, "", self.bucket.map(|(bucket, _)| bucket));
            let is_changed = said.len() > before || lacks_tag || lacks_bucket || photo.is_some();
            if !is_changed && !*is_new {
                continue;
            }
            // Who is known from elsewhere came from there.
            came.extend(Some(person).filter(|_| !book.came_from_elsewhere(person)));
            tagged.extend(Some(person).filter(|_| lacks_tag));
            bucketed.extend(Some(person).filter(|_| lacks_bucket));
            slice.photos.extend(photo.map(|photo| (person, photo)));
            slice.new += u32::from(*is_new);
            slice.completed += u32::from(!*is_new);
        }
        self.next += count;
        let used = |id: &u64| {
            said.iter()
                .any(|it| matches!(it, Decision::SetField { field: PersonField::Custom(used), .. } if used == id))
        };
        let made = fields.into_iter().filter(|(id, _)| used(id));
        let mut decisions: Vec<Decision> =
            made.map(|(id, name)| Decision::CustomField { id, name, kind: CustomFieldKind::Text }).collect();
        if !came.is_empty() {
            decisions.push(Decision::CameFrom { people: came, source: self.source.clone() });
        }
        decisions.extend(said);
        if !tagged.is_empty() {
            decisions.push(Decision::Tag { people: tagged, tag: self.tag.clone(), on: true });
        }
        if let Some((bucket, day)) = self.bucket.filter(|_| !bucketed.is_empty()) {
            decisions.push(Decision::InBucket { people: bucketed, bucket, day, on: true });
        }
        if !decisions.is_empty() {
            decisions.insert(0, Decision::Run(self.run.clone()));
        }
        slice.decisions = decisions;
        Some(slice)
    }
}
