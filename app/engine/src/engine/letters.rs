//! The letter about an account's first reading: it goes into INBOX once, over a connection of its own.
//!
//! It is noted before the mail server is asked to take it. From then on it is not known whether it is there, until the
//! server says so or INBOX was looked through.

use super::error::NOT_FOUND;
use super::records::{FirstReadingV1, LetterTextV1, LetterV1};
use super::state::{Engine, Role, is_read};
use crate::api::{AccountId, LetterFailure, NewLetter, Problem, ProblemKind, Seconds};
use crate::letter_sender::{InboxMark, LetterSender, LetterStep};
use crate::session::ConnectionId;
use crate::store::Store;
use kith_domain::address::Address;
use kith_domain::draft::Draft;
use kith_wire::Response;
use kith_wire::limits::MAX_LETTER_BYTES;

/// So long, in seconds, a mail server may take to put a letter into INBOX that it was given: longer than the relay waits
/// for its answer. Before, it is no use to look.
const SETTLING_SECONDS: Seconds = 240;

/// After so many attempts in vain it is not tried again.
const MAX_TRIES: u8 = 10;

impl<S: Store> Engine<S> {
    /// The page wrote the letter of an account. Where no one waits for it, another page was faster.
    pub(super) async fn write_letter(&mut self, new: NewLetter) -> Result<(), Problem> {
        let NewLetter { account: id, subject, text, mark } = new;
        let state = self.accounts.get(&id).ok_or(NOT_FOUND)?;
        let waits = |it: &&FirstReadingV1| it.summary.is_some() && it.letter == LetterV1::Unwritten;
        let Some(first_reading) = state.first_reading.as_ref().filter(waits) else { return Ok(()) };
        let text = LetterTextV1 { subject, text, date: self.seconds(), mark, tries: 0 };
        if draft(&state.account.address, &text).message().len() > MAX_LETTER_BYTES {
            return Err(Problem::new(ProblemKind::TooLong));
        }
        let first_reading = FirstReadingV1 { letter: LetterV1::Written(text), ..first_reading.clone() };
        self.keep_first_reading(id, first_reading).await?;
        self.send_letter(id);
        Ok(())
    }

    /// Sends the letter of an account, or looks for it, if there is one and it is time. Called after each reading, so
    /// that what failed is tried again.
    pub(super) fn send_letter(&mut self, id: AccountId) {
        let now = self.seconds();
        let Some(state) = self.accounts.get(&id) else { return };
        let Some(first_reading) = &state.first_reading else { return };
        let (text, before) = match &first_reading.letter {
            LetterV1::Written(text) => (text, None),
            LetterV1::Given { text, at, uid_validity, uid_next } if !(*at..*at + SETTLING_SECONDS).contains(&now) => {
                (text, Some(InboxMark { uid_validity: *uid_validity, uid_next: *uid_next }))
            }
            _ => return,
        };
        let is_quiet = is_read(&state.status) && !state.account.disconnected;
        let Some(server) = state.account.server().filter(|_| is_quiet) else { return };
        if !self.connections.of(id, Role::is_letter_sender).is_empty() {
            return;
        }
        let draft = draft(&state.account.address, text);
        let sender = LetterSender::new(server.clone(), draft.message(), draft.message_id(), before);
        self.open(id, Role::LetterSender(Box::new(sender)));
    }

    /// What came over a connection for a letter.
    pub(super) async fn letter_sender_heard(&mut self, conn: ConnectionId, id: AccountId, response: Response) {
        match self.connections.letter_sender(conn).and_then(|sender| sender.heard(response)) {
            None => {}
            Some(LetterStep::Send(request)) => self.send(conn, &request),
            Some(LetterStep::Note(mark)) => self.give_letter(conn, id, mark).await,
            Some(LetterStep::Sent) => self.end_letter(conn, id, LetterV1::Sent).await,
            Some(LetterStep::Failed(why)) => self.end_letter(conn, id, LetterV1::Failed(why)).await,
            Some(LetterStep::Later) => self.letter_not_sent(conn, id).await,
        }
    }

    /// Gives the letter to the mail server, once that is noted.
    async fn give_letter(&mut self, conn: ConnectionId, id: AccountId, mark: InboxMark) {
        let at = self.seconds();
        let InboxMark { uid_validity, uid_next } = mark;
        let given = self.letter_of(id).map(|text| LetterV1::Given { text, at, uid_validity, uid_next });
        if !self.keep_letter(id, given).await {
            return self.letter_not_sent(conn, id).await;
        }
        if let Some(request) = self.connections.letter_sender(conn).map(LetterSender::give) {
            self.send(conn, &request);
        }
    }

    /// A connection for a letter is gone or of no use, and nothing more is known of the letter than before.
    pub(super) async fn letter_not_sent(&mut self, conn: ConnectionId, id: AccountId) {
        let letter = self.accounts.get(&id).and_then(|state| Some(state.first_reading.as_ref()?.letter.clone()));
        let again = match letter {
            Some(LetterV1::Written(text)) if text.tries < MAX_TRIES => Some(LetterV1::Written(text.tried())),
            Some(LetterV1::Written(_)) => Some(LetterV1::Failed(LetterFailure::NotReached)),
            Some(LetterV1::Given { text, at, uid_validity, uid_next }) if text.tries < MAX_TRIES => {
                Some(LetterV1::Given { text: text.tried(), at, uid_validity, uid_next })
            }
            Some(LetterV1::Given { .. }) => Some(LetterV1::Failed(LetterFailure::Unclear)),
            _ => None,
        };
        match again {
            Some(letter) => self.end_letter(conn, id, letter).await,
            None => drop(self.close(conn)),
        }
    }

    /// That is all for this connection. What cannot be noted is found out again.
    async fn end_letter(&mut self, conn: ConnectionId, id: AccountId, letter: LetterV1) {
        self.close(conn);
        if !self.keep_letter(id, Some(letter.clone())).await
            && let Some(first_reading) = self.accounts.get_mut(&id).and_then(|state| state.first_reading.as_mut())
        {
            first_reading.letter = letter;
            self.overview_changed = true;
        }
    }

    /// Keeps how the letter stands. Gives whether that worked.
    async fn keep_letter(&mut self, id: AccountId, letter: Option<LetterV1>) -> bool {
        let first_reading = self.accounts.get(&id).and_then(|state| state.first_reading.clone());
        let Some((first_reading, letter)) = first_reading.zip(letter) else { return false };
        self.keep_first_reading(id, FirstReadingV1 { letter, ..first_reading }).await.is_ok()
    }

    /// The words of a letter that is under way.
    fn letter_of(&self, id: AccountId) -> Option<LetterTextV1> {
        match &self.accounts.get(&id)?.first_reading.as_ref()?.letter {
            LetterV1::Written(text) | LetterV1::Given { text, .. } => Some(text.clone()),
            _ => None,
        }
    }
}

impl LetterTextV1 {
    fn tried(self) -> Self {
        Self { tries: self.tries.saturating_add(1), ..self }
    }
}

/// The letter as it goes into INBOX, from the user and to them.
fn draft<'a>(own: &'a Address, letter: &'a LetterTextV1) -> Draft<'a> {
    let LetterTextV1 { subject, text, date, mark, .. } = letter;
    Draft { from: own, name: None, to: own, subject, text, date: *date, id: *mark, thread: None, automatic: true }
}
