use super::message::Message;
use super::model::{PAGE_ROWS, TimelineEntry, asked, entries};
use super::texts::Texts;
use crate::client::{Engine, failure, known, live};
use crate::components::filter::Filter;
use crate::components::trouble::Trouble;
use crate::features::finding::Finding;
use crate::i18n::t;
use crate::platform::observe::on_near;
use crate::platform::scroll::show;
use crate::platform::time::clock;
use crate::present::links::{PersonSection, spot};
use crate::present::text::messages;
use kith_engine::api::{MessageKey, Whose, question};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use std::collections::BTreeSet;

/// Everything that was written, with a field to seek in it.
#[component]
pub(crate) fn Conversation<C>(of: Whose, all: Signal<u32>, changed: Memo<C>) -> impl IntoView
where
    C: Clone + PartialEq + Send + Sync + 'static,
{
    let typed = RwSignal::new(String::new());
    let engine = Engine::of_page();
    let (hash, finding) = (use_location().hash, Finding::of_page());
    let sought = Memo::new(move |_| match hash.with(|hash| spot(hash)) {
        Some(PersonSection::Message(message)) => Some(message),
        _ => None,
    });
    // A message that is sought may be none of those that are sought here.
    Effect::new(move |before: Option<()>| {
        finding.track();
        if before.is_some() && sought.get().is_some() {
            typed.set(String::new());
        }
    });
    // How many there are by those words; without any it is known already.
    let found = live(
        move || typed.get(),
        move || changed.with(|_| ()),
        move |words| engine.ask(question::Timeline { of, words, offset: 0, limit: 0 }),
    );
    let (page, failed) = (known(found), failure(found));
    let matching = Signal::derive(move || match typed.with(|typed| typed.trim().is_empty()) {
        true => all.get(),
        false => page.with(|page| page.all),
    });
    let some = move || all.get() > 0 || !typed.with(String::is_empty);
    view! {
        <Show when=some>
            <div class="seek">
                <Filter typed name="seek" label=t::conversation::search() />
                <p class="quiet" role="status">
                    {move || (!typed.with(|typed| typed.trim().is_empty())).then(|| t::conversation::by_subject(messages(matching.get())))}
                </p>
            </div>
        </Show>
        {move || failed.get().filter(|_| !typed.with(|typed| typed.trim().is_empty())).map(|failed| view! { <Trouble words=failed.words() /> })}
        {move || {
            let words = typed.get();
            let texts = (!words.trim().is_empty()).then(|| view! { <Texts of words=words.clone() /> });
            view! {
                {texts}
                <Timeline of words all=matching changed sought />
            }
        }}
    }
}

/// Newest first. Further stretches are asked for as the end comes near.
#[component]
fn Timeline<C>(
    of: Whose,
    words: String,
    all: Signal<u32>,
    changed: Memo<C>,
    sought: Memo<Option<MessageKey>>,
) -> impl IntoView
where
    C: Clone + PartialEq + Send + Sync + 'static,
{
    let wanted = RwSignal::new(1_u32);
    let open = RwSignal::new(BTreeSet::new());
    let (engine, finding) = (Engine::of_page(), Finding::of_page());
    if words.trim().is_empty() {
        Effect::new(move |_| {
            finding.track();
            let Some(message) = sought.get() else { return };
            spawn_local(async move {
                let Ok(Some(place)) = engine.ask(question::TimelinePosition(of, message)).await else { return };
                wanted.try_update(|wanted| *wanted = (*wanted).max(place / PAGE_ROWS + 1));
                open.try_update(|open| open.insert(message));
                show(format!("[data-testid=timeline] [data-key='{:016x}']", message.0));
            });
        });
    }
    let words = StoredValue::new(words);
    let there = Memo::new(move |_| all.get().div_ceil(PAGE_ROWS));
    let stretches = move || 0..wanted.get().min(there.get());
    view! {
        <section class="timeline" aria-label=t::conversation::title() data-testid="timeline" data-all=all>
            <For each=stretches key=|at| *at let:at>
                <Stretch of words at all changed open sought />
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
    of: Whose,
    words: StoredValue<String>,
    at: u32,
    all: Signal<u32>,
    changed: Memo<C>,
    open: RwSignal<BTreeSet<MessageKey>>,
    sought: Memo<Option<MessageKey>>,
) -> impl IntoView
where
    C: Clone + PartialEq + Send + Sync + 'static,
{
    let engine = Engine::of_page();
    let again = Trigger::new();
    let answer = live(
        move || (of, words.get_value(), asked(at)),
        move || {
            // Read, not merely tracked: a memo that no one reads never looks at what it follows from.
            changed.with(|_| ());
            again.track();
        },
        move |(of, words, (offset, limit))| engine.ask(question::Timeline { of, words, offset, limit }),
    );
    let page = known(answer);
    let drawn = Memo::new(move |_| page.with(|page| entries(at, page.rows.clone(), clock)));
    let failed = failure(answer);
    let loading = Memo::new(move |_| answer.with(Option::is_none));
    let key = |entry: &TimelineEntry| {
        (entry.row.message, entry.starts_month, entry.row.others.clone(), entry.row.undelivered.clone())
    };
    view! {
        <div
            class="stretch"
            // Takes its room before it is there, or the next stretch would be asked for at once.
            style=("--rows", move || all.get().saturating_sub(at * PAGE_ROWS).min(PAGE_ROWS).to_string())
            data-loading=move || loading.get().then_some("true")
        >
            <For each=move || drawn.get() key children=move |entry| view! { <Message entry open of sought /> } />
            {move || {
                failed.get().map(|failed| {
                    view! {
                        <Trouble words=failed.words()>
                            <button class="button" type="button" on:click=move |_| again.notify()>{t::common::try_again()}</button>
                        </Trouble>
                    }
                })
            }}
        </div>
    }
}
