//! A file of cards, some at a time.

/// About so many bytes are read at once.
const BYTES_AT_ONCE: usize = 64 << 10;

/// Where a piece of a file ends that begins at that place: behind the end of a card.
pub(super) fn piece(bytes: &[u8], from: usize) -> usize {
    let mut at = from.saturating_add(BYTES_AT_ONCE);
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let line = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        // Where it stands in the middle of a line, that line is passed over.
        let begins = at > 0 && bytes.get(at - 1) == Some(&b'\n');
        let text = rest.get(..line).unwrap_or_default().trim_ascii();
        if begins && text.eq_ignore_ascii_case(b"BEGIN:VCARD") && ends_before(bytes, at) {
            return at;
        }
        at += line;
    }
    bytes.len()
}

/// Whether the last line before that place that says anything ends a card, so that no card is open there: one within
/// another does not follow upon an end.
fn ends_before(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default().trim_ascii_end();
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    line.trim_ascii().eq_ignore_ascii_case(b"END:VCARD")
}

#[cfg(test)]
mod tests {
    use super::{BYTES_AT_ONCE, piece};

    #[test]
    fn a_file_is_cut_between_cards_and_nowhere_else() {
        let card = |number: usize| {
            let agent =
                if number.is_multiple_of(3) { "AGENT:\r\nBEGIN:VCARD\r\nFN:Agent\r\nEND:VCARD\r\n" } else { "" };
            format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Person {number}\r\n{agent}END:VCARD\r\n\r\n")
        };
        let file: String = (0..5_000).map(card).collect();
        let (mut at, mut pieces) = (0, 0);
        while at < file.len() {
            let end = piece(file.as_bytes(), at);
            let text = &file[at..end];
            assert!(text.starts_with("BEGIN:VCARD\r\nVERSION"), "{at}");
            assert!(text.trim_end().ends_with("END:VCARD"), "{at}");
            assert!(text.len() < BYTES_AT_ONCE * 2);
            (at, pieces) = (end, pieces + 1);
        }
        assert!(pieces > 4);
        assert_eq!(piece(b"", 0), 0);
        assert_eq!(piece(&vec![b'x'; BYTES_AT_ONCE * 3], 0), BYTES_AT_ONCE * 3, "no card at all");
    }
}
