//! The rows of the editor: a condition, an action.

use super::model::{
    about, action_bucket, action_value, action_with, asking, condition_bucket, condition_value, deed, deeds, doing,
    subject, subjects, tags_list, test, tests, with_value,
};
use crate::components::icon::{Icon, Shape};
use crate::i18n::t;
use crate::present::rule_words::Named;
use kith_engine::api::{Condition, ContactRule, RuleAction, RulePlace};
use leptos::prelude::*;

/// A condition, by its place among them.
#[component]
pub(super) fn ConditionRow(
    rule: RwSignal<ContactRule>,
    at: usize,
    named: Memo<Named>,
    place: RulePlace,
) -> impl IntoView {
    let now = Memo::new(move |_| rule.with(|rule| rule.conditions.get(at).cloned()));
    let what = Memo::new(move |_| now.with(|it| it.as_ref().map(subject)).unwrap_or_default());
    let how = Memo::new(move |_| now.with(|it| it.as_ref().map(test)).unwrap_or_default());
    let value = Memo::new(move |_| now.with(|it| it.as_ref().and_then(condition_value)));
    let bucket = Memo::new(move |_| now.with(|it| it.as_ref().and_then(condition_bucket)));
    let ways = Memo::new(move |_| now.with(|it| it.as_ref().map(tests)).unwrap_or_default());
    let change = move |change: &dyn Fn(&Condition) -> Condition| {
        rule.update(|rule| {
            if let Some(condition) = rule.conditions.get_mut(at) {
                *condition = change(condition);
            }
        });
    };
    let remove = move |_| rule.update(|rule| drop((at < rule.conditions.len()).then(|| rule.conditions.remove(at))));
    let number = at + 1;
    view! {
        <li class="rule-part" data-testid="rule-condition">
            <select name="rule-what" aria-label=t::contact_rules::condition(number) prop:value=what
                on:change=move |event| { let to = event_target_value(&event); change(&|it| about(it, &to)); }>
                {move || named.with(|named| subjects(place, named)).into_iter().map(|(name, text)| {
                    let selected = what.with_untracked(|what| *what == name);
                    view! { <option value=name selected=selected>{text}</option> }
                }).collect_view()}
            </select>
            <select name="rule-how" aria-label=t::contact_rules::condition_test(number) prop:value=how
                on:change=move |event| { let to = event_target_value(&event); change(&|it| asking(it, &to)); }>
                {move || ways.get().into_iter().map(|(name, text)| {
                    view! { <option value=name selected=move || how.get() == name>{text}</option> }
                }).collect_view()}
            </select>
            <Show when=move || value.with(Option::is_some)>
                <input name="rule-value" dir="auto" autocomplete="off" aria-label=t::contact_rules::condition_value(number)
                    list=move || what.with(|what| what == "tag").then(|| tags_list(place))
                    prop:value=move || value.get().unwrap_or_default()
                    on:input=move |event| { let to = event_target_value(&event); change(&|it| with_value(it, to.clone())); } />
            </Show>
            <Show when=move || bucket.with(Option::is_some)>
                <BucketChoice named bucket label=t::contact_rules::condition_value(number)
                    chosen=Callback::new(move |to| change(&|it| match it {
                        Condition::Bucket { is_in, .. } => Condition::Bucket { bucket: to, is_in: *is_in },
                        other => other.clone(),
                    })) />
            </Show>
            <button class="icon-button" type="button" data-testid="rule-condition-remove" aria-label=t::contact_rules::remove_condition(number) on:click=remove>
                <Icon shape=Shape::Close />
            </button>
        </li>
    }
}

/// An action, by its place among them.
#[component]
pub(super) fn ActionRow(rule: RwSignal<ContactRule>, at: usize, named: Memo<Named>, place: RulePlace) -> impl IntoView {
    let now = Memo::new(move |_| rule.with(|rule| rule.actions.get(at).cloned()));
    let what = Memo::new(move |_| now.with(|it| it.as_ref().map(deed)).unwrap_or_default());
    let value = Memo::new(move |_| now.with(|it| it.as_ref().and_then(action_value)));
    let bucket = Memo::new(move |_| now.with(|it| it.as_ref().and_then(action_bucket)));
    let is_tag = move || what.with(|what| what.ends_with("-tag"));
    let change = move |change: &dyn Fn(&RuleAction) -> RuleAction| {
        rule.update(|rule| {
            if let Some(action) = rule.actions.get_mut(at) {
                *action = change(action);
            }
        });
    };
    let remove = move |_| rule.update(|rule| drop((at < rule.actions.len()).then(|| rule.actions.remove(at))));
    let number = at + 1;
    view! {
        <li class="rule-part" data-testid="rule-action">
            <select name="rule-deed" aria-label=t::contact_rules::action(number) prop:value=what
                on:change=move |event| { let to = event_target_value(&event); change(&|it| doing(it, &to)); }>
                {move || named.with(deeds).into_iter().map(|(name, text)| {
                    let selected = what.with_untracked(|what| *what == name);
                    view! { <option value=name selected=selected>{text}</option> }
                }).collect_view()}
            </select>
            <Show when=move || value.with(Option::is_some)>
                <input name="rule-action-value" dir="auto" autocomplete="off" aria-label=t::contact_rules::action_value(number)
                    list=move || is_tag().then(|| tags_list(place))
                    prop:value=move || value.get().unwrap_or_default()
                    on:input=move |event| { let to = event_target_value(&event); change(&|it| action_with(it, to.clone())); } />
            </Show>
            <Show when=move || bucket.with(Option::is_some)>
                <BucketChoice named bucket label=t::contact_rules::action_value(number)
                    chosen=Callback::new(move |to| change(&|it| match it {
                        RuleAction::AddToBucket(_) => RuleAction::AddToBucket(to),
                        RuleAction::RemoveFromBucket(_) => RuleAction::RemoveFromBucket(to),
                        other => other.clone(),
                    })) />
            </Show>
            <button class="icon-button" type="button" data-testid="rule-action-remove" aria-label=t::contact_rules::remove_action(number) on:click=remove>
                <Icon shape=Shape::Close />
            </button>
        </li>
    }
}

#[component]
fn BucketChoice(named: Memo<Named>, bucket: Memo<Option<u64>>, label: String, chosen: Callback<u64>) -> impl IntoView {
    let name = |id: u64| format!("{id:x}");
    view! {
        <select name="rule-bucket" aria-label=label
            on:change=move |event| chosen.run(u64::from_str_radix(&event_target_value(&event), 16).unwrap_or_default())>
            <option value="" selected=move || bucket.get() == Some(0)>{t::contact_rules::choose_bucket()}</option>
            {move || named.with(|named| named.buckets.clone()).into_iter().map(|(id, text)| {
                view! { <option value=name(id) selected=move || bucket.get() == Some(id)>{text}</option> }
            }).collect_view()}
        </select>
    }
}
