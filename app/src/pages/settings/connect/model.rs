//! The form by which an account is connected.

use crate::i18n::t;
use crate::pages::settings::providers::{propose, servers};
use kith_engine::api::{AccountId, AccountView, NewAccount, Period, Security};

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct AccountForm {
    /// Email address or user name.
    pub(crate) username: String,
    /// The email address, asked for where the user name is none.
    pub(crate) address: String,
    pub(crate) password: String,
    /// The server's name.
    pub(crate) host: String,
    /// The server's port.
    pub(crate) port: String,
    /// "Use SSL".
    pub(crate) ssl: bool,
    /// How far back to read.
    pub(crate) window: Period,
}

impl AccountForm {
    /// For an account that is new.
    pub(crate) fn empty() -> Self {
        Self { port: "993".into(), ssl: true, ..Self::default() }
    }

    /// For an account that was disconnected: only its password is missing.
    pub(crate) fn again(account: &AccountView) -> Self {
        Self {
            username: account.username.clone(),
            address: account.address.clone(),
            password: String::new(),
            host: account.host.clone(),
            port: account.port.to_string(),
            ssl: account.security == Security::Tls,
            window: account.period,
        }
    }
}

/// Whether it may be offered to connect without encryption where there is none: not where the server said so over SSL,
/// and not for a provider's server, which has SSL.
pub(crate) fn may_be_plain(form: &AccountForm) -> bool {
    !form.ssl && !servers().any(|(host, _)| host.eq_ignore_ascii_case(form.host.trim()))
}

/// Where the form for connecting an account again is: its address in the page.
pub(crate) fn again_at(account: AccountId) -> String {
    format!("/settings/email/connect?again={}", account.0)
}

/// A field of the form. Its name in the document is [`AccountField::name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AccountField {
    /// Email address or user name.
    Username,
    /// Email address.
    Address,
    Password,
    /// Server.
    Host,
    Port,
}

impl AccountField {
    /// Its name in the document.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Address => "address",
            Self::Password => "password",
            Self::Host => "host",
            Self::Port => "port",
        }
    }
}

/// Whether the email address must be asked for besides the user name.
pub(crate) fn needs_address(username: &str) -> bool {
    let username = username.trim();
    !username.is_empty() && !username.contains('@')
}

/// Whether SSL is used at a port, where the port says so.
pub(crate) fn ssl_at(port: &str) -> Option<bool> {
    match port.trim() {
        "993" => Some(true),
        "143" => Some(false),
        _ => None,
    }
}

/// What is odd about a port.
pub(crate) fn port_hint(port: &str) -> Option<&'static str> {
    match port.trim() {
        "995" | "110" => Some(t::connect::pop_port()),
        "25" | "465" | "587" => Some(t::connect::smtp_port()),
        _ => None,
    }
}

/// What to order for what was typed, or the fields that need another look, each with what is wrong.
pub(crate) fn check(form: &AccountForm) -> Result<NewAccount, Vec<(AccountField, &'static str)>> {
    let username = form.username.trim();
    let host = form.host.trim();
    let own = if needs_address(username) { form.address.trim() } else { username };
    let mut wrong = Vec::new();
    if username.is_empty() {
        wrong.push((AccountField::Username, t::connect::no_username()));
    } else if !is_address(own) {
        match needs_address(username) {
            true => wrong.push((AccountField::Address, t::connect::no_address())),
            false => wrong.push((AccountField::Username, t::connect::incomplete_address())),
        }
    }
    if form.password.is_empty() {
        wrong.push((AccountField::Password, t::connect::no_password()));
    }
    if host.is_empty() {
        wrong.push((AccountField::Host, t::connect::no_server()));
    } else if host.contains(|c: char| c.is_whitespace() || "/@?#".contains(c)) {
        wrong.push((AccountField::Host, t::connect::bad_server()));
    }
    let port = form.port.trim().parse::<u16>().unwrap_or(0);
    if port == 0 {
        wrong.push((AccountField::Port, t::connect::bad_port()));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(NewAccount {
        username: login_name(username, host),
        password: form.password.as_str().into(),
        address: own.to_owned(),
        host: host.to_owned(),
        port,
        security: if form.ssl { Security::Tls } else { Security::StartTls },
        period: form.window,
    })
}

fn is_address(text: &str) -> bool {
    text.rsplit_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !text.contains(char::is_whitespace))
}

/// The login name that the provider wants: some do without the `@` and what follows.
fn login_name(username: &str, host: &str) -> String {
    let own = propose(username).is_some_and(|proposal| proposal.local_part && proposal.host == host);
    let local = username.rsplit_once('@').map(|(local, _)| local).filter(|_| own);
    local.unwrap_or(username).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> AccountForm {
        AccountForm {
            username: " ada@x.example ".into(),
            password: " secret ".into(),
            host: "imap.x.example".into(),
            port: "993".into(),
            ssl: true,
            ..AccountForm::default()
        }
    }

    #[test]
    fn a_whole_form_becomes_an_account() {
        let account = check(&form()).expect("whole");
        assert_eq!((account.username.as_str(), account.address.as_str()), ("ada@x.example", "ada@x.example"));
        assert_eq!((account.password.reveal(), account.port, account.security), (" secret ", 993, Security::Tls));
    }

    #[test]
    fn a_disconnected_account_lacks_only_its_password() {
        let account = AccountView {
            id: AccountId(3),
            sample: false,
            address: "ada@icloud.com".into(),
            username: "ada".into(),
            host: "imap.mail.me.com".into(),
            port: 993,
            security: Security::Tls,
            period: Period::Year,
            messages: 0,
            connections: 2,
            audit: None,
            skipped: 0,
            status: kith_engine::api::AccountStatus::Disconnected,
        };
        let again = AccountForm::again(&account);
        assert_eq!(
            check(&again).map_err(|wrong| wrong.iter().map(|it| it.0).collect()),
            Err(vec![AccountField::Password])
        );
        let new = check(&AccountForm { password: "x".into(), ..again }).expect("whole");
        assert_eq!((new.username, new.address, new.host), (account.username, account.address, account.host));
        assert_eq!((new.port, new.security, new.period), (993, Security::Tls, Period::Year));
    }

    #[test]
    fn without_ssl_encryption_is_still_asked_for() {
        let account = check(&AccountForm { ssl: false, port: "143".into(), ..form() }).expect("whole");
        assert_eq!(account.security, Security::StartTls);
    }

    #[test]
    fn what_has_ssl_is_not_offered_without() {
        let own = AccountForm { ssl: false, host: "mail.home.example".into(), ..form() };
        assert!(may_be_plain(&own));
        assert!(!may_be_plain(&AccountForm { ssl: true, ..own.clone() }));
        assert!(!may_be_plain(&AccountForm { host: " IMAP.gmail.com".into(), ..own }));
    }

    #[test]
    fn a_user_name_that_is_no_address_needs_one() {
        assert!(needs_address("ada") && !needs_address("") && !needs_address("ada@x"));
        let ada = AccountForm { username: "ada".into(), ..form() };
        assert_eq!(check(&ada).map_err(|wrong| wrong[0].0), Err(AccountField::Address));
        let account = check(&AccountForm { address: "ada@x.example".into(), ..ada }).expect("whole");
        assert_eq!((account.username.as_str(), account.address.as_str()), ("ada", "ada@x.example"));
    }

    #[test]
    fn icloud_wants_the_local_part_at_its_own_server_only() {
        let icloud = AccountForm { username: "ada@icloud.com".into(), host: "imap.mail.me.com".into(), ..form() };
        let account = check(&icloud).expect("whole");
        assert_eq!((account.username.as_str(), account.address.as_str()), ("ada", "ada@icloud.com"));
        assert_eq!(
            check(&AccountForm { host: "127.0.0.1".into(), ..icloud }).map(|a| a.username),
            Ok("ada@icloud.com".into())
        );
    }

    #[test]
    fn each_field_that_needs_another_look_is_named() {
        let fields = |form: &AccountForm| -> Vec<AccountField> {
            check(form).expect_err("wrong").iter().map(|it| it.0).collect()
        };
        let all = [AccountField::Username, AccountField::Password, AccountField::Host, AccountField::Port];
        assert_eq!(fields(&AccountForm::default()), all);
        for port in ["", "0", "x", "70000", "-1"] {
            assert_eq!(fields(&AccountForm { port: port.into(), ..form() }), [AccountField::Port]);
        }
        for host in ["", "https://x.example", "a b"] {
            assert_eq!(fields(&AccountForm { host: host.into(), ..form() }), [AccountField::Host]);
        }
        for username in ["ada@", "@x.example", "a da@x.example"] {
            assert_eq!(fields(&AccountForm { username: username.into(), ..form() }), [AccountField::Username]);
        }
    }

    #[test]
    fn ports_say_what_they_are() {
        assert_eq!((ssl_at("993"), ssl_at(" 143 "), ssl_at("1143")), (Some(true), Some(false), None));
        assert!(port_hint("995").is_some_and(|hint| hint.contains("POP3")));
        assert!(port_hint("110").is_some() && port_hint("587").is_some() && port_hint("993").is_none());
    }
}
