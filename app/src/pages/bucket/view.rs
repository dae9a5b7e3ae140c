use crate::client::{Engine, failure, found, live};
use crate::components::editable::Editable;
use crate::components::heading::SectionHead;
use crate::components::icon::{Icon, Shape};
use crate::components::skeleton::{Bones, Skeleton};
use crate::components::trouble::Trouble;
use crate::features::buckets::UsualIntervals;
use crate::features::decide::Decide;
use crate::features::photos::PersonAvatar;
use crate::features::who::ChoosePerson;
use crate::i18n::t;
use crate::platform::time::{Today, today};
use crate::platform::title::title_by_name;
use crate::present::calendar::{ago, date};
use crate::present::due::when;
use crate::present::failed::Failed;
use crate::present::intervals::{check_interval, every as in_words};
use crate::present::links::{slug, written_id};
use crate::present::months::monthly;
use crate::present::text::{people, thousands};
use kith_domain::day::{Day, Interval};
use kith_domain::due::{Due, DueState};
use kith_engine::api::{Bucket, BucketCard, BucketMember, Decision, PersonRow, Problem, ProblemKind, question};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

/// The bucket that the address names.
#[component]
pub(crate) fn BucketPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| written_id(&id))));
    // Another bucket is another page: nothing of the one before stays.
    move || match id.get() {
        Some(id) => view! { <Known id /> }.into_any(),
        None => view! { <Missing failed=Failed::Told(Problem::new(ProblemKind::NotFound)) /> }.into_any(),
    }
}

#[component]
fn Missing(failed: Failed) -> impl IntoView {
    view! {
        <section class="page">
            <Trouble words=failed.words()>
                <A href="/settings/buckets" attr:class="button">{t::settings::buckets()}</A>
            </Trouble>
        </section>
    }
}

#[component]
fn Known(id: u64) -> impl IntoView {
    let (engine, day) = (Engine::of_page(), today());
    let answer = live(
        move || (id, day.get()),
        move || engine.track_people(),
        move |(id, day)| engine.ask(question::Bucket(id, day)),
    );
    let card: Memo<Option<BucketCard>> = found(answer);
    let failed = failure(answer);
    let name = Memo::new(move |_| card.with(|card| card.as_ref().map(|it| it.bucket.name.clone()).unwrap_or_default()));
    title_by_name(move || name.get(), t::settings::buckets());
    let waits = Memo::new(move |_| card.with(Option::is_none) && failed.with(Option::is_none));
    let is_there = Memo::new(move |_| card.with(Option::is_some));
    let count = Memo::new(move |_| card.with(|card| card.as_ref().map_or(0, |it| it.people.len())));
    let adding = RwSignal::new(false);
    view! {
        {move || failed.get().map(|failed| view! { <Missing failed /> })}
        <Show when=move || waits.get()>
            <section class="page"><Skeleton rows=6 of=Bones::Rows /></section>
        </Show>
        <Show when=move || is_there.get()>
            <section class="page bucket-page" data-testid="bucket-page" data-people=count>
                <Head card adding />
                <div class="split">
                    <div>
                        <Show when=move || adding.get()><AddPeople id card adding /></Show>
                        <Members id card />
                        <Show when=move || count.get() == 0 && !adding.get()>
                            <div class="empty" data-testid="bucket-empty">
                                <h2>{t::bucket::empty()}</h2>
                                <p>{t::today::add_people()}</p>
                                <A href="/sort" attr:class="button primary">{t::today::sort()}</A>
                            </div>
                        </Show>
                    </div>
                    <aside aria-label=t::bucket::health()>
                        <Health card day />
                        <Rule card />
                    </aside>
                </div>
            </section>
        </Show>
    }
}

/// Its name, how many are in it, and adding people.
#[component]
fn Head(card: Memo<Option<BucketCard>>, adding: RwSignal<bool>) -> impl IntoView {
    let shown = Memo::new(move |_| {
        card.with(|card| card.as_ref().map(|it| (it.bucket.name.clone(), it.bucket.shade(), it.people.len())))
    });
    move || {
        shown.get().map(|(name, shade, count)| {
            view! {
                <header class="page-head">
                    <span class="dot" data-shade=shade aria-hidden="true"></span>
                    <h1 dir="auto">{name}</h1>
                    <span class="count">{people(u32::try_from(count).unwrap_or(u32::MAX))}</span>
                    <div class="page-acts">
                        <button class="button" type="button" data-testid="bucket-add" aria-expanded=move || adding.get().to_string() on:click=move |_| adding.update(|adding| *adding = !*adding)>{t::bucket::add_people()}</button>
                    </div>
                </header>
            }
        })
    }
}

/// Adds one person after the other, until it is closed.
#[component]
fn AddPeople(id: u64, card: Memo<Option<BucketCard>>, adding: RwSignal<bool>) -> impl IntoView {
    let (decide, day) = (Decide::of_page(), today());
    let name = move || card.with_untracked(|card| card.as_ref().map(|it| it.bucket.name.clone()).unwrap_or_default());
    let chosen = Callback::new(move |row: PersonRow| {
        let put = Decision::InBucket { people: vec![row.id], bucket: id, day: day.get_untracked(), on: true };
        decide.say(t::common::added_to_bucket(name(), row.name), vec![put]);
    });
    let end = Callback::new(move |()| adding.set(false));
    let members = Signal::derive(move || {
        card.with(|card| card.iter().flat_map(|it| &it.people).map(|it| it.person.id).collect::<Vec<_>>())
    });
    view! { <ChoosePerson name="bucket-find" label=t::person::introducer_find() without=members chosen end /> }
}

/// Who is in it: those who are due first.
#[component]
fn Members(id: u64, card: Memo<Option<BucketCard>>) -> impl IntoView {
    let (decide, day, calendar) = (Decide::of_page(), today(), Today::of_page());
    let all = move || card.with(|card| card.as_ref().map(|it| it.people.clone()).unwrap_or_default());
    let bucket = move || card.with_untracked(|card| card.as_ref().map(|it| it.bucket.name.clone()).unwrap_or_default());
    let row = move |BucketMember { person, due, last }: BucketMember| {
        let PersonRow { id: who, name, address, photo, .. } = person;
        let named = name.clone();
        let remove = move |_| {
            let off = Decision::InBucket { people: vec![who], bucket: id, day: day.get_untracked(), on: false };
            decide.say(t::history::removed_from_bucket(bucket(), &named), vec![off]);
        };
        let overdue =
            move || matches!(due, Due::On(it) if matches!(it.state(day.get()), DueState::Overdue(_) | DueState::Today));
        let said = move || match due {
            Due::On(it) => match (it.snoozed, it.state(day.get())) {
                (Some(until), _) => t::person::snoozed_until(date(until)),
                (None, DueState::Later) => date(it.day),
                (None, state) => when(state),
            },
            Due::NotReminded(_) => t::buckets::no_reminders().to_owned(),
        };
        let contact = move || match last {
            Some(last) => t::bucket::last_contact(ago(i64::from(last.0), calendar.get())),
            None => t::bucket::no_contact().to_owned(),
        };
        view! {
            <li data-testid="bucket-member" data-address=address>
                <A href=format!("/people/{}", slug(who)) attr:class="row">
                    <PersonAvatar id=who name=name.clone() photo />
                    <span class="row-title" dir="auto">{name}</span>
                    <span class="row-meta due-when" data-overdue=move || overdue().to_string()>{said}</span>
                    <span class="row-sub">{contact}</span>
                </A>
                <div class="row-acts">
                    <button class="icon-button" type="button" data-testid="bucket-remove" data-once="" aria-label=t::bucket::remove() title=t::bucket::remove() on:click=remove><Icon shape=Shape::Close /></button>
                </div>
            </li>
        }
    };
    view! {
        <ul role="list" class="row-list" data-testid="bucket-members">
            <For each=all key=|it| format!("{it:?}") children=row />
        </ul>
    }
}

/// With how many one kept in touch, and with how many there was contact month by month.
#[component]
fn Health(card: Memo<Option<BucketCard>>, day: Memo<Day>) -> impl IntoView {
    let shown = Memo::new(move |_| card.with(|card| card.as_ref().map(|it| (it.on_track, it.months.clone()))));
    move || {
        let ((kept, all), months) = shown.get().filter(|((_, all), _)| *all > 0)?;
        let bars = monthly(&months, day.get()).into_iter().map(|(name, count)| {
            let share = f64::from(count) / f64::from(all.max(1));
            let said = t::today::month_contacts(&name, people(count));
            view! {
                <li style=("--share", share.min(1.0).to_string()) title=said>
                    <span class="unseen">{said.clone()}</span>
                    <span aria-hidden="true">{thousands(count)}</span>
                    <span class="kept-bar" aria-hidden="true"></span>
                    <span class="quiet" aria-hidden="true">{name}</span>
                </li>
            }
        });
        Some(view! {
            <div class="kept" data-testid="bucket-health" data-kept=kept data-of=all>
                <p><b>{t::today::on_track(all, kept)}</b></p>
                <ol role="list" class="kept-months" aria-labelledby="bucket-months">{bars.collect_view()}</ol>
                <p class="quiet" id="bucket-months">{t::today::by_month()}</p>
            </div>
        })
    }
}

/// After how long it reminds.
#[component]
fn Rule(card: Memo<Option<BucketCard>>) -> impl IntoView {
    let decide = Decide::of_page();
    let bucket = Memo::new(move |_| card.with(|card| card.as_ref().map(|it| it.bucket.clone())));
    let changed = move |interval: Option<Interval>| {
        let bucket = bucket.get_untracked();
        bucket.map(|bucket| Decision::Bucket(Bucket { interval, ..bucket })).into_iter().collect::<Vec<_>>()
    };
    let save = Callback::new(move |typed: String| decide.store(changed(Interval::parse(&typed))));
    let chosen = Callback::new(move |every: String| decide.quietly(changed(Interval::parse(&every))));
    let every = Signal::derive(move || {
        bucket.with(|it| it.as_ref().and_then(|it| it.interval).map(in_words).unwrap_or_default())
    });
    view! {
        <SectionHead title=t::bucket::reminds() />
        <div class="bucket-rule">
            <Editable value=every label=t::buckets::interval() name="bucket-interval" check=check_interval save />
            <UsualIntervals id="usual-of-bucket".to_owned() none=t::buckets::no_reminders() chosen />
        </div>
        <p><A href="/settings/buckets" attr:class="quiet-link">{t::bucket::all()}</A></p>
    }
}
