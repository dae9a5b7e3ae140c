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
const MAX_WORD_BYTES: usize = 2000;

fn word(text: &str) -> Option<Word<'_>> {
    let text = text.get(..text.floor_char_boundary(MAX_WORD_BYTES))?;
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
    /// Where each word but the first begins in `bytes`.
    joints: Vec<usize>,
}

impl Run {
    fn add(&mut self, word: &Word<'_>, out: &mut String) {
        if self.open && plain(&self.charset) != plain(word.charset) {
            self.flush(out);
        }
        if self.open {
            self.joints.push(self.bytes.len());
        }
        self.open = true;
        self.charset = word.charset.to_owned();
        if word.base64 { base64(word.payload, &mut self.bytes) } else { quoted(word.payload, &mut self.bytes) }
    }

    fn flush(&mut self, out: &mut String) {
        if self.open {
            let whole = labelled(&self.charset, &self.bytes);
            // Each may be whole by itself, as it should be (RFC 2047, section 6.2): charsets that switch begin anew.
            let apart = (whole.contains('\u{fffd}') && !self.joints.is_empty()).then(|| self.apart());
            let lost = |text: &String| text.matches('\u{fffd}').count();
            out.push_str(&apart.filter(|apart| lost(apart) < lost(&whole)).unwrap_or(whole));
            *self = Self::default();
        }
    }

    fn apart(&self) -> String {
        let begins = std::iter::once(0).chain(self.joints.iter().copied());
        let ends = self.joints.iter().copied().chain([self.bytes.len()]);
        let words = begins.zip(ends).filter_map(|(begin, end)| self.bytes.get(begin..end));
        words.map(|word| labelled(&self.charset, word)).collect()
    }
}

/// The name of a charset, as it is compared.
fn plain(charset: &str) -> String {
    charset.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_lowercase()).collect()
}

/// Bytes in a charset that is named, if we know it and if the name can be meant.
pub(crate) fn labelled(charset: &str, bytes: &[u8]) -> String {
    match plain(charset).as_str() {
        "utf8" | "usascii" | "ascii" => text(bytes).into_owned(),
        "iso2022jp" | "csiso2022jp" => legacy(charset, &without_idle_switches(bytes)),
        "iso2022kr" | "csiso2022kr" => legacy("euc-kr", &shifted(bytes, b"\x1b$)C", b"\x0e", b"\x0f")),
        "iso2022cn" | "csiso2022cn" => legacy("gbk", &shifted(bytes, b"\x1b$)A", b"\x0e", b"\x0f")),
        "hzgb2312" | "hz" => legacy("gbk", &shifted(bytes, b"~\n", b"~{", b"~}")),
        "utf7" | "unicode11utf7" | "csutf7" => utf_7(bytes),
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

/// ISO-2022-JP without switches after which nothing stands before the next: decoders take those for an attack.
fn without_idle_switches(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        let idle = rest.get(..3).is_some_and(is_switch) && rest.get(3..6).is_some_and(is_switch);
        rest = if idle { rest.get(3..).unwrap_or_default() } else { after };
        if !idle {
            out.push(byte);
        }
    }
    out
}

/// The switches of ISO-2022-JP (RFC 1468), each of three bytes.
fn is_switch(bytes: &[u8]) -> bool {
    matches!(bytes, [0x1b, b'(', b'B' | b'J' | b'I'] | [0x1b, b'$', b'@' | b'B'])
}

/// Text of two bytes a sign between two marks (RFC 1557, 1922, 1843), as the same signs are written with the high bit.
/// `passed`: what only says which signs they are.
fn shifted(bytes: &[u8], passed: &[u8], open: &[u8], close: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut high = 0;
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        let marks = [(passed, high), (open, 0x80), (close, 0)];
        if let Some((mark, then)) = marks.into_iter().find(|(mark, _)| rest.starts_with(mark)) {
            high = then;
            rest = rest.get(mark.len()..).unwrap_or_default();
            continue;
        }
        rest = after;
        if high == 0 && byte == b'~' && open == b"~{" && after.first() == Some(&b'~') {
            // HZ writes a tilde twice.
            continue;
        }
        // A line ends what was not closed.
        high = if byte == b'\n' { 0 } else { high };
        out.push(if byte > b' ' { byte | high } else { byte });
    }
    out
}

/// UTF-7 (RFC 2152): between `+` and what is no base64 stands UTF-16.
fn utf_7(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(plus) = rest.iter().position(|&byte| byte == b'+') {
        let (before, from) = rest.split_at_checked(plus).unwrap_or((rest, &[]));
        out.push_str(&text(before));
        let inside = from.get(1..).unwrap_or_default();
        let end = inside.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')));
        let (coded, after) = inside.split_at_checked(end.unwrap_or(inside.len())).unwrap_or((inside, &[]));
        if coded.is_empty() {
            out.push('+');
        }
        let mut decoded = Vec::new();
        base64(&String::from_utf8_lossy(coded), &mut decoded);
        let (units, _) = decoded.as_chunks::<2>();
        let signs = char::decode_utf16(units.iter().map(|unit| u16::from_be_bytes(*unit)));
        out.extend(signs.map(|sign| sign.unwrap_or('\u{fffd}')));
        rest = after.strip_prefix(b"-").unwrap_or(after);
    }
    out.push_str(&text(rest));
    out
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

/// The "Q" encoding (RFC 2047, section 4.2).
fn quoted(payload: &str, out: &mut Vec<u8>) {
    escaped(payload.replace('_', " ").as_bytes(), out);
}

/// Bytes in which some are written as `=` and two digits: an `=` that is no escape stands for itself.
pub(crate) fn escaped(bytes: &[u8], out: &mut Vec<u8>) {
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        let escape = match (byte, after) {
            (b'=', [high, low, tail @ ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| (high << 4 | low, tail)),
            _ => None,
        };
        let (byte, tail) = escape.unwrap_or((byte, after));
        out.push(byte);
        rest = tail;
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}
