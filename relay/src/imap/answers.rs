//! All that a session makes of what a mail server says, for the fuzzer: from bytes to answers, without a network, and
//! from compressed bytes to what they hold.

use super::capabilities::Capabilities;
use super::connect::Connection;
use super::deflate::Deflate;
use super::headers::BatchSink;
use super::journal::Journal;
use super::link::{Link, Stream};
use super::reader::capabilities;
use crate::config::Times;
use crate::trouble::Trouble;
use bytes::BytesMut;
use imap_proto::Response;
use kith_wire::{Answer, Examined, RawMessage, UidSet};
use std::io::{self, Cursor};
use tokio::io::{AsyncReadExt, BufReader, join, sink};

/// Maximum number of questions that are put to one server.
const MAX_ASKED: u8 = 6;

/// The kinds of questions.
const KINDS: u8 = 9;

/// The most of what compressed bytes hold that is looked at: all that there can be in what the fuzzer makes.
const MAX_INFLATED: usize = 8 << 20;

/// The answers of a session whose server says these bytes and hangs up. The first byte says what it is asked first.
pub(crate) async fn answers(bytes: &[u8]) -> Vec<Answer> {
    let Some((&first, said)) = bytes.split_first() else { return Vec::new() };
    ask(first, Box::new(join(Cursor::new(said.to_vec()), sink()))).await
}

/// The same where all but the first byte is compressed.
pub(crate) async fn answers_compressed(bytes: &[u8]) -> Vec<Answer> {
    let Some((&first, said)) = bytes.split_first() else { return Vec::new() };
    let stream = join(Cursor::new(said.to_vec()), sink());
    ask(first, Box::new(Deflate::new(stream, BytesMut::new()))).await
}

/// What compressed bytes hold that come, and are asked for, in pieces of that size; and how that ends.
pub(crate) async fn inflated(bytes: &[u8], piece: usize) -> (Vec<u8>, Result<(), io::ErrorKind>) {
    let (before, after) = bytes.split_at(bytes.len().min(piece));
    let mut stream = Deflate::new(BufReader::with_capacity(piece, after), BytesMut::from(before));
    let (mut all, mut room) = (Vec::new(), vec![0; piece]);
    while all.len() < MAX_INFLATED {
        match stream.read(&mut room).await {
            Ok(0) => break,
            Ok(count) => all.extend(room.iter().take(count)),
            Err(error) => return (all, Err(error.kind())),
        }
    }
    all.truncate(MAX_INFLATED);
    (all, Ok(()))
}

async fn ask(first: u8, stream: Box<dyn Stream>) -> Vec<Answer> {
    let offered = b"IMAP4REV1 IDLE NAMESPACE OBJECTID LIST-STATUS LITERAL+ ESEARCH";
    let open = Examined { uid_validity: 7, uid_next: Some(900), exists: 3 };
    let mut connection = Connection {
        link: Link::new(stream, Journal::default()),
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
            7 => connection.text("INBOX", 7, 8).await.map(|(bytes, cut)| Answer::Text { bytes, cut }),
            _ => connection.calendars(UidSet::from(vec![(1, 20)])).await,
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
