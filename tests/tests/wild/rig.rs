//! The real engine, through the real relay, over a real WebSocket; the test is the page.

use crate::socket::socket;
use kith_engine::api::{
    AccountId, AccountStatus, AccountView, Command, CommandView, ContactWay, FolderView, FromEngine, NewAccount, Order,
    Overview, PeopleQuery, Problem, ProblemKind, Query, SkipReason, ToEngine, question,
};
use kith_engine::memory::MemoryStore;
use kith_engine::{ConnectionId, Engine, Input, Moment, Output};
use kith_relay::{Config, Times};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep, timeout};

/// Far longer than anything takes, so that what does not come fails the test instead of hanging it.
const PATIENCE: Duration = Duration::from_secs(30);

/// The engine and its relay.
pub(crate) struct Rig {
    engine: Engine<MemoryStore>,
    store: MemoryStore,
    relay: SocketAddr,
    sockets: BTreeMap<ConnectionId, UnboundedSender<Vec<u8>>>,
    inputs: (UnboundedSender<Input>, UnboundedReceiver<Input>),
    alarm: Option<i64>,
    /// How far its clock is ahead, in milliseconds: no one waits here for the next try.
    pub(crate) ahead: i64,
    number: u32,
    told: BTreeMap<u32, FromEngine>,
    /// How long it said it would wait, before each new try, in seconds.
    pub(crate) waits: Vec<i64>,
    last_wait: i64,
}

/// A relay whose waits are short enough to be waited for.
pub(crate) fn impatient(wait: u64) -> Config {
    let wait = Duration::from_millis(wait);
    Config { times: Times { command: wait, progress: wait, greeting: wait, ..Times::default() }, ..Config::default() }
}

impl Rig {
    pub(crate) async fn start() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let relay = listener.local_addr().unwrap();
        let config = Config { allow_missing_origin: true, ..config };
        tokio::spawn(kith_relay::run(listener, config, std::future::pending()));
        Self::over(MemoryStore::default(), relay, 0).await
    }

    /// Ends the engine and starts another one on what is stored, as a reload does.
    pub(crate) async fn restarted(self) -> Self {
        Self::over(self.store.clone(), self.relay, self.ahead).await
    }

    async fn over(store: MemoryStore, relay: SocketAddr, ahead: i64) -> Self {
        let (engine, outputs) = Engine::start(store.clone(), moment(ahead)).await.unwrap();
        let mut rig = Self {
            engine,
            store,
            relay,
            sockets: BTreeMap::new(),
            inputs: unbounded_channel(),
            alarm: None,
            ahead,
            number: 0,
            told: BTreeMap::new(),
            waits: Vec::new(),
            last_wait: 0,
        };
        rig.carry_out(outputs);
        rig
    }

    /// Connects an account, or says why not.
    pub(crate) async fn try_connect(&mut self, account: NewAccount) -> Result<(), Problem> {
        self.order(Command::Connect(account)).await
    }

    /// Connects an account and waits until it is up to date.
    pub(crate) async fn read(&mut self, account: NewAccount) -> AccountView {
        self.try_connect(account).await.unwrap();
        self.up_to_date().await
    }

    /// Orders, and waits for the outcome.
    pub(crate) async fn order(&mut self, command: Command) -> Result<(), Problem> {
        match self.say(|number| ToEngine::Order(number, command)).await {
            FromEngine::Outcome(_, outcome) => outcome,
            other => panic!("{other:?}"),
        }
    }

    /// Asks, and waits for the answer.
    pub(crate) async fn ask<Q: Query>(&mut self, question: Q) -> Q::Answer {
        self.try_ask(question).await.unwrap()
    }

    /// The same, or says why there is no answer.
    pub(crate) async fn try_ask<Q: Query>(&mut self, question: Q) -> Result<Q::Answer, Problem> {
        match self.say(|number| ToEngine::Ask(number, question.into())).await {
            FromEngine::Answer(_, answer) => answer.map(|answer| Q::read(answer).unwrap()),
            other => panic!("{other:?}"),
        }
    }

    /// Has what is new read, as whenever the network is back, and waits until it is.
    pub(crate) async fn sync(&mut self) -> AccountView {
        let before = moment(self.ahead).now / 1_000;
        self.ahead += 1_000;
        self.give(Input::Online).await;
        let is_later = |view: &AccountView| matches!(view.status, AccountStatus::UpToDate { at, .. } if at > before);
        self.until("read again", is_later).await
    }

    /// Has everything compared, and waits until it is.
    pub(crate) async fn check(&mut self) -> AccountView {
        let id = self.id().await;
        self.order(Command::SyncNow(id)).await.unwrap();
        self.up_to_date().await
    }

    pub(crate) async fn up_to_date(&mut self) -> AccountView {
        self.until("up to date", |view| matches!(view.status, AccountStatus::UpToDate { .. })).await
    }

    /// Waits until the account is so.
    pub(crate) async fn until(&mut self, what: &str, is: impl Fn(&AccountView) -> bool) -> AccountView {
        let end = Instant::now() + PATIENCE;
        loop {
            let view = self.view().await;
            if is(&view) {
                return view;
            }
            if timeout(end.saturating_duration_since(Instant::now()), self.step()).await.is_err() {
                panic!("never {what}: {view:#?}\n{:#?}", self.activity().await);
            }
        }
    }

    /// Waits until so many are stored of so many that the server named.
    pub(crate) async fn until_audit(&mut self, stored: u32, on_server: u32) {
        let is =
            |view: &AccountView| view.audit.map(|audit| (audit.stored, audit.on_server)) == Some((stored, on_server));
        self.until("audited so", is).await;
    }

    pub(crate) async fn overview(&mut self) -> Overview {
        self.ask(question::Overview).await
    }

    /// The account that was connected first.
    pub(crate) async fn view(&mut self) -> AccountView {
        self.overview().await.accounts.remove(0)
    }

    pub(crate) async fn id(&mut self) -> AccountId {
        self.view().await.id
    }

    /// How many messages are stored that the server named, and how many it named.
    pub(crate) async fn audit(&mut self) -> (u32, u32) {
        self.view().await.audit.map(|audit| (audit.stored, audit.on_server)).unwrap()
    }

    /// What could not be read, in the order of folders and numbers.
    pub(crate) async fn skipped(&mut self) -> Vec<(String, Option<u32>, SkipReason)> {
        let id = self.id().await;
        let skipped = self.ask(question::SkippedMessages(id)).await;
        let mut skipped: Vec<_> = skipped.into_iter().map(|a| (a.folder, a.uid, a.reason)).collect();
        skipped.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        skipped
    }

    pub(crate) async fn folders(&mut self) -> Vec<FolderView> {
        let id = self.id().await;
        self.ask(question::Folders(id)).await
    }

    /// The commands that were spoken, the latest first.
    pub(crate) async fn activity(&mut self) -> Vec<CommandView> {
        let id = self.id().await;
        self.ask(question::Activity(id)).await
    }

    /// Everyone by name: the name, how many messages there are, and who wrote the latest.
    pub(crate) async fn people(&mut self) -> Vec<(String, u32, ContactWay)> {
        let query = PeopleQuery { order: Order::Name, limit: 10_000, ..PeopleQuery::default() };
        let page = self.ask(question::People(query)).await;
        page.rows.into_iter().map(|row| (row.name, row.messages, row.last_contact.unwrap().way)).collect()
    }

    async fn say(&mut self, words: impl FnOnce(u32) -> ToEngine) -> FromEngine {
        self.number += 1;
        let number = self.number;
        self.give(Input::Page(words(number))).await;
        let heard = timeout(PATIENCE, async {
            loop {
                if let Some(heard) = self.told.remove(&number) {
                    return heard;
                }
                self.step().await;
            }
        });
        heard.await.expect("the engine answers")
    }

    /// Goes on for so many steps, or until nothing happens any more; its clock does not run ahead.
    pub(crate) async fn go_on(&mut self, steps: usize) {
        for _ in 0..steps {
            if self.sockets.is_empty() || timeout(Duration::from_millis(50), self.step()).await.is_err() {
                return;
            }
        }
    }

    /// The time that the engine is told, in milliseconds.
    pub(crate) fn now(&self) -> i64 {
        moment(self.ahead).now
    }

    /// Waits for the next thing that happens, and gives it to the engine.
    pub(crate) async fn step(&mut self) {
        let input = match self.inputs.1.try_recv() {
            Ok(input) => input,
            // It waits for a time to come, and for nothing else: it comes at once.
            Err(_) if self.sockets.is_empty() && self.alarm.is_some() => {
                let alarm = self.alarm.take().unwrap();
                self.ahead += (alarm - moment(self.ahead).now).max(0);
                Input::Wake
            }
            Err(_) => {
                let wait = self.alarm.map_or(PATIENCE, |alarm| {
                    Duration::from_millis(u64::try_from(alarm - moment(self.ahead).now).unwrap_or(0))
                });
                tokio::select! {
                    input = self.inputs.1.recv() => input.unwrap(),
                    () = sleep(wait) => Input::Wake,
                }
            }
        };
        self.give(input).await;
    }

    async fn give(&mut self, input: Input) {
        match &input {
            Input::Wake => self.alarm = None,
            Input::Opened(conn) | Input::Frame(conn, _) if !self.sockets.contains_key(conn) => return,
            Input::Closed(conn) if self.sockets.remove(conn).is_none() => return,
            _ => {}
        }
        let outputs = self.engine.handle(input, moment(self.ahead)).await;
        self.carry_out(outputs);
    }

    fn carry_out(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Page(FromEngine::Changed(kith_engine::api::Change::Overview(overview))) => self.note(&overview),
                Output::Page(message @ (FromEngine::Answer(number, _) | FromEngine::Outcome(number, _))) => {
                    self.told.insert(number, message);
                }
                Output::Page(_) => {}
                Output::Open(conn) => {
                    let (frames, to_send) = unbounded_channel();
                    self.sockets.insert(conn, frames);
                    tokio::spawn(socket(self.relay, conn, to_send, self.inputs.0.clone()));
                }
                // One that is closing takes nothing any more, and its end is told.
                Output::Send(conn, frame) => drop(self.sockets.get(&conn).map(|socket| socket.send(frame))),
                Output::Close(conn) => drop(self.sockets.remove(&conn)),
                Output::WakeAt(at) => self.alarm = Some(at),
                // There is no passphrase.
                Output::Lock => {}
                // And nothing that could make a photo small.
                Output::ScalePhoto { number, .. } => {
                    drop(self.inputs.0.send(Input::PhotoScaled(number, None)));
                }
            }
        }
    }

    fn note(&mut self, overview: &Overview) {
        let waits = overview.accounts.first().map(|account| &account.status);
        if let Some(AccountStatus::Waiting { until, .. }) = waits
            && *until != self.last_wait
        {
            self.last_wait = *until;
            self.waits.push(until - moment(self.ahead).now / 1_000);
        }
    }
}

/// What an account is waiting for, if it is.
pub(crate) fn trouble(view: &AccountView) -> Option<ProblemKind> {
    match &view.status {
        AccountStatus::Waiting { problem, .. } | AccountStatus::Stopped(problem) => Some(problem.kind),
        _ => None,
    }
}

/// Now, in seconds since 1970-01-01 UTC.
pub(crate) fn now() -> i64 {
    moment(0).now / 1_000
}

fn moment(ahead: i64) -> Moment {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Moment { now: i64::try_from(now.as_millis()).unwrap() + ahead, random: u64::from(now.subsec_nanos()) }
}
