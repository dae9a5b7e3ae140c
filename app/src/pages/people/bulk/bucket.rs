use crate::client::{Engine, failure, known, live};
use crate::components::trouble::Trouble;
use crate::features::buckets::IntoBucket;
use crate::pages::people::selection::Selection;
use crate::present::text::people;
use kith_engine::api::question;
use leptos::prelude::*;

/// Puts those who are chosen into a bucket.
#[component]
pub(super) fn Filling(selection: Selection) -> impl IntoView {
    let engine = Engine::of_page();
    let answer = live(|| (), move || engine.track_people(), move |()| engine.ask(question::Buckets));
    let (all, failed) = (known(answer), failure(answer));
    let buckets =
        Memo::new(move |_| all.get().into_iter().map(|it| (it.bucket.id, it.bucket.name)).collect::<Vec<_>>());
    let who = move || (people(selection.count()), selection.chosen());
    view! {
        {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        <IntoBucket id="into-bucket".to_owned() buckets who />
    }
}
