//! Someone who is due: what can be done about them, and the dialogs that this needs.

pub(crate) mod actions;
pub(crate) mod asking;
pub(crate) mod dialog;
