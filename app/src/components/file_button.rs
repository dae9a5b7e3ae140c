use crate::platform::files::{FileRead, read};
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

/// A larger file is not read.
pub(crate) const MAX_FILE_BYTES: f64 = 256.0 * 1_048_576.0;

/// A button that has a file chosen.
#[component]
pub(crate) fn PickButton(
    title: &'static str,
    /// The field's name in the document.
    name: &'static str,
    /// What kinds of files are offered.
    accept: &'static str,
    #[prop(default = "button")] class: &'static str,
    /// While it is, no file can be chosen.
    #[prop(optional, into)]
    busy: Signal<bool>,
    picked: Callback<File>,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let take = move |_| {
        let Some(input) = field.get_untracked() else { return };
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        // The same file can be chosen again.
        input.set_value("");
        picked.run(file);
    };
    view! {
        <label class=format!("{class} file-button")>
            <input class="unseen" type="file" name=name accept=accept disabled=busy node_ref=field on:change=take />
            <span>{title}</span>
        </label>
    }
}

/// The same, giving what the file holds: `None` if it cannot be read.
#[component]
pub(crate) fn FileButton(
    title: &'static str,
    /// The field's name in the document.
    name: &'static str,
    /// What kinds of files are offered.
    accept: &'static str,
    #[prop(default = "button")] class: &'static str,
    chosen: Callback<Option<FileRead>>,
) -> impl IntoView {
    let picked = Callback::new(move |file: File| {
        spawn_local(async move { _ = chosen.try_run(read(&file, MAX_FILE_BYTES).await) });
    });
    view! { <PickButton title name accept class picked /> }
}
