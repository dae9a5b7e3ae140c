//! The sample mailbox: made up, but read batch by batch as a real one is.

use super::state::{AccountState, Engine, SampleReading};
use crate::account::{Account, Kind};
use crate::api::{AccountId, Brought, Decision, Problem, ProblemKind, Progress, Status};
use crate::store::{DecisionRow, Store};
use crate::sync::{Cursor, Place};
use kith_domain::address::Address;
use kith_domain::entry::Entry;
use kith_domain::sample::Sample;
use kith_wire::{RawMessage, UidSet};

/// The made-up owner of the made-up mailbox.
const OWNER: &str = "robin@harbour.example";
const SEED: u64 = 20_260_701;
const UID_VALIDITY: u32 = 1;
const AT_ONCE: u32 = 250;

impl<S: Store> Engine<S> {
    pub(super) async fn add_sample(&mut self) -> Result<(), Problem> {
        if self.accounts.values().any(|state| matches!(state.account.kind, Kind::Sample { .. })) {
            return Err(Problem::new(ProblemKind::AlreadyConnected));
        }
        let address = Address::parse(OWNER).ok_or(Problem::new(ProblemKind::BadInput))?;
        let kind = Kind::Sample { seed: SEED, made: self.seconds() };
        let account = Account::new(self.next_account(), address, kind);
        let id = account.id;
        self.keep(account).await?;
        self.begin_sample(id);
        Ok(())
    }

    /// What was made and would be about nobody without that account, if it is the sample.
    pub(super) fn emptied(&mut self, id: AccountId) -> Vec<(u64, String)> {
        let is_sample = |state: &AccountState| matches!(state.account.kind, Kind::Sample { .. });
        if !self.accounts.get(&id).is_some_and(is_sample) {
            return Vec::new();
        }
        let others = self.addresses_but(id);
        let gone = self.book.only_of(id, &others);
        self.book.emptied(&gone, others.is_empty())
    }

    /// The entry by which everything is forgotten that was decided about the sample, and how it is stored.
    pub(super) fn forget(&self, id: AccountId, made: Vec<u64>) -> Result<(Entry, DecisionRow), Problem> {
        let mut gone = self.book.only_of(id, &self.addresses_but(id));
        gone.made.extend(made);
        let mut mark = self.moment.random;
        while self.book.journal().entry(mark).is_some() {
            mark = mark.wrapping_add(1);
        }
        Ok(self.entry(mark, vec![Decision::Forget(gone)])?)
    }

    /// The addresses of all accounts but one.
    fn addresses_but(&self, id: AccountId) -> Vec<Address> {
        let others = self.accounts.iter().filter(|(other, _)| **other != id);
        others.map(|(_, state)| state.account.address.clone()).collect()
    }

    /// Begins to read what is not read yet.
    pub(super) fn begin_sample(&mut self, id: AccountId) {
        let now = self.moment.now;
        let Some(state) = self.accounts.get_mut(&id) else { return };
        let Kind::Sample { seed, made } = state.account.kind else { return };
        let before = Brought { messages: self.book.messages_of(id), people: self.book.people_count() };
        state.sample = Some(SampleReading { sample: Sample::new(seed, made, &state.account.address), before });
        state.next = Some(now);
    }

    /// Reads the next batch.
    pub(super) async fn read_sample(&mut self, id: AccountId) {
        let Some(state) = self.accounts.get(&id) else { return };
        let Some(SampleReading { sample, .. }) = &state.sample else { return };
        let of: u32 = sample.folders().iter().map(|(_, count)| count).sum();
        let next = sample.folders().into_iter().find_map(|(folder, count)| {
            let all = if count == 0 { UidSet::new() } else { UidSet::from(vec![(1, count)]) };
            let cursor = state.mailbox.folders.get(folder).cloned().unwrap_or_default();
            let missing = Cursor::missing(&cursor, UID_VALIDITY, &all);
            (!missing.is_empty()).then_some((folder, missing))
        });
        let Some((folder, mut missing)) = next else { return self.end_sample(id) };
        let uids = missing.take_highest(AT_ONCE);
        let messages = uids.iter().filter_map(|uid| {
            let message = sample.message(folder, uid)?;
            Some(RawMessage {
                uid,
                received: Some(message.received),
                size: u32::try_from(message.bytes.len()).unwrap_or(u32::MAX),
                email_id: None,
                thread_id: None,
                header: message.bytes.get(..message.header_len)?.to_vec(),
                cut: false,
            })
        });
        let messages: Vec<RawMessage> = messages.collect();
        let place = Place { folder: folder.to_owned(), uid_validity: UID_VALIDITY, sent: folder == "Sent" };
        if let Err(error) = self.take(id, &place, messages).await {
            let problem: Problem = error.into();
            if let Some(state) = self.accounts.get_mut(&id) {
                (state.sample, state.next) = (None, None);
            }
            return self.set_status(id, Status::Stopped(problem));
        }
        let now = self.moment.now;
        let (read, people) = (self.book.messages_of(id).min(of), self.book.people_count());
        if let Some(state) = self.accounts.get_mut(&id) {
            state.next = Some(now);
        }
        let progress = Progress { folder: folder.to_owned(), read, of, people, seconds_left: None };
        self.set_status(id, Status::Reading(progress));
    }

    fn end_sample(&mut self, id: AccountId) {
        let at = self.seconds();
        let (messages, people) = (self.book.messages_of(id), self.book.people_count());
        let Some(state) = self.accounts.get_mut(&id) else { return };
        let before = state.sample.take().map(|reading| reading.before).unwrap_or_default();
        state.next = None;
        let brought = Brought {
            messages: messages.saturating_sub(before.messages),
            people: people.saturating_sub(before.people),
        };
        self.set_status(id, Status::UpToDate { at, brought });
    }
}
