//! A reading: from the list of the folders to the comparison after the last message.

use super::settings::SyncSettings;
use super::state::MailboxSync;
use super::step::SyncStep;
use crate::api::{FolderUse, Problem, ProblemKind, Seconds, SkipReason};
use crate::session::ConnectionId;
use crate::sync::batch_source::BatchSource;
use crate::sync::connection::Job;
use crate::sync::cursor::{Cursor, FolderAudit, RETRY_INTERVAL};
use crate::sync::folders::{KnownFolder, Listed, choose, list, special_use_of, to_be_weighed};
use crate::sync::sync_run::{FolderBacklog, FolderScan, MAX_REFUSED, MAX_UIDS_PER_QUESTION, ScanResult, Stage};
use kith_domain::small_sort::CollectTree;
use kith_wire::{Examined, FailureKind, Folder, FolderStatus, RawMessage, Status, UidSet};
use std::collections::BTreeSet;

impl MailboxSync {
    pub(super) fn folders_listed(&mut self, folders: Vec<Folder>, settings: &SyncSettings, steps: &mut Vec<SyncStep>) {
        self.listed = list(folders);
        self.false_changes.clear();
        self.choose(settings);
        self.note_special_uses(steps);
        let Some(run) = &mut self.run else { return };
        // Those of a list before, where the connection ended while it was asked how folders stand.
        run.scans.clear();
        let full = run.full;
        let is_unknown = |listed: &&Listed| listed.status.is_none();
        let weighed = to_be_weighed(&self.listed).filter(is_unknown).map(|listed| &listed.name);
        let wanted = self.listed.iter().filter(|listed| listed.counts && is_unknown(listed)).filter(|listed| {
            let cursor = self.folders.get(&listed.name);
            cursor.is_some_and(|cursor| matches!(wanted(cursor, None, full, settings), Wanted::Status))
        });
        let unknown: BTreeSet<&String> = weighed.chain(wanted.map(|listed| &listed.name)).collect_set();
        let unknown: Vec<String> = unknown.into_iter().cloned().collect();
        let free = self.connections.iter_mut().find(|(_, connection)| connection.is_free());
        match free.filter(|_| !unknown.is_empty()) {
            Some((conn, connection)) => {
                steps.push(SyncStep::Send(*conn, connection.begin(Job::Status(unknown))));
                if let Some(run) = &mut self.run {
                    run.stage = Stage::AskingStatus;
                }
            }
            None => self.plan(settings, steps),
        }
    }

    /// The server said how folders stand, or that it cannot.
    pub(super) fn folder_statuses(
        &mut self,
        statuses: &[FolderStatus],
        settings: &SyncSettings,
        steps: &mut Vec<SyncStep>,
    ) {
        for standing in statuses {
            if let Some(listed) = self.listed.iter_mut().find(|listed| listed.name == standing.folder) {
                listed.status = standing.status;
            }
        }
        self.choose(settings);
        self.plan(settings, steps);
    }

    /// Says which of the folders count.
    fn choose(&mut self, settings: &SyncSettings) {
        let folders = &self.folders;
        let known = |listed: &Listed| {
            let cursor = folders.get(&listed.name);
            let audit = cursor.and_then(|cursor| cursor.audit);
            let messages = listed.status.map(|status| status.messages).or(audit.map(|audit| audit.exists));
            let cannot_be_read = cursor.is_some_and(|cursor| cursor.trouble.is_some());
            KnownFolder { messages: messages.filter(|_| !cannot_be_read), was_read: audit.is_some() }
        };
        choose(&mut self.listed, self.gmail, &settings.said, known);
    }

    /// Notes what the folders are for of which anything is known, so that it is known at the next start.
    fn note_special_uses(&mut self, steps: &mut Vec<SyncStep>) {
        let mut changed = Vec::new();
        for listed in &self.listed {
            let Some(cursor) = self.folders.get_mut(&listed.name) else { continue };
            cursor.title.clone_from(&listed.title);
            if cursor.special_use == listed.special_use {
                continue;
            }
            if cursor.is_sent() && listed.special_use == FolderUse::Shared {
                // It was read as what the user sent. If it is to count, it is read as what it is.
                *cursor = Cursor { title: listed.title.clone(), ..Cursor::default() };
            }
            cursor.special_use = listed.special_use;
            changed.push(listed.name.clone());
        }
        if !changed.is_empty() {
            steps.push(SyncStep::Keep(changed));
            steps.push(SyncStep::SpecialUses);
        }
    }

    /// Plans what is to be looked at, once it is known how folders stand as far as that matters.
    fn plan(&mut self, settings: &SyncSettings, steps: &mut Vec<SyncStep>) {
        let Some(run) = &mut self.run else { return };
        run.stage = Stage::Working;
        let mut fresh = Vec::new();
        for listed in self.listed.iter().filter(|listed| listed.counts) {
            if !self.folders.contains_key(&listed.name) {
                fresh.push(listed.name.clone());
            }
            let cursor = self.folders.entry(listed.name.clone()).or_default();
            (cursor.title, cursor.special_use) = (listed.title.clone(), listed.special_use);
            let from = match wanted(cursor, listed.status, run.full, settings) {
                Wanted::Nothing => {
                    if let Some(status) = listed.status {
                        cursor.confirm(status.messages, settings.now);
                    }
                    continue;
                }
                Wanted::Scan(from) => from,
                // How it stands cannot be said: a look tells more, and why it cannot be opened if it cannot.
                Wanted::Status => None,
            };
            run.scans.push(FolderScan { folder: listed.name.clone(), special_use: listed.special_use, from });
        }
        if !fresh.is_empty() {
            // So that the next start knows that there is something to read, also where no one can be asked.
            steps.push(SyncStep::Keep(fresh));
        }
        if !self.listed.iter().any(|listed| listed.counts) {
            // Nothing counts: an empty list must not pass for an empty mailbox.
            run.blocked = Some(Problem::new(ProblemKind::Mail(FailureKind::NoFolder)));
        }
    }

    pub(super) fn scanned(
        &mut self,
        folder: String,
        scanned: ScanResult,
        from: Option<u32>,
        settings: &SyncSettings,
        steps: &mut Vec<SyncStep>,
    ) {
        let (Some(run), Some(cursor)) = (&mut self.run, self.folders.get_mut(&folder)) else { return };
        let ScanResult { opened, uids, unlisted, all, .. } = scanned;
        let special_use = special_use_of(&folder, &self.listed);
        let status = self.listed.iter().find(|listed| listed.name == folder).and_then(|listed| listed.status);
        let opened = with_uid_next(opened, status, from, &uids);
        let stood = cursor.audit.map(|audit| (audit.uid_next, audit.exists));
        if let Some(count) = self.false_changes.get_mut(&folder)
            && stood != Some((opened.uid_next, opened.exists))
        {
            count.told = 0;
        }
        if opened.uid_validity != cursor.uid_validity {
            if !all {
                run.scans.insert(0, FolderScan { folder, special_use, from: None });
                return;
            }
            *cursor = cursor.renumbered(opened.uid_validity);
            if cursor.is_numbered_anew_each_time() && !run.full {
                // What is stored of it stays; to read it again and again would bring nothing.
                let problem = Problem::new(ProblemKind::Mail(FailureKind::Malformed));
                cursor.set_trouble(&problem, settings.now);
                steps.push(SyncStep::Keep(vec![folder]));
                return;
            }
        } else {
            cursor.renumberings = 0;
        }
        let explained = cursor.audit.map(|audit| u64::from(audit.exists) + uids.len());
        if !all && explained.is_none_or(|explained| u64::from(opened.exists) > explained) {
            // More came than are named.
            run.scans.insert(0, FolderScan { folder, special_use, from: None });
            return;
        }
        cursor.trouble = None;
        if all && cursor.audit.is_some_and(|audit| !audit.covers(settings.since)) {
            // What was too old may not be any more.
            cursor.outside = UidSet::new();
        }
        if all {
            cursor.skipped.retain(|&uid, _| uids.contains(uid));
            cursor.named_all(&uids);
        }
        let mut missing = cursor.missing(opened.uid_validity, &uids);
        if !run.full {
            missing = missing.without(&cursor.resting(settings.now));
        }
        let slice = self.careful.get(&folder).map_or(MAX_UIDS_PER_QUESTION, |(slice, _)| *slice);
        let mut scanned = ScanResult { opened, uids, unlisted, all, second: false };
        let unconfirmed = run.take_unconfirmed(&folder).filter(|before| before.uid_validity == cursor.uid_validity);
        let backlog = match unconfirmed {
            Some(before) => {
                scanned.second = true;
                // What is not named any more was expunged.
                let gone = before.twice.without(&scanned.uids);
                let twice = before.twice.without(&gone);
                missing = missing.without(&twice);
                FolderBacklog {
                    twice,
                    ..FolderBacklog::new(folder.clone(), before.title, scanned, missing.clone(), slice)
                }
            }
            None => FolderBacklog::new(folder.clone(), cursor.title.clone(), scanned, missing.clone(), slice),
        };
        run.of = run.of.saturating_add(u32::try_from(missing.len()).unwrap_or(u32::MAX));
        run.backlogs.push(backlog);
        self.folder_ended(&folder, settings, steps);
    }

    pub(super) fn batch(
        &mut self,
        conn: ConnectionId,
        job: Option<Job>,
        messages: Vec<RawMessage>,
        steps: &mut Vec<SyncStep>,
    ) {
        let Some(Job::Read { folder, uid_validity, backfill, .. }) = job else { return };
        let count = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        if count > 0 {
            self.hang_ups = 0;
        }
        if let Some(run) = self.run.as_mut().filter(|_| !backfill) {
            run.read = run.read.saturating_add(count);
            if let Some(backlog) = run.backlog(&folder) {
                backlog.read = backlog.read.saturating_add(count);
            }
        }
        let sent = self.folders.get(&folder).is_some_and(Cursor::is_sent);
        let place = BatchSource { folder, uid_validity, sent };
        steps.push(match backfill {
            true => SyncStep::StoreBackfill(conn, place, messages),
            false => SyncStep::Store(conn, place, messages),
        });
    }

    pub(super) fn read(
        &mut self,
        job: Option<&Job>,
        left: &UidSet,
        settings: &SyncSettings,
        steps: &mut Vec<SyncStep>,
    ) {
        let Some(Job::Read { folder, backfill, .. }) = job else { return };
        if let Some((slice, _)) = self.careful.get_mut(folder) {
            *slice = slice.saturating_mul(2);
            if *slice >= MAX_UIDS_PER_QUESTION {
                self.careful.remove(folder);
            }
        }
        if let Some(backlog) = self.backlog(folder, *backfill) {
            backlog.read_to_end(left);
        }
        match backfill {
            true => self.backfill_ended(settings, steps),
            false => self.folder_ended(folder, settings, steps),
        }
    }

    /// What is being read of a folder: of what is new, or of what was sought.
    pub(super) fn backlog(&mut self, folder: &str, backfill: bool) -> Option<&mut FolderBacklog> {
        match backfill {
            true => self.backfill.backlog(),
            false => self.run.as_mut().and_then(|run| run.backlog(folder)),
        }
    }

    pub(super) fn refused(
        &mut self,
        job: Option<&Job>,
        left: &UidSet,
        problem: &Problem,
        settings: &SyncSettings,
        steps: &mut Vec<SyncStep>,
    ) {
        if job.is_some_and(Job::is_backfill) {
            let asked = match job {
                Some(Job::Read { uids, .. }) => Some(uids),
                _ => None,
            };
            return self.backfill_refused(asked, left, problem, settings, steps);
        }
        let Some(Job::Read { folder, uids, .. }) = job else { return };
        let Some(backlog) = self.run.as_mut().and_then(|run| run.backlog(folder)) else { return };
        let refused = backlog.refused(left, uids.len());
        let enough = backlog.refused >= MAX_REFUSED;
        if let Some(cursor) = self.folders.get_mut(folder) {
            cursor.skip(false, &refused, SkipReason::Refused, problem.words.as_deref(), settings.now);
        }
        if enough {
            self.give_up(folder, problem, settings, steps);
        }
        self.folder_ended(folder, settings, steps);
    }

    /// The job cannot be done, but the connection goes on.
    pub(super) fn not_done(
        &mut self,
        conn: ConnectionId,
        job: Option<Job>,
        problem: &Problem,
        settings: &SyncSettings,
        steps: &mut Vec<SyncStep>,
    ) {
        match job {
            Some(Job::Search { .. } | Job::Read { backfill: true, .. }) => self.not_backfilled(settings),
            Some(Job::Calendars { folder, uid_validity, uids }) => {
                let is_unknown = problem.kind == ProblemKind::Mail(FailureKind::BadRequest);
                self.no_calendars(&folder, uid_validity, &uids, is_unknown);
            }
            Some(Job::Scan { folder, .. }) => self.give_up(&folder, problem, settings, steps),
            Some(Job::Read { folder, uids, .. }) => {
                if let Some(backlog) = self.run.as_mut().and_then(|run| run.backlog(&folder)) {
                    backlog.missing.extend(&uids);
                    backlog.readers = backlog.readers.saturating_sub(1);
                }
                self.give_up(&folder, problem, settings, steps);
                self.folder_ended(&folder, settings, steps);
            }
            // How they stand cannot be said: all of them are looked at.
            Some(Job::Status(folders)) => {
                let standing = |folder| FolderStatus { folder, status: None, failure: None };
                let statuses: Vec<FolderStatus> = folders.into_iter().map(standing).collect();
                self.folder_statuses(&statuses, settings, steps);
            }
            Some(Job::Idle { .. }) => {
                if let Some(connection) = self.connections.get_mut(&conn) {
                    connection.can_idle = false;
                }
            }
            Some(Job::List) | None => {}
        }
    }

    /// Leaves a folder to the next reading.
    pub(super) fn give_up(
        &mut self,
        folder: &str,
        problem: &Problem,
        settings: &SyncSettings,
        steps: &mut Vec<SyncStep>,
    ) {
        let first = self.listed.iter().find(|listed| listed.counts).is_some_and(|listed| listed.name == folder);
        if let Some(run) = &mut self.run {
            if first {
                run.blocked = Some(problem.clone());
            }
            drop(run.take_unconfirmed(folder));
            if let Some(backlog) = run.backlog(folder) {
                let left = std::mem::take(&mut backlog.missing);
                let left = u32::try_from(left.len()).unwrap_or(u32::MAX);
                run.of = run.of.saturating_sub(left);
            }
        }
        if let Some(cursor) = self.folders.get_mut(folder) {
            cursor.set_trouble(problem, settings.now);
            steps.push(SyncStep::Keep(vec![folder.to_owned()]));
        }
    }

    /// If nothing more of a folder is to be read now: notes how it compares with the server.
    pub(super) fn folder_ended(&mut self, folder: &str, settings: &SyncSettings, steps: &mut Vec<SyncStep>) {
        let Some(run) = &mut self.run else { return };
        let Some(ended) = run.take_ended(folder) else { return };
        let Some(cursor) = self.folders.get_mut(folder) else { return };
        let special_use = special_use_of(folder, &self.listed);
        let not_given = cursor.missing(ended.uid_validity, &ended.twice);
        if ended.uid_validity == cursor.uid_validity {
            cursor.not_again(&not_given);
        }
        let not_given = cursor.not_stored(ended.uid_validity, &not_given);
        if !not_given.is_empty() && !ended.scanned.second {
            // Expunged meanwhile, or named and not given: a second look tells.
            run.unconfirmed.push(ended);
            run.scans.insert(0, FolderScan { folder: folder.to_owned(), special_use, from: None });
            return;
        }
        cursor.skip(false, &not_given, SkipReason::NotGiven, None, settings.now);
        if ended.uid_validity == cursor.uid_validity && cursor.trouble.is_none() {
            let before = cursor.audit.filter(|_| !ended.scanned.all);
            // What an earlier look counted is not counted again.
            let known = before.and_then(|audit| audit.uid_next).map_or(0, |next| next.saturating_sub(1));
            let counted = ended.scanned.uids.without(&cursor.outside).without(&UidSet::from(vec![(0, known)]));
            let count = |uids: &UidSet| u32::try_from(uids.len()).unwrap_or(u32::MAX);
            let (named, missing) = (count(&counted), count(&counted.without(&cursor.stored)));
            let opened = &ended.scanned.opened;
            cursor.audit = Some(match before {
                Some(before) => {
                    let came = count(&ended.scanned.uids.without(&UidSet::from(vec![(0, known)])));
                    before.with_new(opened, (came, named, missing), settings.now)
                }
                None => {
                    FolderAudit::of_all(settings.since, opened, (named, missing, ended.scanned.unlisted), settings.now)
                }
            });
        }
        steps.push(SyncStep::Keep(vec![folder.to_owned()]));
    }
}

/// Where the server does not say at the opening which UID is next, as Courier does not: the lowest that it can be, by
/// what it said of the folder before, by the number that the look began at, and by what it names now. Every message
/// that came since the look has a higher one, and that is all that the number is for.
fn with_uid_next(opened: Examined, status: Option<Status>, from: Option<u32>, uids: &UidSet) -> Examined {
    let said = status.filter(|status| status.uid_validity == opened.uid_validity).and_then(|status| status.uid_next);
    let after_the_last = uids.ranges().last().map(|&(_, high)| high.saturating_add(1));
    let lowest = said.max(from).max(after_the_last).unwrap_or(1);
    // What came between the opening and the answer has a UID beyond the next one of the opening.
    Examined { uid_next: opened.uid_next.max(after_the_last).or(Some(lowest)), ..opened }
}

/// Maximum time for which what a folder holds may be uncertain, in seconds, because something was deleted in it: then
/// everything is compared again.
const MAX_UNCERTAIN_SECONDS: Seconds = 3_600;

enum Wanted {
    /// It stands as it was compared last.
    Nothing,
    /// A scan, from that UID on; `None` for all.
    Scan(Option<u32>),
    /// To know how it stands.
    Status,
}

/// What is to be done about a folder that stands so.
fn wanted(cursor: &Cursor, status: Option<Status>, full: bool, settings: &SyncSettings) -> Wanted {
    let Some(audit) = cursor.audit.filter(|_| !full && cursor.trouble.is_none()) else { return Wanted::Scan(None) };
    let is_recent = (audit.at..audit.at.saturating_add(RETRY_INTERVAL)).contains(&settings.now);
    if !audit.covers(settings.since) || !is_recent || audit.uid_next.is_none() || !cursor.old.is_empty() {
        return Wanted::Scan(None);
    }
    match status {
        None => Wanted::Status,
        Some(status) if cursor.is_unchanged(status.uid_validity, status.uid_next, status.messages) => {
            // Something was deleted, and no one said what; or the server does not list all that it counts.
            let is_certain =
                (audit.certain..audit.certain.saturating_add(MAX_UNCERTAIN_SECONDS)).contains(&settings.now);
            if audit.agrees_with(status.messages) || is_certain { Wanted::Nothing } else { Wanted::Scan(None) }
        }
        // More messages without a new UID: the server's numbers are not to be relied on.
        Some(status) if status.uid_next == audit.uid_next => Wanted::Scan(None),
        Some(_) => Wanted::Scan(audit.uid_next),
    }
}
