//! Putting a letter into INBOX, over a connection of its own.
//!
//! It is there once. Where an earlier attempt ended without an answer, INBOX is looked through first, and the letter is
//! given again only if it is certain that it is not there.

use crate::api::LetterFailure;
use crate::session::{Heard, Session};
use kith_domain::header::Thread;
use kith_wire::limits::MAX_CREDIT;
use kith_wire::{Answer, Ask, Connect, Examined, Failure, FailureKind, Letter, RawMessage, Request, Response, UidSet};

/// Maximum number of messages that are looked through for a letter.
const MAX_LOOKED_THROUGH: u32 = 1_000;

/// How INBOX stood before the letter was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InboxMark {
    pub(crate) uid_validity: u32,
    /// The number that the next message was to get, if the server said so.
    pub(crate) uid_next: Option<u32>,
}

/// A connection for one letter.
#[derive(Debug)]
pub(crate) struct LetterSender {
    session: Session,
    message: Vec<u8>,
    message_id: String,
    /// How INBOX stood before an earlier attempt of which no one knows what came.
    before: Option<InboxMark>,
    state: LetterSenderState,
}

/// What is to be done next.
#[derive(Debug, PartialEq)]
pub(crate) enum LetterStep {
    /// To the relay.
    Send(Request),
    /// Store that the letter is about to be given, then call [`LetterSender::give`].
    Note(InboxMark),
    /// It is in INBOX.
    Sent,
    /// It is not there, and is not to be given again; or that cannot be known.
    Failed(LetterFailure),
    /// Nothing more is known than before, or it is open whether it was taken.
    Later,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum LetterSenderState {
    /// Nothing was asked yet.
    Connecting,
    /// INBOX is being opened.
    Opening,
    /// Which messages came since the earlier attempt is being asked.
    Listing { from: u32, now: InboxMark },
    /// Their headers are being read.
    Looking { left: UidSet, now: InboxMark },
    /// The letter was given to the relay, or is about to be.
    Giving,
}

impl LetterSender {
    pub(crate) const fn new(connect: Connect, message: Vec<u8>, message_id: String, before: Option<InboxMark>) -> Self {
        Self { session: Session::new(connect), message, message_id, before, state: LetterSenderState::Connecting }
    }

    /// The socket is open.
    pub(crate) fn opened(&mut self) -> Request {
        self.session.opened()
    }

    /// The relay answered.
    pub(crate) fn heard(&mut self, response: Response) -> Option<LetterStep> {
        let answer = match self.session.heard(response)? {
            Heard::LoggedIn(_) => {
                let folder = "INBOX".to_owned();
                return Some(self.ask(LetterSenderState::Opening, Ask::Examine { folder }));
            }
            Heard::Answer(answer) => answer,
        };
        Some(match (self.state.clone(), answer) {
            (LetterSenderState::Opening, Answer::Examined(opened)) => self.open(&opened),
            (LetterSenderState::Listing { from, now }, Answer::Uids(found)) => self.listed(from, now, found),
            (LetterSenderState::Looking { .. }, Answer::Headers(messages)) => self.look(&messages),
            (LetterSenderState::Looking { left, now }, Answer::Done) => match left.is_empty() {
                true => LetterStep::Note(now),
                false => LetterStep::Failed(LetterFailure::Unclear),
            },
            (LetterSenderState::Giving, Answer::Done) => LetterStep::Sent,
            (LetterSenderState::Giving, Answer::Failed(failure)) => refused(&failure),
            _ => LetterStep::Later,
        })
    }

    /// It is stored that the letter is about to be given.
    pub(crate) fn give(&mut self) -> Request {
        self.state = LetterSenderState::Giving;
        self.session.ask(Ask::Letter(Letter { message: self.message.clone() }))
    }

    fn open(&mut self, opened: &Examined) -> LetterStep {
        let now = InboxMark { uid_validity: opened.uid_validity, uid_next: opened.uid_next };
        let Some(before) = self.before else { return LetterStep::Note(now) };
        let same = before.uid_validity == now.uid_validity;
        match (before.uid_next, now.uid_next) {
            (Some(from), Some(next)) if same && from == next => LetterStep::Note(now),
            (Some(from), Some(next)) if same && from < next && next - from <= MAX_LOOKED_THROUGH => {
                let ask = Ask::Uids { since: None, from: Some(from), one_by_one: false };
                self.ask(LetterSenderState::Listing { from, now }, ask)
            }
            _ => LetterStep::Failed(LetterFailure::Unclear),
        }
    }

    /// Whatever number was given since, the message must be there to be looked at: one that is gone may be the letter.
    fn listed(&mut self, from: u32, now: InboxMark, found: UidSet) -> LetterStep {
        if found.is_empty() {
            return LetterStep::Failed(LetterFailure::Unclear);
        }
        let last = now.uid_next.unwrap_or(from).saturating_sub(1);
        let mut left = UidSet::from(vec![(from, last)]);
        left.extend(&found);
        let ask = Ask::Headers { uids: found, credit: MAX_CREDIT };
        self.ask(LetterSenderState::Looking { left, now }, ask)
    }

    fn look(&mut self, messages: &[RawMessage]) -> LetterStep {
        let is_letter =
            |message: &RawMessage| Thread::of(&message.header).is_some_and(|it| it.message_id() == self.message_id);
        if messages.iter().any(is_letter) {
            return LetterStep::Sent;
        }
        if let LetterSenderState::Looking { left, .. } = &mut self.state {
            *left = left.without(&messages.iter().map(|message| message.uid).collect());
        }
        LetterStep::Send(self.session.credit())
    }

    fn ask(&mut self, state: LetterSenderState, ask: Ask) -> LetterStep {
        self.state = state;
        LetterStep::Send(self.session.ask(ask))
    }
}

/// What follows from an answer that is no yes.
fn refused(failure: &Failure) -> LetterStep {
    match failure.kind.general() {
        // A relay that does not know of letters.
        FailureKind::BadRequest => LetterStep::Failed(LetterFailure::OtherVersion),
        FailureKind::NoRoom => LetterStep::Failed(LetterFailure::NoRoom),
        FailureKind::ServerRefused | FailureKind::NotAllowed | FailureKind::NoFolder => {
            LetterStep::Failed(LetterFailure::Refused)
        }
        // Not even a server that asks to wait: it may have said so as it ended the connection.
        _ => LetterStep::Later,
    }
}
