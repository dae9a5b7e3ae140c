//! What the relay answers.

use crate::{DeviceCode, Discovered, Failure, SignIn, Tokens, UidSet, WebAnswer};
use serde::{Deserialize, Serialize};

/// One answer to the request of that number; with the number 0 what the relay says by itself ([`Answer::Commands`],
/// [`Answer::Alive`], or a failure that concerns the session as a whole).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The request's number.
    pub id: u32,
    pub answer: Answer,
}

/// What can be answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Logged in.
    Connected {
        /// What the server says it can do, in upper case, as after login (RFC 3501, section 6.1.1).
        capabilities: Vec<String>,
        /// Whether the bytes to the mail server are encrypted.
        encrypted: bool,
        /// Which build of the app the relay serves, as its document names it. Empty where that is not known, and from a
        /// relay that is older than this.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        build: String,
    },
    /// What one source says about a domain's mail servers. More may come, and at the end [`Answer::Done`].
    Discovered(#[serde(with = "crate::outlined")] Discovered),
    /// The sign-ins that the relay's operator has set up.
    SignIns(#[serde(with = "crate::outlined")] Vec<SignIn>),
    /// What the user is to enter, to sign in. [`Answer::Tokens`] follows when they did.
    DeviceCode(#[serde(with = "crate::outlined")] DeviceCode),
    Tokens(#[serde(with = "crate::outlined")] Tokens),
    /// The addresses at which to begin to look for address books, the best first; at most
    /// [`MAX_DISCOVERED_SERVERS`](crate::limits::MAX_DISCOVERED_SERVERS). Each is absolute, and `https`.
    AddressBooks(#[serde(with = "crate::outlined")] Vec<String>),
    /// What a web server answered.
    Web(#[serde(with = "crate::outlined")] WebAnswer),
    Folders(#[serde(with = "crate::outlined")] Vec<Folder>),
    /// How the folders stand, one entry for each that was asked for.
    Status(#[serde(with = "crate::outlined")] Vec<FolderStatus>),
    /// The folder is open.
    #[serde(rename = "Opened")]
    Examined(#[serde(with = "crate::outlined")] Examined),
    /// The UIDs asked for.
    Uids(#[serde(with = "crate::outlined")] UidSet),
    /// A batch of header blocks. More may come, and at the end [`Answer::Done`].
    Headers(#[serde(with = "crate::outlined")] Vec<RawMessage>),
    /// The calendars of messages, the highest UIDs first.
    Calendars {
        calendars: Vec<RawCalendar>,
        /// The messages that were looked at, whether they hold a calendar or not. The others of those that were asked
        /// for would make the answer too large; they are to be asked for again.
        looked_at: UidSet,
        /// Those of them that the server did not give: they may lie elsewhere by now.
        #[serde(default, skip_serializing_if = "UidSet::is_empty")]
        missing: UidSet,
    },
    /// All that was asked for was done. After [`Answer::Headers`]: everything that the server gave was sent. A UID
    /// that was asked for and not given may have been expunged, or may be given at another time: the engine compares.
    Done,
    /// The beginning of one message as it stands.
    Text {
        /// RFC 5322 bytes, at most [`MAX_TEXT_BYTES`](crate::limits::MAX_TEXT_BYTES).
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
        /// Whether the message goes on after these bytes.
        cut: bool,
    },
    /// The server tells by itself from now on.
    #[serde(rename = "Watching")]
    Idling,
    /// Something came into the watched folder, or went.
    #[serde(rename = "News")]
    FolderChanged,
    /// Commands that the relay spoke to the mail server, and what became of them. Comes by itself.
    #[serde(rename = "Spoken")]
    Commands(#[serde(with = "crate::outlined")] Vec<CommandRecord>),
    /// The session lives, though nothing else was said for a while. Comes by itself, every
    /// [`ALIVE_INTERVAL_SECONDS`](crate::limits::ALIVE_INTERVAL_SECONDS).
    Alive,
    /// What was asked could not be done.
    Failed(#[serde(with = "crate::outlined")] Failure),
}

/// A calendar that a message holds as a part, as it stands there.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawCalendar {
    /// Of which message.
    pub uid: u32,
    /// How the bytes are encoded: Content-Transfer-Encoding, in lower case.
    pub encoding: String,
    /// In which charset they are written, if the message says so.
    pub charset: Option<String>,
    /// At most [`MAX_CALENDAR_BYTES`](crate::limits::MAX_CALENDAR_BYTES).
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for RawCalendar {
    /// Leaves out what it says.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("RawCalendar").field("uid", &self.uid).field("size", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// How a folder stands (STATUS, RFC 3501, section 6.3.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// A UID means nothing outside of this.
    pub uid_validity: u32,
    /// The next UID, if the server says so. While it stands, nothing came.
    pub uid_next: Option<u32>,
    /// How many messages it holds.
    pub messages: u32,
}

/// How one of several folders stands, or why that cannot be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderStatus {
    /// The folder's name as it was asked for.
    pub folder: String,
    pub status: Option<Status>,
    /// Why that cannot be said.
    #[serde(default)]
    pub failure: Option<Failure>,
}

/// A command that was spoken to the mail server, as the user may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandRecord {
    /// The command's tag. An entry with the tag of an earlier one of the session says what became of that.
    pub tag: String,
    /// The command as it went, but for secrets, which are replaced by `…`, and long sets of UIDs, which are cut.
    pub command: String,
    /// When it was sent, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// How long it took, in milliseconds. `None` while it is under way.
    pub took: Option<u32>,
    /// How it ended. `None` while it is under way.
    pub outcome: Option<Outcome>,
    /// The server's own words, where it refused.
    #[serde(default)]
    pub words: Option<String>,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    Ok,
    No,
    Bad,
    /// The connection ended, or no answer came in time.
    Lost,
    /// Something that this version does not know.
    #[serde(other)]
    Other,
}

/// A folder of the mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// The name as the server gave it (modified UTF-7 of RFC 3501, or UTF-8): what
    /// [`Ask::Examine`](crate::Ask::Examine) wants.
    pub name: String,
    /// The name to show.
    pub title: String,
    /// What parts the levels of the name, if the server has levels.
    pub delimiter: Option<String>,
    /// Its special use (RFC 6154), if the server says so.
    pub special_use: Option<SpecialUse>,
    /// Whether it can be opened (not `\Noselect`, not `\NonExistent`).
    pub selectable: bool,
    /// How it stands, where the server says so with the list.
    #[serde(default)]
    pub status: Option<Status>,
    /// Whose it is, where the server says so (NAMESPACE, RFC 2342).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Namespace>,
    /// How many more folders the server named that are left out, since they are too many. Stands with the last one
    /// that is told; see [`MAX_FOLDERS`](crate::limits::MAX_FOLDERS).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Whose a folder is (RFC 2342, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Namespace {
    /// The user's own.
    Personal,
    /// Another user's.
    OtherUser,
    /// Shared by many.
    Shared,
    /// Something that this version does not know.
    #[serde(other)]
    Other,
}

/// What a folder is for (RFC 6154, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SpecialUse {
    /// Every message, over all folders.
    All,
    /// Kept, out of the way.
    Archive,
    /// Not sent yet.
    Drafts,
    /// Marked as important.
    Flagged,
    /// Unwanted mail.
    Junk,
    Sent,
    /// Thrown away.
    Trash,
    /// Something that this version does not know.
    #[serde(other)]
    Other,
}

/// A folder that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examined {
    /// A UID means nothing outside of this (RFC 3501, section 2.3.1.1).
    pub uid_validity: u32,
    /// The next UID, if the server says so. Far above the highest UID is normal.
    pub uid_next: Option<u32>,
    /// How many messages it holds.
    pub exists: u32,
}

/// The header block of one message, unread by the relay.
///
/// As the one thing of which there are many it goes over the wire as a list of its fields in this order, without
/// their names. Fields that come after these are passed over, and one written with names is read, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMessage {
    /// Its UID in the open folder.
    pub uid: u32,
    /// When the server received it (INTERNALDATE), in seconds since 1970-01-01 UTC.
    pub received: Option<i64>,
    /// Its size in bytes (RFC822.SIZE).
    pub size: u32,
    /// An id that survives a move within the account: EMAILID (RFC 8474) or X-GM-MSGID.
    pub email_id: Option<String>,
    /// The thread as the server sees it: THREADID (RFC 8474) or X-GM-THRID.
    pub thread_id: Option<String>,
    /// The fields asked for, as they stand, with the empty line at the end.
    pub header: Vec<u8>,
    /// Whether the block was cut at [`MAX_HEADER_BYTES`](crate::limits::MAX_HEADER_BYTES).
    pub cut: bool,
}
