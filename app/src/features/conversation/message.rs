use super::model::{TimelineEntry, others, undelivered};
use crate::client::Engine;
use crate::components::icon::{Icon, Shape};
use crate::components::trouble::Trouble;
use crate::features::explanation::Because;
use crate::i18n::t;
use crate::present::calendar::{clock, long_date, month_title, timeline_date};
use crate::present::failed::Failed;
use kith_engine::api::{Direction, MessageKey, MessageText, Whose, WhyOf, question};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// A message of the timeline; opened, it shows its text.
#[component]
pub(super) fn Message(
    entry: TimelineEntry,
    open: RwSignal<BTreeSet<MessageKey>>,
    of: Whose,
    /// Where it stands: the same message may stand in two lists.
    #[prop(default = "text")]
    place: &'static str,
    /// The message that was found.
    #[prop(optional)]
    sought: Option<Memo<Option<MessageKey>>>,
) -> impl IntoView {
    let TimelineEntry { row, written, starts_month } = entry;
    let key = row.message;
    let opened = Memo::new(move |_| open.with(|open| open.contains(&key)));
    let toggle = move |_| {
        open.update(|open| {
            if !open.remove(&key) {
                open.insert(key);
            }
        });
    };
    let (shape, who, direction) = match row.direction {
        Direction::Sent => (Shape::Sent, t::people::you_wrote(), "sent"),
        Direction::Received => (Shape::Received, t::people::they_wrote(), "received"),
    };
    let nameless = row.subject.trim().is_empty();
    let subject = if nameless { t::common::no_subject().to_owned() } else { row.subject.clone() };
    let full_date = format!("{}, {}", long_date(&written), clock(&written));
    let failed = undelivered(&row);
    let text_id = format!("{place}-{:016x}", key.0);
    let controls = text_id.clone();
    view! {
        {starts_month.then(|| view! { <h2 class="month">{month_title(&written)}</h2> })}
        <div
            class="message"
            data-sought=move || (sought.and_then(|sought| sought.get()) == Some(key)).then_some("true")
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
                on:click=toggle
            >
                <span class="message-way"><Icon shape /></span>
                <span class="unseen">{who}</span>
                <span class="message-subject" dir="auto" data-nameless=nameless.then_some("true")>{subject}</span>
                <span class="message-date" title=full_date>{timeline_date(&written)}</span>
                {failed
                    .map(|words| view! { <span class="message-undelivered" data-testid="undelivered">{words}</span> })}
                {others(&row.others).map(|others| view! { <span class="message-others" dir="auto">{others}</span> })}
            </button>
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
