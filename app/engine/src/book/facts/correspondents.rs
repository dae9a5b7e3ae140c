pub(in crate::book) mod slice;

use super::chunks::Chunks;
use super::lookup::Lookup;
use super::strings::{Strings, hash};
use foldhash::fast::FixedState;
use kith_domain::address::Address;
use kith_domain::domains;
use kith_domain::ids::CompanyId;
use kith_domain::message::ParticipantRole;
use kith_domain::noise::AddressForm;
use kith_domain::{name, noise};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// The number of nothing.
pub(in crate::book) const NONE: u32 = u32::MAX;

/// Everyone who is named: addresses, names, and how one is named (a party: address, name and role), each once.
#[derive(Debug, Default)]
pub(in crate::book) struct Correspondents {
    addresses: Strings,
    known: Chunks<KnownAddress>,
    names: Strings,
    /// Names that are not shown as they are written, and the number of each as it is shown.
    written: Strings,
    cleaned: Vec<u32>,
    /// Work domains, and the company of each.
    domains: Strings,
    companies: Vec<CompanyId>,
    domain_of: HashMap<CompanyId, u32, FixedState>,
    parties: Chunks<Mention>,
    numbers: Lookup,
    /// In the plain form of [`noise::plain_list_id`].
    lists: HashSet<String, FixedState>,
}

/// How a message names someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(in crate::book) struct Mention {
    pub(in crate::book) address: u32,
    /// [`NONE`] if there is none.
    pub(in crate::book) name: u32,
    pub(in crate::book) role: ParticipantRole,
}

/// What is known of an address.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(in crate::book) struct KnownAddress {
    /// The last of the rows that name it; the others hang on it. [`NONE`] before the first.
    pub(in crate::book) latest: u32,
    /// Who it is, by their number. [`NONE`] if it is the user's, or was named by no message that is tracked.
    pub(in crate::book) person: u32,
    /// The first message, by date, that is one between the user and them at this address. [`NONE`] without any.
    pub(in crate::book) first: u32,
    /// The latest of them.
    pub(in crate::book) last: u32,
    /// Its work domain, by its number. [`NONE`] without one.
    domain: u32,
    pub(in crate::book) marks: u16,
    pub(in crate::book) form: AddressForm,
}

/// It is a mailing list's.
pub(in crate::book) const LIST: u16 = 1 << 1;
/// It is the user's.
pub(in crate::book) const OWN: u16 = 1 << 2;
/// Who it is has to be worked out anew.
pub(in crate::book) const TOUCHED: u16 = 1 << 4;
/// What is written with it alone is not tracked.
pub(in crate::book) const INTERNAL: u16 = 1 << 5;
/// By a rule it is a person's.
pub(in crate::book) const RULE_ALWAYS_SHOW: u16 = 1 << 6;
/// By a rule it is no person's.
pub(in crate::book) const RULE_NEVER_SHOW: u16 = 1 << 7;
/// It was deleted.
pub(in crate::book) const DELETED: u16 = 1 << 8;
/// It is someone's who is not known by it.
pub(in crate::book) const FOREIGN: u16 = 1 << 9;
/// It is someone's by an answer alone: the user did not write to it, and the user did not say that it is theirs. It is
/// free to forge, so that neither name nor company follow from it, and nothing is written to it by itself.
pub(in crate::book) const CLAIMED: u16 = 1 << 10;
/// It is likely the user's: what goes to it goes to the user, as long as the user does not say that it is not.
pub(in crate::book) const LIKELY: u16 = 1 << 11;
/// What the settings say of it.
pub(in crate::book) const SAID: u16 = INTERNAL | RULE_ALWAYS_SHOW | RULE_NEVER_SHOW | DELETED;

impl Correspondents {
    /// The number of an address. `None` if the text is none.
    pub(in crate::book) fn address(&mut self, text: &str) -> Option<u32> {
        // What stands in a run was read already.
        if let Some(number) = self.addresses.find(text) {
            return Some(number);
        }
        let address = Address::parse(text)?;
        let number = self.addresses.number(address.as_str());
        if number == self.known.len() {
            let domain = domains::work_domain(address.domain()).map_or(NONE, |domain| self.number_domain(domain));
            let marks = if self.lists.contains(&noise::list_id_of(address.as_str())) { LIST } else { 0 };
            let form = noise::form(&address);
            self.known.push(KnownAddress { latest: NONE, person: NONE, first: NONE, last: NONE, domain, marks, form });
        }
        Some(number)
    }

    /// The number of an address that is known.
    pub(in crate::book) fn number(&self, address: &Address) -> Option<u32> {
        self.addresses.find(address.as_str())
    }

    pub(in crate::book) fn name(&mut self, text: &str) -> u32 {
        self.names.number(text)
    }

    /// The number of the name to show for one that was written beside an address; [`NONE`] if it says nothing. To clean
    /// one takes a while, so that it is done once for each.
    pub(in crate::book) fn written_name(&mut self, written: &str) -> u32 {
        if name::is_plain(written) {
            return self.name(written);
        }
        let at = self.written.number(written) as usize;
        if at == self.cleaned.len() {
            let number = name::clean(written).map_or(NONE, |name| self.name(&name));
            self.cleaned.push(number);
        }
        self.cleaned.get(at).copied().unwrap_or(NONE)
    }

    pub(in crate::book) fn party(&mut self, party: Mention) -> u32 {
        let hash_of = hash(&party);
        let hashes = || self.parties.numbered().map(|(party, number)| (hash(&party), number));
        let numbers = self.numbers.get(self.parties.len(), hashes);
        if let Some(&number) = numbers.find(hash_of, |&number| self.parties.get(number) == Some(party)) {
            return number;
        }
        let number = self.parties.push(party);
        let parties = &self.parties;
        // It was made when the party was sought.
        if let Some(numbers) = self.numbers.made() {
            numbers.insert_unique(hash_of, number, |&number| parties.get(number).map_or(0, |party| hash(&party)));
        }
        number
    }

    /// The number of a party, if a message named someone so.
    pub(in crate::book) fn find(&self, address: &str, name: Option<&str>, role: ParticipantRole) -> Option<Mention> {
        let name = name.and_then(name::clean);
        let name = name.map_or(Some(NONE), |name| self.names.find(&name))?;
        Some(Mention { address: self.addresses.find(address)?, name, role })
    }

    /// Takes note of a mailing list. Gives the addresses that are known now to be its.
    pub(in crate::book) fn list(&mut self, list_id: &str) -> Vec<u32> {
        let plain = noise::plain_list_id(list_id);
        if self.lists.contains(&plain) {
            return Vec::new();
        }
        let found = noise::list_addresses(&plain).filter_map(|address| self.addresses.find(&address)).collect();
        for &address in &found {
            self.mark(address, LIST);
        }
        self.lists.insert(plain);
        found
    }

    pub(in crate::book) fn knows_list(&self, list_id: &str) -> bool {
        self.lists.contains(&noise::plain_list_id(list_id))
    }

    pub(in crate::book) fn get(&self, party: u32) -> Option<Mention> {
        self.parties.get(party)
    }

    pub(in crate::book) fn address_text(&self, address: u32) -> &str {
        self.addresses.get(address).unwrap_or_default()
    }

    pub(in crate::book) fn name_text(&self, name: u32) -> &str {
        self.names.get(name).unwrap_or_default()
    }

    /// The number of the work domain of an address; [`NONE`] without one.
    pub(in crate::book) fn domain(&self, address: u32) -> u32 {
        self.known.get_ref(address).map_or(NONE, |known| known.domain)
    }

    pub(in crate::book) fn domain_text(&self, domain: u32) -> &str {
        self.domains.get(domain).unwrap_or_default()
    }

    /// The company of a work domain.
    pub(in crate::book) fn company(&self, domain: u32) -> CompanyId {
        self.companies.get(domain as usize).copied().unwrap_or(CompanyId(0))
    }

    /// The domain from which a company follows.
    pub(in crate::book) fn company_domain(&self, company: CompanyId) -> Option<&str> {
        self.domain_of.get(&company).map(|&domain| self.domain_text(domain))
    }

    fn number_domain(&mut self, domain: &str) -> u32 {
        let number = self.domains.number(domain);
        if number as usize == self.companies.len() {
            let company = CompanyId::of(domain);
            self.companies.push(company);
            self.domain_of.insert(company, number);
        }
        number
    }

    /// How many addresses there are; their numbers are those below.
    pub(in crate::book) fn addresses(&self) -> u32 {
        self.addresses.len()
    }

    /// The number of an address that is known.
    pub(in crate::book) fn find_address(&self, address: &str) -> Option<u32> {
        self.addresses.find(address)
    }

    pub(in crate::book) fn known(&self, address: u32) -> KnownAddress {
        self.known.get(address).unwrap_or(KnownAddress {
            latest: NONE,
            person: NONE,
            first: NONE,
            last: NONE,
            domain: NONE,
            marks: 0,
            form: AddressForm::Plain,
        })
    }

    /// Whether the address bears any of those marks.
    pub(in crate::book) fn is(&self, address: u32, marks: u16) -> bool {
        self.known.get_ref(address).is_some_and(|known| known.marks & marks != 0)
    }

    pub(in crate::book) fn is_automated_sender(&self, address: u32) -> bool {
        self.known.get_ref(address).is_some_and(|known| noise::is_certain(known.form))
    }

    /// Whether several people may read what goes to an address, or no one.
    pub(in crate::book) fn is_shared(&self, address: u32) -> bool {
        self.is(address, LIST) || !matches!(self.known(address).form, AddressForm::Plain | AddressForm::Name)
    }

    pub(in crate::book) fn mark(&mut self, address: u32, marks: u16) {
        if let Some(known) = self.known.get_mut(address) {
            known.marks |= marks;
        }
    }

    pub(in crate::book) fn unmark(&mut self, address: u32, marks: u16) {
        if let Some(known) = self.known.get_mut(address) {
            known.marks &= !marks;
        }
    }

    /// Sets those of the marks `which` to `marks`. Gives which of them changed.
    pub(in crate::book) fn set_marks(&mut self, address: u32, which: u16, marks: u16) -> u16 {
        let Some(known) = self.known.get_mut(address) else { return 0 };
        let before = known.marks;
        known.marks = before & !which | marks & which;
        before ^ known.marks
    }

    /// Sets which row was the last to name an address.
    pub(super) fn set_latest(&mut self, address: u32, row: u32) {
        if let Some(known) = self.known.get_mut(address) {
            known.latest = row;
        }
    }

    /// Sets which messages between the user and them at that address are the first and the latest.
    pub(in crate::book) fn set_ends(&mut self, address: u32, first: u32, last: u32) {
        if let Some(known) = self.known.get_mut(address) {
            (known.first, known.last) = (first, last);
        }
    }

    pub(in crate::book) fn set_person(&mut self, address: u32, person: u32) {
        if let Some(known) = self.known.get_mut(address) {
            known.person = person;
        }
    }

    /// Notes that a row names the address. Gives the row that did before; [`NONE`] if there is none, or if it is this
    /// one.
    pub(super) fn named_by(&mut self, address: u32, row: u32) -> u32 {
        match self.known.get_mut(address) {
            Some(known) if known.latest != row => std::mem::replace(&mut known.latest, row),
            _ => NONE,
        }
    }
}
