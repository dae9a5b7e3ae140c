//! One search over everything, from everywhere: `Ctrl` and `K`.

use crate::client::{Engine, failure, live};
use crate::components::icon::{Icon, Shape};
use crate::components::trouble::Trouble;
use crate::features::add_person::Adding;
use crate::features::finding::Finding;
use crate::features::people_filter::PeopleFilter;
use crate::i18n::t;
use crate::platform::dialog::{close, end_with_page, modal};
use crate::platform::focus::{focus_soon, typing};
use crate::platform::press::press;
use crate::platform::time::clock;
use crate::present::calendar::short_date;
use crate::present::keys::{EVERYWHERE, Everywhere, SEARCH, Search, act};
use crate::present::links::{message_at, note_at, slug};
use crate::present::reason::reason;
use crate::present::text::thousands;
use kith_engine::api::{Found, Group, PersonRow, question};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};
use wasm_bindgen::JsCast;

/// Maximum number shown of each kind.
const MAX_SHOWN: u32 = 6;

/// Whether the search is open.
#[derive(Clone, Copy)]
pub(super) struct Searching(RwSignal<bool>);

impl Searching {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(false))
    }
}

/// The way to the search in the navigation.
#[component]
pub(super) fn SearchEntry() -> impl IntoView {
    let Searching(open) = expect_context();
    view! {
        <button class="entry" type="button" data-testid="search-open" aria-keyshortcuts="Control+K" on:click=move |_| open.set(true)>
            <Icon shape=Shape::Search />
            <span>{t::search::title()}</span>
        </button>
    }
}

/// The search, while it is open.
#[component]
pub(super) fn SearchBox() -> impl IntoView {
    let Searching(open) = expect_context();
    let path = use_location().pathname;
    let hotkey = window_event_listener(leptos::ev::keydown, move |event| {
        let is_meant = match act(&EVERYWHERE, &press(&event)) {
            Some(Everywhere::Search) => true,
            // On the list of people this key leads to its filter.
            Some(Everywhere::SearchBySlash) => !typing() && !path.with_untracked(|path| path.starts_with("/people")),
            Some(Everywhere::Add | Everywhere::Help) | None => false,
        };
        if is_meant {
            event.prevent_default();
            open.set(true);
        }
    });
    on_cleanup(move || hotkey.remove());
    end_with_page(move || open.set(false));
    view! { <Show when=move || open.get()><Open open /></Show> }
}

#[component]
fn Open(open: RwSignal<bool>) -> impl IntoView {
    let engine = Engine::of_page();
    let people = PeopleFilter::of_page();
    let navigate = StoredValue::new_local(use_navigate());
    let dialog = modal();
    let typed = RwSignal::new(String::new());
    let answer = live(
        move || typed.get(),
        move || engine.track_people(),
        move |words| engine.ask(question::Find { words, limit: MAX_SHOWN }),
    );
    let found = Memo::new(move |_| {
        answer.with(|it| it.as_ref().filter(|it| !it.0.trim().is_empty()).and_then(|it| it.1.as_ref().ok().cloned()))
    });
    let failed = failure(answer);
    let close = move || close(dialog);
    let show_all = move |of: Group| {
        people.show(typed.get_untracked(), of);
        close();
        navigate.with_value(|navigate| navigate("/people", leptos_router::NavigateOptions::default()));
    };
    let keys = move |event: KeyboardEvent| {
        let step = match act(&SEARCH, &press(&event)) {
            // In a field of this kind the browser would only empty it.
            Some(Search::Close) => {
                event.prevent_default();
                return close();
            }
            Some(Search::Next) => 1,
            Some(Search::Back) => -1,
            // On a result it is that one's.
            Some(Search::First) | None => return,
        };
        event.prevent_default();
        move_focus(step);
    };
    let enter = move |event: KeyboardEvent| {
        if act(&SEARCH, &press(&event)) == Some(Search::First) {
            event.prevent_default();
            if let Ok(Some(first)) = document().query_selector(".search-found a, .search-found button") {
                first.unchecked_into::<web_sys::HtmlElement>().click();
            }
        }
    };
    focus_soon("[name=search]".into());
    view! {
        <dialog class="search" node_ref=dialog aria-label=t::search::title() data-testid="search" on:close=move |_| open.set(false) on:keydown=keys>
            <div class="filter">
                <Icon shape=Shape::Search />
                <input
                    type="search"
                    name="search"
                    aria-label=t::search::fields()
                    placeholder=t::search::fields()
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    autofocus
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=enter
                />
            </div>
            // What is shown is found by these words, which may be the ones before.
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <div class="search-found" data-words=move || answer.with(|it| it.as_ref().map(|it| it.0.clone()))>
                {move || match found.get() {
                    Some(found) => view! { <Results found typed close=Callback::new(move |()| close()) show_all=Callback::new(show_all) /> }.into_any(),
                    None => view! {
                        <p class="quiet">{t::search::hint()}</p>
                    }.into_any(),
                }}
            </div>
        </dialog>
    }
}

#[component]
fn Results(found: Found, typed: RwSignal<String>, close: Callback<()>, show_all: Callback<Group>) -> impl IntoView {
    let Found { people, filtered_out, companies, messages, notes, tags } = found;
    let nothing = people.0 + filtered_out.0 + companies.0 + notes.0 == 0 && messages.is_empty() && tags.is_empty();
    let person = move |row: PersonRow| {
        let second = if row.reason.is_person() { row.address.clone() } else { reason(&row.reason) };
        view! { <Hit kind="person" href=format!("/people/{}", slug(row.id)) first=row.name second close /> }
    };
    let more = move |count: u32, shown: usize, group: Group| {
        (count as usize > shown).then(|| view! {
            <button class="text-button" type="button" data-testid="show-all" on:click=move |_| show_all.run(group)>{t::search::show_all_of(thousands(count))}</button>
        })
    };
    let (shown, kept_apart) = (people.1.len(), filtered_out.1.len());
    // Only the newest are looked for.
    let more_messages = messages.len() == MAX_SHOWN as usize;
    view! {
        {nothing.then(|| view! { <p class="quiet" role="status">{t::search::nothing()}</p> })}
        {(people.0 > 0).then(|| view! { <h3>{t::shell::people()}</h3> })}
        {people.1.into_iter().map(person).collect_view()}
        {more(people.0, shown, Group::People)}
        {(companies.0 > 0).then(|| view! { <h3>{t::shell::companies()}</h3> })}
        {companies.1.into_iter().map(|row| view! {
            <Hit kind="company" href=format!("/companies/{:016x}", row.id.0) first=row.name second=row.domains.join(", ") close />
        }).collect_view()}
        {(!tags.is_empty()).then(|| view! { <h3>{t::search::tags()}</h3> })}
        {tags.into_iter().map(|(tag, count)| view! { <TagHit tag count close /> }).collect_view()}
        {(notes.0 > 0).then(|| view! { <h3>{t::search::notes()}</h3> })}
        {notes.1.into_iter().map(|note| view! {
            <Hit kind="note" href=note_at(note.person, note.item) first=note.text second=format!("{}, {}", note.name, short_date(&clock(note.at))) close />
        }).collect_view()}
        {(!messages.is_empty()).then(|| view! { <h3>{t::search::subjects()}</h3> })}
        {messages.into_iter().filter_map(|row| {
            let (id, name) = row.people.first()?.clone();
            Some(view! {
                <Hit kind="message" href=message_at(id, row.message) first=row.subject second=format!("{name}, {}", short_date(&clock(row.date))) close />
            })
        }).collect_view()}
        {more_messages.then(|| view! {
            <button class="text-button" type="button" data-testid="show-messages" on:click=move |_| show_all.run(Group::People)>{t::search::show_all()}</button>
        })}
        {(filtered_out.0 > 0).then(|| view! { <h3>{t::search::filtered_out()}</h3> })}
        {filtered_out.1.into_iter().map(person).collect_view()}
        {more(filtered_out.0, kept_apart, Group::FilteredOut)}
        <AddHit typed close />
    }
}

#[component]
fn TagHit(tag: String, count: u32, close: Callback<()>) -> impl IntoView {
    let people = PeopleFilter::of_page();
    let typed = kith_domain::query::text(&kith_domain::query::Filter::Tag(kith_domain::search::fold(&tag)), false);
    let navigate = StoredValue::new_local(use_navigate());
    let go = move |_| {
        people.show(typed.clone(), Group::People);
        close.run(());
        navigate.with_value(|navigate| navigate("/people", leptos_router::NavigateOptions::default()));
    };
    view! {
        <button class="hit" type="button" data-testid="found" data-kind="tag" on:click=go>
            <span dir="auto">{tag}</span><span class="quiet">{crate::present::text::people(count)}</span>
        </button>
    }
}

/// Adds someone of whom the words are.
#[component]
fn AddHit(typed: RwSignal<String>, close: Callback<()>) -> impl IntoView {
    let adding = Adding::of_page();
    let add = move |_| {
        close.run(());
        adding.begin(&typed.get_untracked());
    };
    view! {
        <button class="hit" type="button" data-testid="found" data-kind="add" on:click=add>
            <span dir="auto">{move || t::add::this_one(typed.with(|typed| typed.trim().to_owned()))}</span>
        </button>
    }
}

#[component]
fn Hit(kind: &'static str, href: String, first: String, second: String, close: Callback<()>) -> impl IntoView {
    let (finding, address) = (Finding::of_page(), href.clone());
    let chosen = move |_| {
        finding.again(&address);
        close.run(());
    };
    view! {
        <a class="hit" href=href data-testid="found" data-kind=kind on:click=chosen>
            <span dir="auto">{first}</span>
            <span class="quiet" dir="auto">{second}</span>
        </a>
    }
}

/// Leads the keyboard to the next of what was found, or the one before.
fn move_focus(step: i32) {
    let Ok(all) = document().query_selector_all(".search input, .search-found a, .search-found button") else { return };
    let active = document().active_element();
    let at = (0..all.length())
        .find(|&at| all.item(at).and_then(|node| node.dyn_into::<web_sys::Element>().ok()).as_ref() == active.as_ref());
    let to = at.map_or(0, |at: u32| at.saturating_add_signed(step)).min(all.length().saturating_sub(1));
    if let Some(element) = all.item(to).and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(element.focus());
    }
}
