//! How large the parts of a chart are drawn.

use super::data::{Bar, Tone};

/// A part of a bar, in the units of the picture: its tone, where it begins from the top, and its height.
pub(super) type Part = (Tone, f64, f64);

/// The parts of each bar in a picture of that height, and where the line between above and below is.
pub(super) fn parts(bars: &[Bar], height: f64) -> (Vec<Vec<Part>>, f64) {
    let sum = |parts: &[(Tone, u32)]| parts.iter().map(|(_, value)| f64::from(*value)).sum::<f64>();
    let most = |of: fn(&Bar) -> &[(Tone, u32)]| bars.iter().map(|bar| sum(of(bar))).fold(0.0, f64::max);
    let (above, below) = (most(|bar| &bar.above), most(|bar| &bar.below));
    let unit = if above + below > 0.0 { height / (above + below) } else { 0.0 };
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
    (drawn.collect(), line)
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
    use super::{parts, shade};

    fn bar(above: &[u32], below: &[u32]) -> Bar {
        let mark = Mark { says: String::new(), href: String::new() };
        let of = |values: &[u32]| values.iter().map(|value| (Tone::You, *value)).collect();
        Bar { name: String::new(), above: of(above), below: of(below), mark }
    }

    #[test]
    fn bars_fill_the_picture_and_meet_at_the_line() {
        let (drawn, line) = parts(&[bar(&[10, 20], &[5]), bar(&[], &[10])], 80.0);
        assert_eq!(line, 60.0);
        assert_eq!(drawn[0], [(Tone::You, 40.0, 20.0), (Tone::You, 0.0, 40.0), (Tone::You, 60.0, 10.0)]);
        assert_eq!(drawn[1], [(Tone::You, 60.0, 20.0)]);
        assert_eq!(parts(&[bar(&[0], &[0])], 80.0), (vec![vec![(Tone::You, 0.0, 0.0), (Tone::You, 0.0, 0.0)]], 0.0));
    }

    #[test]
    fn what_is_something_is_seen() {
        for (value, most, expected) in [(0, 9, 0), (0, 0, 0), (1, 1_000_000, 1), (1, 25, 1), (4, 25, 2), (25, 25, 5)] {
            assert_eq!(shade(value, most), expected, "{value} of {most}");
        }
    }
}
