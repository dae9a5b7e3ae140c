//! What a rule would do, before it is switched on.

use crate::client::Engine;
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::present::failed::Failed;
use crate::present::links::slug;
use crate::present::rule_words::{Named, action, problem};
use crate::present::text::people;
use kith_engine::api::{ContactRule, RuleTrial, RuleTrialRow, question};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// How many people are named.
const SHOWN: usize = 10;

/// A button that tries a rule as it stands in the editor, and what came of it, until the rule is changed.
#[component]
pub(super) fn Trial(rule: RwSignal<ContactRule>, named: Memo<Named>) -> impl IntoView {
    let engine = Engine::of_page();
    let (busy, tried) = (RwSignal::new(false), RwSignal::new(None::<(ContactRule, Result<RuleTrial, Failed>)>));
    let begin = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let asked = rule.get_untracked();
        spawn_local(async move {
            let answer = engine.ask(question::TryRule(asked.clone())).await;
            busy.try_set(false);
            tried.try_set(Some((asked, answer)));
        });
    };
    let current = Memo::new(move |_| {
        tried.with(|tried| tried.as_ref().filter(|(of, _)| rule.with(|rule| rule == of)).map(|(_, it)| it.clone()))
    });
    view! {
        <div class="rule-trial" aria-live="polite">
            <div class="actions">
                <button class="button" type="button" data-testid="rule-try" aria-disabled=move || busy.get().to_string() on:click=begin>
                    {move || if busy.get() { t::contact_rules::trying() } else { t::contact_rules::try_it() }}
                </button>
                <span class="quiet">{t::contact_rules::try_hint()}</span>
            </div>
            {move || current.get().map(|tried| match tried {
                Err(failed) => view! { <Trouble words=failed.words() /> }.into_any(),
                Ok(RuleTrial { problem: Some(why), .. }) => {
                    view! { <p class="hint" data-testid="rule-tried" data-problem="">{problem(&why)}</p> }.into_any()
                }
                Ok(trial) => view! { <Outcome trial named /> }.into_any(),
            })}
        </div>
    }
}

#[component]
fn Outcome(trial: RuleTrial, named: Memo<Named>) -> impl IntoView {
    let RuleTrial { count, changed, rows, .. } = trial;
    let shown = u32::try_from(rows.len().min(SHOWN)).unwrap_or(u32::MAX);
    let more = (count > shown).then(|| t::common::and_more(crate::i18n::number(count - shown)));
    let row = move |row: RuleTrialRow| {
        let name = match row.person {
            Some(id) => view! { <A href=format!("/people/{}", slug(id))>{row.name}</A> }.into_any(),
            None => view! { <span>{row.name}</span> }.into_any(),
        };
        let does = named.with_untracked(|named| row.changes.iter().map(|it| action(it, named)).collect::<Vec<_>>());
        view! { <li><span dir="auto">{name}</span>" "<span class="quiet" dir="auto">{does.join(", ")}</span></li> }
    };
    view! {
        <div data-testid="rule-tried" data-count=count data-changed=changed>
            <p>{t::contact_rules::would_hold(people(changed), count)}</p>
            <ul role="list" class="names">
                {rows.into_iter().take(SHOWN).map(row).collect_view()}
                {more.map(|more| view! { <li class="quiet">{more}</li> })}
            </ul>
        </div>
    }
}
