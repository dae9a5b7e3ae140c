use super::answers::Answers;
use crate::client::{Engine, failure, known, live};
use crate::components::confirm::{Confirm, Yes};
use crate::components::editable::Editable;
use crate::components::icon::Shape;
use crate::components::menu::Menu;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::components::unsaved::UnsavedField;
use crate::features::buckets::{UsualIntervals, next_order, not_taken};
use crate::features::daily_reminder::Telling;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::random::random_id;
use crate::platform::title::title;
use crate::present::intervals::{check_interval, every as in_words};
use crate::present::links::bucket_at;
use crate::present::text::people;
use kith_domain::bucket::{COLOUR_COUNT, Counts};
use kith_domain::day::Interval;
use kith_domain::query::{Filter, text};
use kith_domain::search::fold;
use kith_engine::api::{Bucket, BucketView, Decision, Group, question};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

/// The buckets, and those that are offered.
#[component]
pub(crate) fn Buckets() -> impl IntoView {
    title(|| t::settings::buckets().to_owned());
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let answer = live(|| (), move || engine.track_people(), move |()| engine.ask(question::Buckets));
    let (all, failed): (Memo<Vec<BucketView>>, _) = (known(answer), failure(answer));
    let name = RwSignal::new(String::new());
    UnsavedField::new("bucket-name", "", t::buckets::new()).hold(name);
    let order = Ordering::new();
    let taken = RwSignal::new(false);
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let named = name.get_untracked().trim().to_owned();
        taken.set(all.with_untracked(|all| all.iter().any(|it| fold(&it.bucket.name) == fold(&named))));
        if !named.is_empty() && !taken.get_untracked() {
            let place = next_order(all);
            let bucket = Bucket {
                id: random_id(),
                name: named.clone(),
                colour: u8::try_from(place % u32::from(COLOUR_COUNT)).unwrap_or_default(),
                purpose: String::new(),
                interval: Some(Interval::days_of(30)),
                counts: Counts::Any,
                order: place,
            };
            let stored = decide.store_and_say(t::buckets::created(&named), vec![Decision::Bucket(bucket)]);
            order.store(stored, move || drop(name.try_set(String::new())));
        }
    };
    view! {
        <section class="buckets" data-testid="buckets">
            <h2 class="unseen">{t::settings::buckets()}</h2>
            <p class="quiet">{t::buckets::intro()}</p>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <ul role="list" class="bucket-list">
                <For each=move || all.get() key=|it| it.bucket.id let:first><One first all /></For>
            </ul>
            <form class="add-rule" on:submit=add data-testid="add-bucket">
                <input name="bucket-name" aria-label=t::buckets::new_name() placeholder=t::buckets::new() prop:value=name on:input=move |event| name.set(event_target_value(&event)) />
                <button class="button" type="submit">{t::rules::add()}</button>
                <span class="field-wrong" role="alert">{move || taken.get().then(t::buckets::taken)}</span>
                {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            </form>
            <Offered all />
            <Show when=move || all.with(|all| !all.is_empty())>
                <Answers />
                <Telling />
                <p><A href="/sort" attr:class="button" attr:data-testid="sort-open">{t::today::sort()}</A></p>
            </Show>
        </section>
    }
}

/// Buckets to begin with, those that are not there yet.
#[component]
fn Offered(all: Memo<Vec<BucketView>>) -> impl IntoView {
    let decide = Decide::of_page();
    move || {
        let offered = not_taken(all);
        (!offered.is_empty()).then(|| view! {
            <h2>{t::buckets::suggestions()}</h2>
            <div class="offered">
                {offered.into_iter().map(|it| {
                    let make = move |_| decide.say(t::buckets::created(it.name), vec![Decision::Bucket(it.bucket(random_id(), next_order(all)))]);
                    view! {
                        <button class="button" type="button" data-testid="offer-bucket" data-once="" on:click=make>
                            <b>{it.name}</b>" "<span class="quiet">{in_words(Interval::days_of(it.days))}</span>
                        </button>
                    }
                }).collect_view()}
            </div>
        })
    }
}

#[component]
fn One(first: BucketView, all: Memo<Vec<BucketView>>) -> impl IntoView {
    let decide = Decide::of_page();
    let id = first.bucket.id;
    // The row stays when its text changes, so the keyboard stays where it is.
    let it = Memo::new(move |before: Option<&BucketView>| {
        let now = all.with(|all| all.iter().find(|it| it.bucket.id == id).cloned());
        now.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
    });
    let bucket = Memo::new(move |_| it.with(|it| it.bucket.clone()));
    let (count, due) = (move || it.with(|it| it.people), move || it.with(|it| it.due));
    let changed = move |change: &dyn Fn(&mut Bucket)| {
        let mut changed = bucket.get_untracked();
        change(&mut changed);
        vec![Decision::Bucket(changed)]
    };
    let rename = Callback::new(move |name: String| {
        // It has a name; nothing typed leaves it as it is.
        let new = (!name.is_empty()).then(|| changed(&|bucket| bucket.name.clone_from(&name)));
        decide.store(new.unwrap_or_default())
    });
    let interval = Callback::new(move |typed: String| {
        let parsed = Interval::parse(&typed);
        decide.store(changed(&|bucket| bucket.interval = parsed))
    });
    let choose = Callback::new(move |every: String| {
        decide.quietly(changed(&|bucket| bucket.interval = Interval::parse(&every)));
    });
    let usual = format!("usual-{id:016x}");
    let counts = move |event: leptos::ev::Event| {
        let tick: web_sys::HtmlInputElement = event_target(&event);
        let only_sent = tick.checked();
        let new = changed(&|bucket| bucket.counts = if only_sent { Counts::Sent } else { Counts::Any });
        decide.or(random_id(), new, move || tick.set_checked(!only_sent));
    };
    let deleting = RwSignal::new(false);
    let delete = Callback::new(move |()| {
        let gone = Bucket { name: String::new(), ..bucket.get_untracked() };
        let said = bucket.with_untracked(|it| t::buckets::deleted(&it.name));
        decide.store_and_say(said, vec![Decision::Bucket(gone)])
    });
    let yes =
        StoredValue::new(vec![Yes { text: t::common::delete(), testid: "confirm-yes", danger: true, run: delete }]);
    let navigate = StoredValue::new_local(use_navigate());
    let people_filter = crate::features::people_filter::PeopleFilter::of_page();
    let show = move |_| {
        let filter = text(&Filter::Bucket(bucket.with_untracked(|it| fold(&it.name))), false);
        people_filter.show(filter, Group::People);
        navigate.with_value(|navigate| navigate("/people", leptos_router::NavigateOptions::default()));
    };
    let name = Signal::derive(move || bucket.with(|it| it.name.clone()));
    let every = Signal::derive(move || bucket.with(|it| it.interval.map(in_words).unwrap_or_default()));
    let of = format!("{id:x}");
    let item = of.clone();
    let more = format!("bucket-more-{of}");
    let rest = || vec![("delete".to_owned(), format!("{}…", t::common::delete()))];
    let only_sent = move || bucket.with(|it| it.counts == Counts::Sent);
    let shade = move || bucket.with(Bucket::shade);
    let deleting_title = Signal::derive(move || t::buckets::delete_title(name.get()));
    view! {
        <li class="bucket" data-testid="bucket" data-item=item data-people=count data-due=due>
            <span class="dot" data-shade=shade aria-hidden="true"></span>
            <div class="bucket-name">
                <h3><Editable value=name label=t::people::name() name="bucket-title" of=of.clone() save=rename /></h3>
                <Show when=move || { due() > 0 }><span class="due-when">{move || t::buckets::due(due())}</span></Show>
            </div>
            <div class="bucket-ways">
                <button class="text-button" type="button" data-testid="bucket-people" on:click=show>{move || people(count())}</button>
                <A href=bucket_at(id) attr:class="quiet-link" attr:data-testid="bucket-open">{t::bucket::open()}</A>
            </div>
            <Menu id=more title=t::common::more() testid="bucket-more" class="icon-button" shape=Shape::More last=&["delete"] items=rest chosen=move |_| deleting.set(true) />
            <div class="bucket-how">
                <Editable value=every label=t::buckets::interval() name="bucket-interval" of check=check_interval save=interval />
                <UsualIntervals id=usual none=t::buckets::no_reminders() chosen=choose />
                <label class="quiet"><input type="checkbox" name="only-sent" prop:checked=only_sent on:change=counts />" "{t::buckets::only_sent()}</label>
            </div>
            <Confirm open=deleting title=deleting_title yes><p>{t::buckets::delete_hint()}</p></Confirm>
        </li>
    }
}
