//! What happened goes in, what is to be done comes out.

use super::interface::{Input, Moment, Output};
use super::state::{AccountState, Engine, MAX_SILENCE_MS};
use crate::api::{AccountStatus, Change, FromEngine, Problem, ProblemKind, ToEngine};
use crate::outlined::outlined_future;
use crate::store::Store;
use kith_domain::day::Zone;

/// How often the page is told that people changed, in milliseconds.
const CHANGE_INTERVAL_MS: i64 = 250;

/// From this many messages of a sync run on, the interval is longer: the page is full by then, and drawing takes time
/// from reading.
const MANY_MESSAGES: u32 = 5_000;
const LONG_CHANGE_INTERVAL_MS: i64 = 1_000;

impl<S: Store> Engine<S> {
    /// Reads everything that is stored, and begins to sync.
    pub async fn start(store: S, moment: Moment) -> Result<(Self, Vec<Output>), Problem> {
        let mut engine = Self::new(store, moment);
        engine.load().await?;
        for id in engine.accounts.keys().copied().collect::<Vec<_>>() {
            engine.begin(id, false).await;
        }
        engine.note_changed_people();
        engine.tell();
        let out = std::mem::take(&mut engine.out);
        Ok((engine, out))
    }

    /// Takes what happened, and gives what is to be done. The order of the outputs counts.
    pub async fn handle(&mut self, input: Input, moment: Moment) -> Vec<Output> {
        let back = moment.now < self.moment.now;
        self.moment = moment;
        self.book.set_now(self.seconds());
        if back {
            self.clock_set_back();
        }
        if matches!(input, Input::Wake | Input::Active) && self.is_idle() {
            self.last_wake = None;
            self.lock();
            return std::mem::take(&mut self.out);
        }
        match input {
            Input::Page(ToEngine::Ask(number, question)) => outlined_future(self.answer(number, question)).await,
            Input::Page(ToEngine::Order(number, command)) => outlined_future(self.obey(number, command)).await,
            Input::Opened(conn) => self.opened(conn),
            Input::Frame(conn, bytes) => outlined_future(self.frame(conn, bytes)).await,
            Input::Closed(conn) => outlined_future(self.closed(conn, Problem::new(ProblemKind::NoRelay))).await,
            Input::Online => outlined_future(self.online()).await,
            Input::PhotoScaled(number, bytes) => outlined_future(self.photo_scaled(number, bytes)).await,
            Input::Active => self.active = moment.now,
            Input::Zone(table) => self.set_zone(Zone::of(table)),
            Input::Wake => {
                self.last_wake = None;
                outlined_future(self.wake()).await;
            }
        }
        self.apply_rules().await;
        self.tell();
        std::mem::take(&mut self.out)
    }

    fn set_zone(&mut self, zone: Zone) {
        if self.book.set_zone(zone) {
            self.settle();
            self.people_changed = true;
        }
    }

    async fn wake(&mut self) {
        // First, so that nothing is asked over a connection that died while the machine slept.
        self.end_silent(MAX_SILENCE_MS, true).await;
        if self.connections.are_suspected() {
            // It is woken again at once.
            return;
        }
        if self.begins_waiting {
            outlined_future(self.begin_waiting()).await;
        }
        let now = self.moment.now;
        let due = |state: &AccountState| state.next.is_some_and(|next| next <= now);
        for id in self.accounts.iter().filter(|(_, state)| due(state)).map(|(id, _)| *id).collect::<Vec<_>>() {
            if self.accounts.get(&id).is_some_and(|state| state.local.is_some()) {
                outlined_future(self.read_local(id)).await;
            } else {
                outlined_future(self.begin_quietly(id, false)).await;
            }
        }
        outlined_future(self.step_books()).await;
        self.step_web_files();
        outlined_future(self.send_daily_reminder()).await;
        outlined_future(self.go_on_importing()).await;
        outlined_future(self.step_snapshot()).await;
    }

    const fn has_untold(&self) -> bool {
        self.overview_changed
            || self.people_changed
            || self.activity_changed
            || self.import_changed
            || self.books_changed
    }

    /// Tells the page what changed, and asks to be woken when something is due.
    fn tell(&mut self) {
        let now = self.moment.now;
        let is_long = |state: &AccountState| matches!(&state.status, AccountStatus::Reading(so_far) if so_far.read > MANY_MESSAGES);
        let every = if self.accounts.values().any(is_long) { LONG_CHANGE_INTERVAL_MS } else { CHANGE_INTERVAL_MS };
        if self.has_untold() {
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
                if self.import_changed {
                    self.out.push(Output::Page(FromEngine::Changed(Change::Import)));
                }
                if self.books_changed {
                    self.out.push(Output::Page(FromEngine::Changed(Change::AddressBooks)));
                }
                (self.overview_changed, self.people_changed, self.activity_changed) = (false, false, false);
                (self.import_changed, self.books_changed) = (false, false);
            }
        }
        let told = self.has_untold().then_some(self.last_told + every);
        let begins = self.accounts.values().filter_map(|state| state.next).min();
        let imports = self.importing.as_ref().filter(|importing| importing.is_active()).map(|_| now);
        let ends = self.connections.next_end(now);
        let rules = self.ruling.next(now);
        let books = self.next_books();
        let files = self.next_web_file();
        let snapshot = self.next_snapshot();
        let wake =
            [told, begins, books, files, imports, ends, rules, snapshot, self.next_daily_reminder(), self.next_lock()];
        let wake = wake.into_iter().flatten().min();
        if let Some(at) = wake
            && self.last_wake != Some(at)
        {
            self.last_wake = Some(at);
            self.out.push(Output::WakeAt(at));
        }
    }
}
