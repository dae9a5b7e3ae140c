//! How much room there is.

use leptos::prelude::window;

/// Whether the navigation is at the bottom, as on a phone. Asked when something is opened, which has to do with it only
/// then; what is seen follows from the styles.
pub(crate) fn is_phone() -> bool {
    window().match_media("(width < 40rem)").ok().flatten().is_some_and(|query| query.matches())
}
