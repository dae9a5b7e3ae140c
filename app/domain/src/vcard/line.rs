//! Lines of a card: folded ones are one.

use super::property::Property;
use super::value::{Encoded, Value, Version, encoded, soft_breaks};
use crate::content_line::fold;

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
            soft_breaks(&format!("{head};ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:{text}"), end, &mut out);
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
        let goes_on = GoesOn::of(first);
        let (mut length, mut last) = (first.len(), first);
        while let Some(next) = physical(rest.get(length..)?, end) {
            if !goes_on.with(last, next) {
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

/// How a line goes on in the next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum GoesOn {
    /// Behind white space.
    Folded,
    /// Behind `=` at its end, too (quoted-printable).
    Quoted,
    /// As long as nothing but base64 follows, too: Outlook does not indent it.
    Base64,
}

impl GoesOn {
    fn of(line: &[u8]) -> Self {
        let head = line.split(|byte| *byte == b':').next().unwrap_or_default();
        let words = || head.split(|byte| matches!(byte, b';' | b'=' | b',')).skip(1);
        let has = |all: &[&[u8]]| words().any(|word| all.iter().any(|it| word.trim_ascii().eq_ignore_ascii_case(it)));
        match () {
            () if has(&[b"quoted-printable", b"q"]) => Self::Quoted,
            () if has(&[b"base64", b"b"]) => Self::Base64,
            () => Self::Folded,
        }
    }

    fn with(self, last: &[u8], next: &[u8]) -> bool {
        let content = without_end(next);
        match self {
            _ if next.starts_with(b" ") || next.starts_with(b"\t") => true,
            Self::Quoted => without_end(last).ends_with(b"=") && !ends_card(content),
            Self::Base64 => {
                let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
                !content.is_empty() && content.iter().all(is_base64)
            }
            Self::Folded => false,
        }
    }
}

fn ends_card(line: &[u8]) -> bool {
    line.trim_ascii().eq_ignore_ascii_case(b"END:VCARD")
}

fn without_end(line: &[u8]) -> &[u8] {
    let end = line.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |at| at + 1);
    line.get(..end).unwrap_or_default()
}

/// A line without its folds. They can stand inside a character.
fn unfolded(bytes: &[u8]) -> Vec<u8> {
    let end = if bytes.contains(&b'\n') { b'\n' } else { b'\r' };
    let mut rest = bytes;
    let mut out = Vec::with_capacity(bytes.len());
    let mut quoted = false;
    while let Some(next) = physical(rest, end) {
        let content = without_end(next);
        if out.is_empty() && rest.len() == bytes.len() {
            quoted = GoesOn::of(next) == GoesOn::Quoted;
            out.extend_from_slice(content);
        } else if quoted && out.ends_with(b"=") {
            out.pop();
            out.extend_from_slice(content);
        } else {
            let folded = content.strip_prefix(b" ").or_else(|| content.strip_prefix(b"\t"));
            out.extend_from_slice(folded.unwrap_or(content));
        }
        rest = rest.get(next.len()..).unwrap_or_default();
    }
    out
}
