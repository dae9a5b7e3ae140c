//! Which rows of a long list are in the document, and which are asked for.

use crate::present::keys::List;

/// Rows kept beyond each edge, so that a scroll finds them drawn.
const OVERSCAN_ROWS: u32 = 5;
/// What is asked for begins and ends at multiples of this, so that a small scroll asks for nothing.
const STEP_ROWS: u32 = 50;

/// The rows that there is room for, as first and one past the last, however many there are: so they are drawn in one go
/// when it is known how many. Lengths are in CSS pixels.
pub(crate) fn visible(scrolled: f64, height: f64, row: f64) -> (u32, u32) {
    let row = if row.is_finite() && row > 0.0 { row } else { 1.0 };
    let at = |pixels: f64| (pixels.max(0.0) / row) as u32;
    (at(scrolled).saturating_sub(OVERSCAN_ROWS), at(scrolled + height).saturating_add(1 + OVERSCAN_ROWS))
}

/// What to ask for so that the rows from `first` to before `last` are there: offset and limit.
pub(crate) fn stretch((first, last): (u32, u32)) -> (u32, u32) {
    let from = (first / STEP_ROWS).saturating_sub(1) * STEP_ROWS;
    let to = (last / STEP_ROWS).saturating_add(2).saturating_mul(STEP_ROWS);
    (from, to - from)
}

/// Where a key leads from a row: arrows, pages, Home and End. `None`: nowhere, the list is empty.
pub(crate) fn step(key: List, at: u32, total: u32, page: u32) -> Option<u32> {
    let last = total.checked_sub(1)?;
    let to = match key {
        List::Next => at.saturating_add(1),
        List::Back => at.saturating_sub(1),
        List::PageDown => at.saturating_add(page.max(1)),
        List::PageUp => at.saturating_sub(page.max(1)),
        List::First => 0,
        List::Last => last,
    };
    Some(to.min(last))
}

/// The row that the keyboard moves to, from one row to another. It skips a heading.
pub(crate) fn past_heading(to: u32, from: u32, headings: &[u32]) -> u32 {
    let is_heading = headings.binary_search(&to).is_ok();
    match to.checked_sub(1).filter(|_| to < from) {
        _ if !is_heading => to,
        Some(above) => above,
        None => to.saturating_add(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::keys::{LIST, Press, act};

    #[test]
    fn only_what_is_seen_and_a_little_more_is_drawn() {
        assert_eq!(visible(0.0, 640.0, 64.0), (0, 16));
        assert_eq!(visible(6_400.0, 640.0, 64.0), (95, 116));
        assert_eq!(visible(6_410.0, 620.0, 64.0), (95, 115));
    }

    #[test]
    fn odd_measures_draw_nothing_odd() {
        for (scrolled, height, row) in
            [(-50.0, 640.0, 64.0), (0.0, 0.0, 0.0), (1e9, 640.0, 64.0), (0.0, 640.0, f64::NAN)]
        {
            let (first, last) = visible(scrolled, height, row);
            assert!(first < last && last - first < 700);
        }
    }

    #[test]
    fn the_keyboard_skips_headings() {
        let headings = [0, 3];
        for (from, to, at) in [(1, 2, 2), (2, 3, 4), (4, 3, 2), (1, 0, 1), (5, 0, 1), (0, 0, 1), (3, 3, 4)] {
            assert_eq!(past_heading(to, from, &headings), at, "{from} {to}");
        }
        assert_eq!(past_heading(0, 0, &[]), 0);
    }

    #[test]
    fn what_is_drawn_is_asked_for() {
        for first in (0..10_000).step_by(7) {
            for last in [first, first + 1, first + 30] {
                let (offset, limit) = stretch((first, last));
                assert!(offset <= first && last <= offset + limit && limit <= 250);
            }
        }
    }

    #[test]
    fn a_small_scroll_asks_for_nothing_new() {
        assert_eq!(stretch((100, 130)), stretch((110, 140)));
    }

    #[test]
    fn keys_move_within_the_list() {
        let step = |key: &str, at, total, page| {
            let press = Press { key: key.to_owned(), ..Press::default() };
            step(act(&LIST, &press)?, at, total, page)
        };
        for (key, at, to) in [
            ("ArrowDown", 0, Some(1)),
            ("ArrowDown", 99, Some(99)),
            ("ArrowUp", 0, Some(0)),
            ("PageDown", 5, Some(15)),
            ("PageUp", 5, Some(0)),
            ("End", 5, Some(99)),
            ("Home", 5, Some(0)),
            ("a", 5, None),
        ] {
            assert_eq!(step(key, at, 100, 10), to, "{key}");
        }
        assert_eq!(step("ArrowDown", 0, 0, 10), None);
    }
}
