//! Drawing something aside with a finger.

pub(crate) mod model;

#[cfg(target_arch = "wasm32")]
pub(crate) use view::Swipe;

#[cfg(target_arch = "wasm32")]
mod view {
    use super::model::{Drag, Side};
    use leptos::ev::PointerEvent;
    use leptos::prelude::*;

    /// What a finger draws aside: it stands `aside` by so many CSS pixels. A mouse draws nothing.
    #[derive(Clone, Copy)]
    pub(crate) struct Swipe {
        drag: StoredValue<Drag>,
        pub(crate) aside: RwSignal<f64>,
    }

    impl Swipe {
        pub(crate) fn new() -> Self {
            Self { drag: StoredValue::new(Drag::default()), aside: RwSignal::new(0.0) }
        }

        pub(crate) fn down(self, event: &PointerEvent) {
            if event.pointer_type() != "mouse" && !is_selecting() {
                self.drag.update_value(|drag| drag.begin(place(event)));
            }
        }

        pub(crate) fn moved(self, event: &PointerEvent) {
            if is_selecting() {
                return self.lost();
            }
            let aside = self.drag.try_update_value(|drag| drag.moved(place(event)));
            self.put(aside.unwrap_or_default());
        }

        /// Gives to which side it was drawn, if far enough.
        pub(crate) fn up(self) -> Option<Side> {
            self.put(0.0);
            self.drag.try_update_value(Drag::end).flatten()
        }

        /// The finger does something else, such as scrolling the page.
        pub(crate) fn lost(self) {
            self.up();
        }

        fn put(self, aside: f64) {
            self.aside.maybe_update(|now| {
                let is_new = (*now - aside).abs() > f64::EPSILON;
                *now = aside;
                is_new
            });
        }

        /// For the style of what is drawn.
        pub(crate) fn pixels(self) -> String {
            format!("{}px", self.aside.get())
        }
    }

    fn place(event: &PointerEvent) -> (f64, f64) {
        (event.client_x().into(), event.client_y().into())
    }

    /// Whether text is selected: then a finger draws at the ends of that.
    fn is_selecting() -> bool {
        window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed())
    }
}
