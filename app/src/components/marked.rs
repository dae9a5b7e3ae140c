use crate::present::marks::marked;
use leptos::prelude::*;

/// A text, with what was typed marked in it.
#[component]
pub(crate) fn Marked(text: String, typed: String) -> impl IntoView {
    let parts = marked(&text, &typed).into_iter().map(|(text, found)| match found {
        true => view! { <mark>{text}</mark> }.into_any(),
        false => text.into_any(),
    });
    parts.collect_view()
}
