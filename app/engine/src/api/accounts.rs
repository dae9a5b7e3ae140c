//! Accounts: how they are connected, what they are doing, what of them could not be read.

use super::{AccessKeyView, Fingerprint, FirstReading, FolderUse, Outcome, Problem, Seconds, Secret, Security};
use serde::{Deserialize, Serialize};

/// Which account, for as long as it exists. Never used again after it was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub u32);

/// An account to connect to.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct NewAccount {
    /// The login name.
    pub username: String,
    pub password: Secret,
    /// Whether the last sign-in takes the place of the password.
    pub signed_in: bool,
    /// The user's own address, by which their own mail is known. The user name, where that is an address.
    pub address: String,
    /// The server's name.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The certificate of the server that the user trusts, though no authority vouches for it.
    pub trusted: Option<Fingerprint>,
    /// How far back to read.
    pub period: Period,
    /// Whether the password is kept on this device. If not, it is asked for whenever Kith is opened.
    pub stay: bool,
    /// Whether the user wants a letter about what the first reading brought.
    pub letter: bool,
}

impl std::fmt::Debug for NewAccount {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("NewAccount").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// How far back a mailbox is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Period {
    /// The last 183 days.
    #[default]
    SixMonths,
    /// The last 366 days.
    Year,
    /// The last 1,827 days.
    FiveYears,
    /// From the first message on.
    Everything,
}

/// The accounts and the totals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The accounts, in the order in which they were connected.
    pub accounts: Vec<AccountView>,
    /// How many people there are.
    pub people: u32,
    /// How many messages are stored, lists and automated senders included.
    pub messages: u32,
    /// How many pipelines there are.
    pub pipelines: u32,
    /// What is stored and could not be read.
    pub damage: Vec<DamageView>,
    /// How many entries of the journal no backup holds, if it is time to remind the user of that.
    pub backup_due: Option<u32>,
    pub access_key: AccessKeyView,
    /// If there is a passphrase: after how many minutes without input Kith locks by itself; 0: never.
    pub lock_after: Option<u16>,
    /// Which build of the app the relay serves, as it said last. Empty until it did.
    pub relay_build: String,
}

/// Rows that are stored and could not be read: damaged, or of a version that this Kith does not know. They stay stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DamageView {
    pub what: Damaged,
    /// Of which account, where they are an account's and it is known.
    pub account: Option<AccountId>,
    pub count: u32,
}

/// A kind of stored row that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Damaged {
    /// An account's settings. Its mail is there, and [`Command::ConnectAgain`](super::Command::ConnectAgain) makes it
    /// an account again.
    Account,
    /// How far a folder was read: it is read again.
    Folder,
    /// A run of mail: the account's mail is read again.
    Mail,
    /// An entry of the journal.
    Decision,
    /// What this device keeps: it is as at the beginning.
    Device,
    /// A connection to an address book. What it brought is there.
    AddressBook,
    /// What was agreed on last of a card: it is compared as at the first time.
    Card,
    /// A photo.
    Photo,
}

/// An account, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    pub id: AccountId,
    /// Whether it is the sample mailbox.
    pub sample: bool,
    /// The user's own address.
    pub address: String,
    /// The login name.
    pub username: String,
    /// The server's name. Empty for the sample.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The sign-in of the relay's by which it logs in. `None`: by a password.
    pub sign_in: Option<String>,
    /// The certificate of the server that the user trusts, though no authority vouches for it.
    pub trusted: Option<Fingerprint>,
    /// How far back it is read.
    pub period: Period,
    /// How many messages of it are stored.
    pub messages: u32,
    /// How many connections to the mail server may be open at once.
    pub connections: u8,
    /// What it is doing.
    pub status: AccountStatus,
    /// How what is stored compares with what the server holds. `None` before the first comparison.
    pub audit: Option<Audit>,
    /// How many things could not be read.
    pub skipped: u32,
    /// What the first reading brought. `None` before it ended, and of accounts that were connected before Kith noted it.
    pub first_reading: Option<FirstReading>,
}

/// How what is stored compares with what the server holds, over all folders that count. A message that lies in two
/// folders counts twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    /// How many messages the server holds, of the time that is read, by its own count and its own list.
    pub on_server: u32,
    /// How many of those are stored.
    pub stored: u32,
    /// How many of those on the server it counts and does not list, so that they cannot be asked for.
    pub unlisted: u32,
    /// When the folder that was compared the longest ago was compared.
    pub at: Seconds,
}

/// A folder of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderView {
    /// The name as the server gave it.
    pub name: String,
    /// As it is shown.
    pub title: String,
    pub special_use: FolderUse,
    /// Whether it counts.
    pub counts: bool,
    /// How many of its messages are stored.
    pub stored: u32,
    /// How it compares with the server. `None` before the first comparison.
    pub audit: Option<Audit>,
    /// Why it could not be read, when it was tried last.
    pub problem: Option<Problem>,
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedMessage {
    /// The folder, as it is shown.
    pub folder: String,
    /// The message's number in the folder; `None` if it is the folder as a whole.
    pub uid: Option<u32>,
    pub reason: SkipReason,
    /// The server's own words, where there are any.
    pub words: Option<String>,
    /// When it was tried last.
    pub at: Seconds,
    /// How often it was tried.
    pub tries: u32,
}

/// Why something could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SkipReason {
    /// The server refuses to give it.
    Refused,
    /// The server names it, but does not give it, or what it gives cannot be understood.
    NotGiven,
    /// The server ends the connection whenever it is asked for.
    HangsUp,
    /// The folder cannot be opened.
    NoFolder,
    /// The server does not number the messages in the folder in a way that lasts (no UIDVALIDITY).
    NoNumbers,
}

/// A command that was spoken to the mail server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandView {
    /// Which of the account's connections, from 1.
    pub connection: u32,
    /// The command as it went, without secrets.
    pub command: String,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// How long it took, in milliseconds. `None` while it is under way.
    pub took: Option<u32>,
    /// How it ended. `None` while it is under way.
    pub outcome: Option<Outcome>,
    /// The server's own words, where it refused.
    pub words: Option<String>,
}

/// What an account is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountStatus {
    /// Connecting and logging in.
    Connecting,
    /// Looking through the folders for what is new.
    Looking,
    Reading(Progress),
    /// Everything that the server had then is stored.
    UpToDate {
        /// When that was.
        at: Seconds,
        /// What the reading that ended then brought.
        brought: SyncResult,
    },
    /// The reading ended, but the server counts messages that it does not list, or lists some that are neither stored
    /// nor set aside.
    Incomplete {
        /// When that was.
        at: Seconds,
        /// What the reading that ended then brought.
        brought: SyncResult,
        /// How many messages it does not list.
        unlisted: u32,
        /// How many that it lists are neither stored nor set aside.
        left: u32,
    },
    /// Something is in the way; it is tried again by itself.
    Waiting {
        problem: Problem,
        /// When it is tried again.
        until: Seconds,
    },
    /// Something is in the way that only the user can mend.
    Stopped(Problem),
    /// The user disconnected it, and kept what was read.
    Disconnected,
}

/// How far a reading is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The folder, as it is shown.
    pub folder: String,
    /// How many of the messages of all folders are read.
    pub read: u32,
    /// How many there are to read.
    pub of: u32,
    /// How many people are known now.
    pub people: u32,
    /// How long it will take, in seconds, once that can be said.
    pub seconds_left: Option<u32>,
}

/// What a reading brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncResult {
    /// New messages.
    pub messages: u32,
    /// New people.
    pub people: u32,
}
