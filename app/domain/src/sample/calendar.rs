//! When people write.

use super::dice::Dice;

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// The owner's clock, east of Greenwich.
const ZONE: i64 = HOUR;

/// A likely moment on the day of `at`: in the office from half past seven to six, or, if that day is at the weekend, on
/// one of the weekdays before; at home in the evening or at the weekend.
pub(super) fn begin(dice: &mut Dice, at: i64, home: bool) -> i64 {
    let midnight = (at + ZONE).div_euclid(DAY) * DAY - ZONE;
    let free = is_weekend(midnight + 12 * HOUR);
    match (home, free) {
        (true, true) => midnight + dice.between(9 * HOUR, 22 * HOUR),
        (true, false) => midnight + dice.between(17 * HOUR, 22 * HOUR + 30 * MINUTE),
        // The mean of two throws: more around noon than at the edges.
        (false, true) => {
            let friday = if is_weekend(midnight - 12 * HOUR) { midnight - 2 * DAY } else { midnight - DAY };
            friday - dice.between(0, 4) * DAY + (office_hour(dice) + office_hour(dice)) / 2
        }
        (false, false) => midnight + (office_hour(dice) + office_hour(dice)) / 2,
    }
}

/// When someone answers what was written at `at`.
pub(super) fn answer(dice: &mut Dice, at: i64, home: bool) -> i64 {
    let wait = match dice.index(10) {
        0..=3 => dice.between(8 * MINUTE, 2 * HOUR),
        4..=7 => dice.between(3 * HOUR, 22 * HOUR),
        _ => dice.between(DAY, 5 * DAY),
    };
    let then = at + wait;
    let midnight = (then + ZONE).div_euclid(DAY) * DAY - ZONE;
    let clock = then - midnight;
    let morning = |dice: &mut Dice| dice.between(7 * HOUR + 20 * MINUTE, 10 * HOUR);
    match home {
        _ if clock < 7 * HOUR => weekday_if(midnight, !home) + morning(dice),
        true if clock > 23 * HOUR => midnight + DAY + morning(dice),
        false if clock > 19 * HOUR => weekday(midnight + DAY) + morning(dice),
        false if is_weekend(then) => weekday(midnight) + morning(dice),
        _ => then,
    }
}

fn office_hour(dice: &mut Dice) -> i64 {
    dice.between(7 * HOUR + 30 * MINUTE, 18 * HOUR)
}

fn weekday_if(midnight: i64, wanted: bool) -> i64 {
    if wanted { weekday(midnight) } else { midnight }
}

/// That midnight, or the one of the next Monday.
fn weekday(midnight: i64) -> i64 {
    let mut midnight = midnight;
    while is_weekend(midnight + 12 * HOUR) {
        midnight += DAY;
    }
    midnight
}

fn is_weekend(at: i64) -> bool {
    // 1970-01-01 was a Thursday.
    matches!((at + ZONE).div_euclid(DAY).rem_euclid(7), 2 | 3)
}
