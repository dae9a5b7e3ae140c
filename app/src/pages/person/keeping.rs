//! Keeping in touch with a person: their buckets, when they are due, and reminders about them.

use crate::client::{Engine, failure, known, live};
use crate::components::editable::Editable;
use crate::components::trouble::Trouble;
use crate::features::buckets::UsualIntervals;
use crate::features::decide::Decide;
use crate::features::due::asking::Asking;
use crate::features::proposal::by_rhythm;
use crate::features::reminders::Reminders;
use crate::i18n::t;
use crate::platform::time::today;
use crate::present::calendar::date;
use crate::present::due::{because, when};
use crate::present::intervals::{check_interval, every};
use kith_domain::day::Interval;
use kith_domain::due::{Due, DueState, NotRemindedReason};
use kith_engine::api::{BucketView, Decision, KeepingView, PersonCard, PersonId, question};
use leptos::prelude::*;
use leptos_router::components::A;

#[component]
pub(super) fn Kept(card: Memo<Option<PersonCard>>, id: PersonId, name: Memo<String>) -> impl IntoView {
    let (engine, decide, day) = (Engine::of_page(), Decide::of_page(), today());
    Asking::of_page().go_on(id, name.into());
    let buckets = live(|| (), move || engine.track_people(), move |()| engine.ask(question::Buckets));
    let (there, failed) =
        (Memo::new(move |_| buckets.with(|it| it.as_ref().is_some_and(|it| it.1.is_ok()))), failure(buckets));
    let buckets: Memo<Vec<BucketView>> = known(buckets);
    let keeping: Memo<Option<KeepingView>> =
        Memo::new(move |_| card.with(|card| card.as_ref().map(|it| it.keeping.clone())));
    let interval_of = move |bucket: Option<u64>| {
        buckets.with(|all| all.iter().find(|it| Some(it.bucket.id) == bucket).map(|it| it.bucket.name.clone()))
    };
    let due = move || match keeping
        .with(|it| it.as_ref().map_or(Due::NotReminded(NotRemindedReason::NoBucket), |it| it.due))
    {
        Due::On(reminder) => {
            let bucket = interval_of(reminder.bucket);
            let why = because(reminder.since, reminder.interval, bucket.as_deref());
            let said = match reminder.snoozed {
                Some(until) => t::person::snoozed_until(date(until)),
                None => {
                    let when = match reminder.state(day.get()) {
                        DueState::Later => t::today::when::in_days(reminder.day.after(day.get())),
                        state => when(state),
                    };
                    t::person::next_reminder(date(reminder.day), when)
                }
            };
            Some((said, why))
        }
        Due::NotReminded(NotRemindedReason::TurnedOff) => Some((t::person::muted().to_owned(), String::new())),
        Due::NotReminded(NotRemindedReason::OnlyPlainGroups) => {
            Some((t::person::no_interval().to_owned(), String::new()))
        }
        Due::NotReminded(NotRemindedReason::Unsubscribed) => {
            Some((t::person::unsubscribed().to_owned(), String::new()))
        }
        Due::NotReminded(NotRemindedReason::NoBucket) => None,
    };
    let own = Signal::derive(move || {
        keeping.with(|it| it.as_ref().and_then(|it| it.own_interval).map(every).unwrap_or_default())
    });
    let set_own =
        Callback::new(move |typed: String| decide.store(vec![Decision::OwnInterval(id, Interval::parse(&typed))]));
    let choose_own = Callback::new(move |every: String| {
        decide.quietly(vec![Decision::OwnInterval(id, Interval::parse(&every))]);
    });
    let muted = Memo::new(move |_| keeping.with(|it| it.as_ref().is_some_and(|it| it.reminders_off)));
    let kept = Memo::new(move |_| keeping.with(|it| it.as_ref().is_some_and(|it| !it.buckets.is_empty())));
    // No one keeps in touch with a newsletter; who was added to a bucket before is still in it.
    let apart = Memo::new(move |_| {
        card.with(|card| card.as_ref().is_some_and(|it| !it.row.reason.is_person() && it.keeping.buckets.is_empty()))
    });
    view! {
        <section class="keeping" hidden=apart aria-label=t::person::keeping() data-testid="keeping">
            <div class="bucket-chips">
                <For each=move || buckets.get() key=|it| (it.bucket.id, it.bucket.name.clone(), it.bucket.colour) let:it>
                    {
                        let bucket = it.bucket;
                        let id_of = bucket.id;
                        let is_in = Memo::new(move |_| keeping.with(|it| it.as_ref().is_some_and(|it| it.buckets.contains(&id_of))));
                        let toggle = move |_| {
                            let on = !is_in.get_untracked();
                            let people = vec![id];
                            decide.quietly(vec![Decision::InBucket { people, bucket: id_of, day: day.get_untracked(), on }]);
                        };
                        let shade = bucket.shade();
                        view! {
                            <button type="button" class="chip-name bucket-chip" data-testid="bucket-chip" data-shade=shade aria-pressed=move || is_in.get().to_string() on:click=toggle>
                                <span class="dot" data-shade=shade aria-hidden="true"></span><span dir="auto">{bucket.name.clone()}</span>
                            </button>
                        }
                    }
                </For>
                {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                <Show when=move || there.get() && buckets.with(Vec::is_empty)>
                    <A href="/settings/buckets" attr:class="quiet-link">{t::person::create_bucket()}</A>
                </Show>
            </div>
            {move || due().map(|(said, why)| view! { <p class="next-due" data-testid="next-due"><b>{said}</b>" "<span class="quiet" dir="auto">{why}</span></p> })}
            <Show when=move || kept.get()>
                <div class="detail">
                    <span class="detail-title">{t::person::own_interval()}</span>
                    <Editable value=own label=t::person::interval() name="own-interval" check=check_interval save=set_own />
                    <UsualIntervals id=format!("usual-{:016x}", id.0) none=t::person::as_bucket() chosen=choose_own />
                </div>
            </Show>
            <Show when=move || muted.get()>
                <button class="button" type="button" data-testid="unmute" on:click=move |_| decide.say(t::person::unmuted(), vec![Decision::RemindersOff(id, false)])>{t::person::unmute()}</button>
            </Show>
            <Proposed card keeping buckets id />
            <Reminders rows=move || keeping.with(|it| it.as_ref().map(|it| it.reminders.clone()).unwrap_or_default()) day />
        </section>
    }
}

/// What their own rhythm proposes, while they are in no bucket. How often one writes to a company does not tell into
/// which bucket it belongs.
#[component]
fn Proposed(
    card: Memo<Option<PersonCard>>,
    keeping: Memo<Option<KeepingView>>,
    buckets: Memo<Vec<BucketView>>,
    id: PersonId,
) -> impl IntoView {
    let (decide, day) = (Decide::of_page(), today());
    move || {
        let rhythm = keeping.with(|it| it.as_ref().filter(|it| it.buckets.is_empty())?.rhythm)?;
        let all: Vec<_> = buckets.with(|all| all.iter().map(|it| it.bucket.clone()).collect());
        let nearest = by_rhythm(&all, rhythm)?.clone();
        let at_work = card.with(|card| card.as_ref().is_some_and(|card| card.row.company.is_some()));
        let interval = nearest.interval?;
        let name = nearest.name.clone();
        let put = move |_| {
            let said = t::person::added_to(&nearest.name);
            let people = vec![id];
            decide
                .say(said, vec![Decision::InBucket { people, bucket: nearest.id, day: day.get_untracked(), on: true }]);
        };
        let put = (!at_work).then(|| {
            view! {
                <button class="text-button" type="button" on:click=put>{t::person::add_to(&name)}</button>
            }
        });
        Some(view! {
            <p class="proposed" data-testid="proposed">
                <span class="quiet">{t::person::proposed(rhythm, every(interval))}" "</span>
                {put}
            </p>
        })
    }
}
