//! One reading of a mailbox: what is to be looked at, and what is to be read.

use super::connection::Job;
use crate::api::{FolderUse, Problem, Seconds};
use kith_wire::{Examined, UidSet};

/// The most UIDs in one question. However gapped they are, it stays far below the relay's limit for a request.
pub(crate) const MAX_UIDS_PER_QUESTION: u32 = 20_000;

/// How many of a folder's messages are read before other folders are scanned, so that the people who matter today are
/// there within seconds.
pub(super) const FIRST_MESSAGES: u32 = 1_000;

/// Maximum number of messages of a folder that the server refuses to give and that are found out one by one; then the
/// folder is left for the next sync run.
pub(super) const MAX_REFUSED: u32 = 20;

/// Maximum number of questions in which what was not given is asked for again.
const MAX_QUESTIONS: u64 = 32;

/// One reading of a mailbox.
#[derive(Debug, Default)]
pub(super) struct SyncRun {
    /// Whether everything is compared, and what could not be read is tried again.
    pub(super) full: bool,
    pub(super) stage: Stage,
    /// To be looked at, what matters most first.
    pub(super) scans: Vec<FolderScan>,
    /// To be read, what matters most first.
    pub(super) backlogs: Vec<FolderBacklog>,
    /// Read, but for messages that were named and not given: these are looked at a second time.
    pub(super) unconfirmed: Vec<FolderBacklog>,
    pub(super) read: u32,
    pub(super) of: u32,
    /// Why the folder that matters most was not read: then it is not said that everything is there.
    pub(super) blocked: Option<Problem>,
    /// Another one is wanted when this one is over.
    pub(super) again: Option<bool>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stage {
    /// The folders are to be listed.
    #[default]
    ToList,
    Listing,
    /// The rest of what is to be looked at follows from how folders stand, which is being asked.
    AskingStatus,
    Working,
}

/// A folder to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FolderScan {
    pub(super) folder: String,
    pub(super) special_use: FolderUse,
    /// From that UID on; `None` for all.
    pub(super) from: Option<u32>,
}

/// A folder of which messages are missing.
#[derive(Debug)]
pub(super) struct FolderBacklog {
    pub(super) folder: String,
    pub(super) title: String,
    pub(super) uid_validity: u32,
    /// Whether they were found for an address, and may be older than what is read.
    pub(super) backfill: bool,
    /// To be asked for.
    pub(super) missing: UidSet,
    /// Asked for once, and not given.
    pub(super) once: UidSet,
    /// Asked for twice, and not given.
    pub(super) twice: UidSet,
    /// How many connections are reading it.
    pub(super) readers: u32,
    /// How many to ask for at once: fewer after a refusal, until it is known which message the server cannot give.
    pub(super) slice: u32,
    pub(super) read: u32,
    pub(super) refused: u32,
    pub(super) scanned: ScanResult,
}

/// What a look at a folder said.
#[derive(Clone, Debug)]
pub(super) struct ScanResult {
    pub(super) opened: Examined,
    pub(super) uids: UidSet,
    /// How many messages the server counts that it does not name.
    pub(super) unlisted: u32,
    /// Whether those were all, and not the new ones alone.
    pub(super) all: bool,
    /// Whether it is the second look of this round at the folder, after messages were named and not given.
    pub(super) second: bool,
}

impl SyncRun {
    pub(super) fn new(full: bool) -> Self {
        Self { full, ..Self::default() }
    }

    /// A round that only looks for what is new in one folder.
    pub(super) fn of_change(scan: FolderScan) -> Self {
        Self { stage: Stage::Working, scans: vec![scan], ..Self::default() }
    }

    /// How many messages are to be read.
    pub(super) fn missing(&self) -> u64 {
        self.backlogs.iter().map(|backlog| backlog.missing.len()).sum()
    }

    /// What a connection may do next, if there is anything: what matters most is looked at and begun first, then the
    /// other folders are looked at, then the rest is read.
    pub(super) fn next(&mut self, since: Option<Seconds>) -> Option<Job> {
        match self.stage {
            Stage::ToList => {
                self.stage = Stage::Listing;
                return Some(Job::List);
            }
            Stage::Listing | Stage::AskingStatus => return None,
            Stage::Working => {}
        }
        let matters =
            |scan: &FolderScan| matches!(scan.special_use, FolderUse::Inbox | FolderUse::All | FolderUse::Sent);
        let begins = |backlog: &FolderBacklog| backlog.read < FIRST_MESSAGES && backlog.readers == 0;
        if self.scans.first().is_some_and(matters) {
            return self.next_scan(since);
        }
        let first = self.backlogs.iter_mut().find(|backlog| begins(backlog) && !backlog.missing.is_empty());
        if let Some(backlog) = first {
            return backlog.next(FIRST_MESSAGES);
        }
        if let Some(scan) = self.next_scan(since) {
            return Some(scan);
        }
        self.backlogs.iter_mut().find_map(|backlog| backlog.next(MAX_UIDS_PER_QUESTION))
    }

    /// The part of a folder.
    pub(super) fn backlog(&mut self, folder: &str) -> Option<&mut FolderBacklog> {
        self.backlogs.iter_mut().find(|backlog| backlog.folder == folder)
    }

    /// Takes a stretch out of which nothing more is to be read now.
    pub(super) fn take_ended(&mut self, folder: &str) -> Option<FolderBacklog> {
        let ended = |s: &FolderBacklog| s.folder == folder && s.readers == 0 && s.missing.is_empty();
        let at = self.backlogs.iter().position(ended)?;
        Some(self.backlogs.remove(at))
    }

    /// Takes the part of a folder that is looked at a second time.
    pub(super) fn take_unconfirmed(&mut self, folder: &str) -> Option<FolderBacklog> {
        let at = self.unconfirmed.iter().position(|backlog| backlog.folder == folder)?;
        Some(self.unconfirmed.remove(at))
    }

    fn next_scan(&mut self, since: Option<Seconds>) -> Option<Job> {
        if self.scans.is_empty() {
            return None;
        }
        let scan = self.scans.remove(0);
        Some(Job::Scan { folder: scan.folder, since, from: scan.from })
    }
}

impl FolderBacklog {
    /// A folder after a look that found those missing.
    pub(super) fn new(folder: String, title: String, scanned: ScanResult, missing: UidSet, slice: u32) -> Self {
        Self {
            folder,
            title,
            uid_validity: scanned.opened.uid_validity,
            backfill: false,
            missing,
            once: UidSet::new(),
            twice: UidSet::new(),
            readers: 0,
            slice,
            read: 0,
            refused: 0,
            scanned,
        }
    }

    /// Takes the newest that are missing to be asked for, no more than `most`.
    pub(super) fn next(&mut self, most: u32) -> Option<Job> {
        let uids = self.missing.take_highest(self.slice.min(most));
        if uids.is_empty() {
            return None;
        }
        self.readers += 1;
        let Self { folder, uid_validity, backfill, .. } = &*self;
        Some(Job::Read { folder: folder.clone(), uid_validity: *uid_validity, uids, backfill: *backfill })
    }

    /// The connection that read it came to the end of what it was asked for; those did not come. A UID that is absent
    /// from an answer is not always gone: it is asked for once more.
    pub(super) fn read_to_end(&mut self, left: &UidSet) {
        self.readers = self.readers.saturating_sub(1);
        let again = left.without(&self.once);
        self.twice.extend(&left.without(&again));
        self.missing.extend(&again);
        self.once.extend(&again);
        if !again.is_empty() {
            // One whose length the server tells wrongly takes those behind it along: they are asked for apart.
            self.slice = u32::try_from(again.len() / MAX_QUESTIONS)
                .unwrap_or(MAX_UIDS_PER_QUESTION)
                .clamp(1, MAX_UIDS_PER_QUESTION);
        } else if self.missing.without(&self.once) == self.missing {
            self.slice = self.slice.saturating_mul(2).min(MAX_UIDS_PER_QUESTION);
        }
    }

    /// The server refuses something of what did not come yet, of so many that it was asked for. Half of it is asked for
    /// next, until it is known what; then that is given. Only what was asked for alone is known to be refused: the last
    /// that did not come of many may have been deleted meanwhile.
    pub(super) fn refused(&mut self, left: &UidSet, asked: u64) -> UidSet {
        self.readers = self.readers.saturating_sub(1);
        let count = u32::try_from(left.len()).unwrap_or(u32::MAX);
        if count == 0 {
            return UidSet::new();
        }
        self.slice = (count / 2).clamp(1, MAX_UIDS_PER_QUESTION);
        if asked == 1 {
            self.refused += 1;
            return left.clone();
        }
        self.missing.extend(left);
        UidSet::new()
    }
}
