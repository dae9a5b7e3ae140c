use leptos::html::Dialog;
use leptos::prelude::*;

/// Asks before something that cannot be undone. Opens while `open` is true.
#[component]
pub(crate) fn Confirm(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The question.
    title: String,
    /// What the yes says.
    yes: &'static str,
    /// Runs at the yes.
    on_yes: impl Fn() + Copy + Send + Sync + 'static,
    /// What goes and what stays.
    children: ChildrenFn,
) -> impl IntoView {
    move || open.get().then(|| view! { <Asked open title=title.clone() yes on_yes children=children.clone() /> })
}

#[component]
fn Asked(
    open: RwSignal<bool>,
    title: String,
    yes: &'static str,
    on_yes: impl Fn() + Copy + Send + Sync + 'static,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    dialog.on_load(|dialog| {
        // It must be in the document to be shown, which it is in the next frame.
        request_animation_frame(move || drop(dialog.show_modal()));
    });
    view! {
        <dialog
            class="confirm"
            node_ref=dialog
            aria-labelledby="confirm-title"
            data-testid="confirm"
            on:close=move |_| open.set(false)
        >
            <h2 id="confirm-title">{title}</h2>
            <div class="confirm-text">{children()}</div>
            <div class="actions">
                <button class="button" type="button" autofocus on:click=move |_| open.set(false)>"Keep it"</button>
                <button
                    class="button danger"
                    type="button"
                    data-testid="confirm-yes"
                    on:click=move |_| {
                        open.set(false);
                        on_yes();
                    }
                >
                    {yes}
                </button>
            </div>
        </dialog>
    }
}
