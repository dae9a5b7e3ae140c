//! The user's time zone, as the engine wants it: from when on the clock differs from UTC by how much.

use js_sys::Date;
use wasm_bindgen::JsValue;

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
