//! One tab among several: it has the engine, or is served by the one that has it.
//!
//! The lock decides. Who waits for it is served meanwhile; when the one that has the engine ends, however it ends, the
//! next in the row gets the lock, starts an engine and calls the others, and what was not answered is asked again.

use super::Event;
use super::channel::{Call, Calls, Down, Id, NAME, TabConnection, Up, Version};
use super::host::Host;
use super::page::Page;
use super::pending::Pending;
use crate::client::{FromWorker, ToWorker};
use crate::platform::js::complain;
use crate::platform::lock::{Held, LockMode, Locks};
use futures_channel::mpsc::UnboundedSender;
use gloo_timers::callback::Interval;
use kith_engine::Output;
use kith_engine::api::passed::Passed;
use kith_engine::api::{Problem, ProblemKind};

/// How often a tab asks the one that serves it whether it is there, in milliseconds.
const PING_INTERVAL_MS: u32 = 5_000;

/// After this many questions without an answer the user is asked what to do.
const MAX_UNANSWERED_PINGS: u8 = 2;

/// A tab's worker.
pub(super) struct Tab {
    id: Id,
    version: Version,
    page: Page,
    events: UnboundedSender<Event>,
    /// Without locks (a page that was not loaded safely) every tab is alone.
    locks: Option<Locks>,
    calls: Option<Calls>,
    pending: Pending<Id>,
    /// The engine that answers our page.
    served: Option<Id>,
    role: TabRole,
}

enum TabRole {
    /// This tab has the engine.
    Host(Host),
    /// Another has it, or will.
    Guest(Guest),
    /// Nothing goes on here before a reload.
    Over,
}

struct Guest {
    line: Option<TabConnection>,
    /// Who answers on the line.
    host: Option<Id>,
    /// Whether it gave a sign since it was asked last.
    heard: bool,
    /// How often it gave none.
    missed: u8,
    _ask: Interval,
}

impl Tab {
    /// A tab that has just been opened. With `LockMode::Steal` it takes the engine from the tab that has it.
    pub(super) fn open(page: Page, events: UnboundedSender<Event>, how: LockMode, version: Version) -> Self {
        let (locks, id) = (Locks::of_browser(), Id::at_random());
        let (pending, served) = (Pending::new(), None);
        let mut tab = Self { id, version, page, events, locks, calls: None, pending, served, role: TabRole::Over };
        if let Some(locks) = &tab.locks {
            let heard = tab.events.clone();
            let heard = move |from, version, call| drop(heard.unbounded_send(Event::Call { from, version, call }));
            tab.calls = Calls::open(tab.version.clone(), heard);
            let named = tab.events.clone();
            let named = move |held| {
                // As long as it is held, this tab counts as living.
                std::mem::forget(held);
                drop(named.unbounded_send(Event::Named));
            };
            locks.ask(&id.name(), LockMode::Wait, named, || {});
            tab.be_guest(how);
        } else {
            tab.be_host(Id::at_random(), None);
        }
        tab
    }

    /// Takes what happened.
    pub(super) fn take(&mut self, event: Event) {
        match event {
            Event::Page(ToWorker::Say(message)) => {
                self.pending.say(message, false);
                self.pass_on();
            }
            Event::Page(ToWorker::Again(message)) => {
                self.pending.say(message, true);
                self.pass_on();
            }
            Event::Page(ToWorker::Awake) => match &mut self.role {
                TabRole::Host(host) => host.look(),
                TabRole::Guest(guest) => drop(guest.say(&Up::Awake)),
                TabRole::Over => {}
            },
            Event::Page(ToWorker::Active) => match &self.role {
                TabRole::Host(host) => host.active(),
                TabRole::Guest(guest) => drop(guest.say(&Up::Active)),
                TabRole::Over => {}
            },
            Event::Page(ToWorker::Unlock(passphrase)) => match &self.role {
                TabRole::Host(host) => host.unlock(passphrase),
                TabRole::Guest(guest) => drop(guest.say(&Up::Unlock(passphrase))),
                TabRole::Over => {}
            },
            Event::Named => self.say_hello(),
            Event::Locked(engine, held) if matches!(self.role, TabRole::Guest(_)) => self.be_host(engine, Some(held)),
            // Dropped, it goes to the next in the row.
            Event::Locked(..) => {}
            Event::Lost(engine) if self.has(engine) => {
                self.page.tell(&FromWorker::Starting);
                self.be_guest(LockMode::Wait);
                self.say_hello();
            }
            Event::Call { from, version, call } => self.called(from, &version, call),
            Event::Ask => self.ask(),
            Event::Line { engine, message } => self.heard(engine, message),
            Event::Engine { engine, outputs } if self.has(engine) => {
                let TabRole::Host(host) = &mut self.role else { return };
                let locks = outputs.contains(&Output::Lock);
                for message in host.carry_out(outputs) {
                    self.hear(engine, message);
                }
                if locks {
                    // The page ends this worker, and the next in the row has the database.
                    self.role = TabRole::Over;
                    self.page.tell(&FromWorker::Locking);
                }
            }
            Event::Failed { engine, problem } if self.has(engine) => self.end(problem),
            event => {
                if let TabRole::Host(host) = &mut self.role {
                    match event {
                        Event::Tab { tab, engine, message } if engine == host.engine() => host.hear(tab, message),
                        Event::Gone { tab, engine } if engine == host.engine() => host.forget(tab),
                        Event::Alarm => host.look(),
                        Event::Online => host.online(),
                        _ => {}
                    }
                }
            }
        }
    }

    fn has(&self, engine: Id) -> bool {
        matches!(&self.role, TabRole::Host(host) if host.engine() == engine)
    }

    /// The lock is ours, or there are none.
    fn be_host(&mut self, engine: Id, held: Option<Held>) {
        self.page.tell(&FromWorker::Starting);
        self.served = None;
        self.role = TabRole::Host(Host::start(engine, held, &self.events));
        if let Some(calls) = &self.calls {
            calls.say(Call::Host, engine);
        }
    }

    /// Waits for the lock (or takes it), and lets another tab serve the page meanwhile.
    fn be_guest(&mut self, how: LockMode) {
        self.served = None;
        let heard = self.events.clone();
        let heard = move |engine, message| drop(heard.unbounded_send(Event::Line { engine, message }));
        let ask = self.events.clone();
        let ask = Interval::new(PING_INTERVAL_MS, move || drop(ask.unbounded_send(Event::Ask)));
        let line = TabConnection::open(self.id, heard);
        self.role = TabRole::Guest(Guest { line, host: None, heard: false, missed: 0, _ask: ask });
        if let Some(locks) = &self.locks {
            let engine = Id::at_random();
            let (granted, lost) = (self.events.clone(), self.events.clone());
            let granted = move |held| drop(granted.unbounded_send(Event::Locked(engine, held)));
            locks.ask(NAME, how, granted, move || drop(lost.unbounded_send(Event::Lost(engine))));
        }
    }

    /// Nothing goes on here before a reload; the next tab in the row may try.
    fn end(&mut self, problem: Problem) {
        self.role = TabRole::Over;
        self.calls = None;
        self.page.tell(&FromWorker::Say(Passed::Broken(problem)));
    }

    fn say_hello(&self) {
        if let (TabRole::Guest(_), Some(calls)) = (&self.role, &self.calls) {
            calls.say(Call::Hello, self.id);
        }
    }

    /// Another tab called all.
    fn called(&mut self, from: Id, version: &Version, call: Call) {
        if version.build != self.version.build {
            return self.met(version);
        }
        match (&mut self.role, &self.locks, call) {
            (TabRole::Host(host), Some(locks), Call::Hello) => host.greet(from, locks),
            (TabRole::Guest(guest), _, Call::Host) if guest.host != Some(from) => {
                (guest.host, guest.heard, guest.missed) = (Some(from), true, 0);
                self.served = None;
                self.page.tell(&FromWorker::Starting);
                self.say_hello();
            }
            _ => {}
        }
    }

    /// Another tab is of another version. The older of the two makes room; two would not understand each other, and
    /// the newer may keep things in another way.
    fn met(&mut self, other: &Version) {
        if other.is_newer_than(&self.version) {
            self.end(Problem::new(ProblemKind::NewerTab));
        } else if let (TabRole::Host(host), Some(calls)) = (&self.role, &self.calls) {
            calls.say(Call::Host, host.engine());
        }
    }

    /// The time has come to ask whether the one that serves us is there.
    fn ask(&mut self) {
        let TabRole::Guest(guest) = &mut self.role else { return };
        if std::mem::take(&mut guest.heard) {
            guest.missed = 0;
            guest.say(&Up::Ping);
            return;
        }
        guest.missed = guest.missed.saturating_add(1);
        // The tab that answers the next call is the one.
        guest.host = None;
        if guest.missed < MAX_UNANSWERED_PINGS {
            self.page.tell(&FromWorker::Starting);
        } else if guest.missed == MAX_UNANSWERED_PINGS {
            self.page.tell(&FromWorker::Say(Passed::Broken(Problem::new(ProblemKind::OtherTab))));
        }
        self.say_hello();
    }

    /// Something came over our line.
    fn heard(&mut self, engine: Id, message: Down) {
        let TabRole::Guest(guest) = &mut self.role else { return };
        if *guest.host.get_or_insert(engine) != engine {
            return;
        }
        guest.heard = true;
        if let Down::Say(message) = message {
            self.hear(engine, message);
        }
    }

    /// An engine says something to our page.
    fn hear(&mut self, engine: Id, message: Passed) {
        let goes_on = match message {
            Passed::Ready => {
                self.served = Some(engine);
                true
            }
            Passed::Answer(..) | Passed::Outcome(..) => true,
            Passed::Locked => {
                self.served = None;
                false
            }
            Passed::Broken(_) | Passed::Changed(_) | Passed::NotUnlocked(_) => false,
        };
        if let Some(message) = self.pending.hear(message) {
            self.page.tell(&FromWorker::Say(message));
        }
        if goes_on {
            self.pass_on();
        }
    }

    /// Passes on what the engine has not heard yet.
    fn pass_on(&mut self) {
        let Some(engine) = self.served else { return };
        let next = match &mut self.role {
            TabRole::Host(host) => {
                let next = self.pending.next(engine);
                next.engine.into_iter().for_each(|message| host.say(message));
                next.page
            }
            TabRole::Guest(guest) if guest.host == Some(engine) => {
                let mut next = self.pending.next(engine);
                for message in next.engine {
                    let up = Up::Say(message);
                    if !guest.say(&up)
                        && let Up::Say(message) = &up
                    {
                        next.page.push(self.pending.unsaid(message));
                    }
                }
                next.page
            }
            TabRole::Guest(_) | TabRole::Over => return,
        };
        next.into_iter().for_each(|message| self.page.tell(&FromWorker::Say(message)));
    }
}

impl Guest {
    /// Says something to the one that serves us, if there is one. Whether it did not fail.
    fn say(&self, message: &Up) -> bool {
        let (Some(line), Some(host)) = (&self.line, self.host) else { return true };
        let is_said = line.say(host, message);
        if !is_said {
            complain("A message could not be brought to the tab with the engine.");
        }
        is_said
    }
}
