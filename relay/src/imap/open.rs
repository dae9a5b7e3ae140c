//! A folder opened read-only, and the UIDs in it.

use super::command::{Command, escaped};
use super::connect::Mailbox;
use super::link::{Refusal, Verdict};
use crate::trouble::Trouble;
use chrono::{DateTime, Days};
use imap_proto::{MailboxDatum, Response, ResponseCode};
use kith_wire::{FailureKind, Opened, UidSet};
use std::time::Duration;

/// So many messages are searched at once: the answer is one line, and grows with its number.
const SEARCHED_AT_ONCE: u32 = 50_000;

impl Mailbox {
    /// Opens a folder with EXAMINE, which changes nothing in it.
    pub(crate) async fn examine(&mut self, folder: &str) -> Result<Opened, Trouble> {
        // A folder that cannot be opened leaves none open (RFC 3501, section 6.3.2).
        self.open = None;
        let name = astring(folder).ok_or_else(|| Trouble::passing(FailureKind::NoFolder))?;
        let (mut exists, mut uid_validity, mut uid_next) = (0, None, None);
        let heed = |response: &Response<'_>| match response {
            Response::MailboxData(MailboxDatum::Exists(count)) => exists = *count,
            Response::Data { outcome, .. } => match outcome.code {
                Some(ResponseCode::UidValidity(value)) => uid_validity = Some(value),
                Some(ResponseCode::UidNext(value)) => uid_next = Some(value),
                _ => {}
            },
            _ => {}
        };
        match self.link.run(format!("EXAMINE {name}"), self.times.command, heed).await? {
            Verdict::Ok => {}
            Verdict::Refused(Refusal { words, .. }) => {
                return Err(Trouble::passing(FailureKind::NoFolder).saying(words));
            }
        }
        self.link.take_changed();
        // Without it no UID can be told from one of another time.
        let uid_validity = uid_validity.ok_or_else(|| Trouble::passing(FailureKind::Malformed))?;
        let opened = Opened { uid_validity, uid_next, exists };
        self.open = Some((folder.to_owned(), opened.clone()));
        Ok(opened)
    }

    /// The UIDs of the open folder: all, or those received since the day before that of `since` (seconds since
    /// 1970-01-01 UTC), or those from the number `from` on, or both.
    pub(crate) async fn uids(&mut self, since: Option<i64>, from: Option<u32>) -> Result<UidSet, Trouble> {
        let Some((_, opened)) = &self.open else { return Err(Trouble::passing(FailureKind::BadRequest)) };
        // No UID is lower than 1.
        let from = from.filter(|&from| from > 1);
        let mut criteria = from.map(|from| format!(" UID {from}:*")).unwrap_or_default();
        if let Some(since) = since {
            criteria += &search_since(since).ok_or_else(|| Trouble::passing(FailureKind::BadRequest))?;
        }
        // The numbers from there on are no more than lie below the next one, if the server says that.
        let at_most = from.zip(opened.uid_next).map(|(from, next)| next.saturating_sub(from));
        let parts = match at_most {
            Some(count) if count <= SEARCHED_AT_ONCE => vec!["ALL".to_owned()],
            _ => parts(self.link.exists()),
        };
        let search = |part: String| {
            let keys = format!("{part}{criteria}");
            let keys = keys.strip_prefix("ALL ").filter(|_| from.is_some()).unwrap_or(&keys);
            Command::from(format!("UID SEARCH {keys}"))
        };
        let searches = parts.into_iter().map(search).collect();
        // What comes from now on may be missing in the answer.
        self.link.take_changed();
        // `n:*` names the last message, too, if it is below n (RFC 3501, section 6.4.8).
        self.gather(searches, self.times.command, |uid| from.is_none_or(|from| uid >= from)).await
    }

    /// What these searches find together, of the UIDs that are wanted.
    pub(super) async fn gather(
        &mut self,
        searches: Vec<Command>,
        within: Duration,
        is_wanted: impl Fn(u32) -> bool + Send + Sync,
    ) -> Result<UidSet, Trouble> {
        let lost_before = self.link.lost_searches();
        let mut found = Vec::new();
        for search in searches {
            let heed = |response: &Response<'_>| {
                if let Response::MailboxData(MailboxDatum::Search(uids)) = response {
                    found.extend(uids.iter().filter(|&&uid| is_wanted(uid)).map(|&uid| (uid, uid)));
                }
            };
            self.link.run(search, within, heed).await?.or_refused()?;
        }
        // A message whose number was not understood must not pass for one that is gone.
        if self.link.lost_searches() > lost_before {
            return Err(Trouble::passing(FailureKind::Malformed));
        }
        Ok(UidSet::from(found))
    }
}

/// The search keys that together name every message, the last first: where messages are expunged in between, the others
/// move towards parts still to be searched.
pub(super) fn parts(exists: u32) -> Vec<String> {
    if exists <= SEARCHED_AT_ONCE {
        // Also where the folder is empty: a number would be out of its range.
        return vec!["ALL".to_owned()];
    }
    let starts = (0..=(exists - 1) / SEARCHED_AT_ONCE).map(|part| part * SEARCHED_AT_ONCE + 1);
    let mut parts: Vec<_> = starts.map(|low| format!("{low}:{}", low.saturating_add(SEARCHED_AT_ONCE - 1))).collect();
    if let Some((low, _)) = parts.pop().as_deref().and_then(|last| last.split_once(':')) {
        parts.push(format!("{low}:*"));
    }
    parts.reverse();
    parts
}

/// ` SINCE 1-Feb-2024` of the day before: the server compares days in its own time zone (RFC 3501, section 6.4.4).
fn search_since(since: i64) -> Option<String> {
    let day = DateTime::from_timestamp(since, 0)?.date_naive().checked_sub_days(Days::new(1))?;
    Some(format!(" SINCE {}", day.format("%-d-%b-%Y")))
}

/// A folder's name in a command, byte for byte as the server gave it. A literal would need the server's leave in
/// between, so a name that only a literal can hold is not opened.
pub(super) fn astring(name: &str) -> Option<String> {
    if name.chars().any(|c| c.is_ascii_control()) {
        return None;
    }
    // Servers that name a folder in UTF-8 read it so.
    Some(format!("\"{}\"", escaped(name)))
}

#[cfg(test)]
mod tests {
    use super::{parts, search_since};

    #[test]
    fn asks_from_the_day_before() {
        assert_eq!(search_since(1_709_208_000).as_deref(), Some(" SINCE 28-Feb-2024"));
        assert_eq!(search_since(1_709_251_200).as_deref(), Some(" SINCE 29-Feb-2024"));
        assert_eq!(search_since(0).as_deref(), Some(" SINCE 31-Dec-1969"));
        assert_eq!(search_since(i64::MAX), None);
    }

    #[test]
    fn searches_large_folders_in_parts_from_the_end() {
        assert_eq!(parts(0), ["ALL"]);
        assert_eq!(parts(50_000), ["ALL"]);
        assert_eq!(parts(50_001), ["50001:*", "1:50000"]);
        assert_eq!(parts(100_000), ["50001:*", "1:50000"]);
        assert_eq!(parts(100_001), ["100001:*", "50001:100000", "1:50000"]);
    }
}
