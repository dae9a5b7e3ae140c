//! Who introduced someone, and whom they introduced.

use super::field::PersonCardMemo;
use crate::components::icon::{Icon, Shape};
use crate::features::decide::Decide;
use crate::features::who::ChoosePerson;
use crate::i18n::t;
use crate::present::links::slug;
use kith_engine::api::{Decision, PersonField, PersonId, PersonRow};
use leptos::prelude::*;
use leptos_router::components::A;

/// Who introduced them; while it is to `begin`, a field to find someone.
#[component]
pub(super) fn Introducer(card: PersonCardMemo, id: PersonId, begin: Memo<bool>, end: Callback<()>) -> impl IntoView {
    let decide = Decide::of_page();
    let by = Memo::new(move |_| card.with(|card| card.as_ref().and_then(|card| card.introducer.clone())));
    let set = move |said: String, value: String| {
        decide.say(said, vec![Decision::SetField { person: id, field: PersonField::Introducer, value }]);
    };
    let name = move || card.with_untracked(|card| card.as_ref().map(|card| card.row.name.clone()).unwrap_or_default());
    let chosen = Callback::new(move |row: PersonRow| {
        end.run(());
        set(t::person::introducer_set(row.name, name()), row.id.written());
    });
    let gone = move |_| set(t::person::removed(t::person::introducer()), String::new());
    view! {
        <Show when=move || begin.get() || by.with(Option::is_some)>
            <div class="detail" data-testid="introducer">
                <span class="detail-title">{t::person::introducer()}</span>
                {move || match (begin.get(), by.get()) {
                    (false, Some((by, name))) => view! {
                        <A href=format!("/people/{}", slug(by))><span dir="auto">{name}</span></A>
                        <button class="icon-button" type="button" data-testid="introducer-remove" aria-label=t::person::remove(t::person::introducer()) on:click=gone>
                            <Icon shape=Shape::Close />
                        </button>
                    }.into_any(),
                    _ => view! { <ChoosePerson name="introducer-find" label=t::person::introducer_find() without=Signal::stored(vec![id]) chosen end /> }.into_any(),
                }}
            </div>
        </Show>
    }
}

/// Whom they introduced.
#[component]
pub(super) fn Introduced(card: PersonCardMemo) -> impl IntoView {
    let people =
        Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.introduced.clone()).unwrap_or_default()));
    view! {
        <Show when=move || !people.with(Vec::is_empty)>
            <div class="detail" data-testid="introduced">
                <span class="detail-title">{t::person::introduced()}</span>
                <ul class="introduced" role="list">
                    <For each=move || people.get() key=Clone::clone let:it>
                        <li><A href=format!("/people/{}", slug(it.0))><span dir="auto">{it.1.clone()}</span></A></li>
                    </For>
                </ul>
            </div>
        </Show>
    }
}
