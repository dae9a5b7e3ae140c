//! Leads elsewhere: of a person or a company on their page, and those to follow up on Today.

use super::decide::Decide;
use crate::client::{Engine, failure, known, live};
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::platform::random::random_id;
use crate::platform::time::today;
use crate::present::leads::{is_in, why, worth};
use kith_domain::day::Day;
use kith_engine::api::{Decision, Lead};
use kith_engine::api::{LeadParty, LeadPlace, LeadRow, Pipeline, PipelinesView, question};
use leptos::prelude::*;
use leptos_router::components::A;

/// Where someone stands in the pipelines, and the way into one. Nothing while there is no pipeline.
#[component]
pub(crate) fn LeadsOf(party: LeadParty, #[prop(into)] name: Signal<String>) -> impl IntoView {
    let (engine, decide, day) = (Engine::of_page(), Decide::of_page(), today());
    let answer =
        live(move || day.get(), move || engine.track_people(), move |day| engine.ask(question::Pipelines(day)));
    let (known, failed): (Memo<PipelinesView>, _) = (known(answer), failure(answer));
    let put = move |pipeline: &Pipeline| {
        let said = is_in(&name.get_untracked(), pipeline);
        decide.say(said, new_lead(pipeline, party, day.get_untracked()));
    };
    let one = move |row: LeadRow, pipeline: &Pipeline, currency: &str| {
        let place = match row.place {
            LeadPlace::Won => t::leads::won().to_owned(),
            LeadPlace::Lost => t::leads::lost().to_owned(),
            LeadPlace::Stage(_) => row.stage.clone(),
        };
        let (pipeline, title) = (pipeline.name.clone(), row.lead.title.clone());
        let value = row.lead.value.map(|value| worth(value, currency));
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
                let text = t::leads::add_to(&pipeline.name);
                let add = (!is_open).then(|| view! {
                    <button class="button" type="button" data-testid="lead-add" on:click=move |_| put(&pipeline)>{text}</button>
                });
                view! { {lines}{add} }
            });
            view! { <section class="leads-of" aria-label=t::shell::pipeline() data-testid="leads-of">{parts.collect_view()}</section> }
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
            {move || if is_none.get() { t::leads::create_pipeline() } else { t::shell::pipeline() }}
        </A></p>
    }
}

/// What puts someone into the first stage of a pipeline.
pub(crate) fn new_lead(pipeline: &Pipeline, party: LeadParty, day: Day) -> Vec<Decision> {
    let Some(first) = pipeline.stages.first() else { return Vec::new() };
    let id = random_id();
    let lead = Lead { pipeline: pipeline.id, party, title: String::new(), value: None, expected: None };
    vec![
        Decision::Lead { id, lead: Some(lead) },
        Decision::MoveLead { lead: id, place: LeadPlace::Stage(first.id), day },
    ]
}
