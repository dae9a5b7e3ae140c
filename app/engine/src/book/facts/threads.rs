pub(in crate::book) mod slice;

use super::chunks::{Chunks, Sparse};
use super::correspondents::NONE;
use super::lookup::Lookup;
use super::strings::hash;
use crate::api::AccountId;
use crate::segment::{PackedMessage, Run};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What the messages answer, by row.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::book) struct Threads {
    #[serde(skip)]
    ids: Chunks<u64>,
    #[serde(skip)]
    rows: Lookup,
    /// The rows of which copies bear further Message-IDs, by those; and by row.
    others: HashMap<u64, Vec<u32>, FixedState>,
    further: HashMap<u32, Vec<u64>, FixedState>,
    /// The Message-IDs that are those of other rows now, and the rows that answer something else; kept only while
    /// someone asks for them.
    #[serde(skip)]
    changed: Option<(Vec<u64>, Vec<u32>)>,
    #[serde(skip)]
    answers: Chunks<u64>,
    /// The row's thread by the server's word; [`NONE`] without one.
    #[serde(skip)]
    threads: Sparse<NONE>,
    /// The row of the same thread that came before.
    #[serde(skip)]
    before: Sparse<NONE>,
    numbers: HashMap<u64, u32, FixedState>,
    /// The last row of each thread.
    #[serde(skip)]
    latest: Vec<u32>,
}

/// How a message hangs together with others. A zero is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::book) struct Thread {
    /// The hash of its Message-ID, as [`reference`](kith_domain::message::reference) gives it.
    pub(in crate::book) id: u64,
    /// That of the message that it answers.
    pub(in crate::book) answers: u64,
    /// A hash of the account and of the server's word for its thread (X-GM-THRID, THREADID).
    pub(in crate::book) thread: u64,
}

impl Thread {
    pub(in crate::book) fn of(account: AccountId, run: &Run<'_>, message: &PackedMessage<'_>) -> Self {
        let thread = message.thread_id.filter(|id| !id.is_empty()).map_or(0, |id| hash(&(account.0, id)).max(1));
        Self { id: run.id(message), answers: run.answered(message), thread }
    }
}

impl Threads {
    /// Makes room for finding that many messages.
    pub(in crate::book) fn reserve(&mut self, messages: usize) {
        self.lookup();
        let ids = &self.ids;
        if let Some(rows) = self.rows.made() {
            rows.reserve(messages, |&row| ids.get(row).unwrap_or(0));
        }
    }

    fn lookup(&self) -> &HashTable<u32> {
        // Without those that have no id.
        self.rows.get(self.ids.len(), || self.ids.numbered().filter(|(id, _)| *id != 0))
    }

    /// Adds the next row.
    pub(in crate::book) fn push(&mut self, Thread { id, answers, thread }: Thread) {
        // Made before there is one more, or it would stand there twice.
        self.lookup();
        let row = self.ids.push(id);
        self.answers.push(answers);
        let ids = &self.ids;
        if let Some(rows) = self.rows.made().filter(|_| id != 0) {
            rows.insert_unique(id, row, |&row| ids.get(row).unwrap_or(0));
        }
        if thread == 0 {
            return;
        }
        let number = *self.numbers.entry(thread).or_insert_with(|| {
            self.latest.push(NONE);
            u32::try_from(self.latest.len() - 1).unwrap_or(NONE)
        });
        self.join(row, number);
    }

    /// Notes of which thread the next row is.
    fn join(&mut self, row: u32, number: u32) {
        self.threads.set(row, number);
        let latest = self.latest.get_mut(number as usize);
        self.before.set(row, latest.map_or(NONE, |latest| std::mem::replace(latest, row)));
    }

    /// A copy of the row bears another Message-ID.
    pub(in crate::book) fn also(&mut self, row: u32, id: u64) {
        let rows = self.others.entry(id).or_default();
        if id != 0 && !rows.contains(&row) {
            rows.push(row);
            self.further.entry(row).or_default().push(id);
            self.changed.iter_mut().for_each(|(ids, _)| ids.push(id));
        }
    }

    /// One row is a copy of another: its Message-IDs are that one's, and it answers nothing itself.
    pub(in crate::book) fn unite(&mut self, row: u32, copy: u32) {
        let ids = self.further.remove(&copy).unwrap_or_default();
        for id in ids.into_iter().chain([self.id(copy)]) {
            if let Some(rows) = self.others.get_mut(&id) {
                rows.retain(|other| *other != copy);
            }
            self.also(row, id);
            self.changed.iter_mut().for_each(|(ids, _)| ids.push(id));
        }
        self.ids.set(copy, 0);
        self.set_answers(copy, 0);
    }

    /// Keeps from now on what changes, or no longer.
    pub(in crate::book) fn keep_changed(&mut self, is_kept: bool) {
        self.changed = is_kept.then(Default::default);
    }

    /// The Message-IDs that are those of other rows now, and the rows that answer something else, since this was asked
    /// last.
    pub(in crate::book) fn take_changed(&mut self) -> (Vec<u64>, Vec<u32>) {
        self.changed.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// The Message-IDs of a row and of its copies.
    pub(in crate::book) fn ids(&self, row: u32) -> impl Iterator<Item = u64> {
        let further = self.further.get(&row).into_iter().flatten().copied();
        further.chain([self.id(row)]).filter(|&id| id != 0)
    }

    /// The hash of a row's Message-ID; zero without one.
    pub(in crate::book) fn id(&self, row: u32) -> u64 {
        self.ids.get(row).unwrap_or(0)
    }

    /// The hash of the Message-ID that a row answers; zero if it says none.
    pub(in crate::book) fn answers(&self, row: u32) -> u64 {
        self.answers.get(row).unwrap_or(0)
    }

    /// Whether a copy that answers that says nothing new: of copies that differ the same counts, whichever came first.
    pub(in crate::book) fn says(&self, row: u32, answers: u64) -> bool {
        let known = self.answers(row);
        answers == 0 || known != 0 && known <= answers
    }

    /// A copy says what a row answers. Gives whether that is something new.
    pub(in crate::book) fn add_answers(&mut self, row: u32, answers: u64) -> bool {
        !self.says(row, answers) && self.set_answers(row, answers)
    }

    /// Sets what a row answers. Gives whether that is something else.
    pub(in crate::book) fn set_answers(&mut self, row: u32, answers: u64) -> bool {
        let known = self.answers(row);
        self.answers.set(row, answers);
        if known != answers {
            self.changed.iter_mut().for_each(|(_, rows)| rows.push(row));
        }
        known != answers
    }

    /// Whether a row may be an answer.
    pub(in crate::book) fn may_answer(&self, row: u32) -> bool {
        self.answers(row) != 0 || self.thread(row) != NONE
    }

    /// The rows with that Message-ID.
    pub(in crate::book) fn with_id(&self, id: u64) -> impl Iterator<Item = u32> {
        let rows = self.lookup().iter_hash(id).copied();
        let own = rows.filter(move |&row| id != 0 && self.ids.get(row) == Some(id));
        own.chain(self.others.get(&id).into_iter().flatten().copied())
    }

    /// The number of a row's thread by the server's word; [`NONE`] without one.
    pub(in crate::book) fn thread(&self, row: u32) -> u32 {
        self.threads.get(row)
    }

    /// The rows of a thread by the server's word.
    pub(in crate::book) fn of_thread(&self, thread: u32) -> impl Iterator<Item = u32> {
        let latest = self.latest.get(thread as usize).copied().filter(|&row| row != NONE);
        std::iter::successors(latest, |&row| Some(self.before.get(row)).filter(|&before| before != NONE))
    }
}
