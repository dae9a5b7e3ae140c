//! Reaching back: what is older than the time that is read, of addresses that became someone's.
//!
//! Each folder is searched for a group of addresses at a time; what is found and not stored is read as everything else
//! is, with the same repeats, halving and setting aside. Only then it is noted in the folder's cursor that those
//! addresses were asked for there. It is done between readings, by one connection, a slice at a time.
//!
//! What fails concerns that folder, or that address in it, alone: it is tried again after a while, and the others go
//! on.

use crate::api::{Problem, Seconds, SkipReason};
use crate::sync::connection::Job;
use crate::sync::cursor::{Cursor, RETRY_INTERVAL, mark};
use crate::sync::folders::Listed;
use crate::sync::searching::{ascii_part, searchable};
use crate::sync::sync_run::{FIRST_MESSAGES, FolderBacklog, MAX_REFUSED, ScanResult};
use kith_wire::limits::MAX_SEARCH_ADDRESSES;
use kith_wire::{Examined, UidSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What failed is tried again after this long, in seconds; then after twice as long each time, at most a day.
const RETRY_SECONDS: Seconds = 300;

/// A shorter part of an address is not searched for: it would be found in too many.
const MIN_PART_BYTES: usize = 4;

/// Addresses to reach back for.
#[derive(Debug, Default)]
pub(super) struct Backfill {
    /// Each with its mark.
    addresses: Arc<BTreeMap<String, u64>>,
    /// Whether there may be something to do.
    pending: bool,
    running: Option<Running>,
    /// Folders that are left alone for a while, and addresses in folders.
    resting: BTreeMap<(String, Option<u64>), Rest>,
    /// In which folders fewer addresses are asked for at once, and how many.
    at_once: BTreeMap<String, usize>,
}

#[derive(Clone, Copy, Debug)]
struct Rest {
    until: Seconds,
    tries: u32,
}

/// A group of addresses in a folder.
#[derive(Debug)]
struct Running {
    folder: String,
    sent: bool,
    addresses: Vec<(String, u64)>,
    /// When it began, in seconds.
    begun: Seconds,
    /// Whether only that part of the address is sought which is ASCII, since the server does not like the rest.
    is_part: bool,
    /// Under which numbering messages were found.
    uid_validity: u32,
    /// What came already and is not to be read again, although it is not stored: it only looked like theirs.
    given: UidSet,
    /// Named and not given, twice. Set once the folder is searched a second time.
    twice: Option<UidSet>,
    doing: BackfillStage,
}

#[derive(Debug)]
enum BackfillStage {
    ToSeek,
    Seeking,
    Reading(Box<FolderBacklog>),
}

impl Backfill {
    /// Reaches back for these addresses from now on, where that was not done yet.
    pub(super) fn set_addresses(&mut self, addresses: BTreeSet<String>) {
        if !addresses.iter().eq(self.addresses.keys()) {
            let marked = addresses.into_iter().map(|address| {
                let mark = mark(&address);
                (address, mark)
            });
            self.addresses = Arc::new(marked.collect());
        }
        self.pending = true;
    }

    /// The addresses, each with its mark.
    pub(super) fn addresses(&self) -> Arc<BTreeMap<String, u64>> {
        Arc::clone(&self.addresses)
    }

    /// The folder that is being searched, or of which something is being read.
    pub(super) fn folder(&self) -> Option<&str> {
        self.running.as_ref().map(|running| running.folder.as_str())
    }

    /// Whether there is something to do now.
    pub(super) fn is_wanted(&self, folders: &BTreeMap<String, Cursor>, listed: &[Listed], now: Seconds) -> bool {
        self.pick(folders, listed, now).is_some()
    }

    /// What was failing is tried again at once.
    pub(super) fn wake(&mut self) {
        self.resting.clear();
        self.pending = true;
    }

    /// What is under way is begun again another time.
    pub(super) fn stop(&mut self) {
        self.running = None;
        self.pending = true;
    }

    /// What is being read.
    pub(super) fn backlog(&mut self) -> Option<&mut FolderBacklog> {
        match self.running.as_mut().map(|running| &mut running.doing) {
            Some(BackfillStage::Reading(backlog)) => Some(backlog),
            _ => None,
        }
    }

    /// What a connection may do next.
    pub(super) fn next(&mut self, folders: &BTreeMap<String, Cursor>, listed: &[Listed], now: Seconds) -> Option<Job> {
        // A folder that was numbered anew since is searched anew.
        let is_same = |running: &Running| {
            let is_numbered = running.uid_validity != 0;
            let cursor = folders.get(&running.folder);
            cursor.is_some_and(|cursor| !is_numbered || cursor.uid_validity == running.uid_validity)
        };
        self.running = self.running.take().filter(is_same);
        if self.running.is_none() && self.pending {
            self.running = self.pick(folders, listed, now);
            self.pending = self.running.is_some();
        }
        let running = self.running.as_mut()?;
        match &mut running.doing {
            BackfillStage::Seeking => None,
            BackfillStage::Reading(backlog) if backlog.readers > 0 => None,
            BackfillStage::Reading(backlog) => backlog.next(FIRST_MESSAGES),
            BackfillStage::ToSeek => {
                running.doing = BackfillStage::Seeking;
                let addresses = running.addresses.iter().map(|(address, _)| match running.is_part {
                    true => ascii_part(address),
                    false => searchable(address),
                });
                Some(Job::Search {
                    folder: running.folder.clone(),
                    sent: running.sent,
                    words: Vec::new(),
                    addresses: addresses.map(str::to_owned).collect(),
                })
            }
        }
    }

    /// The next group of addresses: those of the first folder in which some were not asked for.
    fn pick(&self, folders: &BTreeMap<String, Cursor>, listed: &[Listed], now: Seconds) -> Option<Running> {
        let rests = |folder: &str, mark: Option<u64>| {
            let rest = self.resting.get(&(folder.to_owned(), mark));
            // A clock that was set back keeps nothing from being tried.
            rest.is_some_and(|rest| (rest.until - RETRY_INTERVAL..rest.until).contains(&now))
        };
        listed.iter().filter(|listed| listed.counts && !rests(&listed.name, None)).find_map(|listed| {
            let folder = &listed.name;
            let cursor = folders.get(folder).filter(|it| it.audit.is_some() && it.trouble.is_none())?;
            let missing = |mark: u64| !cursor.backfilled.contains(&mark) && !rests(folder, Some(mark));
            let mut missing = self.addresses.iter().filter(|(_, mark)| missing(**mark)).peekable();
            // One that is not ASCII asks more of a server: it keeps no other from being found.
            let is_ascii = missing.peek()?.0.is_ascii();
            let count = self.at_once.get(folder).copied().unwrap_or(MAX_SEARCH_ADDRESSES);
            let group = missing.filter(|(address, _)| address.is_ascii() == is_ascii).take(count);
            Some(Running {
                folder: folder.clone(),
                sent: cursor.is_sent(),
                addresses: group.map(|(address, mark)| (address.clone(), *mark)).collect(),
                begun: now,
                is_part: false,
                uid_validity: 0,
                given: UidSet::new(),
                twice: None,
                doing: BackfillStage::ToSeek,
            })
        })
    }

    /// Leaves the folder of the group alone for a while.
    fn rest_folder(&mut self, now: Seconds) {
        let Some(running) = self.running.take() else { return };
        let rest = self.resting.entry((running.folder, None)).or_insert(Rest { until: now, tries: 0 });
        *rest = rest.longer(now);
    }

    /// Asks for fewer addresses at once, or for a part of the only one; if that is of no use either, leaves it alone.
    fn halve(&mut self, now: Seconds) {
        let Some(running) = &mut self.running else { return };
        let part = running.addresses.first().map(|(address, _)| ascii_part(address)).unwrap_or_default();
        match running.addresses.as_slice() {
            [(address, _)] if !address.is_ascii() && !running.is_part && part.len() >= MIN_PART_BYTES => {
                (running.is_part, running.doing) = (true, BackfillStage::ToSeek);
            }
            [(_, mark)] => {
                let (folder, mark) = (running.folder.clone(), *mark);
                let rest = self.resting.entry((folder, Some(mark))).or_insert(Rest { until: now, tries: 0 });
                *rest = rest.longer(now);
                self.running = None;
            }
            several => {
                self.at_once.insert(running.folder.clone(), several.len() / 2);
                self.running = None;
            }
        }
    }

    /// The server found these for the group of addresses. So many messages are asked for at once.
    pub(super) fn found(
        &mut self,
        opened: Examined,
        uids: UidSet,
        folders: &BTreeMap<String, Cursor>,
        slice: u32,
        now: Seconds,
    ) {
        let Some(running) = &mut self.running else { return };
        let Some(cursor) = folders.get(&running.folder) else { return self.stop() };
        if cursor.uid_validity != opened.uid_validity {
            // The next reading looks at it first.
            return self.rest_folder(now);
        }
        running.uid_validity = opened.uid_validity;
        // What is not found any more was expunged.
        let twice = running.twice.as_ref().map(|twice| twice.without(&twice.without(&uids)));
        let known = twice.clone().unwrap_or_default();
        let missing = cursor.not_stored(opened.uid_validity, &uids).without(&running.given).without(&known);
        let scanned = ScanResult { opened, uids, unlisted: 0, all: false, second: twice.is_some() };
        let backlog = FolderBacklog::new(running.folder.clone(), cursor.title.clone(), scanned, missing, slice);
        let backlog = FolderBacklog { backfill: true, twice: known, ..backlog };
        running.doing = BackfillStage::Reading(Box::new(backlog));
    }

    /// The server refuses to give something that was found, or to search. Gives the folder, if what is known of it is
    /// to be stored.
    pub(super) fn refused(
        &mut self,
        asked: Option<&UidSet>,
        left: &UidSet,
        problem: &Problem,
        folders: &mut BTreeMap<String, Cursor>,
        now: Seconds,
    ) -> Option<String> {
        let (Some(asked), Some(backlog)) = (asked, self.backlog()) else {
            self.halve(now);
            return None;
        };
        let refused = backlog.refused(left, asked.len());
        let (enough, folder) = (backlog.refused >= MAX_REFUSED, backlog.folder.clone());
        if let Some(cursor) = folders.get_mut(&folder) {
            cursor.skip(true, &refused, SkipReason::Refused, problem.words.as_deref(), now);
        }
        if !enough {
            return None;
        }
        self.rest_folder(now);
        Some(folder)
    }

    /// The folder cannot be opened, or the connection ended while it was searched.
    pub(super) fn not_done(&mut self, now: Seconds) {
        if let Some(running) = &self.running {
            let fewer = (running.addresses.len() / 2).max(1);
            self.at_once.insert(running.folder.clone(), fewer);
        }
        self.rest_folder(now);
    }

    /// If nothing more of what was found is to be read: notes that those addresses were asked for in the folder,
    /// and gives it.
    pub(super) fn ended(&mut self, folders: &mut BTreeMap<String, Cursor>, now: Seconds) -> Option<String> {
        let mut running = self.running.take()?;
        let backlog = match running.doing {
            BackfillStage::Reading(backlog) if backlog.readers == 0 && backlog.missing.is_empty() => backlog,
            _ => {
                self.running = Some(running);
                return None;
            }
        };
        let cursor = folders.get_mut(&running.folder)?;
        let not_given = cursor.not_stored(running.uid_validity, &backlog.twice);
        if !not_given.is_empty() && running.twice.is_none() {
            // Expunged meanwhile, or named and not given: a second search tells.
            running.given.extend(&backlog.scanned.uids.without(&not_given));
            running.twice = Some(not_given);
            running.doing = BackfillStage::ToSeek;
            self.running = Some(running);
            return None;
        }
        cursor.skip(true, &not_given, SkipReason::NotGiven, None, now);
        let marks = running.addresses.iter().map(|(_, mark)| *mark);
        let found = &backlog.scanned.uids;
        // What failed before and came now is not missing any more, whatever its sender.
        cursor.backfill_skipped.retain(|&uid, skipped| !found.contains(uid) || skipped.at >= running.begun);
        if cursor.backfill_skipped.keys().any(|uid| found.contains(*uid)) {
            // Not all of it is there.
            let until = now + RETRY_INTERVAL;
            let rests = marks.map(|mark| ((running.folder.clone(), Some(mark)), Rest { until, tries: 1 }));
            self.resting.extend(rests);
        } else {
            cursor.backfilled.extend(marks);
            let all = |mark: &u64| cursor.backfilled.contains(mark);
            if self.addresses.values().all(all) {
                cursor.backfill_skipped.clear();
            }
            self.resting.remove(&(running.folder.clone(), None));
            if let Some(count) = self.at_once.get_mut(&running.folder) {
                *count = (*count * 2).min(MAX_SEARCH_ADDRESSES);
            }
        }
        Some(running.folder)
    }
}

impl Rest {
    fn longer(self, now: Seconds) -> Self {
        let wait = RETRY_SECONDS.saturating_mul(1 << self.tries.min(20)).min(RETRY_INTERVAL);
        Self { until: now + wait, tries: self.tries.saturating_add(1) }
    }
}
