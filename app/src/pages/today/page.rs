use super::backup_due::BackupDue;
use super::follow_ups::FollowUps;
use super::model::key;
use super::questions::{NewAddresses, OwnAddressQuestions};
use super::row::{Row, step};
use super::sections::{Away, Birthdays, LosingTouch, New, Own, TakeAlong, WaitingConversations};
use super::view::{Begin, Kept, Keys, More, Nobody, apart};
use crate::client::{Engine, failure, known, live};
use crate::components::trouble::Trouble;
use crate::features::daily_reminder::OfferDailyReminder;
use crate::features::decide::Decide;
use crate::features::draft::Begun;
use crate::features::reminders::Reminders;
use crate::i18n::t;
use crate::platform::focus::is_nowhere;
use crate::platform::press::press;
use crate::platform::time::Today as Calendar;
use crate::platform::time::today;
use crate::platform::title::title;
use crate::present::keys::{TODAY, Today as Key, act};
use crate::present::text::people;
use kith_engine::api::{TodayView, question};
use leptos::prelude::*;

/// How many are shown of a list at first: more than the user works through over a coffee.
const FIRST_ROWS: u32 = 20;

#[component]
pub(crate) fn Today() -> impl IntoView {
    title(|| t::shell::today().to_owned());
    let engine = Engine::of_page();
    let day = today();
    let shown = RwSignal::new(FIRST_ROWS);
    let seen = Calendar::is_seen();
    let answer = live(
        move || (day.get(), shown.get(), seen.get()),
        move || engine.track_people(),
        move |(day, shown, seen)| engine.ask(question::Today { day, shown, seen }),
    );
    let (known, failed): (Memo<TodayView>, _) = (known(answer), failure(answer));
    let decide = Decide::of_page();
    // The keyboard comes to the first row from wherever it is.
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        match act(&TODAY, &press(&event)).filter(|_| is_nowhere()) {
            Some(Key::First) => step(1),
            Some(Key::Undo) => decide.undo_last(),
            None => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || keys.remove());
    // What was there once stays, also where a newer answer failed.
    let there = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || answer.with(|answer| answer.as_ref().is_some_and(|it| it.1.is_ok()))
    });
    let none = Memo::new(move |_| there.get() && known.with(|known| known.buckets.is_empty()));
    let due = move || known.with(|known| known.due.clone());
    let count = Memo::new(move |_| known.with(|known| known.due_count));
    let coming = move || known.with(|known| known.coming.clone());
    // How many have an interval.
    let kept = Memo::new(move |_| known.with(|known| known.on_track.1));
    let now = move || {
        let today = day.get();
        known.with(|known| known.reminders.iter().filter(|it| it.day <= today).cloned().collect::<Vec<_>>())
    };
    let is_now = Memo::new(move |_| !now().is_empty());
    let is_coming = Memo::new(move |_| known.with(|known| !known.coming.is_empty()));
    view! {
        <section class="page today" data-testid="today" data-due=move || there.get().then(|| count.get())>
            <h1 tabindex="-1">{t::shell::today()}</h1>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <BackupDue />
            <Show when=move || none.get()><Begin /></Show>
            <Show when=move || there.get() && !none.get()>
                <Away known />
                <Show when=move || { kept.get() > 0 }><OfferDailyReminder /></Show>
                <Kept known day />
            </Show>
            <NewAddresses rows=Memo::new(move |_| known.with(|known| known.new_addresses.clone())) />
            <OwnAddressQuestions rows=Memo::new(move |_| known.with(|known| known.own_questions.clone())) />
            <Show when=move || is_now.get()>
                <h2>{t::today::reminders_due()}</h2>
                <Reminders rows=now day whole=true />
            </Show>
            <Show when=move || there.get() && !none.get()>
                <Show when=move || { kept.get() > 0 } fallback=Nobody>
                    <h2>{move || match count.get() {
                        0 => t::today::no_one_due().to_owned(),
                        count => t::today::to_write_to(people(count)),
                    }}</h2>
                    <p class="quiet">{move || match count.get() {
                        0 => t::today::caught_up(),
                        1 => "",
                        _ => t::today::sorted_by(),
                    }}</p>
                </Show>
                <ol role="list" class="due-list" data-testid="due-list">
                    <For each=due key=key let:row>{ let apart = apart(known, &row.person.address, row.person.id); view! { <Row row day apart /> } }</For>
                </ol>
                <More known shown read=|known| (known.due.len(), known.due_count) />
                <Show when=move || { count.get() > 0 }><Keys /></Show>
            </Show>
            <Show when=move || there.get()>
                <Begun />
                <FollowUps known />
                <WaitingConversations known read=|known| known.waiting_for_you.clone() title=t::today::waiting_for_you() testid="your-turn" waits=true day />
                <New known />
                // Whom one is losing is told without any setting.
                <LosingTouch known />
                <Birthdays known day />
                <Own known day />
                <Show when=move || is_coming.get()>
                    <h2>{t::today::coming()}</h2>
                    <ol role="list" class="due-list" data-testid="coming-list">
                        <For each=coming key=key let:row>{ let apart = apart(known, &row.person.address, row.person.id); view! { <Row row day apart /> } }</For>
                    </ol>
                    <More known shown read=|known| (known.coming.len(), known.coming_count) />
                </Show>
                <WaitingConversations known read=|known| known.waiting_for_them.clone() title=t::today::waiting_for_them() testid="their-turn" waits=false day />
                <TakeAlong day />
            </Show>
        </section>
    }
}
