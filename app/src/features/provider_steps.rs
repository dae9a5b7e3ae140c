//! What a provider wants of whoever logs in, step by step.

use crate::present::provider::{Link, StepWords};
use leptos::prelude::*;

/// The steps in order, each with the page where it is done.
#[component]
pub(crate) fn ProviderSteps(steps: Vec<StepWords>) -> impl IntoView {
    let is_only = (steps.len() == 1).then_some("");
    let rows = steps.into_iter().map(|step| {
        let link = step.link.map(|link| view! { " " <ProviderPage link /> });
        view! { <li>{step.text}{link}</li> }
    });
    view! { <ol class="provider-steps" data-only=is_only>{rows.collect_view()}</ol> }
}

/// A page of a provider's, in a tab of its own, so that what was typed stays.
#[component]
pub(crate) fn ProviderPage(link: Link) -> impl IntoView {
    view! { <a href=link.url target="_blank" rel="noopener noreferrer">{link.text}</a> }
}
