//! What those who make decisions of contacts must know of everything else.

use crate::api::{CompanyId, CustomFieldKind, PersonId};
use crate::book::Book;
use kith_domain::address::Address;
use kith_domain::contact::Contact;
use kith_domain::contact_changes::{ByMail, LocalContact, Lookup};
use kith_domain::ids::derived;
use std::collections::{BTreeMap, HashMap};

/// The names of what there is, for those who make decisions of contacts.
pub(crate) struct Names<'a> {
    book: &'a Book,
    companies: HashMap<String, CompanyId>,
    fields: HashMap<String, (u64, CustomFieldKind)>,
    /// Of which the numbers of new custom fields are made.
    run: u64,
}

impl<'a> Names<'a> {
    /// Where it does not matter which numbers new things get.
    pub(crate) fn of(book: &'a Book) -> Self {
        Self::within(book, 0)
    }

    /// Within a run.
    pub(crate) fn within(book: &'a Book, run: u64) -> Self {
        Self { book, companies: book.companies_by_name(), fields: book.fields_by_name(), run }
    }

    /// The number of a custom field of that name that there is not yet.
    pub(crate) fn new_field(&self, name: &str) -> Option<u64> {
        let name = name.trim().to_lowercase();
        (!self.fields.contains_key(&name)).then(|| derived(self.run, &[name.as_bytes()]))
    }
}

impl Lookup for Names<'_> {
    fn company(&self, name: &str) -> Option<CompanyId> {
        self.companies.get(&name.trim().to_lowercase()).copied()
    }

    fn owner(&self, address: &Address) -> Option<PersonId> {
        self.book.owner(address)
    }

    fn custom_field(&self, name: &str) -> Option<(u64, CustomFieldKind)> {
        let known = self.fields.get(&name.trim().to_lowercase()).cloned();
        known.or_else(|| Some((self.new_field(name)?, CustomFieldKind::Text)))
    }
}

/// Someone who is not known yet.
pub(crate) fn nobody(person: PersonId) -> LocalContact {
    LocalContact { person, contact: Contact::default(), items: BTreeMap::new(), by_mail: ByMail::default() }
}
