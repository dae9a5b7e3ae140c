//! Notes, as they are searched.

use crate::api::{FoundNote, ItemKind};
use crate::book::Book;
use crate::book::cache::Note;
use crate::book::derive::people::Listing;
use kith_domain::search;
use kith_domain::small_sort::SmallSort;
use std::cmp::Reverse;

impl Book {
    /// Notes that hold every word, the latest first.
    pub(in crate::book) fn notes(&self, words: &str, limit: usize) -> (u32, Vec<FoundNote>) {
        let all = self.cache.notes.get_or_init(|| self.all_notes());
        let found: Vec<&Note> = all.iter().filter(|note| search::begins_words(&note.folded, words)).collect();
        let shown = found.iter().take(limit).filter_map(|note| {
            let name = self.derived.of(note.person)?.name(&self.correspondents).to_owned();
            let text = self.journal.state().records(note.person).find_map(|record| record.items.get(&note.item))?;
            Some(FoundNote { person: note.person, item: note.item, name, at: note.at, text: text.value.clone() })
        });
        (u32::try_from(found.len()).unwrap_or(u32::MAX), shown.collect())
    }

    /// Every note, the latest first.
    fn all_notes(&self) -> Vec<Note> {
        let decided = self.journal.state();
        let mut notes = Vec::new();
        for person in decided.recorded() {
            if self.derived.of(person).is_some_and(|person| person.group != Listing::Gone) {
                for (item, it) in decided.records(person).flat_map(|record| &record.items) {
                    if it.kind == ItemKind::Note {
                        notes.push(Note { person, item: *item, at: it.at, folded: search::fold(&it.value).into() });
                    }
                }
            }
        }
        notes.small_sort_by_key(|note| Reverse(note.at));
        notes
    }
}
