//! The engine's records, as they are stored.

use crate::api::{Day, LetterFailure, MessageText, Seconds, Secret};
use crate::packed::{Unreadable, pack, unpack};
use crate::store::DeviceRow;
use kith_domain::entry::{Entry, EntryV1, Stamp};
use kith_domain::meeting::PackedInvitation;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

const ENTRY: &str = "decision";
const ENTRY_VERSION: u8 = 2;
const TEXT: &str = "text";
const TEXT_VERSION: u8 = 1;
const SNAPSHOT: &str = "snapshot";
const SNAPSHOT_VERSION: u8 = 1;
const DEVICE: &str = "device's row";

/// An entry as it is stored.
pub(crate) fn pack_entry(entry: &Entry) -> Result<Vec<u8>, Unreadable> {
    pack(ENTRY, ENTRY_VERSION, entry)
}

/// Reads an entry of any version.
pub(crate) fn unpack_entry(bytes: &[u8]) -> Result<Entry, Unreadable> {
    match bytes.first() {
        Some(1) => unpack::<EntryV1>(ENTRY, 1, bytes).map(Entry::from),
        _ => unpack(ENTRY, ENTRY_VERSION, bytes),
    }
}

/// The text of a message as it is stored, version 1.
#[derive(Serialize, Deserialize)]
pub(crate) struct TextV1 {
    text: String,
    cut: bool,
    attachments: Vec<String>,
}

impl TextV1 {
    pub(crate) fn pack(text: &MessageText) -> Result<Vec<u8>, Unreadable> {
        let MessageText { text, cut, attachments } = text.clone();
        pack(TEXT, TEXT_VERSION, &Self { text, cut, attachments })
    }

    pub(crate) fn unpack(bytes: &[u8]) -> Result<MessageText, Unreadable> {
        let Self { text, cut, attachments } = unpack(TEXT, TEXT_VERSION, bytes)?;
        Ok(MessageText { text, cut, attachments })
    }
}

/// What this device keeps of one matter, in a row of its own.
pub(crate) trait DeviceRecord: Serialize + DeserializeOwned {
    /// The name of the row.
    const ROW: &str;

    /// The version of the row.
    const VERSION: u8 = 1;

    fn pack(&self) -> Result<Vec<u8>, Unreadable> {
        pack(DEVICE, Self::VERSION, self)
    }

    /// Reads a row of this version, or of an earlier one if there is one.
    fn unpack(bytes: &[u8]) -> Result<Self, Unreadable> {
        unpack(DEVICE, Self::VERSION, bytes)
    }

    /// The row as it is stored.
    fn row(&self) -> Result<DeviceRow, Unreadable> {
        Ok(DeviceRow { name: Self::ROW.to_owned(), bytes: self.pack()? })
    }
}

/// What this device keeps of backups, as version 1 of the row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BackupV1 {
    /// When the last one was saved, in seconds since 1970-01-01 UTC.
    pub(crate) at: Option<Seconds>,
    /// The last entry of the journal that it holds.
    pub(crate) up_to: Stamp,
    /// Until that day the user wants no reminder.
    pub(crate) snooze: Option<Day>,
}

impl DeviceRecord for BackupV1 {
    const ROW: &str = "backup";
}

/// What this device keeps of what could not be read, as version 1 of the row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DamageV1 {
    /// The numbers of the segments that could not be read, and whose mail was asked for again since.
    pub(crate) segments: Vec<u32>,
}

impl DeviceRecord for DamageV1 {
    const ROW: &str = "damage";
}

/// What this device keeps of telling the user, as version 1 of the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DailyReminderV1 {
    /// Whether the user wants to be told.
    pub(crate) on: bool,
    /// At which hour, 0 to 23.
    pub(crate) hour: u8,
    /// The day on which they were told last, or on which there was nothing to tell.
    pub(crate) told: Option<Day>,
    /// The day on which they were here last.
    pub(crate) here: Option<Day>,
}

impl DeviceRecord for DailyReminderV1 {
    const ROW: &str = "telling";
}

/// What the snapshot covers, as version 1 of the record: its first part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SnapshotV1 {
    /// The program that wrote it: see [`crate::book::PROGRAM`].
    pub(crate) program: String,
    /// The accounts that there were.
    pub(crate) accounts: Vec<u32>,
    /// The last segment that it covers, and a hash of the numbers of all that it does.
    pub(crate) last_segment: u32,
    pub(crate) segments: u64,
    /// What was decided: see [`crate::book::Book::decided`].
    pub(crate) decided: u64,
    /// How many messages it holds.
    pub(crate) messages: u32,
    /// A hash of each part.
    pub(crate) parts: Vec<u64>,
}

impl SnapshotV1 {
    pub(crate) fn pack(&self) -> Result<Vec<u8>, Unreadable> {
        pack(SNAPSHOT, SNAPSHOT_VERSION, self)
    }

    pub(crate) fn unpack(bytes: &[u8]) -> Result<Self, Unreadable> {
        unpack(SNAPSHOT, SNAPSHOT_VERSION, bytes)
    }
}

/// When this device locks by itself, as version 1 of the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LockV1 {
    /// After so many minutes without input; 0: never.
    pub(crate) after: u16,
}

impl DeviceRecord for LockV1 {
    const ROW: &str = "lock";
}

impl Default for LockV1 {
    fn default() -> Self {
        Self { after: 15 }
    }
}

/// What this device keeps of the relay's access key, as version 1 of the row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccessKeyV1 {
    pub(crate) key: Option<Secret>,
    /// Whether the relay ever asked for one.
    pub(crate) wanted: bool,
}

impl DeviceRecord for AccessKeyV1 {
    const ROW: &str = "access key";
}

/// The lists of those who unsubscribed that this device reads again every day, as version 1 of the row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UnsubscribeListsV1 {
    pub(crate) lists: Vec<UnsubscribeListV1>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UnsubscribeListV1 {
    pub(crate) id: u64,
    /// It may hold a key.
    pub(crate) url: Secret,
    /// When it was read last.
    pub(crate) last: Option<Seconds>,
    /// How many addresses it held then.
    pub(crate) addresses: u32,
}

impl DeviceRecord for UnsubscribeListsV1 {
    const ROW: &str = "unsubscribes";
}

/// The calendars on web servers that this device reads again every day, as version 1 of the row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CalendarsV1 {
    pub(crate) calendars: Vec<CalendarV1>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CalendarV1 {
    pub(crate) id: u64,
    /// It may hold a key.
    pub(crate) url: Secret,
    /// When its contents last changed.
    pub(crate) last: Option<Seconds>,
    /// Which version that was, as the server told it: `ETag` and `Last-Modified`.
    pub(crate) etag: Option<String>,
    pub(crate) changed: Option<String>,
    /// What it says of meetings with others.
    pub(crate) said: Vec<PackedInvitation>,
}

/// The same, as version 2 of the row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CalendarsV2 {
    pub(crate) calendars: Vec<CalendarV2>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CalendarV2 {
    pub(crate) id: u64,
    /// It may hold a key.
    pub(crate) url: Secret,
    /// The name that it gives itself, or empty.
    pub(crate) name: String,
    /// When it was read last, whether anything was new or not.
    pub(crate) last: Option<Seconds>,
    /// The version that was read, as the server named it: `ETag` and `Last-Modified`.
    pub(crate) etag: Option<String>,
    pub(crate) changed: Option<String>,
    /// What it says of meetings with others.
    pub(crate) said: Vec<PackedInvitation>,
}

impl DeviceRecord for CalendarsV2 {
    const ROW: &str = "calendars";
    const VERSION: u8 = 2;

    fn unpack(bytes: &[u8]) -> Result<Self, Unreadable> {
        match bytes.first() {
            Some(1) => unpack::<CalendarsV1>(DEVICE, 1, bytes).map(Self::from),
            _ => unpack(DEVICE, Self::VERSION, bytes),
        }
    }
}

impl From<CalendarsV1> for CalendarsV2 {
    fn from(row: CalendarsV1) -> Self {
        // Without the version it is read again, with its name.
        let calendar = |CalendarV1 { id, url, last, said, .. }: CalendarV1| CalendarV2 {
            id,
            url,
            name: String::new(),
            last,
            etag: None,
            changed: None,
            said,
        };
        Self { calendars: row.calendars.into_iter().map(calendar).collect() }
    }
}

/// What this device keeps of the first readings of its accounts, as version 1 of the row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FirstReadingsV1 {
    pub(crate) accounts: Vec<(u32, FirstReadingV1)>,
}

/// The first reading of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FirstReadingV1 {
    /// What it brought. `None` until it ends.
    pub(crate) summary: Option<SummaryV1>,
    /// Whether the user wants to see it no more.
    pub(crate) dismissed: bool,
    pub(crate) letter: LetterV1,
}

/// What a first reading brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SummaryV1 {
    pub(crate) people: u32,
    pub(crate) messages: u32,
    pub(crate) since: Option<Seconds>,
    /// What folders that do not count are for ([`folder_use_code`](crate::sync::folder_use_code)), how many there are,
    /// and how many messages they hold.
    pub(crate) folders: Vec<(u8, u32, Option<u32>)>,
    pub(crate) skipped: u32,
    pub(crate) older: u32,
    pub(crate) filtered_out: u32,
}

/// How the letter about a first reading stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LetterV1 {
    NotWanted,
    /// The page has not written it yet.
    Unwritten,
    /// The mail server was never asked to take it, as far as is stored.
    Written(LetterTextV1),
    /// It is not known whether the mail server took it.
    Given {
        text: LetterTextV1,
        /// When it was given.
        at: Seconds,
        /// How INBOX stood before: UIDVALIDITY and UIDNEXT.
        uid_validity: u32,
        uid_next: Option<u32>,
    },
    Sent,
    Failed(LetterFailure),
}

/// A letter, as the page wrote it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LetterTextV1 {
    pub(crate) subject: String,
    pub(crate) text: String,
    /// When it was written, and a random number: with the account's address its Message-ID.
    pub(crate) date: Seconds,
    pub(crate) mark: u64,
    /// How often it was tried in vain.
    pub(crate) tries: u8,
}

impl std::fmt::Debug for LetterTextV1 {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("LetterTextV1").field("tries", &self.tries).finish_non_exhaustive()
    }
}

impl DeviceRecord for FirstReadingsV1 {
    const ROW: &str = "first readings";
}
