//! The engine's records, as they are stored.

use crate::api::{Day, MessageText, Seconds, Secret};
use crate::packed::{Unreadable, pack, unpack};
use kith_domain::entry::{Entry, EntryV1, Stamp};
use serde::{Deserialize, Serialize};

const ENTRY: &str = "decision";
const ENTRY_VERSION: u8 = 2;
const TEXT: &str = "text";
const TEXT_VERSION: u8 = 1;
const DEVICE: &str = "device's row";
const DEVICE_VERSION: u8 = 1;

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

impl BackupV1 {
    /// The name of the row.
    pub(super) const ROW: &str = "backup";

    pub(crate) fn pack(&self) -> Result<Vec<u8>, Unreadable> {
        pack(DEVICE, DEVICE_VERSION, self)
    }

    pub(crate) fn unpack(bytes: &[u8]) -> Result<Self, Unreadable> {
        unpack(DEVICE, DEVICE_VERSION, bytes)
    }
}

/// What this device keeps of what could not be read, as version 1 of the row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DamageV1 {
    /// The numbers of the segments that could not be read, and whose mail was asked for again since.
    pub(crate) segments: Vec<u32>,
}

impl DamageV1 {
    /// The name of the row.
    pub(super) const ROW: &str = "damage";

    pub(crate) fn pack(&self) -> Result<Vec<u8>, Unreadable> {
        pack(DEVICE, DEVICE_VERSION, self)
    }

    pub(crate) fn unpack(bytes: &[u8]) -> Result<Self, Unreadable> {
        unpack(DEVICE, DEVICE_VERSION, bytes)
    }
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

impl DailyReminderV1 {
    /// The name of the row.
    pub(super) const ROW: &str = "telling";

    pub(crate) fn pack(&self) -> Result<Vec<u8>, Unreadable> {
        pack(DEVICE, DEVICE_VERSION, self)
    }

    pub(crate) fn unpack(bytes: &[u8]) -> Result<Self, Unreadable> {
        unpack(DEVICE, DEVICE_VERSION, bytes)
    }
}

/// What this device keeps of the relay's access key, as version 1 of the row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccessKeyV1 {
    pub(crate) key: Option<Secret>,
    /// Whether the relay ever asked for one.
    pub(crate) wanted: bool,
}

impl AccessKeyV1 {
    /// The name of the row.
    pub(super) const ROW: &str = "access key";

    pub(crate) fn pack(&self) -> Result<Vec<u8>, Unreadable> {
        pack(DEVICE, DEVICE_VERSION, self)
    }

    pub(crate) fn unpack(bytes: &[u8]) -> Result<Self, Unreadable> {
        unpack(DEVICE, DEVICE_VERSION, bytes)
    }
}
