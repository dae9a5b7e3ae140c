//! What the settings say of addresses: with which nothing is tracked, and what rules there are; and why somebody is a
//! person.

use super::people::Person;
use crate::api::{Decision, Origin, PersonId, Reason, Scope as RuleScope, Standing, Verdict};
use crate::book::Book;
use crate::book::facts::who::{CLAIMED, DELETED, FOREIGN, INTERNAL, LIST, NONE, RULE_NEVER, RULE_PERSON, SAID};
use foldhash::fast::FixedState;
use kith_domain::address::Address;
use kith_domain::decided::Decided;
use kith_domain::domains;
use kith_domain::entry::Entry;
use kith_domain::journal::Journal;
use kith_domain::noise::{self, Form, Sender};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What was decided, in the form in which it is asked of every address.
#[derive(Debug, Default)]
pub(in crate::book) struct Scope {
    /// So many addresses bear the marks of what was said.
    marked: u32,
    /// Addresses of which was said whose they are.
    pub(in crate::book) homes: HashMap<u32, PersonId, FixedState>,
    /// The work domains at which everybody is a colleague.
    pub(in crate::book) internal: BTreeSet<String>,
    colleagues: HashMap<String, u64, FixedState>,
    rules: HashMap<String, Verdict, FixedState>,
    said_people: HashSet<PersonId, FixedState>,
    has_deleted: bool,
}

impl Scope {
    fn of(decided: &Decided, internal: BTreeSet<String>) -> Self {
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
    fn rule<'a>(&self, address: &'a str) -> Option<(&'a str, Verdict)> {
        if self.rules.is_empty() {
            return None;
        }
        let (_, domain) = address.rsplit_once('@').unwrap_or(("", address));
        let domains = std::iter::successors(Some(domain), |domain| Some(domain.split_once('.')?.1));
        [address].into_iter().chain(domains).find_map(|at| Some((at, *self.rules.get(at)?)))
    }

    fn own_domain<'a>(&self, address: &'a str) -> Option<&'a str> {
        if self.internal.is_empty() {
            return None;
        }
        let (_, domain) = address.rsplit_once('@')?;
        domains::work_domain(domain).filter(|domain| self.internal.contains(*domain))
    }

    /// The marks of [`SAID`] that an address bears.
    fn marks(&self, address: &str, decided: &Decided) -> u16 {
        let mut marks = match self.rule(address) {
            Some((_, Verdict::Person)) => RULE_PERSON,
            Some((_, Verdict::Never)) => RULE_NEVER,
            Some((_, Verdict::Exclude)) => INTERNAL,
            None => 0,
        };
        if self.colleagues.contains_key(address) || marks != RULE_PERSON && self.own_domain(address).is_some() {
            marks |= INTERNAL;
        }
        // The person's own word about somebody wins.
        let own = || PersonId::of(address);
        if marks & INTERNAL != 0 && !self.said_people.is_empty() && self.said_people.contains(&own()) {
            marks &= !INTERNAL;
        }
        if self.has_deleted && decided.is_deleted(own()) {
            marks |= DELETED;
        }
        marks
    }
}

impl Book {
    /// What was decided. Call [`Book::settle`] afterwards.
    pub(crate) fn set_journal(&mut self, journal: Journal) {
        self.journal = journal;
        self.derived.said_changed = true;
    }

    /// All that was decided.
    pub(crate) const fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Takes a decision in. Call [`Book::settle`] afterwards.
    pub(crate) fn decide(&mut self, entry: Entry) {
        self.cache.companies.take();
        self.cache.members.take();
        self.cache.notes.take();
        match entry.decisions.iter().any(Decision::moves) {
            true => self.derived.said_changed = true,
            false => self.derived.stale.extend(entry.decisions.iter().flat_map(|decision| decision.people())),
        }
        let buckets = entry.decisions.iter().filter_map(|decision| match decision {
            Decision::Bucket(bucket) => Some(bucket.id),
            _ => None,
        });
        let buckets: Vec<u64> = buckets.collect();
        self.journal.add(entry);
        // Whoever is in a bucket that is gone now, or back, may be in none, or in one again.
        self.derived.stale.extend(buckets.iter().flat_map(|bucket| self.journal.state().members(*bucket)));
    }

    /// Forgets a decision that was not stored, or was only tried. Call [`Book::settle`] afterwards.
    pub(crate) fn take_back(&mut self, mark: u64) {
        self.journal.take_back(mark);
        self.derived.said_changed = true;
    }

    /// Marks addresses with what was said of them: those that are new, or, after something was said, all.
    pub(super) fn settle_scope(&mut self, said: bool) {
        let said = std::mem::take(&mut self.derived.said_changed) || said;
        if said {
            self.rescope();
        }
        let decided = self.journal.state();
        let from = std::mem::replace(&mut self.scope.marked, self.who.addresses());
        let mut changed = Vec::new();
        for address in if said { 0 } else { from }..self.who.addresses() {
            let marks = self.scope.marks(self.who.address_text(address), decided);
            let change = self.who.set_marks(address, SAID, marks);
            if change != 0 && address < from {
                changed.push((address, change));
            }
        }
        let settled = self.derived.settled;
        for (address, change) in changed {
            self.touch(address);
            if change & INTERNAL != 0 {
                let rows: Vec<u32> = self.rows.naming(address, &self.who).filter(|&row| row < settled).collect();
                for row in rows {
                    if self.settle_out(row) {
                        self.touch_row(row);
                    }
                }
            }
        }
    }

    /// After something was said: whose addresses are, and what is asked of every address.
    fn rescope(&mut self) {
        let marked = self.scope.marked;
        let homes: Vec<(String, PersonId)> = {
            let decided = self.journal.state();
            let homes = decided.homes.iter();
            homes.map(|(address, home)| (address.as_str().to_owned(), decided.one(*home))).collect()
        };
        let homes = homes.into_iter().filter_map(|(address, home)| Some((self.who.address(&address)?, home)));
        let homes: HashMap<u32, PersonId, FixedState> = homes.collect();
        let internal = self.internal_domains();
        let before = std::mem::replace(&mut self.scope, Scope::of(self.journal.state(), internal));
        self.scope.marked = marked;
        // Whoever is somebody else's now, or no longer.
        let moved = before.homes.iter().filter(|(address, home)| homes.get(address) != Some(home)).map(|(at, _)| *at);
        let new = homes.iter().filter(|(address, home)| before.homes.get(address) != Some(home)).map(|(at, _)| *at);
        let mut touched: Vec<u32> = moved.chain(new).collect();
        let decided = self.journal.state();
        for (_, person) in self.derived.everybody() {
            if decided.one(person.id) != person.id {
                touched.extend(&person.addresses);
            }
        }
        touched.extend((0..marked).filter(|&address| self.who.is(address, FOREIGN)));
        self.scope.homes = homes;
        touched.into_iter().for_each(|address| self.touch(address));
        // One that became part of another stands alone again once that is undone; and what was apart may be joined.
        self.links.mark_dirty();
    }

    /// The domains of mine at which everybody is a colleague.
    pub(super) fn internal_domains(&self) -> BTreeSet<String> {
        let said = &self.journal.state().own_domains;
        let own = self.own_domains().filter(|domain| said.get(*domain).copied().unwrap_or(true));
        own.map(str::to_owned).collect()
    }

    /// The work domains of my addresses.
    pub(in crate::book) fn own_domains(&self) -> impl Iterator<Item = &str> {
        let mine = self.derived.mine.iter().map(|&address| self.who.address_text(address));
        mine.filter_map(|address| domains::work_domain(address.rsplit_once('@')?.1))
    }

    pub(super) fn is_gone(&self, person: &Person) -> bool {
        let all_deleted = || person.addresses.iter().all(|&address| self.who.is(address, DELETED));
        person.said.deleted || !person.addresses.is_empty() && all_deleted()
    }

    /// Why somebody is a person, or is not.
    pub(in crate::book) fn reason(&self, person: &Person) -> Reason {
        match person.said.standing {
            Some(Standing::Person) => return Reason::Said,
            Some(Standing::Never) => return Reason::SaidNever,
            None if person.said.typed || person.said.kept => return Reason::Typed,
            None => {}
        }
        let with = |mark: u16| self.ruled(&person.addresses, mark);
        if let Some(address) = with(RULE_PERSON) {
            return Reason::Rule(self.rule_of(address));
        }
        if let Some(address) = with(RULE_NEVER) {
            return Reason::RuleNever(self.rule_of(address));
        }
        let mut open = person.addresses.iter().filter(|&&address| !self.who.is(address, INTERNAL)).peekable();
        if open.peek().is_none() {
            let untracked = person.address(&self.who).and_then(|address| self.untracked(address));
            return untracked.unwrap_or(Reason::TooWeak(Origin::Noise));
        }
        // One address of somebody's own does for all.
        let known = open.clone().map(|&address| self.who.known(address));
        if known.clone().all(|known| known.marks & LIST != 0) {
            return Reason::List;
        }
        let form = known.map(|known| known.form).min_by_key(|form| *form as u8).unwrap_or_default();
        let figures = &person.figures;
        if figures.origin >= Origin::WroteBcc && !noise::is_certain(form) && !self.is_function(person, form) {
            return Reason::Origin(figures.origin);
        }
        match noise::sender(form, person.called, figures.heard) {
            Sender::List => Reason::List,
            Sender::Robot => Reason::Robot,
            Sender::Role => Reason::RoleAddress,
            Sender::Person => match figures.origin {
                origin if origin > Origin::Noise && origin.suffices(self.journal.state().who) => Reason::Origin(origin),
                origin if origin < Origin::WroteMe && figures.heard.noise != [0; 4] => Reason::OnlyNoise,
                origin => Reason::TooWeak(origin),
            },
        }
    }

    /// Whether somebody is a function, and not somebody who reads what comes there: all their addresses say so, and nobody
    /// writes from them, or is written to there, under the name of one person.
    fn is_function(&self, person: &Person, form: Form) -> bool {
        let says_so = |&address: &u32| noise::is_function(self.who.address_text(address));
        form == Form::Role
            && person.addresses.iter().all(says_so)
            && !person.figures.is_one(|name| self.who.name_text(name))
    }

    /// One of those addresses for which a rule says that. What only an answer says to be somebody's makes no rule theirs.
    pub(super) fn ruled(&self, addresses: &[u32], mark: u16) -> Option<u32> {
        addresses.iter().copied().find(|&address| self.who.is(address, mark) && !self.who.is(address, CLAIMED))
    }

    /// Why nothing is tracked with an address. `None`: it is.
    pub(in crate::book) fn untracked(&self, address: u32) -> Option<Reason> {
        if !self.who.is(address, INTERNAL) {
            return None;
        }
        let text = self.who.address_text(address);
        if let Some(id) = self.scope.colleagues.get(text) {
            return Some(Reason::Colleague(*id));
        }
        match self.scope.rule(text) {
            Some((_, Verdict::Exclude)) => Some(Reason::Excluded(self.rule_of(address))),
            _ => self.scope.own_domain(text).map(|domain| Reason::OwnDomain(domain.to_owned())),
        }
    }

    fn rule_of(&self, address: u32) -> RuleScope {
        let text = self.who.address_text(address);
        let at = self.scope.rule(text).map_or("", |(at, _)| at);
        match Address::parse(at) {
            Some(address) => RuleScope::Address(address),
            None => RuleScope::Domain(at.to_owned()),
        }
    }

    /// Whether anybody has that number who is not me.
    pub(in crate::book) fn is_named(&self, address: u32) -> bool {
        self.who.known(address).person != NONE
    }
}
