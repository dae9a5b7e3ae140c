//! The rules of a place, each as a sentence.

use super::editor::Editor;
use super::model::{empty, place_name};
use crate::client::{Engine, failure, known, live};
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::random::random_id;
use crate::present::rule_words::{Named, problem, sentence};
use kith_engine::api::{Command, ContactRule, Decision, Lists, RulePlace, RuleView, question};
use leptos::prelude::*;

/// Which rule is being made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edited {
    New,
    Known(u64),
}

/// The rules of a place, and the way to make another.
#[component]
pub(crate) fn RuleList(place: RulePlace) -> impl IntoView {
    let engine = Engine::of_page();
    let track = move || {
        engine.track_people();
        engine.track_address_books();
    };
    let answer = live(|| (), track, move |()| engine.ask(question::Rules));
    let (all, failed): (Memo<Vec<RuleView>>, _) = (known(answer), failure(answer));
    let lists: Memo<Lists> = known(live(|| (), track, move |()| engine.ask(question::Lists)));
    let buckets = known(live(|| (), track, move |()| engine.ask(question::Buckets)));
    let named = Memo::new(move |_| Named {
        buckets: buckets.with(|all| all.iter().map(|it| (it.bucket.id, it.bucket.name.clone())).collect()),
        fields: lists.with(|lists| lists.fields.iter().map(|(id, name, _)| (*id, name.clone())).collect()),
    });
    let tags =
        Memo::new(move |_| lists.with(|lists| lists.tags.iter().map(|(tag, _)| tag.clone()).collect::<Vec<_>>()));
    let rules =
        Memo::new(move |_| all.with(|all| all.iter().filter(|it| it.rule.place == place).cloned().collect::<Vec<_>>()));
    let ids = move || rules.with(|rules| rules.iter().map(|it| it.id).collect::<Vec<_>>());
    let there = Memo::new(move |_| answer.with(|it| it.as_ref().is_some_and(|it| it.1.is_ok())));
    let edited = RwSignal::new(None::<Edited>);
    let done = Callback::new(move |()| edited.set(None));
    let known =
        move |id: u64| rules.with_untracked(|rules| rules.iter().find(|it| it.id == id).map(|it| it.rule.clone()));
    view! {
        <div class="contact-rules" data-testid="contact-rules" data-place=place_name(place) data-all=move || there.get().then(|| rules.with(Vec::len))>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <ul role="list" class="rules">
                <For each=ids key=|id| *id let:id><Rule id rules named edited /></For>
            </ul>
            <Show when=move || there.get() && rules.with(Vec::is_empty) && edited.get().is_none()>
                <div class="empty" data-testid="rules-none">
                    <p>{t::contact_rules::none()}</p>
                    {(place == RulePlace::Kith).then(|| view! { <p>{t::contact_rules::none_hint()}</p> })}
                </div>
            </Show>
            {move || match edited.get() {
                None => view! {
                    <button class="button" class:primary=move || rules.with(Vec::is_empty) type="button" data-testid="rule-new" on:click=move |_| edited.set(Some(Edited::New))>{t::contact_rules::new()}</button>
                }.into_any(),
                Some(Edited::New) => view! { <Editor id=None rule=empty(place) named tags done /> }.into_any(),
                Some(Edited::Known(id)) => match known(id) {
                    Some(rule) => view! { <Editor id=Some(id) rule named tags done /> }.into_any(),
                    None => ().into_any(),
                },
            }}
        </div>
    }
}

#[component]
fn Rule(id: u64, rules: Memo<Vec<RuleView>>, named: Memo<Named>, edited: RwSignal<Option<Edited>>) -> impl IntoView {
    let (engine, decide, order) = (Engine::of_page(), Decide::of_page(), Ordering::new());
    let view = Memo::new(move |before: Option<&Option<RuleView>>| {
        let now = rules.with(|rules| rules.iter().find(|it| it.id == id).cloned());
        now.or_else(|| before.cloned().flatten())
    });
    let said = move || view.with(|it| it.as_ref().map(|it| named.with(|named| sentence(&it.rule, named))));
    let why = Memo::new(move |_| view.with(|it| it.as_ref().and_then(|it| it.problem.as_ref().map(problem))));
    let count = move || view.with(|it| it.as_ref().and_then(|it| it.count).map(t::contact_rules::holds_for));
    let is_on = Memo::new(move |_| view.with(|it| it.as_ref().is_some_and(|it| it.rule.on)));
    let rule = move || view.with_untracked(|it| it.as_ref().map(|it| it.rule.clone()));
    let is_kith = rule().is_some_and(|rule| rule.place == RulePlace::Kith);
    let turn = move |_| {
        let Some(rule) = rule() else { return };
        let on = !rule.on;
        let said = if on { t::contact_rules::switched_on() } else { t::contact_rules::switched_off() };
        decide.say(said, vec![Decision::ContactRule { id, rule: Some(ContactRule { on, ..rule }) }]);
    };
    let delete = move |_| {
        decide.say(t::contact_rules::deleted(), vec![Decision::ContactRule { id, rule: None }]);
    };
    let apply = move |_| {
        order.store(engine.order(Command::RunRule { rule: id, mark: random_id() }), move || {
            decide.note(t::contact_rules::applied());
        });
    };
    view! {
        <li class="rule" data-testid="contact-rule" data-item=format!("{id:x}") data-on=move || is_on.get().to_string() data-problem=move || why.with(Option::is_some).to_string()>
            <p dir="auto">{said}</p>
            {move || why.get().map(|why| view! { <p class="hint" role="status">{why}</p> })}
            <div class="actions">
                <label class="tick-row">
                    <input type="checkbox" role="switch" name="rule-on" prop:checked=is_on on:click=turn />
                    <span>{t::contact_rules::switch()}</span>
                </label>
                <span class="quiet">{count}</span>
                <button class="text-button" type="button" data-testid="rule-edit" on:click=move |_| edited.set(Some(Edited::Known(id)))>{t::contact_rules::edit()}</button>
                {is_kith.then(|| view! {
                    <button class="text-button" type="button" data-testid="rule-apply" aria-disabled=move || (order.busy.get() || why.with(Option::is_some)).to_string() on:click=apply>{t::contact_rules::apply_to_all()}</button>
                })}
                <button class="text-button" type="button" data-testid="rule-delete" data-once="" on:click=delete>{t::contact_rules::delete()}</button>
            </div>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </li>
    }
}
