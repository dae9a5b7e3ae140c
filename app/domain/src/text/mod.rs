//! From the beginning of a message as it stands to the text that a person reads.

mod html;

use crate::header::{labelled, words};
use crate::tidy;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{ContentType, Encoding, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::borrow::Cow;

/// The text of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Plain text, line ends as `\n`, no control characters.
    pub text: String,
    /// Names of the files attached, as far as they are seen.
    pub attachments: Vec<String>,
}

/// The most characters that are kept of a file's name.
const NAME_CHARS: usize = 200;

/// How many messages within messages are opened.
const DEPTH: usize = 5;

/// Reads a message that may be cut off anywhere. HTML becomes plain text; nothing in it is ever followed.
///
/// The text is that of all text parts that are meant to be read, one after the other; quoted text stays. A message that
/// only carries another one has that one's text. Nothing readable: the text is empty.
#[must_use]
pub fn read(message: &[u8]) -> Text {
    let parser = MessageParser::new().with_mime_headers().header_text(HeaderName::Subject).default_header_ignore();
    let whole = parser.parse(message).map(|parsed| {
        // A part that ends with the message and not with its boundary is taken for something else: close it first.
        let open = boundaries(&parsed);
        match parsed.parts.iter().any(|part| part.is_encoding_problem) && !open.is_empty() {
            true => Cow::Owned([message, closing(&open).as_bytes()].concat()),
            false => Cow::Borrowed(message),
        }
    });
    let whole = whole.unwrap_or(Cow::Borrowed(message));
    match parser.parse(whole.as_ref()) {
        Some(parsed) => Text { text: text(&parsed, DEPTH), attachments: attachments(&parsed) },
        None => Text { text: String::new(), attachments: Vec::new() },
    }
}

/// The boundaries of all multipart parts, the outermost first.
fn boundaries<'a>(message: &'a Message<'_>) -> Vec<&'a str> {
    let mut found = Vec::new();
    for part in &message.parts {
        let kind = part.content_type().filter(|kind| kind.ctype().eq_ignore_ascii_case("multipart"));
        found.extend(kind.and_then(|kind| kind.attribute("boundary")));
        if let PartType::Message(inner) = &part.body {
            found.extend(boundaries(inner));
        }
    }
    found
}

/// Closes them all. An empty line comes first, since a cut may fall behind the `=` of a soft line break, which would
/// swallow the line end that belongs to the boundary.
fn closing(boundaries: &[&str]) -> String {
    boundaries.iter().rev().map(|boundary| format!("\r\n\r\n--{boundary}--\r\n")).collect()
}

fn text(message: &Message<'_>, depth: usize) -> String {
    let mut texts: Vec<String> = Vec::new();
    for part in message.text_bodies() {
        let text = readable(message, part);
        if !text.is_empty() {
            texts.push(text);
        }
    }
    if texts.is_empty() {
        texts.extend(message.html_bodies().map(|part| readable(message, part)).find(|text| !text.is_empty()));
    }
    if texts.is_empty() {
        // Where the parts are nested in a way that makes none of them the body, the first that can be read is.
        let attached = |part: &MessagePart<'_>| part.content_disposition().is_some_and(ContentType::is_attachment);
        let all = message.parts.iter().filter(|part| !attached(part));
        texts.extend(all.map(|part| readable(message, part)).find(|text| !text.is_empty()));
    }
    if texts.is_empty() && depth > 0 {
        let inner = message.parts.iter().filter_map(MessagePart::message).map(|inner| text(inner, depth - 1));
        texts.extend(inner.into_iter().find(|text| !text.is_empty()));
    }
    texts.join("\n\n")
}

fn readable(message: &Message<'_>, part: &MessagePart<'_>) -> String {
    match &part.body {
        PartType::Text(text) if is_html(text) => tidy::block(&html::to_text(&repaired(message, part, text))),
        PartType::Text(text) => tidy::block(&repaired(message, part, text)),
        PartType::Html(text) => tidy::block(&html::to_text(&repaired(message, part, text))),
        _ => String::new(),
    }
}

/// Whether a part that says it is plain text is HTML.
fn is_html(text: &str) -> bool {
    let start = text.trim_start();
    let starts = |with: &str| start.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    starts("<html") || starts("<!doctype html")
}

/// The text, decoded once more where its charset was unknown or not the one that was named.
fn repaired<'a>(message: &'a Message<'_>, part: &MessagePart<'_>, text: &'a str) -> Cow<'a, str> {
    if !text.contains('\u{fffd}') {
        return Cow::Borrowed(text);
    }
    let range = part.raw_body_offset() as usize..part.raw_end_offset() as usize;
    let raw = message.raw_message.get(range).unwrap_or_default();
    let bytes = match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::Base64 => base64_decode(raw),
    };
    let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
    match (bytes, charset) {
        (Some(bytes), Some(charset)) => Cow::Owned(labelled(charset, &bytes)),
        (Some(bytes), None) => Cow::Owned(words::text(&bytes).into_owned()),
        (None, _) => Cow::Borrowed(text),
    }
}

/// The files' names: of what was attached, not of pictures that belong to the text. A message within the message is
/// named by its subject.
fn attachments(message: &Message<'_>) -> Vec<String> {
    let named = message.attachments().filter_map(|part| {
        let attached = part.content_disposition().is_some_and(ContentType::is_attachment);
        let picture = part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image"));
        if picture && !attached && part.content_id().is_some() {
            return None;
        }
        let name = match (part.attachment_name(), part.message()) {
            (Some(name), _) => {
                let name = words::decode(name);
                tidy::line(name.rsplit(['/', '\\']).next().unwrap_or_default(), NAME_CHARS)
            }
            (None, Some(inner)) => {
                let subject = tidy::line(inner.subject().unwrap_or_default(), NAME_CHARS);
                if subject.is_empty() { "message.eml".to_owned() } else { format!("{subject}.eml") }
            }
            (None, None) => return None,
        };
        (!name.is_empty()).then_some(name)
    });
    named.collect()
}

#[cfg(test)]
mod tests;
