//! Putting a draft into a mailbox, over a connection of its own, once.

use crate::api::{Problem, ProblemKind};
use crate::session::{Heard, Session, problem};
use crate::sync::drafts_folder;
use kith_domain::address::Address;
use kith_domain::draft::Draft;
use kith_domain::header::Thread;
use kith_domain::message::reference;
use kith_wire::limits::MAX_DRAFT_BYTES;
use kith_wire::{Answer, Ask, Connect, Failure, FailureKind, Request, Response, UidSet};

/// What the user wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DraftLetter {
    pub(crate) from: Address,
    pub(crate) name: Option<String>,
    pub(crate) to: Address,
    pub(crate) subject: String,
    pub(crate) text: String,
    /// In seconds since 1970-01-01 UTC.
    pub(crate) date: i64,
    pub(crate) id: u64,
}

impl DraftLetter {
    fn draft<'a>(&'a self, thread: Option<&'a Thread>) -> Draft<'a> {
        let Self { from, name, to, subject, text, date, id } = self;
        Draft { from, name: name.as_deref(), to, subject, text, date: *date, id: *id, thread, automatic: false }
    }

    /// The hash of its Message-ID.
    pub(crate) fn reference(&self) -> u64 {
        reference(&self.draft(None).message_id())
    }
}

/// A connection for one draft.
#[derive(Debug)]
pub(crate) struct Drafter {
    session: Session,
    letter: DraftLetter,
    state: DrafterState,
    /// Where the message that it answers was seen, the likeliest place last: folder, UIDVALIDITY, UID.
    answers: Vec<(String, u32, u32)>,
    /// The folder for drafts.
    folder: String,
    /// The header block of the message that it answers.
    header: Option<Vec<u8>>,
}

/// What is to be done next.
#[derive(Debug, PartialEq)]
pub(crate) enum DraftStep {
    /// To the relay.
    Send(Request),
    /// The draft is in the mailbox.
    Saved,
    /// It is not, or that cannot be known.
    Failed(Problem),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DrafterState {
    /// Nothing was asked yet.
    Connecting,
    Listing,
    /// The folder of the message that is answered is being opened.
    Looking,
    /// Its header is being read.
    Reading,
    /// The draft was given to the relay.
    Saving,
}

impl Drafter {
    pub(crate) const fn new(connect: Connect, letter: DraftLetter, answers: Vec<(String, u32, u32)>) -> Self {
        let folder = String::new();
        Self { session: Session::new(connect), letter, state: DrafterState::Connecting, answers, folder, header: None }
    }

    /// The socket is open.
    pub(crate) fn opened(&mut self) -> Request {
        self.session.opened()
    }

    /// The relay answered.
    pub(crate) fn heard(&mut self, response: Response) -> Option<DraftStep> {
        let answer = match self.session.heard(response)? {
            Heard::LoggedIn(_) => return Some(DraftStep::Send(self.ask(DrafterState::Listing, Ask::List))),
            Heard::Answer(answer) => answer,
        };
        Some(match (self.state, answer) {
            (DrafterState::Listing, Answer::Folders(folders)) => match drafts_folder(folders) {
                Some(folder) => {
                    self.folder = folder;
                    self.look()
                }
                None => DraftStep::Failed(Problem::new(ProblemKind::NoDrafts)),
            },
            (DrafterState::Looking, Answer::Examined(opened)) => match self.answers.last() {
                Some((_, uid_validity, uid)) if *uid_validity == opened.uid_validity => {
                    let uids = UidSet::from(vec![(*uid, *uid)]);
                    DraftStep::Send(self.ask(DrafterState::Reading, Ask::Headers { uids, credit: 1 }))
                }
                _ => self.look_elsewhere(),
            },
            (DrafterState::Reading, Answer::Headers(messages)) => {
                let uid = self.answers.last().map(|(.., uid)| *uid);
                self.header = messages.into_iter().find(|it| Some(it.uid) == uid).map(|it| it.header);
                return None;
            }
            (DrafterState::Reading, Answer::Done) if self.header.is_none() => self.look_elsewhere(),
            (DrafterState::Reading, Answer::Done) => self.save(),
            (DrafterState::Looking | DrafterState::Reading, Answer::Failed(failure)) if is_of_message(&failure) => {
                self.look_elsewhere()
            }
            (DrafterState::Saving, Answer::Done) => DraftStep::Saved,
            (_, Answer::Failed(failure)) => DraftStep::Failed(self.problem(failure)),
            _ => DraftStep::Failed(self.ended(Problem::new(ProblemKind::OtherVersion))),
        })
    }

    /// What became of the draft if the connection is of no use any more for that reason.
    pub(crate) fn ended(&self, problem: Problem) -> Problem {
        match self.state {
            DrafterState::Saving => Problem { kind: ProblemKind::MaybeSaved, ..problem },
            _ => problem,
        }
    }

    fn problem(&self, failure: Failure) -> Problem {
        let problem = problem(failure);
        let ProblemKind::Mail(failure) = problem.kind else { return problem };
        let kind = match (self.state, failure.general()) {
            // A relay that does not know of drafts.
            (DrafterState::Saving, FailureKind::BadRequest) => ProblemKind::OtherVersion,
            (DrafterState::Saving, FailureKind::NoFolder) => ProblemKind::NoDrafts,
            (
                DrafterState::Saving,
                FailureKind::ServerRefused | FailureKind::NoRoom | FailureKind::NotAllowed | FailureKind::Throttled,
            ) => problem.kind,
            (DrafterState::Saving, _) => ProblemKind::MaybeSaved,
            _ => problem.kind,
        };
        Problem { kind, ..problem }
    }

    /// Looks for the message that is answered at the likeliest place; without one the draft begins a conversation.
    fn look(&mut self) -> DraftStep {
        match self.answers.last() {
            Some((folder, ..)) => {
                let folder = folder.clone();
                DraftStep::Send(self.ask(DrafterState::Looking, Ask::Examine { folder }))
            }
            None => self.save(),
        }
    }

    fn look_elsewhere(&mut self) -> DraftStep {
        self.answers.pop();
        self.look()
    }

    fn save(&mut self) -> DraftStep {
        let thread = self.header.as_deref().and_then(Thread::of);
        let message = self.letter.draft(thread.as_ref()).message();
        if message.len() > MAX_DRAFT_BYTES {
            return DraftStep::Failed(Problem::new(ProblemKind::TooLong));
        }
        let folder = self.folder.clone();
        DraftStep::Send(self.ask(DrafterState::Saving, Ask::Append(kith_wire::Append { folder, message })))
    }

    fn ask(&mut self, state: DrafterState, ask: Ask) -> Request {
        self.state = state;
        self.session.ask(ask)
    }
}

/// Whether a failure says that the message is not to be had there, and no more than that.
const fn is_of_message(failure: &Failure) -> bool {
    matches!(
        failure.kind,
        FailureKind::Moved | FailureKind::NoFolder | FailureKind::ServerRefused | FailureKind::Malformed
    )
}
