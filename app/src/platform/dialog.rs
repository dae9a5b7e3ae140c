//! Dialogs, as the browser has them.

use leptos::html::Dialog;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A dialog that opens once it is drawn.
pub(crate) fn modal() -> NodeRef<Dialog> {
    let dialog = NodeRef::<Dialog>::new();
    // It must be in the document to be shown, which it is in the next frame.
    dialog.on_load(|dialog| request_animation_frame(move || drop(dialog.show_modal())));
    dialog
}

/// Runs `end` when the page that a dialog was opened on is left, by the browser's way back, say. For dialogs that stand
/// beside the pages.
pub(crate) fn end_with_page(end: impl Fn() + 'static) {
    let path = use_location().pathname;
    Effect::new(move |before: Option<()>| {
        path.track();
        if before.is_some() {
            end();
        }
    });
}

/// Closes it: that gives the focus back to where it was, and tells `on:close`. Taking it away would not.
pub(crate) fn close(dialog: NodeRef<Dialog>) {
    // It may be gone with its page.
    if let Some(dialog) = dialog.try_get_untracked().flatten() {
        dialog.close();
    }
}
