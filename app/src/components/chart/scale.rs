//! How large the parts of a chart are drawn.

use super::data::{Bar, Tone};

/// A part of a bar, in the units of the picture: its tone, where it begins from the top, and its height.
pub(super) type Part = (Tone, f64, f64);

/// Values that are named have at least so much of the height between them.
const TICK_GAP: f64 = 0.12;

/// The highest bar above the line, and below it.
pub(super) fn extent(bars: &[Bar]) -> (u32, u32) {
    let sum = |parts: &[(Tone, u32)]| parts.iter().fold(0_u32, |sum, (_, value)| sum.saturating_add(*value));
    let most = |of: fn(&Bar) -> &[(Tone, u32)]| bars.iter().map(|bar| sum(of(bar))).max().unwrap_or(0);
    (most(|bar| &bar.above), most(|bar| &bar.below))
}

/// What is named along a picture of that extent: how far from the top, from 0 to 1, and the value. That is the line
/// between above and below, and the largest value on either side where there is room for its name.
pub(super) fn ticks(above: u32, below: u32) -> Vec<(f64, u32)> {
    let (up, down) = (f64::from(above), f64::from(below));
    let line = up / (up + down).max(1.0);
    let ends = [(0.0, above), (1.0, below)].into_iter().filter(|(at, _)| (at - line).abs() >= TICK_GAP);
    let ends = ends.filter(|(_, value)| *value > 0);
    ends.chain([(line, 0)]).collect()
}

/// The parts of each bar in a picture of that height.
pub(super) fn parts(bars: &[Bar], height: f64) -> Vec<Vec<Part>> {
    let (above, below) = extent(bars);
    let (above, below) = (f64::from(above), f64::from(below));
    let unit = height / (above + below).max(1.0);
    let line = above * unit;
    let drawn = bars.iter().map(|bar| {
        let (mut up, mut down) = (line, line);
        let above = bar.above.iter().map(|(tone, value)| {
            up -= f64::from(*value) * unit;
            (*tone, up, f64::from(*value) * unit)
        });
        let mut parts: Vec<Part> = above.collect();
        parts.extend(bar.below.iter().map(|(tone, value)| {
            let from = down;
            down += f64::from(*value) * unit;
            (*tone, from, down - from)
        }));
        parts
    });
    drawn.collect()
}

/// How dark a cell is, from 0 for nothing to 5 for the most. Few large values must not make all others pale, so it goes
/// by the square root.
pub(super) fn shade(value: u32, most: u32) -> u8 {
    if value == 0 || most == 0 {
        return 0;
    }
    let share = (f64::from(value) / f64::from(most)).sqrt();
    ((share * 5.0).ceil() as u8).clamp(1, 5)
}

#[cfg(test)]
mod tests {
    use super::super::data::{Bar, Mark, Tone};
    use super::{extent, parts, shade, ticks};

    fn bar(above: &[u32], below: &[u32]) -> Bar {
        let mark = Mark { says: String::new(), href: String::new() };
        let of = |values: &[u32]| values.iter().map(|value| (Tone::You, *value)).collect();
        Bar { name: String::new(), above: of(above), below: of(below), mark }
    }

    #[test]
    fn bars_fill_the_picture_and_meet_at_the_line() {
        let drawn = parts(&[bar(&[10, 20], &[5]), bar(&[], &[10])], 80.0);
        assert_eq!(drawn[0], [(Tone::You, 40.0, 20.0), (Tone::You, 0.0, 40.0), (Tone::You, 60.0, 10.0)]);
        assert_eq!(drawn[1], [(Tone::You, 60.0, 20.0)]);
        assert_eq!(parts(&[bar(&[0], &[0])], 80.0), [[(Tone::You, 0.0, 0.0), (Tone::You, 0.0, 0.0)]]);
    }

    #[test]
    fn the_line_and_the_largest_values_are_named_where_there_is_room() {
        assert_eq!(extent(&[bar(&[10, 20], &[5]), bar(&[4], &[10])]), (30, 10));
        for (above, below, expected) in [
            (30, 10, &[(0.0, 30), (1.0, 10), (0.75, 0)][..]),
            (7, 0, &[(0.0, 7), (1.0, 0)]),
            (0, 8, &[(1.0, 8), (0.0, 0)]),
            // The smaller one is too close to the line.
            (190, 10, &[(0.0, 190), (0.95, 0)]),
            (0, 0, &[(0.0, 0)]),
        ] {
            assert_eq!(ticks(above, below), expected, "{above} and {below}");
        }
    }

    #[test]
    fn what_is_something_is_seen() {
        for (value, most, expected) in [(0, 9, 0), (0, 0, 0), (1, 1_000_000, 1), (1, 25, 1), (4, 25, 2), (25, 25, 5)] {
            assert_eq!(shade(value, most), expected, "{value} of {most}");
        }
    }
}
