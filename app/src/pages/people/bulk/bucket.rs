use super::super::picked::Picked;
use crate::components::into_bucket::IntoBucket;
use crate::engine::{Engine, live};
use crate::text::people;
use leptos::prelude::*;

/// Puts those who are chosen into a bucket.
#[component]
pub(super) fn Filling(picked: Picked) -> impl IntoView {
    let engine = Engine::of_page();
    let answer = live(|| (), move || engine.track_people(), move |()| engine.buckets());
    let buckets = Memo::new(move |_| {
        let all = answer.with(|it| it.as_ref().and_then(|it| it.1.as_ref().ok().cloned()).unwrap_or_default());
        all.into_iter().map(|it| (it.bucket.id, it.bucket.name)).collect::<Vec<_>>()
    });
    let who = move || (people(picked.count()), picked.chosen());
    view! { <IntoBucket id="into-bucket".to_owned() buckets who /> }
}
