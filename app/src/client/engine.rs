use super::line::{ConnectionToEngine, Reply};
use super::message::{FromWorker, ToWorker};
use super::restarts::{Restarts, wait};
use super::spawn::{Beginning, spawn};
use super::watch::Watch;
use crate::platform::notify::show;
use crate::platform::stopped::{Mistake, report};
use crate::present::daily_reminder::told;
use crate::present::failed::Failed;
use js_sys::Uint8Array;
use kith_domain::day::Day;
use kith_engine::api::{
    AccountId, Change, Command, FromEngine, Overview, PersonId, Problem, ProblemKind, Query, Secret, ToEngine, question,
};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

/// How the engine is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum EngineState {
    /// It loads what is stored, here or in another tab.
    Starting,
    /// It answers.
    Ready,
    /// It waits for the passphrase.
    Locked,
    /// It cannot use the database, or the tab that has it does not answer: then it may be ready later.
    Broken(Problem),
    /// It did not load, since the network or the relay cannot be reached. It is tried again automatically.
    NotLoaded,
    /// Bugs stopped it again and again.
    Died,
}

/// The way to the engine. One for the page's whole life.
#[derive(Clone, Copy)]
pub(crate) struct Engine {
    line: StoredValue<ConnectionToEngine, LocalStorage>,
    state: RwSignal<EngineState>,
    overview: RwSignal<Option<Overview>>,
    watch: RwSignal<Watch>,
    people: Trigger,
    activity: Trigger,
    address_books: Trigger,
    /// How an import stands may be something else now.
    import: Trigger,
    in_touch: RwSignal<Option<InTouch>>,
    locked: RwSignal<bool>,
    unlocking: RwSignal<Unlocking>,
    restarts: StoredValue<Restarts>,
    /// How many times in a row it did not load.
    unloaded: StoredValue<u32>,
    /// The report of the bug after which it was started again, until the user has seen it.
    restarted: RwSignal<Option<String>>,
}

/// What became of the passphrase that was given here last.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Unlocking {
    /// None was, or it was the right one.
    #[default]
    None,
    /// It is tried.
    Trying,
    Failed(Problem),
}

/// A message of these days began someone's clock anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InTouch {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    /// Whether the user wrote it.
    pub(crate) sent: bool,
    /// When they are due next.
    pub(crate) next: Option<Day>,
}

/// What the worker's script says when the files of the engine did not come (public/worker.js).
const NOT_LOADED: &str = "unloaded";

/// So long it is said.
const SAID: std::time::Duration = std::time::Duration::from_secs(8);

impl Engine {
    /// Starts the engine.
    pub(crate) fn start() -> Self {
        let engine = Self {
            line: StoredValue::new_local(ConnectionToEngine::new()),
            state: RwSignal::new(EngineState::Starting),
            overview: RwSignal::new(None),
            watch: RwSignal::new(Watch::default()),
            people: Trigger::new(),
            activity: Trigger::new(),
            address_books: Trigger::new(),
            import: Trigger::new(),
            in_touch: RwSignal::new(None),
            locked: RwSignal::new(false),
            unlocking: RwSignal::new(Unlocking::None),
            restarts: StoredValue::new(Restarts::default()),
            unloaded: StoredValue::new(0),
            restarted: RwSignal::new(None),
        };
        engine.spawn(Beginning::First);
        // The page lives as long as this.
        window_event_listener_untyped("online", move |_| engine.load_again());
        engine
    }

    /// Says that the page is looked at again.
    pub(crate) fn awake(self) {
        self.tell(&ToWorker::Awake);
    }

    /// Says that something was typed or clicked.
    pub(crate) fn active(self) {
        self.tell(&ToWorker::Active);
    }

    /// Unlocks what is stored.
    pub(crate) fn unlock(self, passphrase: Secret) {
        self.unlocking.set(Unlocking::Trying);
        self.tell(&ToWorker::Unlock(passphrase));
    }

    /// Whether everything is locked; also while the engine starts after the right passphrase was given.
    pub(crate) fn locked(&self) -> Signal<bool> {
        self.locked.into()
    }

    /// What became of the passphrase that was given here last.
    pub(crate) fn unlocking(&self) -> Signal<Unlocking> {
        self.unlocking.into()
    }

    /// Tells the worker something, if it listens.
    fn tell(self, message: &ToWorker) {
        self.line.update_value(|line| line.tell(message));
    }

    /// Ends this page's part. A page that the browser keeps for going back would keep the engine from all others.
    pub(crate) fn leave(self) {
        self.line.update_value(ConnectionToEngine::cut);
    }

    /// Starts the engine here while another tab has it; it ends there. What it was told and did not answer, this one is
    /// told again.
    pub(crate) fn take_over(self) {
        self.begin_again(Beginning::TakeOver);
    }

    fn begin_again(self, beginning: Beginning) {
        self.leave();
        self.line.update_value(ConnectionToEngine::begin_again);
        self.state.set(EngineState::Starting);
        self.spawn(beginning);
    }

    /// The engine of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// How it is.
    pub(crate) fn state(&self) -> Signal<EngineState> {
        self.state.into()
    }

    /// The accounts and the totals, as they are now. `None` until they are known.
    pub(crate) fn overview(&self) -> Signal<Option<Overview>> {
        self.overview.into()
    }

    /// Nothing is stored yet, so what there is to show is known before the engine answers.
    pub(crate) fn holds_nothing(self) {
        self.overview.maybe_update(|known| known.is_none() && known.replace(Overview::default()).is_none());
    }

    /// There is no engine to do anything with what there is, if that is nothing.
    fn knows_nothing(self) {
        self.overview.maybe_update(|known| known.take_if(|known| *known == Overview::default()).is_some());
    }

    /// What this page has seen the accounts do.
    pub(crate) fn watch(&self) -> Signal<Watch> {
        self.watch.into()
    }

    /// The user has read what a reading brought.
    pub(crate) fn dismiss(&self, account: AccountId) {
        self.watch.update(|watch| watch.dismiss(account));
    }

    /// Makes what reads this run again when people or their messages changed.
    pub(crate) fn track_people(&self) {
        self.people.track();
    }

    /// Who was in touch just now.
    pub(crate) fn in_touch(&self) -> RwSignal<Option<InTouch>> {
        self.in_touch
    }

    /// Makes what reads this run again when address books changed, or what they are doing.
    pub(crate) fn track_address_books(&self) {
        self.address_books.track();
    }

    /// Makes what reads this run again when something was spoken with a mail server.
    pub(crate) fn track_activity(&self) {
        self.activity.track();
    }

    /// Makes what reads this run again when an import stands otherwise.
    pub(crate) fn track_import(&self) {
        self.import.track();
    }

    /// Has something done.
    pub(crate) async fn order(self, command: Command) -> Result<(), Failed> {
        self.send(|number| ToEngine::Order(number, command)).await.map(drop)
    }

    /// Asks the engine, and waits for the answer.
    pub(crate) async fn ask<Q: Query>(self, question: Q) -> Result<Q::Answer, Failed> {
        match self.send(|number| ToEngine::Ask(number, question.into())).await? {
            Reply::Answer(answer) => Q::read(answer).ok_or(Failed::Died),
            Reply::Outcome => Err(Failed::Died),
        }
    }

    async fn send(self, message: impl FnOnce(u32) -> ToEngine) -> Result<Reply, Failed> {
        match self.state.get_untracked() {
            EngineState::Died => return Err(Failed::Died),
            EngineState::Broken(problem) => return Err(Failed::Told(problem)),
            EngineState::Starting | EngineState::Ready | EngineState::Locked | EngineState::NotLoaded => {}
        }
        let receiver = self.line.try_update_value(|line| line.ask(message)).ok_or(Failed::Died)?;
        receiver.await.map_err(|_| Failed::Died)?.map_err(Failed::Told)
    }

    fn spawn(self, beginning: Beginning) {
        match spawn(beginning) {
            Ok(worker) => self.listen(worker),
            Err(_) => self.died(),
        }
    }

    fn listen(self, worker: Worker) {
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if event.data().as_string().as_deref() == Some(NOT_LOADED) {
                return self.not_loaded();
            }
            let bytes = event.data().dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec());
            match bytes.ok().and_then(|bytes| postcard::from_bytes(&bytes).ok()) {
                Some(FromWorker::Say(message)) => self.hear(message.read()),
                Some(FromWorker::Starting) => {
                    // It keeps what is asked until an engine is ready, so that the answers come with it.
                    self.line.update_value(ConnectionToEngine::listens);
                    self.unloaded.set_value(0);
                    self.state.set(EngineState::Starting);
                }
                Some(FromWorker::Locking) => self.begin_again(Beginning::Again),
                Some(FromWorker::Stopped(mistake)) => self.stopped(&mistake),
                None => self.died(),
            }
        });
        let failed = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| match event.dyn_into::<ErrorEvent>() {
            Ok(error) => self.stopped(&Mistake::new(&error.message(), None)),
            // A script that does not come is told of without words.
            Err(_) => self.not_loaded(),
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(failed.as_ref().unchecked_ref()));
        // There are few workers in the page's whole life.
        heard.forget();
        failed.forget();
        self.line.update_value(|line| line.has(worker));
    }

    /// The engine stopped by a mistake of ours. It is started again a few times; what it was told and did not answer, the
    /// next one is told, unless that may be what stops it.
    fn stopped(self, mistake: &Mistake) {
        if matches!(self.state.get_untracked(), EngineState::Broken(_))
            || self.restarts.try_update_value(|restarts| restarts.take(js_sys::Date::now())) != Some(true)
        {
            return self.died();
        }
        self.restarted.set(Some(report("engine", mistake)));
        self.line.update_value(ConnectionToEngine::suspect);
        self.begin_again(Beginning::Again);
    }

    /// The report of the bug after which the engine was started again, until the user has seen it.
    pub(crate) fn restarted(&self) -> RwSignal<Option<String>> {
        self.restarted
    }

    /// The engine's files did not come. What was asked waits.
    fn not_loaded(self) {
        self.leave();
        self.state.set(EngineState::NotLoaded);
        let failed = self.unloaded.get_value();
        self.unloaded.set_value(failed.saturating_add(1));
        set_timeout(move || self.load_again(), wait(failed));
    }

    /// Loads the engine again, if it did not load.
    pub(crate) fn load_again(self) {
        if self.state.get_untracked() == EngineState::NotLoaded {
            self.begin_again(Beginning::Again);
        }
    }

    fn hear(self, message: FromEngine) {
        match message {
            FromEngine::Ready => {
                self.line.update_value(ConnectionToEngine::listens);
                let is_stale = self.line.try_update_value(|line| std::mem::replace(&mut line.is_stale, true));
                self.state.set(EngineState::Ready);
                self.unlocking.set(Unlocking::None);
                self.locked.set(false);
                if is_stale == Some(true) {
                    // What is shown may be from another engine, and another tab may have changed it since.
                    self.people.notify();
                    self.activity.notify();
                    self.address_books.notify();
                    self.import.notify();
                }
                leptos::task::spawn_local(async move {
                    if let Ok(overview) = self.ask(question::Overview).await {
                        self.take(overview);
                    }
                });
            }
            FromEngine::Broken(problem) => {
                self.line.update_value(|line| line.is_stale = true);
                self.state.set(EngineState::Broken(problem.clone()));
                self.knows_nothing();
                // A tab that is silent may speak again, and has heard what was said; what is decided meanwhile is told
                // so.
                if problem.kind != ProblemKind::OtherTab {
                    self.line.update_value(|line| line.refuse(&problem));
                }
            }
            FromEngine::Locked => {
                self.line.update_value(ConnectionToEngine::listens);
                self.line.update_value(|line| line.is_stale = true);
                self.locked.set(true);
                self.state.set(EngineState::Locked);
                // Whoever was told a passphrase and said nothing of it is gone.
                self.unlocking.set(Unlocking::None);
                // What the page knows goes with its views, and this.
                self.overview.set(None);
                self.watch.set(Watch::default());
                self.in_touch.set(None);
            }
            FromEngine::NotUnlocked(problem) => {
                if self.unlocking.get_untracked() == Unlocking::Trying {
                    self.unlocking.set(Unlocking::Failed(problem));
                }
            }
            FromEngine::Answer(number, answer) => self.reply(number, answer.map(Reply::Answer)),
            FromEngine::Outcome(number, outcome) => self.reply(number, outcome.map(|()| Reply::Outcome)),
            FromEngine::Changed(Change::Overview(overview)) => self.take(overview),
            FromEngine::Changed(Change::People) => self.people.notify(),
            FromEngine::Changed(Change::Activity) => self.activity.notify(),
            FromEngine::Changed(Change::AddressBooks) => self.address_books.notify(),
            FromEngine::Changed(Change::Import) => self.import.notify(),
            FromEngine::Changed(Change::Due { names, count, unanswered }) => {
                let (title, body) = told((&names, count), (&unanswered.0, unanswered.1));
                leptos::task::spawn_local(async move { show(&title, &body).await });
            }
            FromEngine::Changed(Change::InTouch { person, name, sent, next }) => {
                let news = InTouch { person, name, sent, next };
                self.in_touch.set(Some(news.clone()));
                let end = move || self.in_touch.maybe_update(|now| now.as_ref() == Some(&news) && now.take().is_some());
                set_timeout(end, SAID);
            }
        }
    }

    fn reply(self, number: u32, reply: Result<Reply, Problem>) {
        self.line.update_value(|line| line.reply(number, reply));
    }

    fn take(self, overview: Overview) {
        self.watch.maybe_update(|watch| {
            let before = watch.clone();
            self.overview.with_untracked(|known| watch.observe(known.as_ref(), &overview));
            *watch != before
        });
        self.overview.set(Some(overview));
    }

    fn died(self) {
        if !matches!(self.state.get_untracked(), EngineState::Broken(_)) {
            self.state.set(EngineState::Died);
        }
        self.knows_nothing();
        self.leave();
        self.line.update_value(ConnectionToEngine::give_up);
    }
}
