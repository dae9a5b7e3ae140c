//! What the search shows: what was found, and before anything is typed, those of late and what there is to do.

use super::commands::{self, Command};
use crate::client::{Engine, known, live};
use crate::components::avatar::Avatar;
use crate::components::icon::{Icon, Shape};
use crate::components::marked::Marked;
use crate::components::skeleton::{Bones, Skeleton};
use crate::features::add_person::Adding;
use crate::features::finding::Finding;
use crate::features::help::Help;
use crate::features::people_filter::PeopleFilter;
use crate::features::photos::PersonAvatar;
use crate::i18n::t;
use crate::platform::time::clock;
use crate::present::calendar::short_date;
use crate::present::links::{message_at, note_at, slug};
use crate::present::reason::reason;
use crate::present::text::thousands;
use kith_engine::api::{Direction, Found, Group, Order, PeoplePage, PeopleQuery, PersonRow, question};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Maximum number shown of each kind.
pub(super) const MAX_SHOWN: u32 = 6;

/// How many people of late are offered.
const MAX_RECENT: u32 = 5;

/// Before anything is typed.
#[component]
pub(super) fn Beginning(close: Callback<()>) -> impl IntoView {
    let engine = Engine::of_page();
    let query = PeopleQuery { order: Order::LastContact, limit: MAX_RECENT, ..PeopleQuery::default() };
    let answer =
        live(move || query.clone(), move || engine.track_people(), move |query| engine.ask(question::People(query)));
    let recent: Memo<PeoplePage> = known(answer);
    let rows = move || recent.with(|page| page.rows.clone());
    view! {
        <Show when=move || answer.with(Option::is_none)>
            <h3>{t::search::recent()}</h3>
            <Skeleton rows=MAX_RECENT of=Bones::Rows />
        </Show>
        <Show when=move || recent.with(|page| !page.rows.is_empty())>
            <h3>{t::search::recent()}</h3>
            {move || rows().into_iter().map(|row| view! { <PersonHit row testid="recent" typed=String::new() close /> }).collect_view()}
        </Show>
        <h3>{t::search::actions()}</h3>
        <Commands typed=String::new() close />
        <p class="quiet">{t::search::hint()}</p>
    }
}

/// How many results are shown.
fn count(found: &Found) -> usize {
    let Found { people, filtered_out, companies, messages, notes, tags } = found;
    people.1.len() + filtered_out.1.len() + companies.1.len() + messages.len() + notes.1.len() + tags.len()
}

/// What is said about the results to those who cannot see them.
pub(super) fn told(found: &Found) -> String {
    match u32::try_from(count(found)).unwrap_or(u32::MAX) {
        0 => t::search::nothing().to_owned(),
        count => t::search::results(count),
    }
}

/// What was found.
#[component]
pub(super) fn Results(
    found: Found,
    typed: RwSignal<String>,
    close: Callback<()>,
    show_all: Callback<Group>,
) -> impl IntoView {
    let nothing = count(&found) == 0;
    let Found { people, filtered_out, companies, messages, notes, tags } = found;
    let words = typed.get_untracked();
    let person = |row: PersonRow| view! { <PersonHit row testid="found" typed=words.clone() close /> };
    let more = move |count: u32, shown: usize, group: Group| {
        (count as usize > shown).then(|| view! {
            <button class="text-button" type="button" data-testid="show-all" on:click=move |_| show_all.run(group)>{t::search::show_all_of(thousands(count))}</button>
        })
    };
    let (shown, kept_apart) = (people.1.len(), filtered_out.1.len());
    // Only the newest are looked for.
    let more_messages = messages.len() == MAX_SHOWN as usize;
    let is_command = !commands::found(&words).is_empty();
    view! {
        {nothing.then(|| view! { <p class="quiet">{t::search::nothing()}</p> })}
        {(people.0 > 0).then(|| view! { <h3>{t::shell::people()}</h3> })}
        {people.1.into_iter().map(person).collect_view()}
        {more(people.0, shown, Group::People)}
        {(companies.0 > 0).then(|| view! { <h3>{t::shell::companies()}</h3> })}
        {companies.1.into_iter().map(|row| {
            let face = view! { <Avatar id=row.id.0 name=row.name.clone() /> }.into_any();
            view! {
                <Hit kind="company" href=format!("/companies/{:016x}", row.id.0) face first=row.name second=row.domains.join(", ") typed=words.clone() close />
            }
        }).collect_view()}
        {(!tags.is_empty()).then(|| view! { <h3>{t::search::tags()}</h3> })}
        {tags.into_iter().map(|(tag, count)| view! { <TagHit tag count close /> }).collect_view()}
        {(notes.0 > 0).then(|| view! { <h3>{t::search::notes()}</h3> })}
        {notes.1.into_iter().map(|note| {
            let second = format!("{}, {}", note.name, short_date(&clock(note.at)));
            view! {
                <Hit kind="note" href=note_at(note.person, note.item) face=icon(Shape::Note) first=note.text second typed=words.clone() close />
            }
        }).collect_view()}
        {(!messages.is_empty()).then(|| view! { <h3>{t::search::subjects()}</h3> })}
        {messages.into_iter().filter_map(|row| {
            let (id, name) = row.people.first()?.clone();
            let shape = if row.direction == Direction::Sent { Shape::Sent } else { Shape::Received };
            let second = format!("{name}, {}", short_date(&clock(row.date)));
            Some(view! {
                <Hit kind="message" href=message_at(id, row.message) face=icon(shape) first=row.subject second typed=words.clone() close />
            })
        }).collect_view()}
        {more_messages.then(|| view! {
            <button class="text-button" type="button" data-testid="show-messages" on:click=move |_| show_all.run(Group::People)>{t::search::show_all()}</button>
        })}
        {(filtered_out.0 > 0).then(|| view! { <h3>{t::search::filtered_out()}</h3> })}
        {filtered_out.1.into_iter().map(person).collect_view()}
        {more(filtered_out.0, kept_apart, Group::FilteredOut)}
        {is_command.then(|| view! { <h3>{t::search::actions()}</h3> })}
        <Commands typed=words.clone() close />
        <AddHit typed close />
    }
}

fn icon(shape: Shape) -> AnyView {
    view! { <span class="row-icon"><Icon shape /></span> }.into_any()
}

#[component]
fn PersonHit(row: PersonRow, testid: &'static str, typed: String, close: Callback<()>) -> impl IntoView {
    let second = if row.reason.is_person() { row.address.clone() } else { reason(&row.reason) };
    let face = view! { <PersonAvatar id=row.id name=row.name.clone() photo=row.photo /> }.into_any();
    view! { <Hit kind="person" href=format!("/people/{}", slug(row.id)) face testid first=row.name second typed close /> }
}

/// What there is to do by those words.
#[component]
fn Commands(typed: String, close: Callback<()>) -> impl IntoView {
    let found = commands::found(&typed);
    let (navigate, help) = (StoredValue::new_local(use_navigate()), Help::of_page());
    let go = move |command: Command| {
        close.run(());
        match command {
            Command::Go(address) => navigate.with_value(|navigate| navigate(address, NavigateOptions::default())),
            Command::Keys => help.open(),
        }
    };
    let row = move |(command, shape, title): (Command, Shape, String)| {
        view! {
            <button class="row" type="button" data-testid="command" on:click=move |_| go(command)>
                {icon(shape)}
                <span class="row-title"><Marked text=title typed=typed.clone() /></span>
            </button>
        }
    };
    found.into_iter().map(row).collect_view()
}

#[component]
fn TagHit(tag: String, count: u32, close: Callback<()>) -> impl IntoView {
    let people = PeopleFilter::of_page();
    let typed = kith_domain::query::text(&kith_domain::query::Filter::Tag(kith_domain::search::fold(&tag)), false);
    let navigate = StoredValue::new_local(use_navigate());
    let go = move |_| {
        people.show(typed.clone(), Group::People);
        close.run(());
        navigate.with_value(|navigate| navigate("/people", NavigateOptions::default()));
    };
    view! {
        <button class="row" type="button" data-testid="found" data-kind="tag" on:click=go>
            {icon(Shape::Tag)}
            <span class="row-title" dir="auto">{tag}</span>
            <span class="row-sub">{crate::present::text::people(count)}</span>
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
        <button class="row" type="button" data-testid="found" data-kind="add" on:click=add>
            {icon(Shape::Add)}
            <span class="row-title" dir="auto">{move || t::add::this_one(typed.with(|typed| typed.trim().to_owned()))}</span>
        </button>
    }
}

#[component]
fn Hit(
    kind: &'static str,
    #[prop(default = "found")] testid: &'static str,
    href: String,
    face: AnyView,
    first: String,
    second: String,
    /// What was typed.
    typed: String,
    close: Callback<()>,
) -> impl IntoView {
    let (finding, address) = (Finding::of_page(), href.clone());
    let chosen = move |_| {
        finding.again(&address);
        close.run(());
    };
    view! {
        <a class="row" href=href data-testid=testid data-kind=kind on:click=chosen>
            {face}
            <span class="row-title" dir="auto"><Marked text=first typed=typed.clone() /></span>
            <span class="row-sub" dir="auto"><Marked text=second typed /></span>
        </a>
    }
}
