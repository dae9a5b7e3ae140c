//! The editor of a rule: conditions, actions, what it would do, and when it applies.

use super::model::{first_condition, is_complete, place_name, tags_list};
use super::parts::{ActionRow, ConditionRow};
use super::trial::Trial;
use crate::client::Engine;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::focus::show_soon;
use crate::platform::random::random_id;
use crate::present::rule_words::{Named, sentence};
use kith_engine::api::{Command, ContactRule, Decision, RuleAction, RulePlace};
use leptos::prelude::*;

/// Makes a rule, or changes the one of that number.
#[component]
pub(super) fn Editor(
    id: Option<u64>,
    rule: ContactRule,
    named: Memo<Named>,
    tags: Memo<Vec<String>>,
    /// It is saved, or not wanted after all.
    done: Callback<()>,
) -> impl IntoView {
    let (engine, decide, order) = (Engine::of_page(), Decide::of_page(), Ordering::new());
    let place = rule.place;
    let rule = RwSignal::new(rule);
    let number = id.unwrap_or_else(random_id);
    let at_once = RwSignal::new(false);
    let is_kith = place == RulePlace::Kith;
    let tried = RwSignal::new(false);
    let is_wrong = Memo::new(move |_| tried.get() && !rule.with(is_complete));
    let save = move |on: bool| {
        tried.set(true);
        if is_wrong.get_untracked() {
            return;
        }
        let decided = Decision::ContactRule { id: number, rule: Some(ContactRule { on, ..rule.get_untracked() }) };
        let stored = decide.store_and_say(t::contact_rules::saved(), vec![decided]);
        let runs = on && is_kith && at_once.get_untracked();
        let work = async move {
            stored.await?;
            match runs {
                true => engine.order(Command::RunRule { rule: number, mark: random_id() }).await,
                false => Ok(()),
            }
        };
        order.store(work, move || {
            if runs {
                decide.note(t::contact_rules::applied());
            }
            done.try_run(());
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save(true);
    };
    let conditions = Memo::new(move |_| rule.with(|rule| rule.conditions.len()));
    let actions = Memo::new(move |_| rule.with(|rule| rule.actions.len()));
    let add_condition = move |_| rule.update(|rule| rule.conditions.push(first_condition()));
    let add_action = move |_| rule.update(|rule| rule.actions.push(RuleAction::AddTag(String::new())));
    let said = Memo::new(move |_| rule.with(|rule| named.with(|named| sentence(rule, named))));
    let needs_all = Memo::new(move |_| rule.with(|rule| rule.needs_all));
    let heading = if id.is_some() { t::contact_rules::title_edit() } else { t::contact_rules::title_new() };
    let when = move |value: bool, name: &'static str, title: &'static str| {
        view! {
            <label class="tick-row">
                <input type="radio" name="rule-when" value=name prop:checked=move || at_once.get() == value on:change=move |_| at_once.set(value) />
                <span>{title}</span>
            </label>
        }
    };
    let heading_id = format!("rule-editor-{}", place_name(place));
    show_soon(format!("#{heading_id}"));
    view! {
        <form class="rule-editor" data-testid="rule-editor" on:submit=submit>
            <h3 id=heading_id tabindex="-1">{heading}</h3>
            <p class="rule-said" dir="auto" data-testid="rule-said">{said}</p>
            <fieldset>
                <legend>{t::contact_rules::if_title()}</legend>
                <Show when=move || { conditions.get() > 1 }>
                    <select name="rule-all" aria-label=t::contact_rules::how_many()
                        on:change=move |event| { let all = event_target_value(&event) == "all"; rule.update(|rule| rule.needs_all = all); }>
                        <option value="all" selected=move || needs_all.get()>{t::contact_rules::all()}</option>
                        <option value="any" selected=move || !needs_all.get()>{t::contact_rules::any()}</option>
                    </select>
                </Show>
                <ul role="list">
                    <For each=move || 0..conditions.get() key=|at| *at let:at><ConditionRow rule at named place /></For>
                </ul>
                <Show when=move || conditions.get() == 0><p class="quiet">{t::contact_rules::no_condition()}</p></Show>
                <button class="text-button" type="button" data-testid="rule-condition-add" on:click=add_condition>{t::contact_rules::add_condition()}</button>
            </fieldset>
            <fieldset>
                <legend>{t::contact_rules::then_title()}</legend>
                {(!is_kith).then(|| view! { <p>{t::contact_rules::syncs()}</p> })}
                <ul role="list">
                    <For each=move || 0..actions.get() key=|at| *at let:at><ActionRow rule at named place /></For>
                </ul>
                <button class="text-button" type="button" data-testid="rule-action-add" on:click=add_action>{t::contact_rules::add_action()}</button>
            </fieldset>
            <datalist id=tags_list(place)>{move || tags.get().into_iter().map(|tag| view! { <option value=tag></option> }).collect_view()}</datalist>
            <Trial rule named />
            {is_kith.then(|| view! {
                <fieldset>
                    <legend>{t::contact_rules::when()}</legend>
                    {when(false, "from-now", t::contact_rules::from_now())}
                    {when(true, "at-once", t::contact_rules::at_once())}
                </fieldset>
            })}
            <p class="field-wrong" role="alert">{move || is_wrong.get().then(t::contact_rules::problem::incomplete)}</p>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <div class="actions">
                <button class="button primary" type="submit" data-testid="rule-save" aria-disabled=move || order.busy.get().to_string()>{t::contact_rules::save_on()}</button>
                <button class="button" type="button" data-testid="rule-save-off" aria-disabled=move || order.busy.get().to_string() on:click=move |_| save(false)>{t::contact_rules::save_off()}</button>
                <button class="button" type="button" data-testid="rule-cancel" on:click=move |_| done.run(())>{t::common::cancel()}</button>
            </div>
        </form>
    }
}
