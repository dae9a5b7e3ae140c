use super::view::{ShortList, apart};
use crate::components::icon::{Icon, Shape};
use crate::components::menu::Menu;
use crate::components::swipe::Swipe;
use crate::components::swipe::model::Side;
use crate::features::photos::PersonAvatar;
use crate::features::unanswered::AnswerActions;
use crate::i18n::t;
use crate::platform::focus::click_soon;
use crate::platform::time::clock;
use crate::present::links::{mailto, message_at};
use crate::present::unanswered::{no_answer, reminded_because};
use kith_domain::day::Day;
use kith_engine::api::{AnswerWish, TodayView, UnansweredRow, WaitingRow};
use leptos::prelude::*;
use leptos_router::components::A;

/// Messages that have no answer, though it is time. Nothing if there is none.
#[component]
pub(super) fn Unanswered(known: Memo<TodayView>, day: Memo<Day>) -> impl IntoView {
    let rows = Memo::new(move |_| known.with(|known| known.no_answer.clone()));
    view! {
        <ShortList title=t::today::no_answer::title() testid="no-answer" rows row=move |row| view! { <Row row known day /> } />
    }
}

#[component]
fn Row(row: UnansweredRow, known: Memo<TodayView>, day: Memo<Day>) -> impl IntoView {
    let UnansweredRow { waiting: WaitingRow { person, message, date, subject }, reminder } = row;
    let said = no_answer(&person.name, clock(date).day_number, &subject);
    let apart = apart(known, &person.address, person.id);
    let acts = AnswerActions::new(person.id, person.name.clone(), message);
    let chosen = move |name: &str| {
        let today = day.get_untracked();
        acts.wish(match name {
            "day" => AnswerWish::On(today.plus(1)),
            "week" => AnswerWish::On(today.plus(7)),
            "month" => AnswerWish::On(today.plus(30)),
            _ => AnswerWish::NeverInConversation,
        });
    };
    // Drawn aside with a finger.
    let (swipe, menu) = (Swipe::new(), format!("unanswered-{:016x}", message.0));
    let of_menu = format!("[popovertarget={menu}]");
    let up = move |_| match swipe.up() {
        Some(Side::Right) => acts.wish(AnswerWish::Never),
        Some(Side::Left) => click_soon(of_menu.clone()),
        None => {}
    };
    view! {
        <li
            class="drawn"
            data-testid="unanswered"
            data-address=person.address.clone()
            data-right=t::today::remind::done()
            data-left=t::today::snooze()
            style=("--aside", move || swipe.pixels())
            on:pointerdown=move |event| swipe.down(&event)
            on:pointermove=move |event| swipe.moved(&event)
            on:pointerup=up
            on:pointercancel=move |_| swipe.lost()
        >
            <A href=message_at(person.id, message) attr:class="row">
                <PersonAvatar id=person.id name=person.name.clone() photo=person.photo />
                <span class="row-title"><span dir="auto">{said}</span>" "{apart}</span>
                <span class="row-sub">{reminded_because(reminder.why)}</span>
            </A>
            <div class="row-acts">
                <a class="button write" href=mailto(&person.address, &subject)>{t::today::write()}</a>
                <button class="icon-button" type="button" data-testid="unanswered-done" data-once="" aria-label=t::today::remind::done() title=t::today::remind::done() on:click=move |_| acts.wish(AnswerWish::Never)><Icon shape=Shape::Done /></button>
                <Menu id=menu title=t::today::snooze() testid="unanswered-later" class="icon-button" shape=Shape::Clock last=&["mute"] items=later chosen />
            </div>
        </li>
    }
}

/// The ways of putting off.
fn later() -> Vec<(String, String)> {
    let items = [
        ("day", t::today::later::day()),
        ("week", t::today::later::week()),
        ("month", t::today::later::month()),
        ("mute", t::today::no_answer::mute()),
    ];
    items.map(|(name, title)| (name.into(), title.into())).into()
}
