//! The link to the people to review.

use crate::client::{Engine, known, live};
use crate::i18n::t;
use kith_engine::api::question;
use leptos::prelude::*;
use leptos_router::components::A;

/// The link, as long as there are any.
#[component]
pub(crate) fn ToReview() -> impl IntoView {
    let engine = Engine::of_page();
    let count = live(|| (), move || engine.track_people(), move |()| engine.ask(question::ToReview));
    let count: Memo<u32> = known(count);
    view! {
        <Show when=move || count.get() != 0>
            <A href="/people/review" attr:class="quiet-link" attr:data-testid="to-review">
                {move || t::people::to_review(count.get())}
            </A>
        </Show>
    }
}
