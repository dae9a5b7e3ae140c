//! People as rules see them.

use crate::api::{CompanyId, ItemKind, PersonField, RuleField};
use crate::book::Book;
use crate::book::derive::people::Person;
use crate::book::facts::correspondents::CLAIMED;
use kith_domain::contact_rule::{Made, Subject};

/// Someone in the book.
#[derive(Clone, Copy)]
pub(crate) struct Someone<'a> {
    pub(super) book: &'a Book,
    pub(super) person: &'a Person,
    /// Whether they are in the address book that the rule is about.
    pub(super) is_there: bool,
}

impl Someone<'_> {
    fn item(&self, kind: ItemKind, is_so: &mut dyn FnMut(&str) -> bool) -> bool {
        let records = self.book.journal.state().records(self.person.id);
        records.flat_map(|record| record.items.values()).any(|item| item.kind == kind && is_so(&item.value))
    }

    fn typed(&self, field: PersonField) -> Option<&str> {
        let mut records = self.book.journal.state().records(self.person.id);
        records.find_map(|record| record.fields.get(&field)).map(|(value, _)| value.as_str())
    }
}

impl Subject for Someone<'_> {
    fn has_tag(&self, folded: &str) -> bool {
        self.book.journal.state().records(self.person.id).any(|record| record.tags.contains_key(folded))
    }

    fn is_in_bucket(&self, bucket: u64) -> bool {
        self.book.journal.state().buckets_of(self.person.id).any(|it| it.id == bucket)
    }

    fn is_in_any_bucket(&self) -> bool {
        self.book.journal.state().buckets_of(self.person.id).next().is_some()
    }

    fn any(&self, field: RuleField, is_so: &mut dyn FnMut(&str) -> bool) -> bool {
        let (person, book) = (self.person, self.book);
        let mut one = |value: &str| !value.is_empty() && is_so(value);
        match field {
            RuleField::Person(PersonField::Name) => person.has_name() && one(person.name(&book.correspondents)),
            RuleField::Person(field) => match (self.typed(field), field) {
                (Some(typed), _) => one(typed),
                (None, PersonField::Given) => one(&book.parts_of_name(person).0),
                (None, PersonField::Family) => one(&book.parts_of_name(person).1),
                (None, _) => false,
            },
            RuleField::Company => book.company_of(person).is_some_and(|(_, name, _)| one(&name)),
            // What only an answer says to be theirs may be anyone's.
            RuleField::Email => person
                .addresses
                .iter()
                .filter(|&&address| !book.correspondents.is(address, CLAIMED))
                .any(|&address| one(book.correspondents.address_text(address))),
            RuleField::Phone => self.item(ItemKind::Phone, is_so),
            RuleField::Postal => self.item(ItemKind::Postal, is_so),
            RuleField::Note => self.item(ItemKind::Note, is_so),
        }
    }

    fn company(&self) -> Option<CompanyId> {
        self.book.company_of(self.person).map(|(id, ..)| id)
    }

    fn is_there(&self) -> bool {
        self.is_there
    }
}

impl Made for Book {
    fn has_bucket(&self, bucket: u64) -> bool {
        self.journal.state().buckets.contains_key(&bucket)
    }

    fn has_custom_field(&self, field: u64) -> bool {
        self.journal.state().fields.contains_key(&field)
    }

    fn company_named(&self, name: &str) -> Option<CompanyId> {
        self.company_named(name)
    }
}
