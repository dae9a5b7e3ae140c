//! The texts of messages: kept once fetched, so that they can be read again without a connection.

use super::error::EngineError;
use super::interface::Output;
use super::records::TextV1;
use super::state::{Engine, Role};
use crate::api::{AccountId, FromEngine, MessageKey, MessageText, Problem, ProblemKind, Query, question};
use crate::reader::{Reader, TextStep, WantedText};
use crate::session::ConnectionId;
use crate::store::Store;
use kith_domain::text;

impl<S: Store> Engine<S> {
    /// The text of a message, or `None` if it was asked of the mail server and will come.
    pub(super) async fn text(&mut self, number: u32, message: MessageKey) -> Option<Result<MessageText, Problem>> {
        match self.store.text(message).await.map_err(EngineError::from) {
            Ok(Some(row)) => {
                // One that cannot be read any more is fetched again.
                if let Ok(text) = TextV1::unpack(&row.bytes) {
                    self.note_shown(message).await;
                    return Some(Ok(text));
                }
            }
            Ok(None) => {}
            Err(error) => return Some(Err(error.into())),
        }
        self.fetch(WantedText { message, asked: vec![number], places: Vec::new(), tried: Vec::new() })
            .map_err(|(_, problem)| problem)
            .transpose()
    }

    /// Asks for the text of a message in the account in which it was seen last, of those that were not tried yet and
    /// that are connected; gives it at once where that needs no connection. Fails, for those who wait, if there is
    /// none.
    fn fetch(&mut self, mut wanted: WantedText) -> Result<Option<MessageText>, (WantedText, Problem)> {
        let mut problem = Problem::new(ProblemKind::NotFound);
        let places = self.book.places(wanted.message);
        let places: Vec<_> = places
            .into_iter()
            .map(|(folder, uid)| (folder.account, (folder.name.clone(), folder.uid_validity, uid)))
            .collect();
        for (account, _) in &places {
            if wanted.tried.contains(account) {
                continue;
            }
            wanted.tried.push(*account);
            let Some(state) = self.accounts.get(account) else { continue };
            let here = places.iter().filter(|(of, _)| of == account).map(|(_, place)| place);
            if let Some(local) = state.account.local() {
                let found = here.into_iter().find_map(|(folder, _, uid)| local.message(folder, *uid));
                if let Some(found) = found {
                    return Ok(Some(readable(&found.bytes, false)));
                }
            } else if let Some(kind) = state.account.out_of_reach() {
                problem = Problem::new(kind);
            } else if let Some(server) = state.account.server().cloned() {
                wanted.places = here.rev().cloned().collect();
                self.want(*account, server, wanted);
                return Ok(None);
            }
        }
        Err((wanted, problem))
    }

    /// A message cannot be had in one account, for that reason: another one may have it.
    fn fetch_elsewhere(&mut self, wanted: WantedText, problem: Problem) {
        match self.fetch(wanted.clone()) {
            Ok(None) => {}
            Ok(Some(text)) => self.answer_all(&wanted, &Ok(text)),
            Err((wanted, _)) => self.answer_all(&wanted, &Err(problem)),
        }
    }

    pub(super) async fn follow_reader(&mut self, conn: ConnectionId, account: AccountId, steps: Vec<TextStep>) {
        for step in steps {
            match step {
                TextStep::Send(request) => self.send(conn, &request),
                TextStep::Text(wanted, bytes, cut) => {
                    let text = readable(&bytes, cut);
                    // It is shown even if there is no room to keep it.
                    let _kept = self.keep_text(account, wanted.message, &text).await;
                    self.answer_all(&wanted, &Ok(text));
                }
                TextStep::Missed(wanted, problem) => self.fetch_elsewhere(wanted, problem),
                TextStep::Failed(problem) => return self.end_reader(conn, &problem),
            }
        }
    }

    /// Closes a connection for texts; what was wanted of it is asked for in another account, or answered with that
    /// problem.
    pub(super) fn end_reader(&mut self, conn: ConnectionId, problem: &Problem) {
        if let Some(Role::Reader(reader)) = self.close(conn) {
            for wanted in reader.into_wanted() {
                self.fetch_elsewhere(wanted, problem.clone());
            }
        }
    }

    fn want(&mut self, account: AccountId, connect: kith_wire::Connect, wanted: WantedText) {
        let now = self.moment.now;
        if let Some((conn, reader)) = self.connections.reader_of(account, now) {
            if let Some(TextStep::Send(request)) = reader.want(wanted) {
                self.send(conn, &request);
            }
            return;
        }
        let mut reader = Reader::new(connect);
        reader.want(wanted);
        self.open(account, Role::Reader(reader));
    }

    async fn keep_text(
        &mut self,
        account: AccountId,
        message: MessageKey,
        text: &MessageText,
    ) -> Result<(), EngineError> {
        self.keep_bytes(message, account, TextV1::pack(text)?).await
    }

    fn answer_all(&mut self, wanted: &WantedText, text: &Result<MessageText, Problem>) {
        for &number in &wanted.asked {
            let answer = text.clone().map(|text| question::Text(wanted.message).answer(text));
            self.out.push(Output::Page(FromEngine::Answer(number, answer)));
        }
    }
}

fn readable(bytes: &[u8], cut: bool) -> MessageText {
    let text = text::read(bytes);
    MessageText { text: text.text, cut, attachments: text.attachments }
}
