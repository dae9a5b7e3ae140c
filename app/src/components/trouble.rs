use super::icon::{Icon, Shape};
use crate::present::words::{self, Words};
use leptos::prelude::*;

/// A problem: what, why, what to do, what was said, and below it what can be done here.
#[component]
pub(crate) fn Trouble(words: Words, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    view! {
        <div class="trouble" role="alert" data-testid="trouble">
            <Icon shape=Shape::Attention />
            <div class="trouble-text">
                <p class="trouble-what" data-testid="trouble-what">{words.what}</p>
                <p>{words.why}" "{words.todo}</p>
                <Said said=words.said />
                {children.map(|children| view! { <div class="actions">{children()}</div> })}
            </div>
        </div>
    }
}

/// What was said of a problem, word for word.
#[component]
pub(crate) fn Said(said: Option<words::Said>) -> impl IntoView {
    said.map(|said| {
        let title = said.title();
        view! { <p class="trouble-said">{title}" "<q dir="auto" data-testid="trouble-said">{said.text}</q></p> }
    })
}
