//! Every problem in plain words: what happened, why, and what to do. All that a person reads of a problem is here.

use crate::i18n::t;
use kith_engine::api::{BookProblem, FailureKind, Problem, ProblemKind, SkipReason, Step};

/// A problem, as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// What happened.
    pub(crate) what: &'static str,
    pub(crate) why: &'static str,
    /// What to do.
    pub(crate) todo: &'static str,
    /// What was said, word for word.
    pub(crate) said: Option<Said>,
}

/// What was said of a problem, word for word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) text: String,
    /// Whether the mail server said it. Otherwise this computer, the browser or the relay did.
    pub(crate) is_of_server: bool,
}

impl Said {
    /// What a mail server said, unless it is empty.
    pub(crate) fn by_server(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self { text: text.to_owned(), is_of_server: true })
    }

    /// Whose words they are.
    pub(crate) fn title(&self) -> &'static str {
        if self.is_of_server { t::problem::servers_answer() } else { t::problem::detail() }
    }
}

impl Words {
    /// What happened and what to do, for where there is little room.
    pub(crate) fn in_short(&self) -> String {
        format!("{}. {}", self.what, self.todo)
    }
}

/// The words for a problem.
pub(crate) fn words(problem: &Problem) -> Words {
    let (what, why, todo) = match is_renewed(problem) {
        true => (
            t::problem::certificate_renewed::what(),
            t::problem::certificate_renewed::why(),
            t::problem::certificate_renewed::todo(),
        ),
        false => plain(problem.kind),
    };
    Words { what, why, todo, said: said(problem) }
}

/// Whether it waits for what the user does not want to be kept on this device.
pub(crate) fn is_not_kept(kind: ProblemKind) -> bool {
    matches!(kind, ProblemKind::PasswordNotKept | ProblemKind::SignInNotKept)
}

/// Whether the certificate is another than the one that is trusted, and an authority vouches for it.
pub(crate) fn is_renewed(problem: &Problem) -> bool {
    problem.kind == ProblemKind::Mail(FailureKind::CertificateChanged)
        && problem.certificate.as_ref().is_some_and(|seen| seen.vouched_for)
}

fn said(problem: &Problem) -> Option<Said> {
    let is_of_server = match problem.kind {
        // The relay says what it found wrong with a certificate, with the encryption, or with what it read.
        ProblemKind::Mail(FailureKind::Tls | FailureKind::Malformed) => false,
        ProblemKind::Mail(kind) if kind.general() == FailureKind::Certificate => false,
        ProblemKind::Mail(FailureKind::NotImap) => problem.step.is_some(),
        // The provider's, and not the mail server's.
        ProblemKind::Mail(
            FailureKind::GrantRefused
            | FailureKind::SignInDenied
            | FailureKind::SignInExpired
            | FailureKind::ConsentNeeded
            | FailureKind::SignInMisconfigured,
        ) => false,
        ProblemKind::Mail(_) => !matches!(problem.step, Some(Step::Name | Step::Address | Step::Connection)),
        _ => false,
    };
    problem.words.as_deref().and_then(Said::by_server).map(|said| Said { is_of_server, ..said })
}

/// The words for what kept texts from being searched.
pub(crate) fn sought(problem: &Problem) -> Words {
    match problem.kind {
        ProblemKind::Disconnected => Words {
            what: t::problem::not_searched::what(),
            why: t::problem::not_searched::why(),
            todo: t::problem::not_searched::todo(),
            said: None,
        },
        _ => words(problem),
    }
}

/// The words for what kept a draft from being saved. The account worked before, so that its settings are not to blame.
pub(crate) fn draft(problem: &Problem) -> Words {
    match problem.kind {
        ProblemKind::Mail(
            FailureKind::NameNotFound | FailureKind::Refused | FailureKind::NoRoute | FailureKind::TimedOut,
        ) => Words {
            what: t::problem::draft_unreachable::what(),
            why: t::problem::draft_unreachable::why(),
            todo: t::problem::draft_unreachable::todo(),
            said: words(problem).said,
        },
        _ => words(problem),
    }
}

/// The words for what kept a photo from being set.
pub(crate) fn photo(problem: &Problem) -> Words {
    match problem.kind {
        ProblemKind::BadInput | ProblemKind::TooLong => Words {
            what: t::problem::no_photo::what(),
            why: t::problem::no_photo::why(),
            todo: t::problem::no_photo::todo(),
            said: None,
        },
        _ => words(problem),
    }
}

/// The words for what kept a file from being read.
pub(crate) fn file(problem: &Problem) -> Words {
    let (what, why, todo) = match problem.kind {
        ProblemKind::TooLong => (t::problem::no_file::what(), t::problem::no_file::why(), t::problem::no_file::todo()),
        ProblemKind::BadInput => {
            (t::problem::other_file::what(), t::problem::other_file::why(), t::problem::other_file::todo())
        }
        ProblemKind::NotBackup => (
            t::problem::not_phone_backup::what(),
            t::problem::not_phone_backup::why(),
            t::problem::not_phone_backup::todo(),
        ),
        _ => return words(problem),
    };
    Words { what, why, todo, said: None }
}

/// Whether the access key of the relay is what is missing.
pub(crate) const fn is_of_key(kind: ProblemKind) -> bool {
    matches!(kind, ProblemKind::Mail(FailureKind::KeyMissing | FailureKind::KeyRefused))
}

/// What is waited for while a problem lasts, as in "Waiting for …".
pub(crate) fn awaited(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Mail(FailureKind::Busy) => t::problem::awaited::free_connection(),
        ProblemKind::NoRelay | ProblemKind::Mail(FailureKind::TooManyAttempts) => t::problem::awaited::relay(),
        ProblemKind::Mail(_) | ProblemKind::EncryptionGone => t::problem::awaited::mail_server(),
        ProblemKind::StorageFull => t::problem::awaited::space(),
        _ => t::problem::awaited::problem(),
    }
}

/// Why a message, or a folder, could not be read.
pub(crate) fn skipped(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::Refused => t::problem::skipped::refused(),
        SkipReason::NotGiven => t::problem::skipped::not_given(),
        SkipReason::HangsUp => t::problem::skipped::hangs_up(),
        SkipReason::NoFolder => t::problem::skipped::no_folder(),
        SkipReason::NoNumbers => t::problem::skipped::no_numbers(),
    }
}

/// The words for an engine that stopped without a word.
pub(crate) fn engine_died() -> Words {
    Words { what: t::problem::died::what(), why: t::problem::died::why(), todo: t::problem::died::todo(), said: None }
}

/// The words for a page of which a part could not be fetched.
pub(crate) fn incomplete() -> Words {
    Words {
        what: t::problem::incomplete::what(),
        why: t::problem::incomplete::why(),
        todo: t::problem::incomplete::todo(),
        said: None,
    }
}

/// The words for a file that the browser did not take.
pub(crate) fn no_download() -> Words {
    Words {
        what: t::problem::no_download::what(),
        why: t::problem::no_download::why(),
        todo: t::problem::no_download::todo(),
        said: None,
    }
}

fn plain(kind: ProblemKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        ProblemKind::Mail(failure) => mail(failure),
        ProblemKind::NoRelay => {
            (t::problem::no_relay::what(), t::problem::no_relay::why(), t::problem::no_relay::todo())
        }
        ProblemKind::OtherVersion => {
            (t::problem::other_version::what(), t::problem::other_version::why(), t::problem::other_version::todo())
        }
        ProblemKind::StorageFull => {
            (t::problem::storage_full::what(), t::problem::storage_full::why(), t::problem::storage_full::todo())
        }
        ProblemKind::Storage => (t::problem::storage::what(), t::problem::storage::why(), t::problem::storage::todo()),
        ProblemKind::NewerDatabase => {
            (t::problem::newer_database::what(), t::problem::newer_database::why(), t::problem::newer_database::todo())
        }
        ProblemKind::Locked => (t::problem::locked::what(), t::problem::locked::why(), t::problem::locked::todo()),
        ProblemKind::NotUnlocked => {
            (t::problem::not_unlocked::what(), t::problem::not_unlocked::why(), t::problem::not_unlocked::todo())
        }
        ProblemKind::LockDamaged => {
            (t::problem::lock_damaged::what(), t::problem::lock_damaged::why(), t::problem::lock_damaged::todo())
        }
        ProblemKind::InsecurePage => {
            (t::problem::insecure_page::what(), t::problem::insecure_page::why(), t::problem::insecure_page::todo())
        }
        ProblemKind::StorageClosed => {
            (t::problem::storage_closed::what(), t::problem::storage_closed::why(), t::problem::storage_closed::todo())
        }
        ProblemKind::OtherTab => {
            (t::problem::other_tab::what(), t::problem::other_tab::why(), t::problem::other_tab::todo())
        }
        ProblemKind::NewerTab => {
            (t::problem::newer_tab::what(), t::problem::newer_tab::why(), t::problem::newer_tab::todo())
        }
        ProblemKind::GivenUp => {
            (t::problem::given_up::what(), t::problem::given_up::why(), t::problem::given_up::todo())
        }
        ProblemKind::AlreadyConnected => (
            t::problem::already_connected::what(),
            t::problem::already_connected::why(),
            t::problem::already_connected::todo(),
        ),
        ProblemKind::Disconnected => {
            (t::problem::disconnected::what(), t::problem::disconnected::why(), t::problem::disconnected::todo())
        }
        ProblemKind::PasswordNotKept => (
            t::problem::password_not_kept::what(),
            t::problem::password_not_kept::why(),
            t::problem::password_not_kept::todo(),
        ),
        ProblemKind::SignInNotKept => (
            t::problem::sign_in_not_kept::what(),
            t::problem::sign_in_not_kept::why(),
            t::problem::sign_in_not_kept::todo(),
        ),
        ProblemKind::NotFound => {
            (t::problem::not_found::what(), t::problem::not_found::why(), t::problem::not_found::todo())
        }
        ProblemKind::BadInput => {
            (t::problem::bad_input::what(), t::problem::bad_input::why(), t::problem::bad_input::todo())
        }
        ProblemKind::NotAccessKey => {
            (t::problem::not_access_key::what(), t::problem::not_access_key::why(), t::problem::not_access_key::todo())
        }
        ProblemKind::NoMailbox => {
            (t::problem::no_mailbox::what(), t::problem::no_mailbox::why(), t::problem::no_mailbox::todo())
        }
        ProblemKind::NoDrafts => {
            (t::problem::no_drafts::what(), t::problem::no_drafts::why(), t::problem::no_drafts::todo())
        }
        ProblemKind::TooLong => {
            (t::problem::too_long::what(), t::problem::too_long::why(), t::problem::too_long::todo())
        }
        ProblemKind::NotBackup => {
            (t::problem::not_backup::what(), t::problem::not_backup::why(), t::problem::not_backup::todo())
        }
        ProblemKind::BackupDamaged => {
            (t::problem::backup_damaged::what(), t::problem::backup_damaged::why(), t::problem::backup_damaged::todo())
        }
        ProblemKind::BackupNewer => {
            (t::problem::backup_newer::what(), t::problem::backup_newer::why(), t::problem::backup_newer::todo())
        }
        ProblemKind::BackupSealed => {
            (t::problem::backup_sealed::what(), t::problem::backup_sealed::why(), t::problem::backup_sealed::todo())
        }
        ProblemKind::WrongPassphrase => (
            t::problem::wrong_passphrase::what(),
            t::problem::wrong_passphrase::why(),
            t::problem::wrong_passphrase::todo(),
        ),
        ProblemKind::EncryptionGone => (
            t::problem::encryption_gone::what(),
            t::problem::encryption_gone::why(),
            t::problem::encryption_gone::todo(),
        ),
        ProblemKind::MaybeSaved => {
            (t::problem::maybe_saved::what(), t::problem::maybe_saved::why(), t::problem::maybe_saved::todo())
        }
        ProblemKind::Book(problem) => book(problem),
    }
}

fn book(problem: BookProblem) -> (&'static str, &'static str, &'static str) {
    match problem {
        BookProblem::NotFound => {
            (t::problem::book_not_found::what(), t::problem::book_not_found::why(), t::problem::book_not_found::todo())
        }
        BookProblem::NoRoom => {
            (t::problem::book_no_room::what(), t::problem::book_no_room::why(), t::problem::book_no_room::todo())
        }
        BookProblem::Refused => {
            (t::problem::book_refused::what(), t::problem::book_refused::why(), t::problem::book_refused::todo())
        }
        BookProblem::LoginRefused => (
            t::problem::book_login_refused::what(),
            t::problem::book_login_refused::why(),
            t::problem::book_login_refused::todo(),
        ),
        BookProblem::SignInNeeded => (
            t::problem::book_sign_in_needed::what(),
            t::problem::book_sign_in_needed::why(),
            t::problem::book_sign_in_needed::todo(),
        ),
        BookProblem::Elsewhere => {
            (t::problem::book_elsewhere::what(), t::problem::book_elsewhere::why(), t::problem::book_elsewhere::todo())
        }
        BookProblem::Unreachable => (
            t::problem::book_unreachable::what(),
            t::problem::book_unreachable::why(),
            t::problem::book_unreachable::todo(),
        ),
        BookProblem::Certificate => (
            t::problem::book_certificate::what(),
            t::problem::book_certificate::why(),
            t::problem::book_certificate::todo(),
        ),
        BookProblem::Unreadable => (
            t::problem::book_unreadable::what(),
            t::problem::book_unreadable::why(),
            t::problem::book_unreadable::todo(),
        ),
        BookProblem::Throttled => {
            (t::problem::book_throttled::what(), t::problem::book_throttled::why(), t::problem::book_throttled::todo())
        }
    }
}

fn mail(failure: FailureKind) -> (&'static str, &'static str, &'static str) {
    match failure {
        FailureKind::NameNotFound => {
            (t::problem::name_not_found::what(), t::problem::name_not_found::why(), t::problem::name_not_found::todo())
        }
        FailureKind::Refused => (t::problem::refused::what(), t::problem::refused::why(), t::problem::refused::todo()),
        FailureKind::NoRoute => {
            (t::problem::no_route::what(), t::problem::no_route::why(), t::problem::no_route::todo())
        }
        FailureKind::TimedOut => {
            (t::problem::timed_out::what(), t::problem::timed_out::why(), t::problem::timed_out::todo())
        }
        FailureKind::Tls => (t::problem::tls::what(), t::problem::tls::why(), t::problem::tls::todo()),
        FailureKind::Certificate => {
            (t::problem::certificate::what(), t::problem::certificate::why(), t::problem::certificate::todo())
        }
        FailureKind::NotImap => {
            (t::problem::not_imap::what(), t::problem::not_imap::why(), t::problem::not_imap::todo())
        }
        FailureKind::NoEncryption => {
            (t::problem::no_encryption::what(), t::problem::no_encryption::why(), t::problem::no_encryption::todo())
        }
        FailureKind::LoginRefused => {
            (t::problem::login_refused::what(), t::problem::login_refused::why(), t::problem::login_refused::todo())
        }
        FailureKind::NoFolder => {
            (t::problem::no_folder::what(), t::problem::no_folder::why(), t::problem::no_folder::todo())
        }
        FailureKind::Moved => (t::problem::moved::what(), t::problem::moved::why(), t::problem::moved::todo()),
        FailureKind::NoRoom => (t::problem::no_room::what(), t::problem::no_room::why(), t::problem::no_room::todo()),
        FailureKind::NotAllowed => {
            (t::problem::not_allowed::what(), t::problem::not_allowed::why(), t::problem::not_allowed::todo())
        }
        FailureKind::ServerRefused => {
            (t::problem::server_refused::what(), t::problem::server_refused::why(), t::problem::server_refused::todo())
        }
        FailureKind::WentAway => {
            (t::problem::went_away::what(), t::problem::went_away::why(), t::problem::went_away::todo())
        }
        FailureKind::Malformed => {
            (t::problem::malformed::what(), t::problem::malformed::why(), t::problem::malformed::todo())
        }
        FailureKind::BadRequest => {
            (t::problem::bad_request::what(), t::problem::bad_request::why(), t::problem::bad_request::todo())
        }
        FailureKind::Busy => (t::problem::busy::what(), t::problem::busy::why(), t::problem::busy::todo()),
        FailureKind::Throttled => {
            (t::problem::throttled::what(), t::problem::throttled::why(), t::problem::throttled::todo())
        }
        FailureKind::KeyMissing => {
            (t::problem::key_missing::what(), t::problem::key_missing::why(), t::problem::key_missing::todo())
        }
        FailureKind::KeyRefused => {
            (t::problem::key_refused::what(), t::problem::key_refused::why(), t::problem::key_refused::todo())
        }
        FailureKind::TargetRefused => {
            (t::problem::target_refused::what(), t::problem::target_refused::why(), t::problem::target_refused::todo())
        }
        FailureKind::PortRefused => {
            (t::problem::port_refused::what(), t::problem::port_refused::why(), t::problem::port_refused::todo())
        }
        FailureKind::TooManyAttempts => (
            t::problem::too_many_attempts::what(),
            t::problem::too_many_attempts::why(),
            t::problem::too_many_attempts::todo(),
        ),
        FailureKind::TlsOnPlainPort => (
            t::problem::tls_on_plain_port::what(),
            t::problem::tls_on_plain_port::why(),
            t::problem::tls_on_plain_port::todo(),
        ),
        FailureKind::PlainOnTlsPort => (
            t::problem::plain_on_tls_port::what(),
            t::problem::plain_on_tls_port::why(),
            t::problem::plain_on_tls_port::todo(),
        ),
        FailureKind::Pop3 => (t::problem::pop3::what(), t::problem::pop3::why(), t::problem::pop3::todo()),
        FailureKind::Smtp => (t::problem::smtp::what(), t::problem::smtp::why(), t::problem::smtp::todo()),
        FailureKind::CertificateExpired => (
            t::problem::certificate_expired::what(),
            t::problem::certificate_expired::why(),
            t::problem::certificate_expired::todo(),
        ),
        FailureKind::CertificateName => (
            t::problem::certificate_name::what(),
            t::problem::certificate_name::why(),
            t::problem::certificate_name::todo(),
        ),
        FailureKind::CertificateUnknown => (
            t::problem::certificate_unknown::what(),
            t::problem::certificate_unknown::why(),
            t::problem::certificate_unknown::todo(),
        ),
        FailureKind::CertificateChanged => (
            t::problem::certificate_changed::what(),
            t::problem::certificate_changed::why(),
            t::problem::certificate_changed::todo(),
        ),
        FailureKind::LoginDisabled => {
            (t::problem::login_disabled::what(), t::problem::login_disabled::why(), t::problem::login_disabled::todo())
        }
        FailureKind::PrivacyRequired => (
            t::problem::privacy_required::what(),
            t::problem::privacy_required::why(),
            t::problem::privacy_required::todo(),
        ),
        FailureKind::NoPasswords => {
            (t::problem::no_passwords::what(), t::problem::no_passwords::why(), t::problem::no_passwords::todo())
        }
        FailureKind::ImapOff => {
            (t::problem::imap_off::what(), t::problem::imap_off::why(), t::problem::imap_off::todo())
        }
        FailureKind::AppPasswordNeeded => (
            t::problem::app_password_needed::what(),
            t::problem::app_password_needed::why(),
            t::problem::app_password_needed::todo(),
        ),
        FailureKind::SignInNeeded => {
            (t::problem::sign_in_needed::what(), t::problem::sign_in_needed::why(), t::problem::sign_in_needed::todo())
        }
        FailureKind::WebLoginNeeded => (
            t::problem::web_login_needed::what(),
            t::problem::web_login_needed::why(),
            t::problem::web_login_needed::todo(),
        ),
        FailureKind::NotConnected => {
            (t::problem::not_connected::what(), t::problem::not_connected::why(), t::problem::not_connected::todo())
        }
        FailureKind::TooManyConnections => (
            t::problem::too_many_connections::what(),
            t::problem::too_many_connections::why(),
            t::problem::too_many_connections::todo(),
        ),
        FailureKind::Unavailable => {
            (t::problem::unavailable::what(), t::problem::unavailable::why(), t::problem::unavailable::todo())
        }
        FailureKind::TokenRefused => {
            (t::problem::token_refused::what(), t::problem::token_refused::why(), t::problem::token_refused::todo())
        }
        FailureKind::GrantRefused => {
            (t::problem::grant_refused::what(), t::problem::grant_refused::why(), t::problem::grant_refused::todo())
        }
        FailureKind::SignInDenied => {
            (t::problem::sign_in_denied::what(), t::problem::sign_in_denied::why(), t::problem::sign_in_denied::todo())
        }
        FailureKind::SignInExpired => (
            t::problem::sign_in_expired::what(),
            t::problem::sign_in_expired::why(),
            t::problem::sign_in_expired::todo(),
        ),
        FailureKind::ConsentNeeded => {
            (t::problem::consent_needed::what(), t::problem::consent_needed::why(), t::problem::consent_needed::todo())
        }
        FailureKind::SignInMisconfigured => (
            t::problem::sign_in_misconfigured::what(),
            t::problem::sign_in_misconfigured::why(),
            t::problem::sign_in_misconfigured::todo(),
        ),
        FailureKind::NoSignIn => {
            (t::problem::no_sign_in::what(), t::problem::no_sign_in::why(), t::problem::no_sign_in::todo())
        }
        FailureKind::TooLarge => {
            (t::problem::too_large::what(), t::problem::too_large::why(), t::problem::too_large::todo())
        }
        FailureKind::Other => (t::problem::other::what(), t::problem::other::why(), t::problem::other::todo()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [ProblemKind; 91] = [
        ProblemKind::Book(BookProblem::NotFound),
        ProblemKind::Book(BookProblem::LoginRefused),
        ProblemKind::Book(BookProblem::SignInNeeded),
        ProblemKind::Book(BookProblem::Elsewhere),
        ProblemKind::Book(BookProblem::Unreachable),
        ProblemKind::Book(BookProblem::Certificate),
        ProblemKind::Book(BookProblem::Refused),
        ProblemKind::Book(BookProblem::Unreadable),
        ProblemKind::Book(BookProblem::NoRoom),
        ProblemKind::Book(BookProblem::Throttled),
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
        ProblemKind::EncryptionGone,
        ProblemKind::StorageClosed,
        ProblemKind::InsecurePage,
        ProblemKind::Locked,
        ProblemKind::NotUnlocked,
        ProblemKind::LockDamaged,
        ProblemKind::AlreadyConnected,
        ProblemKind::Disconnected,
        ProblemKind::PasswordNotKept,
        ProblemKind::SignInNotKept,
        ProblemKind::NotFound,
        ProblemKind::BadInput,
        ProblemKind::NotAccessKey,
        ProblemKind::NoMailbox,
        ProblemKind::NoDrafts,
        ProblemKind::TooLong,
        ProblemKind::MaybeSaved,
        ProblemKind::Mail(FailureKind::NoRoom),
        ProblemKind::Mail(FailureKind::NotAllowed),
        ProblemKind::Mail(FailureKind::NameNotFound),
        ProblemKind::Mail(FailureKind::Refused),
        ProblemKind::Mail(FailureKind::NoRoute),
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
        ProblemKind::Mail(FailureKind::KeyMissing),
        ProblemKind::Mail(FailureKind::KeyRefused),
        ProblemKind::Mail(FailureKind::TargetRefused),
        ProblemKind::Mail(FailureKind::PortRefused),
        ProblemKind::Mail(FailureKind::TooManyAttempts),
        ProblemKind::Mail(FailureKind::TlsOnPlainPort),
        ProblemKind::Mail(FailureKind::PlainOnTlsPort),
        ProblemKind::Mail(FailureKind::Pop3),
        ProblemKind::Mail(FailureKind::Smtp),
        ProblemKind::Mail(FailureKind::CertificateExpired),
        ProblemKind::Mail(FailureKind::CertificateName),
        ProblemKind::Mail(FailureKind::CertificateUnknown),
        ProblemKind::Mail(FailureKind::CertificateChanged),
        ProblemKind::Mail(FailureKind::LoginDisabled),
        ProblemKind::Mail(FailureKind::PrivacyRequired),
        ProblemKind::Mail(FailureKind::NoPasswords),
        ProblemKind::Mail(FailureKind::ImapOff),
        ProblemKind::Mail(FailureKind::AppPasswordNeeded),
        ProblemKind::Mail(FailureKind::SignInNeeded),
        ProblemKind::Mail(FailureKind::WebLoginNeeded),
        ProblemKind::Mail(FailureKind::NotConnected),
        ProblemKind::Mail(FailureKind::TooManyConnections),
        ProblemKind::Mail(FailureKind::Unavailable),
        ProblemKind::Mail(FailureKind::TokenRefused),
        ProblemKind::Mail(FailureKind::GrantRefused),
        ProblemKind::Mail(FailureKind::SignInDenied),
        ProblemKind::Mail(FailureKind::SignInExpired),
        ProblemKind::Mail(FailureKind::ConsentNeeded),
        ProblemKind::Mail(FailureKind::SignInMisconfigured),
        ProblemKind::Mail(FailureKind::NoSignIn),
        ProblemKind::Mail(FailureKind::TooLarge),
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
        assert_eq!(what(FailureKind::NoRoute), "Can’t reach the mail server");
        assert_eq!(what(FailureKind::NoRoom), "The mailbox is full");
    }

    #[test]
    fn a_new_certificate_that_an_authority_vouches_for_is_no_alarm() {
        let changed = |vouched_for| {
            let seen = kith_engine::api::Certificate {
                fingerprint: kith_engine::api::Fingerprint([2; 32]),
                names: Vec::new(),
                issuer: String::new(),
                self_signed: false,
                not_before: 0,
                not_after: 1,
                vouched_for,
            };
            let kind = ProblemKind::Mail(FailureKind::CertificateChanged);
            words(&Problem { certificate: Some(Box::new(seen)), ..Problem::new(kind) })
        };
        assert_eq!(changed(true).what, "The server has a new certificate");
        assert!(changed(false).what.starts_with("Careful"));
        assert!([changed(true), changed(false)].iter().all(|words| words.why.contains("didn’t send your password")));
    }

    #[test]
    fn no_text_promises_that_a_password_was_not_sent_that_may_have_been() {
        let why = |kind| words(&Problem::new(ProblemKind::Mail(kind))).why;
        assert!(why(FailureKind::LoginDisabled).contains("wasn’t sent"));
        assert!(why(FailureKind::NoPasswords).contains("wasn’t sent"));
        for kind in [FailureKind::PrivacyRequired, FailureKind::LoginRefused, FailureKind::Unavailable] {
            assert!(!why(kind).contains("wasn’t sent"), "{kind:?}");
        }
    }

    #[test]
    fn no_two_are_the_same() {
        let mut whats: Vec<_> = all().iter().map(|words| words.what).collect();
        whats.sort_unstable();
        whats.dedup();
        assert_eq!(whats.len(), KINDS.len() + 1);
    }

    const ASIDE: [SkipReason; 5] =
        [SkipReason::Refused, SkipReason::NotGiven, SkipReason::HangsUp, SkipReason::NoFolder, SkipReason::NoNumbers];

    #[test]
    fn none_holds_jargon() {
        let problems = all().into_iter().map(|words| format!("{} {} {}", words.what, words.why, words.todo));
        let skipped_messages = ASIDE.iter().map(|reason| skipped(*reason).to_owned());
        let waits = KINDS.iter().map(|kind| awaited(*kind).to_owned());
        for text in problems.chain(skipped_messages).chain(waits) {
            let text = text.to_lowercase();
            for word in text.split(|c: char| !c.is_alphanumeric()) {
                assert!(!JARGON.contains(&word), "“{word}” in: {text}");
            }
        }
    }

    #[test]
    fn the_servers_words_are_kept_whole_and_empty_ones_left_out() {
        let kind = ProblemKind::Mail(FailureKind::LoginRefused);
        let said = |text: &str| words(&Problem { words: Some(text.into()), ..Problem::new(kind) }).said;
        assert_eq!(
            said(" Invalid credentials (Failure) ").map(|said| said.text),
            Some("Invalid credentials (Failure)".into())
        );
        assert_eq!(said("  "), None);
    }

    #[test]
    fn only_what_a_mail_server_said_is_called_its_answer() {
        let said = |kind, step| {
            let problem = Problem { words: Some("It has expired.".into()), step, ..Problem::new(kind) };
            words(&problem).said.map(|said| said.is_of_server)
        };
        let refused = ProblemKind::Mail(FailureKind::LoginRefused);
        let expired = ProblemKind::Mail(FailureKind::CertificateExpired);
        assert_eq!(said(refused, Some(Step::Login)), Some(true));
        assert_eq!(said(refused, None), Some(true));
        assert_eq!(said(expired, Some(Step::Tls)), Some(false));
        assert_eq!(said(ProblemKind::Mail(FailureKind::PlainOnTlsPort), Some(Step::Tls)), Some(true));
        // What rustls says of an alert, and what the relay says of what it cannot read.
        assert_eq!(said(ProblemKind::Mail(FailureKind::Tls), Some(Step::Tls)), Some(false));
        assert_eq!(said(ProblemKind::Mail(FailureKind::Malformed), None), Some(false));
        assert_eq!(said(ProblemKind::Mail(FailureKind::NotImap), None), Some(false));
        assert_eq!(said(ProblemKind::Mail(FailureKind::NotImap), Some(Step::Greeting)), Some(true));
        assert_eq!(said(ProblemKind::Mail(FailureKind::Refused), Some(Step::Address)), Some(false));
        assert_eq!(said(ProblemKind::Storage, None), Some(false));
    }
}
