//! An account's settings, and how they are stored.

use crate::api::{AccountId, NewAccount, Period, ProblemKind, Seconds, Secret, Security};
use crate::local::Local;
use crate::packed::{self, Unreadable};
use crate::store::AccountRow;
use kith_domain::address::Address;
use kith_domain::providers::{joined, other_username};
use kith_domain::sample::Sample;
use kith_wire::Fingerprint;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An account's settings.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    /// The user's own address.
    pub(crate) address: Address,
    pub(crate) kind: AccountKind,
    /// How many connections to the mail server there may be at once.
    pub(crate) connections: u8,
    /// What the user said of folders, by name: whether they count.
    pub(crate) said: BTreeMap<String, bool>,
    /// The user ended the connection and kept what was read. The password is gone.
    pub(crate) disconnected: bool,
    /// Whether the password, or what keeps it signed in, is stored.
    pub(crate) stays: bool,
    /// What keeps it signed in, where it has no password but a sign-in. The access token is in place of the password.
    pub(crate) tokens: Option<AccountTokens>,
}

/// What keeps an account signed in (OAuth 2).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AccountTokens {
    /// Which sign-in of the relay's it is.
    pub(crate) sign_in: String,
    /// What brings the next tokens. Empty if there is nothing: the user has to sign in again.
    pub(crate) refresh: Secret,
    /// Until when the access token is valid.
    pub(crate) until: Seconds,
}

/// How many connections a provider bears without a doubt, beside those of other programs.
const DEFAULT_CONNECTIONS: u8 = 2;

/// Where the mail comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum AccountKind {
    /// A mail server.
    Imap { connect: kith_wire::Connect, period: Period },
    /// A made-up mailbox.
    Sample { seed: u64, made: Seconds },
}

impl Account {
    /// The account that the user typed in. `None` if what they typed cannot be one.
    pub(crate) fn typed(id: AccountId, new: NewAccount) -> Option<Self> {
        let host = new.host.trim().to_owned();
        let username = new.username.trim().to_owned();
        let usable = !host.is_empty() && !username.is_empty() && new.port != 0 && !host.contains(char::is_whitespace);
        let address = Address::parse(&new.address).filter(|_| usable)?;
        let NewAccount { port, security, trusted, .. } = new;
        let password = as_sent(&host, new.password);
        let connect = kith_wire::Connect { host, port, security, username, password, is_token: false, trusted };
        Some(Self { stays: new.stay, ..Self::new(id, address, AccountKind::Imap { connect, period: new.period }) })
    }

    pub(crate) const fn new(id: AccountId, address: Address, kind: AccountKind) -> Self {
        let connections = DEFAULT_CONNECTIONS;
        let said = BTreeMap::new();
        Self { id, address, kind, connections, said, disconnected: false, stays: true, tokens: None }
    }

    /// The server that the mail comes from. `None` if it comes from none ([`Account::local`]).
    pub(crate) const fn server(&self) -> Option<&kith_wire::Connect> {
        match &self.kind {
            AccountKind::Imap { connect, .. } => Some(connect),
            AccountKind::Sample { .. } => None,
        }
    }

    pub(crate) const fn server_mut(&mut self) -> Option<&mut kith_wire::Connect> {
        match &mut self.kind {
            AccountKind::Imap { connect, .. } => Some(connect),
            AccountKind::Sample { .. } => None,
        }
    }

    /// Why no connection to its server can be opened, where that is so whatever the server says.
    pub(crate) fn out_of_reach(&self) -> Option<ProblemKind> {
        let server = self.server()?;
        if self.disconnected {
            Some(ProblemKind::Disconnected)
        } else if self.stays || !server.password.is_empty() {
            None
        } else if server.is_token {
            Some(ProblemKind::SignInNotKept)
        } else {
            Some(ProblemKind::PasswordNotKept)
        }
    }

    /// The mailbox that is read without a server. `None` if there is a server ([`Account::server`]).
    pub(crate) fn local(&self) -> Option<Box<dyn Local>> {
        match self.kind {
            AccountKind::Imap { .. } => None,
            AccountKind::Sample { seed, made } => Some(Box::new(Sample::new(seed, made, &self.address))),
        }
    }

    pub(crate) const fn is_sample(&self) -> bool {
        matches!(self.kind, AccountKind::Sample { .. })
    }

    /// How far back it is read.
    pub(crate) const fn period(&self) -> Period {
        match &self.kind {
            AccountKind::Imap { period, .. } => *period,
            AccountKind::Sample { .. } => Period::Everything,
        }
    }

    /// Changes how far back it is read, where that can be chosen.
    pub(crate) const fn set_period(&mut self, to: Period) {
        if let AccountKind::Imap { period, .. } = &mut self.kind {
            *period = to;
        }
    }

    /// Uses another password from now on. Returns whether there is a server that wants one.
    pub(crate) fn set_password(&mut self, typed: Secret) -> bool {
        let Some(connect) = self.server_mut() else { return false };
        (connect.password, connect.is_token) = (as_sent(&connect.host, typed), false);
        self.tokens = None;
        true
    }

    /// Uses these tokens from now on. Returns whether there is a server that wants some.
    pub(crate) fn set_tokens(&mut self, sign_in: String, tokens: kith_wire::Tokens, now: Seconds) -> bool {
        let Some(connect) = self.server_mut() else { return false };
        (connect.password, connect.is_token) = (tokens.access, true);
        let before = self.tokens.take().map(|before| before.refresh);
        let refresh = tokens.refresh.or(before).unwrap_or_default();
        self.tokens = Some(AccountTokens { sign_in, refresh, until: now + Seconds::from(tokens.seconds) });
        true
    }

    /// Forgets by what it logs in. Returns whether there is a server that wants it.
    pub(crate) fn forget_secrets(&mut self) -> bool {
        if let Some(tokens) = &mut self.tokens {
            (tokens.refresh, tokens.until) = (Secret::default(), 0);
        }
        self.server_mut().map(|connect| connect.password = Secret::default()).is_some()
    }

    /// The user name in its other form, where it has one.
    pub(crate) fn other_username(&self) -> Option<String> {
        // A token is for one user, whose name is known.
        let server = self.server().filter(|server| !server.is_token)?;
        other_username(&server.username, self.address.as_str())
    }

    /// From now on it is read encrypted or not at all. Returns whether that is new.
    pub(crate) fn keep_encrypted(&mut self) -> bool {
        let plain = self.server_mut().filter(|connect| connect.security == Security::Plain);
        plain.map(|connect| connect.security = Security::StartTls).is_some()
    }

    /// Whether it is read encrypted or not at all.
    pub(crate) fn is_kept_encrypted(&self) -> bool {
        self.server().is_some_and(|connect| connect.security != Security::Plain)
    }

    /// Whether both read the same mailbox.
    pub(crate) fn is_same_mailbox(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (AccountKind::Imap { connect: a, .. }, AccountKind::Imap { connect: b, .. }) => {
                a.host.eq_ignore_ascii_case(&b.host) && a.port == b.port && a.username == b.username
            }
            _ => false,
        }
    }

    /// The first moment that is read; `None` for everything.
    pub(crate) fn since(&self, now: Seconds) -> Option<Seconds> {
        let days = match self.period() {
            Period::SixMonths => 183,
            Period::Year => 366,
            Period::FiveYears => 1827,
            Period::Everything => return None,
        };
        Some(now - days * 86_400)
    }

    /// Whether more is read under these settings than under those.
    pub(crate) fn reaches_further_than(&self, other: &Self, now: Seconds) -> bool {
        let first = |account: &Self| account.since(now).unwrap_or(Seconds::MIN);
        first(self) < first(other)
    }

    pub(crate) fn row(&self) -> Result<AccountRow, Unreadable> {
        let kind = match &self.kind {
            AccountKind::Imap { connect, period } => KindV1::Imap {
                host: connect.host.clone(),
                port: connect.port,
                security: match connect.security {
                    Security::Tls => 0,
                    Security::StartTls => 1,
                    Security::Plain => 2,
                },
                username: connect.username.clone(),
                password: if self.stays { connect.password.reveal().to_owned() } else { String::new() },
                period: match period {
                    Period::SixMonths => 0,
                    Period::Year => 1,
                    Period::FiveYears => 2,
                    Period::Everything => 3,
                },
            },
            AccountKind::Sample { seed, made } => KindV1::Sample { seed: *seed, made: *made },
        };
        let record = AccountV6 {
            address: self.address.as_str().to_owned(),
            kind,
            connections: self.connections,
            said: self.said.clone().into_iter().collect(),
            disconnected: self.disconnected,
            trusted: self.server().and_then(|connect| connect.trusted).map(|trusted| trusted.0),
            stays: self.stays,
            tokens: self.tokens.as_ref().map(|tokens| TokensV1 {
                sign_in: tokens.sign_in.clone(),
                refresh: if self.stays { tokens.refresh.clone() } else { Secret::default() },
                until: if self.stays { tokens.until } else { 0 },
            }),
        };
        Ok(AccountRow { id: self.id, bytes: packed::pack("account", 6, &record)? })
    }

    pub(crate) fn from_row(row: &AccountRow) -> Result<Self, Unreadable> {
        let unreadable = Unreadable { what: "account", version: row.bytes.first().copied() };
        let record = match row.bytes.first() {
            Some(1) => AccountV2::from(packed::unpack::<AccountV1>("account", 1, &row.bytes)?).into(),
            Some(2) => packed::unpack::<AccountV2>("account", 2, &row.bytes)?.into(),
            Some(3) => packed::unpack::<AccountV3>("account", 3, &row.bytes)?.into(),
            Some(4) => packed::unpack::<AccountV4>("account", 4, &row.bytes)?.into(),
            Some(5) => packed::unpack::<AccountV5>("account", 5, &row.bytes)?.into(),
            _ => packed::unpack::<AccountV6>("account", 6, &row.bytes)?,
        };
        let kind = match record.kind {
            KindV1::Imap { host, port, security, username, password, period } => {
                let security = match security {
                    0 => Security::Tls,
                    1 => Security::StartTls,
                    2 => Security::Plain,
                    _ => return Err(unreadable),
                };
                let period = match period {
                    0 => Period::SixMonths,
                    1 => Period::Year,
                    2 => Period::FiveYears,
                    3 => Period::Everything,
                    _ => return Err(unreadable),
                };
                let (password, trusted) = (password.into(), record.trusted.map(Fingerprint));
                let is_token = record.tokens.is_some();
                let connect = kith_wire::Connect { host, port, security, username, password, is_token, trusted };
                AccountKind::Imap { connect, period }
            }
            KindV1::Sample { seed, made } => AccountKind::Sample { seed, made },
        };
        Ok(Self {
            id: row.id,
            address: Address::parse(&record.address).ok_or(unreadable)?,
            kind,
            connections: record.connections,
            said: record.said.into_iter().collect(),
            disconnected: record.disconnected,
            stays: record.stays,
            tokens: record.tokens.map(|tokens| AccountTokens {
                sign_in: tokens.sign_in,
                refresh: tokens.refresh,
                until: tokens.until,
            }),
        })
    }
}

/// A password as the server wants it.
fn as_sent(host: &str, typed: Secret) -> Secret {
    joined(host, typed.reveal()).map_or(typed, Secret::from)
}

#[derive(Serialize, Deserialize)]
struct AccountV1 {
    address: String,
    kind: KindV1,
}

#[derive(Serialize, Deserialize)]
struct AccountV2 {
    address: String,
    kind: KindV1,
    connections: u8,
    said: Vec<(String, bool)>,
    disconnected: bool,
}

#[derive(Serialize, Deserialize)]
struct AccountV3 {
    address: String,
    kind: KindV1,
    connections: u8,
    said: Vec<(String, bool)>,
    disconnected: bool,
    /// Of these addresses everything was asked for. It is not heeded any more: it does not say in which folders, and
    /// was noted also where nothing could be asked. The cursors say it folder by folder.
    reached: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct AccountV4 {
    address: String,
    kind: KindV1,
    connections: u8,
    said: Vec<(String, bool)>,
    disconnected: bool,
}

#[derive(Serialize, Deserialize)]
struct AccountV5 {
    address: String,
    kind: KindV1,
    connections: u8,
    said: Vec<(String, bool)>,
    disconnected: bool,
    /// The certificate that the user trusts for the server.
    trusted: Option<[u8; 32]>,
}

#[derive(Serialize, Deserialize)]
struct AccountV6 {
    address: String,
    kind: KindV1,
    connections: u8,
    said: Vec<(String, bool)>,
    disconnected: bool,
    /// The certificate that the user trusts for the server.
    trusted: Option<[u8; 32]>,
    /// Whether the password, or what keeps it signed in, is kept. If not, those here are empty.
    stays: bool,
    /// What keeps it signed in. The access token is in place of the password.
    tokens: Option<TokensV1>,
}

#[derive(Serialize, Deserialize)]
struct TokensV1 {
    sign_in: String,
    refresh: Secret,
    until: Seconds,
}

impl From<AccountV5> for AccountV6 {
    fn from(record: AccountV5) -> Self {
        let AccountV5 { address, kind, connections, said, disconnected, trusted } = record;
        Self { address, kind, connections, said, disconnected, trusted, stays: true, tokens: None }
    }
}

impl From<AccountV4> for AccountV6 {
    fn from(record: AccountV4) -> Self {
        let AccountV4 { address, kind, connections, said, disconnected } = record;
        Self { address, kind, connections, said, disconnected, trusted: None, stays: true, tokens: None }
    }
}

impl From<AccountV3> for AccountV6 {
    fn from(record: AccountV3) -> Self {
        let AccountV3 { address, kind, connections, said, disconnected, reached: _ } = record;
        AccountV4 { address, kind, connections, said, disconnected }.into()
    }
}

impl From<AccountV2> for AccountV6 {
    fn from(record: AccountV2) -> Self {
        let AccountV2 { address, kind, connections, said, disconnected } = record;
        AccountV4 { address, kind, connections, said, disconnected }.into()
    }
}

impl From<AccountV1> for AccountV2 {
    fn from(record: AccountV1) -> Self {
        let AccountV1 { address, kind } = record;
        Self { address, kind, connections: DEFAULT_CONNECTIONS, said: Vec::new(), disconnected: false }
    }
}

#[cfg(test)]
impl Account {
    /// Its row as it would have been stored in version 3, when those addresses had been asked for.
    pub(crate) fn row_of_version_3(&self, reached: Vec<String>) -> AccountRow {
        let row = self.row().unwrap_or(AccountRow { id: self.id, bytes: Vec::new() });
        let record = packed::unpack::<AccountV6>("account", 6, &row.bytes).map(|record| {
            let AccountV6 { address, kind, connections, said, disconnected, trusted: _, stays: _, tokens: _ } = record;
            AccountV3 { address, kind, connections, said, disconnected, reached }
        });
        let bytes = record.and_then(|record| packed::pack("account", 3, &record)).unwrap_or_default();
        AccountRow { id: self.id, bytes }
    }
}

#[derive(Serialize, Deserialize)]
enum KindV1 {
    Imap { host: String, port: u16, security: u8, username: String, password: String, period: u8 },
    Sample { seed: u64, made: Seconds },
}

#[cfg(test)]
mod tests {
    use super::{Account, AccountKind, AccountV1, AccountV2, KindV1};
    use crate::api::{AccountId, NewAccount, Period, ProblemKind, Security};
    use crate::packed;
    use crate::store::AccountRow;
    use kith_wire::{Fingerprint, Tokens};

    fn typed(host: &str, address: &str) -> Option<Account> {
        let new = NewAccount {
            username: " ada ".into(),
            password: " secret ".into(),
            address: address.into(),
            host: host.into(),
            port: 143,
            security: Security::Plain,
            signed_in: false,
            trusted: Some(Fingerprint([9; 32])),
            period: Period::FiveYears,
            stay: true,
            letter: false,
        };
        Account::typed(AccountId(7), new)
    }

    #[test]
    fn comes_back_from_its_row() {
        let mut account = typed(" mail.example ", "Ada@X.example").unwrap();
        (account.connections, account.disconnected) = (1, true);
        account.said.insert("Jobs".into(), false);
        assert_eq!(Account::from_row(&account.row().unwrap()).unwrap(), account);
        let tokens = Tokens { access: "a".into(), seconds: 60, refresh: Some("r".into()), user: None };
        assert!(account.set_tokens("house".into(), tokens, 1_000));
        assert_eq!(Account::from_row(&account.row().unwrap()).unwrap(), account);
        account.tokens = None;
        let sample = Account { kind: AccountKind::Sample { seed: 9, made: -4 }, ..account };
        assert_eq!(Account::from_row(&sample.row().unwrap()).unwrap(), sample);
    }

    #[test]
    fn rows_of_earlier_versions_are_read() {
        let kind = KindV1::Sample { seed: 9, made: 4 };
        let record = AccountV1 { address: "ada@x.example".into(), kind };
        let row = AccountRow { id: AccountId(7), bytes: packed::pack("account", 1, &record).unwrap() };
        let account = Account::from_row(&row).unwrap();
        assert_eq!((account.connections, account.disconnected), (2, false));
        let record = AccountV2 {
            address: "ada@x.example".into(),
            kind: KindV1::Sample { seed: 9, made: 4 },
            connections: 3,
            said: vec![("Jobs".into(), false)],
            disconnected: true,
        };
        let row = AccountRow { id: AccountId(7), bytes: packed::pack("account", 2, &record).unwrap() };
        let account = Account::from_row(&row).unwrap();
        assert_eq!((account.connections, account.said.len(), account.disconnected), (3, 1, true));
    }

    #[test]
    fn a_password_that_is_not_to_be_kept_is_in_no_row() {
        let account = Account { stays: false, ..typed("mail.example", "ada@x.example").unwrap() };
        assert_eq!(account.out_of_reach(), None);
        let row = account.row().unwrap();
        assert!(!row.bytes.windows(6).any(|bytes| bytes == b"secret"));
        let read = Account::from_row(&row).unwrap();
        assert_eq!((read.stays, read.out_of_reach()), (false, Some(ProblemKind::PasswordNotKept)));
        assert_eq!(Account { disconnected: true, ..read }.out_of_reach(), Some(ProblemKind::Disconnected));
    }

    #[test]
    fn spaces_around_names_go_and_in_a_password_stay() {
        let AccountKind::Imap { connect, .. } = typed(" mail.example ", "ada@x.example").unwrap().kind else {
            unreachable!()
        };
        assert_eq!((connect.host.as_str(), connect.username.as_str()), ("mail.example", "ada"));
        assert_eq!(connect.password.reveal(), " secret ");
    }

    #[test]
    fn an_app_password_goes_without_its_blanks_where_the_provider_shows_them() {
        let password = |host: &str| {
            let new = NewAccount {
                username: "ada@x.example".into(),
                password: "abcd efgh ijkl mnop".into(),
                address: "ada@x.example".into(),
                host: host.into(),
                port: 993,
                security: Security::Tls,
                signed_in: false,
                trusted: None,
                period: Period::Year,
                stay: true,
                letter: false,
            };
            let mut account = Account::typed(AccountId(7), new).unwrap();
            let first = account.server().unwrap().password.reveal().to_owned();
            assert!(account.set_password("qrst uvwx".into()));
            (first, account.server().unwrap().password.reveal().to_owned())
        };
        assert_eq!(password("imap.gmail.com"), ("abcdefghijklmnop".into(), "qrstuvwx".into()));
        assert_eq!(password("mail.example"), ("abcd efgh ijkl mnop".into(), "qrst uvwx".into()));
    }

    #[test]
    fn what_cannot_be_an_account_is_refused() {
        assert!(typed("mail.example", "ada").is_none());
        assert!(typed("", "ada@x.example").is_none());
        assert!(typed("mail example", "ada@x.example").is_none());
    }

    #[test]
    fn a_row_of_another_version_is_unreadable() {
        let mut row = typed("mail.example", "ada@x.example").unwrap().row().unwrap();
        row.bytes[0] = 9;
        assert_eq!(Account::from_row(&row).unwrap_err().version, Some(9));
    }
}
