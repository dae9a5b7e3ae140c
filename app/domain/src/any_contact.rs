//! Contacts for tests: few values, so that two of them often have some in common.

use crate::contact::{Contact, Labelled, Photo};
use crate::contact_fields::{FIELDS, is_list};
use crate::decision::CardField;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::select;

/// A change of one field: what it says from then on.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    pub(crate) field: CardField,
    pub(crate) values: Vec<Labelled>,
    pub(crate) photo: Option<u8>,
}

impl Edit {
    pub(crate) fn apply(&self, contact: &mut Contact) {
        match self.field {
            CardField::Photo => contact.photo = self.photo.map(picture),
            _ => contact.set_values(&self.field, self.values.clone()),
        }
    }
}

pub(crate) fn picture(number: u8) -> Photo {
    Photo { media_type: "image/png".into(), bytes: vec![number] }
}

/// Edits of any field, but for those given.
pub(crate) fn edits(without: &'static [CardField], most: usize) -> impl Strategy<Value = Vec<Edit>> {
    let fields: Vec<CardField> = FIELDS.into_iter().chain([CardField::Photo]).collect();
    let fields: Vec<CardField> = fields.into_iter().filter(|field| !without.contains(field)).collect();
    vec(select(fields).prop_flat_map(edit), 0..most)
}

/// Someone after some edits.
pub(crate) fn contact(without: &'static [CardField]) -> impl Strategy<Value = Contact> {
    edits(without, 12).prop_map(|edits| {
        let mut contact = Contact::default();
        edits.iter().for_each(|edit| edit.apply(&mut contact));
        contact
    })
}

fn edit(field: CardField) -> impl Strategy<Value = Edit> {
    let most = if is_list(&field) { 4 } else { 2 };
    let has_label = is_list(&field) && !matches!(field, CardField::Note | CardField::Tag);
    let labels: &[&str] = if has_label { &["", "work", "Home"] } else { &[""] };
    let values: &'static [&str] = match field {
        CardField::Email => &["ada@king.example", "a@one.example", "b@one.example"],
        CardField::Phone => &["+49 30 1234567", "030 1234567", "110", "+49 30 7654321"],
        CardField::Birthday | CardField::Date => &["1815-12-10", "--12-10", "--05-06"],
        _ => &["one", "two", "three", "four"],
    };
    let element = (select(labels), select(values)).prop_map(|(label, value)| Labelled::new(label, value));
    let once = |values: Vec<Labelled>, field: &CardField| -> Vec<Labelled> {
        let elements = crate::contact_fields::Elements::of(field, values);
        elements.iter().map(|(_, element)| element.clone()).collect()
    };
    (Just(field), vec(element, 0..most), any::<Option<u8>>()).prop_map(move |(field, values, photo)| Edit {
        values: once(values, &field),
        photo: photo.map(|number| number % 4),
        field,
    })
}
