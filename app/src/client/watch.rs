//! What this page has seen the accounts do.

use kith_engine::api::{AccountId, AccountStatus, Overview, SyncResult};
use std::collections::{BTreeMap, BTreeSet};

/// A reading of fewer messages passes without a word, unless the account was just connected.
const MIN_ANNOUNCED: u32 = 100;

/// What this page has seen the accounts do since it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Watch {
    /// Accounts that were connected or do a large reading: their progress is told.
    told: BTreeSet<AccountId>,
    /// What their readings brought, until the user has taken note of it.
    ended: BTreeMap<AccountId, SyncResult>,
}

impl Watch {
    /// Takes note of what changed between two overviews. `before`: the one that was known, if any was.
    pub(crate) fn observe(&mut self, before: Option<&Overview>, now: &Overview) {
        let known = |id| before.is_none_or(|before| before.accounts.iter().any(|account| account.id == id));
        for account in now.accounts.iter().filter(|account| !account.sample) {
            if !known(account.id) {
                self.told.insert(account.id);
            }
            match &account.status {
                AccountStatus::Reading(progress) if progress.of >= MIN_ANNOUNCED => {
                    self.told.insert(account.id);
                    self.ended.remove(&account.id);
                }
                AccountStatus::UpToDate { brought, .. } | AccountStatus::Incomplete { brought, .. }
                    if self.told.remove(&account.id) =>
                {
                    self.ended.insert(account.id, *brought);
                }
                _ => {}
            }
        }
    }

    /// The user has read what a reading brought.
    pub(crate) fn dismiss(&mut self, account: AccountId) {
        self.ended.remove(&account);
    }

    /// Whether an account's progress is told.
    pub(crate) fn is_told(&self, account: AccountId) -> bool {
        self.told.contains(&account)
    }

    /// What an account's reading brought, until the user has taken note of it.
    pub(crate) fn ended(&self, account: AccountId) -> Option<SyncResult> {
        self.ended.get(&account).copied()
    }
}
