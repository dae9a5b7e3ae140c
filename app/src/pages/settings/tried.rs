//! The server of an account, as what went wrong with it is explained.

use crate::features::diagnosis::model::Tried;
use kith_domain::providers::by_host;
use kith_engine::api::{AccountView, FailureKind, NewAccount, ProblemKind, Secret};

/// The server of an account that is to be connected.
pub(crate) fn of_new(account: &NewAccount) -> Tried {
    let NewAccount { host, port, security, trusted, username, address, .. } = account;
    Tried {
        host: host.clone(),
        port: *port,
        security: *security,
        provider: by_host(host),
        trusted: *trusted,
        private: vec![username.clone(), address.clone()],
    }
}

/// The server of an account that is there.
pub(crate) fn of_account(account: &AccountView) -> Tried {
    let AccountView { host, port, security, trusted, username, address, period, .. } = account.clone();
    let (password, signed_in, stay, letter) = (Secret::default(), false, true, false);
    of_new(&NewAccount { host, port, security, trusted, username, address, period, password, signed_in, stay, letter })
}

/// Whether another name, port or "Use SSL" is what may help. Not where the server and its port are a known provider's.
pub(crate) fn is_of_settings(kind: ProblemKind, host: &str, port: u16) -> bool {
    use FailureKind::{
        CertificateName, LoginDisabled, NameNotFound, NoEncryption, NotImap, PlainOnTlsPort, Pop3, PortRefused,
        PrivacyRequired, Refused, Smtp, TargetRefused, TimedOut, Tls, TlsOnPlainPort,
    };
    let is_about_them = match kind {
        ProblemKind::Mail(failure) => matches!(
            failure,
            NameNotFound
                | Refused
                | TimedOut
                | Tls
                | TlsOnPlainPort
                | PlainOnTlsPort
                | NotImap
                | Pop3
                | Smtp
                | CertificateName
                | NoEncryption
                | LoginDisabled
                | PrivacyRequired
                | TargetRefused
                | PortRefused
        ),
        kind => kind == ProblemKind::EncryptionGone,
    };
    is_about_them && by_host(host).is_none_or(|provider| provider.port != port)
}

#[cfg(test)]
mod tests {
    use super::{is_of_settings, of_account};
    use crate::present::status::tests::account;
    use kith_engine::api::{AccountStatus, AccountView, FailureKind, ProblemKind};

    #[test]
    fn a_server_of_the_table_is_known() {
        let own = account(AccountStatus::Disconnected);
        assert_eq!(of_account(&own).provider, None);
        let gmail = of_account(&AccountView { host: "IMAP.gmail.com".into(), ..own });
        assert_eq!(gmail.provider.map(|provider| provider.name), Some("Gmail"));
    }

    #[test]
    fn what_another_server_or_port_may_help_against_is_known() {
        let helps = |kind| is_of_settings(ProblemKind::Mail(kind), "mail.x.example", 993);
        for kind in [FailureKind::PlainOnTlsPort, FailureKind::CertificateName, FailureKind::PortRefused] {
            assert!(helps(kind), "{kind:?}");
            assert!(!is_of_settings(ProblemKind::Mail(kind), "imap.gmail.com", 993), "{kind:?}");
            assert!(is_of_settings(ProblemKind::Mail(kind), "imap.gmail.com", 995), "{kind:?}");
        }
        for kind in [FailureKind::LoginRefused, FailureKind::NoRoute, FailureKind::CertificateUnknown] {
            assert!(!helps(kind), "{kind:?}");
        }
        assert!(is_of_settings(ProblemKind::EncryptionGone, "mail.x.example", 993));
        assert!(!is_of_settings(ProblemKind::NoRelay, "mail.x.example", 993));
    }
}
