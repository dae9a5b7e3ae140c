//! What a person has once: birthday, role, company; and their tags.

use super::super::model::source;
use crate::client::Engine;
use crate::components::editable::Editable;
use crate::components::order::Stored;
use crate::features::company_by_name::joining;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::time::{clock, day_now};
use crate::present::dates::{check_date, date_in_words};
use kith_domain::day::Day;
use kith_engine::api::{Decision, PersonCard, PersonField as Of, PersonId, Source};
use leptos::prelude::*;
use leptos_router::components::A;

/// All that is known of the person, once it is.
pub(super) type PersonCardMemo = Memo<Option<PersonCard>>;

/// A field that a person has once, as it stands on the page.
#[component]
pub(super) fn Once(
    card: PersonCardMemo,
    id: PersonId,
    field: Of,
    label: &'static str,
    name: &'static str,
    #[prop(optional)] is_date: bool,
    #[prop(optional)] list: &'static str,
) -> impl IntoView {
    let decide = Decide::of_page();
    let sourced = Memo::new(move |_| {
        let read = |card: &PersonCard| match field {
            // What was not typed follows from the name.
            Of::Given => card.given.clone(),
            Of::Family => card.family.clone(),
            field => card.field(field),
        };
        card.with(|card| card.as_ref().map(read).unwrap_or_default())
    });
    let from = Memo::new(move |_| sourced.with(|it| source(&it.source, clock)));
    let save = Callback::new(move |value: String| decide.store(vec![Decision::SetField { person: id, field, value }]));
    let shown = Memo::new(move |_| sourced.with(|it| it.value.clone()));
    match is_date {
        true => {
            view! { <Editable value=shown label name source=from check=check_past reads=date_in_words list save /> }
                .into_any()
        }
        false => view! { <Editable value=shown label name source=from list save /> }.into_any(),
    }
}

/// A birthday has been.
pub(super) fn check_past(text: &str) -> Result<String, &'static str> {
    let date = check_date(text)?;
    let is_to_come = Day::parse(&date).is_some_and(|day| i64::from(day.0) > day_now());
    if is_to_come { Err(t::person::wrong::future()) } else { Ok(date) }
}

#[component]
pub(super) fn Company(card: PersonCardMemo, id: PersonId) -> impl IntoView {
    let (decide, engine) = (Decide::of_page(), Engine::of_page());
    let company = Memo::new(move |_| card.with(|card| card.as_ref().and_then(|card| card.row.company.clone())));
    let name = Memo::new(move |_| company.with(|it| it.as_ref().map(|it| it.1.clone()).unwrap_or_default()));
    let from = Memo::new(move |_| {
        card.with(|card| source(card.as_ref().map_or(&Source::Nowhere, |card| &card.company_source), clock))
    });
    let save = Callback::new(move |typed: String| -> Stored {
        Box::pin(async move {
            let people = vec![id];
            if typed.is_empty() {
                let none = vec![Decision::CompanyOf { people, company: None }];
                return decide.store_and_say(t::person::left_company(), none).await;
            }
            decide.store(joining(engine, people, typed).await?).await
        })
    });
    view! {
        <div class="detail">
            <span class="detail-title">{t::person::company()}</span>
            <Editable value=name label=t::person::company() name="company" source=from save />
            {move || company.get().map(|(company, _)| view! {
                <A href=format!("/companies/{:016x}", company.0) attr:class="quiet-link">{t::person::view_company()}</A>
            })}
        </div>
        <div class="detail">
            <span class="detail-title">{t::person::role()}</span>
            <Once card id field=Of::Role label=t::person::role() name="role" />
        </div>
    }
}
