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
            why: "Only its mail server can search the texts, and Kith does not ask it any more.",
            todo: "Connect the mailbox again under Settings, Email.",
            said: None,
        },
        _ => words(problem),
    }
}

/// The words for what kept a draft from being saved. The account worked before, so that its settings are not to blame.
pub(crate) fn draft(problem: &Problem) -> Words {
    match problem.kind {
        ProblemKind::Mail(FailureKind::NameNotFound | FailureKind::Refused | FailureKind::TimedOut) => Words {
            what: "The mail server cannot be reached",
            why: "It may be down for a while, or you may be offline.",
            todo: "Check that you are online, then try again.",
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
        ProblemKind::NoRelay => "Kith’s own server",
        ProblemKind::StorageFull => "room on this device",
        _ => "something to be put right",
    }
}

/// Why a message, or a folder, could not be read.
pub(crate) const fn aside(reason: AsideReason) -> &'static str {
    match reason {
        AsideReason::Refused => "The mail server refuses to give it.",
        AsideReason::NotGiven => "The mail server lists it, but gives nothing that can be read.",
        AsideReason::HangsUp => "The mail server hangs up whenever it is asked for it.",
        AsideReason::NoFolder => "The mail server does not open this folder.",
        AsideReason::NoNumbers => {
            "The mail server gives the messages in this folder no lasting numbers, so Kith cannot tell which it has."
        }
    }
}

/// The words for an engine that stopped without a word.
pub(crate) fn engine_died() -> Words {
    Words {
        what: "Kith stopped working",
        why: "A mistake in Kith ended the part that keeps your data. What was stored is safe.",
        todo: "Reload the page. If it happens again, please report it.",
        said: None,
    }
}

/// The words for a file that the browser did not take.
pub(crate) fn no_download() -> Words {
    Words {
        what: "The file could not be saved",
        why: "The browser refused the download. Nothing was lost.",
        todo: "Check that this site may download files and that there is room on the disk, then try again.",
        said: None,
    }
}

const fn plain(kind: ProblemKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        ProblemKind::Mail(failure) => mail(failure),
        ProblemKind::NoRelay => (
            "Kith’s own server cannot be reached",
            "It carries mail from your mail server to this browser. It may not be running, or you may be offline. \
             Everything that was read is still here.",
            "Check that Kith’s server is running and that you are online, then try again.",
        ),
        ProblemKind::OtherVersion => (
            "This page and Kith’s own server do not fit together",
            "One of the two is much newer than the other.",
            "Reload the page. If that does not help, update Kith’s server.",
        ),
        ProblemKind::StorageFull => (
            "There is no room left",
            "This browser has no more space for Kith. What was stored is safe, but nothing new can be added.",
            "Free some space on this device. If Kith does not go on by itself then, reload the page.",
        ),
        ProblemKind::Storage => (
            "The browser could not keep Kith’s data",
            "Its storage for this site failed. In a private window that is common.",
            "Reload the page. If it stays so, use an ordinary window, or restart the browser.",
        ),
        ProblemKind::NewerDatabase => (
            "This page is older than your data",
            "A newer Kith was used in this browser, and this one does not know how it keeps things.",
            "Reload the page to get the newer Kith.",
        ),
        ProblemKind::StorageClosed => (
            "Kith’s storage was closed",
            "The browser closed it, or a newer version of Kith opened it in another tab.",
            "Reload this page. What was stored before is not touched by this.",
        ),
        ProblemKind::OtherTab => (
            "Another tab with Kith does not answer",
            "One tab does the work for all of them. The one that does it has been silent for a while; it may be asleep.",
            "Look at that tab or close it, and Kith goes on here by itself. Or have the work done here from now on: \
             nothing that was read is lost.",
        ),
        ProblemKind::NewerTab => (
            "A newer Kith is open in another tab",
            "This tab is of an older version, and two versions cannot work at the same time.",
            "Reload this page to go on with the newer one.",
        ),
        ProblemKind::GivenUp => (
            "Kith stopped over this",
            "Each time it tried, all of Kith stopped. So it is not tried any more; everything else goes on.",
            "Reload this page to try it once more. What you decided stands under Settings, History, if it was done.",
        ),
        ProblemKind::AlreadyConnected => (
            "That mailbox is connected already",
            "An account with this user name on this server is in your list.",
            "Look for it under Settings, Email.",
        ),
        ProblemKind::Disconnected => (
            "This message’s text was never opened here",
            "Its mailbox is disconnected. Kith keeps the texts that you opened before, and cannot fetch others.",
            "Connect the mailbox again under Settings, Email.",
        ),
        ProblemKind::NotFound => {
            ("It is not here any more", "What you asked for was removed, perhaps in another tab.", "Go back to People.")
        }
        ProblemKind::BadInput => (
            "Something that was typed cannot be used",
            "Perhaps the email address has no @, or the server’s name holds a space.",
            "Check each field, then try again.",
        ),
        ProblemKind::NoMailbox => (
            "No mailbox can take the draft",
            "A draft goes into a mailbox that is connected here, and there is none.",
            "Connect one under Settings, Email, then save the draft.",
        ),
        ProblemKind::NoDrafts => (
            "This mailbox has no folder for drafts",
            "The mail server names none that is for drafts, and Kith creates no folders.",
            "Save any draft in your mail program, which makes the folder, then try again here.",
        ),
        ProblemKind::TooLong => (
            "This is too long for a draft",
            "Kith gives a mail server no drafts of more than some dozens of pages.",
            "Make it shorter, or write it in your mail program.",
        ),
        ProblemKind::NotBackup => (
            "This file is not a Kith backup",
            "It is something else, or only the very beginning of one.",
            "Choose the file that Kith saved. Its name begins with “kith-backup”.",
        ),
        ProblemKind::BackupDamaged => (
            "This backup is incomplete or damaged",
            "It was cut off, perhaps while being copied, or changed since. Nothing was restored.",
            "Copy the file again from where you first saved it, or choose an older backup.",
        ),
        ProblemKind::BackupNewer => (
            "This backup was made by a newer Kith",
            "It holds things that this version does not know and would lose. Nothing was restored.",
            "Update Kith, then try again.",
        ),
        ProblemKind::BackupSealed => (
            "This backup needs its passphrase",
            "It was encrypted when it was saved.",
            "Type the passphrase that you chose then.",
        ),
        ProblemKind::WrongPassphrase => (
            "That is not the passphrase of this backup",
            "It was encrypted with another one. Nothing was restored.",
            "Type it exactly as you did when you saved the backup. Capitals and spaces count.",
        ),
        ProblemKind::MaybeSaved => (
            "The draft may be in your mailbox, or not",
            "The connection ended after it was sent, before the mail server said that it has it. Kith does not send it \
             again by itself.",
            "Look under Drafts in your mail program. If it is not there, save it again.",
        ),
    }
}

const fn mail(failure: FailureKind) -> (&'static str, &'static str, &'static str) {
    match failure {
        FailureKind::NameNotFound => (
            "No mail server has that name",
            "The name was looked up, and nothing was found under it.",
            "Check the server’s name for a typing mistake. It often looks like imap.example.com; your provider’s help \
             pages say it exactly.",
        ),
        FailureKind::Refused => (
            "Nothing answers at that port",
            "The server is there, but it takes no connections on this port.",
            "Check the port: 993 with SSL, or 143 without, is right for nearly every provider.",
        ),
        FailureKind::TimedOut => (
            "The mail server does not answer",
            "Kith waited and heard nothing. The server’s name or port may be wrong, something may block the way, or \
             the server is busy.",
            "Check server and port, then try again in a minute.",
        ),
        FailureKind::Tls => (
            "No secure connection came about",
            "The server does not understand SSL on this port, or knows only kinds that are no longer safe.",
            "Tick “Use SSL” for port 993, and clear it for port 143.",
        ),
        FailureKind::Certificate => (
            "The server could not prove who it is",
            "Its certificate is out of date, made for another name, or vouched for by nobody known here. Somebody \
             could be listening in, so your password was not sent.",
            "Check that the server’s name is exactly the one your provider gives. If the server is your own, renew \
             its certificate.",
        ),
        FailureKind::NotImap => (
            "That is not a server for reading mail",
            "Something answers there, but not as an IMAP server does.",
            "Check the server’s name and port. Servers for sending mail, often called smtp, do not work here.",
        ),
        FailureKind::NoEncryption => (
            "This server offers no encryption",
            "Your password and your mail would travel readable for everybody on the way.",
            "If your provider has port 993, use it with SSL. Go on without only if the server is your own, or in \
             your own network.",
        ),
        FailureKind::LoginRefused => (
            "The mail server refused the password",
            "It does not accept this user name with this password.",
            "Type the password again. Many providers want a password of its own for mail programs, made in their \
             account settings; some want the user name without the @ and what follows.",
        ),
        FailureKind::NoFolder => (
            "A folder cannot be opened",
            "It may have been renamed or deleted, or it is not yours to read.",
            "Sync again. Kith reads the other folders all the same.",
        ),
        FailureKind::Moved => (
            "The message is not where it was",
            "It was moved or deleted after Kith read about it.",
            "Sync under Settings, Email, then try again. If it stays so, look for it in your mail program.",
        ),
        FailureKind::NoRoom => (
            "There is no room left in the mailbox",
            "The mail server takes nothing more until something is deleted there.",
            "Delete some mail in your mail program, then try again.",
        ),
        FailureKind::NotAllowed => (
            "This folder cannot be written to",
            "The mail server lets you read it, and not change it.",
            "Ask whoever looks after the mailbox, or use your mail program.",
        ),
        FailureKind::ServerRefused => (
            "The mail server said no",
            "It was asked for something ordinary and refused.",
            "Try again later. If it stays so, your provider can say more.",
        ),
        FailureKind::WentAway => (
            "The connection broke off",
            "The mail server or the network went away in the middle. What was read is kept.",
            "Check that you are online, then try again.",
        ),
        FailureKind::Malformed => (
            "The mail server’s answer makes no sense",
            "It sent something that a server for reading mail should not send.",
            "Try again. If it happens each time, please report it with the name of your provider.",
        ),
        FailureKind::BadRequest => (
            "Kith asked for something impossible",
            "That is a mistake in Kith, or this page is older than Kith’s own server.",
            "Reload the page. If it happens again, please report it.",
        ),
        FailureKind::Busy => (
            "Too many mailboxes are open at once",
            "Kith’s own server keeps as many connections open as it may.",
            "Close other tabs with Kith, or wait a minute, then try again.",
        ),
        FailureKind::Throttled => (
            "The mail server asks Kith to wait",
            "It is busy, or it lets nobody ask for so much at once. Nothing is wrong with your password or your mail.",
            "Wait a few minutes, then try again. If it stays so for a day, your provider can say more.",
        ),
        FailureKind::Other => (
            "Something went wrong at the mail server",
            "This page does not know what it means.",
            "Reload the page to get the newest Kith, then try again.",
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
        assert_eq!(what(FailureKind::Refused), "The mail server cannot be reached");
        assert_eq!(what(FailureKind::NoRoom), "There is no room left in the mailbox");
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
