//! The clock on the wall, in the browser's time zone.

use super::observe::{is_in_sight, on_looked_at};
use crate::present::calendar::Moment;
use js_sys::Date;
use kith_domain::day::Day;
use kith_engine::api::Seconds;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

const DAY_MS: f64 = 86_400_000.0;

/// A moment as calendar and clock show it here.
pub(crate) fn clock(at: Seconds) -> Moment {
    let date = Date::new(&JsValue::from_f64(at as f64 * 1_000.0));
    let same_day = Date::utc(f64::from(date.get_full_year()), f64::from(date.get_month()));
    Moment {
        year: i32::try_from(date.get_full_year()).unwrap_or_default(),
        month: date.get_month() + 1,
        day: date.get_date(),
        hour: date.get_hours(),
        minute: date.get_minutes(),
        day_number: (same_day / DAY_MS) as i64 + i64::from(date.get_date()) - 1,
    }
}

/// The time, in seconds since 1970-01-01 UTC.
pub(crate) fn now() -> Seconds {
    (Date::now() / 1_000.0) as Seconds
}

/// The time, told anew every so many seconds, for as long as the view that asked is there; while that says nothing, it
/// stands still.
pub(crate) fn ticking(every: Memo<Option<u32>>) -> ReadSignal<Seconds> {
    let (time, set_time) = signal(now());
    Effect::new(move |_| {
        let every = every.get();
        set_time.set(now());
        let tick = move || set_time.set(now());
        let every = every.map(|seconds| std::time::Duration::from_secs(u64::from(seconds)));
        if let Some(Ok(timer)) = every.map(|every| set_interval_with_handle(tick, every)) {
            on_cleanup(move || timer.clear());
        }
    });
    time
}

/// Which day it is, as in [`Moment::day_number`]. Changes at midnight, and when a page that slept is looked at again.
#[derive(Clone, Copy)]
pub(crate) struct Today {
    day: ReadSignal<i64>,
    /// The last day on which the page was in sight.
    seen: ReadSignal<Option<i64>>,
}

impl Today {
    /// Begins to follow the days.
    pub(crate) fn follow() -> Self {
        let (day, set_day) = signal(day_now());
        let (seen, set_seen) = signal(None);
        let changed = move || {
            set_if_new(set_day, day_now());
            if is_in_sight() {
                set_if_new(set_seen, Some(day_now()));
            }
        };
        changed();
        wake_at_midnight(changed);
        on_looked_at(changed);
        Self { day, seen }
    }

    /// The day.
    pub(crate) fn of_page() -> ReadSignal<i64> {
        expect_context::<Self>().day
    }

    /// Whether the page was in sight on this day: a tab that is open behind others is not looked at.
    pub(crate) fn is_seen() -> Memo<bool> {
        let Self { day, seen } = expect_context();
        Memo::new(move |_| seen.get() == Some(day.get()))
    }
}

/// Which day it is, as the engine counts days.
pub(crate) fn today() -> Memo<Day> {
    let day = Today::of_page();
    Memo::new(move |_| Day(i32::try_from(day.get()).unwrap_or_default()))
}

/// Which day it is now.
pub(crate) fn day_now() -> i64 {
    clock(now()).day_number
}

fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: WriteSignal<T>, value: T) {
    signal.maybe_update(|known| std::mem::replace(known, value) != *known);
}

fn wake_at_midnight(changed: impl Fn() + Copy + 'static) {
    let now = Date::new_0();
    let midnight = Date::new_0();
    midnight.set_hours(24);
    midnight.set_minutes(0);
    midnight.set_seconds(1);
    let left = (midnight.get_time() - now.get_time()).clamp(1_000.0, DAY_MS * 1.1);
    set_timeout(
        move || {
            changed();
            wake_at_midnight(changed);
        },
        std::time::Duration::from_millis(left as u64),
    );
}
