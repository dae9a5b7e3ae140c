//! A folder opened read-only, and the UIDs in it.

use super::command::{Command, escaped};
use super::connect::Connection;
use super::link::Completion;
use super::message::day_of;
use super::refusal::Refusal;
use super::uids::Uids;
use crate::trouble::Trouble;
use chrono::{DateTime, Days, NaiveDate};
use imap_proto::{AttributeValue, MailboxDatum, Response, ResponseCode};
use kith_wire::{Examined, FailureKind, UidSet};
use std::time::Duration;

/// Maximum number of messages that are searched at once: the answer is one line, and grows with its number.
const MAX_MESSAGES_PER_SEARCH: u32 = 50_000;

/// Maximum number of messages that are asked for their UIDs at once.
const MAX_MESSAGES_PER_FETCH: u32 = 10_000;

impl Connection {
    /// Opens a folder with EXAMINE, which changes nothing in it.
    pub(crate) async fn examine(&mut self, folder: &str) -> Result<Examined, Trouble> {
        // A folder that cannot be opened leaves none open (RFC 3501, section 6.3.2).
        self.open = None;
        let name = astring(folder).ok_or_else(|| Trouble::recoverable(FailureKind::NoFolder))?;
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
            Completion::Ok => {}
            Completion::Refused(refusal) => return Err(no_folder(refusal)),
        }
        self.link.take_changed();
        // Without it no UID can be told from one of another time.
        let uid_validity = uid_validity.ok_or_else(|| Trouble::recoverable(FailureKind::Malformed))?;
        let opened = Examined { uid_validity, uid_next, exists };
        self.open = Some((folder.to_owned(), opened.clone()));
        Ok(opened)
    }

    /// The UIDs of the open folder: all, or those received since the day before that of `since` (seconds since
    /// 1970-01-01 UTC), or those from the number `from` on, or both. The server looks for them, or is asked for that of
    /// each message `one_by_one`.
    pub(crate) async fn uids(
        &mut self,
        since: Option<i64>,
        from: Option<u32>,
        one_by_one: bool,
    ) -> Result<UidSet, Trouble> {
        let Some((_, opened)) = &self.open else { return Err(Trouble::recoverable(FailureKind::BadRequest)) };
        // No UID is lower than 1.
        let from = from.filter(|&from| from > 1);
        // The server compares days in its own time zone (RFC 3501, section 6.4.4).
        let since = match since {
            Some(since) => Some(day_before(since).ok_or_else(|| Trouble::recoverable(FailureKind::BadRequest))?),
            None => None,
        };
        if one_by_one {
            return self.uids_one_by_one(since, from.unwrap_or_default()).await;
        }
        let mut criteria = from.map(|from| format!(" UID {from}:*")).unwrap_or_default();
        if let Some(day) = since {
            criteria += &format!(" SINCE {}", day.format("%-d-%b-%Y"));
        }
        // The numbers from there on are no more than lie below the next one, if the server says that.
        let at_most = from.zip(opened.uid_next).map(|(from, next)| next.saturating_sub(from));
        let parts = match at_most {
            Some(count) if count <= MAX_MESSAGES_PER_SEARCH => parts(0),
            _ => parts(self.link.exists()),
        };
        let search = |part: String| {
            let keys = format!("{part}{criteria}");
            let keys = keys.strip_prefix("ALL ").filter(|_| from.is_some()).unwrap_or(&keys);
            Command::from(format!("UID SEARCH {keys}"))
        };
        let searches = parts.map(search);
        // What comes from now on may be missing in the answer.
        self.link.take_changed();
        let found = self.gather(searches, self.times.command).await?;
        // `n:*` names the last message, too, if it is below n (RFC 3501, section 6.4.8).
        Ok(found.without(&UidSet::from(vec![(0, from.map_or(0, |from| from - 1))])))
    }

    /// The UIDs from `from` on of messages that came on `since` or later, by the message's numbers in the folder.
    ///
    /// The last messages are asked for first: where one is expunged meanwhile, the others move towards those still to
    /// be asked for. Since a server that tells of that in the middle of an answer may have counted by either, all are
    /// asked for once more then.
    async fn uids_one_by_one(&mut self, since: Option<NaiveDate>, from: u32) -> Result<UidSet, Trouble> {
        let shifts = self.link.shifts();
        let found = self.uids_by_number(since, from).await?;
        if self.link.shifts() == shifts { Ok(found) } else { self.uids_by_number(since, from).await }
    }

    async fn uids_by_number(&mut self, since: Option<NaiveDate>, from: u32) -> Result<UidSet, Trouble> {
        // What comes from now on may be missing in the answer.
        self.link.take_changed();
        let items = if since.is_some() { "(UID INTERNALDATE)" } else { "(UID)" };
        let mut found = Uids::default();
        let mut high = self.link.exists();
        // The last part reaches as far as the folder does by then.
        let mut last = "*".to_owned();
        while high > 0 {
            let low = (high - 1) / MAX_MESSAGES_PER_FETCH * MAX_MESSAGES_PER_FETCH + 1;
            let mut lowest = u32::MAX;
            let heed = |response: &Response<'_>| {
                if let Some((uid, day)) = number(response) {
                    lowest = lowest.min(uid);
                    // Whatever day is not told may be one of those.
                    if uid >= from && since.is_none_or(|since| day.is_none_or(|day| day >= since)) {
                        found.push(uid);
                    }
                }
            };
            let command = format!("FETCH {low}:{last} {items}");
            self.link.run(command, self.times.command, heed).await?.or_refused()?;
            // UIDs ascend with the numbers (RFC 3501, section 2.3.1.1): the others are lower.
            if lowest < from {
                break;
            }
            high = low - 1;
            last = high.to_string();
        }
        found.into_set().ok_or_else(|| Trouble::recoverable(FailureKind::Malformed))
    }

    /// What these searches find together.
    pub(super) async fn gather(
        &mut self,
        searches: impl Iterator<Item = Command> + Send,
        within: Duration,
    ) -> Result<UidSet, Trouble> {
        let lost_before = self.link.lost_searches();
        self.link.expect_found();
        let mut result = Ok(());
        for search in searches {
            result = self.link.run(search, within, |_| {}).await.and_then(Completion::or_refused);
            if result.is_err() {
                break;
            }
        }
        let found = self.link.take_found();
        result?;
        // A message whose number was not understood must not pass for one that is gone.
        if self.link.lost_searches() > lost_before {
            return Err(Trouble::recoverable(FailureKind::Malformed));
        }
        found.into_set().ok_or_else(|| Trouble::recoverable(FailureKind::Malformed))
    }
}

/// The search keys that together name every message, the last first: where messages are expunged in between, the others
/// move towards parts still to be searched. One after the other, since a server may say that there are billions.
pub(super) fn parts(exists: u32) -> impl Iterator<Item = String> + Send {
    let last = exists.saturating_sub(1) / MAX_MESSAGES_PER_SEARCH;
    (0..=last).rev().map(move |part| {
        let low = part * MAX_MESSAGES_PER_SEARCH + 1;
        match part {
            // Also where the folder is empty: a number would be out of its range.
            0 if last == 0 => "ALL".to_owned(),
            part if part == last => format!("{low}:*"),
            _ => format!("{low}:{}", low + (MAX_MESSAGES_PER_SEARCH - 1)),
        }
    })
}

fn day_before(since: i64) -> Option<NaiveDate> {
    DateTime::from_timestamp(since, 0)?.date_naive().checked_sub_days(Days::new(1))
}

/// The UID that a response tells of a message, and the day on which that came, in the server's time zone.
fn number(response: &Response<'_>) -> Option<(u32, Option<NaiveDate>)> {
    let Response::Fetch(_, attributes) = response else { return None };
    let (mut uid, mut day) = (None, None);
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(value) => uid = Some(*value),
            AttributeValue::InternalDate(date) => day = day_of(date),
            _ => {}
        }
    }
    Some((uid?, day))
}

/// Why a folder cannot be had.
pub(super) fn no_folder(refusal: Refusal) -> Trouble {
    let kind = if refusal.asks_to_wait_with_all() { FailureKind::Throttled } else { FailureKind::NoFolder };
    Trouble::recoverable(kind).saying(refusal.words)
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
    use super::{day_before, parts};

    #[test]
    fn asks_from_the_day_before() {
        let day = |since| day_before(since).map(|day| day.to_string());
        assert_eq!(day(1_709_208_000).as_deref(), Some("2024-02-28"));
        assert_eq!(day(1_709_251_200).as_deref(), Some("2024-02-29"));
        assert_eq!(day(0).as_deref(), Some("1969-12-31"));
        assert_eq!(day(i64::MAX), None);
    }

    #[test]
    fn searches_large_folders_in_parts_from_the_end() {
        let check = |exists, expect: &[&str]| assert_eq!(parts(exists).collect::<Vec<_>>(), expect);
        check(0, &["ALL"]);
        check(50_000, &["ALL"]);
        check(50_001, &["50001:*", "1:50000"]);
        check(100_000, &["50001:*", "1:50000"]);
        check(100_001, &["100001:*", "50001:100000", "1:50000"]);
        let mut most = parts(u32::MAX);
        assert_eq!(most.next().as_deref(), Some("4294950001:*"));
        assert_eq!((most.next().as_deref(), most.count()), (Some("4294900001:4294950000"), 85_898));
    }
}
