//! Which field of an address book is which of Kith's, and in which direction they are synced.

#[cfg(test)]
mod tests;

use crate::contact::Contact;
use crate::contact::normal::yearly;
use crate::contact_fields::{FIELDS, is_list};
use crate::decision::{CardField, CustomFieldKind};
use crate::search::fold;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The pairs of an address book. A field that is in none is not synced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub pairs: Vec<Pair>,
}

/// Two fields that are kept the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    pub there: CardField,
    pub here: KithField,
    pub direction: PairDirection,
}

/// A field of Kith's.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum KithField {
    /// One that cards have as well.
    Own(CardField),
    /// A custom field, by its number.
    Custom(u64),
}

/// In which direction a pair is synced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PairDirection {
    #[default]
    Both,
    /// Only into Kith.
    In,
    /// Only out of Kith.
    Out,
}

/// Why two fields cannot be a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PairProblem {
    /// There is no such custom field any more.
    Gone,
    /// One holds several values, the other a single one.
    OneAndSeveral,
    /// Both hold several, each of another kind.
    OtherKind,
    /// A picture goes to a picture only.
    Picture,
    /// What comes in may be any text, and the field here holds something else. Out of Kith is possible.
    TextComesIn,
    /// What goes out may be any text, and the field there holds a date. Into Kith is possible.
    TextGoesOut,
    /// One of the two is in another pair.
    Twice,
}

/// The custom fields that there are, by their numbers.
pub type CustomFields = BTreeMap<u64, (String, CustomFieldKind)>;

impl Default for Mapping {
    /// Every field of a card with the same of Kith's, both ways.
    fn default() -> Self {
        let pair = |field: CardField| Pair {
            there: field.clone(),
            here: KithField::Own(field),
            direction: PairDirection::Both,
        };
        Self { pairs: FIELDS.into_iter().chain([CardField::Photo]).map(pair).collect() }
    }
}

impl Mapping {
    /// The first pair that cannot be, and why.
    #[must_use]
    pub fn problem(&self, fields: &CustomFields) -> Option<(usize, PairProblem)> {
        self.pairs.iter().enumerate().find_map(|(at, pair)| {
            let is_taken = |other: &Pair| other.there == pair.there || other.here == pair.here;
            let twice = self.pairs.iter().take(at).any(is_taken).then_some(PairProblem::Twice);
            Some((at, incompatible(pair, fields).or(twice)?))
        })
    }

    /// A card in Kith's terms, as far as it comes in.
    #[must_use]
    pub fn apply_in(&self, there: &Contact, fields: &CustomFields) -> Contact {
        let mut here = Contact { uid: there.uid.clone(), ..Contact::default() };
        for pair in self.pairs.iter().filter(|pair| pair.direction.comes_in()) {
            let Some(field) = pair.field_here(fields) else { continue };
            if pair.there == CardField::Photo {
                here.photo.clone_from(&there.photo);
            } else if is_list(&pair.there) {
                here.set_values(&field, there.values(&pair.there));
            } else {
                here.set_value(&field, pair.value_in(there.value(&pair.there), fields).unwrap_or_default());
            }
        }
        here
    }

    /// Someone in the terms of a card, as far as it goes out.
    #[must_use]
    pub fn apply_out(&self, here: &Contact, fields: &CustomFields) -> Contact {
        let mut there = Contact { uid: here.uid.clone(), ..Contact::default() };
        for pair in self.pairs.iter().filter(|pair| pair.direction.goes_out()) {
            let Some(field) = pair.field_here(fields) else { continue };
            if pair.there == CardField::Photo {
                there.photo.clone_from(&here.photo);
            } else {
                there.set_values(&pair.there, here.values(&field));
            }
        }
        there
    }
}

impl Pair {
    /// The field here as contacts have it. `None` if it is gone.
    #[must_use]
    pub fn field_here(&self, fields: &CustomFields) -> Option<CardField> {
        match &self.here {
            KithField::Own(field) => Some(field.clone()),
            KithField::Custom(id) => fields.get(id).map(|(name, _)| CardField::Other(name.clone())),
        }
    }

    /// What a single value of a card is in Kith. `None` if the field here cannot hold it.
    #[must_use]
    pub fn value_in(&self, value: &str, fields: &CustomFields) -> Option<String> {
        match &self.here {
            KithField::Custom(id) if !value.is_empty() => taken_in(&fields.get(id)?.1, value),
            _ => Some(value.to_owned()),
        }
    }
}

impl PairDirection {
    #[must_use]
    pub const fn comes_in(self) -> bool {
        matches!(self, Self::Both | Self::In)
    }

    #[must_use]
    pub const fn goes_out(self) -> bool {
        matches!(self, Self::Both | Self::Out)
    }
}

/// A text as a custom field of that kind holds it. `None` if it cannot.
#[must_use]
pub fn taken_in(kind: &CustomFieldKind, text: &str) -> Option<String> {
    let text = text.trim();
    match kind {
        CustomFieldKind::Text => Some(text.to_owned()),
        CustomFieldKind::Number => {
            let number = if text.contains('.') { text.to_owned() } else { text.replacen(',', ".", 1) };
            let is_number = number.parse::<f64>().is_ok_and(f64::is_finite);
            is_number.then_some(number)
        }
        CustomFieldKind::Date => yearly(text),
        CustomFieldKind::Choice(choices) => choices.iter().find(|choice| fold(choice) == fold(text)).cloned(),
        CustomFieldKind::YesNo => match fold(text).as_str() {
            "yes" | "true" | "1" | "ja" => Some("yes".to_owned()),
            "no" | "false" | "0" | "nein" => Some("no".to_owned()),
            _ => None,
        },
    }
}

/// Why two fields cannot be a pair.
#[must_use]
pub fn incompatible(pair: &Pair, fields: &CustomFields) -> Option<PairProblem> {
    let there = Held::by_card(&pair.there);
    let here = match &pair.here {
        KithField::Own(field) => Held::by_card(field),
        KithField::Custom(id) => match fields.get(id) {
            None => return Some(PairProblem::Gone),
            Some((_, CustomFieldKind::Text)) => Held::Text,
            Some((_, CustomFieldKind::Date)) => Held::Date,
            Some((_, CustomFieldKind::Number | CustomFieldKind::Choice(_) | CustomFieldKind::YesNo)) => Held::Special,
        },
    };
    match (there, here) {
        (Held::Picture, Held::Picture) => None,
        (Held::Picture, _) | (_, Held::Picture) => Some(PairProblem::Picture),
        (Held::Several(one), Held::Several(other)) => (one != other).then_some(PairProblem::OtherKind),
        (Held::Several(_), _) | (_, Held::Several(_)) => Some(PairProblem::OneAndSeveral),
        _ if pair.direction.comes_in() && !there.fits_into(here) => Some(PairProblem::TextComesIn),
        _ if pair.direction.goes_out() && !here.fits_into(there) => Some(PairProblem::TextGoesOut),
        _ => None,
    }
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held<'a> {
    Text,
    Date,
    /// A number, a choice, yes or no.
    Special,
    /// Whatever is put in; what comes out is looked at one by one.
    Any,
    Several(&'a CardField),
    Picture,
}

impl<'a> Held<'a> {
    const fn by_card(field: &'a CardField) -> Self {
        match field {
            CardField::Photo => Self::Picture,
            CardField::Birthday => Self::Date,
            CardField::Other(_) => Self::Any,
            field if is_list(field) => Self::Several(field),
            _ => Self::Text,
        }
    }

    fn fits_into(self, other: Self) -> bool {
        self == other || self == Self::Any || matches!(other, Self::Any | Self::Text)
    }
}
