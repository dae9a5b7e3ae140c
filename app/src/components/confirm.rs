use super::order::{Ordering, Stored};
use super::trouble::Trouble;
use crate::i18n::t;
use crate::platform::dialog::{close, modal};
use leptos::prelude::*;

/// A yes to a question. There may be more than one.
#[derive(Clone, Copy)]
pub(crate) struct Yes {
    pub(crate) text: &'static str,
    /// Its name for tests.
    pub(crate) testid: &'static str,
    /// Whether something is gone for good then.
    pub(crate) danger: bool,
    /// Does it. The question stays until it is done, and says why if it is not.
    pub(crate) run: Callback<(), Stored>,
}

/// Asks before something that cannot be undone. Opens while `open` is true; there is always a way out.
#[component]
pub(crate) fn Confirm(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// Each way to say yes.
    yes: StoredValue<Vec<Yes>>,
    /// What goes and what stays.
    children: ChildrenFn,
) -> impl IntoView {
    move || open.get().then(|| view! { <Asked open title yes children=children.clone() /> })
}

#[component]
fn Asked(
    open: RwSignal<bool>,
    title: Signal<String>,
    yes: StoredValue<Vec<Yes>>,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = modal();
    let order = Ordering::new();
    let answer = move |yes: Yes| {
        view! {
            <button
                class="button"
                class:danger=yes.danger
                class:primary=!yes.danger
                type="button"
                data-testid=yes.testid
                aria-disabled=move || order.busy.get().to_string()
                on:click=move |_| order.store(yes.run.run(()), move || close(dialog))
            >
                {yes.text}
            </button>
        }
    };
    view! {
        <dialog
            class="confirm"
            node_ref=dialog
            aria-labelledby="confirm-title"
            aria-describedby="confirm-text"
            data-testid="confirm"
            on:close=move |_| open.set(false)
        >
            <h2 id="confirm-title">{title}</h2>
            <div class="confirm-text" id="confirm-text">{children()}</div>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <div class="actions">
                <button class="button" type="button" autofocus data-testid="confirm-no" on:click=move |_| close(dialog)>
                    {t::common::cancel()}
                </button>
                {yes.get_value().into_iter().map(answer).collect_view()}
            </div>
        </dialog>
    }
}
