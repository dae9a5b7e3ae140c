use super::calendar_model::{found, left_out as reason, met, take_in};
use super::looking::put_away;
use crate::client::Engine;
use crate::components::trouble::Trouble;
use crate::features::import_file::ImportFile;
use crate::features::whose_calendar::WhoseCalendar;
use crate::i18n::t;
use crate::platform::time::clock;
use crate::present::links::slug;
use crate::present::words::file;
use kith_engine::api::{CalendarLeftOut, CalendarPreview};
use leptos::prelude::*;
use leptos_router::components::A;

/// What would come of a calendar: how many meetings, with whom, and what is left out.
#[component]
pub(super) fn Calendar(
    preview: Memo<Option<CalendarPreview>>,
    importing: ImportFile,
    import: Callback<()>,
) -> impl IntoView {
    let engine = Engine::of_page();
    let entries = Memo::new(move |_| preview.with(|it| it.as_ref().map_or(0, |it| it.entries)));
    let meetings = Memo::new(move |_| preview.with(|it| it.as_ref().map_or(0, |it| it.meetings)));
    let start = move |_| {
        if entries.get_untracked() > 0 {
            import.run(());
        }
    };
    view! {
        <div class="import-preview" data-testid="import-calendar" data-entries=entries data-meetings=meetings>
            {move || preview.get().map(|preview| match &preview.problem {
                Some(problem) => view! { <Trouble words=file(problem) /> }.into_any(),
                None => view! { <Told preview /> }.into_any(),
            })}
            <div class="actions import-actions">
                <button class="button primary" type="button" data-testid="import-yes" aria-disabled=move || (entries.get() == 0).to_string() on:click=start>
                    {move || preview.with(|it| it.as_ref().map(take_in))}
                </button>
                <button class="button" type="button" data-testid="import-other" on:click=move |_| put_away(engine, importing)>{t::common::cancel()}</button>
            </div>
            <p class="quiet">{t::import::calendar::hint()}</p>
        </div>
    }
}

#[component]
fn Told(preview: CalendarPreview) -> impl IntoView {
    let said = found(&preview, clock);
    let CalendarPreview { with, left_out, owner, .. } = preview;
    let is_others = left_out.iter().any(|(why, _)| *why == CalendarLeftOut::NotYours);
    let is_with = !with.is_empty();
    let with = with.into_iter().map(|it| {
        let count = met(&it, clock);
        view! {
            <li data-testid="import-calendar-person">
                <A href=format!("/people/{}", slug(it.person))><span dir="auto">{it.name}</span></A>
                <span class="quiet">{count}</span>
            </li>
        }
    });
    let is_left_out = !left_out.is_empty();
    let left_out = left_out.into_iter().map(|(why, count)| view! { <li>{reason(why, count)}</li> });
    view! {
        <p role="status" data-testid="import-calendar-found">{said}</p>
        {is_with.then(|| view! {
            <h3>{t::import::calendar::with()}</h3>
            <ul role="list" class="import-met">{with.collect_view()}</ul>
        })}
        {is_left_out.then(|| view! {
            <h3>{t::import::calendar::left_out()}</h3>
            <ul data-testid="import-calendar-left-out">{left_out.collect_view()}</ul>
        })}
        {is_others.then(|| view! { <WhoseCalendar owner /> })}
    }
}
