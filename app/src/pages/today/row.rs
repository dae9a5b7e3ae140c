use crate::components::icon::{Icon, Shape};
use crate::components::menu::Menu;
use crate::components::swipe::Swipe;
use crate::components::swipe::model::Side;
use crate::features::decide::Decide;
use crate::features::draft::Drafts;
use crate::features::due::actions::{DueActions, Met};
use crate::features::due::asking::DueDialog;
use crate::features::photos::PersonAvatar;
use crate::i18n::t;
use crate::platform::focus::typing;
use crate::platform::press::press;
use crate::platform::time::{Today, clock};
use crate::present::calendar::ago;
use crate::present::contact::{about, title};
use crate::present::due::{reason, when};
use crate::present::keys::{DUE, Due as Key, act};
use crate::present::links::{mailto, slug};
use kith_domain::day::Day;
use kith_domain::due::DueState;
use kith_engine::api::{ContactKind, DueRow, LastContact, PersonId};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::components::A;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, NodeList};

/// Someone who is due, with why, what was written last, and what can be done. `apart` tells them from who is called the
/// same.
#[component]
pub(super) fn Row<A>(row: DueRow, day: Memo<Day>, apart: Option<A>) -> impl IntoView
where
    A: IntoView + 'static,
{
    let today = Today::of_page();
    let why = reason(&row);
    let DueRow { person, state, bucket, last, .. } = row;
    let write = mailto(&person.address, &person.last_subject);
    let (id, name, address, photo) = (person.id, person.name, person.address, person.photo);
    let has_address = !address.is_empty();
    let acts = DueActions::new(id, name.clone(), day);
    let decide = Decide::of_page();
    let last = last.map(|(LastContact { at, way }, of)| {
        let (on, about) = (clock(at).day_number, about(way, &of));
        move || format!("{} {}{about}", title(way), ago(on, today.get()))
    });
    let keys = move |event: KeyboardEvent| {
        match act(&DUE, &press(&event)).filter(|_| !typing()) {
            Some(Key::Next) => step(1),
            Some(Key::Back) => step(-1),
            Some(Key::Write) => click("a.write"),
            Some(Key::Call) => acts.log_contact(ContactKind::Call),
            Some(Key::Meeting) => acts.log_contact(ContactKind::Meeting),
            Some(Key::Tomorrow) => acts.snooze(day.get_untracked().plus(1)),
            Some(Key::Week) => acts.snooze(day.get_untracked().plus(7)),
            Some(Key::Skip) => acts.skip(),
            Some(Key::Undo) => _ = decide.undo_last(),
            None => return,
        }
        event.prevent_default();
    };
    // Drawn aside with a finger.
    let swipe = Swipe::new();
    let up = move |_| match swipe.up() {
        Some(Side::Right) => acts.log_contact(ContactKind::Other),
        Some(Side::Left) => acts.ask(DueDialog::Until),
        None => {}
    };
    let overdue = matches!(state, DueState::Overdue(_));
    let under = match last {
        Some(last) => view! { <span>{last}</span> }.into_any(),
        None => why.clone().into_any(),
    };
    view! {
        <li
            class="due drawn"
            tabindex="0"
            data-testid="due"
            data-address=address.clone()
            data-overdue=overdue.to_string()
            data-right=t::today::log()
            data-left=t::today::snooze()
            style=("--aside", move || swipe.pixels())
            on:keydown=keys
            on:pointerdown=move |event| swipe.down(&event)
            on:pointermove=move |event| swipe.moved(&event)
            on:pointerup=up
            on:pointercancel=move |_| swipe.lost()
        >
            <PersonAvatar id name=name.clone() photo />
            <div class="due-text">
                <p class="due-name"><A href=format!("/people/{}", slug(id))><b dir="auto">{name}</b></A>" "{apart}<span class="due-when">{when(state)}</span></p>
                <p class="due-last" dir="auto" title=why>
                    {bucket.map(|(_, name, shade)| view! { <span class="in-bucket"><span class="dot" data-shade=shade aria-hidden="true"></span>{name}</span> })}
                    {under}
                </p>
            </div>
            <div class="row-acts">
                {has_address.then(|| view! { <a class="button write" href=write data-testid="write"><Icon shape=Shape::Mail />{t::today::write()}</a> })}
                <Met acts icon=true />
                <Later acts day />
                <Else acts id has_address />
            </div>
        </li>
    }
}

/// Not now.
#[component]
fn Later(acts: DueActions, day: Memo<Day>) -> impl IntoView {
    let chosen = move |name: &str| {
        let today = day.get_untracked();
        match name {
            "day" => acts.snooze(today.plus(1)),
            "week" => acts.snooze(today.plus(7)),
            "month" => acts.snooze(today.plus(30)),
            _ => acts.ask(DueDialog::Until),
        }
    };
    view! {
        <Menu id=acts.menu("later") title=t::today::snooze() testid="later" class="icon-button" shape=Shape::Clock items=later chosen />
    }
}

/// The ways of snoozing.
fn later() -> Vec<(String, String)> {
    let items = [
        ("day", t::today::later::day()),
        ("week", t::today::later::week()),
        ("month", t::today::later::month()),
        ("until", t::today::later::until()),
    ];
    items.map(|(name, title)| (name.into(), title.into())).into()
}

/// What is done less often; on a phone also what has no room in the row.
#[component]
fn Else(acts: DueActions, id: PersonId, has_address: bool) -> impl IntoView {
    let drafts = Drafts::of_page();
    let items = move || {
        let draft = has_address.then(|| ("draft", t::draft::write()));
        let rest = [
            ("log", t::today::log()),
            ("until", t::today::snooze()),
            ("skip", t::today::later::skip()),
            ("mute", t::today::mute()),
        ];
        draft.into_iter().chain(rest).map(|(name, title)| (name.to_owned(), title.to_owned())).collect()
    };
    let chosen = move |name: &str| match name {
        "draft" => drafts.begin(id),
        "log" => acts.ask(DueDialog::Note),
        "until" => acts.ask(DueDialog::Until),
        "skip" => acts.skip(),
        _ => acts.mute(),
    };
    view! {
        <Menu id=acts.menu("more") title=t::common::more() testid="due-more" class="icon-button" shape=Shape::More last=&["mute"] items chosen />
    }
}

/// Leads the keyboard to the next row, or the one before; to the first if it is in none.
pub(super) fn step(by: i32) {
    let Ok(rows) = document().query_selector_all("[data-testid=today] .due") else { return };
    let active = active_row();
    let at = (0..rows.length()).find(|at| active.is_some() && item(&rows, *at) == active);
    let to = at.map_or(0, |at| at.saturating_add_signed(by).min(rows.length().saturating_sub(1)));
    if let Some(row) = item(&rows, to) {
        drop(row.focus());
    }
}

fn item(items: &NodeList, at: u32) -> Option<HtmlElement> {
    items.item(at).and_then(|node| node.dyn_into().ok())
}

/// Clicks on something in the row in which the keyboard is.
fn click(what: &str) {
    let found = active_row().and_then(|row| row.query_selector(what).ok().flatten());
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        found.click();
    }
}

/// The row in which the keyboard is.
fn active_row() -> Option<HtmlElement> {
    document().active_element().and_then(|active| active.closest(".due").ok().flatten())?.dyn_into().ok()
}
