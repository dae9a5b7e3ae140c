//! What Today shows by itself: what it is given, as elements.

use crate::components::heading::SectionHead;
use crate::features::first_buckets::FirstBuckets;
use crate::i18n::t;
use crate::present::links::bucket_at;
use crate::present::months::monthly;
use crate::present::text::capped;
use kith_domain::day::Day;
use kith_engine::api::{MAX_SHOWN, PersonId, TodayView};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

/// How many more are shown each time.
const MORE_ROWS: u32 = 50;

/// How many are shown of a list that is only looked over.
pub(super) const SHORT_LIST_ROWS: usize = 5;

/// What tells a person from a namesake: the address, where there is a namesake.
pub(super) fn apart(known: Memo<TodayView>, address: &str, id: PersonId) -> Option<impl IntoView + use<>> {
    let is_namesake = known.with_untracked(|known| known.namesakes.contains(&id));
    let address = address.to_owned();
    is_namesake.then(|| view! { <span class="quiet" dir="auto">{address}</span>" " })
}

/// Shows more of a list that is longer.
#[component]
pub(super) fn More(
    known: Memo<TodayView>,
    shown: RwSignal<u32>,
    read: fn(&TodayView) -> (usize, u32),
) -> impl IntoView {
    let left = Memo::new(move |_| known.with(|known| u64::from(read(known).1).saturating_sub(read(known).0 as u64)));
    view! {
        <Show when=move || { left.get() > 0 }>
            <button class="text-button" type="button" data-testid="more" on:click=move |_| shown.update(|shown| *shown += MORE_ROWS)>
                {move || t::today::show_more(crate::i18n::number(u32::try_from(left.get()).unwrap_or(u32::MAX)))}
            </button>
        </Show>
    }
}

/// A list of which the first rows are shown until one asks for the rest. Nothing if there is none.
#[component]
pub(super) fn ShortList<T, R, V>(title: &'static str, testid: &'static str, rows: Memo<Vec<T>>, row: R) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    R: Fn(T) -> V + Copy + Send + 'static,
    V: IntoView + 'static,
{
    let whole = RwSignal::new(false);
    let count = Memo::new(move |_| rows.with(Vec::len));
    move || {
        let rows = rows.get();
        let shown = if whole.get() { MAX_SHOWN } else { SHORT_LIST_ROWS };
        (!rows.is_empty()).then(|| {
            view! {
                <SectionHead title count=Signal::stored(capped(rows.len(), MAX_SHOWN)) />
                <ul role="list" class="row-list" data-testid=testid>
                    {rows.into_iter().take(shown).map(row).collect_view()}
                </ul>
                <Rest count whole />
            }
        })
    }
}

/// Shows all of a list of which a few are shown. Of more than [`MAX_SHOWN`] it says that these are not all.
#[component]
pub(super) fn Rest(count: Memo<usize>, whole: RwSignal<bool>) -> impl IntoView {
    move || {
        let count = count.get();
        if !whole.get() && count > SHORT_LIST_ROWS {
            let all = if count < MAX_SHOWN { t::search::show_all_of(count) } else { t::today::show_first(count) };
            return Some(view! {
                <button class="text-button" type="button" data-testid="rest" on:click=move |_| whole.set(true)>{all}</button>
            });
        }
        None
    }
}

/// There are buckets, and no one is in one.
#[component]
pub(super) fn Nobody() -> impl IntoView {
    view! {
        <div class="empty" data-testid="nobody-kept">
            <h2>{t::today::buckets_empty()}</h2>
            <p>{t::today::add_people()}</p>
            <A href="/sort" attr:class="button primary">{t::today::sort()}</A>
        </div>
    }
}

/// The first steps.
#[component]
pub(super) fn Begin() -> impl IntoView {
    let navigate = StoredValue::new_local(use_navigate());
    let done = Callback::new(move |()| navigate.with_value(|navigate| navigate("/sort", Default::default())));
    view! {
        <div class="empty" data-testid="no-buckets">
            <h2>{t::today::who()}</h2>
            <p>{t::today::who_hint()}</p>
            <FirstBuckets all=Memo::new(|_| Vec::new()) done />
        </div>
    }
}

/// With how many one kept in touch, and with how many there was contact month by month.
#[component]
pub(super) fn Kept(known: Memo<TodayView>, day: Memo<Day>) -> impl IntoView {
    let kept = Memo::new(move |_| known.with(|known| (known.on_track, known.on_track_months.clone())));
    move || {
        let ((kept, all), months) = kept.get();
        (all > 0).then(|| {
            let bars = monthly(&months, day.get()).into_iter().map(|(name, people)| {
                let height = f64::from(people) / f64::from(all.max(1));
                view! {
                    <li style=("--share", height.min(1.0).to_string())>
                        <span class="unseen">{t::today::month_contacts(&name, crate::present::text::people(people))}</span>
                        <span aria-hidden="true">{people}</span>
                        <span class="kept-bar" aria-hidden="true"></span>
                        <span class="quiet" aria-hidden="true">{name}</span>
                    </li>
                }
            });
            view! {
                <div class="kept" data-testid="kept" data-kept=kept data-of=all>
                    <p><b>{t::today::on_track(all, kept)}</b></p>
                    <ol role="list" class="kept-months" aria-labelledby="kept-months">{bars.collect_view()}</ol>
                    <p class="quiet" id="kept-months">{t::today::by_month()}</p>
                    <Buckets known />
                </div>
            }
        })
    }
}

/// The buckets, each a link to its page.
#[component]
fn Buckets(known: Memo<TodayView>) -> impl IntoView {
    let buckets = Memo::new(move |_| known.with(|known| known.buckets.clone()));
    view! {
        <ul role="list" class="kept-buckets">
            <For each=move || buckets.get() key=Clone::clone let:it>
                <li><A href=bucket_at(it.0) attr:class="quiet-link"><span dir="auto">{it.1.clone()}</span></A></li>
            </For>
        </ul>
    }
}
