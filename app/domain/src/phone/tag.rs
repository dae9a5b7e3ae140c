//! A tag of XML with its attributes, however badly it was written.

use quick_xml::events::BytesStart;
use std::borrow::Cow;

/// A tag: its name, and the rest after it.
pub(super) struct Tag<'a> {
    start: BytesStart<'a>,
    name_len: usize,
    text: &'a str,
}

impl<'a> Tag<'a> {
    /// Of what stands behind a `<`: up to the `>`, or to where it was cut off.
    pub(super) fn of(text: &'a str) -> Self {
        let text = text.rsplit_once('>').map_or(text, |(tag, _)| tag);
        let text = text.strip_suffix('/').unwrap_or(text);
        let name_len = text.find(|sign: char| sign.is_whitespace()).unwrap_or(text.len());
        Self { start: BytesStart::from_content(text, name_len), name_len, text }
    }

    pub(super) fn name(&self) -> &'a str {
        self.text.get(..self.name_len).unwrap_or_default()
    }

    /// The values of attributes, in the order of the names; empty where there is none.
    pub(super) fn values<const N: usize>(&self, names: [&str; N]) -> [String; N] {
        let mut values = [const { String::new() }; N];
        // One that is cut off ends it: what comes before holds.
        for attribute in self.start.attributes().with_checks(false).map_while(Result::ok) {
            let at = names.iter().position(|name| *name == attribute.key.as_ref());
            if let Some(value) = at.and_then(|at| values.get_mut(at)) {
                *value = unescaped(&attribute.value).into_owned();
            }
        }
        values
    }
}

/// The longest reference: `&#1114111;`.
const MAX_REFERENCE: usize = 10;

/// A value with its references resolved. Backups write what lies beyond the first 65,536 characters as two references to
/// surrogates, which XML has no place for and which are joined here. What is no reference stays as it is.
pub(super) fn unescaped(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let (mut units, mut rest): (Vec<u16>, &str) = (Vec::with_capacity(value.len()), value);
    let mut buffer = [0; 2];
    while let Some(first) = rest.chars().next() {
        let (sign, after) = match reference(rest) {
            Some(read) => read,
            None => (u32::from(first), rest.get(first.len_utf8()..).unwrap_or_default()),
        };
        match char::from_u32(sign) {
            Some(sign) => units.extend_from_slice(sign.encode_utf16(&mut buffer)),
            // A surrogate.
            None => units.extend(u16::try_from(sign)),
        }
        rest = after;
    }
    Cow::Owned(char::decode_utf16(units).map(|sign| sign.unwrap_or('\u{fffd}')).collect())
}

/// The reference with which a text begins, and what comes behind it.
fn reference(text: &str) -> Option<(u32, &str)> {
    let text = text.strip_prefix('&')?;
    // No further, or many that do not end would cost the square of their number.
    let end = text.bytes().take(MAX_REFERENCE + 1).position(|byte| byte == b';')?;
    let (name, after) = (text.get(..end)?, text.get(end + 1..)?);
    let sign = match name {
        "amp" => u32::from('&'),
        "lt" => u32::from('<'),
        "gt" => u32::from('>'),
        "quot" => u32::from('"'),
        "apos" => u32::from('\''),
        _ => match name.strip_prefix('#')?.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => name.strip_prefix('#')?.parse().ok()?,
        },
    };
    Some((sign, after))
}
