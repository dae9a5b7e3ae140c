//! Why someone is a person, or is not, and why nothing is tracked with an address.

use super::people::Person;
use crate::api::{Origin, Reason, RuleEffect, RuleScope, Visibility};
use crate::book::Book;
use crate::book::facts::correspondents::{CLAIMED, DELETED, INTERNAL, LIST, RULE_ALWAYS_SHOW, RULE_NEVER_SHOW};
use kith_domain::address::Address;
use kith_domain::noise::{self, AddressForm, Sender};

impl Book {
    pub(super) fn is_gone(&self, person: &Person) -> bool {
        let all_deleted = || person.addresses.iter().all(|&address| self.correspondents.is(address, DELETED));
        person.said.deleted || !person.addresses.is_empty() && all_deleted()
    }

    /// Why someone is a person, or is not.
    pub(in crate::book) fn reason(&self, person: &Person) -> Reason {
        match person.said.standing {
            Some(Visibility::Shown) => return Reason::Said,
            Some(Visibility::Hidden) => return Reason::Hidden,
            None if person.said.typed || person.said.kept => return Reason::Typed,
            None => {}
        }
        let with = |mark: u16| self.ruled(&person.addresses, mark);
        if let Some(address) = with(RULE_ALWAYS_SHOW) {
            return Reason::Rule(self.rule_of(address));
        }
        if let Some(address) = with(RULE_NEVER_SHOW) {
            return Reason::RuleNeverShow(self.rule_of(address));
        }
        let mut open =
            person.addresses.iter().filter(|&&address| !self.correspondents.is(address, INTERNAL)).peekable();
        let source = || self.journal.state().sources(person.id).min().cloned().map(Reason::CameFrom);
        if person.addresses.is_empty()
            && let Some(reason) = source()
        {
            return reason;
        }
        if open.peek().is_none() {
            let untracked = person.address(&self.correspondents).and_then(|address| self.untracked(address));
            return untracked.unwrap_or(Reason::TooWeak(Origin::Noise));
        }
        if let Some(reason) = source() {
            return reason;
        }
        // One address of someone's own does for all.
        let known = open.clone().map(|&address| self.correspondents.known(address));
        if known.clone().all(|known| known.marks & LIST != 0) {
            return Reason::List;
        }
        let form = known.map(|known| known.form).min_by_key(|form| *form as u8).unwrap_or_default();
        let figures = &person.figures;
        if figures.origin >= Origin::WroteBcc && !noise::is_certain(form) && !self.is_role_address(person, form) {
            return Reason::Origin(figures.origin);
        }
        match noise::sender(form, person.called, figures.heard) {
            Sender::List => Reason::List,
            Sender::AutomatedSender => Reason::AutomatedSender,
            Sender::Role => Reason::RoleAddress,
            Sender::Person => match figures.origin {
                origin if origin > Origin::Noise && origin.suffices(self.journal.state().contact_policy) => {
                    Reason::Origin(origin)
                }
                origin if origin < Origin::WroteMe && figures.heard.noise != [0; 4] => Reason::OnlyNoise,
                origin => Reason::TooWeak(origin),
            },
        }
    }

    /// Whether someone is a function, and not someone who reads what comes there: all their addresses say so, and no
    /// one writes from them, or is written to there, under the name of one person.
    fn is_role_address(&self, person: &Person, form: AddressForm) -> bool {
        let says_so = |&address: &u32| noise::is_role_word(self.correspondents.address_text(address));
        form == AddressForm::Role
            && person.addresses.iter().all(says_so)
            && !person.figures.is_one(|name| self.correspondents.name_text(name))
    }

    /// One of those addresses for which a rule says that. What only an answer says to be someone's makes no rule
    /// theirs.
    pub(super) fn ruled(&self, addresses: &[u32], mark: u16) -> Option<u32> {
        addresses
            .iter()
            .copied()
            .find(|&address| self.correspondents.is(address, mark) && !self.correspondents.is(address, CLAIMED))
    }

    /// Why nothing is tracked with an address. `None`: it is.
    pub(in crate::book) fn untracked(&self, address: u32) -> Option<Reason> {
        if !self.correspondents.is(address, INTERNAL) {
            return None;
        }
        let text = self.correspondents.address_text(address);
        if let Some(id) = self.scope.colleague(text) {
            return Some(Reason::Colleague(id));
        }
        match self.scope.rule(text) {
            Some((_, RuleEffect::DontTrack)) => Some(Reason::Untracked(self.rule_of(address))),
            _ => self.scope.own_domain(text).map(|domain| Reason::OwnDomain(domain.to_owned())),
        }
    }

    fn rule_of(&self, address: u32) -> RuleScope {
        let text = self.correspondents.address_text(address);
        let at = self.scope.rule(text).map_or("", |(at, _)| at);
        match Address::parse(at) {
            Some(address) => RuleScope::Address(address),
            None => RuleScope::Domain(at.to_owned()),
        }
    }
}
