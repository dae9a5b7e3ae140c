//! Cards for tests.

use crate::contact::Labelled;
use crate::contact::trouble::Trouble;
use crate::vcard::{Card, read};

/// A card of those lines.
pub(super) fn card(version: &str, lines: &[&str]) -> Card {
    let text = format!("BEGIN:VCARD\r\nVERSION:{version}\r\n{}\r\nEND:VCARD\r\n", lines.join("\r\n"));
    only(text.as_bytes())
}

/// The only card of a file, which keeps its bytes.
pub(super) fn only(bytes: &[u8]) -> Card {
    let card = read(bytes).into_iter().next().unwrap().unwrap();
    assert_eq!(card.bytes(), bytes, "{}", String::from_utf8_lossy(bytes));
    card
}

/// All cards of a file.
pub(super) fn good(text: &str) -> Vec<Card> {
    read(text.as_bytes()).into_iter().map(Result::unwrap).collect()
}

/// What of a file cannot be read.
pub(super) fn troubles(text: &str) -> Vec<Trouble> {
    read(text.as_bytes()).into_iter().filter_map(Result::err).collect()
}

/// The lines of a card between its version and its end.
pub(super) fn lines(card: &Card) -> Vec<String> {
    let text = String::from_utf8(card.bytes()).unwrap();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines[2..lines.len() - 1].to_vec()
}

/// Labels with their values.
pub(super) fn labelled(items: &[(&str, &str)]) -> Vec<Labelled> {
    items.iter().map(|(label, value)| Labelled::new(*label, *value)).collect()
}
