//! A pipeline: its stages side by side, or below each other where there is little room.

use super::card::Card;
use super::edit::Edited;
use super::model::{at, leads, purpose, total};
use super::moves::Moves;
use super::stages::Stages;
use crate::client::{Engine, failure, known, live};
use crate::components::avatar::Avatar;
use crate::components::editable::Editable;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::features::leads::new_lead;
use crate::i18n::t;
use crate::present::leads::is_in;
use kith_domain::day::Day;
use kith_engine::api::{
    CompanyId, Decision, LeadParty, LeadPlace, LeadRow, PersonId, Pipeline, PipelineView, question,
};
use leptos::ev::DragEvent;
use leptos::prelude::*;

#[component]
pub(super) fn Board(
    id: u64,
    view: Memo<Option<PipelineView>>,
    names: Memo<Vec<(u64, String)>>,
    currency: Memo<String>,
    day: Memo<Day>,
    choose: Callback<u64>,
    another: Callback<()>,
) -> impl IntoView {
    let decide = Decide::of_page();
    let moves = Moves::new(day, view);
    let pipeline = Memo::new(move |_| view.with(|view| view.as_ref().map(|it| it.pipeline.clone())));
    let rows = Memo::new(move |_| view.with(|view| view.as_ref().map(|it| it.leads.clone()).unwrap_or_default()));
    let name = Signal::derive(move || pipeline.with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default()));
    let rename = Callback::new(move |name: String| {
        // It has a name; nothing typed leaves it as it is.
        let new = pipeline.get_untracked().filter(|_| !name.is_empty());
        decide.store(new.map(|pipeline| Decision::Pipeline(Pipeline { name, ..pipeline })).into_iter().collect())
    });
    let open = move || rows.with(|rows| rows.iter().filter(|row| row.place.is_open()).cloned().collect::<Vec<_>>());
    let expected = move || {
        let (count, sum) = total(&open(), &currency.get());
        match sum {
            Some(sum) => t::pipeline::open_worth(count, sum),
            None => t::pipeline::open(count),
        }
    };
    let stages = move || {
        let of = |it: &Option<Pipeline>| it.iter().flat_map(|it| it.stages.clone()).enumerate().collect::<Vec<_>>();
        pipeline.with(of)
    };
    view! {
        <header class="page-head pipeline-head">
            <h1 dir="auto"><Editable value=name label=t::pipeline::name() name="pipeline-name" of=format!("{id:x}") save=rename /></h1>
            <Show when=move || { names.with(Vec::len) > 1 }>
                <select class="button" name="pipeline-choice" aria-label=t::pipeline::which() on:change=move |event| {
                    if let Ok(id) = u64::from_str_radix(&event_target_value(&event), 16) {
                        choose.run(id);
                    }
                }>
                    {move || names.get().into_iter().map(|(known, name)| view! {
                        <option value=format!("{known:x}") selected=known == id>{name}</option>
                    }).collect_view()}
                </select>
            </Show>
            <p class="count" data-testid="pipeline-sum">{expected}</p>
            <Stages pipeline rows currency another />
        </header>
        <AddLead id pipeline day />
        <div class="board" data-testid="board">
            <For each=stages key=|stage| format!("{stage:?}") let:placed>
                {
                    let (at, stage) = placed;
                    let purpose = purpose(at, &stage.name);
                    let note = match stage.days {
                        None => t::pipeline::no_follow_up().to_owned(),
                        Some(days) => t::pipeline::follow_up(days.max(1).into()),
                    };
                    view! { <Column place=LeadPlace::Stage(stage.id) name=stage.name note purpose rows currency moves /> }
                }
            </For>
        </div>
        <div class="closed">
            <Column place=LeadPlace::Won name=t::leads::won().to_owned() rows currency moves />
            <Column place=LeadPlace::Lost name=t::leads::lost().to_owned() rows currency moves />
        </div>
        <Edited rows moves />
    }
}

/// A stage with its leads, or those that are won or lost, which are folded away.
#[component]
fn Column(
    place: LeadPlace,
    name: String,
    /// When to follow up.
    #[prop(optional)]
    note: String,
    /// What it is for, which is said while it is empty.
    #[prop(optional)]
    purpose: &'static str,
    rows: Memo<Vec<LeadRow>>,
    currency: Memo<String>,
    moves: Moves,
) -> impl IntoView {
    let here = Memo::new(move |_| rows.with(|rows| at(rows, place)));
    let sum = Memo::new(move |_| here.with(|here| total(here, &currency.get())));
    let over = RwSignal::new(false);
    let drag_over = move |event: DragEvent| {
        if moves.dragged.get_untracked().is_some() {
            event.prevent_default();
            over.set(true);
        }
    };
    let drop_here = move |event: DragEvent| {
        over.set(false);
        if let Some(id) = moves.dragged.get_untracked() {
            event.prevent_default();
            moves.dragged.set(None);
            moves.put(id, place);
        }
    };
    let counted = move || {
        sum.with(|(count, sum)| match sum {
            Some(sum) => format!("{}, {sum}", leads(*count)),
            None => leads(*count),
        })
    };
    let cards = move || {
        view! {
            <ul role="list" class="leads">
                <For each=move || here.get() key=|row| format!("{row:?}") let:row><Card row currency moves /></For>
            </ul>
        }
    };
    let heading = name.clone();
    let inside = match place.is_open() {
        true => view! {
            <h2 dir="auto">{heading}</h2>
            <p class="stage-note"><span data-testid="stage-sum">{counted}</span>" · "{note}</p>
            {cards()}
            <Show when=move || sum.with(|(count, _)| *count == 0)><p class="stage-empty" data-testid="stage-empty">{purpose}</p></Show>
            <p class="lead-place" aria-hidden="true">{t::pipeline::drop_here()}</p>
        }
        .into_any(),
        false => view! {
            <details data-testid="closed-leads">
                <summary><b>{heading}</b>" "<span class="quiet" data-testid="stage-sum">{counted}</span></summary>
                {cards()}
            </details>
        }
        .into_any(),
    };
    view! {
        <section class="stage-column" class:over=move || over.get() class:ready=move || moves.dragged.get().is_some() aria-label=name.clone() data-testid="stage" data-name=name
            data-count=move || sum.with(|(count, _)| *count) data-place=super::model::value_of(place)
            on:dragover=drag_over on:dragleave=move |_| over.set(false) on:drop=drop_here>
            {inside}
        </section>
    }
}

/// Puts someone or a company into the first stage.
#[component]
fn AddLead(id: u64, pipeline: Memo<Option<Pipeline>>, day: Memo<Day>) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let typed = RwSignal::new(String::new());
    let found = live(
        move || typed.get().trim().to_owned(),
        || (),
        move |words: String| async move {
            match words.is_empty() {
                true => Ok(Default::default()),
                false => engine.ask(question::Find { words, limit: 5 }).await,
            }
        },
    );
    let (known, failed) = (known(found), failure(found));
    let order = Ordering::new();
    let rows = move || {
        let found = known.get();
        let companies = found
            .companies
            .1
            .into_iter()
            .map(|row| (LeadParty::Company(row.id), row.name, t::people::company().to_owned()));
        let people = found.people.1.into_iter().map(|row| (LeadParty::Person(row.id), row.name, row.address));
        companies.chain(people).collect::<Vec<_>>()
    };
    let add = move |party: LeadParty, name: String| {
        let Some(pipeline) = pipeline.get_untracked() else { return };
        let put = new_lead(&pipeline, party, day.get_untracked());
        let stored = decide.store_and_say(is_in(&name, &pipeline), put);
        order.store(stored, move || drop(typed.try_set(String::new())));
    };
    view! {
        <div class="add-lead">
            <input type="search" name="lead-find" data-pipeline=format!("{id:x}") aria-label=t::pipeline::add_lead() placeholder=t::pipeline::add_lead() autocomplete="off"
                prop:value=typed on:input=move |event| typed.set(event_target_value(&event)) />
            {move || order.failed.get().or_else(|| failed.get()).map(|failed| view! { <Trouble words=failed.words() /> })}
            <ul role="list" class="merge-list">
                <For each=rows key=|(party, name, _)| (*party, name.clone()) let:row>
                    {
                        let (party, name, note) = row;
                        let shown = name.clone();
                        let (LeadParty::Company(CompanyId(face)) | LeadParty::Person(PersonId(face))) = party;
                        view! {
                            <li><button class="row" type="button" data-testid="lead-found" on:click=move |_| add(party, name.clone())>
                                <Avatar id=face name=shown.clone() />
                                <span class="row-title" dir="auto">{shown.clone()}</span>
                                <span class="row-sub" dir="auto">{note}</span>
                            </button></li>
                        }
                    }
                </For>
            </ul>
        </div>
    }
}
