use crate::i18n::t;
use leptos::prelude::*;

/// How many of how many messages are read, as a bar, while a reading goes on.
#[component]
pub(crate) fn Reading(progress: Memo<Option<(u32, u32)>>) -> impl IntoView {
    view! {
        <Show when=move || progress.get().is_some()>
            <progress
                aria-label=t::common::messages_read()
                max=move || progress.get().map(|it| it.1.max(1))
                value=move || progress.get().map(|it| it.0)
            />
        </Show>
    }
}
