//! Whether what is under the pointer is still what it was.

/// For this long after something else came under the pointer, a click is taken for one that was meant for what was
/// there before, in milliseconds.
const STILL_MS: f64 = 400.0;

/// Where the pointer rests, and what is there.
#[derive(Debug)]
pub(crate) struct Still<T> {
    at: Option<(f64, f64)>,
    on: Option<T>,
    /// When something else came there.
    changed: Option<f64>,
}

impl<T: PartialEq> Still<T> {
    /// No pointer was seen yet.
    pub(crate) const fn new() -> Self {
        Self { at: None, on: None, changed: None }
    }

    /// Where the pointer rests.
    pub(crate) const fn at(&self) -> Option<(f64, f64)> {
        self.at
    }

    /// The pointer is there; `tremble` is as far as it may be from where it was and still rest, in CSS pixels. Gives
    /// whether it went somewhere else: then it has to be said by [`Self::rests`] what is there.
    pub(crate) fn moved(&mut self, to: (f64, f64), tremble: f64) -> bool {
        let rests = self.at.is_some_and(|at| (at.0 - to.0).hypot(at.1 - to.1) <= tremble);
        if !rests {
            self.at = Some(to);
        }
        !rests
    }

    /// This is under the pointer, and a user who moved it, or scrolled, has seen it come.
    pub(crate) fn rests(&mut self, on: Option<T>) {
        (self.on, self.changed) = (on, None);
    }

    /// The page was drawn anew, and this is under the pointer now.
    pub(crate) fn drawn(&mut self, on: Option<T>, now: f64) {
        if self.on != on && on.is_some() {
            self.changed = Some(now);
        }
        self.on = on;
    }

    /// Whether a click at that time may count.
    pub(crate) fn may_click(&self, now: f64) -> bool {
        self.changed.is_none_or(|changed| now - changed >= STILL_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::super::still::Still;

    #[test]
    fn what_came_under_a_resting_pointer_cannot_be_clicked_at_once() {
        let mut still = Still::new();
        assert!(still.may_click(0.0));
        assert!(still.moved((10.0, 10.0), 4.0));
        still.rests(Some("the first row"));
        assert!(still.may_click(0.0));
        // Drawn anew with the same there, nothing happens; with nothing there neither.
        still.drawn(Some("the first row"), 100.0);
        assert!(still.may_click(100.0));
        still.drawn(None, 150.0);
        assert!(still.may_click(150.0));
        still.drawn(Some("the next row"), 200.0);
        assert!(!still.may_click(200.0) && !still.may_click(599.0));
        assert!(still.may_click(600.0));
        // A hand that trembles does not choose anew; one that goes elsewhere does.
        still.drawn(Some("the third row"), 700.0);
        assert!(!still.moved((12.0, 11.0), 4.0));
        assert!(!still.may_click(750.0));
        assert!(still.moved((10.0, 40.0), 4.0));
        still.rests(Some("the last row"));
        assert!(still.may_click(751.0));
    }
}
