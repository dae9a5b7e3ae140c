//! In which characters a file is written, when it does not say so.

use crate::header::words::labelled;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How the characters of a file are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    #[default]
    Utf8,
    /// UTF-16, the low byte first, as Excel writes "Unicode text".
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// Windows-1252, of which Latin-1 is a part.
    Windows1252,
}

/// The encoding of a file: as its byte order mark says; UTF-16 if every other byte is zero, as in western text; UTF-8 if it
/// is; else Windows-1252.
#[must_use]
pub fn encoding(bytes: &[u8]) -> Encoding {
    match bytes {
        [0xff, 0xfe, ..] => return Encoding::Utf16Le,
        [0xfe, 0xff, ..] => return Encoding::Utf16Be,
        _ => {}
    }
    let (pairs, _) = bytes.get(..bytes.len().min(1_000)).unwrap_or_default().as_chunks::<2>();
    let zeros = |of: fn(&[u8; 2]) -> u8| pairs.iter().filter(|pair| of(pair) == 0).count();
    let (first, second) = (zeros(|[first, _]| *first), zeros(|[_, second]| *second));
    match () {
        () if second * 2 > pairs.len() && first == 0 => Encoding::Utf16Le,
        () if first * 2 > pairs.len() && second == 0 => Encoding::Utf16Be,
        () if std::str::from_utf8(bytes).is_ok() => Encoding::Utf8,
        () => Encoding::Windows1252,
    }
}

/// A file as text, without its byte order mark.
#[must_use]
pub fn decode(bytes: &[u8], encoding: Encoding) -> Cow<'_, str> {
    let units = |of: fn([u8; 2]) -> u16, mark: &[u8]| {
        let (pairs, _) = bytes.strip_prefix(mark).unwrap_or(bytes).as_chunks::<2>();
        let signs = char::decode_utf16(pairs.iter().map(|pair| of(*pair)));
        Cow::Owned(signs.map(|sign| sign.unwrap_or('\u{fffd}')).collect())
    };
    match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(without_mark(bytes)),
        Encoding::Utf16Le => units(u16::from_le_bytes, &[0xff, 0xfe]),
        Encoding::Utf16Be => units(u16::from_be_bytes, &[0xfe, 0xff]),
        Encoding::Windows1252 => Cow::Owned(labelled("windows-1252", bytes)),
    }
}

/// Bytes without the byte order mark of UTF-8.
#[must_use]
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Encoding, decode, encoding};

    #[test]
    fn the_encoding_is_found() {
        let utf_16 = |of: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(of).collect::<Vec<u8>>();
        for (bytes, expected, text) in [
            (b"J\xc3\xb6rg".to_vec(), Encoding::Utf8, "Jörg"),
            (b"\xef\xbb\xbfJ\xc3\xb6rg".to_vec(), Encoding::Utf8, "Jörg"),
            (b"J\xf6rg \x80".to_vec(), Encoding::Windows1252, "Jörg €"),
            (utf_16(u16::to_le_bytes, "\u{feff}Jörg 花"), Encoding::Utf16Le, "Jörg 花"),
            (utf_16(u16::to_be_bytes, "\u{feff}Jörg 花"), Encoding::Utf16Be, "Jörg 花"),
            (utf_16(u16::to_le_bytes, "Name;Ort"), Encoding::Utf16Le, "Name;Ort"),
            (utf_16(u16::to_be_bytes, "Name;Ort"), Encoding::Utf16Be, "Name;Ort"),
            (Vec::new(), Encoding::Utf8, ""),
        ] {
            assert_eq!(encoding(&bytes), expected, "{text}");
            assert_eq!(decode(&bytes, expected), text);
        }
    }
}
