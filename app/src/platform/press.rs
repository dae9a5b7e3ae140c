//! What was pressed on the keyboard.

use super::storage::{forget, recall, remember};
use crate::present::keys::Press;
use web_sys::KeyboardEvent;

/// Whether single-key shortcuts are turned off.
const NO_SIGNS: &str = "kith.keys.signs-off";

/// The key of an event, and what was held with it. A letter or a sign alone is no key where such shortcuts are off.
pub(crate) fn press(event: &KeyboardEvent) -> Press {
    let (key, ctrl, alt) = (event.key(), event.ctrl_key() || event.meta_key(), event.alt_key());
    let is_sign = !ctrl && !alt && key.chars().count() == 1;
    let key = if is_sign && !uses_signs() { String::new() } else { key };
    Press { key, ctrl, alt, shift: event.shift_key() }
}

/// Whether there are single-key shortcuts. Users who dictate, or press keys by accident, can turn them off.
pub(crate) fn uses_signs() -> bool {
    recall(NO_SIGNS).is_none()
}

/// Turns them on or off. Returns whether the browser remembers it.
pub(crate) fn use_signs(on: bool) -> bool {
    match on {
        true => {
            forget(NO_SIGNS);
            true
        }
        false => remember(NO_SIGNS, "yes"),
    }
}
