use super::message::Message;
use super::model::{Entry, STRETCH, asked, entries};
use crate::components::trouble::Trouble;
use crate::engine::{Engine, live};
use crate::platform::observe::on_near;
use crate::platform::time::clock;
use kith_engine::api::{MessageKey, PersonId};
use leptos::html::Div;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Everything that was written, newest first. Further stretches are asked for as the end comes near.
#[component]
pub(super) fn Timeline<C>(person: PersonId, all: Signal<u32>, changed: Memo<C>) -> impl IntoView
where
    C: Clone + PartialEq + Send + Sync + 'static,
{
    let wanted = RwSignal::new(1_u32);
    let open = RwSignal::new(BTreeSet::new());
    let there = Memo::new(move |_| all.get().div_ceil(STRETCH));
    let stretches = move || 0..wanted.get().min(there.get());
    view! {
        <section class="timeline" aria-label="Messages" data-testid="timeline" data-all=all>
            <For each=stretches key=|at| *at let:at>
                <Stretch person at all changed open />
            </For>
            // A new mark each time, so that one that is still in sight is seen again.
            {move || {
                let more = wanted.get() < there.get();
                more.then(|| view! { <More wanted /> })
            }}
        </section>
    }
}

/// The mark at the end: when it comes near, one more stretch is wanted.
#[component]
fn More(wanted: RwSignal<u32>) -> impl IntoView {
    let mark = NodeRef::<Div>::new();
    let now = wanted.get_untracked();
    Effect::new(move |_| {
        if let Some(mark) = mark.get() {
            on_near(&mark, ".people-one", "1200px", move || wanted.set(now + 1));
        }
    });
    view! { <div class="more" node_ref=mark></div> }
}

#[component]
fn Stretch<C>(
    person: PersonId,
    at: u32,
    all: Signal<u32>,
    changed: Memo<C>,
    open: RwSignal<BTreeSet<MessageKey>>,
) -> impl IntoView
where
    C: Clone + PartialEq + Send + Sync + 'static,
{
    let engine = Engine::of_page();
    let again = Trigger::new();
    let answer = live(
        move || (person, asked(at)),
        move || {
            // Read, not merely tracked: a memo that nobody reads never looks at what it follows from.
            changed.with(|_| ());
            again.track();
        },
        move |(person, range)| engine.timeline(person, range),
    );
    let drawn = Memo::new(move |_| {
        answer.with(|answer| match answer {
            Some((_, Ok(page))) => entries(at, page.rows.clone(), clock),
            _ => Vec::new(),
        })
    });
    let failed =
        Memo::new(move |_| answer.with(|answer| answer.as_ref().and_then(|(_, page)| page.as_ref().err().cloned())));
    let loading = Memo::new(move |_| answer.with(Option::is_none));
    let key = |entry: &Entry| (entry.row.message, entry.starts_month, entry.row.others.clone());
    view! {
        <div
            class="stretch"
            // Takes its room before it is there, or the next stretch would be asked for at once.
            style=("--rows", move || all.get().saturating_sub(at * STRETCH).min(STRETCH).to_string())
            data-loading=move || loading.get().then_some("true")
        >
            <For each=move || drawn.get() key children=move |entry| view! { <Message entry open /> } />
            {move || {
                failed.get().map(|failed| {
                    view! {
                        <Trouble words=failed.words()>
                            <button class="button" type="button" on:click=move |_| again.notify()>"Try again"</button>
                        </Trouble>
                    }
                })
            }}
        </div>
    }
}
