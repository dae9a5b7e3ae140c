use crate::present::initials::{initials, tone};
use leptos::prelude::*;

/// The initials of a name, on a colour that follows from `id`. Says nothing that the name beside it does not say.
#[component]
pub(crate) fn Avatar(id: u64, name: String) -> impl IntoView {
    view! { <span class="avatar" aria-hidden="true" data-tone=tone(id)>{initials(&name)}</span> }
}
