//! What there may be several of: phone numbers, links, notes, custom fields.

use super::super::model::{check_link, check_number, source};
use crate::components::editable::{Editable, Save};
use crate::components::icon::{Icon, Shape};
use crate::components::order::Ordering;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::time::clock;
use crate::present::checks::check_phone;
use crate::present::dates::{check_date, date_in_words};
use crate::present::labels::{label_in_words, label_of};
use kith_engine::api::{CustomFieldKind, Decision, ItemKind, ItemView, PersonField as Of, PersonId, Source, Sourced};
use leptos::prelude::*;

/// Where it comes from, in a few words.
fn from(of: Source) -> Signal<String> {
    Signal::derive(move || source(&of, clock))
}

/// One of several of a kind.
#[component]
pub(super) fn Item(id: PersonId, item: ItemView, title: &'static str) -> impl IntoView {
    let decide = Decide::of_page();
    let ItemView { item, kind, label, value, at, source } = item;
    let (shown, kept) = (label.clone(), value.clone());
    let put = move |label: String, value: String| {
        decide.store(vec![Decision::SetItem { person: id, kind, item, label, value, at }])
    };
    let save_label = {
        let value = value.clone();
        Callback::new(move |label: String| put(label_of(&label), value.clone()))
    };
    let save = {
        let label = label.clone();
        Callback::new(move |value: String| put(label.clone(), value))
    };
    let value = Signal::derive(move || kept.clone());
    let label = Signal::derive(move || shown.clone());
    let source = from(source);
    let gone = move |_| {
        decide.say(
            t::person::removed(title),
            vec![Decision::SetItem { person: id, kind, item, label: String::new(), value: String::new(), at }],
        )
    };
    let hook = match kind {
        ItemKind::Phone => "phone",
        ItemKind::Postal => "postal-address",
        ItemKind::Link => "link",
        ItemKind::Note => "note",
        ItemKind::Date => "date",
    };
    let href = (kind == ItemKind::Link).then(|| super::super::model::link(&value.get_untracked())).flatten();
    view! {
        <div class="detail" data-testid="item" data-item=format!("{item:x}") data-kind=hook>
            <span class="detail-title">{title}</span>
            {match kind {
                ItemKind::Phone => view! { <Editable value label=title name="item-value" of=format!("{item:x}") source check=check_phone save /> }.into_any(),
                ItemKind::Link => view! { <Editable value label=title name="item-value" of=format!("{item:x}") source check=check_link save /> }.into_any(),
                ItemKind::Date => view! { <Editable value label=title name="item-value" of=format!("{item:x}") source check=check_date reads=date_in_words save /> }.into_any(),
                _ => view! { <Editable value label=title name="item-value" of=format!("{item:x}") source lines=true save /> }.into_any(),
            }}
            <Editable value=label label=t::person::label() name="item-label" of=format!("{item:x}") reads=label_in_words save=save_label />
            {href.map(|href| view! { <a href=href target="_blank" rel="noopener noreferrer">{t::person::open()}</a> })}
            <button class="icon-button" type="button" aria-label=t::person::remove(title) on:click=gone>
                <Icon shape=Shape::Close />
            </button>
        </div>
    }
}

/// A custom field.
#[component]
pub(super) fn Custom(id: PersonId, it: (u64, String, CustomFieldKind, Sourced)) -> impl IntoView {
    let decide = Decide::of_page();
    let (field, name, kind, value) = it;
    let save = Callback::new(move |value: String| {
        decide.store(vec![Decision::SetField { person: id, field: Of::Custom(field), value }])
    });
    let label = name.clone();
    view! {
        <div class="detail" data-testid="custom" data-item=format!("{field:x}")>
            <span class="detail-title" dir="auto">{name}</span>
            <CustomInput kind value=value.value label of=format!("{field:x}") from=source(&value.source, clock) save />
        </div>
    }
}

#[component]
pub(super) fn CustomInput(
    kind: CustomFieldKind,
    value: String,
    label: String,
    of: String,
    #[prop(optional)] from: String,
    #[prop(optional)] begin: bool,
    save: Save,
    #[prop(optional)] leave: Option<Callback<()>>,
) -> impl IntoView {
    let leave = leave.unwrap_or_else(|| Callback::new(|()| ()));
    let choices = match &kind {
        CustomFieldKind::Choice(choices) => Some(choices.clone()),
        CustomFieldKind::YesNo => Some(vec!["yes".to_owned(), "no".to_owned()]),
        _ => None,
    };
    // What is stored is the same in every language.
    let is_yes_no = kind == CustomFieldKind::YesNo;
    let shown = move |choice: &str| match choice {
        "yes" if is_yes_no => t::person::yes().to_owned(),
        "no" if is_yes_no => t::person::no().to_owned(),
        other => other.to_owned(),
    };
    if let Some(choices) = choices {
        let now = value.clone();
        let order = Ordering::new();
        let choose = move |event| {
            let chosen = event_target_value(&event);
            order.store(save.run(chosen), move || {
                leave.try_run(());
            });
        };
        return view! {
            <select name="custom-value" aria-label=label title=from on:change=choose>
                <option value="" selected=value.is_empty()>"–"</option>
                {choices.into_iter().map(|choice| view! { <option value=choice.clone() selected={choice == now}>{shown(&choice)}</option> }).collect_view()}
            </select>
            <span class="field-wrong" role="alert">{move || order.failed.get().map(|failed| failed.words().in_short())}</span>
        }
        .into_any();
    }
    let value = Signal::derive(move || value.clone());
    let source = Signal::derive(move || from.clone());
    match kind {
        CustomFieldKind::Number => {
            view! { <Editable value label name="custom-value" of source check=check_number begin save leave /> }.into_any()
        }
        CustomFieldKind::Date => {
            view! { <Editable value label name="custom-value" of source check=check_date reads=date_in_words begin save leave /> }.into_any()
        }
        _ => view! { <Editable value label name="custom-value" of source begin save leave /> }.into_any(),
    }
}
