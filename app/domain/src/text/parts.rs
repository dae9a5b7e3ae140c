//! The parts of a message (RFC 2045, 2046) as far as they are there: it may be cut off anywhere, or made to be read
//! for ever. How deep parts lie within each other, how many there are and how much of their headers is read are
//! bounded, so that the time goes by the size of the message and the depth of calls by [`MAX_DEPTH`].

use crate::header::words;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::{ContentType, HeaderName, MessageParser, MimeHeaders};
use std::borrow::Cow;

/// The most levels of parts within parts that are opened; what lies deeper is passed over.
const MAX_DEPTH: usize = 50;

/// The most parts of one message that are told apart; what comes after them belongs to the last.
const MAX_PARTS: usize = 1_000;

/// The most bytes of header fields that are read over all parts.
const MAX_FIELDS_BYTES: usize = 64 * 1024;

/// The most bytes of one of them.
const MAX_FIELD_BYTES: usize = 4 * 1024;

/// A part of a message, or the message itself.
#[derive(Debug, Default)]
pub(super) struct Part<'a> {
    /// Content-Type without its parameters, in lower case; `text/plain` if there is none.
    pub(super) kind: String,
    pub(super) charset: Option<String>,
    /// The name of the file.
    pub(super) name: Option<String>,
    /// Whether it says that it is a file that was attached.
    pub(super) attached: bool,
    /// Whether another part can point to it.
    pub(super) id: bool,
    pub(super) subject: Option<String>,
    encoding: Encoding,
    boundary: Option<String>,
    pub(super) inside: Inside<'a>,
}

/// What a part holds.
#[derive(Debug)]
pub(super) enum Inside<'a> {
    /// Bytes, still encoded.
    Bytes(Cow<'a, [u8]>),
    Parts(Vec<Part<'a>>),
    Message(Box<Part<'a>>),
}

impl Default for Inside<'_> {
    fn default() -> Self {
        Self::Bytes(Cow::Borrowed(&[]))
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    #[default]
    None,
    QuotedPrintable,
    Base64,
}

impl Encoding {
    /// By its name in Content-Transfer-Encoding.
    pub(super) fn named(name: &str) -> Self {
        match name.trim() {
            name if name.eq_ignore_ascii_case("base64") => Self::Base64,
            name if name.eq_ignore_ascii_case("quoted-printable") => Self::QuotedPrintable,
            _ => Self::None,
        }
    }

    fn decoded(self, raw: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Self::None => Cow::Borrowed(raw),
            Self::QuotedPrintable => Cow::Owned(quoted_printable(raw)),
            Self::Base64 => base64(raw).map_or(Cow::Borrowed(raw), Cow::Owned),
        }
    }

    /// The text of bytes that are encoded so, and written in that charset if one is said.
    pub(super) fn text(self, charset: Option<&str>, raw: &[u8]) -> String {
        let bytes = self.decoded(raw);
        match charset {
            Some(charset) => words::labelled(charset, &bytes),
            None => words::text(&bytes).into_owned(),
        }
    }
}

impl Part<'_> {
    /// Whether it is of that type, whatever the subtype.
    pub(super) fn is_a(&self, kind: &str) -> bool {
        self.kind.split('/').next() == Some(kind)
    }

    /// The text of a part that holds bytes.
    pub(super) fn text(&self) -> String {
        let Inside::Bytes(raw) = &self.inside else { return String::new() };
        self.encoding.text(self.charset.as_deref(), raw)
    }

    fn into_owned(self) -> Part<'static> {
        let inside = match self.inside {
            Inside::Bytes(bytes) => Inside::Bytes(Cow::Owned(bytes.into_owned())),
            Inside::Parts(parts) => Inside::Parts(parts.into_iter().map(Part::into_owned).collect()),
            Inside::Message(inner) => Inside::Message(Box::new(inner.into_owned())),
        };
        Part { inside, ..self }
    }
}

/// Reads the parts of a message.
pub(super) fn read(message: &[u8]) -> Part<'_> {
    Reader { parts: MAX_PARTS, fields: MAX_FIELDS_BYTES }.part(message, MAX_DEPTH, "text/plain")
}

/// What may still be read.
struct Reader {
    parts: usize,
    fields: usize,
}

impl Reader {
    /// `kind`: what a part is that does not say.
    fn part<'a>(&mut self, entity: &'a [u8], depth: usize, kind: &str) -> Part<'a> {
        self.parts = self.parts.saturating_sub(1);
        let (header, body) = split(entity);
        let mut part = self.header(header, kind);
        let is_message = matches!(part.kind.as_str(), "message/rfc822" | "message/global");
        part.inside = match &part.boundary {
            Some(boundary) if part.is_a("multipart") => {
                let kind = if part.kind == "multipart/digest" { "message/rfc822" } else { "text/plain" };
                let parts = if depth == 0 { Vec::new() } else { between(body, boundary, self.parts) };
                match parts.is_empty() && depth > 0 {
                    // The boundary stands nowhere.
                    true => Inside::Bytes(Cow::Borrowed(body)),
                    false => Inside::Parts(parts.into_iter().map(|it| self.part(it, depth - 1, kind)).collect()),
                }
            }
            _ if is_message && depth == 0 => Inside::default(),
            _ if is_message => Inside::Message(Box::new(match part.encoding.decoded(body) {
                Cow::Borrowed(body) => self.part(body, depth - 1, "text/plain"),
                Cow::Owned(body) => self.part(&body, depth - 1, "text/plain").into_owned(),
            })),
            _ => Inside::Bytes(Cow::Borrowed(body)),
        };
        part
    }

    fn header<'a>(&mut self, header: &[u8], kind: &str) -> Part<'a> {
        let mut part = Part { kind: kind.to_owned(), ..Part::default() };
        let block = self.fields(header);
        if block.is_empty() {
            return part;
        }
        let parser = MessageParser::new().with_mime_headers().header_text(HeaderName::Subject).default_header_ignore();
        let Some(read) = parser.parse_headers(&block) else { return part };
        let Some(root) = read.parts.first() else { return part };
        if let Some(kind) = root.content_type() {
            part.kind = format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default());
            part.charset = kind.attribute("charset").map(str::to_owned);
            part.boundary = kind.attribute("boundary").filter(|boundary| !boundary.is_empty()).map(str::to_owned);
        }
        part.attached = root.content_disposition().is_some_and(ContentType::is_attachment);
        part.name = root.attachment_name().map(str::to_owned);
        part.id = root.content_id().is_some();
        part.subject = read.subject().map(str::to_owned);
        part.encoding = Encoding::named(root.content_transfer_encoding().unwrap_or_default());
        part
    }

    /// Those fields of a header that are read here, each as far as it may be long, as a block of their own.
    fn fields(&mut self, header: &[u8]) -> Vec<u8> {
        const READ: [&str; 5] =
            ["content-type", "content-disposition", "content-transfer-encoding", "content-id", "subject"];
        let mut block: Vec<u8> = Vec::new();
        let mut room = 0;
        for line in lines(header) {
            let goes_on = line.starts_with(b" ") || line.starts_with(b"\t");
            if !goes_on {
                let name = line.iter().take(64).position(|&byte| byte == b':').and_then(|colon| line.get(..colon));
                let name = name.unwrap_or_default().trim_ascii();
                let is_read = READ.iter().any(|read| name.eq_ignore_ascii_case(read.as_bytes()));
                room = if is_read { MAX_FIELD_BYTES.min(self.fields) } else { 0 };
            }
            let line = line.get(..line.len().min(room)).unwrap_or(line);
            if !line.is_empty() {
                room -= line.len();
                self.fields -= line.len();
                block.extend_from_slice(line.trim_ascii_end());
                block.push(b'\n');
            }
        }
        if !block.is_empty() {
            block.push(b'\n');
        }
        block
    }
}

/// The lines with their ends.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|&byte| byte == b'\n')
}

/// The header and what follows the empty line that ends it.
fn split(entity: &[u8]) -> (&[u8], &[u8]) {
    let mut end = 0;
    for line in lines(entity) {
        let begin = end;
        end += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            return (entity.get(..begin).unwrap_or_default(), entity.get(end..).unwrap_or_default());
        }
    }
    (entity, &[])
}

/// What stands between the lines that bear the boundary (RFC 2046, section 5.1.1), at most so many pieces. The line end
/// before such a line belongs to it. A last one that never ends is there, too.
fn between<'a>(body: &'a [u8], boundary: &str, most: usize) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    // Where the part that is open begins.
    let mut open = None;
    let mut at = 0;
    for line in lines(body) {
        let begin = at;
        at += line.len();
        let Some(bounds) = bounds(line, boundary.as_bytes()) else { continue };
        if let Some(open) = open.take() {
            parts.push(without_end(body.get(open..begin).unwrap_or_default()));
        }
        match bounds {
            Bounds::Next if parts.len() < most => open = Some(at),
            _ => return parts,
        }
    }
    parts.extend(open.and_then(|open| body.get(open..)));
    parts
}

enum Bounds {
    Next,
    End,
}

/// Whether a line bears the boundary, or is cut off within it.
fn bounds(line: &[u8], boundary: &[u8]) -> Option<Bounds> {
    let after = line.strip_prefix(b"--")?;
    if !line.ends_with(b"\n") && boundary.starts_with(after) {
        return Some(Bounds::End);
    }
    let after = after.strip_prefix(boundary)?;
    match after.trim_ascii_end() {
        b"" => Some(Bounds::Next),
        after if after.starts_with(b"--") => Some(Bounds::End),
        b"-" if !line.ends_with(b"\n") => Some(Bounds::End),
        _ => None,
    }
}

fn without_end(part: &[u8]) -> &[u8] {
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    part.strip_suffix(b"\r").unwrap_or(part)
}

/// RFC 2045, section 6.7: an `=` that is no escape stands for itself.
fn quoted_printable(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    for line in lines(raw) {
        let text = line.trim_ascii_end();
        let soft = text.strip_suffix(b"=");
        words::escaped(soft.unwrap_or(text), &mut out);
        if soft.is_none() && line.ends_with(b"\n") {
            out.push(b'\n');
        }
    }
    out
}

/// Base64 up to what cannot be of it: programs put text behind it. `None` if nothing is.
fn base64(raw: &[u8]) -> Option<Vec<u8>> {
    let is_base64 =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=') || byte.is_ascii_whitespace();
    let end = raw.iter().position(|byte| !is_base64(byte)).unwrap_or(raw.len());
    let decoded = base64_decode(raw.get(..end)?)?;
    (end == raw.len() || !decoded.is_empty()).then_some(decoded)
}
