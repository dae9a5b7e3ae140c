//! What Today shows by itself: what it is given, as elements.

use super::model::monthly;
use crate::i18n::t;
use crate::present::keys::{DUE, Due, hints};
use kith_domain::day::Day;
use kith_engine::api::{MAX_SHOWN, PersonId, TodayView};
use leptos::prelude::*;
use leptos_router::components::A;

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

/// What the keys do, where there is a keyboard.
#[component]
pub(super) fn Keys() -> impl IntoView {
    let does = |act| match act {
        Due::Next => t::today::keys::next(),
        Due::Back => t::today::keys::back(),
        Due::Write => t::today::keys::write(),
        Due::Call => t::today::keys::call(),
        Due::Meeting => t::today::keys::meeting(),
        Due::Tomorrow => t::today::keys::tomorrow(),
        Due::Week => t::today::keys::week(),
        Due::Skip => t::today::keys::skip(),
        Due::Undo => t::today::keys::undo(),
    };
    let keys = hints(&DUE).map(|(act, key)| view! { <span><kbd>{key}</kbd>" "{does(act)}</span> });
    view! { <p class="keys quiet" aria-label=t::today::keys::title()>{keys.collect_view()}</p> }
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
            <p>{t::today::buckets_empty()}</p>
            <p>{t::today::add_people()}</p>
            <A href="/sort" attr:class="button primary">{t::today::sort()}</A>
        </div>
    }
}

/// The first steps.
#[component]
pub(super) fn Begin() -> impl IntoView {
    view! {
        <div class="empty" data-testid="no-buckets">
            <p>{t::today::who()}</p>
            <p>{t::today::who_hint()}</p>
            <A href="/settings/buckets" attr:class="button primary">{t::today::create_bucket()}</A>
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
                    <p>{t::today::on_track(all, kept)}</p>
                    <ol role="list" class="kept-months" aria-labelledby="kept-months">{bars.collect_view()}</ol>
                    <p class="quiet" id="kept-months">{t::today::by_month()}</p>
                </div>
            }
        })
    }
}
