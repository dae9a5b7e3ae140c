//! Dialogs, as the browser has them.

use leptos::html::Dialog;
use leptos::prelude::*;

/// A dialog that opens once it is drawn.
pub(crate) fn modal() -> NodeRef<Dialog> {
    let dialog = NodeRef::<Dialog>::new();
    // It must be in the document to be shown, which it is in the next frame.
    dialog.on_load(|dialog| request_animation_frame(move || drop(dialog.show_modal())));
    dialog
}

/// Closes it: that gives the focus back to where it was, and tells `on:close`. Taking it away would not.
pub(crate) fn close(dialog: NodeRef<Dialog>) {
    // It may be gone with its page.
    if let Some(dialog) = dialog.try_get_untracked().flatten() {
        dialog.close();
    }
}
