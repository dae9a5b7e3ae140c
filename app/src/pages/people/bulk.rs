//! Several people at once: choosing them, and what can be done with them.

use crate::components::confirm::{Confirm, Yes};
use crate::components::decide::Decide;
use crate::engine::Engine;
use crate::platform::download::download;
use crate::text::people;
use kith_engine::api::{Decision, ExportFormat, Group, PeopleQuery, PersonId, Standing};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;

/// Who is chosen.
#[derive(Clone, Copy)]
pub(super) struct Picked {
    people: RwSignal<BTreeSet<PersonId>>,
    /// The row that was chosen last.
    last: RwSignal<Option<u32>>,
}

impl Picked {
    pub(super) fn new() -> Self {
        Self { people: RwSignal::new(BTreeSet::new()), last: RwSignal::new(None) }
    }

    pub(super) fn has(self, id: PersonId) -> bool {
        self.people.with(|people| people.contains(&id))
    }

    pub(super) fn clear(self) {
        self.people.update(BTreeSet::clear);
        self.last.set(None);
    }

    /// Chooses somebody, or not any more; with `range` everybody from the row that was chosen last.
    pub(super) fn pick(self, id: PersonId, at: u32, range: bool, query: Callback<(), PeopleQuery>) {
        match self.last.get_untracked().filter(|_| range) {
            Some(last) => {
                let engine = Engine::of_page();
                let (from, to) = (last.min(at) as usize, last.max(at) as usize);
                let query = query.run(());
                spawn_local(async move {
                    if let Ok(all) = engine.selection(query).await {
                        let chosen = all.into_iter().skip(from).take(to - from + 1);
                        self.people.try_update(|people| people.extend(chosen));
                    }
                });
            }
            None => self.people.update(|people| {
                if !people.remove(&id) {
                    people.insert(id);
                }
            }),
        }
        self.last.set(Some(at));
    }
}

/// What can be done with those who are chosen.
#[component]
pub(super) fn Bulk(picked: Picked, query: Callback<(), PeopleQuery>, group: RwSignal<Group>) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let count = Memo::new(move |_| picked.people.with(|people| u32::try_from(people.len()).unwrap_or(u32::MAX)));
    let chosen = move || picked.people.with_untracked(|people| people.iter().copied().collect::<Vec<_>>());
    let named = move || people(count.get_untracked());
    let deleting = RwSignal::new(false);
    let tag = RwSignal::new(String::new());
    let all = move |_| {
        let query = query.run(());
        spawn_local(async move {
            if let Ok(all) = engine.selection(query).await {
                picked.people.try_set(all.into_iter().collect());
            }
        });
    };
    let put_tag = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = tag.get_untracked().trim().to_owned();
        if !typed.is_empty() {
            let said = format!("{} tagged {typed}.", named());
            decide.say(said, vec![Decision::Tag { people: chosen(), tag: typed, on: true }]);
            tag.set(String::new());
        }
    };
    let merge = move |_| {
        let people = chosen();
        let Some((&into, others)) = people.split_first() else { return };
        let decisions = others.iter().map(|&from| Decision::Merge { into, from }).collect();
        decide.say(format!("{} are one.", named()), decisions);
        picked.clear();
    };
    let stand = move |standing: Standing, said: &'static str| {
        let decisions = chosen().into_iter().map(|id| Decision::Standing(id, Some(standing))).collect();
        decide.say(format!("{} {said}", named()), decisions);
        picked.clear();
    };
    let delete = Callback::new(move |()| {
        let (ids, said) = (chosen(), format!("{} deleted.", named()));
        spawn_local(async move {
            let mut decisions = Vec::new();
            for person in ids {
                let card = engine.person(person).await.ok();
                let addresses =
                    card.iter().flat_map(|card| &card.addresses).map(|it| PersonId::of(&it.address)).collect();
                decisions.push(Decision::Delete { person, addresses });
            }
            decide.say(said, decisions);
        });
        picked.clear();
    });
    let export = move |format: ExportFormat| {
        let people = chosen();
        spawn_local(async move {
            if let Ok(file) = engine.export(people, format).await {
                download(&file.name, &file.media_type, &file.text);
            }
        });
    };
    let yes = StoredValue::new(vec![Yes { text: "Delete", testid: "confirm-yes", danger: true, run: delete }]);
    let title = Signal::derive(move || format!("Delete {}?", people(count.get())));
    view! {
        <Show when=move || count.get() != 0>
            <div class="bulk" data-testid="bulk" data-count=count role="group" aria-label="With those who are chosen">
                <b>{move || format!("{} chosen", people(count.get()))}</b>
                <button class="text-button" type="button" data-testid="pick-all" on:click=all>"Choose all"</button>
                <button class="text-button" type="button" data-testid="pick-none" on:click=move |_| picked.clear()>"None"</button>
                <form class="bulk-tag" on:submit=put_tag>
                    <input name="bulk-tag" aria-label="Tag" placeholder="Tag" prop:value=tag on:input=move |event| tag.set(event_target_value(&event)) />
                    <button class="button" type="submit">"Tag"</button>
                </form>
                <Show when=move || { count.get() > 1 && group.get() == Group::People }>
                    <button class="button" type="button" data-testid="bulk-merge" on:click=merge>"Make them one"</button>
                </Show>
                <button class="button" type="button" data-testid="export-vcard" on:click=move |_| export(ExportFormat::VCard)>"vCard"</button>
                <button class="button" type="button" data-testid="export-csv" on:click=move |_| export(ExportFormat::Csv)>"CSV"</button>
                {move || match group.get() {
                    Group::People => view! {
                        <button class="button" type="button" data-testid="bulk-never" on:click=move |_| stand(Standing::Never, "are no contacts any more.")>"Not contacts"</button>
                    }.into_any(),
                    Group::Others => view! {
                        <button class="button" type="button" data-testid="bulk-people" on:click=move |_| stand(Standing::Person, "added.")>"These are people"</button>
                    }.into_any(),
                }}
                <button class="button quiet-danger" type="button" data-testid="bulk-delete" on:click=move |_| deleting.set(true)>"Delete"</button>
            </div>
        </Show>
        <Confirm open=deleting title yes>
            <p>"They stay deleted, also when more mail of theirs comes. You can undo it, also later, under Settings, History."</p>
        </Confirm>
    }
}
