//! Who may be the same person, and making one of two.

use crate::components::decide::Decide;
use crate::engine::{Engine, live};
use crate::pages::people::model::slug;
use crate::platform::dialog::{close, modal};
use kith_engine::api::{Decision, Field, Likeness, PeopleQuery, PersonCard, PersonId, PersonRow, Suggestion};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

/// What two have in common, as the end of a sentence.
pub(crate) fn likeness(of: &Likeness) -> String {
    match of {
        Likeness::Name(name) => format!("both are called {name}"),
        Likeness::Domain(domain) => format!("both write from {domain}"),
        Likeness::Local(local) => format!("both addresses begin with {local}"),
        Likeness::Answered(_) => "one answered what you wrote to the other".into(),
    }
}

/// Someone who may be the same, with the two answers.
#[component]
pub(crate) fn Alike(suggestion: Suggestion) -> impl IntoView {
    let decide = Decide::of_page();
    let Suggestion { one, other, likeness: common } = suggestion;
    let why = common.iter().map(likeness).collect::<Vec<_>>().join(", and ");
    let (into, from) = (one.id, other.id);
    let name = one.name.clone();
    let other_name = other.name.clone();
    let same = move |_| decide.say(format!("{other_name} and {name} are one."), vec![Decision::Merge { into, from }]);
    let apart = move |_| decide.say("They stay two.", vec![Decision::Apart(into, from)]);
    view! {
        <div class="alike" data-testid="alike">
            <p>
                "Are "<A href=format!("/people/{}", slug(into))><b dir="auto">{one.name}</b></A>
                <span class="quiet" dir="auto">" "{one.address}</span>
                " and "<A href=format!("/people/{}", slug(from))><b dir="auto">{other.name}</b></A>
                <span class="quiet" dir="auto">" "{other.address}</span>
                " the same person?"
            </p>
            <p class="quiet" dir="auto">"It may be: "{why}"."</p>
            <div class="actions">
                <button class="button" type="button" data-testid="same" on:click=same>"The same"</button>
                <button class="button" type="button" data-testid="apart" on:click=apart>"Not the same"</button>
            </div>
        </div>
    }
}

/// Chooses somebody, and makes one of the two.
#[component]
pub(super) fn Merge(card: Memo<Option<PersonCard>>, id: PersonId, open: RwSignal<bool>) -> impl IntoView {
    let dialog = modal();
    let other = RwSignal::new(None::<PersonCard>);
    view! {
        <dialog class="confirm merge" node_ref=dialog aria-labelledby="merge-title" data-testid="merge" on:close=move |_| open.set(false)>
            <h2 id="merge-title">"Make one person of two"</h2>
            {move || match other.get() {
                None => view! { <Choose id chosen=other /> }.into_any(),
                Some(other) => view! { <Both card id other end=Callback::new(move |()| close(dialog)) /> }.into_any(),
            }}
            <div class="actions">
                <button class="button" type="button" data-testid="merge-no" on:click=move |_| close(dialog)>"Cancel"</button>
            </div>
        </dialog>
    }
}

#[component]
fn Choose(id: PersonId, chosen: RwSignal<Option<PersonCard>>) -> impl IntoView {
    let engine = Engine::of_page();
    let typed = RwSignal::new(String::new());
    let found = live(
        move || PeopleQuery { filter: typed.get(), limit: 8, ..PeopleQuery::default() },
        || (),
        move |query| engine.list(query),
    );
    let rows = move || {
        let rows = found.with(|it| it.as_ref().and_then(|it| it.1.as_ref().ok().map(|page| page.rows.clone())));
        rows.unwrap_or_default().into_iter().filter(|row| row.id != id).collect::<Vec<_>>()
    };
    let choose = move |id: PersonId| {
        spawn_local(async move {
            if let Ok(card) = engine.person(id).await {
                chosen.set(Some(card));
            }
        });
    };
    view! {
        <p class="confirm-text">"Whom are they the same as? Nothing of either conversation is lost, and you can undo it."</p>
        <input type="search" name="merge-with" aria-label="Name or address" placeholder="Name or address" autofocus
            on:input=move |event| typed.set(event_target_value(&event)) />
        <ul role="list" class="merge-list">
            <For each=rows key=|row| row.id let:row>
                <li><Candidate row choose=Callback::new(choose) /></li>
            </For>
        </ul>
    }
}

#[component]
fn Candidate(row: PersonRow, choose: Callback<PersonId>) -> impl IntoView {
    let PersonRow { id, name, address, .. } = row;
    let shown = address.clone();
    view! {
        <button class="merge-row" type="button" data-testid="merge-row" data-address=address on:click=move |_| choose.run(id)>
            <b dir="auto">{name}</b>" "<span class="quiet" dir="auto">{shown}</span>
        </button>
    }
}

/// The fields that each has once, as far as the two differ: title, and what either says.
pub(crate) fn differing(one: &PersonCard, other: &PersonCard) -> Vec<(&'static str, Field, String, String)> {
    let fields = [
        ("Name", Field::Name, one.row.name.clone(), other.row.name.clone()),
        ("Given name", Field::Given, one.given.value.clone(), other.given.value.clone()),
        ("Family name", Field::Family, one.family.value.clone(), other.family.value.clone()),
        ("Birthday", Field::Birthday, one.birthday.value.clone(), other.birthday.value.clone()),
        ("Role", Field::Role, one.role.value.clone(), other.role.value.clone()),
    ];
    fields.into_iter().filter(|(_, _, one, other)| one != other && !other.is_empty()).collect()
}

#[component]
fn Both(card: Memo<Option<PersonCard>>, id: PersonId, other: PersonCard, end: Callback<()>) -> impl IntoView {
    let decide = Decide::of_page();
    let Some(one) = card.get_untracked() else { return ().into_any() };
    let fields = differing(&one, &other);
    let theirs = RwSignal::new(std::collections::BTreeSet::<Field>::new());
    let (name, other_name, from) = (one.row.name.clone(), other.row.name.clone(), other.row.id);
    let values: Vec<(Field, String)> = fields.iter().map(|(_, field, _, value)| (*field, value.clone())).collect();
    let values_empty = values.is_empty();
    let merge = move |_| {
        let mut decisions = vec![Decision::Merge { into: id, from }];
        for (field, value) in values.iter().filter(|(field, _)| theirs.with_untracked(|it| it.contains(field))) {
            decisions.push(Decision::Set { person: id, field: *field, value: value.clone() });
        }
        decide.say(format!("{other_name} and {name} are one."), decisions);
        end.run(());
    };
    let rows = fields.into_iter().enumerate().map(|(at, (title, field, mine, its))| {
        let set = move |its: bool| theirs.update(|theirs| { if its { theirs.insert(field); } else { theirs.remove(&field); } });
        let group = format!("merge-{at}");
        let mine = if mine.is_empty() { "(nothing)".to_owned() } else { mine };
        view! {
            <fieldset class="merge-field">
                <legend>{title}</legend>
                <label><input type="radio" name=group.clone() checked on:change=move |_| set(false) />" "<span dir="auto">{mine}</span></label>
                <label><input type="radio" name=group on:change=move |_| set(true) />" "<span dir="auto">{its}</span></label>
            </fieldset>
        }
    });
    let count = one.addresses.len() + other.addresses.len();
    let messages = crate::text::messages(one.sent + one.received + other.sent + other.received);
    view! {
        <div class="confirm-text">
            <p><b dir="auto">{one.row.name.clone()}</b>" ("<span dir="auto">{one.row.address.clone()}</span>") and "
                <b dir="auto">{other.row.name.clone()}</b>" ("<span dir="auto">{other.row.address.clone()}</span>") become one. "
                {(!values_empty).then_some("Where the two differ, choose what holds.")}</p>
            {rows.collect_view()}
            <p>{format!("Together they have {count} addresses and about {messages}. Phones, notes, tags and all the rest are put together.")}</p>
        </div>
        <div class="actions">
            <button class="button primary" type="button" data-testid="merge-yes" on:click=merge>"Make them one"</button>
        </div>
    }
    .into_any()
}

/// Goes back to the list.
pub(super) fn leave() -> impl Fn() + Clone {
    let navigate = use_navigate();
    move || navigate("/people", leptos_router::NavigateOptions::default())
}
