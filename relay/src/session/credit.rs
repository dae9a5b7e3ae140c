//! How many batches may still be sent.

use kith_wire::limits::MAX_CREDIT;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// The credit of the request under way. Credit for any other is not kept: it came too late.
#[derive(Debug, Default)]
pub(super) struct Credit(Mutex<Option<(u32, Arc<Semaphore>)>>);

impl Credit {
    /// Opens an account for a request. Each batch takes one permit for good.
    pub(super) fn open(&self, id: u32, batches: u32) -> Arc<Semaphore> {
        let permits = Arc::new(Semaphore::new(permits(batches.min(MAX_CREDIT))));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((id, permits.clone()));
        permits
    }

    /// Pays in, up to the most that may be under way.
    pub(super) fn add(&self, id: u32, batches: u32) {
        let account = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, account)) = account.as_ref().filter(|(open, _)| *open == id) {
            let room = permits(MAX_CREDIT).saturating_sub(account.available_permits());
            account.add_permits(permits(batches).min(room));
        }
    }
}

fn permits(batches: u32) -> usize {
    usize::try_from(batches).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::Credit;
    use kith_wire::limits::MAX_CREDIT;

    #[test]
    fn is_bounded_and_belongs_to_one_request() {
        let credit = Credit::default();
        credit.add(1, 5);
        let account = credit.open(2, 3);
        assert_eq!(account.available_permits(), 3);
        credit.add(1, 5);
        assert_eq!(account.available_permits(), 3);
        credit.add(2, 2);
        assert_eq!(account.available_permits(), 5);
        credit.add(2, u32::MAX);
        assert_eq!(account.available_permits(), MAX_CREDIT as usize);
        assert_eq!(credit.open(3, u32::MAX).available_permits(), MAX_CREDIT as usize);
    }
}
