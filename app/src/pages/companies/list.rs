use crate::client::{Engine, failure, known, live};
use crate::components::filter::Filter;
use crate::components::trouble::Trouble;
use crate::features::leads::ToPipeline;
use crate::i18n::t;
use crate::platform::time::{Today, clock};
use crate::platform::title::title;
use crate::present::calendar::ago;
use crate::present::text::{messages, people};
use kith_engine::api::{CompanyRow, question};
use leptos::prelude::*;

/// How many are shown until the user asks for more.
const PAGE_ROWS: u32 = 100;

#[component]
pub(crate) fn Companies() -> impl IntoView {
    title(|| t::shell::companies().to_owned());
    let engine = Engine::of_page();
    let typed = RwSignal::new(String::new());
    let limit = RwSignal::new(PAGE_ROWS);
    let answer = live(
        move || (typed.get(), limit.get()),
        move || engine.track_people(),
        move |(typed, limit)| engine.ask(question::Companies { filter: typed, offset: 0, limit }),
    );
    let (known, failed) = (known(answer), failure(answer));
    let page = move || known.get();
    view! {
        <section class="page companies" data-testid="companies" data-all=move || page().all>
            <h1>{t::shell::companies()}</h1>
            <ToPipeline />
            <p class="quiet">{t::companies::intro()}</p>
            <Filter typed name="company-filter" label=t::companies::filter() />
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <ul role="list" class="company-list">
                <For each=move || page().rows key=|it| (it.id, it.name.clone(), it.people, it.last_contact) let:row><Line row /></For>
            </ul>
            <Show when=move || page().matching == 0 && answer.with(|it| it.as_ref().is_some_and(|it| it.1.is_ok()))>
                <p class="quiet">{t::companies::none()}</p>
            </Show>
            <Show when=move || { page().matching > limit.get() }>
                <button class="button" type="button" on:click=move |_| limit.update(|limit| *limit += PAGE_ROWS)>{t::companies::more()}</button>
            </Show>
        </section>
    }
}

#[component]
fn Line(row: CompanyRow) -> impl IntoView {
    let today = Today::of_page();
    let last = row.last_contact.map(|last| clock(last).day_number);
    view! {
        <li>
            <a class="company-row" href=format!("/companies/{:016x}", row.id.0) data-testid="company-row" data-people=row.people>
                <b dir="auto">{row.name}</b>
                <span class="quiet" dir="auto">{row.domains.join(", ")}</span>
                <span class="quiet">{people(row.people)}", "{messages(row.messages)}</span>
                <span class="quiet">{move || last.map(|last| ago(last, today.get()))}</span>
            </a>
        </li>
    }
}
