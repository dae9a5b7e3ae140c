//! The texts of messages: kept once fetched, so that they can be read again without a connection.

use super::{Conn, Engine, EngineError, Output};
use crate::account::Kind;
use crate::api::{AccountId, Answer, FromEngine, MessageKey, MessageText, Problem, ProblemKind};
use crate::packed::{self, Unreadable};
use crate::reader::{Reader, Step, Wanted};
use crate::store::Store;
use kith_domain::sample::Sample;
use kith_domain::text;
use serde::{Deserialize, Serialize};

impl<S: Store> Engine<S> {
    /// The text of a message, or `None` if it was asked of the mail server and will come.
    pub(super) async fn text(&mut self, number: u32, message: MessageKey) -> Option<Result<Answer, Problem>> {
        match self.store.text(message).await.map_err(EngineError::from) {
            Ok(Some(row)) => {
                // One that cannot be read any more is fetched again.
                if let Ok(text) = TextV1::unpack(&row.bytes) {
                    self.note_shown(message).await;
                    return Some(Ok(Answer::Text(text)));
                }
            }
            Ok(None) => {}
            Err(error) => return Some(Err(error.into())),
        }
        let not_found = Some(Err(Problem::new(ProblemKind::NotFound)));
        let places = self.book.places(message);
        let Some(account) = places.first().map(|(folder, _)| folder.account) else { return not_found };
        let mut places: Vec<_> = places
            .into_iter()
            .filter(|(folder, _)| folder.account == account)
            .map(|(folder, uid)| (folder.name.clone(), folder.uid_validity, uid))
            .collect();
        let Some(state) = self.accounts.get(&account) else { return not_found };
        match &state.account.kind {
            Kind::Sample { seed, made } => {
                let sample = Sample::new(*seed, *made, &state.account.address);
                let found = places.iter().find_map(|(folder, _, uid)| sample.message(folder, *uid));
                let Some(found) = found else { return not_found };
                Some(Ok(Answer::Text(readable(&found.bytes, false))))
            }
            Kind::Imap { .. } if state.account.disconnected => Some(Err(Problem::new(ProblemKind::Disconnected))),
            Kind::Imap { connect, .. } => {
                let connect = connect.clone();
                places.reverse();
                let wanted = Wanted { message, asked: vec![number], places };
                self.want(account, connect, wanted);
                None
            }
        }
    }

    pub(super) async fn follow_reader(&mut self, conn: Conn, steps: Vec<Step>) {
        for step in steps {
            match step {
                Step::Send(request) => self.send(conn, &request),
                Step::Text(wanted, bytes, cut) => {
                    let text = readable(&bytes, cut);
                    let Some(account) = self.readers.get(&conn).map(|(account, _)| *account) else { return };
                    // It is shown even if there is no room to keep it.
                    let _kept = self.keep_text(account, wanted.message, &text).await;
                    self.answer_all(&wanted, &Ok(Answer::Text(text)));
                }
                Step::Missed(wanted, problem) => self.answer_all(&wanted, &Err(problem)),
                Step::Failed(problem) => return self.end_reader(conn, &problem),
            }
        }
    }

    /// Closes a connection for texts; what was wanted of it is answered with that problem.
    pub(super) fn end_reader(&mut self, conn: Conn, problem: &Problem) {
        if let Some((_, reader)) = self.readers.remove(&conn) {
            self.out.push(Output::Close(conn));
            for wanted in reader.into_wanted() {
                self.answer_all(&wanted, &Err(problem.clone()));
            }
        }
    }

    fn want(&mut self, account: AccountId, connect: kith_wire::Connect, wanted: Wanted) {
        let now = self.moment.now;
        let open = self.readers.iter_mut().find(|(_, (of, _))| *of == account);
        if let Some((&conn, (_, reader))) = open {
            reader.last_used = now;
            if let Some(Step::Send(request)) = reader.want(wanted) {
                self.send(conn, &request);
            }
            return;
        }
        let conn = self.next_conn();
        let mut reader = Reader::new(connect, now);
        reader.want(wanted);
        self.readers.insert(conn, (account, reader));
        self.out.push(Output::Open(conn));
    }

    async fn keep_text(
        &mut self,
        account: AccountId,
        message: MessageKey,
        text: &MessageText,
    ) -> Result<(), EngineError> {
        self.keep_bytes(message, account, TextV1::pack(text)?).await
    }

    fn answer_all(&mut self, wanted: &Wanted, answer: &Result<Answer, Problem>) {
        for &number in &wanted.asked {
            self.out.push(Output::Page(FromEngine::Answer(number, answer.clone())));
        }
    }
}

fn readable(bytes: &[u8], cut: bool) -> MessageText {
    let text = text::read(bytes);
    MessageText { text: text.text, cut, attachments: text.attachments }
}

/// The text of a message as it is stored, version 1.
#[derive(Serialize, Deserialize)]
pub(crate) struct TextV1 {
    text: String,
    cut: bool,
    attachments: Vec<String>,
}

impl TextV1 {
    pub(crate) fn pack(text: &MessageText) -> Result<Vec<u8>, Unreadable> {
        let MessageText { text, cut, attachments } = text.clone();
        packed::pack("text", 1, &Self { text, cut, attachments })
    }

    pub(crate) fn unpack(bytes: &[u8]) -> Result<MessageText, Unreadable> {
        let Self { text, cut, attachments } = packed::unpack("text", 1, bytes)?;
        Ok(MessageText { text, cut, attachments })
    }
}
