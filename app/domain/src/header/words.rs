//! Text in header fields: raw bytes in whatever charset, and encoded words (RFC 2047, with the language of RFC 2231,
//! section 5) wherever people put them.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use std::borrow::Cow;

/// Raw bytes as text: UTF-8 if they mostly are, ISO-2022-JP if they switch to it, else windows-1252, which is what
/// unlabelled bytes most often are.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    if bytes.contains(&0x1b) && bytes.windows(2).any(|pair| pair == b"\x1b$") {
        return legacy("iso-2022-jp", bytes).into();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    if good >= bad { String::from_utf8_lossy(bytes) } else { legacy("windows-1252", bytes).into() }
}

/// Decodes the encoded words in a text; the white space between two of them goes.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains("=?") {
        return Cow::Borrowed(text);
    }
    let once = pass(text);
    // Some programs encode what is encoded already.
    if once.contains("=?") && once != text { Cow::Owned(pass(&once)) } else { Cow::Owned(once) }
}

/// The length of the encoded word that the text begins with, if it does.
pub(super) fn length(text: &str) -> Option<usize> {
    word(text).map(|word| word.length)
}

fn pass(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = Run::default();
    let mut rest = text;
    while let Some((before, from)) = rest.find("=?").and_then(|at| rest.split_at_checked(at)) {
        let Some(word) = word(from) else {
            run.flush(&mut out);
            let (mark, after) = from.split_at_checked(2).unwrap_or((from, ""));
            out.push_str(before);
            out.push_str(mark);
            rest = after;
            continue;
        };
        if !(run.open && before.trim().is_empty()) {
            run.flush(&mut out);
            out.push_str(before);
        }
        run.add(&word, &mut out);
        rest = from.get(word.length..).unwrap_or_default();
    }
    run.flush(&mut out);
    out.push_str(rest);
    out
}

struct Word<'a> {
    charset: &'a str,
    base64: bool,
    payload: &'a str,
    length: usize,
}

/// A word is 75 characters long at most (RFC 2047, section 2); many are longer, none as long as this, in bytes.
const LONGEST: usize = 2000;

fn word(text: &str) -> Option<Word<'_>> {
    let text = text.get(..text.floor_char_boundary(LONGEST))?;
    let (charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
    if charset.is_empty() || charset.len() > 60 || charset.contains(|c: char| !c.is_ascii_graphic() || c == '=') {
        return None;
    }
    let (encoding, rest) = rest.split_once('?')?;
    let base64 = match encoding {
        "b" | "B" => true,
        "q" | "Q" => false,
        _ => return None,
    };
    let (payload, after) = rest.split_once("?=")?;
    // A word that lost its end must not swallow the next one.
    let length = text.len() - after.len();
    (!payload.contains("=?")).then_some(Word { charset: charset.split('*').next()?, base64, payload, length })
}

/// Adjacent words of one charset: decoded together, since some programs cut a character in two.
#[derive(Default)]
struct Run {
    open: bool,
    charset: String,
    bytes: Vec<u8>,
}

impl Run {
    fn add(&mut self, word: &Word<'_>, out: &mut String) {
        if self.open && !self.charset.eq_ignore_ascii_case(word.charset) {
            self.flush(out);
        }
        self.open = true;
        self.charset = word.charset.to_owned();
        if word.base64 { base64(word.payload, &mut self.bytes) } else { quoted(word.payload, &mut self.bytes) }
    }

    fn flush(&mut self, out: &mut String) {
        if self.open {
            out.push_str(&labelled(&self.charset, &self.bytes));
            *self = Self::default();
        }
    }
}

/// Bytes in a charset that is named, if we know it and if the name can be meant.
pub(crate) fn labelled(charset: &str, bytes: &[u8]) -> String {
    match charset.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => text(bytes).into_owned(),
        _ => legacy(charset, bytes),
    }
}

fn legacy(charset: &str, bytes: &[u8]) -> String {
    match charset_decoder(charset.as_bytes()) {
        Some(decode) => decode(bytes),
        None if charset == "windows-1252" => String::from_utf8_lossy(bytes).into_owned(),
        None => text(bytes).into_owned(),
    }
}

/// Base64 as far as it goes: what is not of the alphabet is passed over, an odd end is completed.
fn base64(payload: &str, out: &mut Vec<u8>) {
    let mut clean: Vec<u8> =
        payload.bytes().filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')).collect();
    match clean.len() % 4 {
        1 => drop(clean.pop()),
        2 => clean.extend_from_slice(b"=="),
        3 => clean.push(b'='),
        _ => {}
    }
    out.extend(base64_decode(&clean).unwrap_or_default());
}

/// The "Q" encoding (RFC 2047, section 4.2): an `=` that is no escape stands for itself.
fn quoted(payload: &str, out: &mut Vec<u8>) {
    let mut rest = payload.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let escaped = match (byte, after) {
            (b'=', [high, low, tail @ ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| (high << 4 | low, tail)),
            _ => None,
        };
        match (escaped, byte) {
            (Some((byte, tail)), _) => {
                out.push(byte);
                rest = tail;
            }
            (None, b'_') => out.push(b' '),
            (None, byte) => out.push(byte),
        }
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}
