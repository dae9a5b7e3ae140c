//! What the first reading of an account brought, and the letter about it: the engine sends it, the page has the words.

use crate::client::Engine;
use crate::components::icon::{Icon, Shape};
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::platform::random::random_id;
use crate::platform::time::clock;
use crate::present::first_reading::{headline, left_out, letter, letter_state};
use kith_domain::small_sort::CollectTree;
use kith_engine::api::{AccountId, AccountView, Command, FirstReading, LetterState, NewLetter};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Writes the letters for which the engine waits. Every page does: the engine takes the first.
pub(crate) fn write_letters(engine: Engine) {
    let overview = engine.overview();
    let waiting = Memo::new(move |_| {
        overview.with(|overview| {
            let accounts = overview.iter().flat_map(|it| &it.accounts);
            accounts.filter(|it| waits(it)).map(|it| it.id).collect_set()
        })
    });
    Effect::new(move |_| {
        for account in waiting.get() {
            let written = overview.with_untracked(|overview| {
                let found = overview.iter().flat_map(|it| &it.accounts).find(|it| it.id == account)?;
                Some(letter(&found.address, found.first_reading.as_ref()?, clock))
            });
            if let Some((subject, text)) = written {
                let letter = NewLetter { account, subject, text, mark: random_id() };
                // Where it could not be kept, the next page that is opened writes it.
                spawn_local(async move { drop(engine.order(Command::WriteLetter(letter)).await) });
            }
        }
    });
}

fn waits(account: &AccountView) -> bool {
    account.first_reading.as_ref().is_some_and(|it| it.letter == LetterState::Unwritten)
}

/// What the first reading of an account brought, until the user has seen it.
#[component]
pub(crate) fn Brought(id: AccountId, known: Memo<Option<AccountView>>) -> impl IntoView {
    let (engine, order) = (Engine::of_page(), Ordering::new());
    let shown = Memo::new(move |_| {
        known.with(|it| {
            let account = it.as_ref()?;
            let brought = account.first_reading.clone().filter(|it| !it.dismissed)?;
            Some((account.address.clone(), brought))
        })
    });
    let dismiss = move |_| order.store(engine.order(Command::DismissFirstReading(id)), || {});
    move || {
        shown.get().map(|(address, brought)| {
            let FirstReading { people, messages, letter, .. } = brought;
            let left_out = left_out(&brought);
            let nothing = left_out.is_empty();
            let lines = left_out.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
            view! {
                <div
                    class="brought"
                    data-testid="first-reading"
                    data-people=people
                    data-messages=messages
                    data-letter=name(letter)
                >
                    <p class="brought-found" dir="auto">{headline(&address, &brought, clock)}</p>
                    <details hidden=nothing>
                        <summary>{t::first_reading::left_out()}</summary>
                        <ul>{lines}</ul>
                    </details>
                    {letter_state(letter).map(|said| view! { <p class="quiet" role="status">{said}</p> })}
                    <button
                        class="icon-button"
                        type="button"
                        data-testid="first-reading-close"
                        aria-label=t::common::close()
                        on:click=dismiss
                    >
                        <Icon shape=Shape::Close />
                    </button>
                    {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                </div>
            }
        })
    }
}

/// How the letter stands, for tests.
const fn name(letter: LetterState) -> &'static str {
    match letter {
        LetterState::NotWanted => "not-wanted",
        LetterState::Unwritten | LetterState::Written => "written",
        LetterState::Sent => "sent",
        LetterState::Failed(_) => "failed",
    }
}
