//! Lines of a card: folded ones are one.

use super::property::{Property, colon};
use super::value::{Encoded, Value, Version, encoded, soft_breaks};
use crate::content_line::fold;
use std::borrow::Cow;
use std::cell::OnceCell;

/// A line with all its folds.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// As it stands in the file, with its end.
    pub(super) bytes: Vec<u8>,
    /// What it says. `None` if that cannot be read.
    pub(super) property: Option<Property>,
}

impl Line {
    pub(super) fn read(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), property: Property::parse(&unfolded(bytes)) }
    }

    /// One that says that.
    pub(super) fn new(version: Version, end: &str, mut property: Property, value: Value<'_>) -> Self {
        property.without(&["ENCODING", "CHARSET"]);
        let Encoded { text, quoted } = encoded(version, value);
        let mut out = String::new();
        let head = property.head(version);
        if quoted {
            let head = format!("{head};ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:");
            soft_breaks(head.len(), &format!("{head}{text}"), end, &mut out);
        } else if version == Version::V2 {
            // Folds of version 2.1 add a space to the value.
            out = format!("{head}:{text}{end}");
        } else {
            fold(&format!("{head}:{text}"), end, &mut out);
        }
        Self::read(out.as_bytes())
    }

    /// One whose value is written already.
    pub(super) fn written(version: Version, end: &str, property: &Property) -> Self {
        let mut out = String::new();
        fold(&format!("{}:{}", property.head(version), property.value), end, &mut out);
        Self::read(out.as_bytes())
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.property.as_ref().is_some_and(|it| it.name == name)
    }
}

/// The lines of a file with their folds, each with its number, counted from 1.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    // Where no line ends in LF, they end in CR.
    let end = if bytes.contains(&b'\n') { b'\n' } else { b'\r' };
    let mut rest = bytes;
    let mut number = 0;
    std::iter::from_fn(move || {
        let first = physical(rest, end)?;
        let begin = number + 1;
        number += 1;
        let (mut length, mut last) = (first.len(), first);
        let encodings = Encodings::default();
        while let Some(next) = physical(rest.get(length..)?, end) {
            if !goes_on(first, last, next, &encodings) {
                break;
            }
            length += next.len();
            number += 1;
            last = next;
        }
        let (line, left) = rest.split_at_checked(length)?;
        rest = left;
        Some((begin, line))
    })
}

fn physical(bytes: &[u8], end: u8) -> Option<&[u8]> {
    let length = bytes.iter().position(|byte| *byte == end).map_or(bytes.len(), |at| at + 1);
    bytes.get(..length).filter(|line| !line.is_empty())
}

/// What the head of a line says of its encoding, once that was looked at: the head may be long, and the lines many.
#[derive(Default)]
struct Encodings {
    quoted: OnceCell<bool>,
    base64: OnceCell<bool>,
}

/// Whether a line goes on in the next: behind white space; quoted-printable behind `=` at its end, too; and base64 as
/// long as nothing else follows, since Outlook does not indent it.
fn goes_on(first: &[u8], last: &[u8], next: &[u8], encodings: &Encodings) -> bool {
    let is_quoted = || *encodings.quoted.get_or_init(|| is_encoded(first, QUOTED));
    let in_base64 = || *encodings.base64.get_or_init(|| is_encoded(first, BASE64));
    let content = without_end(next);
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    match () {
        () if next.starts_with(b" ") || next.starts_with(b"\t") => true,
        () if without_end(last).ends_with(b"=") && !ends_card(content) && is_quoted() => true,
        () => !content.is_empty() && content.iter().all(is_base64) && in_base64(),
    }
}

const QUOTED: [&[u8]; 2] = [b"quoted-printable", b"q"];
const BASE64: [&[u8]; 2] = [b"base64", b"b"];

/// Whether the head of a line names an encoding: by its name alone, as version 2.1 does, or behind `ENCODING=`.
fn is_encoded(line: &[u8], [name, short]: [&[u8]; 2]) -> bool {
    let head = colon(line).and_then(|colon| line.get(..colon)).unwrap_or(line);
    let is = |word: &[u8], other: &[u8]| word.trim_ascii().eq_ignore_ascii_case(other);
    head.split(|byte| *byte == b';').skip(1).any(|param| {
        let mut parts = param.splitn(2, |byte| *byte == b'=');
        match (parts.next().unwrap_or_default(), parts.next()) {
            (bare, None) => is(bare, name),
            (key, Some(value)) => is(key, b"encoding") && (is(value, name) || is(value, short)),
        }
    })
}

fn ends_card(line: &[u8]) -> bool {
    line.trim_ascii().eq_ignore_ascii_case(b"END:VCARD")
}

fn without_end(line: &[u8]) -> &[u8] {
    let end = line.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |at| at + 1);
    line.get(..end).unwrap_or_default()
}

/// A line without its folds. They can stand inside a character.
fn unfolded(bytes: &[u8]) -> Cow<'_, [u8]> {
    let end = if bytes.contains(&b'\n') { b'\n' } else { b'\r' };
    let first = physical(bytes, end).unwrap_or_default();
    if first.len() == bytes.len() {
        return Cow::Borrowed(without_end(bytes));
    }
    let is_quoted = is_encoded(first, QUOTED);
    let mut out = without_end(first).to_vec();
    let mut rest = bytes.get(first.len()..).unwrap_or_default();
    while let Some(next) = physical(rest, end) {
        let content = without_end(next);
        if is_quoted && out.ends_with(b"=") {
            out.pop();
            out.extend_from_slice(content);
        } else {
            let folded = content.strip_prefix(b" ").or_else(|| content.strip_prefix(b"\t"));
            out.extend_from_slice(folded.unwrap_or(content));
        }
        rest = rest.get(next.len()..).unwrap_or_default();
    }
    Cow::Owned(out)
}
