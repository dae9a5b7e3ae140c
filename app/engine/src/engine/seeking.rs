//! Seeking on the mail servers: words in texts, and what somebody wrote before the time that is read.
//!
//! One search at a time, over a connection to each account. What is found and not stored is read and stored, however old
//! it is.

use super::{AccountState, Conn, Engine, Output};
use crate::account::Kind;
use crate::api::{AccountId, Answer, FromEngine, PersonId, Problem, ProblemKind, Sought as Found, Whose};
use crate::book::Folder;
use crate::seek::{Seeker, Sought, Step};
use crate::store::{Batch, Store};
use kith_domain::sample::Sample;
use kith_domain::search;
use kith_domain::text;
use kith_wire::{Response, UidSet};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// So many messages of a search are shown.
const SHOWN: usize = 200;

/// Searches that wait, the first of them under way.
#[derive(Debug, Default)]
pub(super) struct Searches {
    queue: VecDeque<Search>,
    /// The connections of the first.
    seekers: BTreeMap<Conn, (AccountId, Seeker)>,
}

/// A search over accounts.
#[derive(Debug)]
struct Search {
    purpose: Purpose,
    sought: Sought,
    accounts: Vec<AccountId>,
    begun: bool,
    /// By account, folder and UIDVALIDITY.
    found: BTreeMap<(AccountId, String, u32), UidSet>,
    /// Why some of it could not be sought.
    missed: Option<Problem>,
}

#[derive(Debug)]
enum Purpose {
    /// The person asked, under that number, for messages with these people.
    Asked(u32, Vec<PersonId>),
    /// An address became somebody's: what is older than the time that is read.
    Reach,
}

impl<S: Store> Engine<S> {
    /// Seeks words in the texts of somebody's messages. The answer comes when the servers have answered.
    pub(super) fn seek(&mut self, number: u32, of: Whose, typed: &str) -> Result<(), Problem> {
        let people = self.book.whose(of).ok_or(super::NOT_FOUND)?;
        let sought = Sought::new(typed, self.book.addresses_of_all(&people));
        if sought.words.is_empty() {
            self.out.push(Output::Page(FromEngine::Answer(number, Ok(Answer::Sought(Found::default())))));
            return Ok(());
        }
        let accounts = self.accounts.keys().copied().collect();
        self.search(Purpose::Asked(number, people), sought, accounts);
        Ok(())
    }

    /// Asks for everything of addresses that became somebody's, where that was not done yet: also what is older than the
    /// time that is read.
    pub(super) fn reach(&mut self) {
        let wanted = self.book.addresses_given();
        let now = self.seconds();
        for id in self.accounts.keys().copied().collect::<Vec<_>>() {
            let Some(AccountState { account, .. }) = self.accounts.get(&id) else { continue };
            let under_way = self.searches.queue.iter().any(|search| search.reaches(id));
            if under_way || account.disconnected || account.since(now).is_none() {
                continue;
            }
            let missing = wanted.iter().filter(|address| !account.reached.contains(*address));
            let some = missing.take(kith_wire::limits::SEARCH_ADDRESSES).cloned().collect();
            let sought = Sought::new("", some);
            if !sought.is_empty() {
                self.search(Purpose::Reach, sought, vec![id]);
            }
        }
    }

    fn search(&mut self, purpose: Purpose, sought: Sought, accounts: Vec<AccountId>) {
        let search = Search { purpose, sought, accounts, begun: false, found: BTreeMap::new(), missed: None };
        self.searches.queue.push_back(search);
        self.begin_search();
    }

    /// Begins the first search, if it has not begun.
    fn begin_search(&mut self) {
        let Some(search) = self.searches.queue.front_mut().filter(|search| !search.begun) else { return };
        search.begun = true;
        let (accounts, sought) = (search.accounts.clone(), search.sought.clone());
        let mut missed = None;
        for id in accounts {
            let Some(state) = self.accounts.get(&id) else { continue };
            let Kind::Imap { connect, .. } = &state.account.kind else { continue };
            if state.account.disconnected {
                missed = Some(Problem::new(ProblemKind::Disconnected));
                continue;
            }
            let connect = connect.clone();
            let folders: VecDeque<(String, bool)> =
                state.counting().map(|(name, cursor)| (name.clone(), cursor.sent)).collect();
            if folders.is_empty() {
                continue;
            }
            let conn = self.next_conn();
            let seeker = Seeker::new(connect, sought.clone(), folders, self.moment.now);
            self.searches.seekers.insert(conn, (id, seeker));
            self.out.push(Output::Open(conn));
        }
        if let Some(search) = self.searches.queue.front_mut() {
            search.missed = missed;
        }
    }

    /// Ends the first search, if all of its connections are through, and begins the next.
    pub(super) async fn end_search(&mut self) {
        while self.searches.seekers.is_empty() {
            let Some(search) = self.searches.queue.pop_front_if(|search| search.begun) else { return };
            match search.purpose {
                Purpose::Asked(number, ref people) => {
                    let answer = self.found(people, &search).map(Answer::Sought);
                    self.out.push(Output::Page(FromEngine::Answer(number, answer)));
                }
                Purpose::Reach if search.missed.is_none() => self.reached(&search).await,
                // It is tried again after the next reading.
                Purpose::Reach => {}
            }
            self.begin_search();
        }
    }

    fn found(&mut self, people: &[PersonId], search: &Search) -> Result<Found, Problem> {
        let samples: BTreeMap<AccountId, Sample> = self.accounts.values().filter_map(sample).collect();
        let words: Vec<String> = search.sought.words.iter().map(|word| search::fold(word)).collect();
        let is_found = |at: &Folder, uid: u32| match samples.get(&at.account) {
            Some(sample) => sample.message(&at.name, uid).is_some_and(|message| {
                let text = search::fold(&text::read(&message.bytes).text);
                words.iter().all(|word| text.contains(word.as_str()))
            }),
            None => {
                let found = search.found.get(&(at.account, at.name.clone(), at.uid_validity));
                found.is_some_and(|uids| uids.contains(uid))
            }
        };
        let (all, rows) = self.book.timeline_at(people, &is_found, SHOWN);
        match &search.missed {
            Some(problem) if rows.is_empty() => Err(problem.clone()),
            missed => Ok(Found { all, rows, missed: missed.clone() }),
        }
    }

    async fn reached(&mut self, search: &Search) {
        let Some(&id) = search.accounts.first() else { return };
        let Some(state) = self.accounts.get(&id) else { return };
        let mut account = state.account.clone();
        account.reached.extend(search.sought.addresses.iter().cloned());
        // What is not noted is asked for once more: that does no harm.
        let Ok(row) = account.row() else { return };
        if self.store.commit(Batch { accounts: vec![row], ..Batch::default() }).await.is_ok() {
            if let Some(state) = self.accounts.get_mut(&id) {
                state.account = account;
            }
            self.reach();
        }
    }

    /// The socket of a connection is open, if it is one that seeks.
    pub(super) fn seeker_opened(&mut self, conn: Conn) -> Option<kith_wire::Request> {
        self.searches.seekers.get_mut(&conn).map(|(_, seeker)| seeker.opened())
    }

    /// Whose a connection is, if it is one that seeks.
    pub(super) fn seeker_of(&self, conn: Conn) -> Option<AccountId> {
        self.searches.seekers.get(&conn).map(|(id, _)| *id)
    }

    /// What came over a connection that seeks.
    pub(super) async fn seeker_heard(&mut self, conn: Conn, response: Response) {
        let now = self.moment.now;
        let Some((id, seeker)) = self.searches.seekers.get_mut(&conn) else { return };
        let id = *id;
        let Some(step) = seeker.heard(response, now) else { return };
        match step {
            Step::Found(place, uids) => {
                let at = (id, place.folder.clone(), place.uid_validity);
                let cursor = self.accounts.get(&id).and_then(|state| state.mailbox.folders.get(&place.folder));
                let missing = cursor.map(|cursor| cursor.not_stored(place.uid_validity, &uids)).unwrap_or_default();
                if let Some(search) = self.searches.queue.front_mut() {
                    search.found.entry(at).or_default().extend(&uids);
                }
                let Some((_, seeker)) = self.searches.seekers.get_mut(&conn) else { return };
                let step = seeker.read(place, missing);
                self.follow_seeker(conn, step).await;
            }
            Step::Store(place, messages) => {
                let addresses = self.searches.queue.front().map(|search| search.sought.addresses.clone());
                let sought: BTreeSet<String> = addresses.unwrap_or_default().into_iter().collect();
                let stored = self.take_sought(id, &place, messages, &sought).await;
                if let Err(error) = stored {
                    return self.end_seeker(conn, Some(error.into())).await;
                }
                let more = self.searches.seekers.get(&conn).and_then(|(_, seeker)| seeker.stored());
                if let Some(request) = more {
                    self.send(conn, &request);
                }
            }
            step => self.follow_seeker(conn, step).await,
        }
    }

    async fn follow_seeker(&mut self, conn: Conn, step: Step) {
        match step {
            Step::Send(request) => self.send(conn, &request),
            Step::Over(problem) => self.end_seeker(conn, problem).await,
            // A seeker goes on with these only when it was heard.
            Step::Found(..) | Step::Store(..) => {}
        }
    }

    /// Ends a connection that seeks.
    pub(super) async fn end_seeker(&mut self, conn: Conn, problem: Option<Problem>) {
        if self.drop_seeker(conn, problem) {
            self.end_search().await;
        }
    }

    fn drop_seeker(&mut self, conn: Conn, problem: Option<Problem>) -> bool {
        let known = self.searches.seekers.remove(&conn).is_some();
        if known {
            self.out.push(Output::Close(conn));
            if let Some(search) = self.searches.queue.front_mut() {
                search.missed = search.missed.take().or(problem);
            }
        }
        known
    }

    /// Ends what an account's connections seek.
    pub(super) async fn end_seekers_of(&mut self, id: AccountId) {
        let seekers = self.searches.seekers.iter().filter(|(_, (account, _))| *account == id);
        for conn in seekers.map(|(conn, _)| *conn).collect::<Vec<_>>() {
            self.end_seeker(conn, Some(Problem::new(ProblemKind::Disconnected))).await;
        }
    }

    /// The connections that seek, and when each was last heard, in milliseconds.
    pub(super) fn seekers(&self) -> impl Iterator<Item = (Conn, i64)> + '_ {
        self.searches.seekers.iter().map(|(conn, (_, seeker))| (*conn, seeker.last_heard()))
    }

    pub(super) fn seekers_set_back(&mut self) {
        let now = self.moment.now;
        self.searches.seekers.values_mut().for_each(|(_, seeker)| seeker.clock_set_back(now));
    }
}

impl Search {
    fn reaches(&self, id: AccountId) -> bool {
        matches!(self.purpose, Purpose::Reach) && self.accounts.contains(&id)
    }
}

fn sample(state: &AccountState) -> Option<(AccountId, Sample)> {
    let Kind::Sample { seed, made } = &state.account.kind else { return None };
    Some((state.account.id, Sample::new(*seed, *made, &state.account.address)))
}
