//! The fields of a contact one by one, and when two values are the same.

use crate::address::Address;
use crate::contact::{Contact, Labelled};
use crate::decision::CardField;
use crate::search::fold;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Every field that a card has of itself, but for the picture, which is no text. Custom fields are
/// [`CardField::Other`].
pub const FIELDS: [CardField; 17] = [
    CardField::Name,
    CardField::Given,
    CardField::Family,
    CardField::Additional,
    CardField::Prefix,
    CardField::Suffix,
    CardField::Nickname,
    CardField::Email,
    CardField::Phone,
    CardField::Postal,
    CardField::Link,
    CardField::Date,
    CardField::Birthday,
    CardField::Company,
    CardField::Role,
    CardField::Note,
    CardField::Tag,
];

/// The fields that together are a name.
pub const NAME_FIELDS: [CardField; 6] =
    [CardField::Name, CardField::Given, CardField::Family, CardField::Additional, CardField::Prefix, CardField::Suffix];

/// Whether someone may have several of a field.
#[must_use]
pub const fn is_list(field: &CardField) -> bool {
    use CardField::{Date, Email, Link, Note, Phone, Postal, Tag};
    matches!(field, Email | Phone | Postal | Link | Date | Note | Tag)
}

impl Contact {
    /// What a field says: one value at most if it is no list. Empty for the picture.
    #[must_use]
    pub fn values(&self, field: &CardField) -> Vec<Labelled> {
        let plain = |all: &[String]| all.iter().map(|value| Labelled::new("", value.as_str())).collect();
        match field {
            CardField::Email => self.emails.clone(),
            CardField::Phone => self.phones.clone(),
            CardField::Postal => self.postal.clone(),
            CardField::Link => self.links.clone(),
            CardField::Date => self.dates.clone(),
            CardField::Note => plain(&self.notes),
            CardField::Tag => plain(&self.tags),
            CardField::Photo => Vec::new(),
            single => {
                let value = self.value(single);
                if value.is_empty() { Vec::new() } else { vec![Labelled::new("", value)] }
            }
        }
    }

    /// What a field says that is no list. Empty for lists and the picture.
    #[must_use]
    pub fn value(&self, field: &CardField) -> &str {
        match field {
            CardField::Other(name) => {
                let found = self.custom.iter().find(|(custom, _)| is_same_name(custom, name));
                found.map_or("", |(_, value)| value)
            }
            single => self.single(single).map_or("", String::as_str),
        }
    }

    /// Puts values in the place of what a field says; of several the first, if it is no list. Nothing for the picture.
    pub fn set_values(&mut self, field: &CardField, values: Vec<Labelled>) {
        let plain = |values: Vec<Labelled>| values.into_iter().map(|value| value.value).collect();
        match field {
            CardField::Email => self.emails = values,
            CardField::Phone => self.phones = values,
            CardField::Postal => self.postal = values,
            CardField::Link => self.links = values,
            CardField::Date => self.dates = values,
            CardField::Note => self.notes = plain(values),
            CardField::Tag => self.tags = plain(values),
            CardField::Photo => {}
            single => self.set_value(single, values.into_iter().next().unwrap_or_default().value),
        }
    }

    /// Puts a value in the place of what a field says that is no list. Nothing for lists and the picture.
    pub fn set_value(&mut self, field: &CardField, value: String) {
        let CardField::Other(name) = field else {
            if let Some(place) = self.single_mut(field) {
                *place = value;
            }
            return;
        };
        let at = self.custom.iter().position(|(custom, _)| is_same_name(custom, name));
        match at.and_then(|at| self.custom.get_mut(at)) {
            Some(custom) if !value.is_empty() => custom.1 = value,
            Some(_) => self.custom.retain(|(custom, _)| !is_same_name(custom, name)),
            None if value.is_empty() => {}
            None => self.custom.push((name.clone(), value)),
        }
    }

    /// Every field that says something, custom ones among them; without the picture.
    pub fn said(&self) -> impl Iterator<Item = CardField> {
        let custom = self.custom.iter().map(|(name, _)| CardField::Other(name.clone()));
        FIELDS.into_iter().chain(custom).filter(|field| !self.values(field).is_empty())
    }

    /// Whether an address stands where the name would: it is no name.
    #[must_use]
    pub fn is_called_by_address(&self) -> bool {
        self.emails.iter().any(|email| is_same(&CardField::Email, &email.value, &self.name))
    }

    fn single(&self, field: &CardField) -> Option<&String> {
        Some(match field {
            CardField::Name => &self.name,
            CardField::Given => &self.parts.given,
            CardField::Family => &self.parts.family,
            CardField::Additional => &self.parts.additional,
            CardField::Prefix => &self.parts.prefix,
            CardField::Suffix => &self.parts.suffix,
            CardField::Nickname => &self.nickname,
            CardField::Birthday => &self.birthday,
            CardField::Company => &self.company,
            CardField::Role => &self.role,
            _ => return None,
        })
    }

    fn single_mut(&mut self, field: &CardField) -> Option<&mut String> {
        Some(match field {
            CardField::Name => &mut self.name,
            CardField::Given => &mut self.parts.given,
            CardField::Family => &mut self.parts.family,
            CardField::Additional => &mut self.parts.additional,
            CardField::Prefix => &mut self.parts.prefix,
            CardField::Suffix => &mut self.parts.suffix,
            CardField::Nickname => &mut self.nickname,
            CardField::Birthday => &mut self.birthday,
            CardField::Company => &mut self.company,
            CardField::Role => &mut self.role,
            _ => return None,
        })
    }
}

/// The form in which two texts are the same: composed letters, white space folded.
#[must_use]
pub fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        match word.is_ascii() {
            true => out.push_str(word),
            false => out.extend(word.nfc()),
        }
    }
    out
}

/// Whether two labels, or the names of two custom fields, are the same.
#[must_use]
pub fn is_same_name(one: &str, other: &str) -> bool {
    one == other || folded(one).eq(folded(other))
}

/// A label or the name of a custom field in the form in which it is compared.
pub fn folded(name: &str) -> impl Iterator<Item = char> {
    let words = name.split_whitespace().flat_map(|word| [' '].into_iter().chain(word.chars()));
    words.nfc().flat_map(char::to_lowercase)
}

/// What an element of a list is told by: two with the same key are one.
#[must_use]
pub fn key(field: &CardField, value: &str) -> String {
    match field {
        CardField::Email => Address::parse(value).map_or_else(|| normal(value).to_lowercase(), |it| it.to_string()),
        CardField::Phone => phone_key(value).unwrap_or_else(|| match digits(value) {
            digits if digits.is_empty() => normal(value),
            digits => digits,
        }),
        CardField::Tag => fold(value),
        CardField::Link => normal(value).trim_end_matches('/').to_owned(),
        _ => normal(value),
    }
}

/// The elements of a list in their order, each once.
#[derive(Clone, Debug, Default)]
pub struct Elements {
    order: Vec<(String, Labelled)>,
    places: BTreeMap<String, usize>,
}

impl Elements {
    /// Those of a field. Of two that are the same the first counts.
    #[must_use]
    pub fn of(field: &CardField, values: Vec<Labelled>) -> Self {
        let mut elements = Self::default();
        for value in values {
            let key = key(field, &value.value);
            if !key.is_empty() && !elements.places.contains_key(&key) {
                elements.places.insert(key.clone(), elements.order.len());
                elements.order.push((key, value));
            }
        }
        elements
    }

    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Labelled> {
        self.order.get(*self.places.get(key)?).map(|(_, element)| element)
    }

    /// Each with its key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Labelled)> {
        self.order.iter().map(|(key, element)| (key.as_str(), element))
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.order.is_empty()
    }
}

/// Whether two elements with one key say the same and have the same label.
#[must_use]
pub fn is_same_element(field: &CardField, one: &Labelled, other: &Labelled) -> bool {
    is_same(field, &one.value, &other.value) && is_same_name(&one.label, &other.label)
}

/// Whether two values of a field say the same. More than that they have one key: a phone number that got its country
/// is another value of the same element.
#[must_use]
pub fn is_same(field: &CardField, one: &str, other: &str) -> bool {
    one == other
        || match field {
            CardField::Phone => digits(one) == digits(other) && phone_key(one) == phone_key(other),
            field => key(field, one) == key(field, other),
        }
}

/// From this many digits on, a number tells whose it is.
const MIN_DIGITS: usize = 7;

/// So many digits tell a number, whether or not its country is written.
const TOLD_BY_DIGITS: usize = 9;

/// The form in which two phone numbers are the same, with or without their country: the last digits, and the
/// extension. `None` for what is too short to tell anyone's.
#[must_use]
pub fn phone_key(written: &str) -> Option<String> {
    let (number, extension) = parts_of_phone(written);
    let all = digits(number);
    if all.len() < MIN_DIGITS {
        return None;
    }
    let last = all.get(all.len().saturating_sub(TOLD_BY_DIGITS)..)?;
    let extension = digits(extension);
    Some(if extension.is_empty() { last.to_owned() } else { format!("{last}x{extension}") })
}

/// A number and what follows a letter or a sign that begins an extension: `+49 30 1234567 ext. 12`.
fn parts_of_phone(written: &str) -> (&str, &str) {
    let bare = written.trim();
    let bare = match bare.split_at_checked(4) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("tel:") => rest,
        _ => bare,
    };
    let end = bare.find(|sign: char| sign.is_alphabetic() || matches!(sign, ';' | ',' | '#')).unwrap_or(bare.len());
    bare.split_at_checked(end).unwrap_or((bare, ""))
}

/// The digits of a number, without the 0 in brackets that is left out from abroad.
fn digits(written: &str) -> String {
    written.replace("(0)", "").chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::{CardField, FIELDS, is_list, is_same, key, phone_key};
    use crate::contact::{Contact, Labelled};

    #[test]
    fn what_is_put_into_a_field_is_what_it_says() {
        let mut contact = Contact::default();
        let all: Vec<CardField> = FIELDS.into_iter().chain([CardField::Other("Size".into())]).collect();
        for (number, field) in all.iter().enumerate() {
            let value = vec![Labelled::new("", format!("value {number}"))];
            contact.set_values(field, value.clone());
            assert_eq!(contact.values(field), value, "{field:?}");
            assert_eq!(contact.value(field).is_empty(), is_list(field), "{field:?}");
        }
        assert_eq!(contact.said().collect::<Vec<_>>(), all);
        for field in &all {
            contact.set_values(field, Vec::new());
        }
        assert_eq!(contact, Contact::default());
    }

    #[test]
    fn two_ways_to_write_a_number_are_one() {
        for (written, expected) in [
            ("+49 30 1234567", Some("301234567")),
            ("030/1234567", Some("301234567")),
            ("+49 (0)30 12345-67", Some("301234567")),
            ("tel:+49-30-1234567", Some("301234567")),
            ("+49 30 1234567 ext. 12", Some("301234567x12")),
            ("+49 30 1234567 x13", Some("301234567x13")),
            ("1234567", Some("1234567")),
            ("110", None),
            ("", None),
        ] {
            assert_eq!(phone_key(written).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn what_says_the_same() {
        for (field, one, other, one_element, same) in [
            (CardField::Email, "Ada@King.example", "ada@king.example", true, true),
            (CardField::Email, "ada@king.example", "ada2@king.example", false, false),
            (CardField::Phone, "+49 30 1234567", "+49301234567", true, true),
            (CardField::Phone, "+49 30 1234567", "030 1234567", true, false),
            (CardField::Phone, "+49 30 1234567 x1", "+49 30 1234567 x2", false, false),
            (CardField::Phone, "110", "1 10", true, true),
            (CardField::Phone, "110", "112", false, false),
            (CardField::Tag, "Café", "cafe", true, true),
            (CardField::Link, "https://king.example/", "https://king.example", true, true),
            (CardField::Note, "Likes  tea\r\nand cake", "Likes tea\nand cake", true, true),
            (CardField::Note, "Likes tea", "likes tea", false, false),
            (CardField::Name, "Jose\u{301}", "Jos\u{e9}", true, true),
            (CardField::Name, "ada", "Ada", false, false),
        ] {
            assert_eq!(key(&field, one) == key(&field, other), one_element, "{field:?} {one} {other}");
            assert_eq!(is_same(&field, one, other), same, "{field:?} {one} {other}");
        }
    }
}
