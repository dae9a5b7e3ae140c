use super::model::list_title;
use super::scope::scope_of_page;
use crate::client::{Engine, changes_at_rest, failure, known, live};
use crate::components::heading::PageHead;
use crate::components::icon::{Icon, Shape};
use crate::components::trouble::Trouble;
use crate::features::photos::PersonAvatar;
use crate::i18n::t;
use crate::platform::time::{Today, clock};
use crate::platform::title::title;
use crate::present::calendar::{ago, short_date};
use crate::present::figures::{figure, insights_at};
use crate::present::links::{message_at, slug};
use crate::present::text::thousands;
use kith_engine::api::{Direction, Figure, FigurePage, FoundMessage, PersonRow, question};
use leptos::prelude::*;
use leptos_router::components::{A, Redirect};
use leptos_router::hooks::use_params_map;

/// How many are shown until the user asks for more.
const PAGE_ROWS: u32 = 100;

/// The list behind a figure.
#[component]
pub(crate) fn BehindFigure() -> impl IntoView {
    let params = use_params_map();
    let asked = Memo::new(move |_| params.with(|params| params.get("figure").and_then(|name| figure(&name))));
    move || match asked.get() {
        Some(figure) => view! { <List figure /> }.into_any(),
        None => view! { <Redirect path="/insights" /> }.into_any(),
    }
}

#[component]
fn List(figure: Figure) -> impl IntoView {
    title(move || list_title(figure));
    let engine = Engine::of_page();
    let (of, limit) = (scope_of_page(), RwSignal::new(PAGE_ROWS));
    let answer = live(
        move || (of.get(), limit.get()),
        changes_at_rest(engine),
        move |(of, limit)| engine.ask(question::BehindFigure { figure, of, offset: 0, limit }),
    );
    let (known, failed): (Memo<FigurePage>, _) = (known(answer), failure(answer));
    let is_there = Memo::new(move |_| answer.with(|it| it.as_ref().is_some_and(|(_, answer)| answer.is_ok())));
    let count = Signal::derive(move || match is_there.get() {
        true => thousands(known.with(|page| page.all)),
        false => String::new(),
    });
    view! {
        <section class="page insights" data-testid="figure-list" data-all=move || known.with(|page| page.all)>
            <A href=move || insights_at(&of.get()) attr:class="back"><Icon shape=Shape::Back />{t::insights::title()}</A>
            <PageHead title=list_title(figure) count />
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <ul role="list" class="insight-rows">
                <For each=move || known.get().people key=|row| (row.id, row.name.clone()) let:row><PersonLine row /></For>
                <For each=move || known.get().messages key=|row| row.message let:row><MessageLine row /></For>
            </ul>
            <Show when=move || is_there.get() && known.with(|page| page.all == 0)>
                <p class="quiet">{t::insights::list::none()}</p>
            </Show>
            <Show when=move || { known.with(|page| page.all) > limit.get() }>
                <button class="button" type="button" data-testid="figure-more" on:click=move |_| limit.update(|limit| *limit += PAGE_ROWS)>{t::companies::more()}</button>
            </Show>
        </section>
    }
}

#[component]
fn PersonLine(row: PersonRow) -> impl IntoView {
    let calendar = Today::of_page();
    let last = row.last_contact.map(|last| clock(last.at).day_number);
    view! {
        <li><A href=format!("/people/{}", slug(row.id)) attr:class="row" attr:data-testid="figure-person">
            <PersonAvatar id=row.id name=row.name.clone() photo=row.photo />
            <span class="row-title" dir="auto">{row.name}</span>
            <span class="row-sub">{move || last.map(|last| ago(last, calendar.get()))}</span>
        </A></li>
    }
}

#[component]
fn MessageLine(row: FoundMessage) -> impl IntoView {
    let FoundMessage { message, date, direction, subject, people } = row;
    let subject = if subject.is_empty() { t::common::no_subject().to_owned() } else { subject };
    let at = people.first().map(|(person, _)| message_at(*person, message));
    let names = people.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(", ");
    let (shape, tone) = match direction {
        Direction::Sent => (Shape::Sent, "sent"),
        Direction::Received => (Shape::Received, "received"),
    };
    let line = view! {
        <span class="row-icon"><Icon shape /></span>
        <span class="row-title" dir="auto">{subject}</span>
        <span class="row-meta">{short_date(&clock(date))}</span>
        <span class="row-sub" dir="auto">{names}</span>
    };
    view! {
        <li>{match at {
            Some(at) => view! {
                <A href=at attr:class="row" attr:data-testid="figure-message" attr:data-direction=tone>{line}</A>
            }.into_any(),
            None => view! { <p class="row" data-testid="figure-message" data-direction=tone>{line}</p> }.into_any(),
        }}</li>
    }
}
