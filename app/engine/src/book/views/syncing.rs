//! What a sync with an address book asks of people.

use super::subject::Someone;
use crate::api::{Decision, PersonId, RuleAction, RulePlace};
use crate::book::Book;
use crate::book::derive::people::Listing;
use kith_domain::contact::Contact;
use kith_domain::contact_rule::{self, CardSubject, ContactRule};
use kith_domain::decision::TRASH;

impl Book {
    /// Whether the rules let someone go out to an address book, and what is then done with them. Whom an address book
    /// deleted does not go out before the user looked at them.
    pub(crate) fn goes_out(&self, book: u64, person: PersonId, is_there: bool) -> Option<Vec<RuleAction>> {
        let subject = self.someone(person, is_there)?;
        if !is_there && self.journal.state().has_tag(subject.person.id, TRASH) {
            return None;
        }
        contact_rule::admits(self.rules_of(RulePlace::Out(book)), &subject, self)
    }

    /// Whether the rules let a card come in from an address book, and what is then done with whom it is of.
    pub(crate) fn comes_in(&self, book: u64, card: &Contact, here: Option<PersonId>) -> Option<Vec<RuleAction>> {
        contact_rule::admits(self.rules_of(RulePlace::In(book)), &self.on_card(card, here), self)
    }

    /// What those actions do with whom a card is of.
    pub(crate) fn by_actions(
        &self,
        actions: &[RuleAction],
        card: &Contact,
        here: Option<PersonId>,
        person: PersonId,
    ) -> Vec<Decision> {
        contact_rule::decisions_for(actions, person, &self.on_card(card, here), self.day(), self)
    }

    /// Those in People from that place on, so many places at the most, and the place after them; `None` after the last.
    pub(crate) fn listed_from(&self, from: u32, count: u32) -> (Vec<PersonId>, Option<u32>) {
        let to = from.saturating_add(count).min(self.derived.places());
        let people = (from..to).filter_map(|number| self.derived.person(number));
        let listed = people.filter(|person| person.group == Listing::Person).map(|person| person.id);
        (listed.collect(), (to < self.derived.places()).then_some(to))
    }

    fn rules_of(&self, place: RulePlace) -> impl Iterator<Item = &ContactRule> {
        self.journal.state().contact_rules.values().filter(move |rule| rule.place == place)
    }

    fn on_card<'a>(&'a self, card: &'a Contact, here: Option<PersonId>) -> CardSubject<'a, Someone<'a>> {
        let here = here.and_then(|person| self.someone(person, true));
        CardSubject { card, fields: &self.journal.state().fields, here }
    }
}
