//! Of whom a rule is asked.

use super::rule::RuleField;
use crate::contact::{Contact, Labelled};
use crate::decision::{CustomFieldKind, PersonField};
use crate::ids::CompanyId;
use crate::search::fold;
use std::collections::BTreeMap;

/// Someone, as rules see them. Only what is asked for is worked out.
pub trait Subject {
    /// Whether they have a tag, given in its folded form.
    fn has_tag(&self, folded: &str) -> bool;

    fn is_in_bucket(&self, bucket: u64) -> bool;

    fn is_in_any_bucket(&self) -> bool;

    /// Whether any value of a field is so. What is empty is no value.
    fn any(&self, field: RuleField, is_so: &mut dyn FnMut(&str) -> bool) -> bool;

    /// Which company is theirs, if that is known.
    fn company(&self) -> Option<CompanyId>;

    /// Whether they are on the other side already: out of Kith, in the address book; out of the address book, in Kith.
    fn is_there(&self) -> bool;
}

/// Someone who comes in from an address book.
#[derive(Clone, Copy, Debug)]
pub struct CardSubject<'a, S> {
    pub card: &'a Contact,
    /// The custom fields of Kith, by their numbers: a card names them.
    pub fields: &'a BTreeMap<u64, (String, CustomFieldKind)>,
    /// Who they are in Kith, if they are there already. They have the tags and the buckets of both sides; of a field
    /// the card tells.
    pub here: Option<S>,
}

impl<S: Subject> Subject for CardSubject<'_, S> {
    fn has_tag(&self, folded: &str) -> bool {
        self.card.tags.iter().any(|tag| fold(tag) == folded) || self.here.as_ref().is_some_and(|it| it.has_tag(folded))
    }

    fn is_in_bucket(&self, bucket: u64) -> bool {
        self.here.as_ref().is_some_and(|it| it.is_in_bucket(bucket))
    }

    fn is_in_any_bucket(&self) -> bool {
        self.here.as_ref().is_some_and(Subject::is_in_any_bucket)
    }

    fn any(&self, field: RuleField, is_so: &mut dyn FnMut(&str) -> bool) -> bool {
        let Contact { name, parts, nickname, emails, phones, postal, birthday, company, role, notes, custom, .. } =
            self.card;
        let mut one = |value: &str| !value.trim().is_empty() && is_so(value);
        let several = |of: &[Labelled], one: &mut dyn FnMut(&str) -> bool| of.iter().any(|it| one(&it.value));
        match field {
            RuleField::Person(PersonField::Name) => one(name),
            RuleField::Person(PersonField::Given) => one(&parts.given),
            RuleField::Person(PersonField::Family) => one(&parts.family),
            RuleField::Person(PersonField::Additional) => one(&parts.additional),
            RuleField::Person(PersonField::Prefix) => one(&parts.prefix),
            RuleField::Person(PersonField::Suffix) => one(&parts.suffix),
            RuleField::Person(PersonField::Nickname) => one(nickname),
            RuleField::Person(PersonField::Birthday) => one(birthday),
            RuleField::Person(PersonField::Role) => one(role),
            RuleField::Person(PersonField::Met | PersonField::Introducer) => {
                self.here.as_ref().is_some_and(|it| it.any(field, is_so))
            }
            RuleField::Person(PersonField::Custom(id)) => {
                let called = self.fields.get(&id).map(|(name, _)| name);
                custom.iter().any(|(name, value)| Some(name) == called && one(value))
            }
            RuleField::Company => one(company),
            RuleField::Email => several(emails, &mut one),
            RuleField::Phone => several(phones, &mut one),
            RuleField::Postal => several(postal, &mut one),
            RuleField::Note => notes.iter().any(|note| one(note)),
        }
    }

    fn company(&self) -> Option<CompanyId> {
        self.here.as_ref().and_then(Subject::company)
    }

    fn is_there(&self) -> bool {
        self.here.is_some()
    }
}
