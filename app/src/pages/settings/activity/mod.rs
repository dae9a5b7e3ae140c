//! What was spoken with a mail server: the person can see for themselves that Kith only reads.

pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::Activity;

#[cfg(target_arch = "wasm32")]
mod page {
    use super::model::{STEP, connections};
    use super::view::List;
    use crate::client::{Engine, failure, live};
    use crate::components::trouble::Trouble;
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
        let limit = RwSignal::new(STEP);
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
        view! {
            <p class="quiet">
                "Every command Kith sends to your mail server, newest first. To read, it opens folders with "<code>"EXAMINE"</code>" and asks for messages with "<code>"BODY.PEEK"</code>", which change
                                                                                                    nothing there, not
                                                                                                    even what’s marked
                                                                                                    as read. Passwords
                                                                                                    are left out, and
                                                                                                    this list isn’t
                                                                                                    stored."
            </p>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <List all drawn held limit />
        }
    }
}
