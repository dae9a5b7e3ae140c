//! Why something could not be done, and how far it came.

use crate::Fingerprint;
use serde::{Deserialize, Serialize};

/// Why something could not be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Sent", into = "Sent")]
pub struct Failure {
    pub kind: FailureKind,
    /// The server's own words, or what the relay found, if there is anything to say. Never mail.
    pub words: Option<String>,
    /// Which step of connecting it was, if it was one that may be told.
    pub step: Option<Step>,
    /// The certificate that the server showed, if that is what it was about.
    pub certificate: Option<Box<Certificate>>,
}

/// A failure as it is sent. Who does not know a kind yet reads in `kind` the one that it had before: a page that took
/// every new kind of refused login for an unknown one would go on trying, and lock the account.
#[derive(Serialize, Deserialize)]
struct Sent {
    kind: FailureKind,
    words: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    precisely: Option<FailureKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    step: Option<Step>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    certificate: Option<Box<Certificate>>,
}

/// The steps of connecting, in the order in which they are gone. With STARTTLS the greeting comes before TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Step {
    /// The server's name is looked up.
    Name,
    /// There is a way to the address that it has.
    Address,
    /// Something listens there.
    Connection,
    /// The connection is encrypted, and the certificate checked.
    Tls,
    /// An IMAP server says that it is there.
    Greeting,
    /// User name and password are accepted.
    Login,
    /// Something that this version does not know.
    #[serde(other)]
    Other,
}

/// A server's certificate, as a person may compare it with what the server's owner says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    pub fingerprint: Fingerprint,
    /// The names and addresses that it is for, the first few of them.
    pub names: Vec<String>,
    /// Who gave it.
    pub issuer: String,
    /// Whether it names itself as who gave it.
    pub self_signed: bool,
    /// From when on and until when it is valid, in seconds since 1970-01-01 UTC.
    pub not_before: i64,
    pub not_after: i64,
    /// Whether an authority that is known to the relay vouches for it.
    pub vouched_for: bool,
}

/// The ways in which it can go wrong, each with something else for the user to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailureKind {
    /// No server has that name.
    NameNotFound,
    /// Nothing listens there.
    Refused,
    /// The relay's network has no way to the server's address.
    NoRoute,
    /// No answer came in time.
    TimedOut,
    /// TLS could not be agreed upon, for example because the port speaks without it.
    Tls,
    /// The certificate does not verify.
    Certificate,
    /// It answers, but not as an IMAP server.
    NotImap,
    /// The server offers no encryption (no STARTTLS, or forbids to log in without).
    NoEncryption,
    /// User name or password refused.
    LoginRefused,
    /// The folder does not exist (any more), or cannot be opened.
    NoFolder,
    /// The message is not where it was: its folder was renumbered, or it was moved or deleted.
    Moved,
    /// The mailbox has no room for more (OVERQUOTA, RFC 5530).
    NoRoom,
    /// The user may not change that folder (NOPERM, READ-ONLY).
    NotAllowed,
    /// The server said NO or BAD to something that it ought to do.
    ServerRefused,
    /// The connection ended in the middle.
    WentAway,
    /// The server's answer could not be understood.
    Malformed,
    /// The request made no sense at this point: a defect of ours, or a page and a relay too far apart in age.
    BadRequest,
    /// The relay has as many connections open as it may.
    Busy,
    /// The server asks to wait: it is busy, or too much was asked of it (UNAVAILABLE, INUSE, LIMIT and OVERQUOTA of
    /// RFC 5530, THROTTLED, or words to that effect). It passes by itself, and says nothing against any one message,
    /// folder or password.
    Throttled,
    /// This relay wants an access key, and was shown none.
    KeyMissing,
    /// The access key is wrong, or was revoked.
    KeyRefused,
    /// The relay may not connect to that server, or there is none of that name: the answer is the same, so that nobody
    /// can find out what is in the relay's network.
    TargetRefused,
    /// The relay does not connect to that port.
    PortRefused,
    /// Too many logins or access keys were refused lately. It passes with time.
    TooManyAttempts,
    /// Encryption was begun at a port that speaks without it at first, as an IMAP server's 143.
    TlsOnPlainPort,
    /// Nothing was said unencrypted at a port that speaks TLS from the first byte, as an IMAP server's 993.
    PlainOnTlsPort,
    /// It is a server for POP3.
    Pop3,
    /// It is a server for sending mail.
    Smtp,
    /// The certificate's time is over, or has not come.
    CertificateExpired,
    /// The certificate is for other names.
    CertificateName,
    /// The certificate is for this name and this time, but no authority that is known here vouches for it.
    CertificateUnknown,
    /// The certificate is not the one that the user trusts for this server.
    CertificateChanged,
    /// The server lets no one log in before the connection is encrypted, and does not offer to encrypt it.
    LoginDisabled,
    /// The server refused the login because the connection is not private enough (PRIVACYREQUIRED, RFC 5530). The
    /// password may have been sent: without encryption, if the user said yes to that.
    PrivacyRequired,
    /// The user's mailbox is not open to IMAP.
    ImapOff,
    /// Not the usual password is wanted, but one that was made for this program.
    AppPasswordNeeded,
    /// No password is wanted, but a sign-in at the provider's (OAuth 2).
    SignInNeeded,
    /// The server takes no password on an encrypted connection either, and says so before one is sent.
    NoPasswords,
    /// The provider wants the user to log in on its web page first.
    WebLoginNeeded,
    /// The login worked, and the server says that there is no mailbox behind it (Exchange: "User is authenticated but not
    /// connected").
    NotConnected,
    /// As many connections are open as the server allows to this user or this address.
    TooManyConnections,
    /// The server cannot let anyone in just now.
    Unavailable,
    /// The mail server refuses the token of a sign-in.
    TokenRefused,
    /// The provider gives no token for what was given to it: the user has to sign in again.
    GrantRefused,
    /// The user, or the provider for them, said no when they were to sign in.
    SignInDenied,
    /// The time in which the user could have signed in is over.
    SignInExpired,
    /// The user's organisation has to allow Kith first, which only an administrator can do.
    ConsentNeeded,
    /// The provider does not take the relay for what its operator set up: the operator has to mend that.
    SignInMisconfigured,
    /// The relay has no sign-in of that name (any more).
    NoSignIn,
    /// A web server answered with more than the relay passes on
    /// ([`MAX_WEB_ANSWER_BYTES`](crate::limits::MAX_WEB_ANSWER_BYTES)).
    TooLarge,
    /// Something that this version does not know.
    #[serde(other)]
    Other,
}

impl Failure {
    /// A failure without anyone's words.
    #[must_use]
    pub const fn new(kind: FailureKind) -> Self {
        Self { kind, words: None, step: None, certificate: None }
    }
}

impl FailureKind {
    /// The kind that says the same less precisely: what is done about it by itself is the same.
    #[must_use]
    pub const fn general(self) -> Self {
        match self {
            Self::NoRoute => Self::Refused,
            Self::TlsOnPlainPort => Self::Tls,
            Self::PlainOnTlsPort => Self::TimedOut,
            Self::Pop3 | Self::Smtp => Self::NotImap,
            Self::CertificateExpired | Self::CertificateName | Self::CertificateUnknown | Self::CertificateChanged => {
                Self::Certificate
            }
            Self::LoginDisabled => Self::NoEncryption,
            // Tried again by itself, it would send the password unencrypted again and again.
            Self::PrivacyRequired
            | Self::NoPasswords
            | Self::ImapOff
            | Self::AppPasswordNeeded
            | Self::SignInNeeded
            | Self::WebLoginNeeded
            | Self::TokenRefused
            | Self::GrantRefused
            | Self::ConsentNeeded => Self::LoginRefused,
            Self::NotConnected => Self::ServerRefused,
            Self::TooManyConnections | Self::Unavailable => Self::Throttled,
            kind => kind,
        }
    }
}

impl From<Failure> for Sent {
    fn from(failure: Failure) -> Self {
        let Failure { kind, words, step, certificate } = failure;
        let precisely = (kind != kind.general()).then_some(kind);
        Self { kind: kind.general(), words, precisely, step, certificate }
    }
}

impl From<Sent> for Failure {
    fn from(sent: Sent) -> Self {
        let Sent { kind, words, precisely, step, certificate } = sent;
        let kind = precisely.filter(|precisely| *precisely != FailureKind::Other).unwrap_or(kind);
        Self { kind, words, step, certificate }
    }
}

#[cfg(test)]
mod tests {
    use super::{Certificate, Failure, FailureKind, Step};
    use crate::{Fingerprint, decode, encode};
    use serde::{Deserialize, Serialize};

    /// As pages and relays know it that are older than the steps.
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Older {
        kind: FailureKind,
        words: Option<String>,
    }

    #[test]
    fn an_older_page_reads_the_kind_that_it_knows() {
        let certificate = Certificate {
            fingerprint: Fingerprint([7; 32]),
            names: vec!["mail.x.example".into()],
            issuer: "mail.x.example".into(),
            self_signed: true,
            not_before: -1,
            not_after: 9,
            vouched_for: false,
        };
        let failure = Failure {
            step: Some(Step::Tls),
            certificate: Some(Box::new(certificate)),
            words: Some("no".into()),
            ..Failure::new(FailureKind::CertificateUnknown)
        };
        let sent = encode(&failure).unwrap();
        assert_eq!(decode::<Failure>(&sent).unwrap(), failure);
        let older = Older { kind: FailureKind::Certificate, words: Some("no".into()) };
        assert_eq!(decode::<Older>(&sent).unwrap(), older);
        for (kind, known) in [
            (FailureKind::AppPasswordNeeded, FailureKind::LoginRefused),
            (FailureKind::NoPasswords, FailureKind::LoginRefused),
            (FailureKind::PrivacyRequired, FailureKind::LoginRefused),
            (FailureKind::NoRoute, FailureKind::Refused),
        ] {
            let sent = encode(&Failure::new(kind)).unwrap();
            assert_eq!(decode::<Older>(&sent).unwrap().kind, known);
            assert_eq!(decode::<Failure>(&sent).unwrap().kind, kind);
        }
    }

    #[test]
    fn an_older_relay_is_understood_and_so_is_a_newer_one() {
        let older = encode(&Older { kind: FailureKind::Tls, words: None }).unwrap();
        assert_eq!(decode::<Failure>(&older).unwrap(), Failure::new(FailureKind::Tls));
        #[derive(Serialize)]
        struct Newer {
            kind: &'static str,
            words: Option<String>,
            precisely: &'static str,
            step: &'static str,
        }
        let newer = Newer { kind: "LoginRefused", words: None, precisely: "FaceNotRecognised", step: "Moon" };
        let read = decode::<Failure>(&encode(&newer).unwrap()).unwrap();
        assert_eq!(read, Failure { step: Some(Step::Other), ..Failure::new(FailureKind::LoginRefused) });
    }

    #[test]
    fn what_is_general_stays_as_it_is() {
        for kind in [FailureKind::Tls, FailureKind::CertificateName, FailureKind::NotConnected, FailureKind::Busy] {
            assert_eq!(kind.general().general(), kind.general());
        }
    }
}
