//! Changes of people, for answers that take a walk over everyone or over all that is stored.

use super::engine::Engine;
use kith_engine::api::AccountStatus;
use leptos::prelude::*;

/// Tracks that people or their messages changed. While a mailbox is read, that is only when it ends: until then people
/// change several times a second, and working out such an answer would take the time from the reading.
pub(crate) fn changes_at_rest(engine: Engine) -> impl Fn() {
    let overview = engine.overview();
    let reads = Memo::new(move |_| {
        let is_reading = |status: &AccountStatus| matches!(status, AccountStatus::Reading(_));
        overview.with(|known| known.iter().flat_map(|it| &it.accounts).any(|account| is_reading(&account.status)))
    });
    move || {
        if !reads.get() {
            engine.track_people();
        }
    }
}
