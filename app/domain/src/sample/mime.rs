//! Text as mail carries it: encoded words (RFC 2047), quoted-printable and base64 (RFC 2045).

use std::fmt::Write as _;

/// A piece of a header field: as it is if it is ASCII, else as encoded words, a line each.
pub(super) fn words(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    // Q where most of it can be read through the code, B where it could not.
    let latin = text.chars().filter(char::is_ascii).count() * 2 > text.chars().count();
    let mut out = String::new();
    for piece in pieces(text, if latin { 16 } else { 42 }) {
        if !out.is_empty() {
            out.push_str("\r\n ");
        }
        let (mark, coded) = if latin { ('Q', q(piece.as_bytes())) } else { ('B', base64(piece.as_bytes())) };
        let _ = write!(out, "=?utf-8?{mark}?{coded}?=");
    }
    out
}

/// The same in ISO-8859-1, if that holds it.
pub(super) fn latin1_word(text: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    Some(format!("=?iso-8859-1?Q?{}?=", q(&bytes?)))
}

/// Quoted-printable, with CRLF.
pub(super) fn quoted_printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for line in text.split("\r\n") {
        let mut width = 0;
        for (index, byte) in line.bytes().enumerate() {
            if width > 70 {
                out.push_str("=\r\n");
                width = 0;
            }
            let last_blank = byte == b' ' && index + 1 == line.len();
            if (byte == b' ' || byte.is_ascii_graphic()) && byte != b'=' && !last_blank {
                out.push(char::from(byte));
                width += 1;
            } else {
                let _ = write!(out, "={byte:02X}");
                width += 3;
            }
        }
        out.push_str("\r\n");
    }
    out
}

fn q(bytes: &[u8]) -> String {
    let mut out = String::new();
    for &byte in bytes {
        match byte {
            b' ' => out.push('_'),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            byte => {
                let _ = write!(out, "={byte:02X}");
            }
        }
    }
    out
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |value: u32| char::from(LETTERS.get(value as usize & 63).copied().unwrap_or(b'A'));
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let number = group.iter().fold(0, |number, &byte| number << 8 | u32::from(byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            out.push(if place <= group.len() { letter(number >> (18 - 6 * place)) } else { '=' });
        }
    }
    out
}

/// Cuts a text into pieces of at most this many bytes, never within a character.
fn pieces(text: &str, most: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at_checked(rest.floor_char_boundary(most))?;
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}
