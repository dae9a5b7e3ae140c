//! Changes of people, for answers that go through everyone or everything stored.

use super::engine::Engine;
use kith_engine::api::AccountStatus;
use leptos::prelude::*;

/// Tracks that people or their messages changed. While a mailbox is read, it waits for the end: until then, people
/// change several times a second, and working out such answers would slow the reading down.
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
