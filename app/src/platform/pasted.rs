//! Passwords as they are pasted: what was copied along with them is no part of them.

/// A pasted password without the white space around it, and with usual blanks in place of those that no break comes at
/// (U+00A0), which pages put between the blocks of a password that they show.
pub(crate) fn tidied(pasted: &str) -> String {
    let blank = |sign: char| if matches!(sign, '\u{a0}' | '\u{202f}' | '\u{2007}') { ' ' } else { sign };
    let invisible = |sign: &char| !matches!(sign, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\r' | '\n');
    let plain: String = pasted.chars().filter(invisible).map(blank).collect();
    plain.trim().to_owned()
}

/// What a field for a password holds after an `input` event: as typed, or tidied where it was pasted.
#[cfg(target_arch = "wasm32")]
pub(crate) fn password(event: &web_sys::Event) -> String {
    use wasm_bindgen::JsCast;
    let value = leptos::prelude::event_target_value(event);
    let how = event.dyn_ref::<web_sys::InputEvent>().map(web_sys::InputEvent::input_type).unwrap_or_default();
    if matches!(how.as_str(), "insertFromPaste" | "insertFromDrop") { tidied(&value) } else { value }
}

#[cfg(test)]
mod tests {
    use super::tidied;

    #[test]
    fn white_space_that_was_copied_along_goes() {
        for (pasted, password) in [
            (" secret ", "secret"),
            ("\tsecret\r\n", "secret"),
            ("\u{a0}secret\u{a0}", "secret"),
            ("abcd\u{a0}efgh", "abcd efgh"),
            ("\u{feff}sec\u{200b}ret", "secret"),
            ("two words", "two words"),
            ("„s”e'c\"ret", "„s”e'c\"ret"),
            (" ", ""),
        ] {
            assert_eq!(tidied(pasted), password, "{pasted:?}");
        }
    }
}
