//! A sync with the server, step by step.

use super::beginning::INTERVAL_MS;
use crate::api::{BookLimit, BookProblem, BookStatus, Problem, ProblemKind};
use crate::books::line::{WebHeard, WebLine};
use crate::books::next::{Changes, Next, Written};
use crate::books::record::{Book, BookLogin, CardState};
use crate::books::task::Task;
use crate::dav::answer::Came;
use crate::dav::request::MAX_CARDS_AT_ONCE;
use crate::dav::url::Url;
use crate::engine::error::EngineError;
use crate::engine::state::{BookLine, BookRun, BookStage, CardSummary, Engine, NO_ACCOUNT, Role, Writing};
use crate::session::ConnectionId;
use crate::store::{Batch, Store};
use crate::sync::{retry_after, retry_throttled};
use kith_wire::limits::MAX_WEB_REQUEST_BYTES;
use kith_wire::{Response, WebAnswer, WebRequest};

/// A server that asks to be left alone for longer is asked again all the same after so long, in milliseconds.
const MAX_WAIT_MS: i64 = 6 * 3_600_000;

/// If more cards than this disappear at once, and more than half of all, the user is asked.
const MANY_GONE: usize = 20;

/// As many cards are written before they are read back.
const WRITTEN_AT_ONCE: usize = 20;

impl<S: Store> Engine<S> {
    /// Takes the next of those cards in that the server told with the list.
    pub(super) async fn take_told(&mut self, id: u64) -> Result<(), Problem> {
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
        self.pass_over_too_large(id).await?;
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
                run.stage = BookStage::TakingGroups;
                if !self.asks_about_gone(id) {
                    self.note_gone_groups(id);
                }
                return Ok(());
            }
            BookStage::Fetching => {
                let count = run.to_fetch.len().min(MAX_CARDS_AT_ONCE);
                Task::fetch(url, run.to_fetch.drain(..count).collect::<Vec<_>>())
            }
            BookStage::Writing if run.written.len() >= WRITTEN_AT_ONCE || run.to_write.is_empty() => {
                if run.written.is_empty() {
                    return self.write_group(id).await;
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
            | BookStage::TakingGroups
            | BookStage::WritingGroup
            | BookStage::ReadingGroup
            | BookStage::Gone
            | BookStage::Comparing(_) => return Ok(()),
        };
        let task = run.task.insert(task);
        let next = task.begin();
        Box::pin(self.follow_task(id, next)).await
    }

    /// The relay passes on no larger cards than that: they are listed like those that the server does not take, and the
    /// rest goes on.
    async fn pass_over_too_large(&mut self, id: u64) -> Result<(), Problem> {
        let is_too_large = |writing: &Writing| writing.card.len() > MAX_WEB_REQUEST_BYTES;
        let is_next = |run: &BookRun| run.stage == BookStage::Writing && run.to_write.front().is_some_and(is_too_large);
        while self.run(id).is_some_and(|run| is_next(run)) {
            self.wrote(id, Written::Refused(413)).await?;
        }
        Ok(())
    }

    /// Opens the connection, with a token that is valid.
    fn connect_run(&mut self, id: u64) -> Result<(), Problem> {
        let Some(state) = self.address_books.get(&id) else { return Ok(()) };
        let url = Url::read(&state.book.url).ok_or(Problem::new(ProblemKind::BadInput))?;
        if let Some(problem) = &self.access.refused {
            // Nothing is dialled before there is another access key.
            return Err(problem.clone());
        }
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

    pub(super) async fn follow_task(&mut self, id: u64, next: Next) -> Result<(), Problem> {
        match next {
            Next::Ask(request) => self.ask_server(id, request),
            Next::Listed(changes) => self.listed(id, changes).await,
            Next::Fetched(came) => {
                match self.run(id).map(|run| run.stage.clone()) {
                    Some(BookStage::ReadingBack) => self.take_back(id, came).await?,
                    Some(BookStage::ReadingGroup) => self.take_group_back(id, came).await?,
                    _ => self.take_came(id, came).await?,
                }
                self.go_on_with_book(id).await
            }
            Next::Written(written) if self.run(id).is_some_and(|run| run.stage == BookStage::WritingGroup) => {
                self.wrote_group(id, written).await
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
                // One that was refused and is left out since was never there.
                let was_never_there = matches!(card.state, CardState::IgnoredOf(_)) && card.etag.is_empty();
                !cards.contains_key(*key) && !was_never_there && !matches!(card.state, CardState::Pending(_))
            };
            gone.extend(state.cards.all().filter(|(key, card)| is_gone(key, card)).map(|(key, _)| key.clone()));
        }
        run.gone = gone;
        if self.asks_about_gone(id) {
            return Ok(());
        }
        let Some(state) = self.address_books.get_mut(&id) else { return Ok(()) };
        let Some(run) = &mut state.run else { return Ok(()) };
        run.of = u32::try_from(run.to_fetch.len() + run.told.len()).unwrap_or(u32::MAX);
        let is_new = |url: &Url| state.cards.get(&url.key()).is_none_or(|card| card.state.person().is_none());
        let needs_people = run.looks || run.to_fetch.iter().chain(run.told.iter().map(|came| &came.url)).any(is_new);
        run.stage = if needs_people { BookStage::Indexing(0) } else { BookStage::Fetching };
        self.show_progress(id);
        self.go_on_with_book(id).await
    }

    /// Stops and asks the user if very many cards are gone. Gives whether it does.
    fn asks_about_gone(&mut self, id: u64) -> bool {
        let Some(state) = self.address_books.get_mut(&id) else { return false };
        let Some(run) = state.run.as_ref().filter(|run| !run.looks) else { return false };
        let is_linked = |key: &&String| state.cards.get(key).is_some_and(|card| matches!(card.state, CardState::Of(_)));
        let (lost, linked) = (run.gone.iter().filter(is_linked).count(), state.cards.linked());
        if lost <= MANY_GONE || lost * 2 <= linked || state.disappeared.is_some() {
            return false;
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        state.status = BookStatus::Disappeared { cards: count(lost), of: count(linked) };
        (state.next, state.compares) = (None, None);
        self.end_run(id);
        true
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
