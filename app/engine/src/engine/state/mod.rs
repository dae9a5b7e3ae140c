//! What the engine keeps.

mod access;
mod account;
mod activity;
mod books;
mod connections;
mod daily_reminder;
mod damage;
mod groups;
mod importing;
mod photos;
mod ruling;
mod search;
mod sign_in;
mod snapshot;
mod texts;
mod web_files;

pub(super) use access::Access;
pub(super) use account::{AccountState, BookAccess, LocalReading, Reading, Refused, is_read};
pub(super) use activity::Activity;
pub(super) use books::{
    BookFinding, BookLine, BookRun, BookStage, BookState, CardSummary, Cards, ChangedGroup, FindingPurpose,
    GroupWriting, LeftOutCards, MemberChange, Place, Writing, fingerprint, members_on,
};
pub(super) use connections::{
    Connections, Discovering, Drafting, MAX_SILENCE_MS, NO_ACCOUNT, PendingLogin, Role, UsernameTried,
};
pub(super) use daily_reminder::DailyReminderState;
pub(super) use damage::Damage;
pub(super) use groups::{GroupNow, same_tag, with_groups};
pub(super) use importing::{CalendarStage, ImportStage, Importing, PhotosLeft};
pub(super) use photos::{PhotoTask, Photos};
pub(super) use ruling::{RuleRun, Ruling};
pub(super) use search::Search;
pub(super) use sign_in::{BookSearch, SearchedBooks, SignInPurpose, SignInRequest, SigningIn, SigningInStage};
pub(super) use snapshot::{SnapshotWriting, Snapshots};
pub(super) use texts::KeptTexts;
pub(super) use web_files::{Calendar, Turn, UnsubscribeList, Version, WebFile, WebFileReading};

use super::interface::{Moment, Output, ZoneClock};
use super::records::{BackupV1, LockV1};
use crate::api::{AccountId, AccountStatus, FromEngine, Seconds};
use crate::book::Book;
use crate::store::Store;
use std::collections::{BTreeMap, VecDeque};

/// The engine. Everything that it knows follows from the store.
#[derive(Debug)]
pub struct Engine<S> {
    pub(in crate::engine) store: S,
    pub(in crate::engine) book: Book,
    pub(in crate::engine) accounts: BTreeMap<AccountId, AccountState>,
    pub(in crate::engine) connections: Connections,
    pub(in crate::engine) access: Access,
    /// Which build of the app the relay serves, as it said last.
    pub(in crate::engine) relay_build: String,
    /// The user's sign-in, from its beginning until an account uses it.
    pub(in crate::engine) signing_in: Option<SigningIn>,
    /// Searches that wait, the first of them under way.
    pub(in crate::engine) searches: VecDeque<Search>,
    /// Whether the work that waits begins as soon as it is known which connections are dead.
    pub(in crate::engine) begins_waiting: bool,
    pub(in crate::engine) daily_reminder: DailyReminderState,
    pub(in crate::engine) importing: Option<Importing>,
    pub(in crate::engine) import_changed: bool,
    pub(in crate::engine) photos: Photos,
    pub(in crate::engine) ruling: Ruling,
    pub(in crate::engine) address_books: BTreeMap<u64, BookState>,
    pub(in crate::engine) books_changed: bool,
    pub(in crate::engine) unsubscribe_lists: Vec<UnsubscribeList>,
    pub(in crate::engine) calendars: Vec<Calendar>,
    pub(in crate::engine) damage: Damage,
    pub(in crate::engine) snapshots: Snapshots,
    pub(in crate::engine) backed_up: BackupV1,
    pub(in crate::engine) lock: LockV1,
    /// When the user typed or clicked something last, in milliseconds.
    pub(in crate::engine) active: i64,
    /// Known once they were needed.
    pub(in crate::engine) texts: Option<KeptTexts>,
    pub(in crate::engine) out: Vec<Output>,
    pub(in crate::engine) moment: Moment,
    pub(in crate::engine) people_changed: bool,
    pub(in crate::engine) overview_changed: bool,
    pub(in crate::engine) activity: BTreeMap<AccountId, Activity>,
    pub(in crate::engine) activity_changed: bool,
    pub(in crate::engine) last_told: i64,
    pub(in crate::engine) last_wake: Option<i64>,
    pub(in crate::engine) zone_clock: Option<ZoneClock>,
}

impl<S: Store> Engine<S> {
    /// One that knows nothing yet.
    pub(in crate::engine) fn new(store: S, moment: Moment) -> Self {
        Self {
            store,
            book: Book::default(),
            accounts: BTreeMap::new(),
            connections: Connections::default(),
            access: Access::default(),
            relay_build: String::new(),
            signing_in: None,
            searches: VecDeque::new(),
            begins_waiting: false,
            daily_reminder: DailyReminderState::default(),
            importing: None,
            import_changed: false,
            photos: Photos::default(),
            ruling: Ruling::default(),
            address_books: BTreeMap::new(),
            books_changed: false,
            unsubscribe_lists: Vec::new(),
            calendars: Vec::new(),
            damage: Damage::default(),
            snapshots: Snapshots::default(),
            backed_up: BackupV1::default(),
            lock: LockV1::default(),
            active: moment.now,
            texts: None,
            out: vec![Output::Page(FromEngine::Ready)],
            moment,
            people_changed: false,
            overview_changed: false,
            activity: BTreeMap::new(),
            activity_changed: false,
            last_told: moment.now,
            last_wake: None,
            zone_clock: None,
        }
    }

    pub(in crate::engine) fn settle(&mut self) {
        tell_sent(&self.accounts, &mut self.book);
        self.people_changed |= self.book.settle();
        self.overview_changed = true;
    }

    pub(in crate::engine) fn set_status(&mut self, id: AccountId, status: AccountStatus) {
        if let Some(state) = self.accounts.get_mut(&id) {
            // What it is doing is told at once when it becomes something else; mere progress may wait.
            if std::mem::discriminant(&state.status) != std::mem::discriminant(&status) {
                self.last_told = i64::MIN / 2;
            }
            state.status = status;
            self.overview_changed = true;
        }
    }

    pub(in crate::engine) fn seconds(&self) -> Seconds {
        self.moment.now.div_euclid(1_000)
    }
}

/// Tells the book of which accounts a folder for sent mail is read.
pub(super) fn tell_sent(accounts: &BTreeMap<AccountId, AccountState>, book: &mut Book) {
    let reads_sent = |state: &AccountState| state.counting().any(|(_, cursor)| cursor.is_sent());
    let reading = accounts.iter().filter(|(_, state)| reads_sent(state)).map(|(id, _)| *id);
    book.set_sent(reading.collect::<Vec<_>>());
}
