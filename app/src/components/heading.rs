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
            {match is_beside {
                Some(is_beside) => list_heading(title, is_beside).into_any(),
                None => view! { <h1>{title}</h1> }.into_any(),
            }}
            {count.map(|count| view! { <span class="count">{count}</span> })}
            {children.map(|children| view! { <div class="page-acts">{children()}</div> })}
        </header>
    }
}

/// The heading of a list. It is the title of the page, unless something of the list is shown beside it: a page has one.
pub(crate) fn list_heading(title: impl Into<String>, is_beside: Signal<bool>) -> impl IntoView {
    let title = title.into();
    move || match is_beside.get() {
        true => view! { <h2>{title.clone()}</h2> }.into_any(),
        false => view! { <h1>{title.clone()}</h1> }.into_any(),
    }
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
