//! Lists of those who unsubscribed that lie on web servers: they are read again every day.
//!
//! A list marks each person once. Whoever the user cleared is not marked again by the same list.

use super::error::{EngineError, NOT_FOUND};
use super::records::{DeviceRecord, UnsubscribeListV1, UnsubscribeListsV1};
use super::state::{Engine, Turn, UnsubscribeList, WebFile};
use super::web_files::place;
use crate::api::{
    Decision, PersonId, Problem, ProblemKind, Run, RunOf, Secret, UNSUBSCRIBED, UnsubscribeListView, WebFileProblem,
};
use crate::dav::url::Url;
use crate::store::{Batch, Store};
use kith_domain::small_sort::CollectTree;
use std::collections::BTreeSet;

/// Maximum number of lists.
const MAX_LISTS: usize = 20;

impl<S: Store> Engine<S> {
    /// Takes what is stored of the lists.
    pub(super) fn take_unsubscribe_lists(&mut self, row: UnsubscribeListsV1) {
        let lists = row.lists.into_iter();
        self.unsubscribe_lists = lists.map(|kept| UnsubscribeList { turn: Turn::after(kept.last), kept }).collect();
    }

    /// The lists, in the order in which they were added.
    pub(super) fn unsubscribe_list_views(&self) -> Vec<UnsubscribeListView> {
        let view = |list: &UnsubscribeList| UnsubscribeListView {
            id: list.kept.id,
            place: Url::read(list.kept.url.reveal()).map(|url| place(&url)).unwrap_or_default(),
            status: list.turn.status(),
            last: list.kept.last,
            addresses: list.kept.addresses,
        };
        self.unsubscribe_lists.iter().map(view).collect()
    }

    /// Keeps a list, and reads it.
    pub(super) async fn add_unsubscribe_list(&mut self, id: u64, url: Secret) -> Result<(), Problem> {
        let wanted = Url::read(url.reveal()).ok_or(Problem::new(ProblemKind::BadInput))?;
        let is_it = |list: &UnsubscribeList| Url::read(list.kept.url.reveal()).as_ref() == Some(&wanted);
        if let Some(known) = self.unsubscribe_lists.iter().find(|list| list.kept.id == id || is_it(list)) {
            return self.read_unsubscribe_list(known.kept.id);
        }
        if self.unsubscribe_lists.len() >= MAX_LISTS {
            return Err(Problem::new(ProblemKind::TooLong));
        }
        let kept = UnsubscribeListV1 { id, url, last: None, addresses: 0 };
        let lists = self.unsubscribe_lists.iter().map(|list| list.kept.clone()).chain([kept.clone()]);
        self.keep_unsubscribe_lists(lists.collect()).await?;
        self.unsubscribe_lists.push(UnsubscribeList { kept, turn: Turn::after(None) });
        self.begin_web_file(WebFile::UnsubscribeList(id));
        Ok(())
    }

    /// Reads a list now.
    pub(super) fn read_unsubscribe_list(&mut self, id: u64) -> Result<(), Problem> {
        self.unsubscribe_list(id).ok_or(NOT_FOUND)?;
        self.begin_web_file(WebFile::UnsubscribeList(id));
        Ok(())
    }

    /// Forgets a list. Whoever it marked stays marked.
    pub(super) async fn remove_unsubscribe_list(&mut self, id: u64) -> Result<(), Problem> {
        let others = self.unsubscribe_lists.iter().filter(|list| list.kept.id != id).map(|list| list.kept.clone());
        self.keep_unsubscribe_lists(others.collect()).await?;
        if let Some(conn) = self.unsubscribe_list(id).and_then(|list| list.turn.conn) {
            self.close(conn);
        }
        self.unsubscribe_lists.retain(|list| list.kept.id != id);
        self.books_changed = true;
        Ok(())
    }

    fn unsubscribe_list(&mut self, id: u64) -> Option<&mut UnsubscribeList> {
        self.unsubscribe_lists.iter_mut().find(|list| list.kept.id == id)
    }

    /// Marks whom a list tells, and notes that it was read.
    pub(super) async fn take_list(&mut self, id: u64, bytes: &[u8]) -> Result<(), WebFileProblem> {
        if !is_list(bytes) {
            return Err(WebFileProblem::OtherKind);
        }
        let Some(list) = self.unsubscribe_list(id) else { return Ok(()) };
        let name = Url::read(list.kept.url.reveal()).map(|url| place(&url)).unwrap_or_default();
        let concerned = self.concerned(bytes);
        let addresses = u32::try_from(concerned.addresses).unwrap_or(u32::MAX);
        let marked = self.marked_by(&name);
        let people: Vec<PersonId> = concerned.people.into_iter().filter(|person| !marked.contains(person)).collect();
        if !people.is_empty() {
            let mark = self.own_mark();
            let run = Decision::Run(Run { id: mark, of: RunOf::Unsubscribes(name) });
            let tag = Decision::Tag { people, tag: UNSUBSCRIBED.to_owned(), on: true };
            self.decide(mark, vec![run, tag]).await.map_err(WebFileProblem::Other)?;
        }
        let seconds = self.seconds();
        if let Some(list) = self.unsubscribe_list(id) {
            (list.kept.last, list.kept.addresses) = (Some(seconds), addresses);
        }
        let lists = self.unsubscribe_lists.iter().map(|list| list.kept.clone()).collect();
        self.keep_unsubscribe_lists(lists).await.map_err(|error| WebFileProblem::Other(error.into()))
    }

    /// Whom a list of that name marked before, whether that was taken back or not.
    fn marked_by(&self, name: &str) -> BTreeSet<PersonId> {
        let journal = self.book.journal();
        let is_of = |of: &RunOf| matches!(of, RunOf::Unsubscribes(read) if read == name);
        let entries = journal.latest().filter(|(entry, _)| entry.run().is_some_and(|run| is_of(&run.of)));
        let people = entries.flat_map(|(entry, _)| entry.decisions.iter().flat_map(Decision::people));
        people.map(|person| journal.state().one(person)).collect_set()
    }

    async fn keep_unsubscribe_lists(&mut self, lists: Vec<UnsubscribeListV1>) -> Result<(), EngineError> {
        let row = UnsubscribeListsV1 { lists }.row()?;
        self.commit(Batch { device: vec![row], ..Batch::default() }).await.map(drop)
    }
}

/// Whether it may be a list.
fn is_list(bytes: &[u8]) -> bool {
    bytes.is_empty() || bytes.contains(&b'@') || bytes.contains(&b'\n')
}
