//! Merging two sides of someone, an address book's and Kith's, by what both were when they last agreed.
//!
//! What a side changed is the difference between what it is now and what it was then, in its own words: what one side
//! cannot express never comes back as a change of the other. So nothing is lost where a server leaves out labels or
//! tags, and nothing goes back and forth.
//!
//! - A field that one side changed moves to the other. If both did, the winner's counts, and the other is kept beside
//!   it in the log.
//! - What is emptied there is filled again from here. What is emptied here was decided, and goes out; but a change
//!   there counts more than that.
//! - Lists are merged element by element. A list that loses all its elements there is filled again; one element that is
//!   removed is removed, unless the other side changed it.

mod choice;
mod list;
mod names;
#[cfg(test)]
mod tests;

pub use choice::Side;

use crate::contact::{Contact, Labelled};
use crate::contact_changes::{ByMail, FieldChange, LocalContact, changes};
use crate::contact_fields::{Elements, NAME_FIELDS, is_list, is_same, is_same_element, key};
use crate::contact_photo::{is_same_photo, told_photo};
use crate::decision::{CardChange, CardChangeKind, CardDirection, CardField};
use crate::mapping::{CustomFields, KithField, Mapping, Pair, PairDirection};
use choice::{Did, Taken, taken};
use list::ListMerge;
use names::{is_made_of_parts, named, with_linked_names, with_name_of_parts};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What both sides were when they last agreed, each as it was stored: a server may keep less than was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    pub there: Contact,
    /// Without the picture, as long as it is being scaled.
    pub here: Contact,
}

impl Base {
    /// The base if of what was sent since, and may have arrived or not, the server has something by now: of that both
    /// agree.
    #[must_use]
    pub fn or_sent(mut self, sent: &Self, there: &Contact, mapping: &Mapping, fields: &CustomFields) -> Self {
        if mapping.pairs.iter().any(|pair| pair.there == CardField::Photo) && is_same_photo(there, &sent.there) {
            self.there.photo.clone_from(&sent.there.photo);
            self.here.photo.clone_from(&sent.here.photo);
        }
        for pair in &mapping.pairs {
            let Some(field) = pair.field_here(fields) else { continue };
            let now = Elements::of(&field, there.values(&pair.there));
            let then = Elements::of(&field, sent.there.values(&pair.there));
            let has_arrived = |value: &Labelled| match is_list(&field) {
                true => {
                    let key = key(&field, &value.value);
                    match (now.get(&key), then.get(&key)) {
                        (Some(now), Some(then)) => is_same_element(&field, now, then),
                        (now, then) => now.is_none() && then.is_none(),
                    }
                }
                false => is_same(&pair.there, there.value(&pair.there), sent.there.value(&pair.there)),
            };
            let mixed = |base: Vec<Labelled>, sent: Vec<Labelled>| {
                let before = base.into_iter().filter(|value| !has_arrived(value));
                before.chain(sent.into_iter().filter(has_arrived)).collect()
            };
            let of_there = mixed(self.there.values(&pair.there), sent.there.values(&pair.there));
            let of_here = mixed(self.here.values(&field), sent.here.values(&field));
            self.there.set_values(&pair.there, of_there);
            self.here.set_values(&field, of_here);
        }
        self
    }

    /// The base under a new mapping: what is paired anew meets for the first time.
    #[must_use]
    pub fn remapped(mut self, old: &Mapping, new: &Mapping, fields: &CustomFields) -> Self {
        for pair in new.pairs.iter().filter(|pair| !old.pairs.contains(pair)) {
            if pair.there == CardField::Photo {
                (self.there.photo, self.here.photo) = (None, None);
            }
            self.there.set_values(&pair.there, Vec::new());
            if let Some(field) = pair.field_here(fields) {
                self.here.set_values(&field, Vec::new());
            }
        }
        self
    }
}

/// How two sides are merged.
#[derive(Clone, Copy, Debug)]
pub struct MergeRules<'a> {
    /// Whose value counts where both changed it.
    pub winner: Side,
    pub mapping: &'a Mapping,
    pub fields: &'a CustomFields,
}

impl MergeRules<'_> {
    /// Whether names and all their parts are synced, both ways.
    fn has_whole_names(&self) -> bool {
        let is_synced = |field: &CardField| {
            let is_it = |pair: &Pair| pair.there == *field && pair.here == KithField::Own(field.clone());
            self.mapping.pairs.iter().any(|pair| is_it(pair) && pair.direction == PairDirection::Both)
        };
        NAME_FIELDS.iter().all(is_synced)
    }
}

/// What both sides are to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    pub there: Contact,
    pub here: Contact,
    /// What that changes on either side.
    pub changes: Vec<CardChange>,
}

/// Merges two sides. Without a base they meet for the first time: what is empty is filled, lists are united, and where
/// both say something else the winner's counts.
#[must_use]
pub fn merge(base: Option<&Base>, there: &Contact, here: &LocalContact, rules: MergeRules<'_>) -> Merged {
    merge_leaving(base, there, here, rules, &[])
}

/// The same of someone who left groups there: such a tag goes, even if no other is left.
#[must_use]
pub fn merge_leaving(
    base: Option<&Base>,
    there: &Contact,
    here: &LocalContact,
    rules: MergeRules<'_>,
    left: &[String],
) -> Merged {
    let base = base.cloned().unwrap_or_default();
    let base = Base { there: named(base.there), here: named(base.here) };
    let was_there = with_linked_names(&base.there, named(there.clone()));
    let was_here = with_linked_names(&base.here, named(here.contact.clone()));
    let mut merging = Merging {
        there: was_there.clone(),
        here: was_here.clone(),
        was_there: &was_there,
        was_here: &was_here,
        base: &base,
        by_mail: &here.by_mail,
        rules,
        left,
        lost: BTreeMap::new(),
    };
    let name_follows = merging.name_follows();
    for pair in &rules.mapping.pairs {
        let Some(field) = pair.field_here(rules.fields) else { continue };
        match &pair.there {
            CardField::Photo => merging.photo(pair),
            CardField::Name if name_follows => {}
            several if is_list(several) => merging.list(pair, &field),
            _ => merging.single(pair, &field),
        }
    }
    let (lost, has_whole_names) = (merging.lost, rules.has_whole_names());
    let named_again = |was: &Contact, wanted: Contact| match has_whole_names {
        true if name_follows => with_name_of_parts(wanted),
        true => wanted,
        // Where one form alone is synced, the other follows it.
        false => with_linked_names(was, wanted),
    };
    let mut wanted_there = named_again(&was_there, merging.there);
    let mut wanted_here = named_again(&was_here, merging.here);
    for (wanted, was) in [(&mut wanted_there, there), (&mut wanted_here, &here.contact)] {
        if wanted.name.is_empty() && was.is_called_by_address() {
            wanted.name.clone_from(&was.name);
        }
    }
    let told = |direction: CardDirection, before: &Contact, after: &Contact| {
        let told = |change: FieldChange| CardChange {
            person: here.person,
            name: wanted_here.name.clone(),
            direction,
            what: CardChangeKind::Field {
                kept: lost.get(&place_of(direction, &change)).cloned(),
                field: change.field,
                before: change.before,
                after: change.after,
            },
        };
        changes(before, after).into_iter().map(told).collect::<Vec<_>>()
    };
    let came_in = told(CardDirection::In, &here.contact, &wanted_here);
    let went_out = told(CardDirection::Out, there, &wanted_there);
    let changes = came_in.into_iter().chain(went_out).collect();
    Merged { there: wanted_there, here: wanted_here, changes }
}

struct Merging<'a> {
    base: &'a Base,
    /// Both sides as they were found.
    was_there: &'a Contact,
    was_here: &'a Contact,
    /// What they become.
    there: Contact,
    here: Contact,
    by_mail: &'a ByMail,
    rules: MergeRules<'a>,
    /// The groups there that they left.
    left: &'a [String],
    /// What lost where both sides had changed it.
    lost: BTreeMap<Place, Labelled>,
}

/// Where something lost: on the side that has the other value now, in that field; of an element of a list, which.
type Place = (CardDirection, CardField, Option<String>);

impl Merging<'_> {
    /// A field that someone has once.
    fn single(&mut self, pair: &Pair, field: &CardField) {
        let read = |contact: &Contact| pair.value_in(contact.value(&pair.there), self.rules.fields);
        // What the field here cannot hold stays there as it is.
        let Some(there) = read(self.was_there) else { return };
        let here = self.was_here.value(field).to_owned();
        let base_there = read(&self.base.there).unwrap_or_default();
        if is_same(field, &there, &here) {
            return;
        }
        let taken = match self.by_mail.fields.contains(field) && !there.is_empty() {
            true => Some(Taken::of(Side::There)),
            false => taken(
                Did { changed: !is_same(field, &there, &base_there), empty: there.is_empty() },
                Did { changed: !is_same(field, &here, self.base.here.value(field)), empty: here.is_empty() },
                self.rules.winner,
            ),
        };
        let some = |value: &str| (!value.is_empty()).then(|| Labelled::new("", value));
        match taken.filter(|taken| taken.is_allowed(pair.direction)) {
            Some(taken) if taken.from == Side::There => {
                self.note_lost(taken, (CardDirection::In, field.clone(), None), some(&here));
                self.here.set_value(field, there);
            }
            Some(taken) => {
                let before = some(self.was_there.value(&pair.there));
                self.note_lost(taken, (CardDirection::Out, pair.there.clone(), None), before);
                self.there.set_value(&pair.there, here);
            }
            None => {}
        }
    }

    /// Whether both sides changed the name, and it is made of its parts: what becomes of those says what it is.
    fn name_follows(&self) -> bool {
        let is_changed = |base: &Contact, now: &Contact| {
            !base.name.is_empty() && is_made_of_parts(now) && !is_same(&CardField::Name, &base.name, &now.name)
        };
        self.rules.has_whole_names()
            && is_changed(&self.base.there, self.was_there)
            && is_changed(&self.base.here, self.was_here)
    }

    /// The picture. The one here may be scaled down from the one there: it goes out only if it was changed here.
    fn photo(&mut self, pair: &Pair) {
        let told = |contact: &Contact| contact.photo.as_ref().map(told_photo);
        let (there, here) = (self.was_there, self.was_here);
        if is_same_photo(there, here) {
            return;
        }
        // What came in the last time is being scaled, or was.
        let has_arrived = self.base.there.photo.is_some() && self.base.here.photo.is_none() && here.photo.is_some();
        let is_changed = !is_same_photo(here, &self.base.here) && !has_arrived;
        let taken = taken(
            Did { changed: !is_same_photo(there, &self.base.there), empty: there.photo.is_none() },
            Did { changed: is_changed, empty: here.photo.is_none() },
            self.rules.winner,
        );
        match taken.filter(|taken| taken.is_allowed(pair.direction)) {
            Some(taken) if taken.from == Side::There => {
                self.note_lost(taken, (CardDirection::In, CardField::Photo, None), told(self.was_here));
                self.here.photo.clone_from(&self.was_there.photo);
            }
            Some(taken) => {
                self.note_lost(taken, (CardDirection::Out, CardField::Photo, None), told(self.was_there));
                // One that was removed there comes back as it was, and not scaled.
                let from = if is_changed { self.was_here } else { &self.base.there };
                self.there.photo.clone_from(&from.photo);
            }
            None => {}
        }
    }

    /// A field that someone may have several times.
    fn list(&mut self, pair: &Pair, field: &CardField) {
        let of_base = |contact: &Contact, field| Elements::of(field, contact.values(field));
        let by_mail = match field {
            CardField::Email => self.by_mail.addresses.iter().map(|address| address.as_str().to_owned()).collect(),
            _ => BTreeSet::new(),
        };
        let left = match field {
            CardField::Tag => self.left.iter().map(|tag| key(field, tag)).collect(),
            _ => BTreeSet::new(),
        };
        let mut merge = ListMerge {
            field,
            there: Elements::of(field, self.was_there.values(&pair.there)),
            here: Elements::of(field, self.was_here.values(field)),
            base_there: of_base(&self.base.there, &pair.there),
            base_here: of_base(&self.base.here, field),
            by_mail,
            left,
            direction: pair.direction,
            winner: self.rules.winner,
            out: Vec::new(),
            into: Vec::new(),
        };
        merge.run();
        let (out, into) = (merge.out, merge.into);
        if pair.direction.goes_out() {
            let values = list::applied(field, self.there.values(&pair.there), &out);
            self.there.set_values(&pair.there, values);
        }
        if pair.direction.comes_in() {
            let values = list::applied(field, self.here.values(field), &into);
            self.here.set_values(field, values);
        }
        for (direction, changed) in [(CardDirection::Out, out), (CardDirection::In, into)] {
            let lost = changed.into_iter().filter_map(|change| Some((change.key, change.lost?)));
            self.lost.extend(lost.map(|(key, lost)| ((direction, field.clone(), Some(key)), lost)));
        }
    }

    fn note_lost(&mut self, taken: Taken, place: Place, value: Option<Labelled>) {
        if let Some(value) = value.filter(|_| taken.contested) {
            self.lost.insert(place, value);
        }
    }
}

fn place_of(direction: CardDirection, change: &FieldChange) -> Place {
    let element = change.after.as_ref().filter(|_| is_list(&change.field));
    (direction, change.field.clone(), element.map(|element| key(&change.field, &element.value)))
}
