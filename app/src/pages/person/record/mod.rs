//! What is known of a person beside their conversations; all of it is edited where it stands.

mod adding;
mod addresses;
mod field;
mod item;
mod names;

pub(super) use addresses::Addresses;
pub(super) use names::NameDetails;

use super::model::DetailKind;
use crate::client::{Engine, failure, known, live};
use crate::components::trouble::Trouble;
use crate::components::unsaved::Unsaved;
use crate::i18n::t;
use adding::{Add, Adding, every_kind};
use field::{Company, Once, PersonCardMemo, Tags};
use item::{Custom, Item, Note};
use kith_engine::api::{CustomFieldKind, ItemKind, ItemView, PersonCard, PersonField as Of, PersonId, question};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Role, company, tags, and everything that there may be several of.
#[component]
pub(super) fn Record(card: PersonCardMemo, id: PersonId) -> impl IntoView {
    let engine = Engine::of_page();
    let lists = live(|| (), move || engine.track_people(), move |()| engine.ask(question::Lists));
    let (lists, failed) = (known(lists), failure(lists));
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
        if kept.is_some() && adding.with_untracked(Option::is_none) {
            adding.set(kept);
        }
    });
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
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <Company card id />
            <Tags card id />
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
            <For each=move || custom.get() key=|it| (it.0, it.1.clone(), it.3.value.clone()) let:it><Custom id it /></For>
            {move || adding.get().map(|kind| view! { <Adding card id kind lists end=Callback::new(move |()| adding.set(None)) /> })}
            <Add adding lists />
            <For each=of(ItemKind::Note) key=key let:item><Note id item /></For>
        </div>
    }
}
