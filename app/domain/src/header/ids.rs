//! Message-IDs (RFC 5322, section 3.6.4) as people's programs write them: folded, with comments, without brackets.

use std::borrow::Cow;

/// No Message-ID is longer (RFC 5322, section 2.1.1); what is longer is cut, the same everywhere.
const MAX_BYTES: usize = 998;

/// The first Message-ID in a field.
pub(super) fn first(field: &str) -> Option<String> {
    all(field).into_iter().next().map(Cow::into_owned)
}

/// The Message-IDs in a field: what stands in angle brackets, or, if there are none, the words that look like one.
pub(super) fn all(field: &str) -> Vec<Cow<'_, str>> {
    if field.contains('<') {
        return field.split('<').skip(1).filter_map(|from| clean(bracketed(from))).collect();
    }
    let words = || field.split(|c: char| c.is_whitespace() || c == ',');
    let mut found: Vec<Cow<'_, str>> = words().filter(|word| word.contains('@')).filter_map(clean).collect();
    let mut plain = words().filter_map(clean);
    if let (true, Some(only), None) = (found.is_empty(), plain.next(), plain.next()) {
        found.push(only);
    }
    found
}

/// Up to the closing bracket; if it is missing, up to the first white space.
fn bracketed(from: &str) -> &str {
    match from.split_once('>') {
        Some((id, _)) => id,
        None => from.split_whitespace().next().unwrap_or_default(),
    }
}

fn clean(id: &str) -> Option<Cow<'_, str>> {
    let id = id.trim();
    if id.len() <= MAX_BYTES && id.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>')) {
        return (!id.is_empty()).then_some(Cow::Borrowed(id));
    }
    let kept = id.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>'));
    let id: String = kept.take(MAX_BYTES).collect();
    (!id.is_empty()).then_some(Cow::Owned(id))
}
