//! Lists of those who unsubscribed that lie on web servers: they are read again every day.
//!
//! A list marks each person once. Whoever the user cleared is not marked again by the same list.

use super::error::{EngineError, NOT_FOUND};
use super::records::{DeviceRecord, UnsubscribeListV1, UnsubscribeListsV1};
use super::state::{Engine, ListReading, NO_ACCOUNT, Role, UnsubscribeList};
use crate::api::{
    BookProblem, Decision, ListProblem, ListStatus, PersonId, Problem, ProblemKind, Run, RunOf, Secret, UNSUBSCRIBED,
    UnsubscribeListView,
};
use crate::books::line::{WebHeard, WebLine};
use crate::dav::answer::{is_redirect, location};
use crate::dav::url::Url;
use crate::session::ConnectionId;
use crate::store::{Batch, Store};
use kith_wire::{FailureKind, Response, WebAnswer, WebMethod, WebRequest};
use std::collections::BTreeSet;

/// So often a list is read, in milliseconds.
const INTERVAL_MS: i64 = 24 * 3_600_000;

/// So long after a failure it is tried again, in milliseconds.
const RETRY_MS: i64 = 3_600_000;

/// Maximum number of lists.
const MAX_LISTS: usize = 20;

/// How many redirects are followed.
const MAX_REDIRECTS: u8 = 5;

impl<S: Store> Engine<S> {
    /// Takes what is stored of the lists.
    pub(super) fn take_unsubscribe_lists(&mut self, row: UnsubscribeListsV1) {
        let next = |kept: &UnsubscribeListV1| kept.last.map_or(0, |last| last * 1_000 + INTERVAL_MS);
        let lists = row.lists.into_iter();
        self.unsubscribe_lists =
            lists.map(|kept| UnsubscribeList { next: next(&kept), kept, conn: None, problem: None }).collect();
    }

    /// The lists, in the order in which they were added.
    pub(super) fn unsubscribe_list_views(&self) -> Vec<UnsubscribeListView> {
        let view = |list: &UnsubscribeList| UnsubscribeListView {
            id: list.kept.id,
            place: Url::read(list.kept.url.reveal()).map(|url| place(&url)).unwrap_or_default(),
            status: match (&list.conn, &list.problem) {
                (Some(_), _) => ListStatus::Reading,
                (None, Some(problem)) => {
                    ListStatus::Failed { problem: problem.clone(), next: list.next.div_euclid(1_000) }
                }
                (None, None) => ListStatus::Read,
            },
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
        self.unsubscribe_lists.push(UnsubscribeList { kept, conn: None, problem: None, next: self.moment.now });
        self.begin_unsubscribe_list(id);
        Ok(())
    }

    /// Reads a list now.
    pub(super) fn read_unsubscribe_list(&mut self, id: u64) -> Result<(), Problem> {
        self.unsubscribe_list(id).ok_or(NOT_FOUND)?;
        self.begin_unsubscribe_list(id);
        Ok(())
    }

    /// Forgets a list. Whoever it marked stays marked.
    pub(super) async fn remove_unsubscribe_list(&mut self, id: u64) -> Result<(), Problem> {
        let others = self.unsubscribe_lists.iter().filter(|list| list.kept.id != id).map(|list| list.kept.clone());
        self.keep_unsubscribe_lists(others.collect()).await?;
        if let Some(conn) = self.unsubscribe_list(id).and_then(|list| list.conn) {
            self.close(conn);
        }
        self.unsubscribe_lists.retain(|list| list.kept.id != id);
        self.books_changed = true;
        Ok(())
    }

    /// When the next list is to be read, in milliseconds.
    pub(super) fn next_unsubscribe_list(&self) -> Option<i64> {
        self.unsubscribe_lists.iter().filter(|list| list.conn.is_none()).map(|list| list.next).min()
    }

    /// Begins to read the lists whose time has come.
    pub(super) fn step_unsubscribe_lists(&mut self) {
        let now = self.moment.now;
        let is_due = |list: &&UnsubscribeList| list.conn.is_none() && list.next <= now;
        for id in self.unsubscribe_lists.iter().filter(is_due).map(|list| list.kept.id).collect::<Vec<_>>() {
            self.begin_unsubscribe_list(id);
        }
    }

    /// The network is back, or the clock was set back: nothing waits longer than it has to.
    pub(super) fn begin_waiting_unsubscribe_lists(&mut self) {
        let now = self.moment.now;
        for list in &mut self.unsubscribe_lists {
            let wait = if list.problem.is_some() { 0 } else { INTERVAL_MS };
            list.next = list.next.min(now + wait);
        }
    }

    fn unsubscribe_list(&mut self, id: u64) -> Option<&mut UnsubscribeList> {
        self.unsubscribe_lists.iter_mut().find(|list| list.kept.id == id)
    }

    fn begin_unsubscribe_list(&mut self, id: u64) {
        let Some(list) = self.unsubscribe_list(id).filter(|list| list.conn.is_none()) else { return };
        match Url::read(list.kept.url.reveal()) {
            Some(url) => self.ask_for_list(id, url, 0),
            None => self.unsubscribe_list_failed(id, ListProblem::NotFound),
        }
    }

    /// Opens a connection for that address: the relay is told each host before anything goes there.
    fn ask_for_list(&mut self, id: u64, url: Url, redirects: u8) {
        if let Some(problem) = self.access.refused.clone() {
            // Nothing is dialled before there is another access key.
            return self.unsubscribe_list_failed(id, ListProblem::Other(problem));
        }
        let line = WebLine::new(vec![url.host.clone()]);
        let reading = ListReading { list: id, line, url, redirects };
        let conn = self.open(NO_ACCOUNT, Role::UnsubscribeList(Box::new(reading)));
        if let Some(list) = self.unsubscribe_list(id) {
            list.conn = Some(conn);
        }
        self.books_changed = true;
    }

    /// What came over a connection for a list.
    pub(super) async fn unsubscribe_list_heard(&mut self, conn: ConnectionId, response: Response) {
        let Some(Role::UnsubscribeList(reading)) = self.connections.role(conn) else { return };
        match reading.line.heard(response) {
            None => {}
            Some(WebHeard::Ready) => {
                let request = reading.line.ask(WebRequest {
                    method: WebMethod::Get,
                    url: reading.url.to_string(),
                    headers: Vec::new(),
                    authorization: None,
                    body: Vec::new(),
                });
                self.send(conn, &request);
            }
            Some(WebHeard::Answer(answer)) => self.unsubscribe_list_answered(conn, answer).await,
            Some(WebHeard::Failed(problem) | WebHeard::Ended(problem)) => self.unsubscribe_list_closed(conn, problem),
        }
    }

    async fn unsubscribe_list_answered(&mut self, conn: ConnectionId, answer: WebAnswer) {
        let Some(Role::UnsubscribeList(reading)) = self.close(conn) else { return };
        let (id, redirects) = (reading.list, reading.redirects);
        if let Some(list) = self.unsubscribe_list(id) {
            list.conn = None;
        }
        if is_redirect(&answer) {
            return match location(&reading.url, &answer).filter(|_| redirects < MAX_REDIRECTS) {
                Some(url) => self.ask_for_list(id, url, redirects + 1),
                None => self.unsubscribe_list_failed(id, ListProblem::NotFound),
            };
        }
        let outcome = match answer.status {
            200 if is_list(&answer) => self.take_list(id, &answer.body).await,
            200 => Err(ListProblem::NotAList),
            401 | 403 => Err(ListProblem::Refused),
            404 | 410 => Err(ListProblem::NotFound),
            status => Err(ListProblem::Status(status)),
        };
        if let Err(problem) = outcome {
            self.unsubscribe_list_failed(id, problem);
        }
    }

    /// A connection for a list is gone.
    pub(super) fn unsubscribe_list_closed(&mut self, conn: ConnectionId, problem: Problem) {
        let Some(Role::UnsubscribeList(reading)) = self.close(conn) else { return };
        let problem = match problem.kind {
            ProblemKind::Book(BookProblem::Unreachable) => ListProblem::Unreachable,
            ProblemKind::Book(BookProblem::Certificate) => ListProblem::Certificate,
            ProblemKind::Mail(FailureKind::TooLarge) => ListProblem::TooLarge,
            _ => ListProblem::Other(problem),
        };
        self.unsubscribe_list_failed(reading.list, problem);
    }

    fn unsubscribe_list_failed(&mut self, id: u64, problem: ListProblem) {
        let now = self.moment.now;
        if let Some(list) = self.unsubscribe_list(id) {
            (list.conn, list.problem, list.next) = (None, Some(problem), now + RETRY_MS);
        }
        self.books_changed = true;
    }

    /// Marks whom a list tells, and notes that it was read.
    async fn take_list(&mut self, id: u64, bytes: &[u8]) -> Result<(), ListProblem> {
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
            self.decide(mark, vec![run, tag]).await.map_err(ListProblem::Other)?;
        }
        let (seconds, now) = (self.seconds(), self.moment.now);
        if let Some(list) = self.unsubscribe_list(id) {
            (list.kept.last, list.kept.addresses) = (Some(seconds), addresses);
            (list.problem, list.next) = (None, now + INTERVAL_MS);
        }
        self.books_changed = true;
        let lists = self.unsubscribe_lists.iter().map(|list| list.kept.clone()).collect();
        self.keep_unsubscribe_lists(lists).await.map_err(|error| ListProblem::Other(error.into()))
    }

    /// Whom a list of that name marked before, whether that was taken back or not.
    fn marked_by(&self, name: &str) -> BTreeSet<PersonId> {
        let journal = self.book.journal();
        let is_of = |of: &RunOf| matches!(of, RunOf::Unsubscribes(read) if read == name);
        let entries = journal.latest().filter(|(entry, _)| entry.run().is_some_and(|run| is_of(&run.of)));
        let people = entries.flat_map(|(entry, _)| entry.decisions.iter().flat_map(Decision::people));
        people.map(|person| journal.state().one(person)).collect()
    }

    async fn keep_unsubscribe_lists(&mut self, lists: Vec<UnsubscribeListV1>) -> Result<(), EngineError> {
        let row = UnsubscribeListsV1 { lists }.row()?;
        self.commit(Batch { device: vec![row], ..Batch::default() }).await.map(drop)
    }
}

/// What an address is called: without its query, which may hold a key.
fn place(url: &Url) -> String {
    let path = url.path.split('?').next().unwrap_or_default();
    format!("{}{}", url.authority(), path.trim_end_matches('/'))
}

/// Whether an answer may be a list, and is no page to look at.
fn is_list(answer: &WebAnswer) -> bool {
    let kind = answer.header("content-type").unwrap_or_default().trim().to_ascii_lowercase();
    let is_page = kind.starts_with("text/html") || answer.body.trim_ascii_start().starts_with(b"<");
    !is_page && (answer.body.is_empty() || answer.body.contains(&b'@') || answer.body.contains(&b'\n'))
}
