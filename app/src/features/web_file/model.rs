//! What is said of a file that is read every day.

use crate::i18n::t;
use crate::present::calendar::{Moment, clock as hour, long_date};
use kith_engine::api::{WebFileProblem, WebFileStatus};

/// What is said of one kind of file.
pub(crate) struct Said {
    pub(crate) reading: &'static str,
    /// It was not read yet, and will be.
    pub(crate) soon: &'static str,
    pub(crate) why_not: fn(&WebFileProblem) -> String,
}

/// How a file stands. `read`: what was read on that day.
pub(crate) fn state(
    said: &Said,
    status: &WebFileStatus,
    last: Option<i64>,
    clock: impl Fn(i64) -> Moment,
    read: impl FnOnce(String) -> String,
) -> String {
    match (status, last) {
        (WebFileStatus::Reading, _) => said.reading.to_owned(),
        (WebFileStatus::Failed { problem, next }, _) => {
            format!("{} {}", (said.why_not)(problem), t::review::list_next(hour(&clock(*next))))
        }
        (WebFileStatus::Read, Some(at)) => read(long_date(&clock(at))),
        (WebFileStatus::Read, None) => said.soon.to_owned(),
    }
}

/// Its name, for styles and tests.
pub(crate) const fn name(status: &WebFileStatus) -> &'static str {
    match status {
        WebFileStatus::Reading => "reading",
        WebFileStatus::Failed { .. } => "failed",
        WebFileStatus::Read => "read",
    }
}

/// Where a file lies whose address was typed, behind one of these schemes, if it can be read there.
pub(crate) fn place<'a>(typed: &'a str, schemes: &[&str]) -> Option<&'a str> {
    let typed = typed.trim();
    let behind = |scheme: &&str| {
        let (begin, rest) = typed.split_at_checked(scheme.len())?;
        begin.eq_ignore_ascii_case(scheme).then_some(rest)
    };
    let rest = schemes.iter().find_map(behind)?;
    let is_place = !rest.is_empty() && !rest.starts_with(['/', '?', '#']) && !rest.contains(char::is_whitespace);
    is_place.then_some(rest)
}
