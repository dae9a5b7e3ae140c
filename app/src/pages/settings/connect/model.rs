//! The form by which an account is connected: what is typed, and where its server comes from.

use super::provider::{Kind, is_known};
use crate::i18n::t;
use crate::pages::settings::tried::is_of_settings;
use kith_domain::providers::{self, Access, Provider, Task, Username, by_domain, by_host, by_mail_exchanger};
use kith_engine::api::{
    AccountId, AccountView, Discovery, FailureKind, FoundBy, FoundServer, NewAccount, Period, ProblemKind, Security,
    UsernameForm,
};

/// What was typed, and what was filled in along with it.
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
    /// "Stay connected".
    pub(crate) stay: bool,
    /// Whether the user wants a letter about what the first reading brings.
    pub(crate) letter: bool,
    /// Where the server comes from.
    pub(crate) server: Server,
    /// The kind that was chosen by its name.
    pub(crate) kind: Option<Kind>,
    /// Whether the server that was found takes another user name than the address.
    pub(crate) asks_name: bool,
    /// Whether the server can be changed, though the user did not ask for that: what went wrong is about it.
    pub(crate) is_opened: bool,
}

/// Where the server in the form comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Server {
    /// It is not known yet: it is to be looked for.
    #[default]
    Unknown,
    /// A provider of the table: by the address, or because it was chosen.
    Provider(&'static Provider),
    /// It was found for that domain.
    Found(String, FoundServer),
    /// The mail of that domain is with a provider that lets no program in.
    Shut(String, &'static Provider),
    /// The account was connected before.
    Before,
    /// The user types it.
    Typed,
}

/// What the form is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The address. Then the server is looked for.
    Address,
    /// The server is known, and the password is asked for.
    Password,
    /// Nothing can be done.
    Cannot,
}

impl AccountForm {
    /// For an account that is new.
    pub(crate) fn empty() -> Self {
        Self { port: "993".into(), ssl: true, stay: true, letter: true, ..Self::default() }
    }

    /// For an account that was disconnected: only its password is missing.
    pub(crate) fn again(account: &AccountView) -> Self {
        Self {
            username: account.username.clone(),
            address: account.address.clone(),
            host: account.host.clone(),
            port: account.port.to_string(),
            ssl: account.security == Security::Tls,
            window: account.period,
            server: Server::Before,
            ..Self::empty()
        }
    }

    /// The address by which a server is found, as far as it is typed.
    pub(crate) fn address(&self) -> &str {
        let is_beside = self.takes_name() && needs_address(&self.username);
        if is_beside { self.address.trim() } else { self.username.trim() }
    }

    /// What stands behind the @ of the address, once it is whole.
    pub(crate) fn domain(&self) -> Option<String> {
        let (_, domain) = self.address().rsplit_once('@').filter(|_| is_address(self.address()))?;
        let is_whole = domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.');
        is_whole.then(|| domain.to_lowercase())
    }

    /// Whose the server is, where that is known.
    pub(crate) fn provider(&self) -> Option<&'static Provider> {
        match &self.server {
            Server::Unknown => None,
            Server::Provider(provider) | Server::Shut(_, provider) => Some(provider),
            Server::Found(_, found) => by_host(&found.host),
            Server::Before | Server::Typed => by_host(&self.host),
        }
    }

    pub(crate) fn stage(&self) -> Stage {
        match &self.server {
            Server::Unknown => Stage::Address,
            // Whoever types a server may know better.
            Server::Before | Server::Typed => Stage::Password,
            _ if self.provider().is_some_and(|provider| provider.access == Access::Cannot) => Stage::Cannot,
            _ => Stage::Password,
        }
    }

    /// The address is another one: what follows from it for the server.
    pub(crate) fn address_changed(&mut self) {
        if self.takes_name() {
            return;
        }
        let domain = self.domain();
        let by_address = domain.as_deref().and_then(by_domain);
        match (&self.server, by_address) {
            (_, Some(provider)) => {
                if self.kind.is_some_and(|kind| kind.provider() != Some(provider)) {
                    self.kind = None;
                }
                self.fill_in(Server::Provider(provider));
            }
            (Server::Found(of, _) | Server::Shut(of, _), None) if Some(of) == domain.as_ref() => {}
            (_, None) => {
                let chosen = self.kind.and_then(Kind::provider);
                self.fill_in(chosen.map_or(Server::Unknown, Server::Provider));
            }
        }
    }

    /// The user chose a kind by its name, or chose it no more.
    pub(crate) fn choose(&mut self, kind: Kind) {
        self.kind = (self.kind != Some(kind)).then_some(kind);
        match self.kind {
            Some(Kind::Imap) => self.by_hand(),
            Some(kind) => self.fill_in(kind.provider().map_or(Server::Unknown, Server::Provider)),
            None => self.by_address(),
        }
    }

    /// Whether server, port and "Use SSL" are there to be changed.
    pub(crate) fn shows_server(&self) -> bool {
        self.server == Server::Typed || self.is_opened
    }

    /// It did not work. Where another server, port or "Use SSL" may help, these are shown; until one of them is changed,
    /// the server is still where it came from.
    pub(crate) fn failed(&mut self, problem: ProblemKind) {
        let port = self.port.trim().parse().unwrap_or(0);
        self.is_opened |= is_of_settings(problem, &self.host, port);
    }

    /// The user types the server.
    pub(crate) fn by_hand(&mut self) {
        self.server = Server::Typed;
    }

    /// The server follows from the address again.
    pub(crate) fn by_address(&mut self) {
        (self.kind, self.asks_name) = (None, false);
        self.fill_in(Server::Unknown);
        self.address_changed();
    }

    /// What was looked for came. Gives whether there is something to connect to, or to say.
    pub(crate) fn found(&mut self, domain: &str, discovery: &Discovery) -> bool {
        let shut = discovery.exchanger.as_deref().and_then(by_mail_exchanger);
        let shut = shut.filter(|provider| provider.access == Access::Cannot || provider.is_bridge());
        match (discovery.servers.first(), shut) {
            // Also where something else answers: the domain's mail is not there.
            (Some(first), Some(provider)) if first.by > FoundBy::Srv && provider.host.is_empty() => {
                self.fill_in(Server::Shut(domain.to_owned(), provider));
            }
            (Some(first), _) => {
                self.fill_in(Server::Found(domain.to_owned(), first.clone()));
                if first.username == UsernameForm::Other {
                    // What is typed in place of the address must not take it for another.
                    self.address = self.address().to_owned();
                    (self.server, self.asks_name) = (Server::Typed, true);
                }
            }
            (None, Some(provider)) if provider.access == Access::Cannot => {
                self.fill_in(Server::Shut(domain.to_owned(), provider));
            }
            (None, Some(bridge)) => self.fill_in(Server::Provider(bridge)),
            (None, None) => return false,
        }
        true
    }

    /// Takes a server over into the form.
    pub(crate) fn fill_in(&mut self, server: Server) {
        self.is_opened = false;
        let place = match &server {
            Server::Provider(provider) => {
                Some((provider.host.to_owned(), provider.port, provider.security == providers::Security::Tls))
            }
            Server::Found(_, found) => Some((found.host.clone(), found.port, found.security == Security::Tls)),
            Server::Unknown | Server::Shut(..) => Some((String::new(), 993, true)),
            Server::Before | Server::Typed => None,
        };
        if let Some((host, port, ssl)) = place {
            (self.host, self.port, self.ssl) = (host, port.to_string(), ssl);
        }
        self.server = server;
    }

    /// Whether a user name can be typed that is no address.
    pub(crate) fn takes_name(&self) -> bool {
        matches!(self.server, Server::Typed | Server::Before)
    }
}

/// By whom the server was said, in words. `None` where that needs no word.
pub(crate) fn said_by(form: &AccountForm) -> Option<String> {
    match &form.server {
        Server::Provider(provider) => Some(t::connect::by_kith(provider.short_name())),
        Server::Found(domain, found) => Some(match found.by {
            FoundBy::Domain => t::connect::by_domain(&found.said_by),
            FoundBy::Srv => t::connect::by_dns(domain),
            FoundBy::Exchanger => match by_host(&found.host) {
                Some(provider) => t::connect::by_exchanger(domain, provider.name),
                None => t::connect::by_exchanger(domain, &found.said_by),
            },
            FoundBy::Directory => t::connect::by_directory().to_owned(),
            FoundBy::Guess => t::connect::by_guess().to_owned(),
            FoundBy::Other => t::connect::by_other(&found.said_by),
        }),
        Server::Before => Some(t::connect::as_before().to_owned()),
        Server::Unknown | Server::Shut(..) | Server::Typed => None,
    }
}

/// What a server is, in a line: its name, port and encryption.
pub(crate) fn place(host: &str, port: &str, ssl: bool) -> String {
    match ssl {
        true => t::connect::place_ssl(host, port),
        false => t::connect::place(host, port),
    }
}

/// What the server in the form is, in a line.
pub(crate) fn place_of(form: &AccountForm) -> String {
    match &form.server {
        // Its name and port say nothing to anyone.
        Server::Provider(provider) if provider.is_bridge() => t::connect::at_bridge(provider.short_name()),
        _ => place(&form.host, &form.port, form.ssl),
    }
}

/// What the password is called.
pub(crate) fn password_label(form: &AccountForm) -> &'static str {
    let steps = form.provider().map(|provider| provider.steps).unwrap_or_default();
    match steps.iter().any(|step| step.task == Task::AppPassword) {
        true => t::connect::app_password(),
        false => t::connect::password(),
    }
}

/// What else may help after a login was refused: a user name that is not the address. Providers of the table want none.
pub(crate) fn username_hint(form: &AccountForm, problem: ProblemKind) -> Option<&'static str> {
    if problem != ProblemKind::Mail(FailureKind::LoginRefused) || is_known(&form.host) {
        return None;
    }
    Some(if form.takes_name() { t::connect::own_username() } else { t::connect::own_username_by_hand() })
}

/// Whether it may be offered to connect without encryption where there is none: not where the server said so over SSL,
/// and not for a provider's server, which has SSL.
pub(crate) fn may_be_plain(form: &AccountForm) -> bool {
    !form.ssl && !is_known(&form.host) && matches!(form.server, Server::Typed | Server::Before)
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

/// The domain for which a server is to be looked for, or what is wrong with the address.
pub(crate) fn to_discover(form: &AccountForm) -> Result<String, (AccountField, &'static str)> {
    match form.domain() {
        Some(domain) => Ok(domain),
        None if form.username.contains('@') => Err((AccountField::Username, t::connect::incomplete_address())),
        None => Err((AccountField::Username, t::connect::no_address())),
    }
}

/// What to order for what was typed, or the fields that need another look, each with what is wrong.
pub(crate) fn check(form: &AccountForm, signed_in: bool) -> Result<NewAccount, Vec<(AccountField, &'static str)>> {
    let username = form.username.trim();
    let host = form.host.trim();
    let own = form.address();
    let mut wrong = Vec::new();
    if username.is_empty() {
        wrong.push((AccountField::Username, t::connect::no_username()));
    } else if !is_address(own) {
        match form.takes_name() && needs_address(username) {
            true => wrong.push((AccountField::Address, t::connect::no_address())),
            false if needs_address(username) => wrong.push((AccountField::Username, t::connect::no_address())),
            false => wrong.push((AccountField::Username, t::connect::incomplete_address())),
        }
    }
    if form.password.is_empty() && !signed_in {
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
        username: if signed_in { username.to_owned() } else { login_name(form, username, host) },
        password: if signed_in { "".into() } else { form.password.as_str().into() },
        signed_in,
        address: own.to_owned(),
        host: host.to_owned(),
        port,
        security: if form.ssl { Security::Tls } else { Security::StartTls },
        trusted: None,
        period: form.window,
        stay: form.stay,
        letter: form.letter,
    })
}

fn is_address(text: &str) -> bool {
    text.rsplit_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !text.contains(char::is_whitespace))
}

/// The login name that the server wants: some do without the `@` and what follows.
fn login_name(form: &AccountForm, username: &str, host: &str) -> String {
    let Some((local, domain)) = username.rsplit_once('@') else { return username.to_owned() };
    let is_local = match &form.server {
        Server::Found(_, found) => found.username == UsernameForm::LocalPart,
        // Whom the provider serves under their own domain, it knows by the whole address.
        _ => by_domain(domain).is_some_and(|provider| {
            provider.username == Username::LocalPart && provider.host.eq_ignore_ascii_case(host)
        }),
    };
    if is_local { local.to_owned() } else { username.to_owned() }
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
            server: Server::Typed,
            ..AccountForm::default()
        }
    }

    /// The form with an address typed into it.
    fn of(address: &str) -> AccountForm {
        let mut form = AccountForm { username: address.into(), ..AccountForm::empty() };
        form.address_changed();
        form
    }

    fn found(host: &str, by: FoundBy) -> FoundServer {
        FoundServer {
            host: host.into(),
            port: 143,
            security: Security::StartTls,
            username: UsernameForm::LocalPart,
            by,
            said_by: "autoconfig.x.example".into(),
            is_unproven: false,
        }
    }

    fn discovery(host: &str, by: FoundBy) -> Discovery {
        Discovery { servers: vec![found(host, by)], exchanger: None }
    }

    #[test]
    fn a_whole_form_becomes_an_account() {
        let account = check(&form(), false).expect("whole");
        assert_eq!((account.username.as_str(), account.address.as_str()), ("ada@x.example", "ada@x.example"));
        assert_eq!((account.password.reveal(), account.port, account.security), (" secret ", 993, Security::Tls));
    }

    #[test]
    fn the_password_is_kept_unless_the_user_says_otherwise() {
        assert!(AccountForm::empty().stay);
        for stay in [true, false] {
            assert_eq!(check(&AccountForm { stay, ..form() }, false).map(|account| account.stay), Ok(stay));
        }
    }

    #[test]
    fn who_is_signed_in_needs_no_password_and_has_the_whole_address_for_a_name() {
        let mut form = of("ada@icloud.com");
        form.password = "typed before".into();
        let account = check(&form, true).expect("whole");
        assert_eq!((account.username.as_str(), account.signed_in), ("ada@icloud.com", true));
        assert!(account.password.is_empty());
        assert!(check(&AccountForm { host: String::new(), ..form }, true).is_err());
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
            sign_in: None,
            trusted: None,
            period: Period::Year,
            messages: 0,
            connections: 2,
            audit: None,
            skipped: 0,
            first_reading: None,
            status: kith_engine::api::AccountStatus::Disconnected,
        };
        let again = AccountForm::again(&account);
        assert_eq!(again.stage(), Stage::Password);
        assert_eq!(
            check(&again, false).map_err(|wrong| wrong.iter().map(|it| it.0).collect()),
            Err(vec![AccountField::Password])
        );
        let new = check(&AccountForm { password: "x".into(), ..again }, false).expect("whole");
        assert_eq!((new.username, new.address, new.host), (account.username, account.address, account.host));
        assert_eq!((new.port, new.security, new.period), (993, Security::Tls, Period::Year));
    }

    #[test]
    fn a_known_address_brings_its_server_at_once() {
        for (address, host, stage) in [
            ("ada@gmail.com", "imap.gmail.com", Stage::Password),
            (" Ada@GoogleMail.com ", "imap.gmail.com", Stage::Password),
            ("ada@yahoo.co.uk", "imap.mail.yahoo.com", Stage::Password),
            ("ada@t-online.de", "secureimap.t-online.de", Stage::Password),
            ("ada@hotmail.fr", "outlook.office365.com", Stage::Cannot),
            ("ada@tuta.com", "", Stage::Cannot),
            ("ada@hey.com", "", Stage::Cannot),
        ] {
            let form = of(address);
            assert_eq!((form.host.as_str(), form.stage()), (host, stage), "{address}");
        }
        let proton = of("ada@proton.me");
        assert_eq!((proton.host.as_str(), proton.port.as_str(), proton.ssl), ("127.0.0.1", "1143", false));
    }

    #[test]
    fn another_address_is_to_be_looked_for_and_what_is_none_waits() {
        for (address, domain) in [
            ("ada@x.example", Ok("x.example")),
            ("ada@Bücher.example", Ok("bücher.example")),
            ("", Err(AccountField::Username)),
            ("ada", Err(AccountField::Username)),
            ("ada@", Err(AccountField::Username)),
            ("ada@x", Err(AccountField::Username)),
            ("ada@x.", Err(AccountField::Username)),
            ("ada@.x", Err(AccountField::Username)),
            ("@x.example", Err(AccountField::Username)),
            ("a da@x.example", Err(AccountField::Username)),
        ] {
            let form = of(address);
            assert_eq!(form.stage(), Stage::Address, "{address}");
            assert_eq!(
                to_discover(&form).map_err(|(field, _)| field).as_deref().map_err(|it| *it),
                domain,
                "{address}"
            );
        }
    }

    #[test]
    fn what_was_found_is_taken_over_and_forgotten_with_another_domain() {
        let mut form = of("ada@x.example");
        assert!(form.found("x.example", &discovery("imap.x.example", FoundBy::Domain)));
        assert_eq!((form.host.as_str(), form.port.as_str(), form.ssl), ("imap.x.example", "143", false));
        assert_eq!(form.stage(), Stage::Password);
        form.password = "secret".into();
        let account = check(&form, false).expect("whole");
        assert_eq!((account.username.as_str(), account.address.as_str()), ("ada", "ada@x.example"));
        assert_eq!(account.security, Security::StartTls);

        form.username = "eve@x.example".into();
        form.address_changed();
        assert_eq!(form.stage(), Stage::Password, "the domain is the same");
        form.username = "eve@y.example".into();
        form.address_changed();
        assert_eq!((form.stage(), form.host.as_str()), (Stage::Address, ""));
        form.username = "eve@gmail.com".into();
        form.address_changed();
        assert_eq!(form.host, "imap.gmail.com");
    }

    #[test]
    fn a_server_that_takes_another_name_than_the_address_asks_for_it() {
        let other = FoundServer { username: UsernameForm::Other, ..found("imap.x.example", FoundBy::Domain) };
        let mut form = of("ada@x.example");
        assert!(form.found("x.example", &Discovery { servers: vec![other], exchanger: None }));
        assert!(form.asks_name && form.stage() == Stage::Password);
        (form.username, form.password) = ("u4711".into(), "secret".into());
        form.address_changed();
        let account = check(&form, false).expect("whole");
        assert_eq!((account.username.as_str(), account.address.as_str()), ("u4711", "ada@x.example"));
        assert_eq!(account.host, "imap.x.example");
    }

    #[test]
    fn a_user_name_is_no_address_where_the_provider_was_chosen() {
        let mut form = of("ada");
        form.choose(Kind::Gmail);
        form.password = "secret".into();
        assert_eq!(check(&form, false).map_err(|wrong| wrong[0].0), Err(AccountField::Username));
    }

    #[test]
    fn nothing_found_is_no_server() {
        let mut form = of("ada@x.example");
        assert!(!form.found("x.example", &Discovery::default()));
        assert_eq!(form.stage(), Stage::Address);
    }

    #[test]
    fn a_domain_whose_mail_is_with_one_that_lets_no_one_in_says_so() {
        let with = |exchanger: &str, servers: Vec<FoundServer>| {
            let mut form = of("ada@x.example");
            assert!(form.found("x.example", &Discovery { servers, exchanger: Some(exchanger.into()) }));
            (form.stage(), form.provider().map(|provider| provider.name))
        };
        assert_eq!(with("mail.tutanota.de", vec![]), (Stage::Cannot, Some("Tuta")));
        let microsoft = found("outlook.office365.com", FoundBy::Exchanger);
        let office = Some("Office 365 / Outlook.com");
        assert_eq!(with("x.mail.protection.outlook.com", vec![microsoft]), (Stage::Cannot, office));
        assert_eq!(with("mail.protonmail.ch", vec![]), (Stage::Password, Some("Proton")));
        // The directory may be older than the move.
        let old = || vec![found("imap.x.example", FoundBy::Directory)];
        assert_eq!(with("mail.tutanota.de", old()), (Stage::Cannot, Some("Tuta")));
        // The domain itself knows better.
        let own = || vec![found("imap.x.example", FoundBy::Domain)];
        assert_eq!(with("mail.tutanota.de", own()), (Stage::Password, None));
    }

    #[test]
    fn a_kind_that_was_chosen_holds_until_the_address_says_otherwise() {
        let mut form = of("ada@acme.example");
        form.choose(Kind::Gmail);
        assert_eq!((form.host.as_str(), form.stage()), ("imap.gmail.com", Stage::Password));
        form.username = "ada@acme.example.org".into();
        form.address_changed();
        assert_eq!(form.host, "imap.gmail.com");
        form.username = "ada@yahoo.com".into();
        form.address_changed();
        assert_eq!((form.host.as_str(), form.kind), ("imap.mail.yahoo.com", None));

        let mut form = of("ada@acme.example");
        form.choose(Kind::Office);
        assert_eq!(form.stage(), Stage::Cannot);
        form.choose(Kind::Office);
        assert_eq!((form.stage(), form.kind), (Stage::Address, None));
        form.choose(Kind::Pop);
        assert_eq!(form.stage(), Stage::Address);
        form.choose(Kind::Imap);
        assert_eq!((form.stage(), &form.server), (Stage::Password, &Server::Typed));
    }

    #[test]
    fn a_server_that_is_typed_stays_whatever_the_address() {
        let mut form = of("ada@gmail.com");
        form.by_hand();
        form.host = "imap.x.example".into();
        form.username = "ada@yahoo.com".into();
        form.address_changed();
        assert_eq!((form.host.as_str(), form.stage()), ("imap.x.example", Stage::Password));
        form.by_address();
        assert_eq!(form.host, "imap.mail.yahoo.com");
        // One that lets no one in may be tried all the same.
        let mut form = of("ada@outlook.com");
        form.by_hand();
        assert_eq!(form.stage(), Stage::Password);
    }

    #[test]
    fn what_went_wrong_with_the_server_opens_its_fields_and_leaves_it_where_it_came_from() {
        let plain = ProblemKind::Mail(FailureKind::NoEncryption);
        let mut form = of("ada@x.example");
        assert!(form.found("x.example", &discovery("imap.x.example", FoundBy::Srv)));
        form.failed(ProblemKind::Mail(FailureKind::LoginRefused));
        assert!(!form.shows_server());
        form.failed(plain);
        assert!(form.shows_server() && matches!(form.server, Server::Found(..)));
        // It is no more to be connected to without encryption than before.
        assert!(!form.ssl && !may_be_plain(&form));
        form.username = "ada@gmail.com".into();
        form.address_changed();
        assert!(!form.shows_server());
        // The table knows better than to ask for another.
        form.failed(plain);
        assert!(!form.shows_server());
    }

    #[test]
    fn another_user_name_is_asked_for_where_it_may_help() {
        let refused = ProblemKind::Mail(FailureKind::LoginRefused);
        let mut form = of("ada@x.example");
        assert!(form.found("x.example", &discovery("imap.x.example", FoundBy::Srv)));
        assert!(username_hint(&form, refused).is_some_and(|hint| hint.contains(t::connect::change_server())));
        form.by_hand();
        assert!(username_hint(&form, refused).is_some_and(|hint| hint.contains("above")));
        assert_eq!(username_hint(&form, ProblemKind::Mail(FailureKind::TimedOut)), None);
        assert_eq!(username_hint(&of("ada@gmail.com"), refused), None);
    }

    #[test]
    fn a_provider_that_takes_only_app_passwords_asks_for_one() {
        assert_eq!(password_label(&of("ada@icloud.com")), "App password");
        assert_eq!(password_label(&of("ada@gmx.de")), "Password");
        assert_eq!(password_label(&of("ada@x.example")), "Password");
    }

    #[test]
    fn a_bridge_is_called_by_its_name() {
        assert_eq!(place_of(&of("ada@proton.me")), "Proton Bridge, on the computer that runs Kith’s server");
        assert_eq!(place_of(&of("ada@gmail.com")), "imap.gmail.com, port 993, SSL");
    }

    #[test]
    fn who_said_it_is_said() {
        let mut form = of("ada@gmail.com");
        assert!(said_by(&form).is_some_and(|said| said.contains("Gmail")));
        for (by, word) in [
            (FoundBy::Domain, "autoconfig.x.example"),
            (FoundBy::Srv, "x.example"),
            (FoundBy::Exchanger, "x.example"),
            (FoundBy::Directory, "Thunderbird"),
            (FoundBy::Other, "autoconfig.x.example"),
        ] {
            form.fill_in(Server::Found("x.example".into(), found("imap.x.example", by)));
            assert!(said_by(&form).is_some_and(|said| said.contains(word)), "{by:?}: {:?}", said_by(&form));
        }
        form.by_hand();
        assert_eq!(said_by(&form), None);
    }

    #[test]
    fn without_ssl_encryption_is_still_asked_for() {
        let account = check(&AccountForm { ssl: false, port: "143".into(), ..form() }, false).expect("whole");
        assert_eq!(account.security, Security::StartTls);
    }

    #[test]
    fn what_has_ssl_is_not_offered_without() {
        let own = AccountForm { ssl: false, host: "mail.home.example".into(), ..form() };
        assert!(may_be_plain(&own));
        assert!(!may_be_plain(&AccountForm { ssl: true, ..own.clone() }));
        assert!(!may_be_plain(&AccountForm { host: " IMAP.gmail.com".into(), ..own.clone() }));
        let found = Server::Found("x.example".into(), found("mail.home.example", FoundBy::Srv));
        assert!(!may_be_plain(&AccountForm { server: found, ..own }));
    }

    #[test]
    fn a_user_name_that_is_no_address_needs_one() {
        assert!(needs_address("ada") && !needs_address("") && !needs_address("ada@x"));
        let ada = AccountForm { username: "ada".into(), ..form() };
        assert_eq!(check(&ada, false).map_err(|wrong| wrong[0].0), Err(AccountField::Address));
        let account = check(&AccountForm { address: "ada@x.example".into(), ..ada }, false).expect("whole");
        assert_eq!((account.username.as_str(), account.address.as_str()), ("ada", "ada@x.example"));
    }

    #[test]
    fn icloud_wants_the_local_part_at_its_own_server_only() {
        let icloud = AccountForm { username: "ada@icloud.com".into(), host: "imap.mail.me.com".into(), ..form() };
        let account = check(&icloud, false).expect("whole");
        assert_eq!((account.username.as_str(), account.address.as_str()), ("ada", "ada@icloud.com"));
        assert_eq!(
            check(&AccountForm { host: "127.0.0.1".into(), ..icloud }, false).map(|a| a.username),
            Ok("ada@icloud.com".into())
        );
    }

    #[test]
    fn each_field_that_needs_another_look_is_named() {
        let fields = |form: &AccountForm| -> Vec<AccountField> {
            check(form, false).expect_err("wrong").iter().map(|it| it.0).collect()
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
