//! What was spoken with a mail server: the user can see for themselves that Kith only reads.

pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::Activity;

#[cfg(target_arch = "wasm32")]
mod page {
    use super::model::{PAGE_ROWS, connections};
    use super::view::List;
    use crate::client::{Engine, failure, live};
    use crate::components::trouble::Trouble;
    use crate::i18n::t;
    use crate::pages::settings::of_account::OfAccount;
    use crate::platform::time::clock;
    use kith_engine::api::{AccountId, question};
    use leptos::prelude::*;

    /// Settings, Email, what was spoken.
    #[component]
    pub(crate) fn Activity() -> impl IntoView {
        view! { <OfAccount page="activity" draw=|id, _| view! { <Known id /> }.into_any() /> }
    }

    #[component]
    fn Known(id: AccountId) -> impl IntoView {
        let engine = Engine::of_page();
        let held = RwSignal::new(false);
        let limit = RwSignal::new(PAGE_ROWS);
        let answer = live(
            move || id,
            move || {
                if !held.get() {
                    engine.track_activity();
                }
            },
            move |id| engine.ask(question::Activity(id)),
        );
        let failed = failure(answer);
        let all =
            Memo::new(move |_| answer.with(|answer| answer.as_ref().and_then(|it| Some(it.1.as_ref().ok()?.len()))));
        let drawn = Memo::new(move |_| {
            let limit = limit.get();
            answer.with(|answer| match answer {
                Some((_, Ok(commands))) => connections(commands, limit, clock),
                _ => Vec::new(),
            })
        });
        // The message has the names of commands between backticks.
        let intro = t::activity::intro().split('`').enumerate().map(|(at, part)| match at.is_multiple_of(2) {
            true => part.into_any(),
            false => view! { <code>{part}</code> }.into_any(),
        });
        let intro = intro.collect_view();
        view! {
            <p class="quiet">{intro}</p>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <List all drawn held limit />
        }
    }
}
