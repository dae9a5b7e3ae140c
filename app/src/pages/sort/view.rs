use super::model::{BATCH_CARDS, Done, SortBatch, fitting, proposed, rhythm};
use crate::client::{Engine, failure, known, live};
use crate::components::heading::PageHead;
use crate::components::icon::{Icon, Shape};
use crate::components::menu::Menu;
use crate::components::swipe::Swipe;
use crate::components::swipe::model::Side;
use crate::components::trouble::Trouble;
use crate::features::buckets::{next_order, not_taken};
use crate::features::decide::Decide;
use crate::features::first_buckets::FirstBuckets;
use crate::features::photos::PersonAvatar;
use crate::i18n::t;
use crate::platform::focus::{focus_soon, is_nowhere, typing};
use crate::platform::press::press;
use crate::platform::random::random_id;
use crate::platform::time::today;
use crate::platform::time::{Today, clock};
use crate::platform::title::title;
use crate::present::calendar::ago;
use crate::present::failed::Failed;
use crate::present::intervals::every;
use crate::present::keys::{SORT, Sort as Key, act, hint};
use crate::present::links::slug;
use crate::present::suggestions::suggestions;
use crate::present::text::{joined, messages, thousands};
use kith_domain::day::Interval;
use kith_domain::strength::StrengthLabel;
use kith_engine::api::{Bucket, BucketView, Decision, Direction, PersonId, SortCard, Visibility, question};
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

/// What can be done with the card on top.
#[derive(Clone, Copy)]
struct Game {
    engine: Engine,
    decide: Decide,
    day: Memo<kith_domain::day::Day>,
    batch: RwSignal<Option<Result<SortBatch, Failed>>>,
    buckets: Memo<Vec<Bucket>>,
    /// Those who were skipped since the page was opened.
    skipped: StoredValue<Vec<PersonId>>,
}

impl Game {
    fn card(self) -> Option<SortCard> {
        self.batch.with_untracked(|batch| batch.as_ref()?.as_ref().ok()?.card().cloned())
    }

    fn finish(self, what: Done) {
        self.batch.update(|batch| {
            if let Some(Ok(batch)) = batch {
                batch.finish(what);
            }
        });
    }

    /// Stores what was decided of a card, which comes back where that fails. Gives the mark by which it is undone.
    fn store(self, decision: Decision) -> u64 {
        let mark = random_id();
        self.decide.or(mark, vec![decision], move || {
            self.batch.try_update(|batch| {
                if let Some(Ok(batch)) = batch {
                    batch.failed(mark);
                }
            });
        });
        mark
    }

    fn put(self, bucket: &Bucket) {
        let Some(card) = self.card() else { return };
        let (people, day) = (vec![card.person.id], self.day.get_untracked());
        let mark = self.store(Decision::InBucket { people, bucket: bucket.id, day, on: true });
        self.finish(Done::Put(bucket.name.clone(), mark));
    }

    fn put_proposed(self) {
        if let Some(card) = self.card()
            && let Some(bucket) = self.buckets.with_untracked(|all| proposed(&card, all).cloned())
        {
            self.put(&bucket);
        }
    }

    fn add_to_nth(self, at: usize) {
        if let Some(bucket) = self.buckets.with_untracked(|all| all.get(at).cloned()) {
            self.put(&bucket);
        }
    }

    fn no_contact(self) {
        let Some(card) = self.card() else { return };
        let mark = self.store(Decision::Visibility(card.person.id, Some(Visibility::Hidden)));
        self.finish(Done::NoContact(mark));
    }

    fn skip(self) {
        self.finish(Done::Skipped);
    }

    fn back(self) {
        let done = self.batch.try_update(|batch| batch.as_mut()?.as_mut().ok()?.back()).flatten();
        if let Some(Done::Put(_, mark) | Done::NoContact(mark)) = done {
            self.decide.undo(mark);
        }
    }

    /// Begins a round of those who were not skipped before.
    fn begin(self) {
        self.batch.with_untracked(|batch| {
            if let Some(Ok(batch)) = batch {
                self.skipped.update_value(|skipped| skipped.extend(batch.skipped()));
            }
        });
        let (day, without) = (self.day.get_untracked(), self.skipped.get_value());
        spawn_local(async move {
            let cards = self.engine.ask(question::SortCards { day, limit: BATCH_CARDS, without }).await;
            self.batch.try_set(Some(cards.map(|view| SortBatch::new(view.cards, view.all))));
        });
    }

    fn key(self, event: &KeyboardEvent) {
        let Some(key) = act(&SORT, &press(event)).filter(|_| !typing()) else { return };
        // Without a bucket no card is shown.
        if self.buckets.with_untracked(Vec::is_empty) {
            return;
        }
        match key {
            // On a button or a link it is that one's.
            Key::Proposed if event.key() == "Enter" && !is_nowhere() => return,
            Key::Proposed => self.put_proposed(),
            Key::Bucket => match event.key().parse::<usize>().ok().and_then(|number| number.checked_sub(1)) {
                Some(at) => self.add_to_nth(at),
                None => return,
            },
            Key::Skip => self.skip(),
            Key::Hide => self.no_contact(),
            Key::Undo => self.back(),
        }
        event.prevent_default();
    }
}

/// The page.
#[component]
pub(crate) fn Sort() -> impl IntoView {
    title(|| t::today::sort().to_owned());
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let answer = live(|| (), move || engine.track_people(), move |()| engine.ask(question::Buckets));
    let (all, no_buckets): (Memo<Vec<BucketView>>, _) = (known(answer), failure(answer));
    let buckets = Memo::new(move |_| all.with(|all| all.iter().map(|it| it.bucket.clone()).collect::<Vec<_>>()));
    let there = Memo::new(move |_| answer.with(|it| it.as_ref().is_some_and(|it| it.1.is_ok())));
    let none = Memo::new(move |_| there.get() && buckets.with(Vec::is_empty));
    let game = Game {
        engine,
        decide,
        day: today(),
        batch: RwSignal::new(None),
        buckets,
        skipped: StoredValue::new(Vec::new()),
    };
    game.begin();
    let keys = window_event_listener(leptos::ev::keydown, move |event| game.key(&event));
    on_cleanup(move || keys.remove());
    let no_cards = move || game.batch.with(|batch| batch.as_ref().and_then(|batch| batch.as_ref().err().cloned()));
    let failed = move || no_buckets.get().or_else(no_cards);
    let progress = Memo::new(move |_| {
        game.batch.with(|batch| batch.as_ref().and_then(|batch| batch.as_ref().ok()).map(SortBatch::progress))
    });
    let last = Memo::new(move |_| {
        game.batch.with(|batch| batch.as_ref().and_then(|batch| batch.as_ref().ok()).and_then(SortBatch::last))
    });
    let card = Memo::new(move |_| {
        game.batch.with(|batch| batch.as_ref().and_then(|batch| batch.as_ref().ok()).and_then(SortBatch::card).cloned())
    });
    let is_empty = Memo::new(move |_| progress.get() == Some((0, 0)) && there.get() && !none.get());
    let is_over = Memo::new(move |_| progress.get().is_some_and(|(done, all)| all > 0 && done == all));
    view! {
        <section class="page sort" data-testid="sort" data-keyboard="free">
            <PageHead title=t::today::sort()>
                {move || progress.get().filter(|(_, all)| *all > 0 && !none.get()).map(|(done, all)| view! {
                    <p class="quiet" data-testid="sort-progress" data-done=done data-all=all>
                        <progress max=all value=done aria-hidden="true"></progress>
                        {t::sort::progress(all, done)}
                    </p>
                })}
            </PageHead>
            {move || failed().map(|failed| view! { <Trouble words=failed.words() /> })}
            <Show when=move || none.get()>
                <div class="empty" data-testid="sort-no-buckets">
                    <h2>{t::sort::pick()}</h2>
                    <FirstBuckets all done=Callback::new(|()| ()) />
                </div>
            </Show>
            <Show when=move || is_empty.get()>
                <div class="empty" data-testid="sort-empty">
                    <h2>{t::sort::everyone()}</h2>
                    <p>{t::sort::new_people()}</p>
                    <A href="/today" attr:class="button">{t::sort::to_today()}</A>
                </div>
            </Show>
            <Show when=move || is_over.get()><Over game /></Show>
            <Show when=move || !none.get()>
                {move || card.get().map(|card| view! { <Top card game all /> })}
            </Show>
            {move || last.get().map(|last| view! {
                <p class="sort-last">
                    <span class="quiet" dir="auto" role="status" data-testid="sort-last">{last}</span>
                    <button class="text-button" type="button" data-testid="sort-back" aria-keyshortcuts="U" on:click=move |_| game.back()>{t::told::undo()}" "<kbd aria-hidden="true">{hint(&SORT, Key::Undo)}</kbd></button>
                </p>
            })}
        </section>
    }
}

/// One more bucket, in the middle of a round.
#[component]
fn OneMore(all: Memo<Vec<BucketView>>) -> impl IntoView {
    let decide = Decide::of_page();
    let navigate = StoredValue::new_local(use_navigate());
    let items = move || {
        let offered = not_taken(all).into_iter();
        let offered =
            offered.map(|it| (it.name.to_owned(), format!("{}, {}", it.name, every(Interval::days_of(it.days)))));
        offered.chain([("own".to_owned(), t::sort::custom().to_owned())]).collect()
    };
    let chosen = move |name: &str| match suggestions().into_iter().find(|it| it.name == name) {
        Some(it) => {
            let bucket = it.bucket(random_id(), next_order(all));
            decide.say(t::sort::created(it.name), vec![Decision::Bucket(bucket)]);
        }
        None => navigate.with_value(|navigate| navigate("/settings/buckets", Default::default())),
    };
    view! { <Menu id="one-more-bucket".to_owned() class="button tertiary" title=t::sort::more() testid="sort-more" items chosen /> }
}

/// What was done in the round, and the way on.
#[component]
fn Over(game: Game) -> impl IntoView {
    let read = move |read: fn(&SortBatch) -> (String, u32)| {
        game.batch.with(|batch| batch.as_ref().and_then(|batch| batch.as_ref().ok()).map(read).unwrap_or_default())
    };
    let (said, further) = read(|batch| (batch.summary(), batch.further()));
    let spread = game.batch.with(|batch| {
        let batch = batch.as_ref().and_then(|batch| batch.as_ref().ok());
        batch.map(SortBatch::spread).unwrap_or_default()
    });
    let title = if spread.is_empty() { t::sort::over() } else { t::sort::well_done() };
    let most = spread.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let bar = move |(name, count): (String, u32)| {
        let shade = game.buckets.with_untracked(|all| all.iter().find(|it| it.name == name).map(Bucket::shade));
        let share = f64::from(count) / f64::from(most);
        view! {
            <li>
                <span class="in-bucket"><span class="dot" data-shade=shade aria-hidden="true"></span><span dir="auto">{name}</span></span>
                <span class="spread-bar" data-shade=shade style=("--share", share.to_string()) aria-hidden="true"></span>
                <span class="count">{thousands(count)}</span>
            </li>
        }
    };
    view! {
        <div class="empty sort-over" data-testid="sort-over">
            <h2>{title}</h2>
            <p>{said}</p>
            <ul role="list" class="spread">{spread.into_iter().map(bar).collect_view()}</ul>
            <div class="actions">
                {(further > 0).then(|| view! {
                    <button class="button primary" type="button" data-testid="sort-next" on:click=move |_| game.begin()>
                        {t::sort::go_on(thousands(further))}
                    </button>
                })}
                <A href="/today" attr:class="button">{t::sort::to_today()}</A>
            </div>
        </div>
    }
}

/// The card on top, with the buckets below.
#[component]
fn Top(card: SortCard, game: Game, all: Memo<Vec<BucketView>>) -> impl IntoView {
    let calendar = Today::of_page();
    let (said, about) = (rhythm(&card), format!("{:016x}", card.person.id.0));
    let about_else = about.clone();
    let fits = {
        let card = card.clone();
        move || game.buckets.with(|all| fitting(&card, all))
    };
    let SortCard { person, sent, received, latest: messages_of, label: level, .. } = card.clone();
    let level = level.map(|level| match level {
        StrengthLabel::Strong => t::sort::strong(),
        StrengthLabel::Steady => t::sort::steady(),
        StrengthLabel::Fading => t::sort::fading(),
        StrengthLabel::Lost => t::sort::lost(),
    });
    let subjects = messages_of.into_iter().map(|(direction, at, subject)| {
        let (shape, who, way) = match direction {
            Direction::Sent => (Shape::Sent, t::people::you_wrote(), "sent"),
            Direction::Received => (Shape::Received, t::people::they_wrote(), "received"),
        };
        let subject = if subject.is_empty() { t::common::no_subject().to_owned() } else { subject };
        let on = clock(at).day_number;
        view! {
            <li>
                <span class="message-way" data-direction=way><Icon shape /></span>
                <span class="unseen">{who}</span>
                <span class="sort-subject" dir="auto">{subject}</span>
                <span class="quiet">{move || ago(on, calendar.get())}</span>
            </li>
        }
    });
    let tags = person.tags.clone();
    let company = person.company.map(|(_, name)| name).unwrap_or_default();
    let address = joined([company, person.address.clone()]);
    let proposal = Memo::new(move |_| game.buckets.with(|all| proposed(&card, all).cloned()));
    // Drawn aside by a finger: to the right it goes where Kith proposes, to the left it is skipped.
    let swipe = Swipe::new();
    let up = move |_: PointerEvent| match swipe.up() {
        Some(Side::Right) if proposal.with_untracked(Option::is_some) => game.put_proposed(),
        Some(Side::Left) => game.skip(),
        Some(Side::Right) | None => {}
    };
    view! {
        <article
            class="sort-card"
            data-testid="sort-card"
            data-address=person.address.clone()
            style=("--aside", move || swipe.pixels())
            style=("--turn", move || format!("{}deg", swipe.aside.get() * 0.03))
            on:pointerdown=move |event| swipe.down(&event)
            on:pointermove=move |event| swipe.moved(&event)
            on:pointerup=up
            on:pointercancel=move |_| swipe.lost()
        >
            <PersonAvatar id=person.id name=person.name.clone() photo=person.photo />
            <h2 dir="auto"><A href=format!("/people/{}", slug(person.id))>{person.name.clone()}</A></h2>
            <p class="quiet" dir="auto">{address}</p>
            {(!tags.is_empty()).then(|| view! {
                <ul class="chips" role="list" aria-label=t::person::tags()>{tags.into_iter().map(|tag| view! { <li class="chip-name chip" dir="auto">{tag}</li> }).collect_view()}</ul>
            })}
            <ul class="sort-subjects" role="list">{subjects.collect_view()}</ul>
            <p class="quiet">
                {t::sort::messages(thousands(received), messages(sent))}
                {level.map(|level| view! { " "<b>{level}</b>"." })}
            </p>
            <p data-testid="sort-proposed" data-bucket=move || proposal.get().map(|it| it.name)>
                {said}" "<b dir="auto">{fits}</b>
            </p>
        </article>
        <div class="sort-buckets" data-about=about role="group" aria-label=t::sort::choose()>
            {move || {
                let first = proposal.get().map(|bucket| bucket.id);
                game.buckets.get().into_iter().enumerate().map(|(at, bucket)| {
                    let is_proposed = first == Some(bucket.id);
                    let shade = bucket.shade();
                    let key = (at < 9).then(|| (at + 1).to_string());
                    let name = bucket.name.clone();
                    let bucket_days = bucket.interval.map(every);
                    view! {
                        <button class="button" class:proposed-bucket=is_proposed type="button" data-testid="sort-bucket" data-name=name.clone() aria-keyshortcuts=key.clone() on:click=move |event| { stay(&event, &format!(".sort-buckets button:nth-child({})", at + 1)); game.put(&bucket); }>
                            <span class="dot" data-shade=shade aria-hidden="true"></span>
                            <span dir="auto">{name.clone()}</span>
                            {bucket_days.map(|days| view! { <span class="quiet">{days}</span> })}
                            {key.clone().map(|key| view! { <kbd aria-hidden="true">{key}</kbd> })}
                            {is_proposed.then(|| view! { <kbd aria-hidden="true">{hint(&SORT, Key::Proposed)}</kbd> })}
                        </button>
                    }
                }).collect_view()
            }}
        </div>
        <div class="sort-else" data-about=about_else>
            <button class="button" type="button" data-testid="sort-skip" aria-keyshortcuts="S ArrowLeft" on:click=move |event| { stay(&event, "[data-testid=sort-skip]"); game.skip(); }>{t::sort::skip()}" "<kbd aria-hidden="true">{hint(&SORT, Key::Skip)}</kbd></button>
            <button class="button tertiary" type="button" data-testid="sort-never" aria-keyshortcuts="Shift+X" on:click=move |event| { stay(&event, "[data-testid=sort-never]"); game.no_contact(); }>{t::people::hide()}" "<kbd aria-hidden="true">{hint(&SORT, Key::Hide)}</kbd></button>
            <OneMore all />
        </div>
        <p class="quiet swipe-hint">{t::sort::swipe()}</p>
    }
}

/// Leads the keyboard to the same button below the next card, if it was by the keyboard that it was pressed; after the
/// last card to what goes on from there.
fn stay(event: &web_sys::MouseEvent, selector: &str) {
    let button = event.current_target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
    if button.is_some_and(|button| button.matches(":focus-visible").unwrap_or(false)) {
        focus_soon(format!("{selector}, [data-testid=sort-over] .button"));
    }
}
