use leptos::prelude::*;

/// What was found and is opened once more: its address is the one of the page already.
#[derive(Clone, Copy)]
pub(crate) struct Finding(Trigger);

impl Finding {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self(Trigger::new())
    }

    /// The one of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// What that address leads to was chosen.
    pub(crate) fn again(self, address: &str) {
        let here = window().location();
        let now = [here.pathname(), here.hash()].map(Result::unwrap_or_default).concat();
        if now == address {
            self.0.notify();
        }
    }

    /// Makes what reads this run again then.
    pub(crate) fn track(self) {
        self.0.track();
    }
}
