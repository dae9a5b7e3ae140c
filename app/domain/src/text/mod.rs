//! From the beginning of a message as it stands to the text that a person reads.

mod html;
mod parts;

use crate::header::words;
use crate::tidy;
use parts::{Encoding, Inside, Part};

/// The text of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Plain text, line ends as `\n`, no control characters.
    pub text: String,
    /// Names of the files attached, as far as they are seen.
    pub attachments: Vec<String>,
}

/// The most characters that are kept of a file's name.
const MAX_NAME_CHARS: usize = 200;

/// Reads a message that may be cut off anywhere. HTML becomes plain text; nothing in it is ever followed.
///
/// The text is that of all text parts that are meant to be read, one after the other; quoted text stays. A message that
/// only carries another one has that one's text. Nothing readable: the text is empty.
#[must_use]
pub fn read(message: &[u8]) -> Text {
    let whole = parts::read(message);
    let mut attachments = Vec::new();
    list_attachments(&whole, true, &mut attachments);
    Text { text: text(&whole), attachments }
}

/// The text of one part, by its Content-Transfer-Encoding and its charset.
#[must_use]
pub fn of_part(encoding: &str, charset: Option<&str>, raw: &[u8]) -> String {
    Encoding::named(encoding).text(charset, raw)
}

fn text(part: &Part<'_>) -> String {
    let mut texts = Vec::new();
    bodies(part, true, &mut texts);
    if !texts.is_empty() {
        return texts.join("\n\n");
    }
    // Where the parts are nested in a way that makes none of them the body, the first that can be read is.
    let any = first(part, &|part| (!part.attached && is_text(part)).then(|| readable(part)));
    any.or_else(|| {
        first(part, &|part| match &part.inside {
            Inside::Message(inner) => Some(text(inner)),
            _ => None,
        })
    })
    .unwrap_or_default()
}

/// The texts that are meant to be read. `alone`: nothing stands before it in what it is a part of.
fn bodies(part: &Part<'_>, alone: bool, texts: &mut Vec<String>) {
    match &part.inside {
        Inside::Parts(parts) if part.kind == "multipart/alternative" => {
            // Plain text if there is any: an empty twin gives way to the other.
            let (plain, others): (Vec<_>, Vec<_>) = parts.iter().partition(|part| part.kind == "text/plain");
            let before = texts.len();
            for part in plain.into_iter().chain(others) {
                bodies(part, true, texts);
                if texts.len() > before {
                    return;
                }
            }
        }
        Inside::Parts(parts) => {
            // What is related to the first is shown within it.
            let shown = if part.kind == "multipart/related" { 1 } else { parts.len() };
            for (at, part) in parts.iter().take(shown).enumerate() {
                bodies(part, at == 0, texts);
            }
        }
        Inside::Bytes(_) if is_body(part, alone) => texts.extend(Some(readable(part)).filter(|text| !text.is_empty())),
        Inside::Bytes(_) | Inside::Message(_) => {}
    }
}

/// Whether a part belongs to the text: a file is named, unless nothing stands before it.
fn is_body(part: &Part<'_>, alone: bool) -> bool {
    matches!(part.kind.as_str(), "text/plain" | "text/html") && !part.attached && (alone || part.name.is_none())
}

/// Whether it can be read at all. What says that it holds parts and does not is shown as it stands.
fn is_text(part: &Part<'_>) -> bool {
    part.is_a("text") || part.is_a("multipart")
}

/// The first text that is found and not empty, of a part or of those in it.
fn first(part: &Part<'_>, find: &impl Fn(&Part<'_>) -> Option<String>) -> Option<String> {
    match &part.inside {
        Inside::Parts(parts) => parts.iter().find_map(|part| first(part, find)),
        Inside::Bytes(_) | Inside::Message(_) => find(part).filter(|text| !text.is_empty()),
    }
}

fn readable(part: &Part<'_>) -> String {
    let text = part.text();
    if part.kind == "text/html" || is_html(&text) { tidy::block(&html::to_text(&text)) } else { tidy::block(&text) }
}

/// Whether a part that says it is plain text is HTML.
fn is_html(text: &str) -> bool {
    let start = text.trim_start();
    let starts = |with: &str| start.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    starts("<html") || starts("<!doctype html")
}

/// The files' names: of what was attached, not of pictures that belong to the text. A message within the message is
/// named by its subject.
fn list_attachments(part: &Part<'_>, alone: bool, names: &mut Vec<String>) {
    let name = match &part.inside {
        Inside::Parts(parts) => {
            for (at, part) in parts.iter().enumerate() {
                list_attachments(part, at == 0, names);
            }
            return;
        }
        _ if is_body(part, alone) || part.is_a("image") && !part.attached && part.id => return,
        Inside::Message(inner) if part.name.is_none() => {
            let subject = tidy::line(inner.subject.as_deref().unwrap_or_default(), MAX_NAME_CHARS);
            if subject.is_empty() { "message.eml".to_owned() } else { format!("{subject}.eml") }
        }
        _ => {
            let name = words::decode(part.name.as_deref().unwrap_or_default());
            tidy::line(name.rsplit(['/', '\\']).next().unwrap_or_default(), MAX_NAME_CHARS)
        }
    };
    names.extend(Some(name).filter(|name| !name.is_empty()));
}

#[cfg(test)]
mod tests;
