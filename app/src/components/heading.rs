//! The heads of pages and of their sections.

use leptos::prelude::*;

/// The head of a page: its title, how many there are, and what there is to do with all of it (at most two things).
#[component]
pub(crate) fn PageHead(
    #[prop(into)] title: String,
    /// How many; nothing while that is not known.
    #[prop(optional, into)]
    count: Option<Signal<String>>,
    /// Whether the page is about something else, which stands beside this.
    #[prop(optional, into)]
    is_beside: Option<Signal<bool>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="page-head">
            <h1 attr:aria-level=move || is_beside.and_then(level_beside)>{title}</h1>
            {count.map(|count| view! { <span class="count">{count}</span> })}
            {children.map(|children| view! { <div class="page-acts">{children()}</div> })}
        </header>
    }
}

/// The level of the heading of a list: one page has one title, and that is who or what was chosen of the list.
pub(crate) fn level_beside(is_beside: Signal<bool>) -> Option<&'static str> {
    is_beside.get().then_some("2")
}

/// The head of a section, with how many there are.
#[component]
pub(crate) fn SectionHead(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] count: Option<Signal<String>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="section-head">
            <h2>{title}</h2>
            {count.map(|count| view! { <span class="count">{count}</span> })}
            {children.map(|children| view! { <div class="section-acts">{children()}</div> })}
        </div>
    }
}
