//! Filters as buttons, filters that are kept, and a word about those who may be the same.

use crate::client::{Engine, changes_at_rest, failure, known, live};
use crate::components::icon::{Icon, Shape};
use crate::components::menu::Menu;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::features::to_review::ToReview;
use crate::i18n::t;
use crate::platform::focus::focus_soon;
use crate::platform::press::press;
use crate::platform::random::random_id;
use crate::present::keys::{EDIT, Edit, act};
use kith_domain::query::{self, Filter, Has, Is};
use kith_engine::api::{BucketView, Decision, Group, Lists, question};
use leptos::prelude::*;
use leptos_router::components::A;

/// Filters that everyone can use, with their words.
fn common() -> Vec<(Filter, &'static str)> {
    vec![
        (Filter::Quiet(90), t::people::filter::quiet()),
        (Filter::Recent(30), t::people::filter::recent()),
        (Filter::Is(Is::Unanswered), t::people::filter::unanswered()),
        (Filter::Is(Is::Unwritten), t::people::filter::unwritten()),
        (Filter::More(10), t::people::filter::many()),
        (Filter::Has(Has::Company), t::people::filter::company()),
        (Filter::Has(Has::Phone), t::people::filter::phone()),
        (Filter::Has(Has::Note), t::people::filter::note()),
        (Filter::Has(Has::Tag), t::people::filter::tag()),
    ]
}

/// The filters above the list.
#[component]
pub(super) fn Filters<F>(filter: RwSignal<String>, set_filter: F, group: RwSignal<Group>) -> impl IntoView
where
    F: Fn(String) + Copy + Send + Sync + 'static,
{
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let lists = live(|| (), move || engine.track_people(), move |()| engine.ask(question::Lists));
    let (lists, no_lists): (Memo<Lists>, _) = (known(lists), failure(lists));
    let pairs = live(|| (), changes_at_rest(engine), move |()| engine.ask(question::PossibleDuplicates { limit: 0 }));
    let pairs = known(pairs);
    let pairs = Memo::new(move |_| pairs.with(|pairs| pairs.all));
    let buckets = live(|| (), move || engine.track_people(), move |()| engine.ask(question::Buckets));
    let (buckets, no_buckets) = (known(buckets), failure(buckets));
    let offered = move || {
        let buckets = buckets.get().into_iter().map(|BucketView { bucket, .. }| {
            (Filter::Bucket(kith_domain::search::fold(&bucket.name)), t::people::filter::in_bucket(&bucket.name))
        });
        let tags = lists.with(|lists| lists.tags.iter().map(|(tag, _)| tag.clone()).collect::<Vec<_>>());
        let tags =
            tags.into_iter().map(|tag| (Filter::Tag(kith_domain::search::fold(&tag)), t::people::filter::tagged(&tag)));
        common()
            .into_iter()
            .map(|(filter, words)| (filter, words.to_owned()))
            .chain(buckets)
            .chain(tags)
            .collect::<Vec<_>>()
    };
    let items = move || {
        let named = |(filter, words): (Filter, String)| (query::text(&filter, false), words);
        let held = filter.with(|typed| query::parse(typed).filters);
        let open = offered().into_iter().filter(|(filter, _)| !held.contains(&(filter.clone(), false)));
        open.map(named).collect::<Vec<_>>()
    };
    let choose = move |chosen: &str| {
        if let Some((chosen, _)) = query::parse(chosen).filters.into_iter().next() {
            set_filter(query::toggle(&filter.get_untracked(), &chosen));
        }
    };
    // Those of the filters offered that hold.
    let holding = Memo::new(move |_| {
        let held = filter.with(|typed| query::parse(typed).filters);
        offered().into_iter().filter(|(it, _)| held.contains(&(it.clone(), false))).collect::<Vec<_>>()
    });
    let keeping = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let order = Ordering::new();
    let end = move || {
        keeping.try_set(false);
        name.try_set(String::new());
        order.failed.try_set(None);
        focus_soon("[data-testid=filter-add]".into());
    };
    let begin = move |_| {
        keeping.set(true);
        focus_soon("[name=segment-name]".into());
    };
    let keep = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let named = name.get_untracked().trim().to_owned();
        if !named.is_empty() {
            let filter = filter.get_untracked();
            let said = t::people::filter::saved(&named);
            order.store(
                decide.store_and_say(said, vec![Decision::SavedFilter { id: random_id(), name: named, filter }]),
                end,
            );
        }
    };
    let kept = move || lists.with(|lists| lists.saved_filters.clone());
    // One that is kept already need not be kept again.
    let to_keep = Memo::new(move |_| {
        let typed = filter.get();
        !typed.trim().is_empty() && lists.with(|lists| lists.saved_filters.iter().all(|it| it.filter != typed))
    });
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if act(&EDIT, &press(&event)) == Some(Edit::Discard) {
            end();
        }
    };
    view! {
        <div class="filters" hidden=move || group.get() == Group::FilteredOut>
            <Menu id="filter-add".to_owned() class="chip chip-add" title=t::people::filter::choose() testid="filter-add" items chosen=choose />
            <For each=move || holding.get() key=|(filter, words)| (query::text(filter, false), words.clone()) let:it>
                {
                    let (held, words) = it;
                    let off = move |_| set_filter(query::toggle(&filter.get_untracked(), &held));
                    view! {
                        <span class="chip" data-testid="filter-on" data-on="">
                            <span dir="auto">{words.clone()}</span>
                            <button type="button" class="chip-off" aria-label=t::people::filter::remove(&words) on:click=off><Icon shape=Shape::Close /></button>
                        </span>
                    }
                }
            </For>
            <For each=kept key=|it| (it.id, it.name.clone(), it.people) let:it>
                {
                    let (typed, typed_again) = (it.filter.clone(), it.filter.clone());
                    let gone = move |_| decide.say(t::people::filter::deleted(), vec![Decision::SavedFilter { id: it.id, name: String::new(), filter: String::new() }]);
                    view! {
                        <span class="chip" data-testid="segment" data-item=format!("{:x}", it.id)>
                            <button type="button" class="chip-name" aria-pressed=move || (filter.get() == typed).to_string() on:click=move |_| set_filter(typed_again.clone())>
                                <span dir="auto">{it.name.clone()}</span>" "<span class="quiet">{it.people}</span>
                            </button>
                            <button type="button" class="chip-off" aria-label=t::people::filter::delete(&it.name) on:click=gone><Icon shape=Shape::Close /></button>
                        </span>
                    }
                }
            </For>
            <Show when=move || to_keep.get() && !keeping.get()>
                <button class="text-button" type="button" data-testid="keep-filter" on:click=begin>{t::people::filter::save()}</button>
            </Show>
            <Show when=move || keeping.get()>
                <form class="bulk-form" on:submit=keep on:keydown=escape>
                    <input name="segment-name" aria-label=t::people::filter::name() placeholder=t::people::name() required prop:value=name on:input=move |event| name.set(event_target_value(&event)) />
                    <button class="button" type="submit">{t::common::save()}</button>
                    <button class="text-button" type="button" on:click=move |_| end()>{t::common::cancel()}</button>
                </form>
            </Show>
            {move || order.failed.get().or_else(|| no_lists.get()).or_else(|| no_buckets.get()).map(|failed| view! { <Trouble words=failed.words() /> })}
            <Show when=move || pairs.get() != 0>
                <A href="/same" attr:class="quiet-link">
                    {move || t::people::duplicates(pairs.get())}
                </A>
            </Show>
            <ToReview />
        </div>
    }
}
