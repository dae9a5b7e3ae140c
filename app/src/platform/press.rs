//! What was pressed on the keyboard.

use crate::present::keys::Press;
use web_sys::KeyboardEvent;

/// The key of an event, and what was held with it.
pub(crate) fn press(event: &KeyboardEvent) -> Press {
    Press {
        key: event.key(),
        ctrl: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
        shift: event.shift_key(),
    }
}
