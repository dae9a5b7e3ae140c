//! How far a finger drew something aside, and whether that is enough.

/// How far something has to be drawn aside to take effect, in CSS pixels.
const ENOUGH: f64 = 90.0;

/// How far a finger moves before its direction is clear.
const SLOP: f64 = 12.0;

/// To which side something was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// A finger that may be drawing something aside.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Drag {
    from: Option<(f64, f64)>,
    /// How far it is drawn, once it is clear that it is.
    aside: Option<f64>,
}

impl Drag {
    /// The finger is laid on it.
    pub(super) fn begin(&mut self, at: (f64, f64)) {
        *self = Self { from: Some(at), aside: None };
    }

    /// The finger is there now. Gives how far what is below it stands aside.
    pub(super) fn moved(&mut self, at: (f64, f64)) -> f64 {
        let Some(from) = self.from else { return 0.0 };
        let (x, y) = (at.0 - from.0, at.1 - from.1);
        // One that goes down the page draws nothing aside.
        if self.aside.is_some() || (x.abs() >= SLOP && x.abs() > y.abs() * 1.5) {
            self.aside = Some(x);
        }
        self.aside.unwrap_or(0.0)
    }

    /// The finger is lifted. Gives to which side it drew what was below it, if far enough.
    pub(super) fn end(&mut self) -> Option<Side> {
        let aside = std::mem::take(self).aside?;
        match aside {
            _ if aside >= ENOUGH => Some(Side::Right),
            _ if aside <= -ENOUGH => Some(Side::Left),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Drag, Side};

    #[test]
    fn only_what_is_drawn_far_to_a_side_does_something() {
        for (path, aside, side) in [
            (&[(95.0, 4.0)][..], 95.0, Some(Side::Right)),
            (&[(-20.0, 0.0), (-120.0, 60.0)], -120.0, Some(Side::Left)),
            (&[(50.0, 0.0)], 50.0, None),
            // Drawn back again.
            (&[(120.0, 0.0), (10.0, 0.0)], 10.0, None),
            // Down the page.
            (&[(8.0, 40.0), (60.0, 200.0)], 0.0, None),
            (&[(8.0, 0.0)], 0.0, None),
        ] {
            let mut drag = Drag::default();
            drag.begin((100.0, 100.0));
            let moved = path.iter().map(|(x, y)| drag.moved((100.0 + x, 100.0 + y))).last();
            assert_eq!((moved, drag.end()), (Some(aside), side), "{path:?}");
            assert_eq!((drag.moved((300.0, 100.0)), drag.end()), (0.0, None), "it is over");
        }
    }
}
