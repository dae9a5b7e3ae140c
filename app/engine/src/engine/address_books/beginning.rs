//! When a sync begins, and what it does before it asks the server.

use super::merging::{contact_of, name_on};
use super::taking_in::CameCard;
use crate::api::{BookStatus, Damaged, Decision, Problem};
use crate::books::record::{Book, Card, CardState};
use crate::dav::url::Url;
use crate::engine::error::EngineError;
use crate::engine::state::{BookRun, BookStage, BookState, CardSummary, Engine, PhotoTask, Place};
use crate::store::Store;
use kith_domain::matching::Known;

/// So often a sync begins by itself, in milliseconds.
pub(super) const INTERVAL_MS: i64 = 15 * 60_000;

/// So long after a decision it is looked what is to go out, in milliseconds. What is decided until then goes with it, and
/// what is decided while that is under way goes together next.
const SOON_MS: i64 = 300;

/// How many cards are read from the store at a time.
pub(super) const CARDS_PER_READ: u32 = 200;

/// How many people are made known at a time.
const PEOPLE_PER_STEP: u32 = 1_000;

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
                state.compares.get_or_insert(soon);
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
            BookStage::TakingGroups => self.take_group(id).await,
            BookStage::Gone => self.take_gone(id).await,
            BookStage::Connecting
            | BookStage::Listing
            | BookStage::Fetching
            | BookStage::Writing
            | BookStage::ReadingBack
            | BookStage::WritingGroup
            | BookStage::ReadingGroup => Ok(()),
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
            let run = state.run.as_ref().map_or(0, |run| run.id);
            for row in slice.rows {
                match Card::from_row(&row) {
                    Ok(card) => {
                        if let (true, CardState::Of(person)) = (card.awaits_photo, &card.state)
                            && let Some(photo) = contact_of(&card).photo
                        {
                            let (person, card) = (*person, row.key.clone());
                            self.photos.push(photo.bytes, PhotoTask::Sync { run, book: id, person, card });
                        }
                        state.cards.put(row.key, CardSummary::of(&card, name_on(&card)));
                    }
                    // All are listed, so that it is fetched again. Its person is found by what it says.
                    Err(_) => {
                        self.damage.note(Damaged::Card, None);
                        state.book.token = None;
                    }
                }
            }
            state.is_loaded = slice.next.is_none();
            next = slice.next;
            self.scale_next();
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
        self.address_books.get(&id).is_some_and(|state| {
            let is_any_left_out = || state.cards.all().any(|(_, card)| card.is_left_out);
            state.book.is_started && (state.book.old_mapping.is_some() || state.takes_again && is_any_left_out())
        })
    }

    /// Merges cards again as they are stored.
    async fn take_again(&mut self, id: u64, from: Option<String>, compares_first: bool) -> Result<(), Problem> {
        let slice = self.store.cards(id, from.as_deref(), CARDS_PER_READ).await.map_err(EngineError::from)?;
        let Some(state) = self.address_books.get(&id) else { return Ok(()) };
        let is_remapped = state.book.old_mapping.is_some();
        let is_open = |card: &Card| match card.state {
            CardState::Of(person) => (is_remapped || card.is_left_out()) && self.book.is_there(person),
            _ => card.is_left_out(),
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
            cards = self.take_cards(id, cards, None).await?;
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
    pub(super) fn make_all_known(&mut self, id: u64) {
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
}

const fn after_loading(compares_first: bool) -> BookStage {
    if compares_first { BookStage::ComparingFirst(Place::Card(None)) } else { BookStage::Connecting }
}
