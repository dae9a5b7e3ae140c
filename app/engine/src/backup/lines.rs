//! What the files of a backup hold, line by line. The key of a message, a number of 64 bits, is written as sixteen
//! hexadecimal digits.

use super::error::BackupError;
use super::hex::{hex, unhex};
use crate::account::{Account, AccountKind};
use crate::api::{AccountId, MessageKey, MessageText, Period, PhotoId, Security};
use crate::interactions::Interaction;
use crate::store::{CursorRow, DecisionRow, PhotoRow};
use kith_domain::address::Address;
use kith_wire::Connect;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// An account, without its password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountLine {
    pub(crate) id: u32,
    pub(crate) address: String,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    pub(crate) username: String,
    #[serde(rename = "window")]
    pub(crate) period: Period,
    pub(crate) connections: u8,
    /// What the user said of folders: whether they count.
    pub(crate) folders: BTreeMap<String, bool>,
}

impl AccountLine {
    /// `None` for the sample, which can be made at any time.
    pub(crate) fn of(account: &Account) -> Option<Self> {
        let Account { id, address, kind, connections, said, disconnected: _, stays: _, tokens: _ } = account;
        let AccountKind::Imap { connect, period } = kind else { return None };
        // What is trusted is asked for again where the backup is restored.
        let Connect { host, port, security, username, password: _, is_token: _, trusted: _ } = connect;
        Some(Self {
            id: id.0,
            address: address.as_str().to_owned(),
            host: host.clone(),
            port: *port,
            security: *security,
            username: username.clone(),
            period: *period,
            connections: *connections,
            folders: said.clone(),
        })
    }

    /// The account, which waits for its password. `None` if it cannot be one.
    pub(crate) fn account(self) -> Option<Account> {
        let Self { id, address, host, port, security, username, period, connections, folders } = self;
        let password = kith_wire::Secret::default();
        let connect = Connect { host, port, security, username, password, is_token: false, trusted: None };
        let address = Address::parse(&address)?;
        let account = Account::new(AccountId(id), address, AccountKind::Imap { connect, period });
        Some(Account { connections, said: folders, disconnected: true, ..account })
    }
}

/// An entry of the journal that this Kith cannot read, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnreadableLine {
    id: String,
    record: String,
}

impl UnreadableLine {
    pub(crate) fn of(row: &DecisionRow) -> Self {
        Self { id: row.id.clone(), record: hex(&row.bytes) }
    }

    pub(crate) fn row(self) -> Result<DecisionRow, BackupError> {
        Ok(DecisionRow { id: self.id, bytes: unhex(&self.record).ok_or(BackupError::Damaged)? })
    }
}

/// The settings of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    #[serde(rename = "telling")]
    pub(crate) daily_reminder: DailyReminderSettings,
}

/// Whether and when the user is told who to write to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DailyReminderSettings {
    pub(crate) on: bool,
    pub(crate) hour: u8,
}

/// How far a folder is read, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CursorLine {
    pub(crate) account: u32,
    pub(crate) folder: String,
    record: String,
}

impl CursorLine {
    pub(crate) fn of(row: &CursorRow) -> Self {
        Self { account: row.account.0, folder: row.folder.clone(), record: hex(&row.bytes) }
    }

    pub(crate) fn row(self) -> Result<CursorRow, BackupError> {
        let bytes = unhex(&self.record).ok_or(BackupError::Damaged)?;
        Ok(CursorRow { account: AccountId(self.account), folder: self.folder, bytes })
    }
}

/// Contact other than a message, as mail says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InteractionLine {
    pub(crate) account: u32,
    pub(crate) interaction: Interaction,
}

/// The text of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextLine {
    pub(crate) account: u32,
    #[serde(serialize_with = "key_to_hex", deserialize_with = "key_of_hex")]
    pub(crate) message: u64,
    text: String,
    cut: bool,
    attachments: Vec<String>,
}

impl TextLine {
    pub(crate) fn of(account: AccountId, message: MessageKey, text: MessageText) -> Self {
        let MessageText { text, cut, attachments } = text;
        Self { account: account.0, message: message.0, text, cut, attachments }
    }

    pub(crate) fn text(self) -> MessageText {
        let Self { text, cut, attachments, .. } = self;
        MessageText { text, cut, attachments }
    }
}

/// A photo of someone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PhotoLine {
    id: u64,
    photo: String,
}

impl PhotoLine {
    pub(crate) fn of(row: &PhotoRow) -> Self {
        Self { id: row.id.0, photo: hex(&row.bytes) }
    }

    pub(crate) fn row(self) -> Result<PhotoRow, BackupError> {
        let row = PhotoRow { id: PhotoId(self.id), bytes: unhex(&self.photo).ok_or(BackupError::Damaged)? };
        if row.is_whole() { Ok(row) } else { Err(BackupError::Damaged) }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it; to a pointer of 32 bits it is not trivial")]
pub(super) fn key_to_hex<S: Serializer>(key: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{key:016x}"))
}

pub(super) fn key_of_hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let digits = String::deserialize(deserializer)?;
    u64::from_str_radix(&digits, 16).map_err(serde::de::Error::custom)
}
