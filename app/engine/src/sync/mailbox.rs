//! One mailbox: what is known of its folders, and what its connections are to do next.
//!
//! What is missing is the difference between two sets: the UIDs that the server names, and those that are stored. So a
//! reading that was cut off goes on where it was, whatever cut it off, and nothing depends on the order in which
//! messages come.

use super::cursor::{Cursor, Look as Compared, TRIED_AGAIN};
use super::folders::{Listed, choose};
use super::line::{Event, Job, Line};
use super::round::{Look, Looked, REFUSED, Round, SLICE, Stage, Stretch};
use crate::api::{AsideReason, Problem, ProblemKind, Purpose, Seconds};
use crate::engine::Conn;
use kith_wire::{Connect, FailureKind, Folder, Opened, RawMessage, Request, Response, Standing, Status, UidSet};
use std::collections::BTreeMap;

/// With so many messages to read a second connection is worth its login.
const WORTH_A_LINE: u64 = 2_000;

/// So often in a row news may turn out to be none before the folder is left to the next reading.
const FALSE_NEWS: u32 = 3;

/// A mailbox and its connections.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    /// What is known of each folder, by the name that the server gave it.
    pub(crate) folders: BTreeMap<String, Cursor>,
    /// The folders as they were listed last, in the order of reading.
    pub(crate) listed: Vec<Listed>,
    lines: BTreeMap<Conn, Line>,
    /// A connection is being opened.
    dialling: bool,
    round: Option<Round>,
    gmail: bool,
    /// The server let in no second connection.
    alone: bool,
    /// Where the connection ended in the middle of a folder's messages: how many to ask for at once, and which one was
    /// asked for alone when it did.
    careful: BTreeMap<String, (u32, Option<u32>)>,
    /// How often in a row a folder's news were none.
    false_news: BTreeMap<String, u32>,
}

/// What the person wants of the account, and the time.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    /// The first moment that is read; `None` for everything.
    pub(crate) since: Option<Seconds>,
    /// What the person said of folders.
    pub(crate) said: BTreeMap<String, bool>,
    /// How many connections there may be.
    pub(crate) connections: u8,
    pub(crate) now: Seconds,
}

/// Where messages come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The folder's name as the server gave it.
    pub(crate) folder: String,
    pub(crate) uid_validity: u32,
    /// Whether it is for sent mail.
    pub(crate) sent: bool,
}

/// What is to be done next.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// Open a connection, and call [`Mailbox::dialled`].
    Dial,
    Send(Conn, Request),
    Close(Conn),
    /// Store these messages, then call [`Mailbox::stored`].
    Store(Conn, Place, Vec<RawMessage>),
    /// Store what is known of that folder.
    Keep(String),
    /// Everything that the server had is stored.
    Done,
    /// No connection is left, and the reading did not come to its end.
    Failed(Problem),
    /// No connection is left, but nothing was being read.
    Lost,
}

impl Mailbox {
    /// Begins to read what is new; `full` to compare everything, and to try again what could not be read.
    pub(crate) fn begin(&mut self, full: bool, terms: &Terms) -> Vec<Step> {
        if full {
            self.alone = false;
        }
        match &mut self.round {
            // What it looks at may lie behind it already.
            Some(round) if round.stage == Stage::Working => round.again = Some(round.again.unwrap_or(false) || full),
            Some(round) => round.full |= full,
            None => self.round = Some(Round::new(full)),
        }
        let mut steps = Vec::new();
        if self.lines.is_empty() && !self.dialling {
            self.dialling = true;
            steps.push(Step::Dial);
        }
        self.assign(terms, &mut steps);
        steps
    }

    /// A connection is being opened.
    pub(crate) fn dialled(&mut self, conn: Conn, connect: Connect, now: i64) {
        self.dialling = false;
        self.lines.insert(conn, Line::new(connect, now));
    }

    /// A connection is logged in already.
    pub(crate) fn adopt(&mut self, conn: Conn, line: Line, capabilities: &[String], terms: &Terms) -> Vec<Step> {
        self.lines.insert(conn, line);
        self.logged_in(capabilities);
        self.begin(false, terms)
    }

    /// Whether that connection is one of this mailbox.
    pub(crate) fn has(&self, conn: Conn) -> bool {
        self.lines.contains_key(&conn)
    }

    /// Whether anything is being read or looked at.
    pub(crate) const fn is_busy(&self) -> bool {
        self.round.is_some()
    }

    /// Whether a connection is logged in.
    pub(crate) fn is_in(&self) -> bool {
        self.lines.values().any(Line::is_in)
    }

    /// No connection was heard later than now.
    pub(crate) fn clock_set_back(&mut self, now: i64) {
        for line in self.lines.values_mut() {
            line.last_heard = line.last_heard.min(now);
        }
    }

    /// Its connections, and when each was last heard, in milliseconds.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (Conn, i64)> + '_ {
        self.lines.iter().map(|(conn, line)| (*conn, line.last_heard))
    }

    /// The folder that is being read, how many messages are read, and of how many. `None` while nothing is.
    pub(crate) fn progress(&self) -> Option<(&str, u32, u32)> {
        let round = self.round.as_ref()?;
        let stretch = round.stretches.iter().find(|s| s.readers > 0).or(round.stretches.first())?;
        Some((&stretch.title, round.read, round.of))
    }

    /// The socket of a connection is open.
    pub(crate) fn opened(&mut self, conn: Conn) -> Option<Step> {
        self.lines.get_mut(&conn).map(|line| Step::Send(conn, line.opened()))
    }

    /// The relay answered.
    pub(crate) fn heard(&mut self, conn: Conn, response: Response, now: i64, terms: &Terms) -> Vec<Step> {
        let Some(line) = self.lines.get_mut(&conn) else { return Vec::new() };
        line.last_heard = now;
        let job = line.job().cloned();
        let (request, event) = line.heard(response);
        let mut steps: Vec<Step> = request.map(|request| Step::Send(conn, request)).into_iter().collect();
        if let Some(event) = event {
            self.follow(conn, job, event, terms, &mut steps);
        }
        steps
    }

    /// The messages of a [`Step::Store`] are stored: the relay may send more.
    pub(crate) fn stored(&self, conn: Conn) -> Option<Step> {
        self.lines.get(&conn).and_then(Line::stored).map(|request| Step::Send(conn, request))
    }

    /// A connection ended.
    pub(crate) fn closed(&mut self, conn: Conn, problem: Problem, terms: &Terms) -> Vec<Step> {
        let mut steps = Vec::new();
        self.ended(conn, problem, terms, &mut steps);
        steps
    }

    /// Ends all connections, whatever they are doing.
    pub(crate) fn hang_up(&mut self) -> Vec<Step> {
        (self.round, self.dialling) = (None, false);
        std::mem::take(&mut self.lines).into_keys().map(Step::Close).collect()
    }

    /// Gives every connection that is free something to do, and ends the reading when nothing is left to do.
    fn assign(&mut self, terms: &Terms, steps: &mut Vec<Step>) {
        let free: Vec<Conn> = self.lines.iter().filter(|(_, line)| line.is_free()).map(|(conn, _)| *conn).collect();
        for conn in free {
            let (Some(round), Some(line)) = (&mut self.round, self.lines.get_mut(&conn)) else { break };
            if let Some(job) = round.next(terms.since) {
                steps.push(Step::Send(conn, line.begin(job)));
            }
        }
        let is_idle = |line: &Line| line.is_free() || !line.is_in();
        if let Some(round) = &self.round
            && round.stage == Stage::Working
            && round.looks.is_empty()
            && round.stretches.is_empty()
            && round.doubtful.is_empty()
            && self.lines.values().any(Line::is_in)
            && self.lines.values().all(is_idle)
        {
            self.round_over(terms, steps);
        } else if self.round.as_ref().is_some_and(|round| round.missing() >= WORTH_A_LINE) {
            self.dial_another(terms, steps);
        } else if self.round.is_none() {
            self.watch(terms, steps);
        }
    }

    fn round_over(&mut self, terms: &Terms, steps: &mut Vec<Step>) {
        let Some(round) = self.round.take() else { return };
        match (round.blocked, round.again) {
            (_, Some(full)) => {
                self.round = Some(Round::new(full));
                self.assign(terms, steps);
            }
            (Some(problem), None) => {
                steps.extend(self.hang_up());
                steps.push(Step::Failed(problem));
            }
            (None, None) => {
                steps.push(Step::Done);
                let (watched, wanted) = self.watch(terms, steps);
                // Only here: a server that ends one connection when another comes would be asked for ever.
                if watched < wanted {
                    self.dial_another(terms, steps);
                }
            }
        }
    }

    /// Lets free connections wait for news, each of another folder; those for which there is none end. Gives how many
    /// connections there are, and how many would be of use.
    fn watch(&mut self, terms: &Terms, steps: &mut Vec<Step>) -> (usize, usize) {
        let watched: Vec<String> = self.lines.values().filter_map(Line::job).filter_map(watches).collect();
        let mut folders: Vec<(String, Opened)> = self
            .listed
            .iter()
            .filter(|listed| listed.counts && matches!(listed.purpose, Purpose::Inbox | Purpose::All | Purpose::Sent))
            .filter(|listed| self.false_news.get(&listed.name).is_none_or(|count| *count < FALSE_NEWS))
            .filter_map(|listed| {
                let cursor = self.folders.get(&listed.name).filter(|cursor| cursor.trouble.is_none())?;
                let look = cursor.look?;
                let expected =
                    Opened { uid_validity: cursor.uid_validity, uid_next: look.uid_next, exists: look.exists };
                Some((listed.name.clone(), expected))
            })
            .take(usize::from(terms.connections))
            .collect();
        folders.reverse();
        let wanted = folders.len();
        folders.retain(|(folder, _)| !watched.contains(folder));
        let mut over = Vec::new();
        for (conn, line) in self.lines.iter_mut().filter(|(_, line)| line.is_free() && line.job().is_none()) {
            match folders.pop().filter(|_| line.can_watch) {
                Some((folder, expected)) => {
                    steps.push(Step::Send(*conn, line.begin(Job::Watch { folder, expected })));
                }
                None => over.push(*conn),
            }
        }
        for conn in over {
            self.lines.remove(&conn);
            steps.push(Step::Close(conn));
        }
        let of_use = if self.lines.values().any(|line| line.can_watch) { wanted } else { 0 };
        (self.lines.len(), of_use)
    }

    fn dial_another(&mut self, terms: &Terms, steps: &mut Vec<Step>) {
        let most = if self.alone { 1 } else { usize::from(terms.connections) };
        let coming = self.lines.values().any(|line| !line.is_in());
        if !self.dialling && !coming && self.lines.len() < most {
            self.dialling = true;
            steps.push(Step::Dial);
        }
    }

    fn logged_in(&mut self, capabilities: &[String]) {
        self.gmail = capabilities.iter().any(|name| name == "X-GM-EXT-1");
    }

    fn follow(&mut self, conn: Conn, job: Option<Job>, event: Event, terms: &Terms, steps: &mut Vec<Step>) {
        match event {
            Event::LoggedIn(capabilities) => self.logged_in(&capabilities),
            Event::Listed(folders) => self.folders_listed(folders, terms, steps),
            Event::Stood(standings) => self.folders_stand(&standings, terms),
            Event::Looked(folder, opened, uids) => self.looked(folder, opened, uids, job.as_ref(), terms, steps),
            Event::Batch(messages) => return self.batch(conn, job, messages, steps),
            Event::Read(left) => self.read(job.as_ref(), &left, terms, steps),
            Event::Refused(left, problem) => self.refused(job.as_ref(), &left, &problem, terms, steps),
            Event::Watching => {
                if let Some(Job::Watch { folder, .. }) = job {
                    self.false_news.remove(&folder);
                }
                return;
            }
            Event::News => self.news(job),
            Event::NotDone(problem) => self.not_done(conn, job, &problem, terms, steps),
            Event::Ended(problem) => return self.ended(conn, problem, terms, steps),
        }
        self.assign(terms, steps);
    }

    fn folders_listed(&mut self, folders: Vec<Folder>, terms: &Terms, steps: &mut Vec<Step>) {
        self.listed = choose(folders, self.gmail, &terms.said);
        let Some(round) = &mut self.round else { return };
        round.stage = Stage::Working;
        self.false_news.clear();
        let mut unknown = Vec::new();
        let mut matters_most = true;
        for listed in self.listed.iter().filter(|listed| listed.counts) {
            let cursor = self.folders.entry(listed.name.clone()).or_default();
            (cursor.title, cursor.sent) = (listed.title.clone(), listed.purpose == Purpose::Sent);
            match wanted(cursor, listed.status, round.full, terms) {
                Wanted::Nothing => {}
                Wanted::Look(from) => {
                    round.looks.push(Look { folder: listed.name.clone(), purpose: listed.purpose, from });
                }
                Wanted::Status => unknown.push(listed.name.clone()),
            }
            matters_most = false;
        }
        if matters_most {
            // Nothing counts: an empty list must not pass for an empty mailbox.
            round.blocked = Some(Problem::new(ProblemKind::Mail(FailureKind::NoFolder)));
        }
        if !unknown.is_empty()
            && let Some(line) = self.lines.iter_mut().find(|(_, line)| line.is_free())
        {
            round.stage = Stage::Standing;
            steps.push(Step::Send(*line.0, line.1.begin(Job::Stand(unknown))));
        }
    }

    fn folders_stand(&mut self, standings: &[Standing], terms: &Terms) {
        let Some(round) = &mut self.round else { return };
        round.stage = Stage::Working;
        for standing in standings {
            let listed = self.listed.iter().find(|listed| listed.name == standing.folder);
            let (Some(listed), Some(cursor)) = (listed, self.folders.get_mut(&standing.folder)) else { continue };
            let from = match (standing.status, &standing.failure) {
                (Some(status), _) => match wanted(cursor, Some(status), round.full, terms) {
                    Wanted::Nothing => continue,
                    Wanted::Look(from) => from,
                    Wanted::Status => None,
                },
                // How it stands cannot be said: a look tells more, and why it cannot be opened if it cannot.
                (None, _) => None,
            };
            round.looks.push(Look { folder: standing.folder.clone(), purpose: listed.purpose, from });
        }
        round.looks.sort_by_key(|look| self.listed.iter().position(|listed| listed.name == look.folder));
    }

    fn looked(
        &mut self,
        folder: String,
        opened: Opened,
        uids: UidSet,
        job: Option<&Job>,
        terms: &Terms,
        steps: &mut Vec<Step>,
    ) {
        let (Some(round), Some(cursor)) = (&mut self.round, self.folders.get_mut(&folder)) else { return };
        let purpose = self.listed.iter().find(|listed| listed.name == folder).map_or(Purpose::Other, |l| l.purpose);
        let all = !matches!(job, Some(Job::Look { from: Some(_), .. }));
        if opened.uid_validity != cursor.uid_validity {
            if !all {
                round.looks.insert(0, Look { folder, purpose, from: None });
                return;
            }
            *cursor = cursor.renumbered(opened.uid_validity);
        }
        cursor.trouble = None;
        if all && cursor.look.is_some_and(|look| !look.covers(terms.since)) {
            // What was too old may not be any more.
            cursor.outside = UidSet::new();
        }
        if all {
            cursor.aside.retain(|&uid, _| uids.contains(uid));
        }
        let mut missing = cursor.missing(opened.uid_validity, &uids);
        if !round.full {
            missing = missing.without(&cursor.resting(terms.now));
        }
        let slice = self.careful.get(&folder).map_or(SLICE, |(slice, _)| *slice);
        let mut looked = Looked { opened, uids, all, second: false };
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

    fn batch(&mut self, conn: Conn, job: Option<Job>, messages: Vec<RawMessage>, steps: &mut Vec<Step>) {
        let Some(Job::Read { folder, uid_validity, .. }) = job else { return };
        let count = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        if let Some(round) = &mut self.round {
            round.read = round.read.saturating_add(count);
            if let Some(stretch) = round.stretch(&folder) {
                stretch.read = stretch.read.saturating_add(count);
            }
        }
        let sent = self.folders.get(&folder).is_some_and(|cursor| cursor.sent);
        steps.push(Step::Store(conn, Place { folder, uid_validity, sent }, messages));
    }

    fn read(&mut self, job: Option<&Job>, left: &UidSet, terms: &Terms, steps: &mut Vec<Step>) {
        let Some(Job::Read { folder, .. }) = job else { return };
        if let Some((slice, _)) = self.careful.get_mut(folder) {
            *slice = slice.saturating_mul(2);
            if *slice >= SLICE {
                self.careful.remove(folder);
            }
        }
        if let Some(stretch) = self.round.as_mut().and_then(|round| round.stretch(folder)) {
            stretch.read_to_end(left);
        }
        self.folder_ended(folder, terms, steps);
    }

    fn refused(&mut self, job: Option<&Job>, left: &UidSet, problem: &Problem, terms: &Terms, steps: &mut Vec<Step>) {
        let Some(Job::Read { folder, .. }) = job else { return };
        let Some(stretch) = self.round.as_mut().and_then(|round| round.stretch(folder)) else { return };
        let refused = stretch.refused(left);
        let enough = stretch.refused >= REFUSED;
        if let Some(cursor) = self.folders.get_mut(folder) {
            cursor.set_aside(&refused, AsideReason::Refused, problem.words.as_deref(), terms.now);
        }
        if enough {
            self.give_up(folder, problem, terms, steps);
        }
        self.folder_ended(folder, terms, steps);
    }

    /// The job cannot be done, but the connection goes on.
    fn not_done(&mut self, conn: Conn, job: Option<Job>, problem: &Problem, terms: &Terms, steps: &mut Vec<Step>) {
        match job {
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
                let standing = |folder| Standing { folder, status: None, failure: None };
                let standings: Vec<Standing> = folders.into_iter().map(standing).collect();
                self.folders_stand(&standings, terms);
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
    fn give_up(&mut self, folder: &str, problem: &Problem, terms: &Terms, steps: &mut Vec<Step>) {
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
            steps.push(Step::Keep(folder.to_owned()));
        }
    }

    /// If nothing more of a folder is to be read now: notes how it compares with the server.
    fn folder_ended(&mut self, folder: &str, terms: &Terms, steps: &mut Vec<Step>) {
        let Some(round) = &mut self.round else { return };
        let Some(ended) = round.take_ended(folder) else { return };
        let Some(cursor) = self.folders.get_mut(folder) else { return };
        let purpose = self.listed.iter().find(|listed| listed.name == folder).map_or(Purpose::Other, |l| l.purpose);
        let not_given = cursor.missing(ended.uid_validity, &ended.twice);
        if !not_given.is_empty() && !ended.looked.second {
            // Expunged meanwhile, or named and not given: a second look tells.
            round.doubtful.push(ended);
            round.looks.insert(0, Look { folder: folder.to_owned(), purpose, from: None });
            return;
        }
        cursor.set_aside(&not_given, AsideReason::NotGiven, None, terms.now);
        if ended.uid_validity == cursor.uid_validity && cursor.trouble.is_none() {
            let counted = ended.looked.uids.without(&cursor.outside);
            let count = |uids: &UidSet| u32::try_from(uids.len()).unwrap_or(u32::MAX);
            let (named, missing) = (count(&counted), count(&counted.without(&cursor.stored)));
            let opened = &ended.looked.opened;
            cursor.look = Some(match cursor.look.filter(|_| !ended.looked.all) {
                Some(before) => before.with_new(opened, named, missing, terms.now),
                None => Compared::of_all(terms.since, opened, named, missing, terms.now),
            });
        }
        steps.push(Step::Keep(folder.to_owned()));
    }

    fn news(&mut self, job: Option<Job>) {
        let Some(Job::Watch { folder, .. }) = job else { return };
        *self.false_news.entry(folder.clone()).or_default() += 1;
        let purpose = self.listed.iter().find(|listed| listed.name == folder).map_or(Purpose::Other, |l| l.purpose);
        let from = self.folders.get(&folder).and_then(|cursor| cursor.look).and_then(|look| look.uid_next);
        let look = Look { folder, purpose, from };
        match &mut self.round {
            // It will be looked at anyway.
            Some(round) if round.stage != Stage::Working => {}
            Some(round) => match round.stretch(&look.folder) {
                // It was looked at before the news.
                Some(_) => round.again = Some(round.again.unwrap_or(false)),
                None => round.looks.push(look),
            },
            None => self.round = Some(Round::of_news(look)),
        }
    }

    /// A connection ended.
    fn ended(&mut self, conn: Conn, problem: Problem, terms: &Terms, steps: &mut Vec<Step>) {
        let Some(line) = self.lines.remove(&conn) else { return };
        steps.push(Step::Close(conn));
        let was_in = line.is_in();
        let job = line.job().cloned();
        if let Some((folder, left)) = line.into_outstanding() {
            if let Some(stretch) = self.round.as_mut().and_then(|round| round.stretch(&folder)) {
                stretch.missing.extend(&left);
                stretch.readers = stretch.readers.saturating_sub(1);
            }
            if matches!(problem.kind, ProblemKind::Mail(_)) {
                self.hung_up_over(&folder, &left, &problem, terms, steps);
            }
            self.folder_ended(&folder, terms, steps);
        }
        if self.lines.is_empty() && !self.dialling {
            let was_reading = self.round.take().is_some();
            steps.push(if was_reading || !was_in { Step::Failed(problem) } else { Step::Lost });
            return;
        }
        if !was_in {
            self.alone = true;
        }
        if let (Some(round), Some(job)) = (&mut self.round, job) {
            // What it was doing is done by another.
            match job {
                Job::Look { folder, from, .. } => {
                    let listed = self.listed.iter().find(|listed| listed.name == folder);
                    let purpose = listed.map_or(Purpose::Other, |listed| listed.purpose);
                    round.looks.insert(0, Look { folder, purpose, from });
                }
                Job::List | Job::Stand(_) => round.stage = Stage::ToList,
                Job::Read { .. } | Job::Watch { .. } => {}
            }
        }
        self.assign(terms, steps);
    }

    /// The server ended the connection while it was to give those messages. Fewer are asked for next, until it is known
    /// over which one it does so.
    fn hung_up_over(&mut self, folder: &str, left: &UidSet, problem: &Problem, terms: &Terms, steps: &mut Vec<Step>) {
        let count = u32::try_from(left.len()).unwrap_or(u32::MAX);
        if count == 0 {
            return;
        }
        let alone = left.iter().next().filter(|_| count == 1);
        let before = self.careful.get(folder).and_then(|(_, alone)| *alone);
        if let Some(uid) = alone.filter(|uid| before == Some(*uid)) {
            // Twice, asked for alone: it is this one.
            self.careful.insert(folder.to_owned(), (1, None));
            if let Some(cursor) = self.folders.get_mut(folder) {
                let uids = [uid].into_iter().collect();
                cursor.set_aside(&uids, AsideReason::HangsUp, problem.words.as_deref(), terms.now);
                steps.push(Step::Keep(folder.to_owned()));
            }
            if let Some(stretch) = self.round.as_mut().and_then(|round| round.stretch(folder)) {
                stretch.missing = stretch.missing.without(left);
            }
            return;
        }
        self.careful.insert(folder.to_owned(), ((count / 2).clamp(1, SLICE), alone));
        if let Some(stretch) = self.round.as_mut().and_then(|round| round.stretch(folder)) {
            stretch.slice = (count / 2).clamp(1, SLICE);
        }
    }
}

enum Wanted {
    /// It stands as it was compared last.
    Nothing,
    /// A look, from that UID on; `None` for all.
    Look(Option<u32>),
    /// To know how it stands.
    Status,
}

/// What is to be done about a folder that stands so.
fn wanted(cursor: &mut Cursor, status: Option<Status>, full: bool, terms: &Terms) -> Wanted {
    let Some(look) = cursor.look.filter(|_| !full && cursor.trouble.is_none()) else { return Wanted::Look(None) };
    let is_recent = (look.at..look.at + TRIED_AGAIN).contains(&terms.now);
    if !look.covers(terms.since) || !is_recent || look.uid_next.is_none() {
        return Wanted::Look(None);
    }
    match status {
        None => Wanted::Status,
        Some(status) if cursor.is_unchanged(status.uid_validity, status.uid_next, status.messages) => {
            cursor.confirm(status.messages, terms.now);
            Wanted::Nothing
        }
        // More messages without a new UID: the server's numbers are not to be relied on.
        Some(status) if status.uid_next == look.uid_next => Wanted::Look(None),
        Some(_) => Wanted::Look(look.uid_next),
    }
}

fn watches(job: &Job) -> Option<String> {
    match job {
        Job::Watch { folder, .. } => Some(folder.clone()),
        _ => None,
    }
}
