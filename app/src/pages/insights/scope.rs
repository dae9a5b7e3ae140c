//! Of what Insights speaks, and when it asks again.

use crate::client::Engine;
use crate::platform::time::today;
use crate::present::figures::scope;
use kith_engine::api::{AccountStatus, InsightScope};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// As the address says.
pub(super) fn scope_of_page() -> Memo<InsightScope> {
    let (query, day) = (use_query_map(), today());
    Memo::new(move |_| {
        query.with(|query| scope(query.get("range").as_deref(), query.get("account").as_deref(), day.get()))
    })
}

/// Tracks that people or their messages changed. While a mailbox is read, that is only when it ends: each answer takes a
/// walk over all that is stored.
pub(super) fn changes(engine: Engine) -> impl Fn() {
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
