//! An account's settings, and how they are stored.

use crate::api::{AccountId, NewAccount, Seconds, Security, Window};
use crate::packed::{self, Unreadable};
use crate::store::AccountRow;
use kith_domain::address::Address;
use serde::{Deserialize, Serialize};

/// An account's settings.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    /// The person's own address.
    pub(crate) address: Address,
    pub(crate) kind: Kind,
}

/// Where the mail comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// A mail server.
    Imap { connect: kith_wire::Connect, window: Window },
    /// A made-up mailbox.
    Sample { seed: u64, made: Seconds },
}

impl Account {
    /// The account that the person typed in. `None` if what they typed cannot be one.
    pub(crate) fn typed(id: AccountId, new: NewAccount) -> Option<Self> {
        let host = new.host.trim().to_owned();
        let username = new.username.trim().to_owned();
        let usable = !host.is_empty() && !username.is_empty() && new.port != 0 && !host.contains(char::is_whitespace);
        let address = Address::parse(&new.address).filter(|_| usable)?;
        let connect =
            kith_wire::Connect { host, port: new.port, security: new.security, username, password: new.password };
        Some(Self { id, address, kind: Kind::Imap { connect, window: new.window } })
    }

    /// The first moment that is read; `None` for everything.
    pub(crate) fn since(&self, now: Seconds) -> Option<Seconds> {
        let Kind::Imap { window, .. } = &self.kind else { return None };
        let days = match window {
            Window::SixMonths => 183,
            Window::Year => 366,
            Window::FiveYears => 1827,
            Window::Everything => return None,
        };
        Some(now - days * 86_400)
    }

    pub(crate) fn row(&self) -> Result<AccountRow, Unreadable> {
        let kind = match &self.kind {
            Kind::Imap { connect, window } => KindV1::Imap {
                host: connect.host.clone(),
                port: connect.port,
                security: match connect.security {
                    Security::Tls => 0,
                    Security::StartTls => 1,
                    Security::Plain => 2,
                },
                username: connect.username.clone(),
                password: connect.password.clone(),
                window: match window {
                    Window::SixMonths => 0,
                    Window::Year => 1,
                    Window::FiveYears => 2,
                    Window::Everything => 3,
                },
            },
            Kind::Sample { seed, made } => KindV1::Sample { seed: *seed, made: *made },
        };
        let record = AccountV1 { address: self.address.as_str().to_owned(), kind };
        Ok(AccountRow { id: self.id, bytes: packed::pack("account", 1, &record)? })
    }

    pub(crate) fn from_row(row: &AccountRow) -> Result<Self, Unreadable> {
        let unreadable = Unreadable { what: "account", version: Some(1) };
        let record: AccountV1 = packed::unpack("account", 1, &row.bytes)?;
        let kind = match record.kind {
            KindV1::Imap { host, port, security, username, password, window } => {
                let security = match security {
                    0 => Security::Tls,
                    1 => Security::StartTls,
                    2 => Security::Plain,
                    _ => return Err(unreadable),
                };
                let window = match window {
                    0 => Window::SixMonths,
                    1 => Window::Year,
                    2 => Window::FiveYears,
                    3 => Window::Everything,
                    _ => return Err(unreadable),
                };
                Kind::Imap { connect: kith_wire::Connect { host, port, security, username, password }, window }
            }
            KindV1::Sample { seed, made } => Kind::Sample { seed, made },
        };
        Ok(Self { id: row.id, address: Address::parse(&record.address).ok_or(unreadable)?, kind })
    }
}

#[derive(Serialize, Deserialize)]
struct AccountV1 {
    address: String,
    kind: KindV1,
}

#[derive(Serialize, Deserialize)]
enum KindV1 {
    Imap { host: String, port: u16, security: u8, username: String, password: String, window: u8 },
    Sample { seed: u64, made: Seconds },
}

#[cfg(test)]
mod tests {
    use super::{Account, Kind};
    use crate::api::{AccountId, NewAccount, Security, Window};

    fn typed(host: &str, address: &str) -> Option<Account> {
        let new = NewAccount {
            username: " ada ".into(),
            password: " secret ".into(),
            address: address.into(),
            host: host.into(),
            port: 143,
            security: Security::Plain,
            window: Window::FiveYears,
        };
        Account::typed(AccountId(7), new)
    }

    #[test]
    fn comes_back_from_its_row() {
        let account = typed(" mail.example ", "Ada@X.example").unwrap();
        assert_eq!(Account::from_row(&account.row().unwrap()).unwrap(), account);
        let sample = Account { kind: Kind::Sample { seed: 9, made: -4 }, ..account };
        assert_eq!(Account::from_row(&sample.row().unwrap()).unwrap(), sample);
    }

    #[test]
    fn spaces_around_names_go_and_in_a_password_stay() {
        let Kind::Imap { connect, .. } = typed(" mail.example ", "ada@x.example").unwrap().kind else { unreachable!() };
        assert_eq!((connect.host.as_str(), connect.username.as_str()), ("mail.example", "ada"));
        assert_eq!(connect.password, " secret ");
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
