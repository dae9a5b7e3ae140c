//! Values of parameters that say their charset (RFC 2231, section 4). The parser has no tables for those of
//! [`large`](crate::charset::large), so it is given such a value in UTF-8.

use crate::charset::large;
use crate::header::words;
use mail_parser::decoders::hex::decode_hex;
use std::borrow::Cow;

/// A line of a header field, the first such value of it in UTF-8.
pub(super) fn in_utf_8(line: &[u8]) -> Cow<'_, [u8]> {
    converted(line).map_or(Cow::Borrowed(line), Cow::Owned)
}

fn converted(line: &[u8]) -> Option<Vec<u8>> {
    let begin = line.windows(2).position(|pair| pair == b"*=")? + 2;
    let (before, value) = line.split_at_checked(begin)?;
    let mut parts = value.splitn(3, |byte| *byte == b'\'');
    let (charset, language, rest) = (std::str::from_utf8(parts.next()?).ok()?, parts.next()?, parts.next()?);
    if !large::knows(&words::plain(charset)) {
        return None;
    }
    let end = rest.iter().position(|byte| matches!(byte, b';' | b'"' | b'\r') || byte.is_ascii_whitespace());
    let (escaped, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
    let (true, bytes) = decode_hex(escaped) else { return None };
    let text = words::labelled(charset, &bytes);
    let escaped = text.bytes().flat_map(|byte| format!("%{byte:02X}").into_bytes());
    Some([before, b"utf-8'", language, b"'"].concat().into_iter().chain(escaped).chain(after.iter().copied()).collect())
}

#[cfg(test)]
mod tests {
    use super::in_utf_8;

    #[test]
    fn a_value_in_a_charset_of_large_tables_is_given_in_utf_8() {
        for (line, expected) in [
            ("a; filename*=big5''%A7A%A6n.txt; x=y", "a; filename*=utf-8''%E4%BD%A0%E5%A5%BD%2E%74%78%74; x=y"),
            ("name*=Shift_JIS'ja'%83n", "name*=utf-8'ja'%E3%83%8F"),
            ("filename*=utf-8''%E4%BD%A0", "filename*=utf-8''%E4%BD%A0"),
            ("filename*=iso-8859-1''%E4", "filename*=iso-8859-1''%E4"),
            ("filename*=big5", "filename*=big5"),
            ("filename=x", "filename=x"),
            ("*=", "*="),
        ] {
            assert_eq!(in_utf_8(line.as_bytes()), expected.as_bytes(), "{line}");
        }
    }
}
