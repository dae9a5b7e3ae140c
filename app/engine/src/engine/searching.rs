//! Seeking on the mail servers: words in texts, while the user waits.
//!
//! One search at a time, over a connection to each account. What is found and not stored is read and stored, however
//! old it is.

use super::error::NOT_FOUND;
use super::interface::Output;
use super::state::{AccountState, Engine, Role, Search};
use crate::api::{AccountId, FromEngine, Problem, ProblemKind, Query, ServerSearchResults as Found, question};
use crate::book::Folder;
use crate::local::Local;
use crate::server_search::{SearchTerms, ServerSearchStep, ServerSearcher};
use crate::session::ConnectionId;
use crate::store::Store;
use kith_domain::search;
use kith_domain::small_sort::CollectTree;
use kith_domain::text;
use kith_wire::Response;
use std::collections::{BTreeMap, VecDeque};

/// Maximum number of messages of a search that are shown.
const MAX_SHOWN: usize = 200;

impl<S: Store> Engine<S> {
    /// Seeks words in the texts of someone's messages. The answer comes when the servers have answered.
    pub(super) fn search_servers(&mut self, number: u32, question: question::ServerSearch) -> Result<(), Problem> {
        let people = self.book.whose(question.of).ok_or(NOT_FOUND)?;
        let addresses = self.book.addresses_of_all(&people);
        let sought = SearchTerms::new(&question.words, &addresses);
        if sought.words.is_empty() {
            self.out.push(Output::Page(FromEngine::Answer(number, Ok(question.answer(Found::default())))));
            return Ok(());
        }
        let addresses = addresses.into_iter().collect();
        let (begun, found, missed) = (false, BTreeMap::new(), None);
        self.searches.push_back(Search { number, question, people, addresses, sought, begun, found, missed });
        self.begin_search();
        Ok(())
    }

    /// Begins the first search, if it has not begun.
    fn begin_search(&mut self) {
        let Some(search) = self.searches.front_mut().filter(|search| !search.begun) else { return };
        search.begun = true;
        let sought = search.sought.clone();
        let mut missed = None;
        for id in self.accounts.keys().copied().collect::<Vec<_>>() {
            let Some(state) = self.accounts.get(&id) else { continue };
            let Some(connect) = state.account.server() else { continue };
            if let Some(kind) = state.account.out_of_reach() {
                missed = Some(Problem::new(kind));
                continue;
            }
            let connect = connect.clone();
            let folders: VecDeque<(String, bool)> =
                state.counting().map(|(name, cursor)| (name.clone(), cursor.is_sent())).collect();
            if folders.is_empty() {
                // They are not known yet.
                missed = missed.or(Some(Problem::new(ProblemKind::NotFound)));
                continue;
            }
            let searcher = ServerSearcher::new(connect, sought.clone(), folders);
            self.open(id, Role::Searcher(Box::new(searcher)));
        }
        if let Some(search) = self.searches.front_mut() {
            search.missed = missed;
        }
    }

    /// Ends the first search, if all of its connections are through, and begins the next.
    pub(super) fn end_search(&mut self) {
        while !self.connections.is_searching() {
            let Some(search) = self.searches.pop_front_if(|search| search.begun) else { return };
            let answer = self.found(&search).map(|found| search.question.answer(found));
            self.out.push(Output::Page(FromEngine::Answer(search.number, answer)));
            self.begin_search();
        }
    }

    fn found(&mut self, search: &Search) -> Result<Found, Problem> {
        let local = |state: &AccountState| Some((state.account.id, state.account.local()?));
        let locals: BTreeMap<AccountId, Box<dyn Local>> = self.accounts.values().filter_map(local).collect_map();
        let words: Vec<String> = search.sought.words.iter().map(|word| search::fold(word)).collect();
        let is_found = |at: &Folder, uid: u32| match locals.get(&at.account) {
            Some(local) => local.message(&at.name, uid).is_some_and(|message| {
                let text = search::fold(&text::read(&message.bytes).text);
                words.iter().all(|word| text.contains(word.as_str()))
            }),
            None => {
                let found = search.found.get(&(at.account, at.name.clone(), at.uid_validity));
                found.is_some_and(|uids| uids.contains(uid))
            }
        };
        let (all, rows) = self.book.timeline_at(&search.people, &is_found, MAX_SHOWN);
        match &search.missed {
            Some(problem) if rows.is_empty() => Err(problem.clone()),
            missed => Ok(Found { all, rows, missed: missed.clone() }),
        }
    }

    /// What came over a connection that seeks.
    pub(super) async fn searcher_heard(&mut self, conn: ConnectionId, id: AccountId, response: Response) {
        let Some(step) = self.connections.searcher(conn).and_then(|searcher| searcher.heard(response)) else { return };
        match step {
            ServerSearchStep::Found(place, uids) => {
                let at = (id, place.folder.clone(), place.uid_validity);
                let cursor = self.accounts.get(&id).and_then(|state| state.mailbox.folders.get(&place.folder));
                let missing = cursor.map(|cursor| cursor.not_stored(place.uid_validity, &uids)).unwrap_or_default();
                if let Some(search) = self.searches.front_mut() {
                    search.found.entry(at).or_default().extend(&uids);
                }
                let Some(searcher) = self.connections.searcher(conn) else { return };
                let step = searcher.read(place, missing);
                self.follow_searcher(conn, step);
            }
            ServerSearchStep::Store(place, messages) => {
                let addresses = self.searches.front().map(|search| search.addresses.clone()).unwrap_or_default();
                let stored = self.take_sought(id, &place, messages, |address| addresses.contains(address)).await;
                if let Err(error) = stored {
                    return self.end_searcher(conn, Some(error.into()));
                }
                let more = self.connections.searcher(conn).and_then(|searcher| searcher.stored());
                if let Some(request) = more {
                    self.send(conn, &request);
                }
            }
            step => self.follow_searcher(conn, step),
        }
    }

    fn follow_searcher(&mut self, conn: ConnectionId, step: ServerSearchStep) {
        match step {
            ServerSearchStep::Send(request) => self.send(conn, &request),
            ServerSearchStep::Over(problem) => self.end_searcher(conn, problem),
            // A searcher goes on with these only when it was heard.
            ServerSearchStep::Found(..) | ServerSearchStep::Store(..) => {}
        }
    }

    /// Ends a connection that seeks.
    pub(super) fn end_searcher(&mut self, conn: ConnectionId, problem: Option<Problem>) {
        if self.close(conn).is_some() {
            if let Some(search) = self.searches.front_mut() {
                search.missed = search.missed.take().or(problem);
            }
            self.end_search();
        }
    }
}
