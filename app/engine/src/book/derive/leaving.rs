//! What is known by one account alone, and goes with it when nothing of it is to stay.

use crate::api::{AccountId, CompanyId, Decision, LeadParty, PeopleQuery, PersonField, PersonId};
use crate::book::Book;
use kith_domain::address::Address;
use kith_domain::decision::Forgotten;
use kith_domain::small_sort::SmallSort;
use std::collections::BTreeSet;

impl Book {
    /// The people, addresses, companies and domains that only the messages of that account name. `others`: the
    /// addresses of the other accounts.
    pub(crate) fn only_of(&self, account: AccountId, others: &[Address]) -> Forgotten {
        let count = self.correspondents.addresses() as usize;
        let (mut here, mut elsewhere) = (vec![false; count], vec![false; count]);
        for row in 0..self.rows.len() {
            let mut folders = self.rows.places(row).filter_map(|place| self.folders.get(place.folder));
            let seen = if folders.all(|folder| folder.account == account) { &mut here } else { &mut elsewhere };
            for party in self.parties_of(row) {
                seen.get_mut(party.address as usize).into_iter().for_each(|seen| *seen = true);
            }
        }
        let others = others.iter().filter_map(|address| self.correspondents.find_address(address.as_str()));
        others.for_each(|address| elsewhere.get_mut(address as usize).into_iter().for_each(|seen| *seen = true));
        let is = |seen: &[bool], address: u32| seen.get(address as usize).copied().unwrap_or(false);
        let mut gone = Forgotten::default();
        let (mut people, mut companies): (BTreeSet<PersonId>, BTreeSet<CompanyId>) = Default::default();
        for address in 0..self.correspondents.addresses() {
            let text = self.correspondents.address_text(address);
            let domain = text.rsplit_once('@').map(|(_, domain)| CompanyId::of(domain));
            if is(&elsewhere, address) {
                companies.extend(domain);
            } else if is(&here, address) {
                gone.people.insert(PersonId::of(text));
                gone.companies.extend(domain);
            }
        }
        let decided = self.journal.state();
        for (_, person) in self.derived.everybody() {
            // One without any address was typed, and did not come with an account; nor did one from an address book.
            let is_given = person.addresses.is_empty() || person.said.sourced;
            let stays = is_given || person.addresses.iter().any(|&address| is(&elsewhere, address));
            if is_given {
                let texts = person.addresses.iter().map(|&address| self.correspondents.address_text(address));
                people.extend(texts.map(PersonId::of));
            }
            let company = self.company_of(person).map(|(company, ..)| company);
            match stays {
                true => {
                    people.extend(decided.parts(person.id));
                    companies.extend(company);
                }
                false => {
                    gone.people.extend(decided.parts(person.id));
                    gone.companies.extend(company);
                }
            }
        }
        gone.people.retain(|person| !people.contains(person));
        gone.companies.retain(|company| !companies.contains(company));
        gone
    }

    /// What was made and is about no one any more once those are gone: buckets, pipelines, custom fields and kept
    /// filters, by number and name. What was about no one before is among them if `alone`.
    pub(crate) fn emptied(&mut self, gone: &Forgotten, alone: bool) -> Vec<(u64, String)> {
        // Whether someone is there now, and whether someone will be.
        let becomes_empty = |now: &mut dyn Iterator<Item = bool>| {
            let (mut some, mut stays) = (false, false);
            now.for_each(|is_gone| (some, stays) = (true, stays || !is_gone));
            !stays && (some || alone)
        };
        let decided = self.journal.state();
        let is_gone = |person: PersonId| gone.people.contains(&person);
        let mut emptied = Vec::new();
        let mut buckets: Vec<_> = decided.buckets.values().collect();
        buckets.small_sort_by(|a, b| a.rank().cmp(&b.rank()));
        for bucket in buckets {
            if becomes_empty(&mut decided.members(bucket.id).map(is_gone)) {
                emptied.push((bucket.id, bucket.name.clone()));
            }
        }
        for pipeline in decided.pipelines.values() {
            let leads = decided.leads().filter(|(_, lead, _)| lead.pipeline == pipeline.id);
            let mut leads = leads.map(|(_, lead, _)| match lead.party {
                LeadParty::Person(person) => is_gone(person),
                LeadParty::Company(company) => gone.companies.contains(&company),
            });
            if becomes_empty(&mut leads) {
                emptied.push((pipeline.id, pipeline.name.clone()));
            }
        }
        for (id, (name, _)) in &decided.fields {
            let has = |person: &PersonId| {
                decided.records(*person).any(|record| record.fields.contains_key(&PersonField::Custom(*id)))
            };
            if becomes_empty(&mut decided.recorded().into_iter().filter(has).map(is_gone)) {
                emptied.push((*id, name.clone()));
            }
        }
        let segments: Vec<(u64, (String, String))> =
            decided.saved_filters.iter().map(|(id, segment)| (*id, segment.clone())).collect();
        for (id, (name, filter)) in segments {
            let matching = self.selection(&PeopleQuery { filter, ..PeopleQuery::default() });
            if becomes_empty(&mut matching.into_iter().map(is_gone)) {
                emptied.push((id, name));
            }
        }
        emptied
    }

    /// Whether anything was decided that could be forgotten.
    pub(crate) fn has_decided(&self) -> bool {
        let is_left = |decision: &Decision| !matches!(decision, Decision::Undo { .. } | Decision::Forget(_));
        self.journal.latest().any(|(entry, _)| entry.decisions.iter().any(is_left))
    }
}
