//! Rules for people: whom they hold for, and what they would do.

use super::subject::Someone;
use crate::api::{
    ContactRule, Decision, PersonId, RuleAction, RulePlace, RuleProblem, RuleTrial, RuleTrialRow, RuleView,
};
use crate::book::Book;
use crate::book::derive::people::{Listing, Person};
use kith_domain::contact::Contact;
use kith_domain::contact_rule::{self, CardSubject};
use std::collections::BTreeSet;

/// Maximum number of people who are named in a trial.
const MAX_TRIED: usize = 50;

/// What is known of the address book that a rule is about.
#[derive(Debug, Default)]
pub(crate) struct OtherSide {
    /// Who is there of those in Kith.
    pub(crate) linked: BTreeSet<PersonId>,
    /// Those who come in, each with who they are in Kith.
    pub(crate) cards: Vec<(Contact, Option<PersonId>)>,
}

impl Book {
    /// The rules for people.
    pub(crate) fn rules(&self) -> Vec<RuleView> {
        let view = |(id, rule): (&u64, &ContactRule)| RuleView {
            id: *id,
            problem: self.rule_problem(rule),
            count: (rule.place == RulePlace::Kith).then(|| count(self.holding(*id).len())),
            rule: rule.clone(),
        };
        self.journal.state().contact_rules.iter().map(view).collect()
    }

    /// Why a rule cannot do what it says.
    pub(crate) fn rule_problem(&self, rule: &ContactRule) -> Option<RuleProblem> {
        rule.problem(self)
    }

    /// What a rule would do. `other`: of a rule about an address book, what is known of that.
    pub(crate) fn try_rule(&self, rule: &ContactRule, other: &OtherSide) -> RuleTrial {
        let mut trial = RuleTrial { problem: self.rule_problem(rule), ..RuleTrial::default() };
        if trial.problem.is_some() {
            return trial;
        }
        let mut note = |person: Option<PersonId>, name: &str, changing: Vec<&RuleAction>| {
            trial.count += 1;
            trial.changed += u32::from(!changing.is_empty());
            if trial.rows.len() < MAX_TRIED {
                let changes = changing.into_iter().cloned().collect();
                trial.rows.push(RuleTrialRow { person, name: name.to_owned(), changes });
            }
        };
        if let RulePlace::In(_) = rule.place {
            for (card, person) in &other.cards {
                let here = person.and_then(|id| self.someone(id, true));
                let subject = CardSubject { card, fields: &self.journal.state().fields, here };
                if rule.holds(&subject) {
                    note(*person, &card.name, contact_rule::changing(&rule.actions, &subject, self));
                }
            }
            return trial;
        }
        for person in self.by_name() {
            let subject = Someone { book: self, person, is_there: other.linked.contains(&person.id) };
            if rule.holds(&subject) {
                let name = person.name(&self.correspondents);
                note(Some(person.id), name, contact_rule::changing(&rule.actions, &subject, self));
            }
        }
        trial
    }

    /// Everyone for whom a rule of that number holds that is asked of everybody in Kith.
    pub(crate) fn holding(&self, rule: u64) -> Vec<PersonId> {
        let Some(rule) = self.journal.state().contact_rules.get(&rule) else { return Vec::new() };
        let everybody = self.derived.everybody().map(|(_, person)| person);
        everybody.filter(|person| self.holds(rule, person)).map(|person| person.id).collect()
    }

    /// Everyone for whom that rule holds and whom it would change, or to whom it was not applied yet.
    pub(crate) fn unapplied(&self, id: u64) -> Vec<PersonId> {
        let decided = self.journal.state();
        let Some(rule) = decided.contact_rules.get(&id) else { return Vec::new() };
        let is_open = |person: &PersonId| {
            let changes = |it: Someone<'_>| !contact_rule::changing(&rule.actions, &it, self).is_empty();
            !decided.has_matched(id, *person) || self.someone(*person, false).is_some_and(changes)
        };
        self.holding(id).into_iter().filter(is_open).collect()
    }

    /// Those of the people for whom a rule holds.
    pub(crate) fn still_holding(&self, rule: &ContactRule, people: &[PersonId]) -> Vec<PersonId> {
        let holds = |id: &PersonId| self.derived.of(*id).is_some_and(|person| self.holds(rule, person));
        people.iter().copied().filter(holds).collect()
    }

    /// Those of the people for whom a rule holds, and was not applied to them before.
    pub(crate) fn newly_matching(&self, rule: u64, people: &[PersonId]) -> Vec<PersonId> {
        self.differing(rule, people, true)
    }

    /// Those of the people for whom a rule holds no more that was applied to them.
    pub(crate) fn ceased(&self, rule: u64, people: &[PersonId]) -> Vec<PersonId> {
        self.differing(rule, people, false)
    }

    fn differing(&self, id: u64, people: &[PersonId], holds: bool) -> Vec<PersonId> {
        let decided = self.journal.state();
        let Some(rule) = decided.contact_rules.get(&id) else { return Vec::new() };
        let now = |person: PersonId| self.derived.of(person).is_some_and(|person| self.holds(rule, person));
        // Whether it holds is asked last, so that it is asked once of each.
        let is_so = |person: &&PersonId| decided.has_matched(id, **person) != holds && now(**person) == holds;
        people.iter().filter(is_so).copied().collect()
    }

    /// What a rule does with people for whom it holds: only what changes something.
    pub(crate) fn by_rule(&self, rule: &ContactRule, people: &[PersonId]) -> Vec<Decision> {
        let mut changed: Vec<(&RuleAction, Vec<PersonId>)> = Vec::new();
        for subject in people.iter().filter_map(|id| self.someone(*id, false)) {
            for action in contact_rule::changing(&rule.actions, &subject, self) {
                match changed.iter_mut().find(|(known, _)| *known == action) {
                    Some((_, people)) => people.push(subject.person.id),
                    None => changed.push((action, vec![subject.person.id])),
                }
            }
        }
        let decisions =
            |(action, people): (&RuleAction, Vec<PersonId>)| contact_rule::decisions(action, &people, self.day(), self);
        changed.into_iter().flat_map(decisions).collect()
    }

    fn holds(&self, rule: &ContactRule, person: &Person) -> bool {
        person.group == Listing::Person && rule.holds(&Someone { book: self, person, is_there: false })
    }

    /// Someone as rules see them; `is_there`: whether they are in the address book that is asked about.
    pub(crate) fn someone(&self, id: PersonId, is_there: bool) -> Option<Someone<'_>> {
        let person = self.derived.of(self.journal.state().one(id))?;
        (person.group != Listing::Gone).then_some(Someone { book: self, person, is_there })
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
