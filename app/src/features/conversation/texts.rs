//! Words sought in the texts of a conversation: the mail server looks for them.

use super::message::{Message, Place};
use super::model::in_texts;
use crate::client::Engine;
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::platform::focus::focus_soon;
use crate::present::failed::Failed;
use crate::present::words::sought;
use kith_engine::api::{ServerSearchResults, Whose, question};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;

/// How far it is.
#[derive(Clone, PartialEq)]
enum Stage {
    /// No one asked for it.
    Unasked,
    /// The mail servers look.
    Seeking,
    /// They answered, or could not.
    Answered(Result<ServerSearchResults, Failed>),
}

/// Offers to seek these words in the texts too, and shows what was found. Other words are another one of these.
#[component]
pub(super) fn Texts(of: Whose, words: String) -> impl IntoView {
    let engine = Engine::of_page();
    let stage = RwSignal::new(Stage::Unasked);
    let ask = Callback::new(move |()| {
        let words = words.clone();
        stage.set(Stage::Seeking);
        // The button that had the focus goes.
        focus_soon(".texts".into());
        spawn_local(async move {
            let answer = engine.ask(question::ServerSearch { of, words }).await;
            // Other words may have been typed meanwhile.
            stage.try_set(Stage::Answered(answer));
        });
    });
    view! {
        <section class="texts" aria-label=t::conversation::in_text() tabindex="-1" data-testid="texts">
            {move || match stage.get() {
                Stage::Unasked => view! {
                    <button class="button" type="button" data-testid="seek-texts" on:click=move |_| ask.run(())>{t::conversation::search_text()}</button>
                }.into_any(),
                Stage::Seeking => view! {
                    <p class="waiting" role="status">{t::conversation::searching()}</p>
                }.into_any(),
                Stage::Answered(Ok(found)) => view! { <Hits of found ask /> }.into_any(),
                Stage::Answered(Err(failed)) => view! { <Missed failed ask /> }.into_any(),
            }}
        </section>
    }
}

/// What was found, and what could not be searched.
#[component]
fn Hits(of: Whose, found: ServerSearchResults, ask: Callback<()>) -> impl IntoView {
    let ServerSearchResults { all, rows, missed } = found;
    let place = Place {
        of,
        name: "found",
        open: RwSignal::new(BTreeSet::new()),
        unfolded: RwSignal::new(BTreeSet::new()),
        sought: Memo::new(|_| None),
    };
    let shown = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    view! {
        <div role="status">
            <h2 class="texts-title" data-testid="texts-count" data-all=all>{in_texts(all, shown)}</h2>
        </div>
        {missed.map(|problem| view! {
            <p>{t::conversation::not_searched()}</p>
            <Missed failed=Failed::Told(problem) ask />
        })}
        {rows.into_iter().map(|row| view! { <Message row place /> }).collect_view()}
    }
}

#[component]
fn Missed(failed: Failed, ask: Callback<()>) -> impl IntoView {
    let words = match &failed {
        Failed::Told(problem) => sought(problem),
        Failed::Died | Failed::NoDownload => failed.words(),
    };
    view! {
        <Trouble words>
            <button class="button" type="button" data-testid="seek-again" on:click=move |_| ask.run(())>{t::common::try_again()}</button>
        </Trouble>
    }
}
