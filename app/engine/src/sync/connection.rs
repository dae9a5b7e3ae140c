//! One connection to the mailbox, which does one job at a time: answers go in, events come out.

use super::count::{Count, Next};
use crate::api::{Problem, ProblemKind};
use crate::session::{Heard, Session, problem};
use kith_domain::address::Address;
use kith_wire::{
    Answer, Ask, Connect, Examined, Failure, FailureKind, Folder, FolderStatus, RawCalendar, RawMessage, Request,
    Response, UidSet,
};

/// How many batches may be under way: enough that the relay reads on while one is being stored.
const CREDIT: u32 = 4;

/// One connection.
#[derive(Debug)]
pub(crate) struct Connection {
    session: Session,
    state: ConnectionState,
    /// The folder that is open, and its UIDVALIDITY.
    open: Option<(String, u32)>,
    /// How many messages the open folder held before the server announced a change, if nothing was asked since.
    told: Option<u32>,
    /// Whether the server offers to tell news by itself.
    pub(crate) can_idle: bool,
}

/// What a connection is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Job {
    /// List the folders.
    List,
    /// Ask how folders stand.
    Status(Vec<String>),
    /// Open a folder and name its UIDs, those received since, from a number on.
    Scan { folder: String, since: Option<i64>, from: Option<u32> },
    /// Open a folder and name the UIDs of the messages that hold words, and in which one of these addresses took part.
    Search { folder: String, sent: bool, words: Vec<String>, addresses: Vec<String> },
    /// Read the header blocks of messages. `backfill`: they were found for an address, and may be older than what is
    /// read.
    Read { folder: String, uid_validity: u32, uids: UidSet, backfill: bool },
    /// Read the calendars that messages hold.
    Calendars { folder: String, uid_validity: u32, uids: UidSet },
    /// Wait for news of a folder. Where it does not stand as expected, there is news already.
    Idle { folder: String, expected: Examined },
}

impl Job {
    /// Whether it seeks messages, or reads what was sought.
    pub(crate) const fn is_backfill(&self) -> bool {
        matches!(self, Self::Search { .. } | Self::Read { backfill: true, .. })
    }

    /// Whether it is done between readings, and no reading waits for it to end.
    pub(crate) const fn is_aside(&self) -> bool {
        self.is_backfill() || matches!(self, Self::Calendars { .. })
    }

    /// From which UID on it looks at a folder; `None` for all.
    pub(crate) const fn from(&self) -> Option<u32> {
        match self {
            Self::Scan { from, .. } => *from,
            _ => None,
        }
    }
}

/// What came of it.
#[derive(Debug, PartialEq)]
pub(crate) enum Event {
    /// The login worked; what the server can do, in upper case.
    LoggedIn(Vec<String>),
    Listed(Vec<Folder>),
    Status(Vec<FolderStatus>),
    /// A folder, the UIDs that were asked for, and how many messages the server counts that it does not name.
    Scanned(String, Examined, UidSet, u32),
    /// Messages of the reading under way, none of them twice. Store them, then call [`Connection::stored`].
    Batch(Vec<RawMessage>),
    /// The reading came to its end; those did not come.
    Read(UidSet),
    /// The server refuses to give something of those that did not come yet; or to seek.
    Refused(UidSet, Problem),
    Calendars(CalendarsFound),
    /// It waits for news.
    Idling,
    /// Something came into the watched folder, or went. The job is over.
    Changed,
    /// The job cannot be done; the connection goes on.
    NotDone(Problem),
    /// The connection ended.
    Ended(Problem),
}

/// What was found where calendars were looked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CalendarsFound {
    pub(crate) calendars: Vec<RawCalendar>,
    /// The messages that were looked at.
    pub(crate) looked_at: UidSet,
    /// Those that are not there: they may lie elsewhere.
    pub(crate) missing: UidSet,
}

/// Messages that were asked for and did not come.
#[derive(Debug, PartialEq)]
pub(crate) struct Outstanding {
    pub(crate) folder: String,
    pub(crate) uids: UidSet,
    /// Whether they were sought.
    pub(crate) backfill: bool,
}

#[derive(Debug, PartialEq)]
enum ConnectionState {
    /// Nothing to do, or not logged in yet.
    Free,
    Working(Job, JobStage),
    /// Of a reading, those did not come.
    Ended(Option<Outstanding>),
}

/// What is waited for.
#[derive(Debug, PartialEq)]
enum JobStage {
    /// The folder is being opened.
    Opening,
    /// It is open, and numbered so.
    At(Examined),
    /// The folder was open when the server announced a change. This is its state before that.
    Told(Examined),
    /// It is open; what is named is compared with what is counted.
    Counting(Count),
    /// The same, and it is being opened once more.
    Recounting(Count),
    /// The answer to the job itself.
    Asked,
    /// Header blocks; those did not come yet.
    Reading(UidSet),
}

impl Connection {
    pub(crate) const fn new(connect: Connect) -> Self {
        Self { session: Session::new(connect), state: ConnectionState::Free, open: None, told: None, can_idle: false }
    }

    /// Whether it can take a job. One that waits for news can.
    pub(crate) const fn is_free(&self) -> bool {
        self.was_in() && matches!(self.state, ConnectionState::Free | ConnectionState::Working(Job::Idle { .. }, _))
    }

    /// Whether the server announced a change in the open folder, and nothing was asked since.
    pub(crate) const fn is_told(&self) -> bool {
        self.told.is_some()
    }

    /// What it does.
    pub(crate) const fn job(&self) -> Option<&Job> {
        match &self.state {
            ConnectionState::Working(job, _) => Some(job),
            _ => None,
        }
    }

    /// Whether it is logged in.
    pub(crate) const fn is_in(&self) -> bool {
        self.was_in() && !matches!(self.state, ConnectionState::Ended(_))
    }

    /// Whether the login worked, even if the connection ended since.
    pub(crate) const fn was_in(&self) -> bool {
        self.session.was_in()
    }

    /// The connection is over. Gives what it was asked for and did not give.
    pub(crate) fn into_outstanding(self) -> Option<Outstanding> {
        outstanding(self.state)
    }

    /// The socket is open.
    pub(crate) fn opened(&mut self) -> Request {
        self.session.opened()
    }

    /// Takes a job. Call it only when [`Connection::is_free`].
    pub(crate) fn begin(&mut self, job: Job) -> Request {
        let (ask, doing) = match &job {
            Job::Scan { folder, since, from } if let Some(before) = self.before_news(folder, *from) => {
                (Ask::Uids { since: *since, from: *from, one_by_one: false }, JobStage::Told(before))
            }
            Job::List => (Ask::List, JobStage::Asked),
            Job::Status(folders) => (Ask::Status { folders: folders.clone() }, JobStage::Asked),
            Job::Read { folder, uids, uid_validity, .. } if self.is_open(folder, *uid_validity) => {
                (headers(uids), JobStage::Reading(uids.clone()))
            }
            Job::Calendars { folder, uids, uid_validity } if self.is_open(folder, *uid_validity) => {
                (Ask::Calendars { uids: uids.clone() }, JobStage::Asked)
            }
            Job::Scan { folder, .. }
            | Job::Search { folder, .. }
            | Job::Read { folder, .. }
            | Job::Calendars { folder, .. }
            | Job::Idle { folder, .. } => {
                self.open = None;
                (Ask::Examine { folder: folder.clone() }, JobStage::Opening)
            }
        };
        self.told = None;
        self.state = ConnectionState::Working(job, doing);
        self.session.ask(ask)
    }

    /// The state of a folder before the change that the server just announced. The folder is open, so new messages can
    /// be asked for without opening it again, which takes a server long if the folder is large.
    fn before_news(&self, folder: &str, from: Option<u32>) -> Option<Examined> {
        let (_, uid_validity) = self.open.as_ref().filter(|(open, _)| open == folder && from.is_some())?;
        Some(Examined { uid_validity: *uid_validity, uid_next: None, exists: self.told? })
    }

    /// The relay answered: what is to be sent, and what came of it.
    pub(crate) fn heard(&mut self, response: Response) -> (Option<Request>, Option<Event>) {
        if matches!(self.state, ConnectionState::Ended(_)) {
            return (None, None);
        }
        let answer = match self.session.heard(response) {
            Some(Heard::LoggedIn(capabilities)) => {
                self.can_idle = capabilities.iter().any(|name| name == "IDLE");
                return (None, Some(Event::LoggedIn(capabilities)));
            }
            Some(Heard::Answer(answer)) => answer,
            None => return (None, None),
        };
        match (std::mem::replace(&mut self.state, ConnectionState::Free), answer) {
            (ConnectionState::Working(Job::List, _), Answer::Folders(folders)) => (None, Some(Event::Listed(folders))),
            (ConnectionState::Working(Job::Status(_), _), Answer::Status(statuses)) => {
                (None, Some(Event::Status(statuses)))
            }
            (ConnectionState::Working(job, JobStage::Opening), Answer::Examined(opened)) => self.go_on(job, opened),
            (ConnectionState::Working(Job::Scan { folder, from, .. }, JobStage::At(opened)), Answer::Uids(uids)) => {
                (None, Some(Event::Scanned(folder, opened, since_uid(uids, from), 0)))
            }
            (ConnectionState::Working(job, JobStage::Told(before)), Answer::Uids(uids)) => {
                self.hear_news(job, before, uids)
            }
            (ConnectionState::Working(job, JobStage::Counting(mut count)), Answer::Uids(uids)) => {
                let next = count.heard(Ok(uids));
                self.count_on(job, count, next)
            }
            (ConnectionState::Working(job, JobStage::Counting(mut count)), Answer::Failed(failure))
                if may_be_asked_else(&failure) =>
            {
                let next = count.heard(Err(problem(failure)));
                self.count_on(job, count, next)
            }
            (ConnectionState::Working(job, JobStage::Recounting(mut count)), Answer::Examined(opened)) => {
                let next = count.reopened(&opened);
                self.count_on(job, count, next)
            }
            (ConnectionState::Working(Job::Search { folder, .. }, JobStage::At(opened)), Answer::Uids(uids)) => {
                (None, Some(Event::Scanned(folder, opened, uids, 0)))
            }
            // The folder is open: it is the search that the server does not like.
            (ConnectionState::Working(Job::Search { .. }, JobStage::At(_)), Answer::Failed(failure))
                if failure.kind == FailureKind::ServerRefused =>
            {
                (None, Some(Event::Refused(UidSet::new(), problem(failure))))
            }
            (ConnectionState::Working(job, JobStage::Reading(mut left)), Answer::Headers(batch)) => {
                // Only what was asked for and did not come yet: a server may say more, or say it twice.
                let mut came = Vec::with_capacity(batch.len());
                let mut fresh = |uid: u32| {
                    left.contains(uid) && !came.contains(&uid) && {
                        came.push(uid);
                        true
                    }
                };
                let wanted: Vec<RawMessage> = batch.into_iter().filter(|message| fresh(message.uid)).collect();
                left = left.without(&came.into_iter().collect());
                self.state = ConnectionState::Working(job, JobStage::Reading(left));
                (None, Some(Event::Batch(wanted)))
            }
            (ConnectionState::Working(_, JobStage::Reading(left)), Answer::Done) => (None, Some(Event::Read(left))),
            (ConnectionState::Working(_, JobStage::Reading(left)), Answer::Failed(failure))
                if failure.kind == FailureKind::ServerRefused =>
            {
                (None, Some(Event::Refused(left, problem(failure))))
            }
            (
                ConnectionState::Working(Job::Calendars { uids, .. }, JobStage::Asked),
                Answer::Calendars { calendars, looked_at, missing },
            ) => {
                // Only what was asked for.
                let calendars = calendars.into_iter().filter(|calendar| uids.contains(calendar.uid)).collect();
                let others = uids.without(&looked_at);
                let looked_at = uids.without(&others).without(&missing);
                let missing = uids.without(&others).without(&looked_at);
                (None, Some(Event::Calendars(CalendarsFound { calendars, looked_at, missing })))
            }
            (ConnectionState::Working(job @ Job::Idle { .. }, doing), Answer::Idling) => {
                self.state = ConnectionState::Working(job, doing);
                (None, Some(Event::Idling))
            }
            (ConnectionState::Working(Job::Idle { expected, .. }, _), Answer::FolderChanged) => {
                self.told = Some(expected.exists);
                (None, Some(Event::Changed))
            }
            (ConnectionState::Working(job, _), Answer::Failed(failure)) if is_of_job(&job, &failure) => {
                (None, Some(Event::NotDone(problem(failure))))
            }
            // A failure of number 0 concerns the session as a whole.
            (state, Answer::Failed(failure)) => self.end(state, problem(failure)),
            (state, _) => self.end(state, Problem::new(ProblemKind::OtherVersion)),
        }
    }

    /// The messages of an [`Event::Batch`] are stored: the relay may send more.
    pub(crate) fn stored(&self) -> Option<Request> {
        let is_reading = matches!(self.state, ConnectionState::Working(_, JobStage::Reading(_)));
        is_reading.then(|| self.session.credit())
    }

    /// The folder of the job is open.
    fn go_on(&mut self, job: Job, opened: Examined) -> (Option<Request>, Option<Event>) {
        if let Job::Scan { folder, .. }
        | Job::Search { folder, .. }
        | Job::Read { folder, .. }
        | Job::Calendars { folder, .. }
        | Job::Idle { folder, .. } = &job
        {
            self.open = Some((folder.clone(), opened.uid_validity));
        }
        let (ask, doing) = match &job {
            Job::Scan { since, from: None, .. } => {
                let (count, ask) = Count::new(opened, *since);
                (ask, JobStage::Counting(count))
            }
            Job::Scan { since, from, .. } => {
                (Ask::Uids { since: *since, from: *from, one_by_one: false }, JobStage::At(opened))
            }
            Job::Search { words, addresses, .. } => (
                Ask::Search { words: words.clone(), addresses: addresses.iter().map(|it| as_sent(it)).collect() },
                JobStage::At(opened),
            ),
            // Renumbered since it was looked at: none of those UIDs can be had any more.
            Job::Read { uid_validity, uids, .. } if *uid_validity != opened.uid_validity => {
                return (None, Some(Event::Read(uids.clone())));
            }
            Job::Read { uids, .. } => (headers(uids), JobStage::Reading(uids.clone())),
            Job::Calendars { uid_validity, uids, .. } if *uid_validity != opened.uid_validity => {
                let found = CalendarsFound { looked_at: uids.clone(), ..CalendarsFound::default() };
                return (None, Some(Event::Calendars(found)));
            }
            Job::Calendars { uids, .. } => (Ask::Calendars { uids: uids.clone() }, JobStage::Asked),
            Job::Idle { expected, .. } if !is_as_expected(&opened, expected) => {
                return (None, Some(Event::Changed));
            }
            Job::Idle { .. } => (Ask::Idle, JobStage::Asked),
            // These open no folder.
            Job::List | Job::Status(_) => {
                return self.end(ConnectionState::Free, Problem::new(ProblemKind::OtherVersion));
            }
        };
        self.state = ConnectionState::Working(job, doing);
        (Some(self.session.ask(ask)), None)
    }

    /// Takes in the UIDs of new messages. If there are none, messages were deleted: then the folder is opened to count
    /// the rest.
    fn hear_news(&mut self, job: Job, before: Examined, uids: UidSet) -> (Option<Request>, Option<Event>) {
        let Job::Scan { folder, .. } = &job else {
            return self.end(ConnectionState::Free, Problem::new(ProblemKind::OtherVersion));
        };
        let uids = since_uid(uids, job.from());
        if uids.is_empty() {
            return (Some(self.begin(job)), None);
        }
        let came = u32::try_from(uids.len()).unwrap_or(u32::MAX);
        // If messages were deleted too, that shows when the folder is opened for the next wait.
        let opened = Examined { exists: before.exists.saturating_add(came), ..before };
        (None, Some(Event::Scanned(folder.clone(), opened, uids, 0)))
    }

    /// Goes on with a look at a whole folder.
    fn count_on(&mut self, job: Job, count: Count, next: Next) -> (Option<Request>, Option<Event>) {
        let Job::Scan { folder, .. } = &job else {
            return self.end(ConnectionState::Free, Problem::new(ProblemKind::OtherVersion));
        };
        let (ask, doing) = match next {
            Next::Ask(ask) => (ask, JobStage::Counting(count)),
            Next::Reopen => (Ask::Examine { folder: folder.clone() }, JobStage::Recounting(count)),
            Next::Over => {
                let unlisted = count.unlisted();
                return (None, Some(Event::Scanned(folder.clone(), count.opened, count.named, unlisted)));
            }
            Next::Refused(problem) => return (None, Some(Event::NotDone(problem))),
        };
        self.state = ConnectionState::Working(job, doing);
        (Some(self.session.ask(ask)), None)
    }

    fn is_open(&self, folder: &str, uid_validity: u32) -> bool {
        self.open.as_ref().is_some_and(|(open, under)| open == folder && *under == uid_validity)
    }

    fn end(&mut self, state: ConnectionState, problem: Problem) -> (Option<Request>, Option<Event>) {
        self.state = ConnectionState::Ended(outstanding(state));
        (None, Some(Event::Ended(problem)))
    }
}

/// Whether nothing came or went since. A server that does not say which UID is next, as Courier does not at the
/// opening, is taken by the number of messages; nor does it keep the UIDVALIDITY of a folder that never held any.
fn is_as_expected(opened: &Examined, expected: &Examined) -> bool {
    let Examined { uid_validity, uid_next, exists } = *opened;
    let same_next = uid_next.is_none() || uid_next == expected.uid_next;
    let same_numbers = uid_validity == expected.uid_validity && same_next;
    exists == expected.exists && (same_numbers || exists == 0)
}

fn outstanding(state: ConnectionState) -> Option<Outstanding> {
    match state {
        ConnectionState::Working(Job::Read { folder, backfill, .. }, JobStage::Reading(uids)) => {
            Some(Outstanding { folder, uids, backfill })
        }
        ConnectionState::Working(Job::Read { folder, uids, backfill, .. }, _) => {
            Some(Outstanding { folder, uids, backfill })
        }
        ConnectionState::Ended(left) => left,
        _ => None,
    }
}

/// The UIDs from this one on. If a server has none of these, it names the last one below.
fn since_uid(uids: UidSet, from: Option<u32>) -> UidSet {
    match from.filter(|from| *from > 1) {
        Some(from) => uids.without(&UidSet::from(vec![(0, from - 1)])),
        None => uids,
    }
}

/// An address as it stands in mail: its domain in ASCII.
fn as_sent(address: &str) -> String {
    Address::parse(address).map_or_else(|| address.to_owned(), |address| address.to_ascii().into_owned())
}

fn headers(uids: &UidSet) -> Ask {
    Ask::Headers { uids: uids.clone(), credit: CREDIT }
}

/// Whether a server that fails so to name messages may name them when it is asked in another way.
const fn may_be_asked_else(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::ServerRefused | FailureKind::Malformed)
}

/// Whether a failure concerns the folder of the job alone, so that the connection goes on. (A folder without
/// UIDVALIDITY is malformed: nothing of it could be kept.)
const fn is_of_job(job: &Job, failure: &Failure) -> bool {
    match job {
        Job::List => false,
        Job::Status(_)
        | Job::Scan { .. }
        | Job::Search { .. }
        | Job::Read { .. }
        | Job::Calendars { .. }
        | Job::Idle { .. } => {
            matches!(
                failure.kind,
                FailureKind::NoFolder | FailureKind::ServerRefused | FailureKind::Malformed | FailureKind::BadRequest
            )
        }
    }
}
