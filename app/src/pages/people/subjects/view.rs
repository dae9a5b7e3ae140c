use super::model::{MAX_SHOWN, found, with};
use crate::client::{Engine, failure, live};
use crate::components::icon::{Icon, Shape};
use crate::components::marked::Marked;
use crate::components::trouble::Trouble;
use crate::features::finding::Finding;
use crate::i18n::t;
use crate::platform::time::clock;
use crate::present::calendar::short_date;
use crate::present::links::message_at;
use kith_domain::search::is_enough;
use kith_engine::api::{Direction, FoundMessage, FoundMessages, question};
use leptos::prelude::*;

/// Messages whose subjects hold what is typed; nothing where there are none.
#[component]
pub(in crate::pages::people) fn Subjects(filter: RwSignal<String>) -> impl IntoView {
    let engine = Engine::of_page();
    let answer = live(
        move || filter.get(),
        move || engine.track_people(),
        move |words| async move {
            match is_enough(&words) {
                true => engine.ask(question::Messages { words, limit: MAX_SHOWN }).await,
                false => Ok(FoundMessages::default()),
            }
        },
    );
    let read = move |read: fn(&FoundMessages) -> u32| {
        answer.with(|answer| answer.as_ref().and_then(|(_, found)| found.as_ref().ok().map(read)).unwrap_or_default())
    };
    let typed = move || answer.with(|answer| answer.as_ref().map(|(words, _)| words.clone()));
    let matching = Memo::new(move |_| read(|found| found.matching));
    // With the words that they belong to: what is being typed is a moment ahead.
    let rows = move || {
        answer.with(|answer| match answer {
            Some((words, Ok(found))) => found.rows.iter().map(|row| (words.clone(), row.clone())).collect(),
            _ => Vec::new(),
        })
    };
    let failed = failure(answer);
    view! {
        {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        <Show when=move || matching.get() != 0>
            <section class="subjects" aria-labelledby="subjects" data-testid="subjects" data-all=matching data-typed=typed>
                <h2 id="subjects">{t::search::subjects()}</h2>
                <p class="quiet" role="status">{move || found(matching.get())}</p>
                <ul role="list">
                    <For
                        each=rows
                        key=|(words, row)| (words.clone(), row.message)
                        children=move |(words, row)| view! { <Row words row /> }
                    />
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Row(words: String, row: FoundMessage) -> impl IntoView {
    let person = row.people.first().map(|(person, _)| message_at(*person, row.message));
    let (shape, way, who) = match row.direction {
        Direction::Sent => (Shape::Sent, "sent", t::people::you_wrote()),
        Direction::Received => (Shape::Received, "received", t::people::they_wrote()),
    };
    let (finding, again) = (Finding::of_page(), person.clone());
    view! {
        <li>
            <a
                class="subject-row"
                href=person
                on:click=move |_| again.iter().for_each(|address| finding.again(address))
                data-testid="subject-row"
                data-key=format!("{:016x}", row.message.0)
                data-date=row.date
                data-direction=way
            >
                <span class="message-way" data-direction=way><Icon shape /><span class="unseen">{who}" "</span></span>
                <span class="subject-text" dir="auto"><Marked text=row.subject typed=words /></span>
                <span class="subject-who" dir="auto">{with(&row.people)}</span>
                <span class="subject-date">{short_date(&clock(row.date))}</span>
            </a>
        </li>
    }
}
