use super::chunks::Chunks;
use super::strings::{Strings, hash};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use kith_domain::address::Address;
use kith_domain::message::Role;
use kith_domain::noise;
use std::collections::HashSet;

/// The number of nothing.
pub(super) const NONE: u32 = u32::MAX;

/// Everybody who is named: addresses, names, and how one is named (a party: address, name and role), each once.
#[derive(Debug, Default)]
pub(super) struct Who {
    addresses: Strings,
    known: Chunks<Known>,
    names: Strings,
    parties: Chunks<Party>,
    numbers: HashTable<u32>,
    /// In the plain form of [`noise::plain_list_id`].
    lists: HashSet<String, FixedState>,
}

/// How a message names someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Party {
    pub(super) address: u32,
    /// [`NONE`] if there is none.
    pub(super) name: u32,
    pub(super) role: Role,
}

/// What is known of an address.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// The last of the rows that name it; the others hang on it. [`NONE`] before the first.
    pub(super) latest: u32,
    /// Who it is. [`NONE`] if it is nobody.
    pub(super) person: u32,
    pub(super) marks: u8,
}

/// It is a program's.
const ROBOT: u8 = 1;
/// It is a mailing list's.
const LIST: u8 = 1 << 1;
/// It is mine.
pub(super) const MINE: u8 = 1 << 2;
/// A message names it, and it was nobody then: who it is follows from that message, too.
pub(super) const SEEN: u8 = 1 << 3;
/// Who it is has to be worked out anew.
pub(super) const TOUCHED: u8 = 1 << 4;
/// It is nobody's.
pub(super) const NOBODY: u8 = ROBOT | LIST;

impl Who {
    /// The number of an address. `None` if the text is none.
    pub(super) fn address(&mut self, text: &str) -> Option<u32> {
        // What stands in a run was read already.
        if let Some(number) = self.addresses.find(text) {
            return Some(number);
        }
        let address = Address::parse(text)?;
        let number = self.addresses.number(address.as_str());
        if number == self.known.len() {
            let robot = if noise::is_robot(&address) { ROBOT } else { 0 };
            let list = if self.lists.contains(&noise::list_id_of(address.as_str())) { LIST } else { 0 };
            self.known.push(Known { latest: NONE, person: NONE, marks: robot | list });
        }
        Some(number)
    }

    pub(super) fn name(&mut self, text: &str) -> u32 {
        self.names.number(text)
    }

    pub(super) fn party(&mut self, party: Party) -> u32 {
        let parties = &self.parties;
        let hash_of = hash(&party);
        if let Some(&number) = self.numbers.find(hash_of, |&number| parties.get(number) == Some(party)) {
            return number;
        }
        let number = self.parties.push(party);
        let parties = &self.parties;
        self.numbers.insert_unique(hash_of, number, |&number| parties.get(number).map_or(0, |party| hash(&party)));
        number
    }

    /// The number of a party, if a message named someone so.
    pub(super) fn find(&self, address: &str, name: Option<&str>, role: Role) -> Option<Party> {
        let name = name.map_or(Some(NONE), |name| self.names.find(name))?;
        Some(Party { address: self.addresses.find(address)?, name, role })
    }

    /// Takes note of a mailing list. Gives the addresses that are known now to be its.
    pub(super) fn list(&mut self, list_id: &str) -> Vec<u32> {
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

    pub(super) fn knows_list(&self, list_id: &str) -> bool {
        self.lists.contains(&noise::plain_list_id(list_id))
    }

    pub(super) fn get(&self, party: u32) -> Option<Party> {
        self.parties.get(party)
    }

    pub(super) fn address_text(&self, address: u32) -> &str {
        self.addresses.get(address).unwrap_or_default()
    }

    pub(super) fn name_text(&self, name: u32) -> &str {
        self.names.get(name).unwrap_or_default()
    }

    pub(super) fn known(&self, address: u32) -> Known {
        self.known.get(address).unwrap_or(Known { latest: NONE, person: NONE, marks: 0 })
    }

    /// Whether the address bears any of those marks.
    pub(super) fn is(&self, address: u32, marks: u8) -> bool {
        self.known(address).marks & marks != 0
    }

    pub(super) fn is_robot(&self, address: u32) -> bool {
        self.is(address, ROBOT)
    }

    pub(super) fn mark(&mut self, address: u32, marks: u8) {
        if let Some(known) = self.known.get_mut(address) {
            known.marks |= marks;
        }
    }

    pub(super) fn unmark(&mut self, address: u32, marks: u8) {
        if let Some(known) = self.known.get_mut(address) {
            known.marks &= !marks;
        }
    }

    pub(super) fn set_person(&mut self, address: u32, person: u32) {
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
