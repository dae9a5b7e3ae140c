//! What stays of the journal when people, companies and what was made are forgotten.

use crate::address::Address;
use crate::decision::{Decision, Forgotten, RuleScope};
use crate::entry::Entry;
use crate::ids::{CompanyId, PersonId};
use crate::pipeline::{Lead, LeadParty};
use std::collections::BTreeSet;

/// What is being forgotten, entry by entry from the first on.
#[derive(Debug)]
pub(crate) struct Forgetting<'a> {
    of: &'a Forgotten,
    /// Reminders and leads about those who are forgotten: what is said of them later names only their number.
    about: BTreeSet<u64>,
}

impl<'a> Forgetting<'a> {
    pub(crate) fn of(of: &'a Forgotten) -> Self {
        Self { of, about: BTreeSet::new() }
    }

    /// What stays of an entry. `None`: nothing.
    pub(crate) fn leaves(&mut self, entry: &Entry) -> Option<Entry> {
        let decisions: Vec<Decision> = entry.decisions.iter().filter_map(|decision| self.stays(decision)).collect();
        (!decisions.is_empty()).then(|| Entry { decisions, ..entry.clone() })
    }

    fn stays(&mut self, decision: &Decision) -> Option<Decision> {
        let mut left = decision.clone();
        let stays = match &mut left {
            Decision::Tag { people, .. }
            | Decision::InBucket { people, .. }
            | Decision::CompanyOf { people, .. }
            | Decision::Snooze { people, .. }
            | Decision::CameFrom { people, .. }
            | Decision::RuleApplied { people, .. }
            | Decision::LoggedContact { people, .. } => {
                people.retain(|person| !self.of.people.contains(person));
                !people.is_empty() && !self.is_made(decision)
            }
            Decision::Address { address, person } => !self.has_address(address) && !self.of.people.contains(person),
            Decision::Rule(RuleScope::Address(address), _)
            | Decision::OwnAddress(address, _)
            | Decision::AddressLabel { address, .. } => !self.has_address(address),
            Decision::Synced { changes, .. } => {
                changes.retain(|change| !self.of.people.contains(&change.person));
                !changes.is_empty()
            }
            Decision::Rule(RuleScope::Domain(domain), _) | Decision::OwnDomain(domain, _) => !self.has_domain(domain),
            Decision::Colleague { addresses, .. } => {
                let before = addresses.len();
                addresses.retain(|address| !self.has_address(address));
                before == 0 || !addresses.is_empty()
            }
            Decision::Company { company, .. } => !self.of.companies.contains(company),
            Decision::MergeCompany { into, from } => {
                !self.of.companies.contains(into) && !self.of.companies.contains(from)
            }
            Decision::Reminder { id, person, .. } => {
                let is_about = person.is_some_and(|person| self.of.people.contains(&person));
                !self.is_about(*id, is_about)
            }
            Decision::ReminderDone { id, .. } | Decision::Lead { id, lead: None } => !self.about.contains(id),
            Decision::Lead { id, lead: Some(Lead { party, pipeline, .. }) } => {
                let is_about = self.of.made.contains(pipeline)
                    || match party {
                        LeadParty::Person(person) => self.of.people.contains(person),
                        LeadParty::Company(company) => self.of.companies.contains(company),
                    };
                !self.is_about(*id, is_about)
            }
            Decision::MoveLead { lead, .. } => !self.about.contains(lead),
            // Whatever else names someone is about them.
            _ => !decision.people().iter().any(|person| self.of.people.contains(person)) && !self.is_made(decision),
        };
        stays.then_some(left)
    }

    /// Whether a decision is about something that was made and is forgotten.
    fn is_made(&self, decision: &Decision) -> bool {
        let id = match decision {
            Decision::Bucket(bucket) => bucket.id,
            Decision::Pipeline(pipeline) => pipeline.id,
            Decision::CustomField { id, .. } | Decision::SavedFilter { id, .. } => *id,
            Decision::InBucket { bucket, .. } => *bucket,
            Decision::SetField { field: crate::decision::PersonField::Custom(id), .. } => *id,
            _ => return false,
        };
        self.of.made.contains(&id)
    }

    /// Whether a reminder or a lead is about someone who is forgotten, now or when it was said first.
    fn is_about(&mut self, id: u64, now: bool) -> bool {
        if now {
            self.about.insert(id);
        }
        self.about.contains(&id)
    }

    fn has_address(&self, address: &Address) -> bool {
        self.of.people.contains(&PersonId::of(address.as_str()))
    }

    fn has_domain(&self, domain: &str) -> bool {
        self.of.companies.contains(&CompanyId::of(domain))
    }
}
