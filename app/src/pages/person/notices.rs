//! What is to be said about a person above everything else: that they are filtered out, that they wait for an answer,
//! that they may be someone else.

use crate::client::Engine;
use crate::features::decide::Decide;
use crate::features::due::actions::DueActions;
use crate::features::explanation::Because;
use crate::features::merge_suggestions::DuplicateSuggestion;
use crate::i18n::t;
use crate::platform::time::today;
use crate::present::links::message_at;
use crate::present::reason::reason;
use kith_domain::domains::is_free_mail;
use kith_engine::api::{
    Decision, PersonCard, PersonId, PossibleDuplicate, RuleEffect, RuleScope, Visibility, WhyOf, question,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// All of it. `why`: it was asked why they are here.
#[component]
pub(super) fn Notices(
    card: Memo<Option<PersonCard>>,
    id: PersonId,
    name: Memo<String>,
    why: RwSignal<bool>,
) -> impl IntoView {
    let decide = Decide::of_page();
    let suggestions = Memo::new(move |_| {
        card.with(|card| card.as_ref().map(|it| it.possible_duplicates.clone()).unwrap_or_default())
    });
    let apart = Memo::new(move |_| {
        card.with(|card| card.as_ref().map(|it| it.row.reason.clone()).filter(|it| !it.is_person()))
    });
    let is_person = move |_| decide.say(t::person::shown(), vec![Decision::Visibility(id, Some(Visibility::Shown))]);
    view! {
        {move || apart.get().map(|why| view! {
            <div class="apart" data-testid="apart-reason">
                <p>{t::person::not_shown()}" "{reason(&why)}</p>
                <Because of=WhyOf::Person(id) />
                <div class="actions">
                    <button class="button" type="button" data-testid="is-person" on:click=is_person>{t::people::show()}</button>
                    <WholeDomain card />
                </div>
            </div>
        })}
        <Show when=move || why.get() && apart.with(Option::is_none)><Because of=WhyOf::Person(id) asked=true /></Show>
        <WaitingForYou card id name />
        <For each=move || suggestions.get() key=|it| (it.one.id, it.other.id) let:suggestion><MaybeSame suggestion id /></For>
    }
}

/// Who may be the same person: in a line, which opens what there is to decide.
#[component]
fn MaybeSame(suggestion: PossibleDuplicate, id: PersonId) -> impl IntoView {
    let other = if suggestion.one.id == id { &suggestion.other } else { &suggestion.one };
    let said = t::person::maybe_same(&other.address, &other.name);
    view! {
        <details class="maybe-same">
            <summary><span dir="auto">{said}</span>" "<span class="maybe-review">{t::person::review()}</span></summary>
            <DuplicateSuggestion suggestion />
        </details>
    }
}

/// Everyone at the same domain is a person, or never one; first it is said how many that are.
#[component]
fn WholeDomain(card: Memo<Option<PersonCard>>) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let domain = Memo::new(move |_| {
        let address = card.with(|card| card.as_ref().map(|card| card.row.address.clone()))?;
        address.rsplit_once('@').map(|(_, domain)| domain.to_owned()).filter(|domain| !is_free_mail(domain))
    });
    let make = move |verdict: RuleEffect| {
        let Some(domain) = domain.get_untracked() else { return };
        spawn_local(async move {
            let decisions = vec![Decision::Rule(RuleScope::Domain(domain.clone()), Some(verdict))];
            let preview = match engine.ask(question::Preview(decisions.clone())).await {
                Ok(preview) => preview,
                Err(failed) => return decide.failed(failed),
            };
            let said = match verdict {
                RuleEffect::AlwaysShow => t::person::domain_shown(preview.appear.0, &domain),
                _ => t::person::domain_hidden(preview.disappear.0, &domain),
            };
            decide.say(said, decisions);
        });
    };
    move || {
        domain.get().map(|domain| view! {
            <button class="button" type="button" data-testid="domain-person" on:click=move |_| make(RuleEffect::AlwaysShow)>{t::person::domain_person(&domain)}</button>
            <button class="button" type="button" data-testid="domain-never" on:click=move |_| make(RuleEffect::NeverShow)>{t::person::domain_never(&domain)}</button>
        })
    }
}

/// It is the user's turn: which message waits, and the word that it needs no answer.
#[component]
fn WaitingForYou(card: Memo<Option<PersonCard>>, id: PersonId, name: Memo<String>) -> impl IntoView {
    let acts = DueActions::new(id, name, today());
    let waiting_for_you =
        Memo::new(move |_| card.with(|card| card.as_ref().and_then(|card| card.waiting_for_you.clone())));
    move || {
        waiting_for_you.get().map(|(message, subject)| {
            let subject = if subject.is_empty() { t::common::no_subject().to_owned() } else { subject };
            view! {
                <p class="owed" data-testid="owed">
                    <b>{t::person::waiting_for_you()}" "</b><A href=message_at(id, message)><span dir="auto">{subject}</span></A>
                    <button class="text-button" type="button" data-testid="no-reply" data-once="" on:click=move |_| acts.no_reply(message)>{t::today::no_reply()}</button>
                </p>
            }
        })
    }
}
