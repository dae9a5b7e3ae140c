//! What was decided, in the form in which it is asked of every address.

use crate::api::{PersonId, RuleEffect, RuleScope};
use crate::book::facts::correspondents::{DELETED, INTERNAL, RULE_ALWAYS_SHOW, RULE_NEVER_SHOW};
use foldhash::fast::FixedState;
use kith_domain::decided::Decided;
use kith_domain::domains;
use std::collections::{BTreeSet, HashMap, HashSet};

/// What was decided, in the form in which it is asked of every address.
#[derive(Debug, Default)]
pub(in crate::book) struct Scope {
    /// So many addresses bear the marks of what was said.
    pub(super) marked: u32,
    /// Addresses of which was said whose they are.
    pub(in crate::book) homes: HashMap<u32, PersonId, FixedState>,
    /// The work domains at which everyone is a colleague.
    pub(in crate::book) internal: BTreeSet<String>,
    colleagues: HashMap<String, u64, FixedState>,
    rules: HashMap<String, RuleEffect, FixedState>,
    said_people: HashSet<PersonId, FixedState>,
    has_deleted: bool,
}

impl Scope {
    pub(super) fn of(decided: &Decided, internal: BTreeSet<String>) -> Self {
        let rules = decided.rules.iter().map(|(scope, verdict)| match scope {
            RuleScope::Address(address) => (address.as_str().to_owned(), *verdict),
            RuleScope::Domain(domain) => (domain.clone(), *verdict),
        });
        let colleagues = decided
            .colleagues
            .iter()
            .flat_map(|(id, (_, addresses))| addresses.iter().map(|address| (address.as_str().to_owned(), *id)));
        Self {
            internal,
            colleagues: colleagues.collect(),
            rules: rules.collect(),
            said_people: decided.said_people().collect(),
            has_deleted: decided.has_deleted(),
            ..Self::default()
        }
    }

    /// The rule for an address, and its domain if it is one for a domain: its own, else that of the narrowest domain.
    pub(super) fn rule<'a>(&self, address: &'a str) -> Option<(&'a str, RuleEffect)> {
        if self.rules.is_empty() {
            return None;
        }
        let (_, domain) = address.rsplit_once('@').unwrap_or(("", address));
        let domains = std::iter::successors(Some(domain), |domain| Some(domain.split_once('.')?.1));
        [address].into_iter().chain(domains).find_map(|at| Some((at, *self.rules.get(at)?)))
    }

    pub(super) fn own_domain<'a>(&self, address: &'a str) -> Option<&'a str> {
        let (_, domain) = address.rsplit_once('@')?;
        // It takes a while to find where the registered domain begins, and few addresses end like one of these.
        if !self.internal.iter().any(|own| domain.ends_with(own.as_str())) {
            return None;
        }
        domains::work_domain(domain).filter(|domain| self.internal.contains(*domain))
    }

    /// The marks of [`SAID`] that an address bears.
    pub(super) fn marks(&self, address: &str, decided: &Decided) -> u16 {
        let mut marks = match self.rule(address) {
            Some((_, RuleEffect::AlwaysShow)) => RULE_ALWAYS_SHOW,
            Some((_, RuleEffect::NeverShow)) => RULE_NEVER_SHOW,
            Some((_, RuleEffect::DontTrack)) => INTERNAL,
            None => 0,
        };
        if self.colleagues.contains_key(address) || marks != RULE_ALWAYS_SHOW && self.own_domain(address).is_some() {
            marks |= INTERNAL;
        }
        // The user's own word about someone wins.
        let own = || PersonId::of(address);
        if marks & INTERNAL != 0 && !self.said_people.is_empty() && self.said_people.contains(&own()) {
            marks &= !INTERNAL;
        }
        if self.has_deleted && decided.is_deleted(own()) {
            marks |= DELETED;
        }
        marks
    }

    /// The number of the colleague whose address it is.
    pub(super) fn colleague(&self, address: &str) -> Option<u64> {
        self.colleagues.get(address).copied()
    }
}
