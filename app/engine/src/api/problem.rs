//! Why something did not work.

use kith_wire::{Certificate, Step};
use serde::{Deserialize, Serialize};

/// Why something did not work. What a person reads of it is written on the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub kind: ProblemKind,
    /// The mail server's own words, or the system's, where there are any.
    pub words: Option<String>,
    /// Which step of connecting to the mail server it was, if that may be told.
    pub step: Option<Step>,
    /// The certificate that the mail server showed, if that is what it is about.
    pub certificate: Option<Box<Certificate>>,
}

/// What can be in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// The relay told what went wrong with the mail server.
    Mail(kith_wire::FailureKind),
    /// The relay cannot be reached, or went away.
    NoRelay,
    /// The relay speaks another version than this page.
    OtherVersion,
    /// There is no room left to store anything.
    StorageFull,
    /// The database failed.
    Storage,
    /// The database is of a newer Kith than this page.
    NewerDatabase,
    /// The browser offers this page no encryption, since it was not loaded over a secure connection.
    InsecurePage,
    /// Everything that is stored is locked by a passphrase.
    Locked,
    /// That is not the passphrase by which Kith is locked.
    NotUnlocked,
    /// What holds the key to everything that is stored was cut off or altered, so that no passphrase opens it.
    LockDamaged,
    /// The database was closed under us: by the browser, or for a newer Kith in another tab. A reload opens it again.
    StorageClosed,
    /// The tab in which the engine runs does not answer.
    OtherTab,
    /// A newer version of Kith is open in another tab; this one makes room for it.
    NewerTab,
    /// That mailbox is connected already.
    AlreadyConnected,
    /// The user disconnected that mailbox, so nothing more can be fetched from it.
    Disconnected,
    /// The password of that mailbox is not kept on this device, and was not entered since Kith was opened.
    PasswordNotKept,
    /// What keeps that mailbox signed in is not kept on this device, and the user did not sign in since Kith was opened.
    SignInNotKept,
    /// That person, message or account is not there (any more).
    NotFound,
    /// What was typed cannot be used, for example an address without `@`.
    BadInput,
    /// No mailbox is connected that could take a draft.
    NoMailbox,
    /// The mailbox has no folder for drafts.
    NoDrafts,
    /// A draft is longer than a mailbox is asked to take.
    TooLong,
    /// A file that was to be restored, or read as a file of a phone, is not a backup.
    NotBackup,
    /// A backup was cut off or altered.
    BackupDamaged,
    /// A backup is of a newer Kith.
    BackupNewer,
    /// A backup is encrypted, and needs its passphrase.
    BackupSealed,
    /// That is not the passphrase of the backup.
    WrongPassphrase,
    /// The connection ended after the draft was sent and before the mail server said that it has it: it may be there or
    /// not.
    MaybeSaved,
    /// One engine after the other ended over it, so it is not asked for any more.
    GivenUp,
    /// What was typed is no access key.
    NotAccessKey,
    /// The mail server offers no encryption where it did before: someone on the way may be taking it out.
    EncryptionGone,
    /// Something is in the way of an address book.
    Book(BookProblem),
}

/// What can be in the way of an address book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BookProblem {
    /// There is none where it was looked for, or no more.
    NotFound,
    /// The server refuses the user name with that password.
    LoginRefused,
    /// The server takes no password, only the tokens of a sign-in.
    SignInNeeded,
    /// Only the DNS of the user's domain names the server, which can be forged, and it is of another domain: it gets no
    /// password before the user names it. Its name is among the words.
    Elsewhere,
    /// The server cannot be reached.
    Unreachable,
    /// The server's certificate is not valid for its name.
    Certificate,
    /// The server answers with an error. Its number is among the words.
    Refused,
    /// The server's answer cannot be read.
    Unreadable,
    /// The server has no room left.
    NoRoom,
    /// The server asks to slow down.
    Throttled,
}

impl Problem {
    /// A problem without anyone's words.
    #[must_use]
    pub const fn new(kind: ProblemKind) -> Self {
        Self { kind, words: None, step: None, certificate: None }
    }
}
