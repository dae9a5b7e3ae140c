//! What the engine asks of the relay.

use crate::{Fingerprint, Grant, Secret, UidSet, WebRequest};
use serde::{Deserialize, Serialize};

/// One question, with a number that its answers carry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Chosen by the engine, not used twice in a session.
    pub id: u32,
    /// What is asked.
    pub ask: Ask,
}

/// What can be asked. Questions of one session are answered one after the other, in order; only [`Ask::Credit`]
/// is heard in between, and [`Ask::Idle`] ends when anything else is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// Shows the relay an access key. Comes before [`Ask::Connect`] or [`Ask::Discover`], has no answer by itself, and is
    /// asked only by a page that has a key. A relay that wants one and was shown none, or a wrong one, fails these with
    /// [`FailureKind::KeyMissing`](crate::FailureKind::KeyMissing) or
    /// [`FailureKind::KeyRefused`](crate::FailureKind::KeyRefused).
    Access { key: Secret },
    /// Connects to the mail server and logs in. Must be the first but for [`Ask::Access`]. Answered by
    /// [`Answer::Connected`](crate::Answer::Connected).
    Connect(Connect),
    /// Finds out which mail servers there are for the addresses of a domain, by every way at once. Must be the first but
    /// for [`Ask::Access`], instead of [`Ask::Connect`]. Answered by [`Answer::Discovered`](crate::Answer::Discovered) as
    /// each way leads somewhere, any number of times, then by [`Answer::Done`](crate::Answer::Done); then the relay
    /// closes. Where nothing was found there is only that.
    ///
    /// Only the domain is given, never the address. What is no name of a domain in the internet fails with
    /// [`FailureKind::BadRequest`](crate::FailureKind::BadRequest), as everything does at a relay that is older than this
    /// question.
    Discover {
        /// What is behind the `@`, in Unicode or in ASCII.
        domain: String,
    },
    /// Which sign-ins there are at this relay. Must be the first but for [`Ask::Access`], instead of [`Ask::Connect`].
    /// Answered by [`Answer::SignIns`](crate::Answer::SignIns); then the relay closes. A relay that is older than this
    /// question fails it with [`FailureKind::BadRequest`](crate::FailureKind::BadRequest).
    SignIns,
    /// Asks the provider of a sign-in for tokens. Must be the first but for [`Ask::Access`], instead of
    /// [`Ask::Connect`]. Answered as [`Grant`] says; then the relay closes, and keeps nothing.
    ///
    /// Fails with [`FailureKind::GrantRefused`](crate::FailureKind::GrantRefused) where what was given is not valid (any
    /// more): the user has to sign in again.
    SignIn {
        /// Which, by [`SignIn::id`](crate::SignIn::id).
        sign_in: String,
        grant: Grant,
        /// Whether the tokens are to be for address books ([`SignIn::web_hosts`](crate::SignIn::web_hosts)) and not for
        /// mail. With a provider whose tokens are for both it makes no difference, nor at a relay that is older than this.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        for_address_books: bool,
    },
    /// Where the address books of a domain's users are (RFC 6764, section 3): what its SRV records say. Must be the first
    /// but for [`Ask::Access`], instead of [`Ask::Connect`]. Answered by
    /// [`Answer::AddressBooks`](crate::Answer::AddressBooks); then the relay closes. Only the domain is given, never the
    /// address. A relay that is older than this question fails it with
    /// [`FailureKind::BadRequest`](crate::FailureKind::BadRequest).
    FindAddressBooks {
        /// What is behind the `@`, in Unicode or in ASCII.
        domain: String,
    },
    /// Begins a session that passes requests on to web servers. Must be the first but for [`Ask::Access`], instead of
    /// [`Ask::Connect`]. Answered by [`Answer::Done`](crate::Answer::Done); after it, only [`Ask::Request`] and
    /// [`Ask::Logout`] are asked. A relay that is older than this question fails it with
    /// [`FailureKind::BadRequest`](crate::FailureKind::BadRequest).
    Web {
        /// The hosts to which its requests may go, in ASCII and in lower case: at most
        /// [`MAX_WEB_HOSTS`](crate::limits::MAX_WEB_HOSTS).
        hosts: Vec<String>,
    },
    /// Passes one request on, and its answer back: [`Answer::Web`](crate::Answer::Web), whatever its status. A request to
    /// another host, or one that is not https, fails with [`FailureKind::BadRequest`](crate::FailureKind::BadRequest);
    /// after too many answers 401 to who asked with a password or a token, one with any fails with
    /// [`FailureKind::TooManyAttempts`](crate::FailureKind::TooManyAttempts). After
    /// [`FailureKind::WentAway`](crate::FailureKind::WentAway), [`FailureKind::TimedOut`](crate::FailureKind::TimedOut),
    /// [`FailureKind::Malformed`](crate::FailureKind::Malformed) and
    /// [`FailureKind::TooLarge`](crate::FailureKind::TooLarge) the server may have done what was asked, or not. After any
    /// other failure nothing was sent. No failure ends the session.
    Request(Box<WebRequest>),
    /// Lists the folders, each with its status where the server gives it with the list (LIST-STATUS, RFC 5819).
    /// Answered by [`Answer::Folders`](crate::Answer::Folders).
    #[serde(rename = "Folders")]
    List,
    /// How folders stand, without opening them (STATUS). Answered by [`Answer::Status`](crate::Answer::Status).
    Status {
        /// Their names as [`Folder::name`](crate::Folder::name) gave them.
        folders: Vec<String>,
    },
    /// Opens a folder read-only (EXAMINE). Answered by [`Answer::Examined`](crate::Answer::Examined).
    #[serde(rename = "Open")]
    Examine {
        /// The folder's name as [`Folder::name`](crate::Folder::name) gave it.
        folder: String,
    },
    /// The UIDs of the open folder: all of them, or those received since a day, or those from a number on, or both.
    /// Answered by [`Answer::Uids`](crate::Answer::Uids).
    Uids {
        /// The first day, in seconds since 1970-01-01 UTC; the server compares days of its own time zone (RFC 3501,
        /// section 6.4.4, SINCE), so the relay asks from the day before.
        since: Option<i64>,
        /// The lowest UID of interest.
        #[serde(default)]
        from: Option<u32>,
        /// Whether each message is asked for its UID (FETCH) instead of the server being asked to look for them
        /// (SEARCH), since some servers name no more than a thousand when they look. Slower: the answer is a line a
        /// message. With `since`, a message counts whose day of arrival is not told. A relay that is older than this
        /// has the server look all the same.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        one_by_one: bool,
    },
    /// The UIDs of those messages of the open folder that hold words, or are from or to someone, or both: the server
    /// looks for them (SEARCH, RFC 3501, section 6.4.4; the same section of RFC 9051), bodies included. Answered by
    /// [`Answer::Uids`](crate::Answer::Uids).
    ///
    /// By the RFC each text is looked for within others, whatever the case of its letters: `ann@x.example` is in
    /// `joann@x.example`, too. Servers that keep an index of words may find whole words only, and some find none in
    /// attachments.
    ///
    /// At least one word or address, no more than [`MAX_SEARCH_WORDS`](crate::limits::MAX_SEARCH_WORDS) and
    /// [`MAX_SEARCH_ADDRESSES`](crate::limits::MAX_SEARCH_ADDRESSES), each
    /// [searchable](crate::limits::is_searchable); else it fails with
    /// [`FailureKind::BadRequest`](crate::FailureKind::BadRequest). So it does at a relay that is older than this
    /// question, which is why it needs no other [`PROTOCOL`](crate::PROTOCOL). A server that will not search for what
    /// is not ASCII (BADCHARSET) fails it with [`FailureKind::ServerRefused`](crate::FailureKind::ServerRefused).
    Search {
        /// Each of them stands somewhere in the message, in its header or its body (TEXT).
        #[serde(default)]
        words: Vec<String>,
        /// If there are any, at least one of them stands in From, To, Cc or Bcc.
        #[serde(default)]
        addresses: Vec<String>,
    },
    /// The header blocks of messages of the open folder, the highest UIDs first. Answered by
    /// [`Answer::Headers`](crate::Answer::Headers), many times, while there is credit, then by
    /// [`Answer::Done`](crate::Answer::Done).
    Headers {
        uids: UidSet,
        /// How many batches may be sent before the relay waits for more credit.
        credit: u32,
    },
    /// The calendars (iCalendar, RFC 5545) that messages of the open folder hold as parts: invitations, and answers to
    /// them (RFC 6047). Answered by [`Answer::Calendars`](crate::Answer::Calendars).
    ///
    /// At most [`MAX_CALENDAR_UIDS`](crate::limits::MAX_CALENDAR_UIDS) messages; else it fails with
    /// [`FailureKind::BadRequest`](crate::FailureKind::BadRequest), as it does at a relay that is older than this
    /// question.
    Calendars { uids: UidSet },
    /// More credit for the [`Ask::Headers`] under way. Has no answer. Its request's id is that of the headers.
    Credit {
        /// How many batches more.
        batches: u32,
    },
    /// Waits for news of the open folder (IDLE, RFC 2177) until anything else is asked. Answered by
    /// [`Answer::Idling`](crate::Answer::Idling) at once, by [`Answer::FolderChanged`](crate::Answer::FolderChanged)
    /// whenever something came, and by [`Answer::Done`](crate::Answer::Done) at the end, before what ended it is
    /// answered. Fails with [`FailureKind::ServerRefused`](crate::FailureKind::ServerRefused) where the server does not
    /// offer it.
    #[serde(rename = "Watch")]
    Idle,
    /// The beginning of one message as it stands (RFC 5322, with its body), to show its text. Opens the folder if it
    /// is not open. Answered by [`Answer::Text`](crate::Answer::Text).
    Text {
        /// The folder's name.
        folder: String,
        /// The UIDVALIDITY under which the UID was seen; another one now fails with
        /// [`FailureKind::Moved`](crate::FailureKind::Moved).
        uid_validity: u32,
        /// The message.
        uid: u32,
    },
    /// Puts a message into a folder, marked as a draft and as seen (APPEND, RFC 3501, section 6.3.11). This and
    /// [`Ask::Letter`] are the only questions that change the mailbox, asked only when the user wants that. Answered by
    /// [`Answer::Done`](crate::Answer::Done) once the server has it.
    ///
    /// At most [`MAX_DRAFT_BYTES`](crate::limits::MAX_DRAFT_BYTES), UTF-8 without a NUL; else it fails with
    /// [`FailureKind::BadRequest`](crate::FailureKind::BadRequest), as it does at a relay that is older than this
    /// question. A server that refuses fails it with [`FailureKind::NoFolder`](crate::FailureKind::NoFolder),
    /// [`FailureKind::NoRoom`](crate::FailureKind::NoRoom), [`FailureKind::NotAllowed`](crate::FailureKind::NotAllowed)
    /// or [`FailureKind::ServerRefused`](crate::FailureKind::ServerRefused), and has nothing then. After any failure
    /// that ends the session it may have it or not.
    #[serde(rename = "Draft")]
    Append(Append),
    /// Puts a message into INBOX, marked as nothing, so that it looks like one that has just come. Answered, limited and
    /// refused as [`Ask::Append`], but for the size: at most [`MAX_LETTER_BYTES`](crate::limits::MAX_LETTER_BYTES).
    Letter(Letter),
    /// Says goodbye to the mail server. Answered by [`Answer::Done`](crate::Answer::Done), then the relay closes.
    Logout,
}

/// Where to connect, and as whom.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Connect {
    /// The server's name or address.
    pub host: String,
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The login name.
    pub username: String,
    /// The password, or the token in place of it.
    pub password: Secret,
    /// Whether that is a token of a sign-in (RFC 7628). A relay that is older than this takes it for a password.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_token: bool,
    /// The certificate that the user trusts for this server, though no authority vouches for it. Any other is refused
    /// then, and so is this one once its time is over or where it is for other names. A relay that is older than this
    /// trusts only what authorities vouch for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusted: Option<Fingerprint>,
}

impl std::fmt::Debug for Connect {
    /// Leaves out who and the secret, so that a stray debug line gives nothing away.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Connect")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}

/// A message to be put into a folder.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Append {
    /// The folder's name as [`Folder::name`](crate::Folder::name) gave it.
    pub folder: String,
    /// RFC 5322 bytes.
    #[serde(with = "serde_bytes")]
    pub message: Vec<u8>,
}

impl std::fmt::Debug for Append {
    /// Leaves out what the user wrote.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Draft").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// A message to be put into INBOX.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// RFC 5322 bytes.
    #[serde(with = "serde_bytes")]
    pub message: Vec<u8>,
}

impl std::fmt::Debug for Letter {
    /// Leaves out what it says.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Letter").finish_non_exhaustive()
    }
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Security {
    /// TLS from the first byte (port 993).
    Tls,
    /// Plain at first, then STARTTLS; fails with [`FailureKind::NoEncryption`](crate::FailureKind::NoEncryption)
    /// where the server does not offer it.
    StartTls,
    /// STARTTLS where it is offered, else plain: only after the user said yes to that.
    Plain,
}
