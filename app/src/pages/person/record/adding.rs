//! What can be added to a person, and the field for it.

use super::super::model::{DetailKind, check_link};
use super::field::PersonCardMemo;
use super::field::check_past;
use super::item::CustomInput;
use crate::client::Engine;
use crate::components::editable::Editable;
use crate::components::menu::Menu;
use crate::components::order::{Ordering, Stored};
use crate::components::trouble::Trouble;
use crate::components::unsaved::UnsavedField;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::present::checks::{check_address, check_phone};
use crate::present::dates::check_date;
use crate::present::failed::Failed;
use kith_domain::address::Address;
use kith_engine::api::{
    CustomFieldKind, Decision, ItemKind, Lists, PersonField as Of, PersonId, Problem, ProblemKind, question,
};
use leptos::prelude::*;

/// Everything that can be added.
pub(super) fn every_kind(lists: &Lists) -> Vec<DetailKind> {
    let own = lists.fields.iter().map(|it| DetailKind::Custom(it.0, it.1.clone()));
    DetailKind::all().into_iter().chain(own).chain([DetailKind::NewField]).collect()
}

/// The menu of what can be added.
#[component]
pub(super) fn Add(adding: RwSignal<Option<DetailKind>>, lists: Memo<Lists>) -> impl IntoView {
    let kinds = move || lists.with(every_kind);
    let items = move || kinds().into_iter().map(|kind| (kind.name(), kind.title())).collect();
    let chosen = move |name: &str| adding.set(untrack(kinds).into_iter().find(|kind| kind.name() == name));
    view! { <Menu id="add-detail".to_owned() title=t::person::add_details() testid="add-detail" class="button tertiary add-detail" items chosen /> }
}

/// What is being added. It is there until that is stored.
#[component]
pub(in super::super) fn Adding(
    card: PersonCardMemo,
    id: PersonId,
    kind: DetailKind,
    lists: Memo<Lists>,
    end: Callback<()>,
) -> impl IntoView {
    let decide = Decide::of_page();
    let engine = Engine::of_page();
    let empty = Signal::derive(String::new);
    let title = kind.title();
    let label = title.clone();
    let (name, of) = kind.field();
    // One number for what is being added, so that it is one thing also where it is stored once more after a reload.
    let unsaved = UnsavedField::new(name, &of, &title);
    let item = unsaved.id();
    let put = move |kind: ItemKind| {
        Callback::new(move |value: String| {
            let at = crate::platform::time::now();
            decide.store(vec![Decision::SetItem { person: id, kind, item, label: String::new(), value, at }])
        })
    };
    let set = move |field: Of| {
        Callback::new(move |value: String| decide.store(vec![Decision::SetField { person: id, field, value }]))
    };
    let field = match &kind {
        DetailKind::Phone => view! { <Editable value=empty label=t::person::phone() name unsaved check=check_phone begin=true save=put(ItemKind::Phone) leave=end /> }.into_any(),
        DetailKind::Postal => view! { <Editable value=empty label=t::person::postal() name unsaved lines=true begin=true save=put(ItemKind::Postal) leave=end /> }.into_any(),
        DetailKind::Link => view! { <Editable value=empty label=t::person::link() name unsaved check=check_link begin=true save=put(ItemKind::Link) leave=end /> }.into_any(),
        DetailKind::Note => view! { <Editable value=empty label=t::person::note() name unsaved lines=true begin=true save=put(ItemKind::Note) leave=end /> }.into_any(),
        DetailKind::Birthday => view! { <Editable value=empty label=t::person::birthday_like() name unsaved check=check_past begin=true save=set(Of::Birthday) leave=end /> }.into_any(),
        DetailKind::Date => view! { <Editable value=empty label=t::person::date_like() name unsaved check=check_date begin=true save=put(ItemKind::Date) leave=end /> }.into_any(),
        DetailKind::Met => view! { <Editable value=empty label=t::person::met() name unsaved begin=true save=set(Of::Met) leave=end /> }.into_any(),
        DetailKind::Address => {
            let save = Callback::new(move |typed: String| {
                let name = card.with_untracked(|card| card.as_ref().map(|card| card.row.name.clone()).unwrap_or_default());
                // It was checked; what is no address is not taken at all.
                let Some(address) = Address::parse(&typed) else { return bad_input() };
                Box::pin(async move {
                    // Whose it was, for the sentence; what is decided is the same.
                    let owner = engine.ask(question::Person(PersonId::of(address.as_str()))).await.ok();
                    let said = match owner.filter(|owner| owner.row.id != id) {
                        Some(owner) => t::person::moved_address(&address, owner.row.name, &name),
                        None => t::person::added_address(&address, &name),
                    };
                    decide.store_and_say(said, vec![Decision::Address { address, person: id }]).await
                })
            });
            view! { <Editable value=empty label=t::person::address() name unsaved check=check_address begin=true save leave=end /> }.into_any()
        }
        DetailKind::Tag => {
            let save = Callback::new(move |tag: String| decide.store(vec![Decision::Tag { people: vec![id], tag, on: true }]));
            view! {
                <Editable value=empty label=t::person::tag() name unsaved list="known-tags" begin=true save leave=end />
                <datalist id="known-tags">
                    {move || lists.with(|lists| lists.tags.iter().map(|(tag, _)| view! { <option value=tag.clone()></option> }).collect_view())}
                </datalist>
            }.into_any()
        }
        DetailKind::Custom(field, _) => {
            let field = *field;
            let kind = lists.with_untracked(|lists| lists.fields.iter().find(|it| it.0 == field).map(|it| it.2.clone()));
            view! { <CustomInput kind=kind.unwrap_or(CustomFieldKind::Text) value=String::new() label of begin=true save=set(Of::Custom(field)) leave=end /> }.into_any()
        }
        // That is chosen where it stands.
        DetailKind::Introducer => ().into_any(),
        DetailKind::NewField => view! { <NewField unsaved end /> }.into_any(),
    };
    view! { <div class="detail"><span class="detail-title">{title}</span>{field}</div> }
}

/// What was typed cannot be used.
fn bad_input() -> Stored {
    Box::pin(async { Err(Failed::Told(Problem::new(ProblemKind::BadInput))) })
}

/// A custom field is made: its name, and what it holds.
#[component]
fn NewField(unsaved: UnsavedField, end: Callback<()>) -> impl IntoView {
    let decide = Decide::of_page();
    let (name, kind, choices) =
        (RwSignal::new(String::new()), RwSignal::new("text".to_owned()), RwSignal::new(String::new()));
    unsaved.hold(name);
    UnsavedField::new("field-choices", "", t::person::field::options()).hold(choices);
    // They are to be seen when they were brought back.
    Effect::new(move |_| {
        if choices.with(|choices| !choices.is_empty()) && kind.with_untracked(|kind| kind != "choice") {
            kind.set("choice".to_owned());
        }
    });
    let order = Ordering::new();
    let drop_it = move || {
        name.try_set(String::new());
        choices.try_set(String::new());
        end.try_run(());
    };
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked().trim().to_owned();
        if name.is_empty() {
            return;
        }
        let of =
            choices.get_untracked().split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
        let kind = match kind.get_untracked().as_str() {
            "number" => CustomFieldKind::Number,
            "date" => CustomFieldKind::Date,
            "choice" => CustomFieldKind::Choice(of),
            "yes-no" => CustomFieldKind::YesNo,
            _ => CustomFieldKind::Text,
        };
        let said = t::person::field::created(&name);
        let id = unsaved.id();
        order.store(decide.store_and_say(said, vec![Decision::CustomField { id, name, kind }]), drop_it);
    };
    view! {
        <form class="new-field" on:submit=make>
            <input name="field-name" aria-label=t::person::field::label() placeholder=t::person::field::name() prop:value=name on:input=move |event| name.set(event_target_value(&event)) />
            <select name="field-kind" aria-label=t::person::field::kind() prop:value=kind on:change=move |event| kind.set(event_target_value(&event))>
                <option value="text">{t::person::field::text()}</option>
                <option value="number">{t::person::field::number()}</option>
                <option value="date">{t::person::field::date()}</option>
                <option value="choice">{t::person::field::choice()}</option>
                <option value="yes-no">{t::person::field::yes_no()}</option>
            </select>
            <Show when=move || kind.get() == "choice">
                <input name="field-choices" aria-label=t::person::field::choices() placeholder=t::person::field::choices_example() prop:value=choices on:input=move |event| choices.set(event_target_value(&event)) />
            </Show>
            <button class="button" type="submit" aria-disabled=move || order.busy.get().to_string()>{t::person::field::create()}</button>
            <button class="text-button" type="button" on:click=move |_| drop_it()>{t::common::cancel()}</button>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </form>
    }
}
