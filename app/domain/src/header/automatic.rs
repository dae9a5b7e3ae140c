//! What header fields say of mail that a program wrote: automatic answers, receipts, reports, invitations.

use crate::message::Automatic;

/// Auto-Submitted (RFC 3834): what answers by itself. (What is generated says no more than that a program wrote it.)
pub(super) fn by_auto_submitted(word: &str) -> Option<Automatic> {
    word.trim().eq_ignore_ascii_case("auto-replied").then_some(Automatic::Answer)
}

/// Precedence, in the values that answering programs put there.
pub(super) fn by_precedence(value: &str) -> Option<Automatic> {
    ["auto_reply", "auto-reply", "autoreply"]
        .iter()
        .any(|reply| value.eq_ignore_ascii_case(reply))
        .then_some(Automatic::Answer)
}

/// X-Autoreply, X-Autorespond: there at all.
pub(super) fn by_auto_reply(value: &str) -> Option<Automatic> {
    let value = value.trim();
    let says_no = value.is_empty() || ["no", "false", "0"].iter().any(|no| value.eq_ignore_ascii_case(no));
    (!says_no).then_some(Automatic::Answer)
}

/// X-Auto-Response-Suppress: there, and not "None".
pub(super) fn suppresses(value: &str) -> bool {
    let value = value.trim();
    !value.is_empty() && !value.eq_ignore_ascii_case("none")
}

/// Content-Type: reports (RFC 6522) about delivery (RFC 3464) and reading (RFC 8098), and calendars (RFC 6047).
pub(super) fn by_content_type(value: &str) -> Option<Automatic> {
    let mut parts = value.split(';');
    let kind = parts.next()?.trim();
    if kind.eq_ignore_ascii_case("text/calendar") {
        return Some(Automatic::Meeting);
    }
    if !kind.eq_ignore_ascii_case("multipart/report") {
        return None;
    }
    let report = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("report-type").then(|| value.trim().trim_matches('"'))
    })?;
    match () {
        () if report.eq_ignore_ascii_case("disposition-notification") => Some(Automatic::Receipt),
        () if report.eq_ignore_ascii_case("delivery-status") => Some(Automatic::Undelivered),
        () => None,
    }
}

/// Content-Class, by which Exchange marks what its calendar sends.
pub(super) fn by_content_class(value: &str) -> Option<Automatic> {
    let class = value.trim().rsplit(':').next().unwrap_or_default();
    class.eq_ignore_ascii_case("calendarmessage").then_some(Automatic::Meeting)
}
