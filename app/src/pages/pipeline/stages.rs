//! The stages of a pipeline, its currency, and what ends it.

use super::model::at;
use crate::components::confirm::{Confirm, Yes};
use crate::components::editable::Editable;
use crate::components::icon::{Icon, Shape};
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::components::unsaved::{Unsaved, UnsavedField};
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::random::random_id;
use kith_engine::api::{Decision, LeadPlace, LeadRow, Pipeline, Stage};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub(super) fn Stages(
    pipeline: Memo<Option<Pipeline>>,
    rows: Memo<Vec<LeadRow>>,
    currency: Memo<String>,
    another: Callback<()>,
) -> impl IntoView {
    let decide = Decide::of_page();
    let change = Callback::new(move |change: Change| {
        let Some(mut pipeline) = pipeline.get_untracked() else { return Vec::new() };
        match change {
            Change::Put(stage) => match pipeline.stages.iter_mut().find(|known| known.id == stage.id) {
                Some(known) => *known = stage,
                None => pipeline.stages.push(stage),
            },
            Change::Reorder(id, by) => pipeline = pipeline.reordered(id, by),
        }
        vec![Decision::Pipeline(pipeline)]
    });
    let remove = Callback::new(move |stage: Stage| {
        let Some(pipeline) = pipeline.get_untracked() else { return };
        let is_empty = rows.with_untracked(|rows| at(rows, LeadPlace::Stage(stage.id)).is_empty());
        let new = pipeline.clone().without(stage.id);
        let to = pipeline.moved(&new).get(&stage.id).and_then(|to| new.stage(*to)).map(|to| to.name.clone());
        let said = match to.filter(|_| !is_empty) {
            Some(to) => t::pipeline::stage_deleted_moved(&stage.name, to),
            None => t::pipeline::stage_deleted(&stage.name),
        };
        decide.say(said, vec![Decision::Pipeline(new)]);
    });
    let stages = move || pipeline.with(|it| it.iter().flat_map(|it| it.stages.clone()).collect::<Vec<_>>());
    let only = Memo::new(move |_| pipeline.with(|it| it.as_ref().is_some_and(|it| it.stages.len() < 2)));
    let name = RwSignal::new(String::new());
    let unsaved = UnsavedField::new("stage-new", "", t::pipeline::new_stage());
    unsaved.hold(name);
    // What was typed and not saved is to be seen.
    let (typed, path) = (Unsaved::of_page(), use_location().pathname);
    let is_typed = Memo::new(move |_| {
        let of_stage = |id: u64| [("stage-name", format!("{id:x}")), ("stage-days", format!("{id:x}"))];
        let of_all = [("stage-new", String::new()), ("currency", String::new())];
        let stages = pipeline.with(|it| it.iter().flat_map(|it| &it.stages).map(|stage| stage.id).collect::<Vec<_>>());
        let mut fields = of_all.into_iter().chain(stages.into_iter().flat_map(of_stage));
        path.with(|path| fields.any(|(name, of)| typed.has(path, name, &of)))
    });
    let details = NodeRef::<leptos::html::Details>::new();
    Effect::new(move |_| {
        if let (Some(details), true) = (details.get(), is_typed.get()) {
            details.set_open(true);
        }
    });
    let order = Ordering::new();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked().trim().to_owned();
        if !typed.is_empty() {
            let new = change.run(Change::Put(Stage { id: random_id(), name: typed, days: Some(7) }));
            order.store(decide.store(new), move || drop(name.try_set(String::new())));
        }
    };
    let money = Callback::new(move |typed: String| decide.store(vec![Decision::Currency(typed)]));
    let deleting = RwSignal::new(false);
    let delete = Callback::new(move |()| {
        let pipeline = pipeline.get_untracked();
        let said = t::pipeline::deleted(pipeline.as_ref().map(|it| it.name.as_str()).unwrap_or_default());
        let gone = pipeline.map(|pipeline| Decision::Pipeline(Pipeline { name: String::new(), ..pipeline }));
        decide.store_and_say(said, gone.into_iter().collect())
    });
    let yes =
        StoredValue::new(vec![Yes { text: t::common::delete(), testid: "confirm-yes", danger: true, run: delete }]);
    let title = Signal::derive(move || {
        pipeline.with(|it| t::pipeline::delete_title(it.as_ref().map(|it| it.name.as_str()).unwrap_or_default()))
    });
    view! {
        <details class="stages" data-testid="stages" node_ref=details>
            <summary class="icon-button" data-testid="stages-open" aria-label=t::pipeline::stages() title=t::pipeline::stages()><Icon shape=Shape::Settings /></summary>
            <ol role="list" class="stage-list">
                <For each=stages key=|stage| stage.id let:first><One first pipeline change=change remove only /></For>
            </ol>
            <form class="add-rule" on:submit=add data-testid="add-stage">
                <input name="stage-new" aria-label=t::pipeline::new_stage_name() placeholder=t::pipeline::new_stage() prop:value=name on:input=move |event| name.set(event_target_value(&event)) />
                <button class="button" type="submit">{t::pipeline::add()}</button>
                {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            </form>
            <div class="detail"><span class="detail-title">{t::pipeline::currency()}</span>
                <Editable value=currency label=t::pipeline::currency_label() name="currency" save=money /></div>
            <div class="actions">
                <button class="button" type="button" data-testid="another-pipeline" on:click=move |_| another.run(())>{t::pipeline::another()}</button>
                <button class="button quiet-danger" type="button" data-testid="delete-pipeline" on:click=move |_| deleting.set(true)>{t::common::delete()}</button>
            </div>
            <Confirm open=deleting title yes><p>{t::pipeline::delete_text()}</p></Confirm>
        </details>
    }
}

/// What becomes of a stage.
enum Change {
    /// It is added, or is another from now on.
    Put(Stage),
    /// It moves on by this many places.
    Reorder(u64, isize),
}

#[component]
fn One(
    first: Stage,
    pipeline: Memo<Option<Pipeline>>,
    change: Callback<Change, Vec<Decision>>,
    remove: Callback<Stage>,
    only: Memo<bool>,
) -> impl IntoView {
    let id = first.id;
    // The row stays when its text changes, so the keyboard stays where it is.
    let stage = Memo::new(move |before: Option<&Stage>| {
        let now = pipeline.with(|it| it.as_ref().and_then(|it| it.stage(id).cloned()));
        now.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
    });
    let name = Signal::derive(move || stage.with(|it| it.name.clone()));
    let days = Signal::derive(move || stage.with(|it| it.days.map(in_days).unwrap_or_default()));
    let decide = Decide::of_page();
    let rename = Callback::new(move |name: String| {
        // It has a name; nothing typed leaves it as it is.
        let new = (!name.is_empty()).then(|| change.run(Change::Put(Stage { name, ..stage.get_untracked() })));
        decide.store(new.unwrap_or_default())
    });
    let every = Callback::new(move |typed: String| {
        decide.store(change.run(Change::Put(Stage { days: parse_days(&typed), ..stage.get_untracked() })))
    });
    let reorder = move |by: isize| decide.quietly(change.run(Change::Reorder(id, by)));
    let (up, down) = (move || t::pipeline::move_up(name.get()), move || t::pipeline::move_down(name.get()));
    view! {
        <li class="stage-line" data-testid="stage-line" data-item=format!("{id:x}") data-name=name>
            <Editable value=name label=t::pipeline::stage_name() name="stage-name" of=format!("{id:x}") save=rename />
            <span class="quiet">{t::pipeline::follow_up_after()}" "<Editable value=days label=t::pipeline::days_label() name="stage-days" of=format!("{id:x}") check=check_days save=every /></span>
            <span class="stage-acts">
                <button class="text-button" type="button" aria-label=up data-testid="stage-up" on:click=move |_| reorder(-1)>{t::pipeline::up()}</button>
                <button class="text-button" type="button" aria-label=down data-testid="stage-down" on:click=move |_| reorder(1)>{t::pipeline::down()}</button>
                <Show when=move || !only.get()>
                    <button class="text-button" type="button" data-testid="stage-remove" on:click=move |_| remove.run(stage.get_untracked())>{t::common::remove()}</button>
                </Show>
            </span>
        </li>
    }
}

fn in_days(days: u16) -> String {
    t::pipeline::after_days(days.into())
}

fn parse_days(typed: &str) -> Option<u16> {
    // In any language that Kith writes them.
    let typed = typed.trim().to_lowercase();
    let digits = ["days", "day", "tagen", "tage", "tag"].iter().find_map(|unit| typed.strip_suffix(unit));
    digits.unwrap_or(&typed).trim().parse().ok().filter(|days| *days > 0)
}

fn check_days(typed: &str) -> Result<String, &'static str> {
    parse_days(typed).map(in_days).ok_or_else(t::pipeline::bad_days)
}
