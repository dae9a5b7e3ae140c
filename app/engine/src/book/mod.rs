//! What is kept in memory of all facts, and the people that follow from them.
//!
//! Everything here is a pure function of the runs absorbed and of the accounts' addresses: the order of runs does not
//! matter, and absorbing one twice changes nothing. It is kept incrementally: a batch costs what its own participants'
//! messages cost.

mod people;
mod table;

use crate::api::{AccountId, MessageKey};
use crate::segment::{self, Entry, Message, Run, marks};
use crate::store::SegmentId;
use kith_domain::address::Address;
use kith_domain::message::{Bulk, Facts, Role};
use kith_domain::noise::{self, Noise};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use table::Table;

/// All facts, in columns.
#[derive(Debug, Default)]
pub(crate) struct Book {
    rows: Vec<Row>,
    by_key: HashMap<u64, u32>,
    parties: Vec<Party>,
    addresses: Table<Address>,
    names: Table<Box<str>>,
    /// For each address, the rows that name it, each once, ascending.
    named_in: Vec<Vec<u32>>,
    folders: Table<Folder>,
    /// Further places of rows that are seen in more than one.
    more_places: HashMap<u32, Vec<Place>>,
    /// Further accounts of rows that are stored for more than one.
    more_accounts: HashSet<(u32, AccountId)>,
    per_account: BTreeMap<AccountId, u32>,
    list_ids: BTreeSet<String>,
    /// For each account, how many messages in its Sent folders each address is the From of.
    sent_from: BTreeMap<AccountId, BTreeMap<Address, u32>>,
    /// Which rows are counted there, and for whom.
    sent_in: HashSet<(u32, AccountId)>,
    own_of_accounts: Vec<Address>,
    derived: people::Derived,
}

/// A message.
#[derive(Debug)]
struct Row {
    key: u64,
    /// The earliest date that a copy of it gives; copies differ only where the date lies.
    date: i64,
    /// The least noisy verdict over its copies: what also came to me directly is personal.
    noise: Option<Noise>,
    /// Whether it was seen in a folder for sent mail.
    in_sent: bool,
    /// Where its subject is read.
    at: Position,
    /// Whose it is; further accounts stand beside.
    account: AccountId,
    place: Place,
    first_party: u32,
    party_count: u16,
}

/// Where in the log a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) segment: SegmentId,
    pub(crate) entry: u32,
}

/// Where on a server a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    folder: u32,
    uid: u32,
}

/// A folder, under one numbering.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Folder {
    pub(crate) account: AccountId,
    pub(crate) name: String,
    pub(crate) uid_validity: u32,
}

/// A message on its way in.
struct New<'a, 'b> {
    account: AccountId,
    at: Position,
    place: Place,
    run: &'a Run<'b>,
    entry: &'a Entry<'b>,
    message: &'a Message<'b>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Party {
    address: u32,
    name: Option<u32>,
    role: Role,
}

impl Book {
    /// Takes in a run that is stored as that segment. Call [`Book::settle`] when all of a batch are in.
    pub(crate) fn absorb(&mut self, account: AccountId, segment: SegmentId, run: &Run<'_>) {
        let folder = Folder { account, name: run.folder.to_owned(), uid_validity: run.uid_validity };
        let folder = self.folders.number(folder);
        let unread = vec![None; run.strings.len()];
        let mut strings = Interned { addresses: unread.clone(), names: unread, run };
        for (at, entry) in run.entries.iter().enumerate() {
            let place = Place { folder, uid: entry.uid };
            let at = Position { segment, entry: u32::try_from(at).unwrap_or(u32::MAX) };
            let known = self.by_key.get(&entry.key).copied();
            if let Some(message) = &entry.message {
                let parties = self.read_parties(message, &mut strings);
                let new = New { account, at, place, run, entry, message };
                match known {
                    Some(number) => self.merge(number, &new, parties),
                    None => self.add(new, parties),
                }
            }
            // Without a message and unknown: a copy of one that was removed with its account.
            if let Some(number) = known {
                self.see_at(number, place, run.sent);
            }
            if run.sent
                && let Some(&number) = self.by_key.get(&entry.key)
            {
                self.count_sent(number, account);
            }
        }
    }

    /// Whether this message is known for that account alone, and the copy says nothing that the book does not know. What
    /// another account's copy said does not count: it goes with that account.
    pub(crate) fn knows(&self, account: AccountId, facts: &Facts) -> bool {
        let Some(&number) = self.by_key.get(&facts.key.0) else { return false };
        let Some(row) = self.rows.get(number as usize) else { return false };
        let shared = self.accounts_of(number).any(|other| other != account);
        let list_known = facts.bulk.list_id.as_ref().is_none_or(|id| self.list_ids.contains(id));
        let named = |party: &kith_domain::message::Party| {
            let Some(address) = self.addresses.find(&party.address) else { return false };
            let name = party.name.as_deref().map(|name| self.names.find(&name.into()));
            self.parties_of(number).iter().any(|known| {
                let same_name = name.is_none_or(|name| name.is_some() && name == known.name);
                known.address == address && known.role == party.role && same_name
            })
        };
        !shared
            && row.date <= facts.date
            && row.noise <= noise::of_message(facts)
            && list_known
            && facts.parties.iter().all(named)
    }

    /// The addresses of the accounts, which are mine. Call [`Book::settle`] afterwards.
    pub(crate) fn set_own(&mut self, addresses: Vec<Address>) {
        self.own_of_accounts = addresses;
    }

    /// How many messages there are.
    pub(crate) fn messages(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// How many messages are stored for an account.
    pub(crate) fn messages_of(&self, account: AccountId) -> u32 {
        self.per_account.get(&account).copied().unwrap_or(0)
    }

    /// Where on the servers a message was seen, the latest place first.
    pub(crate) fn places(&self, message: MessageKey) -> Vec<(&Folder, u32)> {
        let Some(&number) = self.by_key.get(&message.0) else { return Vec::new() };
        let first = self.rows.get(number as usize).map(|row| row.place);
        let more = self.more_places.get(&number).into_iter().flatten().rev().copied();
        more.chain(first).filter_map(|place| Some((self.folders.get(place.folder)?, place.uid))).collect()
    }

    fn add(&mut self, new: New<'_, '_>, parties: Vec<Party>) {
        let number = self.messages();
        let noise = self.verdict(&new, &parties);
        let (first_party, party_count) = self.write_parties(number, parties);
        self.rows.push(Row {
            key: new.entry.key,
            date: new.message.date,
            noise,
            in_sent: new.run.sent,
            at: new.at,
            account: new.account,
            place: new.place,
            first_party,
            party_count,
        });
        self.by_key.insert(new.entry.key, number);
        *self.per_account.entry(new.account).or_default() += 1;
    }

    /// Takes in a copy of a message that is known. What it adds is the same in whatever order the copies come: the
    /// earliest date, the least noise, and everybody whom any copy names (a Bcc stands only in mine).
    fn merge(&mut self, number: u32, new: &New<'_, '_>, mut parties: Vec<Party>) {
        let noise = self.verdict(new, &parties);
        parties.retain(|party| !self.parties_of(number).contains(party));
        if !parties.is_empty() {
            let all = self.parties_of(number).iter().copied().chain(parties).collect();
            let (first_party, party_count) = self.write_parties(number, all);
            if let Some(row) = self.rows.get_mut(number as usize) {
                (row.first_party, row.party_count) = (first_party, party_count);
            }
        }
        let Some(row) = self.rows.get_mut(number as usize) else { return };
        if new.message.date < row.date || noise < row.noise {
            row.date = row.date.min(new.message.date);
            row.noise = row.noise.min(noise);
            self.touch_parties(number);
        }
        let Some(row) = self.rows.get(number as usize) else { return };
        if row.account != new.account && self.more_accounts.insert((number, new.account)) {
            *self.per_account.entry(new.account).or_default() += 1;
        }
    }

    /// Notes that a known message stands at a place, too.
    fn see_at(&mut self, number: u32, place: Place, in_sent: bool) {
        let Some(row) = self.rows.get_mut(number as usize) else { return };
        if row.place != place {
            let more = self.more_places.entry(number).or_default();
            if !more.contains(&place) {
                more.push(place);
            }
        }
        if in_sent && !row.in_sent {
            row.in_sent = true;
            self.touch_parties(number);
        }
    }

    fn read_parties(&mut self, message: &Message<'_>, strings: &mut Interned<'_>) -> Vec<Party> {
        let read = message.parties.iter().filter_map(|party| {
            let role = segment::role(party.role)?;
            let address = strings.address(self, party.address)?;
            let name = party.name.and_then(|name| strings.name(self, name));
            Some(Party { address, name, role })
        });
        read.take(usize::from(u16::MAX)).collect()
    }

    fn write_parties(&mut self, number: u32, parties: Vec<Party>) -> (u32, u16) {
        let first = u32::try_from(self.parties.len()).unwrap_or(u32::MAX);
        for party in parties.iter().take(usize::from(u16::MAX)) {
            if let Some(rows) = self.named_in.get_mut(party.address as usize)
                && let Err(at) = rows.binary_search(&number)
            {
                rows.insert(at, number);
            }
            self.derived.touch(party.address);
        }
        self.parties.extend(parties);
        (first, u16::try_from(self.parties.len() - first as usize).unwrap_or(u16::MAX))
    }

    /// Whether a message is noise, by its marks and by who is named in it.
    fn verdict(&mut self, new: &New<'_, '_>, parties: &[Party]) -> Option<Noise> {
        let list_id = new.message.list_id.and_then(|id| new.run.strings.get(id as usize).copied());
        if let Some(id) = list_id
            && self.list_ids.insert(id.to_owned())
        {
            self.derived.touch_list(id);
        }
        let bulk = Bulk {
            list_id: list_id.map(str::to_owned),
            unsubscribe: new.message.marks & marks::UNSUBSCRIBE != 0,
            precedence: new.message.marks & marks::PRECEDENCE != 0,
            auto_submitted: new.message.marks & marks::AUTO_SUBMITTED != 0,
        };
        let from = parties.iter().filter(|party| party.role == Role::From);
        let from = from.filter_map(|party| self.addresses.get(party.address));
        let recipients = parties.iter().filter(|party| matches!(party.role, Role::To | Role::Cc | Role::Bcc)).count();
        noise::verdict(&bulk, from, recipients)
    }

    fn touch_parties(&mut self, number: u32) {
        for address in self.parties_of(number).iter().map(|party| party.address).collect::<Vec<_>>() {
            self.derived.touch(address);
        }
    }

    /// Counts who wrote a message of an account's Sent folder, once.
    fn count_sent(&mut self, number: u32, account: AccountId) {
        if !self.sent_in.insert((number, account)) {
            return;
        }
        let from = self.parties_of(number).iter().filter(|party| party.role == Role::From);
        let from: BTreeSet<Address> = from.filter_map(|party| self.addresses.get(party.address).cloned()).collect();
        let counts = self.sent_from.entry(account).or_default();
        for address in from {
            *counts.entry(address).or_default() += 1;
        }
    }

    fn accounts_of(&self, number: u32) -> impl Iterator<Item = AccountId> {
        let first = self.rows.get(number as usize).map(|row| row.account);
        let others = self.per_account.keys().copied();
        others.filter(move |account| first == Some(*account) || self.more_accounts.contains(&(number, *account)))
    }

    fn parties_of(&self, number: u32) -> &[Party] {
        let Some(row) = self.rows.get(number as usize) else { return &[] };
        let start = row.first_party as usize;
        self.parties.get(start..start + usize::from(row.party_count)).unwrap_or_default()
    }
}

/// The numbers in the book of a run's strings, found once each.
struct Interned<'a> {
    addresses: Vec<Option<u32>>,
    names: Vec<Option<u32>>,
    run: &'a Run<'a>,
}

impl Interned<'_> {
    fn address(&mut self, book: &mut Book, index: u32) -> Option<u32> {
        let slot = self.addresses.get_mut(index as usize)?;
        if slot.is_none() {
            let address = Address::parse(self.run.strings.get(index as usize)?)?;
            let (number, new) = book.addresses.number_or_new(address);
            if new {
                book.named_in.push(Vec::new());
                book.derived.touch_new(number);
            }
            *slot = Some(number);
        }
        *slot
    }

    fn name(&mut self, book: &mut Book, index: u32) -> Option<u32> {
        let slot = self.names.get_mut(index as usize)?;
        if slot.is_none() {
            *slot = Some(book.names.number(self.run.strings.get(index as usize).copied()?.into()));
        }
        *slot
    }
}

#[cfg(test)]
mod tests;
