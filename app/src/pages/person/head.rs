//! Who someone is, at the head of their page, and what can be done about them.

use super::leave::leave;
use super::merge::Merge;
use super::model::source;
use crate::components::confirm::{Confirm, Yes};
use crate::components::editable::Editable;
use crate::components::icon::{Icon, Shape};
use crate::components::more::More;
use crate::components::order::Stored;
use crate::features::decide::Decide;
use crate::features::draft::DraftButton;
use crate::features::due::actions::{DueActions, Met};
use crate::features::export::{ExportMenu, Whom};
use crate::features::photos::PersonAvatar;
use crate::features::reminders::RemindDialog;
use crate::i18n::t;
use crate::platform::time::{clock, today};
use crate::present::links::{mailto, slug};
use kith_engine::api::{Decision, PersonCard, PersonField, PersonId, Visibility};
use leptos::prelude::*;
use leptos_router::components::A;

/// Photo, name, what they do and where, how to write to them, and their tags.
#[component]
pub(super) fn Head(
    card: Memo<Option<PersonCard>>,
    id: PersonId,
    name: Memo<String>,
    why: RwSignal<bool>,
) -> impl IntoView {
    let decide = Decide::of_page();
    let photo = Memo::new(move |_| card.with(|card| card.as_ref().and_then(|card| card.row.photo)));
    let from = Memo::new(move |_| {
        card.with(|card| card.as_ref().map(|it| source(&it.name_source, clock)).unwrap_or_default())
    });
    let rename = Callback::new(move |value: String| {
        decide.store(vec![Decision::SetField { person: id, field: PersonField::Name, value }])
    });
    let mixed = Memo::new(move |_| card.with(|card| card.as_ref().is_some_and(|it| it.mixed_name)));
    view! {
        <header class="person-head">
            <div class="avatar-large">{move || view! { <PersonAvatar id name=name.get() photo=photo.get() /> }}</div>
            <div class="card-names">
                <h1 dir="auto"><Editable value=name label=t::people::name() name="person-name" source=from save=rename /></h1>
                <Show when=move || mixed.get()>
                    <p class="also" data-testid="mixed-name">{t::person::mixed_name()}</p>
                </Show>
                <Line card />
                <Tags card id />
            </div>
            <Actions card id name why />
        </header>
    }
}

/// What they do, where, and at which address: in one line.
#[component]
fn Line(card: Memo<Option<PersonCard>>) -> impl IntoView {
    let line = Memo::new(move |_| {
        card.with(|card| {
            card.as_ref()
                .map(|card| (card.field(PersonField::Role).value, card.row.company.clone(), card.row.address.clone()))
        })
    });
    move || {
        line.get().map(|(role, company, address)| {
            let company = company.filter(|(_, name)| !name.is_empty()).map(
                |(id, name)| view! { <A href=format!("/companies/{:016x}", id.0)><span dir="auto">{name}</span></A> },
            );
            view! {
                <p class="person-line quiet">
                    {(!role.is_empty()).then(|| view! { <span dir="auto">{role}</span> })}
                    {company}
                    {(!address.is_empty()).then(|| view! { <span class="person-at" dir="auto">{address}</span> })}
                </p>
            }
        })
    }
}

#[component]
fn Tags(card: Memo<Option<PersonCard>>, id: PersonId) -> impl IntoView {
    let decide = Decide::of_page();
    let tags =
        Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.row.tags.clone()).unwrap_or_default()));
    let chip = move |tag: String| {
        let off = tag.clone();
        let label = t::person::remove_tag(&tag);
        view! {
            <li class="chip" data-testid="tag">
                <span dir="auto">{tag}</span>
                <button type="button" class="chip-off" aria-label=label on:click=move |_| decide.quietly(vec![Decision::Tag { people: vec![id], tag: off.clone(), on: false }])>
                    <Icon shape=Shape::Close />
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || !tags.with(Vec::is_empty)>
            <ul class="chips" role="list" aria-label=t::person::tags()><For each=move || tags.get() key=Clone::clone children=chip /></ul>
        </Show>
    }
}

/// Writing, logging contact, and the rest behind three dots.
#[component]
fn Actions(card: Memo<Option<PersonCard>>, id: PersonId, name: Memo<String>, why: RwSignal<bool>) -> impl IntoView {
    let (decide, day) = (Decide::of_page(), today());
    let (merging, deleting, reminding) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
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
    let has =
        move |read: fn(&PersonCard) -> bool| Memo::new(move |_| card.with(|card| card.as_ref().is_some_and(read)));
    let is_person = has(|card| card.row.reason.is_person());
    let is_kept = has(|card| card.row.reason.is_person() || !card.keeping.buckets.is_empty());
    let has_address = has(|card| !card.addresses.is_empty());
    // It answers what waits for one.
    let write = Memo::new(move |_| {
        let card = card.get()?;
        let subject = card.waiting_for_you.map_or(card.row.last_subject, |(_, subject)| subject);
        (!card.row.address.is_empty()).then(|| mailto(&card.row.address, &subject))
    });
    let whom = Callback::new(move |()| -> Whom { Box::pin(async move { Ok(vec![id]) }) });
    let yes =
        StoredValue::new(vec![Yes { text: t::common::delete(), testid: "confirm-yes", danger: true, run: delete }]);
    let title = Signal::derive(move || t::person::delete_title(name.get()));
    view! {
        <div class="actions person-actions">
            {move || write.get().map(|to| view! { <a class="button primary write" href=to data-testid="write">{t::today::write()}</a> })}
            <Show when=move || is_kept.get()><Met acts=DueActions::new(id, name, day) /></Show>
            <More id="person-more" testid="person-more">
                <Show when=move || has_address.get()><DraftButton person=id /></Show>
                <Show when=move || is_kept.get()>
                    <button type="button" data-testid="remind-open" on:click=move |_| reminding.set(true)>{t::today::remind::open()}</button>
                </Show>
                <button type="button" data-testid="merge-open" on:click=move |_| merging.set(true)>{t::person::merge_with()}</button>
                <ExportMenu id="export-person" whom />
                <Show when=move || is_person.get()>
                    <button type="button" data-testid="why-open" on:click=move |_| why.update(|why| *why = !*why)>{t::person::why()}</button>
                </Show>
                <div class="last" role="none">
                    <Show when=move || is_person.get()>
                        <button type="button" data-testid="never" on:click=never.clone()>{t::people::hide()}</button>
                    </Show>
                    <button type="button" data-testid="delete" on:click=move |_| deleting.set(true)>{t::common::delete()}"…"</button>
                </div>
            </More>
        </div>
        <RemindDialog person=id day asking=reminding />
        <Show when=move || merging.get()><Merge card id open=merging /></Show>
        <Confirm open=deleting title yes>
            <p>{t::person::delete_stays()}</p>
            <p>{t::person::delete_undo()}</p>
        </Confirm>
    }
}
