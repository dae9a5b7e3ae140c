use super::backup_due::BackupDue;
use super::coming::{Birthdays, Coming, New, Own};
use super::follow_ups::FollowUps;
use super::meetings::ComingMeetings;
use super::model::{key, summary};
use super::questions::{NewAddresses, OwnAddressQuestions};
use super::row::{Row, step};
use super::sections::{Away, LosingTouch, WaitingConversations};
use super::take_along::TakeAlong;
use super::unanswered::Unanswered;
use super::view::{Begin, Kept, More, Nobody, apart};
use crate::client::{Engine, failure, known, live};
use crate::components::heading::{PageHead, SectionHead};
use crate::components::skeleton::{Bones, Skeleton};
use crate::components::trouble::Trouble;
use crate::features::daily_reminder::OfferDailyReminder;
use crate::features::decide::Decide;
use crate::features::draft::Begun;
use crate::features::reminders::Reminders;
use crate::i18n::t;
use crate::platform::focus::is_nowhere;
use crate::platform::leaving::ghosts;
use crate::platform::press::press;
use crate::platform::time::{Today as Calendar, clock, today};
use crate::platform::title::title;
use crate::present::calendar::{Moment, long_date};
use crate::present::keys::{TODAY, Today as Key, act};
use crate::present::text::thousands;
use kith_engine::api::{TodayView, question};
use leptos::html::Ol;
use leptos::prelude::*;
use leptos_router::components::A;

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
            Some(Key::Undo) => _ = decide.undo_last(),
            None => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || keys.remove());
    // What was there once stays, also where a newer answer failed.
    let there = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || answer.with(|answer| answer.as_ref().is_some_and(|it| it.1.is_ok()))
    });
    let waits = Memo::new(move |_| !there.get() && failed.with(Option::is_none));
    let none = Memo::new(move |_| there.get() && known.with(|known| known.buckets.is_empty()));
    let due = move || known.with(|known| known.due.clone());
    let count = Memo::new(move |_| known.with(|known| known.due_count));
    // How many have an interval.
    let kept = Memo::new(move |_| known.with(|known| known.on_track.1));
    let now = move || {
        let today = day.get();
        known.with(|known| known.reminders.iter().filter(|it| it.day <= today).cloned().collect::<Vec<_>>())
    };
    let now_count = Memo::new(move |_| now().len());
    let said = Memo::new(move |_| known.with(|known| summary(known, day.get(), |at| clock(at).day_number)));
    let list = NodeRef::<Ol>::new();
    list.on_load(|list| ghosts(&list));
    let in_words = Signal::derive(move || long_date(&Moment::of_day(day.get())));
    view! {
        <section class="page today" data-testid="today" data-due=move || there.get().then(|| count.get())>
            <PageHead title=t::shell::today() count=in_words>
                <Show when=move || there.get() && !none.get()>
                    <A href="/sort" attr:class="button">{t::today::sort_short()}</A>
                </Show>
                <TakeAlong day />
            </PageHead>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <Show when=move || waits.get()><Skeleton rows=5 of=Bones::Actions /></Show>
            <Show when=move || there.get() && !none.get()>
                <p class="sum" data-testid="today-sum" dir="auto">{said}</p>
                <Away known />
            </Show>
            <BackupDue />
            <div class="split">
                <div class="today-main">
                    <Show when=move || none.get()><Begin /></Show>
                    <Show when=move || { now_count.get() > 0 }>
                        <SectionHead title=t::today::reminders_due() count=Signal::derive(move || now_count.get().to_string()) />
                        <Reminders rows=now day whole=true />
                    </Show>
                    <Show when=move || there.get() && !none.get()>
                        <Show when=move || { kept.get() > 0 } fallback=Nobody>
                            <Show when=move || { count.get() > 0 }>
                                <SectionHead title=t::today::write_to() count=Signal::derive(move || thousands(count.get())) />
                            </Show>
                        </Show>
                        <ol role="list" class="due-list" data-testid="due-list" node_ref=list>
                            <For each=due key=key let:row>{ let apart = apart(known, &row.person.address, row.person.id); view! { <Row row day apart /> } }</For>
                        </ol>
                        <More known shown read=|known| (known.due.len(), known.due_count) />
                        <Show when=move || { kept.get() > 0 }><OfferDailyReminder /></Show>
                    </Show>
                    <NewAddresses rows=Memo::new(move |_| known.with(|known| known.new_addresses.clone())) />
                    <OwnAddressQuestions rows=Memo::new(move |_| known.with(|known| known.own_questions.clone())) />
                    <Show when=move || there.get()>
                        <WaitingConversations known read=|known| known.waiting_for_you.clone() title=t::today::waiting_for_you() testid="your-turn" waits=true day />
                        <Unanswered known day />
                        <FollowUps known />
                        // Whom one is losing is told without any setting.
                        <LosingTouch known />
                    </Show>
                </div>
                <Show when=move || there.get()>
                    <aside class="today-aside" aria-label=t::today::beside()>
                        <Kept known day />
                        <ComingMeetings known />
                        <Begun />
                        <Own known day />
                        <Coming known shown />
                        <Birthdays known day />
                        <New known />
                        <WaitingConversations known read=|known| known.waiting_for_them.clone() title=t::today::waiting_for_them() testid="their-turn" waits=false day />
                    </aside>
                </Show>
            </div>
        </section>
    }
}
