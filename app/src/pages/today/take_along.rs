//! What Today keeps behind its three dots.

use crate::client::Engine;
use crate::components::more::More;
use crate::features::decide::Decide;
use crate::features::help::Help;
use crate::i18n::t;
use crate::platform::download::download;
use crate::platform::time::now;
use crate::present::failed::Failed;
use crate::present::files::calendar_file;
use kith_domain::day::Day;
use kith_engine::api::question;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The hour at which an event of the calendar file rings.
const CALENDAR_HOUR: u8 = 9;

/// What comes, for the user's own calendar, and what the keys do.
#[component]
pub(super) fn TakeAlong(day: Memo<Day>) -> impl IntoView {
    let (engine, decide, help) = (Engine::of_page(), Decide::of_page(), Help::of_page());
    let take = move |_| {
        spawn_local(async move {
            let file = engine.ask(question::Calendar(day.get_untracked())).await;
            match file.map(|events| calendar_file(&events, now(), CALENDAR_HOUR)) {
                Ok(Some(file)) if download(&file.name, &file.media_type, file.text.as_bytes()) => {}
                Ok(Some(_)) => decide.failed(Failed::NoDownload),
                Ok(None) => decide.note(t::today::no_calendar()),
                Err(why) => decide.failed(why),
            }
        });
    };
    view! {
        <More id="today-more" testid="today-more">
            <button type="button" data-testid="calendar-file" title=t::today::calendar_hint() on:click=take>{t::today::calendar()}</button>
            <button type="button" on:click=move |_| help.open()>{t::keys::help()}" "<kbd aria-hidden="true">"?"</kbd></button>
        </More>
    }
}
