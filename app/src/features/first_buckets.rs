//! Choosing the first buckets.

use super::buckets::next_order;
use super::decide::Decide;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::platform::random::random_id;
use crate::present::intervals::every;
use crate::present::suggestions::suggestions;
use kith_domain::day::Interval;
use kith_engine::api::{BucketView, Decision};
use leptos::prelude::*;
use leptos_router::components::A;
use std::collections::BTreeSet;

/// Buckets to begin with, any number of them, and the button that begins.
#[component]
pub(crate) fn FirstBuckets(
    all: Memo<Vec<BucketView>>,
    /// Runs once they are there.
    done: Callback<()>,
) -> impl IntoView {
    let decide = Decide::of_page();
    let storing = Ordering::new();
    let chosen = RwSignal::new(BTreeSet::<&'static str>::new());
    let none = Memo::new(move |_| chosen.with(BTreeSet::is_empty));
    let begin = move |_| {
        let order = next_order(all);
        let buckets = suggestions().into_iter().filter(|it| chosen.with_untracked(|chosen| chosen.contains(it.name)));
        let made: Vec<Decision> =
            (order..).zip(buckets).map(|(order, it)| Decision::Bucket(it.bucket(random_id(), order))).collect();
        storing.store(decide.store(made), move || {
            done.try_run(());
        });
    };
    view! {
        <div class="offered" role="group" aria-label=t::sort::suggested()>
            {suggestions().map(|it| {
                let is_chosen = Memo::new(move |_| chosen.with(|chosen| chosen.contains(it.name)));
                let turn = move |_| chosen.update(|chosen| {
                    if !chosen.remove(it.name) {
                        chosen.insert(it.name);
                    }
                });
                view! {
                    <button class="chip-name bucket-chip" type="button" data-testid="offer-bucket" data-name=it.name aria-pressed=move || is_chosen.get().to_string() on:click=turn>
                        <span class="dot" data-shade=it.colour aria-hidden="true"></span>
                        <span>{it.name}</span>" "<span class="quiet">{every(Interval::days_of(it.days))}</span>
                    </button>
                }
            }).collect_view()}
        </div>
        <div class="actions">
            <button class="button primary" type="button" data-testid="sort-start" disabled=none aria-disabled=move || storing.busy.get().to_string() on:click=begin>{t::sort::start()}</button>
            <A href="/settings/buckets" attr:class="button tertiary">{t::sort::own()}</A>
        </div>
        {move || storing.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
    }
}
