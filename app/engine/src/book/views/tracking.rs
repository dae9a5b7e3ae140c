//! What is tracked, and with whom not.

use crate::api::{ColleagueView, OwnAddress, OwnDomain, RuleScope, Tracking};
use crate::book::Book;
use crate::book::facts::correspondents::NONE;
use kith_domain::domains;
use kith_domain::small_sort::{CollectTree, SmallSort};
use std::collections::{BTreeMap, BTreeSet};

impl Book {
    /// What is tracked, and who becomes a person.
    pub(crate) fn tracking(&self) -> Tracking {
        let decided = self.journal.state();
        let denied = decided.own_addresses.iter().filter(|(_, mine)| !**mine);
        let denied = denied.filter_map(|(address, _)| self.correspondents.find_address(address.as_str()));
        let numbers: BTreeSet<u32> = self.derived.own_addresses.iter().copied().chain(denied).collect_set();
        let mine = numbers.iter().map(|&address| OwnAddress {
            address: self.correspondents.address_text(address).to_owned(),
            account: self.own.accounts.contains(&address),
            sent: self.own.sent(address),
            own: self.derived.own_addresses.contains(&address),
            said: decided
                .own_addresses
                .iter()
                .any(|(said, _)| said.as_str() == self.correspondents.address_text(address)),
        });
        let mut at_domain: BTreeMap<&str, u32> = BTreeMap::new();
        for address in (0..self.correspondents.addresses()).filter(|&address| self.is_named(address)) {
            if self.correspondents.domain(address) != NONE {
                *at_domain.entry(self.correspondents.domain_text(self.correspondents.domain(address))).or_default() +=
                    1;
            }
        }
        let own: BTreeSet<&str> = self
            .derived
            .own_addresses
            .iter()
            .filter_map(|&address| Some(self.correspondents.address_text(address).rsplit_once('@')?.1))
            .collect();
        let mut domains: Vec<OwnDomain> = Vec::new();
        for domain in own {
            let work = domains::work_domain(domain);
            let shown = work.unwrap_or(domain);
            if !domains.iter().any(|known| known.domain == shown) {
                domains.push(OwnDomain {
                    domain: shown.to_owned(),
                    free_mail: work.is_none(),
                    internal: work.is_some() && decided.own_domains.get(shown).copied().unwrap_or(true),
                    addresses: at_domain.get(shown).copied().unwrap_or(0),
                });
            }
        }
        let mut colleagues: Vec<ColleagueView> = decided
            .colleagues
            .iter()
            .map(|(&id, (name, addresses))| ColleagueView {
                id,
                name: name.clone(),
                addresses: addresses.iter().map(|address| address.as_str().to_owned()).collect(),
            })
            .collect();
        colleagues.small_sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        let addresses =
            || (0..self.correspondents.addresses()).map(|address| self.correspondents.address_text(address));
        let about = |scope: &RuleScope| match scope {
            RuleScope::Address(address) => u32::from(self.correspondents.find_address(address.as_str()).is_some()),
            RuleScope::Domain(domain) => {
                let at = |address: &&str| {
                    let of = address.rsplit_once('@').map_or("", |(_, of)| of);
                    of.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                };
                u32::try_from(addresses().filter(at).count()).unwrap_or(u32::MAX)
            }
        };
        let untracked = (0..self.rows.len()).filter(|&row| self.rows.is_counted(row) && !self.rows.is_tracked(row));
        Tracking {
            contact_policy: decided.contact_policy,
            own_addresses: mine.collect(),
            questions: self.own_questions(),
            domains,
            colleagues,
            rules: decided.rules.iter().map(|(scope, verdict)| (scope.clone(), *verdict, about(scope))).collect(),
            untracked: u32::try_from(untracked.count()).unwrap_or(u32::MAX),
        }
    }
}
