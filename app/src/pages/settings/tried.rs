//! The server of an account, as what went wrong with it is explained.

use super::connect::provider::guide;
use crate::features::diagnosis::model::Tried;
use crate::i18n::t;
use kith_domain::providers::{Access, by_host};
use kith_engine::api::{AccountView, NewAccount, Secret};

/// The server of an account that is to be connected.
pub(crate) fn of_new(account: &NewAccount) -> Tried {
    let NewAccount { host, port, security, trusted, username, address, .. } = account;
    let known = by_host(host);
    let usual = known.filter(|provider| provider.access != Access::Works).map(|provider| {
        let hint = guide(provider).steps.into_iter().map(|(step, _)| step).collect::<Vec<_>>().join(" ");
        t::diagnosis::at_provider(&hint, provider.name)
    });
    Tried {
        host: host.clone(),
        port: *port,
        security: *security,
        is_known: known.is_some(),
        usual,
        trusted: *trusted,
        private: vec![username.clone(), address.clone()],
    }
}

/// The server of an account that is there.
pub(crate) fn of_account(account: &AccountView) -> Tried {
    let AccountView { host, port, security, trusted, username, address, period, .. } = account.clone();
    let (password, stay, letter) = (Secret::default(), true, false);
    of_new(&NewAccount { host, port, security, trusted, username, address, period, password, stay, letter })
}

#[cfg(test)]
mod tests {
    use super::of_account;
    use crate::present::status::tests::account;
    use kith_engine::api::{AccountStatus, AccountView};

    #[test]
    fn what_a_provider_wants_is_told_at_its_own_server() {
        let own = account(AccountStatus::Disconnected);
        assert_eq!((of_account(&own).is_known, of_account(&own).usual), (false, None));
        let gmail = of_account(&AccountView { host: "IMAP.gmail.com".into(), ..own });
        assert!(gmail.is_known && gmail.usual.is_some_and(|usual| usual.starts_with("At Gmail: ")));
    }
}
