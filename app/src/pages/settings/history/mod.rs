//! What was decided, and the way to undo it.

pub(crate) mod model;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::History;

#[cfg(target_arch = "wasm32")]
mod page {
    use super::model::{details, sentence};
    use crate::client::{Engine, failure, known, live};
    use crate::components::skeleton::Skeleton;
    use crate::components::trouble::Trouble;
    use crate::features::decide::Decide;
    use crate::i18n::t;
    use crate::platform::time::clock;
    use crate::platform::title::title;
    use crate::present::calendar::{clock as hour, long_date};
    use kith_engine::api::{Decision, JournalPage, JournalRow, question};
    use leptos::prelude::*;

    /// How many entries are shown until the user asks for more.
    const PAGE_ROWS: u32 = 100;

    /// Settings, History.
    #[component]
    pub(crate) fn History() -> impl IntoView {
        title(|| t::settings::history().to_owned());
        let engine = Engine::of_page();
        let limit = RwSignal::new(PAGE_ROWS);
        let answer = live(
            move || limit.get(),
            move || engine.track_people(),
            move |limit| engine.ask(question::Journal { limit }),
        );
        let (page, failed): (Memo<JournalPage>, _) = (known(answer), failure(answer));
        view! {
            <p class="quiet">{t::history::intro()}</p>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <Show when=move || { page.with(|page| page.unreadable) > 0 }>
                <p data-testid="history-unreadable">
                    {move || t::history::unreadable(page.with(|page| page.unreadable))}
                </p>
            </Show>
            <Show when=move || answer.with(Option::is_none)><Skeleton rows=8 /></Show>
            <ol role="list" class="history" data-testid="history" data-all=move || page.with(|page| page.all)>
                <For each=move || page.get().rows key=|it| it.mark let:row><Entry row page /></For>
            </ol>
            <Show when=move || page.with(|page| page.all) == 0 && answer.with(|it| it.as_ref().is_some_and(|it| it.1.is_ok()))>
                <p class="quiet">{t::history::none()}</p>
            </Show>
            <Show when=move || { page.with(|page| page.all) > limit.get() }>
                <button class="button" type="button" on:click=move |_| limit.update(|limit| *limit += PAGE_ROWS)>{t::companies::more()}</button>
            </Show>
        }
    }

    /// An entry, which stays where it is when it is undone, and the keyboard with it.
    #[component]
    fn Entry(row: JournalRow, page: Memo<JournalPage>) -> impl IntoView {
        let decide = Decide::of_page();
        let at = clock(row.at);
        // The first of a day says which.
        let day = Memo::new(move |_| {
            page.with(|page| {
                let place = page.rows.iter().position(|it| it.mark == row.mark);
                let before = place.and_then(|it| it.checked_sub(1)).and_then(|it| page.rows.get(it));
                before.is_none_or(|before| clock(before.at).day_number != at.day_number)
            })
        });
        let on = long_date(&at);
        let mark = row.mark;
        let run = row.run.as_ref().map(|run| run.people.to_string());
        let row = Memo::new(move |last: Option<&JournalRow>| {
            let now = page.with(|page| page.rows.iter().find(|it| it.mark == mark).cloned());
            now.or_else(|| last.cloned()).unwrap_or_else(|| row.clone())
        });
        let undone = Memo::new(move |_| row.with(|row| row.undone));
        // They stay open when it is undone.
        let parts = Memo::new(move |_| row.with(details));
        let turn = move |_| {
            let undone = !undone.get_untracked();
            match row.with_untracked(|row| row.run.as_ref().map(|run| run.id)) {
                Some(run) => decide.turn_run(run, undone),
                None => decide.quietly(vec![Decision::Undo { mark, undone }]),
            }
        };
        view! {
            <li class:first-of-day=move || day.get() data-testid="entry" data-undone=move || undone.get().to_string() data-run=run>
                <h2 class="history-day" hidden=move || !day.get()>{on}</h2>
                <span class="history-hour">{hour(&at)}</span>
                <p dir="auto">{move || row.with(sentence)}</p>
                {move || {
                    let (told, more) = parts.get();
                    (!told.is_empty()).then(|| view! {
                        <details class="why history-parts" data-testid="entry-parts">
                            <summary>{t::common::details()}</summary>
                            <ul>
                                {told.into_iter().map(|it| view! { <li dir="auto">{it}</li> }).collect_view()}
                                {(more > 0).then(|| view! { <li class="quiet">{t::history::more_parts(more)}</li> })}
                            </ul>
                        </details>
                    })
                }}
                <button class="text-button" type="button" data-testid="entry-turn" data-once="" on:click=turn>
                    {move || if undone.get() { t::history::redo() } else { t::told::undo() }}
                </button>
            </li>
        }
    }
}
