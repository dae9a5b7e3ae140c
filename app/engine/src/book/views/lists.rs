//! What there is to choose from: tags, saved filters and custom fields.

use crate::api::{Lists, PeopleQuery, PersonId, SavedFilterView};
use crate::book::Book;
use crate::book::derive::people::Listing;
use kith_domain::small_sort::SmallSort;
use std::collections::BTreeMap;

impl Book {
    /// Tags, saved filters and custom fields.
    pub(crate) fn lists(&self) -> Lists {
        let mut fields: Vec<_> = {
            let fields = self.journal.state().fields.iter();
            fields.map(|(id, (name, kind))| (*id, name.clone(), kind.clone())).collect()
        };
        fields.small_sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
        let kept: Vec<(u64, String, String)> = {
            let segments = self.journal.state().saved_filters.iter();
            segments.map(|(id, (name, filter))| (*id, name.clone(), filter.clone())).collect()
        };
        let mut segments: Vec<SavedFilterView> = kept
            .into_iter()
            .map(|(id, name, filter)| {
                let query = PeopleQuery { filter: filter.clone(), ..PeopleQuery::default() };
                let people = u32::try_from(self.matching(&query).len()).unwrap_or(u32::MAX);
                SavedFilterView { id, name, filter, people }
            })
            .collect();
        segments.small_sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Lists { tags: self.tags(), saved_filters: segments, fields }
    }

    /// Every tag by name, with the number of people who bear it.
    pub(in crate::book) fn tags(&self) -> Vec<(String, u32)> {
        let mut tags: BTreeMap<&str, (&str, u32, PersonId)> = BTreeMap::new();
        let decided = self.journal.state();
        for id in decided.recorded() {
            if self.derived.of(id).is_some_and(|person| person.group == Listing::Person) {
                for (folded, tag) in decided.records(id).flat_map(|record| &record.tags) {
                    let (_, count, last) = tags.entry(folded).or_insert((tag, 0, PersonId(!id.0)));
                    // Two who became one may both have borne it.
                    *count += u32::from(std::mem::replace(last, id) != id);
                }
            }
        }
        tags.into_values().map(|(tag, count, _)| (tag.to_owned(), count)).collect()
    }
}
