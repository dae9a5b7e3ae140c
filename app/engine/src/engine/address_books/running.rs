//! A sync, step by step.

use super::taking_in::CameCard;
use crate::api::{BookLimit, BookProblem, BookStatus, Decision, Problem, ProblemKind};
use crate::books::line::{WebHeard, WebLine};
use crate::books::next::{Changes, Next};
use crate::books::record::{Book, BookLogin, Card, CardState};
use crate::books::task::Task;
use crate::dav::answer::Came;
use crate::dav::request::MAX_CARDS_AT_ONCE;
use crate::dav::url::Url;
use crate::engine::error::EngineError;
use crate::engine::state::{BookLine, BookRun, BookStage, BookState, CardSummary, Engine, NO_ACCOUNT, Place, Role};
use crate::session::ConnectionId;
use crate::store::{Batch, Store};
use crate::sync::{retry_after, retry_throttled};
use kith_domain::matching::Known;
use kith_wire::{Response, WebAnswer, WebRequest};

/// So often a sync begins by itself, in milliseconds.
const INTERVAL_MS: i64 = 15 * 60_000;

/// So long after a decision it is looked what is to go out, in milliseconds, so that several go together.
const SOON_MS: i64 = 2_000;

/// A server that asks to be left alone for longer is asked again all the same after so long, in milliseconds.
const MAX_WAIT_MS: i64 = 6 * 3_600_000;

/// How many cards are read from the store at a time.
pub(super) const CARDS_PER_READ: u32 = 200;

/// How many people are made known at a time.
const PEOPLE_PER_STEP: u32 = 1_000;

/// If more cards than this disappear at once, and more than half of all, the user is asked.
const MANY_GONE: usize = 20;

/// As many cards are written before they are read back.
const WRITTEN_AT_ONCE: usize = 20;

impl<S: Store> Engine<S> {
    /// When the next sync begins or goes on by itself, in milliseconds.
    pub(in crate::engine) fn next_books(&self) -> Option<i64> {
        let next = |state: &BookState| match &state.run {
            Some(run) => run.is_local().then_some(self.moment.now),
            None => state.next.into_iter().chain(state.compares).min(),
        };
        self.address_books.values().filter_map(next).min()
    }

    /// Begins the syncs whose time has come, and goes on with those that need nothing from outside.
    pub(in crate::engine) async fn step_books(&mut self) {
        let now = self.moment.now;
        for id in self.address_books.keys().copied().collect::<Vec<_>>() {
            let Some(state) = self.address_books.get(&id) else { continue };
            match &state.run {
                Some(run) if run.is_local() => self.step_book(id).await,
                Some(_) => {}
                None if state.next.is_some_and(|next| next <= now) => self.begin_book(id),
                None if state.compares.is_some_and(|at| at <= now) => self.begin_run(id, true),
                None => {}
            }
        }
    }

    /// Something was decided: whoever it concerns may have to go out, and other rules may let others in.
    pub(in crate::engine) fn note_for_books(&mut self, decisions: &[Decision]) {
        let soon = self.moment.now + SOON_MS;
        let is_of_rules =
            |decision: &Decision| matches!(decision, Decision::ContactRule { .. } | Decision::Undo { .. });
        let are_rules_changed = decisions.iter().any(is_of_rules);
        for state in self.address_books.values_mut().filter(|state| state.book.is_started) {
            state.takes_again |= are_rules_changed;
            // Whatever waits for its time compares then.
            if matches!(state.status, BookStatus::UpToDate | BookStatus::Syncing { .. }) {
                state.compares = Some(soon);
            }
        }
    }

    /// The network is back: whatever waits is tried now.
    pub(in crate::engine) fn begin_waiting_books(&mut self) {
        let waits = |state: &&BookState| matches!(state.status, BookStatus::Waiting { .. }) && state.run.is_none();
        for id in self.address_books.values().filter(waits).map(|state| state.book.id).collect::<Vec<_>>() {
            self.begin_book(id);
        }
    }

    /// The clock was set back: nothing waits until that time comes round again.
    pub(in crate::engine) fn clock_set_back_for_books(&mut self) {
        let latest = self.moment.now + INTERVAL_MS;
        for state in self.address_books.values_mut() {
            state.next = state.next.map(|next| next.min(latest));
            state.compares = state.compares.map(|at| at.min(latest));
        }
    }

    /// Begins a sync. If one is under way, another follows it.
    pub(in crate::engine) fn begin_book(&mut self, id: u64) {
        self.begin_run(id, false);
    }

    fn begin_run(&mut self, id: u64, compares_first: bool) {
        let (mark, now) = (self.own_mark(), self.moment.now);
        let Some(state) = self.address_books.get_mut(&id) else { return };
        if state.run.is_some() {
            state.next = Some(now);
            return;
        }
        if !state.book.settings.on {
            return;
        }
        state.compares = None;
        if !compares_first {
            state.next = None;
        }
        let looks = !state.book.is_started;
        if !compares_first {
            state.status = match looks {
                true => BookStatus::Looking { read: 0, of: 0 },
                false => BookStatus::Syncing { done: 0, of: 0 },
            };
        }
        let stage = BookStage::Loading { from: None, compares_first };
        state.run = Some(BookRun::new(mark, looks, stage));
        self.books_changed = true;
    }

    /// Ends a sync where it is. What it did stays, and the next one goes on from there.
    pub(super) fn end_run(&mut self, id: u64) {
        let run = self.address_books.get_mut(&id).and_then(|state| state.run.take());
        if let Some(conn) = run.and_then(|run| run.conn) {
            self.close(conn);
        }
        self.books_changed = true;
    }

    pub(super) fn run(&mut self, id: u64) -> Option<&mut BookRun> {
        self.address_books.get_mut(&id)?.run.as_mut()
    }

    async fn step_book(&mut self, id: u64) {
        let Some(stage) = self.run(id).map(|run| run.stage.clone()) else { return };
        let outcome = match stage {
            BookStage::Loading { from, compares_first } => self.load_cards(id, from, compares_first).await,
            BookStage::TakingAgain { from, compares_first } => self.take_again(id, from, compares_first).await,
            BookStage::ComparingFirst(place) | BookStage::Comparing(place) => self.compare(id, place).await,
            BookStage::Indexing(from) => {
                self.make_known(id, from);
                self.go_on_with_book(id).await
            }
            BookStage::TakingIn => self.take_told(id).await,
            BookStage::Gone => self.take_gone(id).await,
            BookStage::Connecting
            | BookStage::Listing
            | BookStage::Fetching
            | BookStage::Writing
            | BookStage::ReadingBack => Ok(()),
        };
        if let Err(problem) = outcome {
            self.run_failed(id, problem);
        }
    }

    async fn load_cards(&mut self, id: u64, from: Option<String>, compares_first: bool) -> Result<(), Problem> {
        let is_loaded = self.address_books.get(&id).is_none_or(|state| state.is_loaded);
        let mut next = None;
        if !is_loaded {
            let slice = self.store.cards(id, from.as_deref(), CARDS_PER_READ).await.map_err(EngineError::from)?;
            let Some(state) = self.address_books.get_mut(&id) else { return Ok(()) };
            for row in slice.rows {
                // One that cannot be read is fetched again, and its person is found by what it says.
                if let Ok(card) = Card::from_row(&row) {
                    let name = super::merging::name_on(&card);
                    state.cards.put(row.key, CardSummary::of(&card, name));
                }
            }
            state.is_loaded = slice.next.is_none();
            next = slice.next;
        }
        let stage = match next {
            Some(from) => BookStage::Loading { from: Some(from), compares_first },
            None if self.has_to_take_again(id) => BookStage::TakingAgain { from: None, compares_first },
            None => after_loading(compares_first),
        };
        self.set_stage(id, stage);
        self.go_on_with_book(id).await
    }

    fn has_to_take_again(&self, id: u64) -> bool {
        let is_left_out = |card: &CardSummary| card.state == CardState::LeftOut;
        self.address_books.get(&id).is_some_and(|state| {
            let is_any_left_out = || state.cards.all().any(|(_, card)| is_left_out(card));
            state.book.is_started && (state.book.old_mapping.is_some() || state.takes_again && is_any_left_out())
        })
    }

    /// Merges cards again as they are stored.
    async fn take_again(&mut self, id: u64, from: Option<String>, compares_first: bool) -> Result<(), Problem> {
        let slice = self.store.cards(id, from.as_deref(), CARDS_PER_READ).await.map_err(EngineError::from)?;
        let Some(state) = self.address_books.get(&id) else { return Ok(()) };
        let is_remapped = state.book.old_mapping.is_some();
        let is_open = |card: &Card| match card.state {
            CardState::LeftOut => true,
            CardState::Of(person) => is_remapped && self.book.is_there(person),
            _ => false,
        };
        let stored = slice.rows.iter().filter_map(|row| Card::from_row(row).ok()).filter(is_open);
        let cards = stored.filter_map(|card| {
            let (url, etag, bytes) = (Url::read(&card.url)?, card.etag, card.there);
            Some(CameCard { url, etag, bytes })
        });
        let mut cards: Vec<CameCard> = cards.collect();
        if !cards.is_empty() {
            self.make_all_known(id);
        }
        while !cards.is_empty() {
            cards = self.take_cards(id, cards).await?;
        }
        let stage = match slice.next {
            Some(from) => BookStage::TakingAgain { from: Some(from), compares_first },
            None => {
                if let Some(state) = self.address_books.get_mut(&id) {
                    state.takes_again = false;
                    let book = Book { old_mapping: None, ..state.book.clone() };
                    if is_remapped {
                        self.keep_book(book).await?;
                    }
                }
                after_loading(compares_first)
            }
        };
        self.set_stage(id, stage);
        self.go_on_with_book(id).await
    }

    /// Makes everybody known at once, where there are only a few cards to be told whose they are.
    fn make_all_known(&mut self, id: u64) {
        let is_known = self.run(id).is_none_or(|run| run.known.is_some());
        let mut from = if is_known { None } else { Some(0) };
        let mut known = Known::default();
        while let Some(place) = from {
            from = self.book.index(&mut known, place, PEOPLE_PER_STEP);
        }
        if let Some(run) = self.run(id).filter(|_| !is_known) {
            run.known = Some(known);
        }
    }

    fn make_known(&mut self, id: u64, from: u32) {
        let Some(mut known) = self.run(id).map(|run| run.known.take().unwrap_or_default()) else { return };
        let next = self.book.index(&mut known, from, PEOPLE_PER_STEP);
        if let Some(run) = self.run(id) {
            run.known = Some(known);
            run.stage = next.map_or(BookStage::Fetching, BookStage::Indexing);
        }
    }

    /// Takes the next of those cards in that the server told with the list.
    async fn take_told(&mut self, id: u64) -> Result<(), Problem> {
        let Some(run) = self.run(id) else { return Ok(()) };
        let step: Vec<Came> = run.told.drain(..run.told.len().min(MAX_CARDS_AT_ONCE)).collect();
        if step.is_empty() {
            run.stage = BookStage::Fetching;
            return self.go_on_with_book(id).await;
        }
        self.take_came(id, step).await
    }

    async fn take_came(&mut self, id: u64, came: Vec<Came>) -> Result<(), Problem> {
        if self.run(id).is_some_and(|run| run.looks) {
            self.look_at_cards(id, came);
            return Ok(());
        }
        self.take_in(id, came).await
    }

    pub(super) fn set_stage(&mut self, id: u64, stage: BookStage) {
        if let Some(run) = self.run(id) {
            run.stage = stage;
        }
    }

    /// Goes on with the stage that a sync is at, if that needs something from outside.
    pub(super) async fn go_on_with_book(&mut self, id: u64) -> Result<(), Problem> {
        let Some(state) = self.address_books.get_mut(&id) else { return Ok(()) };
        let Some(run) = &mut state.run else { return Ok(()) };
        let url = Url::read(&state.book.url).ok_or(Problem::new(ProblemKind::BadInput))?;
        let task = match run.stage {
            BookStage::Connecting => return self.connect_run(id),
            BookStage::Listing => {
                let tells_changes = !state.book.limits.contains(&BookLimit::NoChanges);
                let token = state.book.token.clone().filter(|_| !run.looks);
                Task::list(url, token, tells_changes, state.cards.pending_people().next().is_some())
            }
            BookStage::Fetching if !run.told.is_empty() => {
                run.stage = BookStage::TakingIn;
                return Ok(());
            }
            BookStage::Fetching if run.to_fetch.is_empty() => {
                run.stage = BookStage::Gone;
                return Ok(());
            }
            BookStage::Fetching => {
                let count = run.to_fetch.len().min(MAX_CARDS_AT_ONCE);
                Task::fetch(url, run.to_fetch.drain(..count).collect::<Vec<_>>())
            }
            BookStage::Writing if run.written.len() >= WRITTEN_AT_ONCE || run.to_write.is_empty() => {
                if run.written.is_empty() {
                    return self.finish(id).await;
                }
                run.stage = BookStage::ReadingBack;
                Task::fetch(url, run.written.iter().map(|writing| writing.url.clone()).collect::<Vec<_>>())
            }
            BookStage::Writing => match run.to_write.front() {
                Some(writing) => {
                    Task::write(writing.url.clone(), writing.etag.clone(), &writing.was, writing.card.clone())
                }
                None => return Ok(()),
            },
            BookStage::ReadingBack
            | BookStage::Loading { .. }
            | BookStage::TakingAgain { .. }
            | BookStage::ComparingFirst(_)
            | BookStage::Indexing(_)
            | BookStage::TakingIn
            | BookStage::Gone
            | BookStage::Comparing(_) => return Ok(()),
        };
        let task = run.task.insert(task);
        let next = task.begin();
        Box::pin(self.follow_task(id, next)).await
    }

    /// Opens the connection, with a token that is valid.
    fn connect_run(&mut self, id: u64) -> Result<(), Problem> {
        let Some(state) = self.address_books.get(&id) else { return Ok(()) };
        let url = Url::read(&state.book.url).ok_or(Problem::new(ProblemKind::BadInput))?;
        if self.refresh_book(id) {
            return Ok(());
        }
        let Some(state) = self.address_books.get(&id) else { return Ok(()) };
        self.authorization(&state.book.login)?;
        let account = match &state.book.login {
            BookLogin::Account(account) => *account,
            BookLogin::Password { .. } | BookLogin::Tokens { .. } => NO_ACCOUNT,
        };
        let line = WebLine::new(vec![url.host]);
        let conn = self.open(account, Role::AddressBook(BookLine { book: id, line }));
        if let Some(run) = self.run(id) {
            run.conn = Some(conn);
        }
        Ok(())
    }

    /// What came over a connection of a sync.
    pub(in crate::engine) async fn book_heard(&mut self, conn: ConnectionId, response: Response) {
        let Some(line) = self.connections.book_line(conn) else { return };
        let id = line.book;
        let outcome = match line.line.heard(response) {
            None => return,
            Some(WebHeard::Ready) => {
                self.set_stage(id, BookStage::Listing);
                self.go_on_with_book(id).await
            }
            Some(WebHeard::Answer(answer)) => {
                let Some(run) = self.run(id) else { return };
                run.asked_to_wait = retry_after_ms(&answer);
                match &mut run.task {
                    Some(task) => {
                        let next = task.heard(&answer);
                        self.follow_task(id, next).await
                    }
                    None => Ok(()),
                }
            }
            Some(WebHeard::Failed(problem)) => match self.run(id).and_then(|run| run.task.as_mut()) {
                Some(task) => {
                    let next = task.failed(problem);
                    self.follow_task(id, next).await
                }
                None => Ok(()),
            },
            Some(WebHeard::Ended(problem)) => Err(problem),
        };
        if let Err(problem) = outcome {
            self.run_failed(id, problem);
        }
    }

    /// A connection of a sync is gone.
    pub(in crate::engine) fn book_closed(&mut self, conn: ConnectionId, problem: Problem) {
        if let Some(id) = self.connections.book_line(conn).map(|line| line.book) {
            self.run_failed(id, problem);
        }
    }

    async fn follow_task(&mut self, id: u64, next: Next) -> Result<(), Problem> {
        match next {
            Next::Ask(request) => self.ask_server(id, request),
            Next::Listed(changes) => self.listed(id, changes).await,
            Next::Fetched(came) => {
                let is_read_back = self.run(id).is_some_and(|run| run.stage == BookStage::ReadingBack);
                match is_read_back {
                    true => self.take_back(id, came).await?,
                    false => self.take_came(id, came).await?,
                }
                self.go_on_with_book(id).await
            }
            Next::Written(written) => {
                self.wrote(id, written).await?;
                self.go_on_with_book(id).await
            }
            Next::Failed(problem) => {
                let Some(run) = self.run(id) else { return Ok(()) };
                if run.stage != BookStage::Writing || run.written.is_empty() {
                    return Err(problem);
                }
                // What was written before is agreed on first.
                run.problem = Some(problem);
                run.to_write.clear();
                self.go_on_with_book(id).await
            }
        }
    }

    fn ask_server(&mut self, id: u64, request: WebRequest) -> Result<(), Problem> {
        let Some(state) = self.address_books.get(&id) else { return Ok(()) };
        let Some(conn) = state.run.as_ref().and_then(|run| run.conn) else { return Ok(()) };
        let authorization = Some(self.authorization(&state.book.login)?);
        if let Some(line) = self.connections.book_line(conn) {
            let request = line.line.ask(WebRequest { authorization, ..request });
            self.send(conn, &request);
        }
        Ok(())
    }

    /// The server told what there is, or what changed.
    async fn listed(&mut self, id: u64, changes: Changes) -> Result<(), Problem> {
        let Some(state) = self.address_books.get_mut(&id) else { return Ok(()) };
        let Some(url) = Url::read(&state.book.url) else { return Ok(()) };
        let Some(run) = &mut state.run else { return Ok(()) };
        let Changes { cards, token, is_whole, mut came } = changes;
        run.token = token;
        let mut gone: Vec<String> = Vec::new();
        for (key, listed) in &cards {
            // What is on another server is none of this address book's.
            if listed.url.authority() != url.authority() {
                continue;
            }
            let known = state.cards.get(key);
            if listed.is_gone {
                gone.extend(known.map(|_| key.clone()));
            } else if known.is_none_or(|known| known.etag != listed.etag || listed.etag.is_empty()) {
                match came.remove(key) {
                    Some(came) => run.told.push_back(came),
                    None => run.to_fetch.push_back(listed.url.clone()),
                }
            }
        }
        if is_whole && !run.looks {
            let is_gone = |key: &&String, card: &CardSummary| {
                !cards.contains_key(*key) && !matches!(card.state, CardState::Pending(_))
            };
            gone.extend(state.cards.all().filter(|(key, card)| is_gone(key, card)).map(|(key, _)| key.clone()));
        }
        let is_linked = |key: &&String| state.cards.get(key).is_some_and(|card| matches!(card.state, CardState::Of(_)));
        let (lost, linked) = (gone.iter().filter(is_linked).count(), state.cards.linked());
        if lost > MANY_GONE && lost * 2 > linked && state.disappeared.is_none() {
            let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            state.status = BookStatus::Disappeared { cards: count(lost), of: count(linked) };
            (state.next, state.compares) = (None, None);
            self.end_run(id);
            return Ok(());
        }
        run.gone = gone;
        run.of = u32::try_from(run.to_fetch.len() + run.told.len()).unwrap_or(u32::MAX);
        let is_new = |url: &Url| state.cards.get(&url.key()).is_none_or(|card| card.state.person().is_none());
        let needs_people = run.looks || run.to_fetch.iter().chain(run.told.iter().map(|came| &came.url)).any(is_new);
        run.stage = if needs_people { BookStage::Indexing(0) } else { BookStage::Fetching };
        self.show_progress(id);
        self.go_on_with_book(id).await
    }

    pub(super) fn show_progress(&mut self, id: u64) {
        let Some(state) = self.address_books.get_mut(&id) else { return };
        let Some(run) = &state.run else { return };
        let (done, of) = (run.done.min(run.of), run.of);
        state.status = match run.looks {
            true => BookStatus::Looking { read: done, of },
            false => BookStatus::Syncing { done, of },
        };
        self.books_changed = true;
    }

    /// A sync came to its end: the token is stored last.
    pub(super) async fn finish(&mut self, id: u64) -> Result<(), Problem> {
        let (now, seconds) = (self.moment.now, self.seconds());
        let Some(state) = self.address_books.get_mut(&id) else { return Ok(()) };
        let Some(run) = &mut state.run else { return Ok(()) };
        let problem = run.problem.take();
        let is_online = run.conn.is_some();
        let looks = run.looks;
        if is_online && !looks {
            let token = run.token.take();
            let last = if problem.is_none() { Some(seconds) } else { state.book.last };
            let book = Book { token, last, ..state.book.clone() };
            let row = book.row().map_err(EngineError::from)?;
            self.commit(Batch { address_books: vec![row], ..Batch::default() }).await?;
            if let Some(state) = self.address_books.get_mut(&id) {
                state.book = book;
                state.disappeared = None;
            }
        }
        if let Some(problem) = problem {
            return Err(problem);
        }
        self.end_run(id);
        if let Some(state) = self.address_books.get_mut(&id) {
            state.failures = 0;
            if looks {
                state.status = BookStatus::Looked;
                state.preview.iter_mut().for_each(|looked| looked.is_whole = true);
            } else if is_online {
                state.status = BookStatus::UpToDate;
                // One that was asked for meanwhile comes at once.
                state.next = Some(state.next.unwrap_or(now + INTERVAL_MS));
            }
        }
        Ok(())
    }

    /// What a problem means where an address book is read by tokens: one that is refused before its time is changed for
    /// another, and only if that is refused as well the user has to sign in.
    fn of_tokens(&mut self, id: u64, problem: Problem) -> Problem {
        let Some(state) = self.address_books.get(&id) else { return problem };
        let is_refused = problem.kind == ProblemKind::Book(BookProblem::LoginRefused);
        if !is_refused || !self.has_tokens(&state.book.login) {
            return problem;
        }
        let is_first = state.failures == 0;
        self.forget_book_token(id);
        let kind = if is_first { BookProblem::Refused } else { BookProblem::SignInNeeded };
        Problem::new(ProblemKind::Book(kind))
    }

    /// A sync cannot go on, for that reason.
    pub(in crate::engine) fn run_failed(&mut self, id: u64, problem: Problem) {
        let asked_to_wait = self.run(id).and_then(|run| run.asked_to_wait);
        self.end_run(id);
        let problem = self.of_tokens(id, problem);
        let (now, random) = (self.moment.now, self.moment.random);
        let Some(state) = self.address_books.get_mut(&id) else { return };
        if needs_user(&problem) {
            state.status = BookStatus::Stopped(problem);
            (state.next, state.compares) = (None, None);
            return;
        }
        state.failures += 1;
        let wait = match problem.kind {
            ProblemKind::Book(BookProblem::Throttled | BookProblem::NoRoom) => retry_throttled(state.failures, random),
            _ => retry_after(state.failures, random),
        };
        let wait = wait.max(asked_to_wait.unwrap_or(0).min(MAX_WAIT_MS));
        state.status = BookStatus::Waiting { problem, until: (now + wait).div_euclid(1_000) };
        state.next = Some(now + wait);
    }
}

/// How long the server asks not to be asked, in milliseconds. One that names a date is waited for as any other.
fn retry_after_ms(answer: &WebAnswer) -> Option<i64> {
    answer.header("retry-after")?.trim().parse::<u32>().ok().map(|seconds| i64::from(seconds) * 1_000)
}

const fn after_loading(compares_first: bool) -> BookStage {
    if compares_first { BookStage::ComparingFirst(Place::Card(None)) } else { BookStage::Connecting }
}

/// Whether the user has to do something before it can go on.
const fn needs_user(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        ProblemKind::Book(
            BookProblem::LoginRefused | BookProblem::SignInNeeded | BookProblem::Certificate | BookProblem::Elsewhere
        ) | ProblemKind::OtherVersion
            | ProblemKind::PasswordNotKept
            | ProblemKind::SignInNotKept
            | ProblemKind::Disconnected
            | ProblemKind::NotFound
            | ProblemKind::BadInput
    )
}
