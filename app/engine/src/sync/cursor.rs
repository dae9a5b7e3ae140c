//! What is known of a folder: how far it is read, how that compares with the server, and what could not be read.

use crate::api::{AccountId, Audit, FolderUse, PersonId, Problem, ProblemKind, Seconds, SkipReason};
use crate::packed::{self, Unreadable};
use crate::store::CursorRow;
use kith_wire::{Examined, FailureKind, UidSet};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What could not be read is tried again by itself after this long, in seconds.
pub(crate) const RETRY_INTERVAL: Seconds = 86_400;

/// A folder that is numbered anew this often in a row has no numbers that last.
const MAX_RENUMBERINGS: u8 = 4;

/// Maximum number of skipped messages of a folder that are kept in mind one by one.
const MAX_SKIPPED: usize = 2_000;

/// What is known of a folder of an account.
///
/// Invariant: it is written in the transaction that stores the messages, and `stored` never holds a UID that is not
/// stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// As it is shown.
    pub(crate) title: String,
    /// What it is for, as it was listed last.
    pub(crate) special_use: FolderUse,
    /// Outside of this, the UIDs mean nothing.
    pub(crate) uid_validity: u32,
    pub(crate) stored: UidSet,
    /// Of what is stored, what was read when fewer header fields were asked for: it is read once more.
    pub(crate) old: UidSet,
    /// Read, and left out since they are older than what is read.
    pub(crate) outside: UidSet,
    /// What could not be read.
    pub(crate) skipped: BTreeMap<u32, SkipRecord>,
    /// Why the folder as a whole could not be read.
    pub(crate) trouble: Option<SkipRecord>,
    /// The last comparison with the server.
    pub(crate) audit: Option<FolderAudit>,
    /// How often in a row it was found numbered anew while it held messages.
    pub(crate) renumberings: u8,
    /// The addresses of which everything in it was asked for, also what is older than the time that is read
    /// ([`mark`]).
    pub(crate) backfilled: BTreeSet<u64>,
    /// What was found for such an address and could not be read.
    pub(crate) backfill_skipped: BTreeMap<u32, SkipRecord>,
    /// The messages in which calendars were looked for.
    pub(crate) calendars: UidSet,
}

/// What a cursor notes of an address that was asked for: eight bytes, however long it is.
pub(crate) fn mark(address: &str) -> u64 {
    PersonId::of(address).0
}

/// Why something could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SkipRecord {
    reason: u8,
    pub(crate) words: Option<String>,
    /// When it was tried last.
    pub(crate) at: Seconds,
    pub(crate) tries: u32,
}

/// A comparison of what is stored with what the server named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FolderAudit {
    /// The first moment of which messages were named; `None` for all.
    pub(crate) since: Option<Seconds>,
    /// The number that the next message was to get.
    pub(crate) uid_next: Option<u32>,
    /// How many messages the folder held, older ones included.
    pub(crate) exists: u32,
    /// How many messages the server named.
    pub(crate) named: u32,
    /// How many of those are not stored.
    pub(crate) missing: u32,
    /// When all of them were compared, in seconds. Never the time of a look at the new ones alone.
    pub(crate) at: Seconds,
    /// When it was last certain that all of them are those, in seconds: by a comparison, or since the folder's numbers
    /// left no other possibility.
    pub(crate) certain: Seconds,
    /// How many messages the server counted and did not list.
    pub(crate) unlisted: u32,
    /// How many of those that were named were gone when it was looked at the new ones alone; no one said which.
    pub(crate) gone: u32,
}

impl Cursor {
    /// This cursor after those UIDs were stored, and those left out as too old. Another UIDVALIDITY begins anew.
    pub(crate) fn after(&self, uid_validity: u32, stored: &UidSet, outside: &UidSet) -> Self {
        let mut next = if uid_validity == self.uid_validity { self.clone() } else { self.renumbered(uid_validity) };
        next.old = next.old.without(stored).without(outside);
        next.stored.extend(stored);
        next.outside.extend(outside);
        // What was sought and found is stored, however old it is.
        next.outside = next.outside.without(&next.stored);
        next.skipped.retain(|&uid, _| !stored.contains(uid) && !outside.contains(uid));
        next.backfill_skipped.retain(|&uid, _| !stored.contains(uid));
        next
    }

    /// Which of those UIDs are to be read: neither stored, with all fields that are asked for, nor left out before.
    pub(crate) fn missing(&self, uid_validity: u32, uids: &UidSet) -> UidSet {
        if uid_validity != self.uid_validity {
            return uids.clone();
        }
        uids.without(&self.stored.without(&self.old)).without(&self.outside)
    }

    /// The server named those of all messages that are read. What is stored and not named stays as it was read: it was
    /// deleted there, or is older than the rest.
    pub(crate) fn named_all(&mut self, uids: &UidSet) {
        self.old = self.old.without(&self.old.without(uids));
    }

    /// Those did not come once more. What is stored of them stays.
    pub(crate) fn not_again(&mut self, uids: &UidSet) {
        self.old = self.old.without(uids);
    }

    /// Which of those UIDs are not stored, left out or not.
    pub(crate) fn not_stored(&self, uid_validity: u32, uids: &UidSet) -> UidSet {
        // Under other numbers all of it is read anew, at the next reading.
        if uid_validity == self.uid_validity { uids.without(&self.stored) } else { UidSet::new() }
    }

    /// Nothing is known of it under its new numbering.
    pub(crate) fn renumbered(&self, uid_validity: u32) -> Self {
        let held = u8::from(!self.stored.is_empty() || self.renumberings >= MAX_RENUMBERINGS);
        let renumberings = self.renumberings.saturating_add(held);
        Self { title: self.title.clone(), special_use: self.special_use, uid_validity, renumberings, ..Self::default() }
    }

    /// Whether the server gives the folder other numbers whenever it is opened, as one that keeps none does.
    pub(crate) const fn is_numbered_anew_each_time(&self) -> bool {
        self.renumberings >= MAX_RENUMBERINGS
    }

    /// What could not be read and is not to be tried again yet.
    pub(crate) fn resting(&self, now: Seconds) -> UidSet {
        let rests = |skipped: &SkipRecord| (skipped.at..skipped.at.saturating_add(RETRY_INTERVAL)).contains(&now);
        self.skipped.iter().filter(|(_, skipped)| rests(skipped)).map(|(uid, _)| *uid).collect()
    }

    /// Sets messages aside that could not be read, of those that were `sought` or of the others. One that is stored and
    /// could not be read once more stays as it is.
    pub(crate) fn skip(&mut self, sought: bool, uids: &UidSet, reason: SkipReason, words: Option<&str>, now: Seconds) {
        self.not_again(uids);
        let uids = uids.without(&self.stored);
        let all = if sought { &mut self.backfill_skipped } else { &mut self.skipped };
        for uid in uids.iter().rev() {
            if all.len() >= MAX_SKIPPED && !all.contains_key(&uid) {
                break;
            }
            let tries = all.get(&uid).map_or(0, |skipped| skipped.tries);
            all.insert(uid, SkipRecord::new(reason, words, now, tries.saturating_add(1)));
        }
    }

    /// Whether it is for sent mail.
    pub(crate) fn is_sent(&self) -> bool {
        self.special_use == FolderUse::Sent
    }

    /// Notes why the folder as a whole could not be read.
    pub(crate) fn set_trouble(&mut self, problem: &Problem, now: Seconds) {
        let reason = match problem.kind {
            ProblemKind::Mail(FailureKind::NoFolder) => SkipReason::NoFolder,
            ProblemKind::Mail(FailureKind::Malformed) => SkipReason::NoNumbers,
            _ => SkipReason::Refused,
        };
        let tries = self.trouble.as_ref().map_or(0, |trouble| trouble.tries);
        self.trouble = Some(SkipRecord::new(reason, problem.words.as_deref(), now, tries.saturating_add(1)));
    }

    /// Whether nothing came since the last comparison, by what the server says of the folder now. UIDs ascend and are
    /// never used again (RFC 3501, section 2.3.1.1): the same next one says that there is nothing new.
    ///
    /// A folder that was empty and is empty did not change whatever its numbering: Courier gives one that never held a
    /// message another UIDVALIDITY every second.
    pub(crate) fn is_unchanged(&self, uid_validity: u32, uid_next: Option<u32>, messages: u32) -> bool {
        let same = |audit: &FolderAudit| {
            let same_next = audit.uid_next.is_some() && audit.uid_next == uid_next;
            let is_empty = messages == 0 && audit.exists == 0;
            is_empty || uid_validity == self.uid_validity && same_next && messages <= audit.exists
        };
        self.trouble.is_none() && self.audit.as_ref().is_some_and(same)
    }

    /// The server says that the folder stands as it was compared last ([`Cursor::is_unchanged`]). Where it holds as
    /// many messages as then, and as it named, they are the same.
    pub(crate) fn confirm(&mut self, messages: u32, now: Seconds) {
        if let Some(audit) = self.audit.as_mut().filter(|audit| audit.agrees_with(messages)) {
            audit.certain = now;
        }
    }

    /// How it compares with the server.
    pub(crate) fn audit(&self) -> Option<Audit> {
        self.audit.map(|audit| Audit {
            on_server: audit.named.saturating_add(audit.unlisted),
            stored: audit.named.saturating_sub(audit.missing),
            unlisted: audit.unlisted,
            at: audit.certain,
        })
    }

    pub(crate) fn row(&self, account: AccountId, folder: &str) -> Result<CursorRow, Unreadable> {
        let cursor = CursorV3Ref {
            title: &self.title,
            special_use: code(self.special_use),
            uid_validity: self.uid_validity,
            stored: self.stored.ranges(),
            old: self.old.ranges(),
            outside: self.outside.ranges(),
            skipped: self.skipped.iter().collect(),
            trouble: &self.trouble,
            audit: self.audit,
            renumberings: self.renumberings,
            backfilled: &self.backfilled,
            backfill_skipped: self.backfill_skipped.iter().collect(),
        };
        let record = CursorV4Ref { cursor, calendars: self.calendars.ranges() };
        Ok(CursorRow { account, folder: folder.to_owned(), bytes: packed::pack("cursor", 4, &record)? })
    }

    pub(crate) fn from_row(row: &CursorRow) -> Result<Self, Unreadable> {
        let special_use = |sent: bool| match row.folder.eq_ignore_ascii_case("INBOX") {
            true => FolderUse::Inbox,
            false if sent => FolderUse::Sent,
            false => FolderUse::Other,
        };
        match row.bytes.first() {
            Some(1) => {
                let record: CursorV1 = packed::unpack("cursor", 1, &row.bytes)?;
                let stored = UidSet::from(record.stored);
                Ok(Self {
                    title: row.folder.clone(),
                    special_use: special_use(false),
                    uid_validity: record.uid_validity,
                    old: stored.clone(),
                    stored,
                    ..Self::default()
                })
            }
            Some(2) => {
                let record: CursorV2 = packed::unpack("cursor", 2, &row.bytes)?;
                let stored = UidSet::from(record.stored);
                Ok(Self {
                    title: record.title,
                    special_use: special_use(record.sent),
                    uid_validity: record.uid_validity,
                    // Whatever was stored until then was read without the fields that came after.
                    old: stored.clone(),
                    stored,
                    outside: record.outside.into(),
                    skipped: record.skipped.into_iter().collect(),
                    trouble: record.trouble,
                    audit: record.audit.map(FolderAudit::from),
                    renumberings: record.renumberings,
                    ..Self::default()
                })
            }
            Some(3) => Ok(packed::unpack::<CursorV3>("cursor", 3, &row.bytes)?.into()),
            _ => {
                let CursorV4 { cursor, calendars } = packed::unpack("cursor", 4, &row.bytes)?;
                Ok(Self { calendars: calendars.into(), ..cursor.into() })
            }
        }
    }
}

/// The number under which a purpose is stored.
/// What a folder is for, as it is stored.
pub(crate) const fn code(special_use: FolderUse) -> u8 {
    match special_use {
        FolderUse::Other => 0,
        FolderUse::Inbox => 1,
        FolderUse::All => 2,
        FolderUse::Sent => 3,
        FolderUse::Drafts => 4,
        FolderUse::Junk => 5,
        FolderUse::Trash => 6,
        FolderUse::View => 7,
        FolderUse::Program => 8,
        FolderUse::Shared => 9,
    }
}

/// The same as it is read.
pub(crate) const fn of_code(code: u8) -> FolderUse {
    match code {
        1 => FolderUse::Inbox,
        2 => FolderUse::All,
        3 => FolderUse::Sent,
        4 => FolderUse::Drafts,
        5 => FolderUse::Junk,
        6 => FolderUse::Trash,
        7 => FolderUse::View,
        8 => FolderUse::Program,
        9 => FolderUse::Shared,
        _ => FolderUse::Other,
    }
}

impl SkipRecord {
    fn new(reason: SkipReason, words: Option<&str>, at: Seconds, tries: u32) -> Self {
        let reason = match reason {
            SkipReason::Refused => 0,
            SkipReason::NotGiven => 1,
            SkipReason::HangsUp => 2,
            SkipReason::NoFolder => 3,
            SkipReason::NoNumbers => 4,
        };
        Self { reason, words: words.map(str::to_owned), at, tries }
    }

    pub(crate) const fn reason(&self) -> SkipReason {
        match self.reason {
            0 => SkipReason::Refused,
            2 => SkipReason::HangsUp,
            3 => SkipReason::NoFolder,
            4 => SkipReason::NoNumbers,
            _ => SkipReason::NotGiven,
        }
    }
}

impl FolderAudit {
    /// A comparison of all that the server named; `unlisted`: how many it counted and did not list.
    pub(crate) fn of_all(
        since: Option<Seconds>,
        opened: &Examined,
        (named, missing, unlisted): (u32, u32, u32),
        at: Seconds,
    ) -> Self {
        let &Examined { uid_next, exists, .. } = opened;
        Self { since, uid_next, exists, named, missing, at, certain: at, unlisted, gone: 0 }
    }

    /// After a look at the new ones alone: so many came, of which so many are of the time that is read, and so many of
    /// those are not stored.
    pub(crate) fn with_new(self, opened: &Examined, (came, named, missing): (u32, u32, u32), now: Seconds) -> Self {
        // As many more as are new: none of the others went.
        let expected = self.exists.saturating_add(came);
        let gone = self.gone.saturating_add(expected.saturating_sub(opened.exists));
        let certain = if opened.exists == expected && gone == 0 { now } else { self.certain };
        Self {
            uid_next: opened.uid_next,
            exists: opened.exists,
            named: self.named.saturating_add(named),
            missing: self.missing.saturating_add(missing),
            certain,
            gone,
            ..self
        }
    }

    /// Whether a folder with this many messages holds those that were named, if nothing came.
    pub(crate) const fn agrees_with(&self, messages: u32) -> bool {
        self.exists == messages && self.unlisted == 0 && self.gone == 0
    }

    /// Whether that time is covered by it. (As time goes by, the first moment moves on.)
    pub(crate) fn covers(&self, since: Option<Seconds>) -> bool {
        match (self.since, since) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(covered), Some(wanted)) => covered <= wanted,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct CursorV1 {
    uid_validity: u32,
    stored: Vec<(u32, u32)>,
}

/// A comparison as it was stored before version 3.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct FolderAuditV2 {
    since: Option<Seconds>,
    uid_next: Option<u32>,
    exists: u32,
    named: u32,
    missing: u32,
    at: Seconds,
    certain: Seconds,
}

impl From<FolderAuditV2> for FolderAudit {
    fn from(audit: FolderAuditV2) -> Self {
        let FolderAuditV2 { since, uid_next, exists, named, missing, at: _, certain } = audit;
        // What was named was not compared with what the server counts: that is done at once.
        Self { since, uid_next, exists, named, missing, at: 0, certain, unlisted: 0, gone: 0 }
    }
}

#[derive(Serialize, Deserialize)]
struct CursorV2 {
    title: String,
    sent: bool,
    uid_validity: u32,
    stored: Vec<(u32, u32)>,
    outside: Vec<(u32, u32)>,
    skipped: Vec<(u32, SkipRecord)>,
    trouble: Option<SkipRecord>,
    audit: Option<FolderAuditV2>,
    renumberings: u8,
}

#[derive(Deserialize)]
struct CursorV3 {
    title: String,
    special_use: u8,
    uid_validity: u32,
    stored: Vec<(u32, u32)>,
    old: Vec<(u32, u32)>,
    outside: Vec<(u32, u32)>,
    skipped: Vec<(u32, SkipRecord)>,
    trouble: Option<SkipRecord>,
    audit: Option<FolderAudit>,
    renumberings: u8,
    backfilled: BTreeSet<u64>,
    backfill_skipped: Vec<(u32, SkipRecord)>,
}

impl From<CursorV3> for Cursor {
    fn from(record: CursorV3) -> Self {
        Self {
            title: record.title,
            special_use: of_code(record.special_use),
            uid_validity: record.uid_validity,
            stored: record.stored.into(),
            old: record.old.into(),
            outside: record.outside.into(),
            skipped: record.skipped.into_iter().collect(),
            trouble: record.trouble,
            audit: record.audit,
            renumberings: record.renumberings,
            backfilled: record.backfilled,
            backfill_skipped: record.backfill_skipped.into_iter().collect(),
            calendars: UidSet::new(),
        }
    }
}

#[derive(Deserialize)]
struct CursorV4 {
    cursor: CursorV3,
    calendars: Vec<(u32, u32)>,
}

/// [`CursorV4`] as it is written, with each batch: nothing is copied for it.
#[derive(Serialize)]
struct CursorV4Ref<'a> {
    cursor: CursorV3Ref<'a>,
    calendars: &'a [(u32, u32)],
}

/// The part of it that was [`CursorV3`].
#[derive(Serialize)]
struct CursorV3Ref<'a> {
    title: &'a str,
    special_use: u8,
    uid_validity: u32,
    stored: &'a [(u32, u32)],
    old: &'a [(u32, u32)],
    outside: &'a [(u32, u32)],
    skipped: Vec<(&'a u32, &'a SkipRecord)>,
    trouble: &'a Option<SkipRecord>,
    audit: Option<FolderAudit>,
    renumberings: u8,
    backfilled: &'a BTreeSet<u64>,
    backfill_skipped: Vec<(&'a u32, &'a SkipRecord)>,
}

#[cfg(test)]
impl Cursor {
    /// Its row as it would have been stored in version 2.
    pub(crate) fn row_of_version_2(&self, account: AccountId, folder: &str) -> CursorRow {
        let record = CursorV2 {
            title: self.title.clone(),
            sent: self.is_sent(),
            uid_validity: self.uid_validity,
            stored: self.stored.ranges().to_vec(),
            outside: self.outside.ranges().to_vec(),
            skipped: self.skipped.iter().map(|(uid, skipped)| (*uid, skipped.clone())).collect(),
            trouble: self.trouble.clone(),
            audit: self.audit.map(|audit| {
                let FolderAudit { since, uid_next, exists, named, missing, at, certain, .. } = audit;
                FolderAuditV2 { since, uid_next, exists, named, missing, at, certain }
            }),
            renumberings: self.renumberings,
        };
        let bytes = packed::pack("cursor", 2, &record).unwrap_or_default();
        CursorRow { account, folder: folder.to_owned(), bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, CursorV1, CursorV2, FolderAudit, FolderAuditV2, RETRY_INTERVAL, SkipRecord, mark, of_code};
    use crate::api::{AccountId, Audit, FolderUse, Problem, ProblemKind, SkipReason};
    use crate::packed;
    use crate::store::CursorRow;
    use kith_wire::{Examined, FailureKind, UidSet};

    fn set(uids: &[u32]) -> UidSet {
        uids.iter().copied().collect()
    }

    fn after(cursor: &Cursor, uid_validity: u32, uids: &[u32]) -> Cursor {
        cursor.after(uid_validity, &set(uids), &UidSet::new())
    }

    fn audit() -> FolderAudit {
        FolderAudit {
            since: Some(100),
            uid_next: Some(9),
            exists: 6,
            named: 5,
            missing: 1,
            at: 1_000,
            certain: 1_000,
            ..FolderAudit::default()
        }
    }

    #[test]
    fn what_is_missing_is_what_the_server_names_and_is_neither_stored_nor_too_old() {
        let cursor = after(&Cursor::default(), 7, &[1, 2, 5]);
        assert_eq!(cursor.missing(7, &set(&[2, 3, 5, 6])), set(&[3, 6]));
        assert_eq!(cursor.after(7, &set(&[3]), &set(&[6])).missing(7, &set(&[2, 3, 5, 6, 8])), set(&[8]));
    }

    #[test]
    fn another_uid_validity_begins_anew() {
        let mut cursor = after(&Cursor::default(), 7, &[1, 2]);
        cursor.audit = Some(audit());
        cursor.skip(false, &set(&[3]), SkipReason::Refused, None, 5);
        assert_eq!(cursor.missing(8, &set(&[1, 2])), set(&[1, 2]));
        let anew = Cursor { uid_validity: 8, stored: set(&[1]), renumberings: 1, ..Cursor::default() };
        assert_eq!(after(&cursor, 8, &[1]), anew);
    }

    #[test]
    fn what_could_not_be_read_rests_for_a_day_and_goes_when_it_is_read() {
        let mut cursor = after(&Cursor::default(), 7, &[1]);
        cursor.skip(false, &set(&[4, 6]), SkipReason::HangsUp, Some("bye"), 1_000);
        cursor.skip(false, &set(&[6]), SkipReason::Refused, None, 2_000);
        assert_eq!(cursor.resting(3_000), set(&[4, 6]));
        assert_eq!(cursor.resting(1_000 + RETRY_INTERVAL), set(&[6]));
        let mut odd = cursor.clone();
        odd.skipped.values_mut().for_each(|skipped| skipped.at = i64::MAX);
        assert_eq!(odd.resting(3_000), set(&[]), "a time that cannot be stops nothing");
        assert_eq!(cursor.resting(500), set(&[]), "a clock that was set back keeps nothing from being tried");
        let tries: Vec<_> = cursor.skipped.values().map(|skipped| (skipped.reason(), skipped.tries)).collect();
        assert_eq!(tries, [(SkipReason::HangsUp, 1), (SkipReason::Refused, 2)]);
        assert!(after(&cursor, 7, &[4, 6]).skipped.is_empty());
    }

    #[test]
    fn a_folder_is_unchanged_when_no_uid_was_given_out_since() {
        let mut cursor = after(&Cursor::default(), 7, &[1, 2, 3, 4, 5]);
        assert!(!cursor.is_unchanged(7, Some(9), 6), "never compared");
        cursor.audit = Some(audit());
        assert!(cursor.is_unchanged(7, Some(9), 6));
        assert!(cursor.is_unchanged(7, Some(9), 5), "something was deleted: there is nothing to read");
        assert!(!cursor.is_unchanged(7, Some(9), 7), "more messages without a new UID: the server errs, so look");
        assert!(!cursor.is_unchanged(7, Some(10), 6));
        assert!(!cursor.is_unchanged(8, Some(9), 6));
        assert!(!cursor.is_unchanged(7, None, 6), "a server that does not say is looked at");
        assert!(!cursor.is_unchanged(8, Some(1), 0), "emptied, and made anew: what comes next has other numbers");
        let held = cursor.audit.replace(FolderAudit { exists: 0, ..audit() });
        assert!(cursor.is_unchanged(8, Some(1), 0), "empty then and now");
        assert!(!cursor.is_unchanged(8, Some(2), 1));
        cursor.audit = held;
        cursor.set_trouble(&Problem::new(ProblemKind::Mail(FailureKind::NoFolder)), 5);
        assert!(!cursor.is_unchanged(7, Some(9), 6));
    }

    #[test]
    fn it_is_certain_what_a_folder_holds_when_its_numbers_leave_no_other_possibility() {
        let mut cursor = Cursor { uid_validity: 7, audit: Some(audit()), ..Cursor::default() };
        let at = |cursor: &Cursor| cursor.audit().map(|audit| audit.at);
        cursor.confirm(5, 2_000);
        assert_eq!(at(&cursor), Some(1_000), "one was deleted: which, nobody said");
        cursor.confirm(6, 2_000);
        assert_eq!(at(&cursor), Some(2_000));
        let opened = |exists| Examined { uid_validity: 7, uid_next: Some(11), exists };
        let more = audit().with_new(&opened(8), (2, 2, 1), 3_000);
        assert_eq!((more.named, more.missing, more.certain, more.at), (7, 2, 3_000, 1_000));
        let more = audit().with_new(&opened(8), (2, 1, 0), 3_000);
        assert_eq!((more.named, more.certain), (6, 3_000), "one of those that came is too old to be read");
        let less = audit().with_new(&opened(7), (2, 2, 0), 3_000);
        assert_eq!(less.certain, 1_000, "one was deleted meanwhile");
        cursor.audit = Some(less);
        cursor.confirm(7, 4_000);
        assert_eq!(at(&cursor), Some(1_000), "and it is still not known which");
    }

    #[test]
    fn what_the_server_counts_and_does_not_list_is_missing_and_never_certain() {
        let opened = Examined { uid_validity: 7, uid_next: Some(9), exists: 6 };
        let audit = FolderAudit::of_all(None, &opened, (4, 1, 2), 1_000);
        let mut cursor = Cursor { uid_validity: 7, audit: Some(audit), ..Cursor::default() };
        cursor.confirm(6, 2_000);
        assert_eq!(cursor.audit(), Some(Audit { on_server: 6, stored: 3, unlisted: 2, at: 1_000 }));
    }

    #[test]
    fn a_look_covers_what_lies_after_its_first_moment() {
        assert!(audit().covers(Some(100)) && audit().covers(Some(200)));
        assert!(!audit().covers(Some(99)) && !audit().covers(None));
        assert!(FolderAudit { since: None, ..audit() }.covers(None));
    }

    #[test]
    fn comes_back_from_its_row() {
        let mut cursor = after(&Cursor::default(), 7, &[1, 2, 5, u32::MAX]);
        (cursor.title, cursor.special_use, cursor.outside) = ("Gesendet".into(), FolderUse::Sent, set(&[9]));
        cursor.old = set(&[1, 5]);
        cursor.backfilled = [mark("ada@x.example"), u64::MAX].into();
        cursor.skip(true, &set(&[4]), SkipReason::Refused, None, 4);
        cursor.skip(false, &set(&[3]), SkipReason::NotGiven, Some("no"), 4);
        cursor.set_trouble(&Problem::new(ProblemKind::Mail(FailureKind::Malformed)), 5);
        cursor.audit = Some(FolderAudit { unlisted: 3, gone: 1, ..audit() });
        assert_eq!(Cursor::from_row(&cursor.row(AccountId(1), "A").unwrap()).unwrap(), cursor);
        for code in 0..=10 {
            let known = of_code(code);
            assert!(super::code(known) == code || known == FolderUse::Other, "{code}");
        }
    }

    #[test]
    fn rows_of_the_second_version_are_read_and_compared_anew_with_what_the_server_counts() {
        let audit = FolderAuditV2 {
            since: None,
            uid_next: Some(9),
            exists: 6,
            named: 5,
            missing: 1,
            at: 1_000,
            certain: 1_000,
        };
        for (folder, sent, special_use) in
            [("INBOX", false, FolderUse::Inbox), ("Gesendet", true, FolderUse::Sent), ("A", false, FolderUse::Other)]
        {
            let record = CursorV2 {
                title: "A".into(),
                sent,
                uid_validity: 7,
                stored: vec![(1, 3)],
                outside: vec![(5, 5)],
                skipped: vec![(4, SkipRecord::new(SkipReason::HangsUp, Some("bye"), 9, 2))],
                trouble: None,
                audit: Some(audit),
                renumberings: 1,
            };
            let bytes = packed::pack("cursor", 2, &record).unwrap();
            let cursor = Cursor::from_row(&CursorRow { account: AccountId(1), folder: folder.into(), bytes }).unwrap();
            assert_eq!((cursor.special_use, cursor.uid_validity, &cursor.stored), (special_use, 7, &set(&[1, 2, 3])));
            assert_eq!((cursor.outside.len(), cursor.skipped.len(), cursor.renumberings), (1, 1, 1));
            let audit = cursor.audit.unwrap();
            assert_eq!((audit.named, audit.at, cursor.backfilled.len()), (5, 0, 0));
        }
    }

    #[test]
    fn a_row_of_the_first_version_is_read_and_compared_anew() {
        let record = CursorV1 { uid_validity: 7, stored: vec![(1, 3)] };
        let row = CursorRow {
            account: AccountId(1),
            folder: "INBOX".into(),
            bytes: packed::pack("cursor", 1, &record).unwrap(),
        };
        let cursor = Cursor::from_row(&row).unwrap();
        assert_eq!((cursor.uid_validity, &cursor.stored, cursor.audit), (7, &set(&[1, 2, 3]), None));
        assert_eq!(cursor.old, cursor.stored);
    }

    #[test]
    fn what_was_read_with_fewer_fields_is_read_once_more_and_never_lost() {
        let stored = vec![(1, 6)];
        let record = CursorV2 {
            title: "Inbox".into(),
            sent: false,
            uid_validity: 7,
            stored,
            outside: vec![(9, 9)],
            skipped: Vec::new(),
            trouble: None,
            audit: Some(FolderAuditV2 {
                since: None,
                uid_next: Some(10),
                exists: 7,
                named: 6,
                missing: 0,
                at: 5,
                certain: 5,
            }),
            renumberings: 0,
        };
        let bytes = packed::pack("cursor", 2, &record).unwrap();
        let mut cursor = Cursor::from_row(&CursorRow { account: AccountId(1), folder: "INBOX".into(), bytes }).unwrap();
        assert_eq!(cursor.stored, set(&[1, 2, 3, 4, 5, 6]));
        assert_eq!(cursor.missing(7, &set(&[2, 3, 4, 5, 6, 9, 10])), set(&[2, 3, 4, 5, 6, 10]));
        assert!(cursor.not_stored(7, &set(&[2, 3])).is_empty());
        // The first is not named any more: it was deleted, or is older than what is read.
        cursor.named_all(&set(&[2, 3, 4, 5, 6]));
        // One is read, one does not come again, one is refused, one is too old now.
        let mut cursor = cursor.after(7, &set(&[6]), &set(&[2]));
        cursor.not_again(&set(&[5]));
        cursor.skip(false, &set(&[4]), SkipReason::Refused, None, 5);
        assert!(cursor.skipped.is_empty());
        assert_eq!(cursor.missing(7, &set(&[1, 2, 3, 4, 5, 6])), set(&[3]));
        assert_eq!((&cursor.stored, cursor.outside), (&set(&[1, 2, 3, 4, 5, 6]), set(&[9])));
    }
}
