//! Leads elsewhere: of a person or a company on their page, and those to follow up on Today.

use super::card::address;
use super::model::{is_in, title, why};
use super::view::put_into;
use crate::components::decide::Decide;
use crate::components::trouble::Trouble;
use crate::engine::{Engine, failure, known, live};
use crate::pages::today::today;
use kith_domain::pipeline::amount;
use kith_engine::api::{LeadRow, Party, Pipeline, PipelinesView, Place, TodayView, question};
use leptos::prelude::*;
use leptos_router::components::A;

/// Where somebody stands in the pipelines, and the way into one. Nothing while there is no pipeline.
#[component]
pub(crate) fn LeadsOf(party: Party, #[prop(into)] name: Signal<String>) -> impl IntoView {
    let (engine, decide, day) = (Engine::of_page(), Decide::of_page(), today());
    let answer =
        live(move || day.get(), move || engine.track_people(), move |day| engine.ask(question::Pipelines(day)));
    let (known, failed): (Memo<PipelinesView>, _) = (known(answer), failure(answer));
    let put = move |pipeline: &Pipeline| {
        let said = is_in(&name.get_untracked(), pipeline);
        decide.say(said, put_into(pipeline, party, day.get_untracked()));
    };
    let one = move |row: LeadRow, pipeline: &Pipeline, currency: &str| {
        let place = match row.place {
            Place::Won => "Won".to_owned(),
            Place::Lost => "Lost".to_owned(),
            Place::Stage(_) => row.stage.clone(),
        };
        let (pipeline, title) = (pipeline.name.clone(), row.lead.title.clone());
        let value = row.lead.value.map(|value| amount(value, currency));
        let due = row.follow.map(|follow| why(follow, &row.stage));
        let hook = place.clone();
        view! {
            <p data-testid="lead-of" data-stage=hook>
                <A href="/pipeline"><b dir="auto">{pipeline}": "{place}</b></A>
                " "<span dir="auto">{title}</span>" "<span class="quiet">{value}</span>
                {due.map(|due| view! { <span class="lead-due" dir="auto">{due}</span> })}
            </p>
        }
    };
    let leads = move || {
        let known = known.get();
        (!known.pipelines.is_empty()).then(|| {
            let parts = known.pipelines.into_iter().map(|it| {
                let pipeline = it.pipeline;
                let rows: Vec<LeadRow> = it.leads.into_iter().filter(|row| row.lead.party == party).collect();
                let is_open = rows.iter().any(|row| row.place.is_open());
                let lines = rows.into_iter().map(|row| one(row, &pipeline, &known.currency)).collect_view();
                let text = format!("Add to {}", pipeline.name);
                let add = (!is_open).then(|| view! {
                    <button class="button" type="button" data-testid="lead-add" on:click=move |_| put(&pipeline)>{text}</button>
                });
                view! { {lines}{add} }
            });
            view! { <section class="leads-of" aria-label="Pipeline" data-testid="leads-of">{parts.collect_view()}</section> }
        })
    };
    view! {
        {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        {leads}
    }
}

/// The way to the pipeline, or to making one.
#[component]
pub(crate) fn ToPipeline() -> impl IntoView {
    let overview = Engine::of_page().overview();
    let is_none = Memo::new(move |_| overview.with(|it| it.as_ref().is_none_or(|it| it.pipelines == 0)));
    view! {
        <p><A href="/pipeline" attr:class="quiet-link" attr:data-testid="to-pipeline">
            {move || if is_none.get() { "Create a pipeline" } else { "Pipeline" }}
        </A></p>
    }
}

/// Leads whose stage wants a follow-up. Nothing if there is none.
#[component]
pub(crate) fn FollowUps(known: Memo<TodayView>) -> impl IntoView {
    let rows = Memo::new(move |_| known.with(|known| known.follow_ups.clone()));
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            view! {
                <h2>"Follow-ups"</h2>
                <ul role="list" class="new-people" data-testid="follow-ups">
                    {rows.into_iter().map(|row| {
                        let shown = title(&row).to_owned();
                    let hook = shown.clone();
                        let why = row.follow.map(|follow| why(follow, &row.stage));
                        view! {
                            <li data-testid="follow-up" data-name=hook><A href=address(row.lead.party)>
                                <b dir="auto">{shown}</b>" "<span class="quiet" dir="auto">{why}</span>
                            </A></li>
                        }
                    }).collect_view()}
                </ul>
            }
        })
    }
}
