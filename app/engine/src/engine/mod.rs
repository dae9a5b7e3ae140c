//! The engine itself: what happened goes in, what is to be done comes out.

mod accounts;
mod activity;
mod backups;
mod connections;
mod damage;
mod decisions;
mod drafts;
mod load;
mod reading;
mod renewing;
mod room;
mod sample;
mod seeking;
mod telling;
mod texts;
mod views;

use crate::account::Account;
use crate::api::{
    AccountId, Change, Command, Damaged, FoundMessages, FromEngine, JournalPage, Problem, ProblemKind, Query, Question,
    Seconds, Status, TimelinePage, ToEngine, TodayView,
};
use crate::book::Book;
use crate::packed::Unreadable;
use crate::reader::Reader;
use crate::session::Conn;
use crate::store::{Store, StoreError};
use crate::sync::Mailbox;
use accounts::Trial;
use activity::Activity;
#[cfg(not(test))]
use backups::BackupV1;
pub use backups::rescue;
use connections::{SILENCE, Suspect};
use damage::Damage;
#[cfg(test)]
pub(crate) use decisions::{pack_entry, unpack_entry};
use drafts::Drafting;
use kith_domain::day::Zone;
use reading::Reading;
use room::Texts;
use seeking::Searches;
use std::collections::BTreeMap;
use telling::Telling;
#[cfg(test)]
pub(crate) use {backups::BackupV1, damage::DamageV1, telling::Kept, texts::TextV1};

/// What happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// The page said something.
    Page(ToEngine),
    /// A connection to the relay is open.
    Opened(Conn),
    /// A frame came over it.
    Frame(Conn, Vec<u8>),
    /// It could not be opened, or has ended.
    Closed(Conn),
    /// The moment of an [`Output::WakeAt`] came.
    Wake,
    /// The person's time zone, at the start and whenever it is another one: from when (seconds since 1970-01-01 UTC) on
    /// clocks are how many seconds ahead of UTC. Until then days are those of UTC.
    Zone(Vec<(i64, i32)>),
    /// The network is back, or the machine woke: whatever waits is tried now.
    Online,
}

/// When it happened.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Milliseconds since 1970-01-01 UTC.
    pub now: i64,
    /// A number by chance, for waits.
    pub random: u64,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Tell the page.
    Page(FromEngine),
    /// Open a connection to the relay.
    Open(Conn),
    /// Send a frame over it.
    Send(Conn, Vec<u8>),
    /// Close it. Nothing that comes over it afterwards matters.
    Close(Conn),
    /// Give [`Input::Wake`] at that time (milliseconds since 1970-01-01 UTC), in place of any that was asked for
    /// before.
    WakeAt(i64),
}

/// How often the page is told that people changed, in milliseconds.
const TELL_EVERY: i64 = 250;

/// The same once so many messages of a reading are there: the page is full by then, and drawing takes time from reading.
const TELL_LESS_AFTER: u32 = 5_000;
const TELL_EVERY_THEN: i64 = 1_000;

/// So many people of each kind are named in a preview.
const PREVIEWED: usize = 50;

const NOT_FOUND: Problem = Problem::new(ProblemKind::NotFound);

/// The engine. Everything that it knows follows from the store.
#[derive(Debug)]
pub struct Engine<S> {
    store: S,
    book: Book,
    accounts: BTreeMap<AccountId, AccountState>,
    trials: BTreeMap<Conn, Trial>,
    readers: BTreeMap<Conn, (AccountId, Reader)>,
    drafts: BTreeMap<Conn, Drafting>,
    searches: Searches,
    /// The connections that seem to be dead.
    suspects: BTreeMap<Conn, Suspect>,
    /// Whether the work that waits begins as soon as it is known which of them are dead.
    begins_waiting: bool,
    telling: Telling,
    damage: Damage,
    backed_up: BackupV1,
    /// Known once they were needed.
    texts: Option<Texts>,
    last_conn: u32,
    out: Vec<Output>,
    moment: Moment,
    people_changed: bool,
    overview_changed: bool,
    activity: BTreeMap<AccountId, Activity>,
    activity_changed: bool,
    last_told: i64,
    last_wake: Option<i64>,
}

/// An account and what it is doing.
#[derive(Debug)]
struct AccountState {
    account: Account,
    mailbox: Mailbox,
    status: Status,
    /// The reading under way, if it is worth a word.
    reading: Option<Reading>,
    /// When to begin again by itself, in milliseconds.
    next: Option<i64>,
    failures: u32,
    /// How often in a row the server asked to slow down.
    throttled: u32,
    /// The made-up mailbox while it is read.
    sample: Option<sample::SampleReading>,
}

impl AccountState {
    fn new(account: Account) -> Self {
        let (mailbox, status) = (Mailbox::default(), Status::Connecting);
        Self { account, mailbox, status, reading: None, next: None, failures: 0, throttled: 0, sample: None }
    }
}

/// Why the engine cannot go on with what it was doing.
#[derive(Debug, thiserror::Error)]
enum EngineError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Store(StoreError::Full) => Self::new(ProblemKind::StorageFull),
            EngineError::Store(StoreError::Newer) => Self::new(ProblemKind::NewerDatabase),
            EngineError::Store(StoreError::Closed) => Self::new(ProblemKind::StorageClosed),
            EngineError::Store(StoreError::Failed(words)) => Self { kind: ProblemKind::Storage, words: Some(words) },
            EngineError::Unreadable(error) => Self { kind: ProblemKind::Storage, words: Some(error.to_string()) },
        }
    }
}

impl<S: Store> Engine<S> {
    /// Reads everything that is stored, and begins to sync.
    pub async fn start(store: S, moment: Moment) -> Result<(Self, Vec<Output>), Problem> {
        let mut engine = Self {
            store,
            book: Book::default(),
            accounts: BTreeMap::new(),
            trials: BTreeMap::new(),
            readers: BTreeMap::new(),
            drafts: BTreeMap::new(),
            searches: Searches::default(),
            suspects: BTreeMap::new(),
            begins_waiting: false,
            telling: Telling::default(),
            damage: Damage::default(),
            backed_up: BackupV1::default(),
            texts: None,
            last_conn: 0,
            out: vec![Output::Page(FromEngine::Ready)],
            moment,
            people_changed: false,
            overview_changed: false,
            activity: BTreeMap::new(),
            activity_changed: false,
            last_told: moment.now,
            last_wake: None,
        };
        engine.load().await?;
        for id in engine.accounts.keys().copied().collect::<Vec<_>>() {
            engine.begin(id, false).await;
        }
        engine.tell();
        let out = std::mem::take(&mut engine.out);
        Ok((engine, out))
    }

    /// Takes what happened, and gives what is to be done. The order of the outputs counts.
    pub async fn handle(&mut self, input: Input, moment: Moment) -> Vec<Output> {
        let back = moment.now < self.moment.now;
        self.moment = moment;
        self.book.now = self.seconds();
        if back {
            self.clock_set_back();
        }
        match input {
            Input::Page(ToEngine::Ask(number, question)) => self.answer(number, question).await,
            Input::Page(ToEngine::Order(number, command)) => self.obey(number, command).await,
            Input::Opened(conn) => self.opened(conn),
            Input::Frame(conn, bytes) => self.frame(conn, &bytes).await,
            Input::Closed(conn) => self.closed(conn, Problem::new(ProblemKind::NoRelay)).await,
            Input::Online => self.online().await,
            Input::Zone(table) => self.set_zone(Zone::of(table)),
            Input::Wake => {
                self.last_wake = None;
                self.wake().await;
            }
        }
        self.tell();
        std::mem::take(&mut self.out)
    }

    fn settle(&mut self) {
        let reads_sent = |state: &AccountState| state.counting().any(|(_, cursor)| cursor.is_sent());
        let reading = self.accounts.iter().filter(|(_, state)| reads_sent(state)).map(|(id, _)| *id);
        self.book.set_sent(reading.collect::<Vec<_>>());
        self.people_changed |= self.book.settle();
        self.overview_changed = true;
    }

    fn set_zone(&mut self, zone: Zone) {
        if self.book.set_zone(zone) {
            self.settle();
            self.people_changed = true;
        }
    }

    async fn answer(&mut self, number: u32, question: Question) {
        let answer = match question {
            Question::Overview(q) => Ok(q.answer(self.overview())),
            Question::Folders(q) => self.folders(q.0).map(|folders| q.answer(folders)),
            Question::Aside(q) => self.aside(q.0).map(|aside| q.answer(aside)),
            Question::Activity(q) => self.activity(q.0).map(|commands| q.answer(commands)),
            Question::Emptied(q) => Ok(q.answer(self.emptied(q.0))),
            Question::People(q) => Ok(q.answer(self.book.people(&q.0))),
            Question::Selection(q) => Ok(q.answer(self.book.selection(&q.0))),
            Question::Find(q) => Ok(q.answer(self.book.found(&q.words, q.limit))),
            Question::Suggestions(q) => Ok(q.answer(self.book.suggestions(q.limit))),
            Question::Export(q) => Ok(q.answer(self.book.export(&q.people, q.format))),
            Question::Person(q) => self.book.person(q.0).map(|card| q.answer(card)).ok_or(NOT_FOUND),
            Question::Why(q) => self.book.why(q.0).map(|why| q.answer(why)).ok_or(NOT_FOUND),
            Question::Companies(q) => Ok(q.answer(self.book.companies(&q.filter, q.offset, q.limit))),
            Question::Company(q) => self.book.company(q.0).map(|card| q.answer(card)).ok_or(NOT_FOUND),
            Question::CompanyNamed(q) => Ok(q.answer(self.book.company_named(&q.0))),
            Question::Timeline(q) => self.book.whose(q.of).ok_or(NOT_FOUND).map(|people| {
                let (all, rows) = self.book.timeline(&people, &q.words, q.offset, q.limit);
                q.answer(TimelinePage { all, offset: q.offset, rows })
            }),
            Question::Place(q) => {
                let people = self.book.whose(q.0).ok_or(NOT_FOUND);
                people.map(|people| q.answer(self.book.place_of(&people, q.1)))
            }
            Question::Messages(q) => {
                let (matching, rows) = self.book.find(&q.words, q.limit);
                Ok(q.answer(FoundMessages { matching, rows }))
            }
            Question::Text(q) => match self.text(number, q.0).await {
                Some(text) => text.map(|text| q.answer(text)),
                // It will come from the mail server.
                None => return,
            },
            Question::Seek(q) => match self.seek(number, q) {
                Ok(()) => return self.end_search(),
                Err(problem) => Err(problem),
            },
            Question::Today(q) => {
                if q.seen {
                    self.visit(q.day).await;
                }
                let away = self.away(q.day);
                Ok(q.answer(TodayView { away, ..self.book.today(q.day, q.shown) }))
            }
            Question::DueCount(q) => Ok(q.answer(self.book.due_names(q.0, 0).1)),
            Question::Telling(q) => Ok(q.answer(self.telling())),
            Question::Cards(q) => Ok(q.answer(self.book.cards(q.day, q.limit, &q.without))),
            Question::Buckets(q) => Ok(q.answer(self.book.buckets())),
            Question::Calendar(q) => self.book.calendar(q.day, q.hour).map(|file| q.answer(file)).ok_or(NOT_FOUND),
            Question::Pipelines(q) => Ok(q.answer(self.book.pipelines(q.0))),
            Question::Journal(q) => {
                let unreadable = self.damage.count(Damaged::Decision);
                Ok(q.answer(JournalPage { unreadable, ..self.book.journal_page(q.limit) }))
            }
            Question::Preview(q) => Ok(q.answer(self.book.preview(&q.0, PREVIEWED))),
            Question::Tracking(q) => Ok(q.answer(self.book.tracking())),
            Question::Lists(q) => Ok(q.answer(self.book.lists())),
            Question::Data(q) => self.data().await.map(|data| q.answer(data)),
            Question::Backup(q) => self.backup(&q.0).await.map(|file| q.answer(file)),
            Question::BackupPreview(q) => {
                self.backup_preview(&q.file, q.passphrase.as_ref()).map(|view| q.answer(view))
            }
        };
        self.out.push(Output::Page(FromEngine::Answer(number, answer)));
    }

    async fn obey(&mut self, number: u32, command: Command) {
        let outcome = match command {
            Command::Connect(new) => match self.connect(number, new) {
                Ok(()) => return,
                Err(problem) => Err(problem),
            },
            Command::ConnectAgain(id, new) => match self.connect_again(number, id, new) {
                Ok(()) => return,
                Err(problem) => Err(problem),
            },
            Command::ChangePassword(id, password) => match self.change_password(number, id, password) {
                Ok(()) => return,
                Err(problem) => Err(problem),
            },
            Command::SyncNow(which) => {
                let ids = self.accounts.keys().copied().filter(|id| which.is_none_or(|which| which == *id));
                for id in ids.collect::<Vec<_>>() {
                    self.begin(id, false).await;
                }
                Ok(())
            }
            Command::Check(id) => {
                self.begin(id, true).await;
                Ok(())
            }
            Command::SetWindow(id, window) => self.set_window(id, window).await,
            Command::SetFolder { account, folder, counts } => self.set_folder(account, folder, counts).await,
            Command::SetConnections(id, connections) => self.set_connections(id, connections).await,
            Command::Disconnect(id) => self.disconnect(id).await,
            Command::Remove(id) => self.remove(id, Vec::new()).await,
            Command::RemoveSample { account, made } => self.remove(account, made).await,
            Command::AddSample => self.add_sample().await,
            Command::Decide { mark, decisions } => self.decide(mark, decisions).await,
            Command::SetTelling { on, hour } => self.set_telling(on, hour).await,
            Command::Restore { mark, file, passphrase, replace } => {
                self.restore(mark, &file, passphrase.as_ref(), replace).await
            }
            Command::SavedBackup { up_to, at } => self.saved_backup(&up_to, at).await,
            Command::PutOffBackup(until) => self.put_off_backup(until).await,
            Command::SeenAway => {
                self.seen_away();
                Ok(())
            }
            Command::Draft(new) => match self.draft(number, new) {
                Ok(()) => return,
                Err(problem) => Err(problem),
            },
        };
        self.out.push(Output::Page(FromEngine::Outcome(number, outcome)));
    }

    async fn wake(&mut self) {
        // First, so that nothing is asked over a connection that died while the machine slept.
        self.end_silent(SILENCE, true).await;
        if !self.suspects.is_empty() {
            // It is woken again at once.
            return;
        }
        if self.begins_waiting {
            self.begin_waiting().await;
        }
        let now = self.moment.now;
        let due = |state: &AccountState| state.next.is_some_and(|next| next <= now);
        for id in self.accounts.iter().filter(|(_, state)| due(state)).map(|(id, _)| *id).collect::<Vec<_>>() {
            if self.accounts.get(&id).is_some_and(|state| state.sample.is_some()) {
                self.read_sample(id).await;
            } else {
                self.begin_quietly(id, false).await;
            }
        }
        self.tell_of_today().await;
    }

    /// Tells the page what changed, and asks to be woken when something is due.
    fn tell(&mut self) {
        let now = self.moment.now;
        let is_long =
            |state: &AccountState| matches!(&state.status, Status::Reading(so_far) if so_far.read > TELL_LESS_AFTER);
        let every = if self.accounts.values().any(is_long) { TELL_EVERY_THEN } else { TELL_EVERY };
        if self.overview_changed || self.people_changed || self.activity_changed {
            // A clock that was set back must not silence us.
            if now >= self.last_told + every || now < self.last_told {
                self.last_told = now;
                self.out.push(Output::Page(FromEngine::Changed(Change::Overview(self.overview()))));
                if self.people_changed {
                    self.out.push(Output::Page(FromEngine::Changed(Change::People)));
                }
                if self.activity_changed {
                    self.out.push(Output::Page(FromEngine::Changed(Change::Activity)));
                }
                (self.overview_changed, self.people_changed, self.activity_changed) = (false, false, false);
            }
        }
        let untold = self.overview_changed || self.people_changed || self.activity_changed;
        let told = untold.then_some(self.last_told + every);
        let begins = self.accounts.values().filter_map(|state| state.next).min();
        let ends = self.next_end();
        let wake = [told, begins, ends, self.next_telling()].into_iter().flatten().min();
        if let Some(at) = wake
            && self.last_wake != Some(at)
        {
            self.last_wake = Some(at);
            self.out.push(Output::WakeAt(at));
        }
    }

    fn set_status(&mut self, id: AccountId, status: Status) {
        if let Some(state) = self.accounts.get_mut(&id) {
            // What it is doing is told at once when it becomes something else; mere progress may wait.
            if std::mem::discriminant(&state.status) != std::mem::discriminant(&status) {
                self.last_told = i64::MIN / 2;
            }
            state.status = status;
            self.overview_changed = true;
        }
    }

    fn next_conn(&mut self) -> Conn {
        self.last_conn += 1;
        Conn(self.last_conn)
    }

    fn seconds(&self) -> Seconds {
        self.moment.now.div_euclid(1_000)
    }
}

#[cfg(test)]
mod tests;
