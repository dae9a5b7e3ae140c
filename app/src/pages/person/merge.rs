//! Making one person of two.

use super::model::{Difference, differences};
use crate::client::{Engine, failure, live};
use crate::components::order::Ordering;
use crate::components::sentence::sentence;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::features::photos::PersonAvatar;
use crate::i18n::{PLACES, t};
use crate::platform::dialog::{close, modal};
use crate::platform::focus::focus_soon;
use kith_engine::api::{Decision, Lists, PeopleQuery, PersonCard, PersonId, PersonRow, question};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Chooses someone, and makes one of the two.
#[component]
pub(super) fn Merge(card: Memo<Option<PersonCard>>, id: PersonId, open: RwSignal<bool>) -> impl IntoView {
    let dialog = modal();
    let other = RwSignal::new(None::<(PersonCard, Lists)>);
    view! {
        <dialog class="confirm merge" node_ref=dialog aria-labelledby="merge-title" data-testid="merge" on:close=move |_| open.set(false)>
            <h2 id="merge-title" tabindex="-1">{t::person::merge_people()}</h2>
            {move || match other.get() {
                None => view! { <Choose id chosen=other /> }.into_any(),
                Some((other, lists)) => view! { <Both card id other lists end=Callback::new(move |()| close(dialog)) /> }.into_any(),
            }}
            <div class="actions">
                <button class="button" type="button" data-testid="merge-no" on:click=move |_| close(dialog)>{t::common::cancel()}</button>
            </div>
        </dialog>
    }
}

#[component]
fn Choose(id: PersonId, chosen: RwSignal<Option<(PersonCard, Lists)>>) -> impl IntoView {
    let engine = Engine::of_page();
    let typed = RwSignal::new(String::new());
    let order = Ordering::new();
    let found = live(
        move || PeopleQuery { filter: typed.get(), limit: 8, ..PeopleQuery::default() },
        || (),
        move |query| engine.ask(question::People(query)),
    );
    let rows = move || {
        let rows = found.with(|it| it.as_ref().and_then(|it| it.1.as_ref().ok().map(|page| page.rows.clone())));
        rows.unwrap_or_default().into_iter().filter(|row| row.id != id).collect::<Vec<_>>()
    };
    let nobody = move || found.with(|it| it.as_ref().is_some_and(|it| it.1.is_ok())) && rows().is_empty();
    let failed = failure(found);
    let choose = move |id: PersonId| {
        // Without the custom fields the two could not be compared.
        let read = async move {
            let (lists, card) = (engine.ask(question::Lists).await?, engine.ask(question::Person(id)).await?);
            chosen.try_set(Some((card, lists)));
            // What is left to decide is above the button that remains.
            focus_soon("#merge-title".into());
            Ok(())
        };
        order.store(read, || {});
    };
    view! {
        <p class="confirm-text">{t::person::merge_who()}</p>
        <input type="search" name="merge-with" aria-label=t::people::filter_placeholder() placeholder=t::people::filter_placeholder() autofocus
            on:input=move |event| typed.set(event_target_value(&event)) />
        {move || nobody().then(|| view! { <p class="quiet" role="status">{t::person::merge_no_one()}</p> })}
        {move || order.failed.get().or_else(|| failed.get()).map(|failed| view! { <Trouble words=failed.words() /> })}
        <ul role="list" class="merge-list">
            <For each=rows key=|row| row.id let:row>
                <li><Candidate row choose=Callback::new(choose) /></li>
            </For>
        </ul>
    }
}

#[component]
fn Candidate(row: PersonRow, choose: Callback<PersonId>) -> impl IntoView {
    let PersonRow { id, name, address, photo, .. } = row;
    let shown = address.clone();
    view! {
        <button class="row" type="button" data-testid="merge-row" data-address=address on:click=move |_| choose.run(id)>
            <PersonAvatar id name=name.clone() photo />
            <span class="row-title" dir="auto">{name}</span>
            <span class="row-sub" dir="auto">{shown}</span>
        </button>
    }
}

#[component]
fn Both(
    card: Memo<Option<PersonCard>>,
    id: PersonId,
    other: PersonCard,
    lists: Lists,
    end: Callback<()>,
) -> impl IntoView {
    let decide = Decide::of_page();
    let Some(one) = card.get_untracked() else { return ().into_any() };
    let differing = StoredValue::new(differences(&one, &other, &lists.fields));
    let order = Ordering::new();
    // Which of them are to be as with the other.
    let theirs = RwSignal::new(BTreeSet::<usize>::new());
    let (name, other_name, from) = (one.row.name.clone(), other.row.name.clone(), other.row.id);
    let merge = move |_| {
        let taken = theirs.get_untracked();
        let mut decisions = vec![Decision::Merge { into: id, from }];
        differing.with_value(|all| {
            let of = |(at, it): (usize, &Difference)| {
                if taken.contains(&at) { Some(it.take.clone()) } else { it.keep.clone() }
            };
            decisions.extend(all.iter().enumerate().filter_map(of));
        });
        let stored = decide.store_and_say(t::alike::merged(&name, &other_name), decisions);
        order.store(stored, move || {
            end.try_run(());
        });
    };
    let row = |(at, difference): (usize, Difference)| {
        let set = move |its: bool| {
            theirs.update(|theirs| {
                if its {
                    theirs.insert(at);
                } else {
                    theirs.remove(&at);
                }
            })
        };
        let group = format!("merge-{at}");
        let mine = if difference.mine.is_empty() { t::person::merge_none().to_owned() } else { difference.mine };
        view! {
            <fieldset class="merge-field">
                <legend dir="auto">{difference.title}</legend>
                <label><input type="radio" name=group.clone() checked on:change=move |_| set(false) />" "<span dir="auto">{mine}</span></label>
                <label><input type="radio" name=group on:change=move |_| set(true) />" "<span dir="auto">{difference.theirs}</span></label>
            </fieldset>
        }
    };
    let rows = differing.get_value();
    let choice = !rows.is_empty();
    let both = [&one.row, &other.row].map(|row| {
        view! { <b dir="auto">{row.name.clone()}</b>" ("<span dir="auto">{row.address.clone()}</span>")" }.into_any()
    });
    let count = one.addresses.len() + other.addresses.len();
    let messages = crate::present::text::messages(one.sent + one.received + other.sent + other.received);
    view! {
        <div class="confirm-text">
            <p>{sentence(&t::person::merge_become(PLACES[0], PLACES[1]), both)}" "{choice.then_some(t::person::merge_choose())}</p>
            {rows.into_iter().enumerate().map(row).collect_view()}
            <p>{t::person::merge_together(count, messages)}</p>
        </div>
        <div class="actions">
            <button class="button primary" type="button" data-testid="merge-yes" aria-disabled=move || order.busy.get().to_string() on:click=merge>{t::alike::merge()}</button>
        </div>
        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
    }
    .into_any()
}
