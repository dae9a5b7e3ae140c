//! Adding people by hand.

use super::state::Engine;
use crate::api::{ContactSource, Decision, NewPerson, PersonField, Problem, ProblemKind, Visibility};
use crate::import::{Names, nobody};
use crate::store::Store;
use kith_domain::address::Address;
use kith_domain::contact_changes::{Decider, complete};

impl<S: Store> Engine<S> {
    /// Adds someone, or completes who has the address already.
    pub(super) async fn add_person(&mut self, mark: u64, new: NewPerson) -> Result<(), Problem> {
        let id = new.id(mark);
        let NewPerson { mut contact, bucket, met } = new;
        if contact.name.trim().is_empty() && contact.emails.is_empty() {
            let other = contact.phones.first().map(|phone| phone.value.clone());
            contact.name = other.unwrap_or_else(|| contact.company.clone());
        }
        let addresses = || contact.emails.iter().filter_map(|email| Address::parse(email.value.trim()));
        if contact.name.trim().is_empty() && addresses().next().is_none() {
            return Err(Problem::new(ProblemKind::BadInput));
        }
        let person = addresses().find_map(|address| self.book.owner(&address)).unwrap_or_else(|| self.book.one(id));
        let local = self.book.local_contact(person).unwrap_or_else(|| nobody(person));
        let wanted = complete(&local.contact, &local.by_mail.fields, &contact);
        let mut decisions = vec![Decision::CameFrom { people: vec![person], source: ContactSource::Hand }];
        let names = Names::within(&self.book, mark);
        decisions.extend(Decider::new(&names, self.seconds(), mark).decisions(&local, &wanted));
        if !met.trim().is_empty() {
            decisions.push(Decision::SetField { person, field: PersonField::Met, value: met });
        }
        if let Some((bucket, day)) = bucket {
            decisions.push(Decision::InBucket { people: vec![person], bucket, day, on: true });
        }
        if self.book.journal().state().visibility(person) == Some(Visibility::Hidden) {
            decisions.push(Decision::Visibility(person, None));
        }
        self.decide(mark, decisions).await
    }
}
