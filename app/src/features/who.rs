//! Choosing someone by their name.

use crate::client::{Engine, failure, live};
use crate::components::trouble::Trouble;
use crate::features::photos::PersonAvatar;
use crate::i18n::t;
use kith_engine::api::{PeopleQuery, PersonId, PersonRow, question};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// How many are offered.
const OFFERED: u32 = 6;

/// A field for a name, with those who fit below it. Escape ends it.
#[component]
pub(crate) fn ChoosePerson(
    /// The field's name in the document.
    name: &'static str,
    label: &'static str,
    /// Who is not offered.
    #[prop(into)]
    without: Signal<Vec<PersonId>>,
    chosen: Callback<PersonRow>,
    end: Callback<()>,
) -> impl IntoView {
    let engine = Engine::of_page();
    let typed = RwSignal::new(String::new());
    let found = live(
        move || {
            let without = u32::try_from(without.with(Vec::len)).unwrap_or(u32::MAX);
            PeopleQuery { filter: typed.get(), limit: OFFERED.saturating_add(without), ..PeopleQuery::default() }
        },
        || (),
        move |query| engine.ask(question::People(query)),
    );
    let failed = failure(found);
    let rows = move || {
        let rows = found.with(|it| it.as_ref().and_then(|it| it.1.as_ref().ok().map(|page| page.rows.clone())));
        rows.unwrap_or_default()
            .into_iter()
            .filter(|row| without.with(|without| !without.contains(&row.id)))
            .take(OFFERED as usize)
            .collect::<Vec<_>>()
    };
    let first = move || untrack(rows).into_iter().next();
    // The next one is looked for anew.
    let choose = move |row: PersonRow| {
        typed.set(String::new());
        chosen.run(row);
    };
    let keys = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            end.run(());
        }
    };
    let enter = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            first().into_iter().for_each(choose);
        }
    };
    let field = NodeRef::<leptos::html::Input>::new();
    field.on_load(|field| request_animation_frame(move || drop(field.focus())));
    view! {
        <div class="choose-person" on:keydown=keys>
            <input node_ref=field type="search" name=name autocomplete="off" aria-label=label placeholder=label prop:value=typed on:keydown=enter on:input=move |event| typed.set(event_target_value(&event)) />
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <ul role="list">
                <For each=rows key=|row| row.id let:row>
                    {
                        let (id, shown, address, photo) = (row.id, row.name.clone(), row.address.clone(), row.photo);
                        view! {
                            <li><button class="row" type="button" data-testid="chosen-person" data-address=address.clone() on:click=move |_| choose(row.clone())>
                                <PersonAvatar id name=shown.clone() photo />
                                <span class="row-title" dir="auto">{shown.clone()}</span>
                                <span class="row-sub" dir="auto">{address.clone()}</span>
                            </button></li>
                        }
                    }
                </For>
            </ul>
            <Show when=move || found.with(|it| it.as_ref().is_some_and(|it| it.1.is_ok())) && rows().is_empty()>
                <p class="quiet" role="status">{t::person::merge_no_one()}</p>
            </Show>
        </div>
    }
}
