use super::awaited::Awaited;
use super::model::{others, undelivered};
use crate::client::{Engine, failure, known, live};
use crate::components::icon::{Icon, Shape};
use crate::components::skeleton::Skeleton;
use crate::components::trouble::Trouble;
use crate::features::explanation::Because;
use crate::i18n::t;
use crate::platform::time::clock;
use crate::present::calendar::{clock as hour, long_date, timeline_date};
use crate::present::failed::Failed;
use crate::present::text::thousands;
use kith_engine::api::{Direction, MessageKey, MessageText, TimelineRow, Whose, WhyOf, question};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Where a message stands, and what is shared by all that stand there.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) of: Whose,
    /// Which list it is: the same message may stand in two.
    pub(super) name: &'static str,
    /// The messages that are opened.
    pub(super) open: RwSignal<BTreeSet<MessageKey>>,
    /// The messages below which the earlier ones of the thread are unfolded.
    pub(super) unfolded: RwSignal<BTreeSet<MessageKey>>,
    /// The message that was found.
    pub(super) sought: Memo<Option<MessageKey>>,
}

/// Puts a message into a set, or takes it out again.
fn turn(set: RwSignal<BTreeSet<MessageKey>>, key: MessageKey) {
    set.update(|set| {
        if !set.remove(&key) {
            set.insert(key);
        }
    });
}

/// A message of the timeline; opened, it shows its text, and unfolded the earlier ones of its thread.
#[component]
pub(super) fn Message(row: TimelineRow, place: Place) -> impl IntoView {
    let (key, count) = (row.message, row.folded);
    let unfolded = Memo::new(move |_| place.unfolded.with(|unfolded| unfolded.contains(&key)));
    let below = format!("below-{}-{:016x}", place.name, key.0);
    let controls = below.clone();
    let fold = (count > 0).then(|| {
        view! {
            <button
                class="fold"
                type="button"
                data-testid="unfold"
                aria-expanded=move || unfolded.get().to_string()
                aria-controls=move || unfolded.get().then(|| controls.clone())
                title=t::conversation::earlier(count)
                on:click=move |_| turn(place.unfolded, key)
            >
                <span class="unseen">{t::conversation::earlier(count)}</span>
                <span aria-hidden="true">{thousands(count + 1)}</span>
            </button>
        }
    });
    view! {
        <OneMessage row place fold=fold.map(IntoAny::into_any) />
        {(count > 0).then(|| view! {
            <Show when=move || unfolded.get()>
                <div class="folded" id=below.clone()><Below key place count /></div>
            </Show>
        })}
    }
}

/// The earlier messages of a thread.
#[component]
fn Below(key: MessageKey, place: Place, count: u32) -> impl IntoView {
    let engine = Engine::of_page();
    let answer = live(
        move || (place.of, key),
        move || engine.track_people(),
        move |(of, key)| engine.ask(question::FoldedMessages(of, key)),
    );
    let (rows, failed): (Memo<Vec<TimelineRow>>, _) = (known(answer), failure(answer));
    let waits = Memo::new(move |_| answer.with(Option::is_none));
    view! {
        <Show when=move || waits.get()><Skeleton rows=count /></Show>
        {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        <For each=move || rows.get() key=|row| row.message let:row><OneMessage row place fold=None /></For>
    }
}

/// A message in its line, with its text below. `fold`: the button that unfolds the earlier ones.
#[component]
fn OneMessage(row: TimelineRow, place: Place, fold: Option<AnyView>) -> impl IntoView {
    let written = clock(row.date);
    let key = row.message;
    let Place { of, sought, .. } = place;
    let opened = Memo::new(move |_| place.open.with(|open| open.contains(&key)));
    let (shape, who, direction) = match row.direction {
        Direction::Sent => (Shape::Sent, t::people::you_wrote(), "sent"),
        Direction::Received => (Shape::Received, t::people::they_wrote(), "received"),
    };
    let nameless = row.subject.trim().is_empty();
    let subject = if nameless { t::common::no_subject().to_owned() } else { row.subject.clone() };
    let full_date = format!("{}, {}", long_date(&written), hour(&written));
    let failed = undelivered(&row);
    let text_id = format!("{}-{:016x}", place.name, key.0);
    let controls = text_id.clone();
    view! {
        <div
            class="message"
            data-sought=move || (sought.get() == Some(key)).then_some("true")
            data-testid="timeline-row"
            data-key=format!("{:016x}", key.0)
            data-date=row.date
            data-direction=direction
            data-subject=row.subject
        >
            <button
                class="message-line"
                type="button"
                aria-expanded=move || opened.get().to_string()
                aria-controls=move || opened.get().then(|| controls.clone())
                on:click=move |_| turn(place.open, key)
            >
                <span class="message-date" title=full_date>{timeline_date(&written)}</span>
                <span class="message-way"><Icon shape /></span>
                <span class="unseen">{who}</span>
                <span class="message-subject" dir="auto" data-nameless=nameless.then_some("true")>{subject}</span>
                {failed
                    .map(|words| view! { <span class="message-undelivered" data-testid="undelivered">{words}</span> })}
                {others(&row.others).map(|others| view! { <span class="message-others" dir="auto">{others}</span> })}
            </button>
            {fold}
            {(row.direction == Direction::Sent).then(|| view! { <Awaited message=key /> })}
            <Show when=move || opened.get()>
                <div class="message-text" id=text_id.clone()>
                    <Text message=key />
                    {match of {
                        Whose::Person(id) => Some(view! { <Because of=WhyOf::Message(id, key) /> }),
                        Whose::Company(_) => None,
                    }}
                </div>
            </Show>
        </div>
    }
}

#[component]
fn Text(message: MessageKey) -> impl IntoView {
    let engine = Engine::of_page();
    let text = LocalResource::new(move || engine.ask(question::Text(message)));
    move || match text.get() {
        None => view! { <p class="waiting" role="status">{t::conversation::fetching()}</p> }.into_any(),
        Some(Ok(text)) => view! { <Fetched text /> }.into_any(),
        Some(Err(failed)) => view! { <NotFetched failed again=move || text.refetch() /> }.into_any(),
    }
}

/// The text, as text: nothing in it is ever taken for markup.
#[component]
fn Fetched(text: MessageText) -> impl IntoView {
    let empty = text.text.trim().is_empty();
    view! {
        {if empty {
            view! { <p class="quiet">{t::conversation::no_text()}</p> }.into_any()
        } else {
            view! { <div class="plain" dir="auto" data-testid="message-text">{text.text}</div> }.into_any()
        }}
        {text.cut.then(|| {
            view! { <p class="quiet">{t::conversation::cut()}</p> }
        })}
        {(!text.attachments.is_empty()).then(|| {
            view! {
                <ul class="attachments" role="list" aria-label=t::conversation::attachments()>
                    {text.attachments.into_iter().map(|name| {
                        view! { <li><Icon shape=Shape::Clip /><span dir="auto">{name}</span></li> }
                    }).collect_view()}
                </ul>
            }
        })}
    }
}

#[component]
fn NotFetched(failed: Failed, again: impl Fn() + Send + Sync + 'static) -> impl IntoView {
    view! {
        <Trouble words=failed.words()>
            <button class="button" type="button" on:click=move |_| again()>{t::common::try_again()}</button>
        </Trouble>
    }
}
