use super::super::picked::Picked;
use crate::components::decide::Decide;
use crate::engine::{Engine, live};
use crate::pages::today::today;
use crate::platform::focus::open_by_arrows;
use crate::text::people;
use kith_engine::api::{BucketView, Decision};
use leptos::prelude::*;

/// Puts those who are chosen into a bucket.
#[component]
pub(super) fn Filling(picked: Picked) -> impl IntoView {
    let (engine, decide, day) = (Engine::of_page(), Decide::of_page(), today());
    let buckets = live(|| (), move || engine.track_people(), move |()| engine.buckets());
    let buckets: Memo<Vec<BucketView>> = Memo::new(move |_| {
        buckets.with(|it| it.as_ref().and_then(|it| it.1.as_ref().ok().cloned()).unwrap_or_default())
    });
    let select = NodeRef::<leptos::html::Select>::new();
    let chosen = move |event| {
        let id: Option<u64> = event_target_value(&event).parse().ok();
        let found = buckets.with_untracked(|all| all.iter().find(|it| Some(it.bucket.id) == id).cloned());
        if let Some(BucketView { bucket, .. }) = found {
            let who = picked.chosen();
            let said = format!("{} put into {}.", people(picked.count()), bucket.name);
            let day = day.get_untracked();
            decide.say(said, vec![Decision::InBucket { people: who, bucket: bucket.id, day, on: true }]);
        }
        if let Some(select) = select.get_untracked() {
            select.set_value("");
        }
    };
    view! {
        <Show when=move || !buckets.with(Vec::is_empty)>
            <select node_ref=select class="button" name="bulk-bucket" aria-label="Put into a bucket" on:change=chosen on:keydown=|event| open_by_arrows(&event)>
                <option value="" selected>"Bucket …"</option>
                {move || buckets.get().into_iter().map(|it| view! { <option value=it.bucket.id.to_string()>{it.bucket.name}</option> }).collect_view()}
            </select>
        </Show>
    }
}
