//! What Insights is about.

use crate::platform::time::today;
use crate::present::figures::scope;
use kith_engine::api::InsightScope;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// As the address says.
pub(super) fn scope_of_page() -> Memo<InsightScope> {
    let (query, day) = (use_query_map(), today());
    Memo::new(move |_| {
        query.with(|query| scope(query.get("range").as_deref(), query.get("account").as_deref(), day.get()))
    })
}
