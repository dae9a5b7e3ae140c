//! Meetings that come: when, with whom, and what was written last.

use crate::features::conversation::model::others;
use crate::i18n::t;
use crate::platform::time::{Today as Calendar, clock};
use crate::present::links::slug;
use crate::present::meetings::{begins, guests, last_words, subject};
use kith_engine::api::{ComingMeeting, TodayView};
use leptos::prelude::*;
use leptos_router::components::A;

/// The meetings of the next days. Nothing if there is none.
#[component]
pub(super) fn ComingMeetings(known: Memo<TodayView>) -> impl IntoView {
    let rows = Memo::new(move |_| known.with(|known| known.meetings.clone()));
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            view! {
                <h2>{t::meetings::title()}</h2>
                <ul role="list" class="new-people" data-testid="meetings">
                    {rows.into_iter().map(|coming| view! { <Row coming /> }).collect_view()}
                </ul>
            }
        })
    }
}

#[component]
fn Row(coming: ComingMeeting) -> impl IntoView {
    let calendar = Calendar::of_page();
    let begin = clock(coming.row.start);
    let with = others(&guests(&coming));
    let about = subject(&coming.row).to_owned();
    let hook = coming.row.subject.clone();
    let open = (!coming.row.accepted).then(|| view! { <span class="quiet">{t::meetings::unanswered()}</span> });
    let to = coming.with.first().map(|guest| format!("/people/{}", slug(guest.person))).unwrap_or_default();
    let (row, people) = (coming.row, coming.with);
    view! {
        <li data-testid="meeting" data-subject=hook>
            <A href=to>
                <b>{move || begins(&row, &begin, calendar.get())}</b>" "
                <span dir="auto">{with}</span>": "<span dir="auto">{about}</span>" "{open}
            </A>
            {people.into_iter().map(|guest| {
                let words = move || last_words(&guest, |at| clock(at).day_number, calendar.get());
                view! { <p class="quiet" dir="auto" data-testid="last-words">{words}</p> }
            }).collect_view()}
        </li>
    }
}
