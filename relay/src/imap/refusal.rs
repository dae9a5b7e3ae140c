//! What a server means when it refuses.

use imap_proto::{Outcome, ResponseCode};
use kith_wire::FailureKind;

/// The server's reason, as it says it.
#[derive(Debug, Default)]
pub(super) struct Refusal {
    /// The response code in upper case, without what follows its name (RFC 5530).
    pub(super) code: Option<String>,
    /// The human part.
    pub(super) words: String,
}

impl Refusal {
    /// Whether the server says of itself that it cannot now, or that too much was asked of it: by the codes of RFC 5530
    /// and THROTTLED, or in words where they leave no doubt. SERVERBUG is none of them: servers say so of a message
    /// that they cannot read, each time that it is asked for.
    pub(super) fn asks_to_wait(&self) -> bool {
        const CODES: [&str; 5] = ["UNAVAILABLE", "INUSE", "LIMIT", "OVERQUOTA", "THROTTLED"];
        const WORDS: [&str; 4] = ["throttl", "rate limit", "bandwidth limit", "too many requests"];
        self.code.as_deref().is_some_and(|code| CODES.contains(&code))
            || self.says(&WORDS)
            || self.is_about_connections()
    }

    /// The same for a command that concerns one folder, of which a server may say that it alone cannot be had now.
    pub(super) fn asks_to_wait_with_all(&self) -> bool {
        self.asks_to_wait() && !matches!(self.code.as_deref(), Some("UNAVAILABLE" | "INUSE"))
    }

    /// Of a server that lets no one in now: what it waits for.
    pub(super) fn awaited(&self) -> FailureKind {
        let is_own = matches!(self.code.as_deref(), Some("UNAVAILABLE" | "INUSE" | "SERVERBUG"));
        if self.is_about_connections() {
            FailureKind::TooManyConnections
        } else if is_own || (self.code.is_none() && self.says(&PASSING)) {
            FailureKind::Unavailable
        } else {
            FailureKind::Throttled
        }
    }

    /// Whether these words say that a login may work later. `Try again.` alone is said of a wrong password, too.
    pub(super) fn is_temporary(&self) -> bool {
        const LIMITED: [&str; 3] = ["too many", "limit exceeded", "retry in"];
        // One that names every reason there is names a wrong password, too.
        !self.says(&["password is incorrect"]) && (self.says(&PASSING) || self.says(&LIMITED))
    }

    /// Whether the login worked and there is no mailbox behind it, as Exchange says of every command after it.
    pub(super) fn is_not_connected(&self) -> bool {
        self.says(&["authenticated but not connected"])
    }

    /// What the user has to do first, where the server says it. It says so in words: the codes of RFC 5530 are the same
    /// for all of these and for a wrong password.
    pub(super) fn wanted(&self) -> Option<FailureKind> {
        const APP_PASSWORD: [&str; 8] = [
            "application-specific",
            "application specific",
            "app-specific",
            "app password",
            "app-password",
            "application password",
            "authorized code",
            "authorization code",
        ];
        const SIGN_IN: [&str; 6] =
            ["basicauth", "basic auth", "oauth", "modern auth", "logondenied-basic", "password login is disabled"];
        const WEB_LOGIN: [&str; 5] =
            ["web browser", "web login", "webmail first", "verify your account", "log in to your account on the web"];
        const OFF: [&str; 10] = [
            "not enabled",
            "disabled",
            "not activated",
            "yet to enable",
            "enable imap",
            "turned off",
            "switched off",
            "deactivated",
            "not allowed",
            "not permitted",
        ];
        // A server that names a wrong password beside others leaves open which it is.
        const EITHER: [&str; 2] = ["credential", "password"];
        if self.is_not_connected() {
            Some(FailureKind::NotConnected)
        } else if self.says(&APP_PASSWORD) {
            Some(FailureKind::AppPasswordNeeded)
        } else if self.says(&SIGN_IN) {
            Some(FailureKind::SignInNeeded)
        } else if self.code.as_deref() == Some("WEBALERT") || self.says(&WEB_LOGIN) {
            Some(FailureKind::WebLoginNeeded)
        } else if self.says(&["imap"]) && self.says(&OFF) && !self.says(&EITHER) {
            Some(FailureKind::ImapOff)
        } else {
            None
        }
    }

    fn is_about_connections(&self) -> bool {
        self.says(&["too many simultaneous", "too many conn", "maximum number of connections", "too many sessions"])
    }

    fn says(&self, any: &[&str]) -> bool {
        let words = self.words.to_ascii_lowercase();
        any.iter().any(|said| words.contains(said))
    }
}

/// Words by which a server says that it is its own trouble, and passes.
const PASSING: [&str; 17] = [
    "temporar",
    "later",
    "try again in",
    "busy",
    "overload",
    "unavailable",
    "not available",
    "maintenance",
    "internal error",
    "internal server error",
    "internal authentication",
    "server error",
    "system error",
    "system problem",
    "backend",
    "timed out",
    "timeout",
];

impl From<&Outcome<'_>> for Refusal {
    /// The parser takes the codes that it knows out of the text; those of RFC 5530 it leaves in.
    fn from(outcome: &Outcome<'_>) -> Self {
        let text = outcome.information.as_deref().unwrap_or_default().trim();
        let known = match outcome.code {
            Some(ResponseCode::TryCreate) => Some("TRYCREATE"),
            Some(ResponseCode::ReadOnly) => Some("READ-ONLY"),
            _ => None,
        };
        if known.is_some() {
            return Self { code: known.map(str::to_owned), words: text.to_owned() };
        }
        match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((code, words)) => {
                Self { code: code.split(' ').next().map(str::to_ascii_uppercase), words: words.trim().to_owned() }
            }
            None => Self { code: None, words: text.to_owned() },
        }
    }
}
