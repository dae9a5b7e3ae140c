//! The user's time zone, as the engine wants it: from when on the clock differs from UTC by how much. And the clocks of
//! other zones, as calendars name them.

use js_sys::{Array, Date, Function, Object, Reflect};
use kith_domain::day::Day;
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::{JsCast, JsValue};

/// Maximum number of zones whose clocks are kept. Names come from whoever sends a calendar.
const MAX_ZONES: usize = 200;

thread_local! {
    /// What writes the time of a zone, by the zone's name; `None` if the browser knows no such zone.
    static ZONES: RefCell<HashMap<String, Option<Function>>> = RefCell::default();
}

/// How far the clock of a zone is ahead of UTC at a moment, both in seconds. `None`: the browser knows no such zone.
pub(super) fn ahead(zone: &str, moment: i64) -> Option<i32> {
    let format = ZONES.with_borrow_mut(|zones| {
        if zones.len() >= MAX_ZONES {
            zones.clear();
        }
        zones.entry(zone.to_owned()).or_insert_with(|| formatter(zone)).clone()
    })?;
    let written = format.call1(&JsValue::NULL, &JsValue::from_f64(moment as f64 * 1_000.0)).ok()?.as_string()?;
    // As in `11/30/2026, 10:00:00`.
    let mut numbers =
        written.split(|sign: char| !sign.is_ascii_digit()).filter_map(|digits| digits.parse::<u32>().ok());
    let mut number = || numbers.next().filter(|number| *number < 10_000);
    let (month, day, year) = (number()?, number()?, number()?);
    let (hour, minute, second) = (number()?, number()?, number()?);
    let days = Day::of(i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
    let shown = i64::from(days.0) * 86_400 + i64::from(hour * 3_600 + minute * 60 + second);
    i32::try_from(shown - moment).ok()
}

/// A name that is no zone makes the browser throw, which has to be caught.
fn formatter(zone: &str) -> Option<Function> {
    let options = Object::new();
    let set = |name: &str, value: &str| Reflect::set(&options, &name.into(), &value.into()).ok();
    set("timeZone", zone)?;
    set("hourCycle", "h23")?;
    for name in ["year", "month", "day", "hour", "minute", "second"] {
        set(name, "numeric")?;
    }
    let of = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok();
    let constructor: Function = of(&of(&js_sys::global(), "Intl")?, "DateTimeFormat")?.dyn_into().ok()?;
    let formatter = Reflect::construct(&constructor, &Array::of2(&"en-US".into(), &options)).ok()?;
    // It is bound to the formatter.
    of(&formatter, "format")?.dyn_into().ok()
}

/// 1990-01-01 UTC. What is older counts by the zone as it was then.
const FIRST_SECOND: i64 = 631_152_000;
/// How far into the future the table goes, in seconds: what is planned lies within.
const AHEAD_SECONDS: i64 = 10 * 366 * 86_400;
/// Interval in which no zone changes its clock twice, in seconds.
const STEP_SECONDS: i64 = 20 * 86_400;

/// Each moment from which on another offset holds, in seconds, and the offset, in seconds east of UTC.
pub(super) fn table() -> Vec<(i64, i32)> {
    let last = (Date::now() / 1_000.0) as i64 + AHEAD_SECONDS;
    let mut offset = offset_at(FIRST_SECOND);
    let mut table = vec![(i64::MIN, offset)];
    let mut at = FIRST_SECOND;
    while at < last {
        let next = at + STEP_SECONDS;
        let then = offset_at(next);
        if then != offset {
            table.push((change(at, next, offset), then));
            offset = then;
        }
        at = next;
    }
    table
}

/// The first moment between the two at which that offset holds no longer.
fn change(from: i64, to: i64, offset: i32) -> i64 {
    let (mut before, mut after) = (from, to);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if offset_at(middle) == offset {
            before = middle;
        } else {
            after = middle;
        }
    }
    after
}

fn offset_at(seconds: i64) -> i32 {
    let minutes_west = Date::new(&JsValue::from_f64(seconds as f64 * 1_000.0)).get_timezone_offset();
    (-minutes_west * 60.0) as i32
}
