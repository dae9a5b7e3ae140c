//! All that a session makes of what a mail server says, for the fuzzer: from bytes to answers, without a network.

use super::capabilities::Capabilities;
use super::connect::Connection;
use super::headers::BatchSink;
use super::journal::Journal;
use super::link::Link;
use super::reader::capabilities;
use crate::config::Times;
use crate::trouble::Trouble;
use imap_proto::Response;
use kith_wire::{Answer, Examined, RawMessage, UidSet};
use std::io::Cursor;
use tokio::io::{join, sink};

/// Maximum number of questions that are put to one server.
const MAX_ASKED: u8 = 6;

/// The kinds of questions.
const KINDS: u8 = 8;

/// The answers of a session whose server says these bytes and hangs up. The first byte says what it is asked first.
pub(crate) async fn answers(bytes: &[u8]) -> Vec<Answer> {
    let Some((&first, said)) = bytes.split_first() else { return Vec::new() };
    let stream = join(Cursor::new(said.to_vec()), sink());
    let offered = b"IMAP4REV1 IDLE NAMESPACE OBJECTID LIST-STATUS LITERAL+ ESEARCH";
    let open = Examined { uid_validity: 7, uid_next: Some(900), exists: 3 };
    let mut connection = Connection {
        link: Link::new(Box::new(stream), Journal::default()),
        times: Times::default(),
        capabilities: Capabilities::read(&Response::Capabilities(capabilities(offered))).unwrap_or_default(),
        encrypted: true,
        may_compress: false,
        open: Some(("INBOX".to_owned(), open)),
    };
    let mut batches = Batches::default();
    for asked in first..first.saturating_add(MAX_ASKED) {
        let answer = match asked % KINDS {
            0 => connection.folders().await.map(Answer::Folders),
            1 => connection.examine("INBOX").await.map(Answer::Examined),
            2 => connection.uids(None, Some(2), false).await.map(Answer::Uids),
            3 => connection.uids(Some(800_000_000), None, true).await.map(Answer::Uids),
            4 => connection.search(&["grün".to_owned()], &["a@x.example".to_owned()]).await.map(Answer::Uids),
            5 => connection.headers(UidSet::from(vec![(1, 20)]), &mut batches).await.map(|()| Answer::Done),
            6 => connection.status(&["INBOX".to_owned(), "Sent".to_owned()]).await.map(Answer::Status),
            _ => connection.text("INBOX", 7, 8).await.map(|(bytes, cut)| Answer::Text { bytes, cut }),
        };
        let is_over = matches!(&answer, Err(trouble) if trouble.is_fatal);
        batches.0.push(answer.unwrap_or_else(|trouble| Answer::Failed(trouble.into())));
        if is_over {
            break;
        }
    }
    batches.0
}

#[derive(Default)]
struct Batches(Vec<Answer>);

impl BatchSink for Batches {
    async fn send(&mut self, batch: Vec<RawMessage>) -> Result<(), Trouble> {
        self.0.push(Answer::Headers(batch));
        Ok(())
    }
}
