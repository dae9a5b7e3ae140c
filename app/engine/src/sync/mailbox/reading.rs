//! A reading: from the list of the folders to the comparison after the last message.

use super::state::Mailbox;
use super::step::Step;
use super::terms::Terms;
use crate::api::{FolderUse, Problem, ProblemKind, Seconds, SkipReason};
use crate::session::Conn;
use crate::sync::cursor::{Cursor, Look as Compared, RETRY_INTERVAL};
use crate::sync::folders::{Known, Listed, choose, list, purpose_of, to_be_weighed};
use crate::sync::line::Job;
use crate::sync::place::Place;
use crate::sync::round::{Look, Looked, MAX_REFUSED, MAX_UIDS_PER_QUESTION, Stage, Stretch};
use kith_wire::{Examined, FailureKind, Folder, FolderStatus, RawMessage, Status, UidSet};
use std::collections::BTreeSet;

impl Mailbox {
    pub(super) fn folders_listed(&mut self, folders: Vec<Folder>, terms: &Terms, steps: &mut Vec<Step>) {
        self.listed = list(folders);
        self.false_news.clear();
        self.choose(terms);
        self.note_purposes(steps);
        let Some(round) = &mut self.round else { return };
        // Those of a list before, where the connection ended while it was asked how folders stand.
        round.looks.clear();
        let full = round.full;
        let is_unknown = |listed: &&Listed| listed.status.is_none();
        let weighed = to_be_weighed(&self.listed).filter(is_unknown).map(|listed| &listed.name);
        let wanted = self.listed.iter().filter(|listed| listed.counts && is_unknown(listed)).filter(|listed| {
            let cursor = self.folders.get(&listed.name);
            cursor.is_some_and(|cursor| matches!(wanted(cursor, None, full, terms), Wanted::Status))
        });
        let unknown: BTreeSet<&String> = weighed.chain(wanted.map(|listed| &listed.name)).collect();
        let unknown: Vec<String> = unknown.into_iter().cloned().collect();
        let free = self.lines.iter_mut().find(|(_, line)| line.is_free());
        match free.filter(|_| !unknown.is_empty()) {
            Some((conn, line)) => {
                steps.push(Step::Send(*conn, line.begin(Job::Stand(unknown))));
                if let Some(round) = &mut self.round {
                    round.stage = Stage::Standing;
                }
            }
            None => self.plan(terms, steps),
        }
    }

    /// The server said how folders stand, or that it cannot.
    pub(super) fn folders_stand(&mut self, standings: &[FolderStatus], terms: &Terms, steps: &mut Vec<Step>) {
        for standing in standings {
            if let Some(listed) = self.listed.iter_mut().find(|listed| listed.name == standing.folder) {
                listed.status = standing.status;
            }
        }
        self.choose(terms);
        self.plan(terms, steps);
    }

    /// Says which of the folders count.
    fn choose(&mut self, terms: &Terms) {
        let folders = &self.folders;
        let known = |listed: &Listed| {
            let cursor = folders.get(&listed.name);
            let look = cursor.and_then(|cursor| cursor.look);
            let messages = listed.status.map(|status| status.messages).or(look.map(|look| look.exists));
            let cannot_be_read = cursor.is_some_and(|cursor| cursor.trouble.is_some());
            Known { messages: messages.filter(|_| !cannot_be_read), was_read: look.is_some() }
        };
        choose(&mut self.listed, self.gmail, &terms.said, known);
    }

    /// Notes what the folders are for of which anything is known, so that it is known at the next start.
    fn note_purposes(&mut self, steps: &mut Vec<Step>) {
        let mut changed = Vec::new();
        for listed in &self.listed {
            let Some(cursor) = self.folders.get_mut(&listed.name) else { continue };
            cursor.title.clone_from(&listed.title);
            if cursor.purpose == listed.purpose {
                continue;
            }
            if cursor.is_sent() && listed.purpose == FolderUse::Shared {
                // It was read as what I sent. If it is to count, it is read as what it is.
                *cursor = Cursor { title: listed.title.clone(), ..Cursor::default() };
            }
            cursor.purpose = listed.purpose;
            changed.push(listed.name.clone());
        }
        if !changed.is_empty() {
            steps.push(Step::Keep(changed));
            steps.push(Step::Purposes);
        }
    }

    /// Plans what is to be looked at, once it is known how folders stand as far as that matters.
    fn plan(&mut self, terms: &Terms, steps: &mut Vec<Step>) {
        let Some(round) = &mut self.round else { return };
        round.stage = Stage::Working;
        let mut fresh = Vec::new();
        for listed in self.listed.iter().filter(|listed| listed.counts) {
            if !self.folders.contains_key(&listed.name) {
                fresh.push(listed.name.clone());
            }
            let cursor = self.folders.entry(listed.name.clone()).or_default();
            (cursor.title, cursor.purpose) = (listed.title.clone(), listed.purpose);
            let from = match wanted(cursor, listed.status, round.full, terms) {
                Wanted::Nothing => {
                    if let Some(status) = listed.status {
                        cursor.confirm(status.messages, terms.now);
                    }
                    continue;
                }
                Wanted::Look(from) => from,
                // How it stands cannot be said: a look tells more, and why it cannot be opened if it cannot.
                Wanted::Status => None,
            };
            round.looks.push(Look { folder: listed.name.clone(), purpose: listed.purpose, from });
        }
        if !fresh.is_empty() {
            // So that the next start knows that there is something to read, also where nobody can be asked.
            steps.push(Step::Keep(fresh));
        }
        if !self.listed.iter().any(|listed| listed.counts) {
            // Nothing counts: an empty list must not pass for an empty mailbox.
            round.blocked = Some(Problem::new(ProblemKind::Mail(FailureKind::NoFolder)));
        }
    }

    pub(super) fn looked(
        &mut self,
        folder: String,
        looked: Looked,
        from: Option<u32>,
        terms: &Terms,
        steps: &mut Vec<Step>,
    ) {
        let (Some(round), Some(cursor)) = (&mut self.round, self.folders.get_mut(&folder)) else { return };
        let Looked { opened, uids, unlisted, all, .. } = looked;
        let purpose = purpose_of(&folder, &self.listed);
        let status = self.listed.iter().find(|listed| listed.name == folder).and_then(|listed| listed.status);
        let opened = with_uid_next(opened, status, from, &uids);
        let stood = cursor.look.map(|look| (look.uid_next, look.exists));
        if let Some(count) = self.false_news.get_mut(&folder)
            && stood != Some((opened.uid_next, opened.exists))
        {
            count.told = 0;
        }
        if opened.uid_validity != cursor.uid_validity {
            if !all {
                round.looks.insert(0, Look { folder, purpose, from: None });
                return;
            }
            *cursor = cursor.renumbered(opened.uid_validity);
            if cursor.is_numbered_anew_each_time() && !round.full {
                // What is stored of it stays; to read it again and again would bring nothing.
                let problem = Problem::new(ProblemKind::Mail(FailureKind::Malformed));
                cursor.set_trouble(&problem, terms.now);
                steps.push(Step::Keep(vec![folder]));
                return;
            }
        } else {
            cursor.renumberings = 0;
        }
        let explained = cursor.look.map(|look| u64::from(look.exists) + uids.len());
        if !all && explained.is_none_or(|explained| u64::from(opened.exists) > explained) {
            // More came than are named.
            round.looks.insert(0, Look { folder, purpose, from: None });
            return;
        }
        cursor.trouble = None;
        if all && cursor.look.is_some_and(|look| !look.covers(terms.since)) {
            // What was too old may not be any more.
            cursor.outside = UidSet::new();
        }
        if all {
            cursor.aside.retain(|&uid, _| uids.contains(uid));
            cursor.named_all(&uids);
        }
        let mut missing = cursor.missing(opened.uid_validity, &uids);
        if !round.full {
            missing = missing.without(&cursor.resting(terms.now));
        }
        let slice = self.careful.get(&folder).map_or(MAX_UIDS_PER_QUESTION, |(slice, _)| *slice);
        let mut looked = Looked { opened, uids, unlisted, all, second: false };
        let doubtful = round.take_doubtful(&folder).filter(|before| before.uid_validity == cursor.uid_validity);
        let stretch = match doubtful {
            Some(before) => {
                looked.second = true;
                // What is not named any more was expunged.
                let gone = before.twice.without(&looked.uids);
                let twice = before.twice.without(&gone);
                missing = missing.without(&twice);
                Stretch { twice, ..Stretch::new(folder.clone(), before.title, looked, missing.clone(), slice) }
            }
            None => Stretch::new(folder.clone(), cursor.title.clone(), looked, missing.clone(), slice),
        };
        round.of = round.of.saturating_add(u32::try_from(missing.len()).unwrap_or(u32::MAX));
        round.stretches.push(stretch);
        self.folder_ended(&folder, terms, steps);
    }

    pub(super) fn batch(&mut self, conn: Conn, job: Option<Job>, messages: Vec<RawMessage>, steps: &mut Vec<Step>) {
        let Some(Job::Read { folder, uid_validity, sought, .. }) = job else { return };
        let count = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        if count > 0 {
            self.hang_ups = 0;
        }
        if let Some(round) = self.round.as_mut().filter(|_| !sought) {
            round.read = round.read.saturating_add(count);
            if let Some(stretch) = round.stretch(&folder) {
                stretch.read = stretch.read.saturating_add(count);
            }
        }
        let sent = self.folders.get(&folder).is_some_and(Cursor::is_sent);
        let place = Place { folder, uid_validity, sent };
        steps.push(match sought {
            true => Step::StoreSought(conn, place, messages),
            false => Step::Store(conn, place, messages),
        });
    }

    pub(super) fn read(&mut self, job: Option<&Job>, left: &UidSet, terms: &Terms, steps: &mut Vec<Step>) {
        let Some(Job::Read { folder, sought, .. }) = job else { return };
        if let Some((slice, _)) = self.careful.get_mut(folder) {
            *slice = slice.saturating_mul(2);
            if *slice >= MAX_UIDS_PER_QUESTION {
                self.careful.remove(folder);
            }
        }
        if let Some(stretch) = self.stretch(folder, *sought) {
            stretch.read_to_end(left);
        }
        match sought {
            true => self.sought_ended(terms, steps),
            false => self.folder_ended(folder, terms, steps),
        }
    }

    /// What is being read of a folder: of what is new, or of what was sought.
    pub(super) fn stretch(&mut self, folder: &str, sought: bool) -> Option<&mut Stretch> {
        match sought {
            true => self.backfill.stretch(),
            false => self.round.as_mut().and_then(|round| round.stretch(folder)),
        }
    }

    pub(super) fn refused(
        &mut self,
        job: Option<&Job>,
        left: &UidSet,
        problem: &Problem,
        terms: &Terms,
        steps: &mut Vec<Step>,
    ) {
        if job.is_some_and(Job::is_sought) {
            let asked = match job {
                Some(Job::Read { uids, .. }) => Some(uids),
                _ => None,
            };
            return self.sought_refused(asked, left, problem, terms, steps);
        }
        let Some(Job::Read { folder, uids, .. }) = job else { return };
        let Some(stretch) = self.round.as_mut().and_then(|round| round.stretch(folder)) else { return };
        let refused = stretch.refused(left, uids.len());
        let enough = stretch.refused >= MAX_REFUSED;
        if let Some(cursor) = self.folders.get_mut(folder) {
            cursor.set_aside(false, &refused, SkipReason::Refused, problem.words.as_deref(), terms.now);
        }
        if enough {
            self.give_up(folder, problem, terms, steps);
        }
        self.folder_ended(folder, terms, steps);
    }

    /// The job cannot be done, but the connection goes on.
    pub(super) fn not_done(
        &mut self,
        conn: Conn,
        job: Option<Job>,
        problem: &Problem,
        terms: &Terms,
        steps: &mut Vec<Step>,
    ) {
        match job {
            Some(Job::Seek { .. } | Job::Read { sought: true, .. }) => self.not_sought(terms),
            Some(Job::Look { folder, .. }) => self.give_up(&folder, problem, terms, steps),
            Some(Job::Read { folder, uids, .. }) => {
                if let Some(stretch) = self.round.as_mut().and_then(|round| round.stretch(&folder)) {
                    stretch.missing.extend(&uids);
                    stretch.readers = stretch.readers.saturating_sub(1);
                }
                self.give_up(&folder, problem, terms, steps);
                self.folder_ended(&folder, terms, steps);
            }
            // How they stand cannot be said: all of them are looked at.
            Some(Job::Stand(folders)) => {
                let standing = |folder| FolderStatus { folder, status: None, failure: None };
                let standings: Vec<FolderStatus> = folders.into_iter().map(standing).collect();
                self.folders_stand(&standings, terms, steps);
            }
            Some(Job::Watch { .. }) => {
                if let Some(line) = self.lines.get_mut(&conn) {
                    line.can_watch = false;
                }
            }
            Some(Job::List) | None => {}
        }
    }

    /// Leaves a folder to the next reading.
    pub(super) fn give_up(&mut self, folder: &str, problem: &Problem, terms: &Terms, steps: &mut Vec<Step>) {
        let first = self.listed.iter().find(|listed| listed.counts).is_some_and(|listed| listed.name == folder);
        if let Some(round) = &mut self.round {
            if first {
                round.blocked = Some(problem.clone());
            }
            drop(round.take_doubtful(folder));
            if let Some(stretch) = round.stretch(folder) {
                let left = std::mem::take(&mut stretch.missing);
                let left = u32::try_from(left.len()).unwrap_or(u32::MAX);
                round.of = round.of.saturating_sub(left);
            }
        }
        if let Some(cursor) = self.folders.get_mut(folder) {
            cursor.set_trouble(problem, terms.now);
            steps.push(Step::Keep(vec![folder.to_owned()]));
        }
    }

    /// If nothing more of a folder is to be read now: notes how it compares with the server.
    pub(super) fn folder_ended(&mut self, folder: &str, terms: &Terms, steps: &mut Vec<Step>) {
        let Some(round) = &mut self.round else { return };
        let Some(ended) = round.take_ended(folder) else { return };
        let Some(cursor) = self.folders.get_mut(folder) else { return };
        let purpose = purpose_of(folder, &self.listed);
        let not_given = cursor.missing(ended.uid_validity, &ended.twice);
        if ended.uid_validity == cursor.uid_validity {
            cursor.not_again(&not_given);
        }
        let not_given = cursor.not_stored(ended.uid_validity, &not_given);
        if !not_given.is_empty() && !ended.looked.second {
            // Expunged meanwhile, or named and not given: a second look tells.
            round.doubtful.push(ended);
            round.looks.insert(0, Look { folder: folder.to_owned(), purpose, from: None });
            return;
        }
        cursor.set_aside(false, &not_given, SkipReason::NotGiven, None, terms.now);
        if ended.uid_validity == cursor.uid_validity && cursor.trouble.is_none() {
            let before = cursor.look.filter(|_| !ended.looked.all);
            // What an earlier look counted is not counted again.
            let known = before.and_then(|look| look.uid_next).map_or(0, |next| next.saturating_sub(1));
            let counted = ended.looked.uids.without(&cursor.outside).without(&UidSet::from(vec![(0, known)]));
            let count = |uids: &UidSet| u32::try_from(uids.len()).unwrap_or(u32::MAX);
            let (named, missing) = (count(&counted), count(&counted.without(&cursor.stored)));
            let opened = &ended.looked.opened;
            cursor.look = Some(match before {
                Some(before) => {
                    let came = count(&ended.looked.uids.without(&UidSet::from(vec![(0, known)])));
                    before.with_new(opened, (came, named, missing), terms.now)
                }
                None => Compared::of_all(terms.since, opened, (named, missing, ended.looked.unlisted), terms.now),
            });
        }
        steps.push(Step::Keep(vec![folder.to_owned()]));
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
    /// A look, from that UID on; `None` for all.
    Look(Option<u32>),
    /// To know how it stands.
    Status,
}

/// What is to be done about a folder that stands so.
fn wanted(cursor: &Cursor, status: Option<Status>, full: bool, terms: &Terms) -> Wanted {
    let Some(look) = cursor.look.filter(|_| !full && cursor.trouble.is_none()) else { return Wanted::Look(None) };
    let is_recent = (look.at..look.at.saturating_add(RETRY_INTERVAL)).contains(&terms.now);
    if !look.covers(terms.since) || !is_recent || look.uid_next.is_none() || !cursor.old.is_empty() {
        return Wanted::Look(None);
    }
    match status {
        None => Wanted::Status,
        Some(status) if cursor.is_unchanged(status.uid_validity, status.uid_next, status.messages) => {
            // Something was deleted, and nobody said what; or the server does not list all that it counts.
            let is_certain = (look.certain..look.certain.saturating_add(MAX_UNCERTAIN_SECONDS)).contains(&terms.now);
            if look.agrees_with(status.messages) || is_certain { Wanted::Nothing } else { Wanted::Look(None) }
        }
        // More messages without a new UID: the server's numbers are not to be relied on.
        Some(status) if status.uid_next == look.uid_next => Wanted::Look(None),
        Some(_) => Wanted::Look(look.uid_next),
    }
}
