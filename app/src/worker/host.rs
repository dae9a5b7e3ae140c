//! The one engine of all tabs, in the tab that holds the lock: it is told what happens, and what it says is done.

use super::alarm::{Alarm, Ring};
use super::channel::{Down, Id, TabConnection, Up};
use super::pending::instead;
use super::request_router::{RequestRouter, To};
use super::sockets::{Sockets, Waiting};
use super::{Event, next};
use crate::platform::js::complain;
use crate::platform::lock::{Held, LockMode, Locks};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_channel::oneshot;
use gloo_timers::callback::Timeout;
use kith_engine::api::passed::Passed;
use kith_engine::api::{FromEngine, Problem, Secret, ToEngine};
use kith_engine::{Engine, Input, Moment, Output};
use kith_store::IndexedDb;
use std::collections::BTreeMap;
use std::pin::pin;
use std::task::Poll;

/// The database's name. What a person has stored under it stays theirs over every version.
pub(crate) const DATABASE: &str = "kith";

/// A page that the engine serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Requester {
    /// The page of this tab.
    Own,
    /// That of another.
    Tab(Id),
}

/// Does what the engine says. Dropped, it ends the engine.
pub(super) struct Host {
    engine: Id,
    inputs: UnboundedSender<Waiting>,
    events: UnboundedSender<Event>,
    ready: bool,
    locked: bool,
    router: RequestRouter<Requester>,
    tabs: BTreeMap<Id, TabConnection>,
    sockets: Sockets,
    alarm: Option<(Alarm, Timeout)>,
    zone: Vec<(i64, i32)>,
    _end: oneshot::Sender<()>,
}

impl Host {
    /// Starts an engine of that number. `held` is let go once it has ended.
    pub(super) fn start(engine: Id, held: Option<Held>, events: &UnboundedSender<Event>) -> Self {
        let (inputs, received) = unbounded();
        let (end, ended) = oneshot::channel();
        let work = run(engine, received, events.clone());
        wasm_bindgen_futures::spawn_local(async move {
            until(ended, work).await;
            // Only now, with the engine and its database gone, may the next one begin.
            drop(held);
        });
        let mut host = Self {
            engine,
            sockets: Sockets::new(inputs.clone()),
            inputs,
            events: events.clone(),
            ready: false,
            locked: false,
            router: RequestRouter::new(),
            tabs: BTreeMap::new(),
            alarm: None,
            zone: Vec::new(),
            _end: end,
        };
        host.tell_zone();
        host
    }

    /// Its number.
    pub(super) fn engine(&self) -> Id {
        self.engine
    }

    /// This tab's own page says something.
    pub(super) fn say(&mut self, message: ToEngine) {
        let message = self.router.inward(Requester::Own, message);
        self.input(Input::Page(message));
    }

    /// Another tab wants to be served.
    pub(super) fn greet(&mut self, tab: Id, locks: &Locks) {
        if !self.tabs.contains_key(&tab) {
            let events = self.events.clone();
            let heard = move |engine, message| drop(events.unbounded_send(Event::Tab { tab, engine, message }));
            let Some(line) = TabConnection::open(tab, heard) else { return };
            self.tabs.insert(tab, line);
            let (events, engine) = (self.events.clone(), self.engine);
            // It holds the lock of its own name as long as it lives.
            let gone = move |_held: Held| drop(events.unbounded_send(Event::Gone { tab, engine }));
            locks.ask(&tab.name(), LockMode::Wait, gone, || {});
        }
        self.tell(tab, &Down::Here);
        if self.ready {
            self.tell(tab, &Down::Say(Passed::Ready));
        } else if self.locked {
            self.tell(tab, &Down::Say(Passed::Locked));
        }
    }

    /// Another tab said something.
    pub(super) fn hear(&mut self, tab: Id, message: Up) {
        match message {
            Up::Say(message) => {
                let message = self.router.inward(Requester::Tab(tab), message);
                self.input(Input::Page(message));
            }
            Up::Awake => self.look(),
            Up::Active => self.active(),
            Up::Unlock(passphrase) => self.unlock(passphrase),
            Up::Ping => self.tell(tab, &Down::Here),
        }
    }

    /// Another tab is gone.
    pub(super) fn forget(&mut self, tab: Id) {
        self.router.forget(Requester::Tab(tab));
        self.tabs.remove(&tab);
    }

    /// Does what the engine says. Gives what this tab's own page is to hear.
    pub(super) fn carry_out(&mut self, outputs: Vec<Output>) -> Vec<Passed> {
        let mut own = Vec::new();
        for output in outputs {
            match output {
                Output::Page(message) => own.extend(self.tell_pages(message.pass())),
                Output::Open(conn) => self.sockets.open(conn),
                Output::Send(conn, frame) => self.sockets.send(conn, &frame),
                Output::Close(conn) => self.sockets.close(conn),
                Output::WakeAt(at) => self.set_alarm(at),
                Output::ScalePhoto { number, bytes } => self.scale_photo(number, bytes),
                // The tab does, once everyone was told.
                Output::Lock => {}
            }
        }
        own
    }

    fn scale_photo(&self, number: u64, bytes: Vec<u8>) {
        let inputs = self.inputs.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let small = super::scaler::scale(&bytes).await;
            drop(inputs.unbounded_send(Waiting::Input(Input::PhotoScaled(number, small))));
        });
    }

    /// Tells the engine the time zone, if it is another one: people travel.
    fn tell_zone(&mut self) {
        let zone = super::zone::table();
        if zone != self.zone {
            self.zone.clone_from(&zone);
            self.input(Input::Zone(zone));
        }
    }

    /// Looks at the clock: whether the engine is to be woken, and whether it goes by another zone.
    pub(super) fn look(&mut self) {
        self.tell_zone();
        let Some((alarm, _)) = &self.alarm else { return };
        match alarm.look(moment().now) {
            Ring::Wait => self.set_alarm(alarm.at()),
            ring @ (Ring::Wake | Ring::Slept) => {
                self.alarm = None;
                if ring == Ring::Slept {
                    self.online();
                }
                self.input(Input::Wake);
            }
        }
    }

    /// Something was typed or clicked, in whichever tab.
    pub(super) fn active(&self) {
        self.input(Input::Active);
    }

    /// A passphrase was given.
    pub(super) fn unlock(&self, passphrase: Secret) {
        drop(self.inputs.unbounded_send(Waiting::Unlock(passphrase)));
    }

    /// The network is back, or the computer slept.
    pub(super) fn online(&self) {
        self.input(Input::Online);
    }

    fn tell_pages(&mut self, message: Passed) -> Option<Passed> {
        match message {
            Passed::Ready => (self.ready, self.locked) = (true, false),
            Passed::Locked => (self.ready, self.locked) = (false, true),
            _ => {}
        }
        match self.router.outward(message) {
            To::One(Requester::Own, message) => Some(message),
            To::One(Requester::Tab(tab), message) => {
                self.tell(tab, &Down::Say(message));
                None
            }
            To::All(message) => {
                let down = Down::Say(message.clone());
                for line in self.tabs.values() {
                    if !line.say(self.engine, &down) {
                        complain("A change could not be told to another tab.");
                    }
                }
                Some(message)
            }
            To::Nobody => None,
        }
    }

    fn tell(&self, tab: Id, message: &Down) {
        let Some(line) = self.tabs.get(&tab) else { return };
        if line.say(self.engine, message) {
            return;
        }
        complain("A message for another tab could not be brought to it.");
        // Who waits for it hears at least that.
        if let Down::Say(message) = message
            && let Some(problem) = instead(message)
        {
            line.say(self.engine, &Down::Say(problem));
        }
    }

    fn input(&self, input: Input) {
        // An engine that could not start tells so by itself.
        drop(self.inputs.unbounded_send(Waiting::Input(input)));
    }

    fn set_alarm(&mut self, at: i64) {
        let (alarm, wait) = Alarm::set(at, moment().now);
        let events = self.events.clone();
        let ring = Timeout::new(wait, move || drop(events.unbounded_send(Event::Alarm)));
        self.alarm = Some((alarm, ring));
    }
}

async fn run(engine: Id, inputs: UnboundedReceiver<Waiting>, events: UnboundedSender<Event>) {
    if let Err(problem) = work(engine, inputs, &events).await {
        drop(events.unbounded_send(Event::Failed { engine, problem }));
    }
}

/// One thing after the other: a question is answered between two batches of a reading, never in the middle of one.
async fn work(
    engine: Id,
    mut inputs: UnboundedReceiver<Waiting>,
    events: &UnboundedSender<Event>,
) -> Result<(), Problem> {
    let says = |outputs| drop(events.unbounded_send(Event::Engine { engine, outputs }));
    let store = IndexedDb::open(DATABASE).await?;
    let mut before = Vec::new();
    if store.is_locked() {
        says(vec![Output::Page(FromEngine::Locked)]);
    }
    while store.is_locked() {
        match next(&mut inputs).await {
            Some(Waiting::Unlock(passphrase)) => {
                if let Err(error) = store.unlock(&passphrase).await {
                    says(vec![Output::Page(FromEngine::NotUnlocked(error.into()))]);
                }
            }
            Some(waiting) => before.push(waiting),
            None => return Ok(()),
        }
    }
    let (mut working, outputs) = Engine::start(store, moment()).await?;
    working.set_zone_clock(super::zone::ahead);
    says(outputs);
    for input in before.into_iter().filter_map(Waiting::into_input) {
        says(working.handle(input, moment()).await);
    }
    while let Some(waiting) = next(&mut inputs).await {
        if let Some(input) = waiting.into_input() {
            says(working.handle(input, moment()).await);
        }
    }
    Ok(())
}

/// Works until the end comes.
async fn until(end: oneshot::Receiver<()>, work: impl Future<Output = ()>) {
    let (mut end, mut work) = (pin!(end), pin!(work));
    std::future::poll_fn(|context| {
        let over = end.as_mut().poll(context).is_ready() || work.as_mut().poll(context).is_ready();
        if over { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds and a fraction fit")]
fn moment() -> Moment {
    Moment { now: js_sys::Date::now() as i64, random: (js_sys::Math::random() * 4_294_967_296.0) as u64 }
}
