//! The fields of a card, and what changes in them, in words.

use super::dates::date_in_words;
use super::labels::label_in_words;
use crate::i18n::t;
use kith_domain::contact::Labelled;
use kith_domain::contact_changes::FieldChange;
use kith_engine::api::CardField;

/// What a field is called.
pub(crate) fn field_name(field: &CardField) -> String {
    let name = match field {
        CardField::Name => t::people::name(),
        CardField::Given => t::person::given_name(),
        CardField::Family => t::person::family_name(),
        CardField::Additional => t::person::additional(),
        CardField::Prefix => t::person::prefix(),
        CardField::Suffix => t::person::suffix(),
        CardField::Nickname => t::person::nickname(),
        CardField::Email => t::person::address(),
        CardField::Phone => t::person::phone(),
        CardField::Postal => t::person::postal(),
        CardField::Link => t::person::link(),
        CardField::Date => t::person::date(),
        CardField::Birthday => t::person::birthday(),
        CardField::Company => t::person::company(),
        CardField::Role => t::person::role(),
        CardField::Note => t::person::note(),
        CardField::Tag => t::person::tag(),
        CardField::Photo => t::person::photo(),
        CardField::Other(name) => name,
    };
    name.to_owned()
}

/// Whether a field is a part of what someone is called.
pub(crate) const fn is_of_name(field: &CardField) -> bool {
    matches!(field, CardField::Name | CardField::Given | CardField::Family)
}

/// What a change brings: `Phone: +44 1 (work)`.
pub(crate) fn change_in_words(change: &FieldChange) -> String {
    field_in_words(&change.field, change.after.as_ref())
}

/// A field with its value: `Phone: +44 1 (work)`. A photo is only named.
pub(crate) fn field_in_words(field: &CardField, value: Option<&Labelled>) -> String {
    let name = field_name(field);
    let Some(after) = value.filter(|_| *field != CardField::Photo) else { return name };
    let value = without_label(field, &after.value);
    match after.label.is_empty() {
        true => t::import::change(name, value),
        false => t::import::change_labelled(label_in_words(&after.label), name, value),
    }
}

/// A value of a field: `+44 1 (work)`.
pub(crate) fn value_in_words(field: &CardField, value: &Labelled) -> String {
    let text = without_label(field, &value.value);
    if value.label.is_empty() { text } else { format!("{text} ({})", label_in_words(&value.label)) }
}

fn without_label(field: &CardField, value: &str) -> String {
    match field {
        CardField::Birthday | CardField::Date => date_in_words(value),
        _ => value.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::{change_in_words, value_in_words};
    use kith_domain::contact::Labelled;
    use kith_domain::contact_changes::FieldChange;
    use kith_engine::api::CardField;

    #[test]
    fn a_change_is_told_by_what_it_brings() {
        let change = |field, label: &str, value: &str| {
            change_in_words(&FieldChange { field, before: None, after: Some(Labelled::new(label, value)) })
        };
        assert_eq!(change(CardField::Phone, "work", "+44 1"), "Phone: +44 1 (work)");
        assert_eq!(change(CardField::Postal, "", "1 High St\nLondon"), "Postal address: 1 High St London");
        assert_eq!(change(CardField::Birthday, "", "1815-12-10"), "Birthday: 10 December 1815");
        assert_eq!(change(CardField::Other("Hat size".to_owned()), "", "54"), "Hat size: 54");
        assert_eq!(change(CardField::Photo, "", "00ff"), "Photo");
    }

    #[test]
    fn a_value_has_its_label() {
        let value = |field, label: &str, value: &str| value_in_words(&field, &Labelled::new(label, value));
        assert_eq!(value(CardField::Phone, "work", "+44 1"), "+44 1 (work)");
        assert_eq!(value(CardField::Date, "", "2001-05-06"), "6 May 2001");
    }
}
