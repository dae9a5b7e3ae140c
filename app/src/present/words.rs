//! Every problem in plain words: what happened, why, and what to do. All that a person reads of a problem is here.

use kith_engine::api::{AsideReason, FailureKind, Problem, ProblemKind};

/// A problem, as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// What happened.
    pub(crate) what: &'static str,
    /// Why.
    pub(crate) why: &'static str,
    /// What to do.
    pub(crate) todo: &'static str,
    /// What the mail server said, or the system, word for word.
    pub(crate) said: Option<String>,
}

impl Words {
    /// What happened and what to do, for where there is little room.
    pub(crate) fn in_short(&self) -> String {
        format!("{}. {}", self.what, self.todo)
    }
}

/// The words for a problem.
pub(crate) fn words(problem: &Problem) -> Words {
    let (what, why, todo) = plain(problem.kind);
    let said = problem.words.as_deref().map(str::trim).filter(|said| !said.is_empty()).map(str::to_owned);
    Words { what, why, todo, said }
}

/// The words for what kept texts from being searched.
pub(crate) fn sought(problem: &Problem) -> Words {
    match problem.kind {
        ProblemKind::Disconnected => Words {
            what: "A disconnected mailbox was not searched",
            why: "Only its mail server can search message text, and Kith no longer connects to it.",
            todo: "Reconnect the mailbox in Settings › Email.",
            said: None,
        },
        _ => words(problem),
    }
}

/// The words for what kept a draft from being saved. The account worked before, so that its settings are not to blame.
pub(crate) fn draft(problem: &Problem) -> Words {
    match problem.kind {
        ProblemKind::Mail(FailureKind::NameNotFound | FailureKind::Refused | FailureKind::TimedOut) => Words {
            what: "Can’t reach the mail server",
            why: "It may be down, or you may be offline.",
            todo: "Check that you’re online, then try again.",
            said: words(problem).said,
        },
        _ => words(problem),
    }
}

/// What is waited for while a problem lasts, as in "Waiting for …".
pub(crate) const fn awaited(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Mail(FailureKind::Busy) => "a free connection",
        ProblemKind::Mail(_) => "the mail server",
        ProblemKind::NoRelay => "Kith’s server",
        ProblemKind::StorageFull => "free space on this device",
        _ => "a problem to be fixed",
    }
}

/// Why a message, or a folder, could not be read.
pub(crate) const fn aside(reason: AsideReason) -> &'static str {
    match reason {
        AsideReason::Refused => "The mail server refused to send it.",
        AsideReason::NotGiven => "The mail server lists it but sends nothing readable.",
        AsideReason::HangsUp => "The mail server drops the connection each time Kith asks for it.",
        AsideReason::NoFolder => "The mail server won’t open this folder.",
        AsideReason::NoNumbers => {
            "The mail server doesn’t give messages in this folder permanent numbers, so Kith can’t tell which ones it already has."
        }
    }
}

/// The words for an engine that stopped without a word.
pub(crate) fn engine_died() -> Words {
    Words {
        what: "Kith stopped working",
        why: "A bug in Kith stopped the part that keeps your data. Everything already saved is safe.",
        todo: "Reload the page. If it happens again, please report it.",
        said: None,
    }
}

/// The words for a file that the browser did not take.
pub(crate) fn no_download() -> Words {
    Words {
        what: "Couldn’t save the file",
        why: "The browser blocked the download. Nothing was lost.",
        todo: "Check that this site is allowed to download files and that there is free disk space, then try again.",
        said: None,
    }
}

const fn plain(kind: ProblemKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        ProblemKind::Mail(failure) => mail(failure),
        ProblemKind::NoRelay => (
            "Can’t reach Kith’s server",
            "It carries mail from your mail server to this browser. It may not be running, or you may be offline. \
             Everything Kith has read is still here.",
            "Check that Kith’s server is running and that you’re online, then try again.",
        ),
        ProblemKind::OtherVersion => (
            "This page doesn’t match Kith’s server",
            "One of them is much newer than the other.",
            "Reload the page. If that doesn’t help, update Kith’s server.",
        ),
        ProblemKind::StorageFull => (
            "Storage is full",
            "This browser has no space left for Kith. Everything already saved is safe, but nothing new can be added.",
            "Free up some space on this device. If Kith doesn’t continue on its own, reload the page.",
        ),
        ProblemKind::Storage => (
            "The browser couldn’t store Kith’s data",
            "Its storage for this site failed. This is common in private windows.",
            "Reload the page. If that doesn’t help, use a regular window or restart the browser.",
        ),
        ProblemKind::NewerDatabase => (
            "This page is older than your data",
            "A newer version of Kith has been used in this browser, and this one can’t read its data.",
            "Reload the page to get the newer version.",
        ),
        ProblemKind::StorageClosed => (
            "Kith’s storage was closed",
            "The browser closed it, or a newer version of Kith opened it in another tab.",
            "Reload this page. Everything stored before is unaffected.",
        ),
        ProblemKind::OtherTab => (
            "Another Kith tab isn’t responding",
            "One tab does the work for all of them. That tab has been silent for a while and may be asleep.",
            "Switch to that tab or close it, and Kith continues here on its own. Or let this tab do the work from now \
             on. Nothing Kith has read is lost.",
        ),
        ProblemKind::NewerTab => (
            "A newer version of Kith is open in another tab",
            "This tab has an older version, and two versions can’t run at the same time.",
            "Reload this page to continue with the newer version.",
        ),
        ProblemKind::GivenUp => (
            "This made Kith stop",
            "Every attempt stopped all of Kith, so it won’t try this again. Everything else still works.",
            "Reload this page to try once more. If your change went through, you’ll find it in Settings › History.",
        ),
        ProblemKind::AlreadyConnected => (
            "This mailbox is already connected",
            "Your list already has an account with this user name on this server.",
            "You’ll find it in Settings › Email.",
        ),
        ProblemKind::Disconnected => (
            "This message was never opened here",
            "Its mailbox is disconnected. Kith keeps the text of messages you’ve opened, but can’t fetch others.",
            "Reconnect the mailbox in Settings › Email.",
        ),
        ProblemKind::NotFound => {
            ("This is no longer here", "It was removed, perhaps in another tab.", "Go back to People.")
        }
        ProblemKind::BadInput => (
            "Something you typed isn’t valid",
            "The email address may be missing an @, or the server’s name may contain a space.",
            "Check each field, then try again.",
        ),
        ProblemKind::NoMailbox => (
            "No mailbox to save the draft in",
            "Drafts are saved in a connected mailbox, and none is connected.",
            "Connect one in Settings › Email, then save the draft.",
        ),
        ProblemKind::NoDrafts => (
            "This mailbox has no Drafts folder",
            "The mail server doesn’t mark any folder as Drafts, and Kith doesn’t create folders.",
            "Save any draft in your mail program, which creates the folder, then try again here.",
        ),
        ProblemKind::TooLong => (
            "This is too long for a draft",
            "Kith doesn’t send drafts longer than a few dozen pages to a mail server.",
            "Shorten it, or write it in your mail program.",
        ),
        ProblemKind::NotBackup => (
            "This file isn’t a Kith backup",
            "It’s something else, or only the very beginning of a backup.",
            "Choose the file that Kith saved. Its name starts with “kith-backup”.",
        ),
        ProblemKind::BackupDamaged => (
            "This backup is incomplete or damaged",
            "It was cut off, perhaps while being copied, or has been changed since. Nothing was restored.",
            "Copy the file again from where you first saved it, or choose an older backup.",
        ),
        ProblemKind::BackupNewer => (
            "This backup was made by a newer version of Kith",
            "It contains things this version doesn’t know and would lose. Nothing was restored.",
            "Update Kith, then try again.",
        ),
        ProblemKind::BackupSealed => (
            "This backup needs its passphrase",
            "It was encrypted when it was saved.",
            "Enter the passphrase you chose then.",
        ),
        ProblemKind::WrongPassphrase => (
            "Wrong passphrase for this backup",
            "The backup was encrypted with a different one. Nothing was restored.",
            "Enter it exactly as you did when you saved the backup. Capital letters and spaces matter.",
        ),
        ProblemKind::MaybeSaved => (
            "The draft may or may not be in your mailbox",
            "The connection ended after the draft was sent, before the mail server confirmed it. Kith won’t send it \
             again on its own.",
            "Look in Drafts in your mail program. If it isn’t there, save it again.",
        ),
    }
}

const fn mail(failure: FailureKind) -> (&'static str, &'static str, &'static str) {
    match failure {
        FailureKind::NameNotFound => (
            "There’s no mail server with that name",
            "Kith looked up the name and found nothing.",
            "Check the server’s name for a typo. It often looks like imap.example.com. Your provider’s help pages have \
             the exact name.",
        ),
        FailureKind::Refused => (
            "Nothing answers on that port",
            "The server is there, but it doesn’t accept connections on this port.",
            "Check the port. Nearly every provider uses 993 with SSL, or 143 without. Check the server’s name, too.",
        ),
        FailureKind::TimedOut => (
            "The mail server isn’t responding",
            "Kith waited but got no answer. The server’s name or port may be wrong, something may be blocking the \
             connection, or the server may be busy.",
            "Check the server and port, then try again in a minute.",
        ),
        FailureKind::Tls => (
            "Couldn’t make a secure connection",
            "The server doesn’t support SSL on this port, or only versions that are no longer safe.",
            "Turn on “Use SSL” for port 993, and turn it off for port 143.",
        ),
        FailureKind::Certificate => (
            "The server couldn’t prove its identity",
            "Its certificate has expired, was issued for another name, or isn’t trusted here. Someone could be \
             listening in, so your password wasn’t sent.",
            "Check that the server’s name is exactly the one your provider gives. If it’s your own server, renew its \
             certificate.",
        ),
        FailureKind::NotImap => (
            "That isn’t a server for reading mail",
            "Something answers there, but it isn’t an IMAP server.",
            "Check the server’s name and port. Servers for sending mail, often called smtp, don’t work here.",
        ),
        FailureKind::NoEncryption => (
            "This server doesn’t offer encryption",
            "Anyone along the way could read your password and your mail.",
            "If your provider has port 993, use it with SSL. Continue without encryption only if it’s your own server \
             or in your own network.",
        ),
        FailureKind::LoginRefused => (
            "The mail server refused the password",
            "It doesn’t accept this user name with this password.",
            "Enter the password again. Many providers require an app password, which you create in their account \
             settings. Some want the user name without the @ and what follows it.",
        ),
        FailureKind::NoFolder => (
            "Couldn’t open a folder",
            "It may have been renamed or deleted, or you may not have access to it.",
            "Sync again. Kith still reads the other folders.",
        ),
        FailureKind::Moved => (
            "The message isn’t where it was",
            "It was moved or deleted after Kith read about it.",
            "Sync in Settings › Email, then try again. If that doesn’t help, look for it in your mail program.",
        ),
        FailureKind::NoRoom => (
            "The mailbox is full",
            "The mail server won’t accept anything more until you delete something.",
            "Delete some mail in your mail program, then try again.",
        ),
        FailureKind::NotAllowed => (
            "This folder is read-only",
            "The mail server lets you read it but not change it.",
            "Ask whoever manages the mailbox, or use your mail program.",
        ),
        FailureKind::ServerRefused => (
            "The mail server said no",
            "It refused an ordinary command.",
            "Try again later. If it keeps happening, ask your provider.",
        ),
        FailureKind::WentAway => (
            "The connection was lost",
            "The mail server or the network dropped out midway. Everything read so far is kept.",
            "Check that you’re online, then try again.",
        ),
        FailureKind::Malformed => (
            "The mail server sent something Kith can’t read",
            "A server for reading mail shouldn’t send this.",
            "Try again. If it keeps happening, please report it with the name of your provider.",
        ),
        FailureKind::BadRequest => (
            "Kith asked for something impossible",
            "This is a bug in Kith, or this page is older than Kith’s server.",
            "Reload the page. If it happens again, please report it.",
        ),
        FailureKind::Busy => (
            "Too many mailboxes open at once",
            "Kith’s server has reached its limit of open connections.",
            "Close other Kith tabs or wait a minute, then try again.",
        ),
        FailureKind::Throttled => (
            "The mail server asks Kith to wait",
            "It’s busy, or it limits how much can be read at once. Your password and your mail are fine.",
            "Wait a few minutes, then try again. If it lasts for a day, ask your provider.",
        ),
        FailureKind::Other => (
            "Something went wrong with the mail server",
            "This page doesn’t recognise the problem.",
            "Reload the page to get the latest version of Kith, then try again.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [ProblemKind; 41] = [
        ProblemKind::NotBackup,
        ProblemKind::BackupDamaged,
        ProblemKind::BackupNewer,
        ProblemKind::BackupSealed,
        ProblemKind::WrongPassphrase,
        ProblemKind::NoRelay,
        ProblemKind::OtherVersion,
        ProblemKind::StorageFull,
        ProblemKind::Storage,
        ProblemKind::NewerDatabase,
        ProblemKind::OtherTab,
        ProblemKind::NewerTab,
        ProblemKind::GivenUp,
        ProblemKind::StorageClosed,
        ProblemKind::AlreadyConnected,
        ProblemKind::Disconnected,
        ProblemKind::NotFound,
        ProblemKind::BadInput,
        ProblemKind::NoMailbox,
        ProblemKind::NoDrafts,
        ProblemKind::TooLong,
        ProblemKind::MaybeSaved,
        ProblemKind::Mail(FailureKind::NoRoom),
        ProblemKind::Mail(FailureKind::NotAllowed),
        ProblemKind::Mail(FailureKind::NameNotFound),
        ProblemKind::Mail(FailureKind::Refused),
        ProblemKind::Mail(FailureKind::TimedOut),
        ProblemKind::Mail(FailureKind::Tls),
        ProblemKind::Mail(FailureKind::Certificate),
        ProblemKind::Mail(FailureKind::NotImap),
        ProblemKind::Mail(FailureKind::NoEncryption),
        ProblemKind::Mail(FailureKind::LoginRefused),
        ProblemKind::Mail(FailureKind::NoFolder),
        ProblemKind::Mail(FailureKind::Moved),
        ProblemKind::Mail(FailureKind::ServerRefused),
        ProblemKind::Mail(FailureKind::WentAway),
        ProblemKind::Mail(FailureKind::Malformed),
        ProblemKind::Mail(FailureKind::BadRequest),
        ProblemKind::Mail(FailureKind::Busy),
        ProblemKind::Mail(FailureKind::Throttled),
        ProblemKind::Mail(FailureKind::Other),
    ];

    const JARGON: [&str; 22] = [
        "relay",
        "tls",
        "starttls",
        "socket",
        "uid",
        "indexeddb",
        "database",
        "tcp",
        "dns",
        "protocol",
        "handshake",
        "timeout",
        "wasm",
        "worker",
        "engine",
        "panic",
        "null",
        "request",
        "parse",
        "schema",
        "quota",
        "error",
    ];

    fn all() -> Vec<Words> {
        KINDS.iter().map(|kind| words(&Problem::new(*kind))).chain([engine_died()]).collect()
    }

    #[test]
    fn each_says_what_why_and_what_to_do_in_sentences() {
        for words in all() {
            assert!(words.what.len() > 10 && !words.what.ends_with('.'), "{words:?}");
            for sentence in [words.why, words.todo] {
                assert!(sentence.len() > 15 && sentence.ends_with('.') && !sentence.contains("  "), "{words:?}");
            }
        }
    }

    #[test]
    fn a_draft_blames_no_settings() {
        let what = |failure| draft(&Problem::new(ProblemKind::Mail(failure))).what;
        assert_eq!(what(FailureKind::Refused), "Can’t reach the mail server");
        assert_eq!(what(FailureKind::NoRoom), "The mailbox is full");
    }

    #[test]
    fn no_two_are_the_same() {
        let mut whats: Vec<_> = all().iter().map(|words| words.what).collect();
        whats.sort_unstable();
        whats.dedup();
        assert_eq!(whats.len(), KINDS.len() + 1);
    }

    const ASIDE: [AsideReason; 5] = [
        AsideReason::Refused,
        AsideReason::NotGiven,
        AsideReason::HangsUp,
        AsideReason::NoFolder,
        AsideReason::NoNumbers,
    ];

    #[test]
    fn none_holds_jargon() {
        let problems = all().into_iter().map(|words| format!("{} {} {}", words.what, words.why, words.todo));
        let asides = ASIDE.iter().map(|reason| aside(*reason).to_owned());
        let waits = KINDS.iter().map(|kind| awaited(*kind).to_owned());
        for text in problems.chain(asides).chain(waits) {
            let text = text.to_lowercase();
            for word in text.split(|c: char| !c.is_alphanumeric()) {
                assert!(!JARGON.contains(&word), "“{word}” in: {text}");
            }
        }
    }

    #[test]
    fn the_servers_words_are_kept_whole_and_empty_ones_left_out() {
        let kind = ProblemKind::Mail(FailureKind::LoginRefused);
        let said = |text: &str| words(&Problem { kind, words: Some(text.into()) }).said;
        assert_eq!(said(" Invalid credentials (Failure) "), Some("Invalid credentials (Failure)".into()));
        assert_eq!(said("  "), None);
    }
}
