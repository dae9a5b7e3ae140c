//! What is known of a person beside their conversations; all of it is edited where it stands.

mod adding;
mod addresses;
mod field;
mod introducer;
mod item;
mod names;

pub(super) use adding::Adding;

use super::model::{DetailKind, other_names};
use crate::components::unsaved::Unsaved;
use crate::i18n::t;
use crate::present::reason::reason;
use adding::{Add, every_kind};
use addresses::Addresses;
use field::{Company, Once, PersonCardMemo};
use introducer::{Introduced, Introducer};
use item::{Custom, Item};
use kith_engine::api::{
    ContactSource, CustomFieldKind, ItemKind, ItemView, Lists, PersonCard, PersonField as Of, PersonId, Reason,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use names::NameDetails;

/// Addresses, company, role, and everything that there may be several of.
#[component]
pub(super) fn Record(
    card: PersonCardMemo,
    id: PersonId,
    lists: Memo<Lists>,
    /// Whether a note is being written above the timeline.
    composing: RwSignal<bool>,
) -> impl IntoView {
    let adding = RwSignal::new(None::<DetailKind>);
    // What was being added when the page was loaded anew, or the tab was closed.
    let (unsaved, path) = (Unsaved::of_page(), use_location().pathname);
    Effect::new(move |_| {
        let path = path.get_untracked();
        let is_kept = |kind: &DetailKind| {
            let (name, of) = kind.field();
            unsaved.has(&path, name, &of)
        };
        let kept = every_kind(&lists.get()).into_iter().find(is_kept);
        if kept.is_some() && adding.with_untracked(Option::is_none) && !composing.get_untracked() {
            adding.set(kept);
        }
    });
    let others = Memo::new(move |_| card.with(|card| card.as_ref().map(other_names).unwrap_or_default()));
    let items = Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.items.clone()).unwrap_or_default()));
    let of = move |kind: ItemKind| move || items.get().into_iter().filter(|it| it.kind == kind).collect::<Vec<_>>();
    let key = |it: &ItemView| (it.item, it.value.clone(), it.label.clone());
    let has =
        move |read: fn(&PersonCard) -> bool| Memo::new(move |_| card.with(|card| card.as_ref().is_some_and(read)));
    let has_met = has(|card| !card.field(Of::Met).value.is_empty());
    let has_birthday = has(|card| !card.field(Of::Birthday).value.is_empty());
    let custom = Memo::new(move |_| {
        let set = card.with(|card| card.as_ref().map(|card| card.fields.clone()).unwrap_or_default());
        lists.with(|lists| {
            let of = |(id, name, kind): &(u64, String, CustomFieldKind)| {
                let value = set.iter().find(|(field, _)| *field == Of::Custom(*id)).map(|(_, value)| value.clone())?;
                Some((*id, name.clone(), kind.clone(), value))
            };
            lists.fields.iter().filter_map(of).collect::<Vec<_>>()
        })
    });
    view! {
        <div class="record" data-testid="record">
            <Addresses card id />
            <Company card id />
            <For each=of(ItemKind::Phone) key=key let:item><Item id item title=t::person::phone() /></For>
            <For each=of(ItemKind::Postal) key=key let:item><Item id item title=t::person::postal() /></For>
            <For each=of(ItemKind::Link) key=key let:item><Item id item title=t::person::link() /></For>
            <Show when=move || has_birthday.get()>
                <div class="detail">
                    <span class="detail-title">{t::person::birthday()}</span>
                    <Once card id field=Of::Birthday label=t::person::birthday() name="birthday" is_date=true />
                </div>
            </Show>
            <For each=of(ItemKind::Date) key=key let:item><Item id item title=t::person::date() /></For>
            <Show when=move || has_met.get()>
                <div class="detail">
                    <span class="detail-title">{t::person::met()}</span>
                    <Once card id field=Of::Met label=t::person::met() name="met" />
                </div>
            </Show>
            <Introducer card id begin=Memo::new(move |_| adding.get() == Some(DetailKind::Introducer)) end=Callback::new(move |()| adding.set(None)) />
            <Introduced card />
            <For each=move || custom.get() key=|it| (it.0, it.1.clone(), it.3.value.clone()) let:it><Custom id it /></For>
            {move || adding.get().filter(|kind| *kind != DetailKind::Introducer).map(|kind| view! { <Adding card id kind lists end=Callback::new(move |()| adding.set(None)) /> })}
            <Add adding lists />
            <NameDetails card id />
            {move || {
                let others = others.get();
                (!others.is_empty()).then(|| view! { <p class="also" dir="auto">{t::person::also(others.join(", "))}</p> })
            }}
            <Sources card />
        </div>
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
