//! The values of properties, as each version writes them.

use crate::content_line;
use serde::{Deserialize, Serialize};

/// A version of vCard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Version {
    /// 2.1, which old phones write.
    V2,
    /// 3.0, which everything reads.
    #[default]
    V3,
    /// 4.0.
    V4,
}

impl Version {
    /// As a card names it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::V2 => "2.1",
            Self::V3 => "3.0",
            Self::V4 => "4.0",
        }
    }
}

/// What a line is to say.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Text(&'a str),
    /// Parts in their order.
    Parts(&'a [String]),
    /// Several of a kind.
    List(&'a [String]),
    /// What no backslash may stand in: a URI, a date.
    Raw(&'a str),
}

/// A value, and whether it is quoted-printable.
pub(super) struct Encoded {
    pub(super) text: String,
    pub(super) quoted: bool,
}

/// A value as a version writes it. 2.1 has no other way for line ends, or for what is not ASCII, than quoted-printable.
pub(super) fn encoded(version: Version, value: Value<'_>) -> Encoded {
    let quoted = version == Version::V2 && {
        let is_plain = |text: &str| {
            text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') && !text.contains(['\\', ';', ','])
        };
        match value {
            Value::Text(text) => !is_plain(text) || text.len() > 60,
            Value::Raw(text) => !text.is_ascii(),
            Value::Parts(all) | Value::List(all) => {
                !all.iter().all(|part| is_plain(part)) || all.iter().map(String::len).sum::<usize>() > 60
            }
        }
    };
    let one = |text: &String| if quoted { quoted_printable(text) } else { content_line::escaped(text) };
    let joined = |all: &[String], mark| all.iter().map(one).collect::<Vec<_>>().join(mark);
    let text = match value {
        Value::Raw(text) if quoted => quoted_printable(text),
        Value::Raw(text) => text.to_owned(),
        Value::Text(text) if quoted => quoted_printable(text),
        Value::Text(text) => content_line::escaped(text),
        Value::Parts(all) => joined(all, ";"),
        Value::List(all) => joined(all, ","),
    };
    Encoded { text, quoted }
}

/// Everything but letters, digits and some signs as `=` and two digits; line ends as CRLF.
fn quoted_printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'\n' => out.push_str("=0D=0A"),
            byte if byte.is_ascii_alphanumeric() || b" .-_/@+()':".contains(&byte) => out.push(char::from(byte)),
            byte => out.push_str(&format!("={byte:02X}")),
        }
    }
    out
}

/// A quoted-printable line in lines of at most 76 characters, each but the last with `=` at its end. So many bytes at its
/// beginning, which say that it is one, stay together.
pub(super) fn soft_breaks(head: usize, line: &str, end: &str, out: &mut String) {
    let mut rest = line;
    let mut most = head.max(75);
    loop {
        let mut room = rest.floor_char_boundary(most);
        most = 75;
        if room < rest.len() {
            // An escape stays whole.
            let tail = rest.get(..room).unwrap_or_default();
            room -= [1, 2]
                .into_iter()
                .find(|back| tail.get(tail.len().saturating_sub(*back)..).is_some_and(|it| it.starts_with('=')))
                .unwrap_or(0);
        }
        let (now, later) = rest.split_at_checked(room).unwrap_or((rest, ""));
        out.push_str(now);
        if later.is_empty() {
            out.push_str(end);
            return;
        }
        out.push('=');
        out.push_str(end);
        rest = later;
    }
}

/// A value without its backslashes.
pub(super) fn unescaped(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut signs = raw.chars().peekable();
    while let Some(sign) = signs.next() {
        let escaped = match (sign, signs.peek()) {
            ('\\', Some('n' | 'N')) => Some('\n'),
            ('\\', Some(&next @ (',' | ';' | ':' | '\\' | '"'))) => Some(next),
            _ => None,
        };
        out.push(escaped.unwrap_or(sign));
        if escaped.is_some() {
            signs.next();
        }
    }
    out
}

/// The parts between marks that no backslash stands before.
pub(super) fn split(raw: &str, mark: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut begin, mut escaped) = (0, false);
    for (at, sign) in raw.char_indices() {
        if sign == mark && !escaped {
            parts.extend(raw.get(begin..at));
            begin = at + sign.len_utf8();
        }
        escaped = sign == '\\' && !escaped;
    }
    parts.extend(raw.get(begin..));
    parts
}

#[cfg(test)]
mod tests {
    use super::{soft_breaks, split, unescaped};

    #[test]
    fn escapes_and_marks() {
        assert_eq!(unescaped(r"a\, b\; c\\n\nd\:e\x"), "a, b; c\\n\nd:e\\x");
        assert_eq!(split(r"a\,b,c\\,d", ','), [r"a\,b", r"c\\", "d"]);
        assert_eq!(split("", ','), [""]);
    }

    #[test]
    fn no_escape_is_cut() {
        for padding in 0..6 {
            let line = format!("NOTE:{}{}", "x".repeat(padding), "=C3=A9".repeat(60));
            let mut out = String::new();
            soft_breaks(5, &line, "\r\n", &mut out);
            assert!(out.lines().all(|line| line.len() <= 76));
            assert_eq!(out.replace("=\r\n", ""), format!("{line}\r\n"));
            assert!(out.lines().all(|line| !line.trim_end_matches('=').ends_with("=C")));
        }
    }
}
