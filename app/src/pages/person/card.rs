use super::keeping::Kept;
use super::leave::leave;
use super::merge::Merge;
use super::model::{other_names, source};
use super::record::{Addresses, NameDetails, Record};
use crate::client::Engine;
use crate::components::confirm::{Confirm, Yes};
use crate::components::editable::Editable;
use crate::components::order::Stored;
use crate::features::decide::Decide;
use crate::features::draft::DraftButton;
use crate::features::due::actions::DueActions;
use crate::features::explanation::Because;
use crate::features::export::{ExportMenu, Whom};
use crate::features::leads::LeadsOf;
use crate::features::merge_suggestions::DuplicateSuggestion;
use crate::features::photos::PersonAvatar;
use crate::i18n::t;
use crate::platform::time::today;
use crate::platform::time::{Today, clock};
use crate::present::calendar::{ago, long_date, short_date};
use crate::present::links::{message_at, slug};
use crate::present::reason::reason;
use crate::present::text::{messages, thousands};
use kith_domain::domains::is_free_mail;
use kith_engine::api::{
    ContactSource, Decision, LeadParty, PersonCard, PersonField, PersonId, Reason, RuleEffect, RuleScope, Visibility,
    WhyOf, question,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// Names, addresses, all that is known, and how much was written since when.
#[component]
pub(super) fn Card(card: Memo<Option<PersonCard>>, id: PersonId) -> impl IntoView {
    let read = move |read: fn(&PersonCard) -> String| {
        Memo::new(move |_| card.with(|card| card.as_ref().map(read).unwrap_or_default()))
    };
    let decide = Decide::of_page();
    let name = read(|card| card.row.name.clone());
    let photo = Memo::new(move |_| card.with(|card| card.as_ref().and_then(|card| card.row.photo)));
    let from =
        Memo::new(move |_| card.with(|card| card.as_ref().map(|it| source(it.name_source, clock)).unwrap_or_default()));
    let mixed = Memo::new(move |_| card.with(|card| card.as_ref().is_some_and(|it| it.mixed_name)));
    let others = Memo::new(move |_| card.with(|card| card.as_ref().map(other_names).unwrap_or_default()));
    let suggestions = Memo::new(move |_| {
        card.with(|card| card.as_ref().map(|it| it.possible_duplicates.clone()).unwrap_or_default())
    });
    let rename = Callback::new(move |value: String| {
        decide.store(vec![Decision::SetField { person: id, field: PersonField::Name, value }])
    });
    let apart = Memo::new(move |_| {
        card.with(|card| card.as_ref().map(|it| it.row.reason.clone()).filter(|it| !it.is_person()))
    });
    let is_person = move |_| decide.say(t::person::shown(), vec![Decision::Visibility(id, Some(Visibility::Shown))]);
    view! {
        <header class="card">
            <div class="avatar-large">{move || view! { <PersonAvatar id name=name.get() photo=photo.get() /> }}</div>
            <div class="card-names">
                <h1 dir="auto"><Editable value=name label=t::people::name() name="person-name" source=from save=rename /></h1>
                {move || {
                    let others = others.get();
                    (!others.is_empty()).then(|| {
                        view! { <p class="also" dir="auto">{t::person::also(others.join(", "))}</p> }
                    })
                }}
                <Show when=move || mixed.get()>
                    <p class="also" data-testid="mixed-name">{t::person::mixed_name()}</p>
                </Show>
                <Sources card />
                <div class="folds">
                    <Because of=WhyOf::Person(id) />
                    <NameDetails card id />
                </div>
            </div>
            {move || apart.get().map(|why| view! {
                <div class="apart" data-testid="apart-reason">
                    <p>{t::person::not_shown()}" "{reason(&why)}</p>
                    <div class="actions">
                        <button class="button" type="button" data-testid="is-person" on:click=is_person>{t::people::show()}</button>
                        <WholeDomain card />
                    </div>
                </div>
            })}
            <Addresses card id />
            <Facts card />
            <WaitingForYou card id name />
            <For each=move || suggestions.get() key=|it| (it.one.id, it.other.id) let:suggestion><DuplicateSuggestion suggestion /></For>
            <Kept card id name />
            <LeadsOf party=LeadParty::Person(id) name />
            <Record card id />
            <Actions card id name />
        </header>
    }
}

/// From which files and address books they came.
#[component]
fn Sources(card: Memo<Option<PersonCard>>) -> impl IntoView {
    let said = Memo::new(move |_| {
        let told = |it: &ContactSource| match it {
            // Why they are there says it.
            ContactSource::Hand => None,
            source => Some(reason(&Reason::CameFrom(source.clone()))),
        };
        card.with(|card| {
            let sources = card.iter().flat_map(|card| &card.sources);
            sources.filter_map(told).collect::<Vec<_>>().join(" ")
        })
    });
    view! {
        <Show when=move || !said.with(String::is_empty)>
            <p class="also" dir="auto" data-testid="sources">{said}</p>
        </Show>
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

#[component]
fn Facts(card: Memo<Option<PersonCard>>) -> impl IntoView {
    let today = Today::of_page();
    let facts = Memo::new(move |_| {
        card.with(|card| {
            // Of those who are filtered out there is nothing to count, nearly always.
            let is_counted = |it: &&PersonCard| it.row.reason.is_person() || it.sent + it.received > 0;
            card.as_ref()
                .filter(is_counted)
                .map(|card| (card.sent, card.received, card.row.last_contact, card.first_contact))
        })
    });
    move || {
        facts.get().map(|(sent, received, last, first)| {
            let (last, first) = (last.map(clock), first.map(clock));
            let last_day = last.as_ref().map(|last| last.day_number);
            let never = || t::person::none_yet().to_owned();
            view! {
                <dl class="facts">
                    <div>
                        <dt>{t::person::you_wrote()}</dt>
                        <dd data-testid="person-sent" data-count=sent title=messages(sent)>{thousands(sent)}</dd>
                    </div>
                    <div>
                        <dt>{t::person::they_wrote()}</dt>
                        <dd data-testid="person-received" data-count=received title=messages(received)>
                            {thousands(received)}
                        </dd>
                    </div>
                    <div>
                        <dt>{t::person::last_contact()}</dt>
                        <dd title=last.as_ref().map(long_date)>
                            {move || last_day.map_or_else(never, |last| ago(last, today.get()).to_string())}
                        </dd>
                    </div>
                    <div>
                        <dt>{t::person::first_contact()}</dt>
                        <dd title=first.as_ref().map(long_date)>{first.as_ref().map_or_else(never, short_date)}</dd>
                    </div>
                </dl>
            }
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

#[component]
fn Actions(card: Memo<Option<PersonCard>>, id: PersonId, name: Memo<String>) -> impl IntoView {
    let decide = Decide::of_page();
    let (merging, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let leave = leave();
    let back = leave.clone();
    let never = move |_| {
        let said = t::person::hidden(name.get_untracked());
        let decisions = vec![Decision::Visibility(id, Some(Visibility::Hidden))];
        decide.say_and_leave(said, decisions, format!("/people/{}", slug(id)), "/people");
        back();
    };
    let delete = Callback::new(move |()| -> Stored {
        let addresses = card.with_untracked(|card| {
            let addresses = card.iter().flat_map(|card| &card.addresses);
            addresses.map(|it| PersonId::of(&it.address)).collect()
        });
        let said = t::person::deleted(name.get_untracked());
        let leave = leave.clone();
        Box::pin(async move {
            let decisions = vec![Decision::Delete { person: id, addresses }];
            decide.store_and_leave(said, decisions, format!("/people/{}", slug(id)), "/people").await?;
            leave();
            Ok(())
        })
    });
    let apart = Memo::new(move |_| card.with(|card| card.as_ref().is_some_and(|it| !it.row.reason.is_person())));
    let has_address = Memo::new(move |_| card.with(|card| card.as_ref().is_some_and(|it| !it.addresses.is_empty())));
    let whom = Callback::new(move |()| -> Whom { Box::pin(async move { Ok(vec![id]) }) });
    let yes =
        StoredValue::new(vec![Yes { text: t::common::delete(), testid: "confirm-yes", danger: true, run: delete }]);
    let title = Signal::derive(move || t::person::delete_title(name.get()));
    view! {
        <div class="actions person-actions">
            <Show when=move || has_address.get()><DraftButton person=id /></Show>
            <ExportMenu id="export-person" whom />
            <button class="button" type="button" data-testid="merge-open" on:click=move |_| merging.set(true)>{t::person::merge_with()}</button>
            <Show when=move || !apart.get()>
                <button class="button" type="button" data-testid="never" on:click=never.clone()>{t::people::hide()}</button>
            </Show>
            <button class="button quiet-danger" type="button" data-testid="delete" on:click=move |_| deleting.set(true)>{t::common::delete()}</button>
        </div>
        <Show when=move || merging.get()><Merge card id open=merging /></Show>
        <Confirm open=deleting title yes>
            <p>{t::person::delete_stays()}</p>
            <p>{t::person::delete_undo()}</p>
        </Confirm>
    }
}
