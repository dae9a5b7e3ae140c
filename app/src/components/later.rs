use crate::platform::task::next_task;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Draws its children in a task of their own, so that the browser can draw and respond to the user before that.
#[component]
pub(crate) fn Later(children: ChildrenFn) -> impl IntoView {
    let is_due = RwSignal::new(false);
    spawn_local(async move {
        next_task().await;
        // This may be gone by then.
        is_due.try_set(true);
    });
    move || is_due.get().then(|| children())
}
