//! The sample mailbox: adding it, and what goes with it when it is removed.

use super::state::{AccountState, Engine};
use crate::account::{Account, AccountKind};
use crate::api::{AccountId, Decision, PhotoId, Problem, ProblemKind};
use crate::store::{Batch, Store};
use kith_domain::address::Address;
use kith_domain::decision::Forgotten;
use kith_domain::entry::Entry;
use std::collections::BTreeSet;

/// The made-up owner of the made-up mailbox.
const OWNER: &str = "robin@harbour.example";
const SEED: u64 = 20_260_701;

impl<S: Store> Engine<S> {
    pub(super) async fn add_sample(&mut self) -> Result<(), Problem> {
        if self.accounts.values().any(|state| state.account.is_sample()) {
            return Err(Problem::new(ProblemKind::AlreadyConnected));
        }
        let address = Address::parse(OWNER).ok_or(Problem::new(ProblemKind::BadInput))?;
        let kind = AccountKind::Sample { seed: SEED, made: self.seconds() };
        let account = Account::new(self.next_account(), address, kind);
        let id = account.id;
        self.keep(account).await?;
        self.begin_local(id);
        Ok(())
    }

    /// What was made and would be about no one without that account, if it is the sample.
    pub(super) fn emptied(&mut self, id: AccountId) -> Vec<(u64, String)> {
        let is_sample = |state: &AccountState| state.account.is_sample();
        if !self.accounts.get(&id).is_some_and(is_sample) {
            return Vec::new();
        }
        let others = self.addresses_but(id);
        let gone = self.book.only_of(id, &others);
        self.book.emptied(&gone, others.is_empty())
    }

    /// The entry by which everything is forgotten that was decided about the sample. What is to be stored of that goes
    /// into the batch.
    pub(super) fn forget(&self, id: AccountId, made: Vec<u64>, batch: &mut Batch) -> Result<Entry, Problem> {
        let mut gone = self.book.only_of(id, &self.addresses_but(id));
        gone.made.extend(made);
        batch.removed_photos = self.photos_of_only(&gone);
        let (entry, row) = self.entry(self.own_mark(), vec![Decision::Forget(gone)])?;
        batch.decisions.push(row);
        Ok(entry)
    }

    /// The photos that no one ever had but those who are forgotten.
    fn photos_of_only(&self, gone: &Forgotten) -> Vec<PhotoId> {
        let (mut theirs, mut others) = (BTreeSet::new(), BTreeSet::new());
        for decision in self.book.journal().all().flat_map(|entry| &entry.decisions) {
            if let Decision::Photo { person, photo: Some(photo) } = decision {
                let photos = if gone.people.contains(person) { &mut theirs } else { &mut others };
                photos.insert(*photo);
            }
        }
        theirs.difference(&others).copied().collect()
    }

    /// The addresses of all accounts but one.
    fn addresses_but(&self, id: AccountId) -> Vec<Address> {
        let others = self.accounts.iter().filter(|(other, _)| **other != id);
        others.map(|(_, state)| state.account.address.clone()).collect()
    }
}
