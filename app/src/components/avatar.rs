use super::initials::{initials, tone};
use kith_engine::api::PersonId;
use leptos::prelude::*;

/// A person's initials on their colour. Says nothing that the name beside it does not say.
#[component]
pub(crate) fn Avatar(id: PersonId, name: String) -> impl IntoView {
    view! { <span class="avatar" aria-hidden="true" data-tone=tone(id.0)>{initials(&name)}</span> }
}
