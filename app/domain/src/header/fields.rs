//! A header block, cut into the fields that we read.

use super::words;
use std::borrow::Cow;

/// A field that we read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    From,
    Sender,
    ReplyTo,
    To,
    Cc,
    Bcc,
    Date,
    MessageId,
    Subject,
    References,
    InReplyTo,
    ListId,
    ListUnsubscribe,
    Precedence,
    AutoSubmitted,
    DeliveredTo,
    AutoReply,
    AutoResponseSuppress,
    FailedRecipients,
    ContentType,
    ContentClass,
    ResentFrom,
    ResentTo,
    OriginalFrom,
}

const NAMES: [(&str, Field); 29] = [
    ("from", Field::From),
    ("to", Field::To),
    ("cc", Field::Cc),
    ("bcc", Field::Bcc),
    ("date", Field::Date),
    ("sender", Field::Sender),
    ("reply-to", Field::ReplyTo),
    ("subject", Field::Subject),
    ("message-id", Field::MessageId),
    ("references", Field::References),
    ("in-reply-to", Field::InReplyTo),
    ("list-id", Field::ListId),
    ("list-unsubscribe", Field::ListUnsubscribe),
    ("precedence", Field::Precedence),
    ("auto-submitted", Field::AutoSubmitted),
    ("content-type", Field::ContentType),
    ("delivered-to", Field::DeliveredTo),
    ("x-original-to", Field::DeliveredTo),
    ("envelope-to", Field::DeliveredTo),
    ("x-forwarded-to", Field::DeliveredTo),
    ("x-autoreply", Field::AutoReply),
    ("x-autorespond", Field::AutoReply),
    ("x-auto-response-suppress", Field::AutoResponseSuppress),
    ("x-failed-recipients", Field::FailedRecipients),
    ("content-class", Field::ContentClass),
    ("resent-from", Field::ResentFrom),
    ("resent-to", Field::ResentTo),
    ("x-original-from", Field::OriginalFrom),
    ("x-original-sender", Field::OriginalFrom),
];

/// The fields of a block in their order, unfolded, as text. Ends at the first empty line, or with the block.
pub(super) fn fields(block: &[u8]) -> impl Iterator<Item = (Field, Cow<'_, str>)> {
    let mut lines = lines(block).skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty()).peekable();
    std::iter::from_fn(move || {
        loop {
            let line = lines.next()?;
            let field = name(line);
            let mut value = Cow::Borrowed(field.map_or(&b""[..], |(_, value)| value));
            while let Some(more) = lines.next_if(|line| matches!(line.first(), Some(b' ' | b'\t'))) {
                if field.is_some() {
                    value.to_mut().extend_from_slice(more);
                }
            }
            if let Some((field, _)) = field {
                return Some((field, text(value)));
            }
        }
    })
}

/// The lines without their ends. Where there is no LF at all, CR ends a line (it happens).
fn lines(block: &[u8]) -> impl Iterator<Item = &[u8]> {
    let end = if block.contains(&b'\n') { b'\n' } else { b'\r' };
    block.split(move |&byte| byte == end).map(|mut line| {
        while let [head @ .., b'\r'] = line {
            line = head;
        }
        line
    })
}

fn name(line: &[u8]) -> Option<(Field, &[u8])> {
    let colon = line.iter().take(64).position(|&byte| byte == b':')?;
    let (name, value) = line.split_at_checked(colon)?;
    let name = name.trim_ascii();
    let is = |known: &str| known.len() == name.len() && name.eq_ignore_ascii_case(known.as_bytes());
    let (_, field) = NAMES.iter().find(|(known, _)| is(known))?;
    Some((*field, value.get(1..)?))
}

fn text(value: Cow<'_, [u8]>) -> Cow<'_, str> {
    match value {
        Cow::Borrowed(bytes) => words::text(bytes),
        Cow::Owned(bytes) => Cow::Owned(match words::text(&bytes) {
            Cow::Owned(text) => text,
            Cow::Borrowed(_) => String::from_utf8(bytes).unwrap_or_default(),
        }),
    }
}

/// Keeps the value of a field that may stand once: the first that is not empty, white space folded.
pub(super) fn keep_first(slot: &mut Option<String>, value: &str) {
    if slot.is_none() {
        let mut folded = String::with_capacity(value.len());
        for word in value.split_whitespace() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(word);
        }
        *slot = (!folded.is_empty()).then_some(folded);
    }
}

/// Adds the value of a field to those of the same name before it.
pub(super) fn append(all: &mut String, value: &str) {
    all.push(' ');
    all.push_str(value);
}
