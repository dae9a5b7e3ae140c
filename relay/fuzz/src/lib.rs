//! What the fuzzer feeds: frames of the wire, and bytes of a mail server, plain and compressed.
//!
//! `corpus` holds a few inputs of every kind and whatever was found. A test feeds them natively.

#![allow(clippy::panic, reason = "to a fuzzer a panic is a finding")]

use kith_relay::fuzzing::{answers, answers_compressed, inflated};
use kith_wire::limits::{
    MAX_BATCH_BYTES, MAX_BATCH_MESSAGES, MAX_CALENDAR_BYTES, MAX_FOLDERS, MAX_HEADER_BYTES, MAX_ID_BYTES,
    MAX_TEXT_BYTES,
};
use kith_wire::{Answer, Request, Response, decode, encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// What is inflated at once where little is.
const PIECE: usize = 16 * 1024;

/// How many kinds of questions the first byte chooses from.
#[cfg(test)]
const ASKED: u8 = 9;

/// Whatever can be read as a frame says the same when it is written and read again.
pub fn wire(bytes: &[u8]) {
    if let Ok(request) = decode::<Request>(bytes) {
        assert_same(&request);
    }
    if let Ok(response) = decode::<Response>(bytes) {
        assert_same(&response);
    }
}

/// Whatever a mail server says, the page gets frames that it can read, within their bounds. The first byte says what
/// the server was asked.
pub fn imap(bytes: &[u8]) {
    for answer in answers(bytes) {
        assert_bounded(&answer, bytes.len());
        assert_same(&Response { id: 1, answer });
    }
}

/// Whatever a mail server says that compresses, it is inflated to the same however it comes, and the page gets frames
/// that it can read, within their bounds. The first byte says what the server was asked.
pub fn deflate(bytes: &[u8]) {
    let Some((&first, compressed)) = bytes.split_first() else { return };
    let (whole, ended) = inflated(compressed, PIECE);
    let (pieces, ended_in_pieces) = inflated(compressed, 1 + usize::from(first));
    assert_eq!(ended, ended_in_pieces, "in pieces of {first} and one");
    // Where it is broken, the last bytes before that are given out or not.
    let is_same =
        if ended.is_ok() { pieces == whole } else { pieces.starts_with(&whole) || whole.starts_with(&pieces) };
    assert!(is_same, "{} bytes, and {} in pieces of {first} and one", whole.len(), pieces.len());
    for answer in answers_compressed(bytes) {
        assert_bounded(&answer, usize::MAX);
        assert_same(&Response { id: 1, answer });
    }
}

fn assert_same<T: Serialize + DeserializeOwned + PartialEq + Debug>(frame: &T) {
    let written = encode(frame);
    let again = written.as_deref().map(decode::<T>);
    assert!(matches!(&again, Ok(Ok(again)) if again == frame), "{frame:?} became {again:?}");
}

/// `said`: how many bytes the server said, and none of its answers can say more.
fn assert_bounded(answer: &Answer, said: usize) {
    match answer {
        Answer::Headers(batch) => {
            assert!(batch.len() <= MAX_BATCH_MESSAGES.min(said));
            let bytes: usize = batch.iter().map(|message| message.header.len()).sum();
            assert!(bytes <= (MAX_BATCH_BYTES + MAX_HEADER_BYTES).min(said));
            let ids = batch.iter().flat_map(|message| [&message.email_id, &message.thread_id]).flatten();
            assert!(ids.into_iter().all(|id| id.len() <= MAX_ID_BYTES));
        }
        Answer::Folders(folders) => assert!(folders.len() <= MAX_FOLDERS.min(said)),
        Answer::Text { bytes, .. } => assert!(bytes.len() <= (MAX_TEXT_BYTES as usize).min(said)),
        Answer::Calendars { calendars, .. } => {
            let bytes: usize = calendars.iter().map(|calendar| calendar.bytes.len()).sum();
            assert!(bytes <= said && calendars.iter().all(|it| it.bytes.len() <= MAX_CALENDAR_BYTES as usize));
        }
        _ => {}
    }
}

/// The relay catches the panics of the parser beneath it; the fuzzer would take them for findings.
#[cfg(feature = "libfuzzer")]
pub fn bear_panics_of_the_parser() {
    let finding = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let is_caught = |file: &str| ["imap-proto", "nom-"].iter().any(|name| file.contains(name));
        if !panic.location().is_some_and(|place| is_caught(place.file())) {
            finding(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::{answers, answers_compressed, deflate, imap, wire};
    use kith_wire::{
        Answer, Ask, Failure, FailureKind, Request, Response, UidSet, WebAnswer, WebAuthorization, WebField, WebMethod,
        WebRequest, encode,
    };
    use miniz_oxide::deflate::compress_to_vec;
    use std::path::{Path, PathBuf};

    fn corpus(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name)
    }

    fn replay(name: &str, feed: fn(&[u8])) {
        let files = std::fs::read_dir(corpus(name)).unwrap().map(|file| file.unwrap().path());
        let fed = files.map(|file| feed(&std::fs::read(&file).unwrap())).count();
        assert!(fed >= 8, "{fed} files in {name}");
    }

    #[test]
    fn frames_that_were_found() {
        replay("wire", wire);
    }

    #[test]
    fn answers_of_servers_that_were_found() {
        replay("imap", imap);
    }

    #[test]
    fn compressed_answers_that_were_found() {
        replay("deflate", deflate);
    }

    /// The seeds reach behind the compression.
    #[test]
    fn compressed_answers_say_what_plain_ones_do() {
        for asked in 0..super::ASKED {
            assert_eq!(answers_compressed(&compressed(asked)), answers(&said(asked)));
        }
    }

    /// The inputs that the fuzzer begins with. `KITH_WRITE_CORPUS=1 cargo test -p kith-fuzz` writes them anew.
    #[test]
    fn seeds() {
        let asks = [
            Ask::List,
            Ask::Status { folders: vec!["INBOX".into(), "ü".into()] },
            Ask::Examine { folder: "INBOX".into() },
            Ask::Uids { since: Some(1_700_000_000), from: Some(7), one_by_one: true },
            Ask::Search { words: vec!["garden".into()], addresses: vec!["ann@x.example".into()] },
            Ask::Headers { uids: UidSet::from(vec![(1, 9), (11, 90)]), credit: 4 },
            Ask::Credit { batches: 1 },
            Ask::Idle,
            Ask::Text { folder: "INBOX".into(), uid_validity: 7, uid: 8 },
            Ask::Append(kith_wire::Append {
                folder: "Drafts".into(),
                message: b"To: a@x.example\r\n\r\nHello".to_vec(),
            }),
            Ask::Access { key: "kith-abc".into() },
            Ask::Logout,
            Ask::Calendars { uids: UidSet::from(vec![(1, 9)]) },
        ];
        let frames = asks.into_iter().map(|ask| encode(&Request { id: 1, ask }).unwrap());
        let answers = (0..super::ASKED).flat_map(|asked| answers(&said(asked)));
        let more = [
            Answer::Connected { capabilities: vec!["IDLE".into()], encrypted: true, build: "0123456789abcdef".into() },
            Answer::Failed(Failure { words: Some("No".into()), ..Failure::new(FailureKind::KeyMissing) }),
            Answer::Alive,
        ];
        let frames = frames.chain(answers.chain(more).map(|answer| encode(&Response { id: 1, answer }).unwrap()));
        let seeds = frames.map(|frame| ("wire", frame)).chain((0..super::ASKED).map(|asked| ("imap", said(asked))));
        let seeds = seeds.chain((0..super::ASKED).map(|asked| ("deflate", compressed(asked))));
        let request = WebRequest {
            method: WebMethod::Report,
            url: "https://dav.x.example/ada/".into(),
            headers: vec![(WebField::Depth, "1".into())],
            authorization: Some(WebAuthorization::Basic { username: "ada".into(), password: "secret".into() }),
            body: b"<r/>".to_vec(),
        };
        let headers = vec![("etag".into(), "\"1\"".into())];
        let asks = [Ask::Web { hosts: vec!["dav.x.example".into()] }, Ask::Request(Box::new(request))];
        let answers = [
            Answer::AddressBooks(vec!["https://dav.x.example/".into()]),
            Answer::Web(WebAnswer { status: 207, headers, body: b"<a/>".to_vec() }),
        ];
        let frames = asks.into_iter().map(|ask| encode(&Request { id: 1, ask }).unwrap());
        let frames = frames.chain(answers.into_iter().map(|answer| encode(&Response { id: 1, answer }).unwrap()));
        let seeds = seeds.chain(frames.map(|frame| ("wire", frame)));
        for (number, (name, seed)) in seeds.enumerate() {
            let file = corpus(name).join(format!("seed-{number:02}"));
            if std::env::var_os("KITH_WRITE_CORPUS").is_some() {
                std::fs::write(&file, &seed).unwrap();
            }
            assert!(std::fs::read(&file).unwrap_or_default() == seed, "{} is not what the code says", file.display());
        }
    }

    /// The same from a server that compresses: with Huffman codes, or in blocks that are stored.
    fn compressed(asked: u8) -> Vec<u8> {
        let said = said(asked);
        let (first, said) = said.split_first().unwrap();
        [&[*first][..], &compress_to_vec(said, if asked.is_multiple_of(2) { 6 } else { 0 })].concat()
    }

    /// What a server says when it is asked that, and what it says by the way.
    fn said(asked: u8) -> Vec<u8> {
        let all = [
            "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent\"\r\n* STATUS Sent (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7)\r\n\
             * NAMESPACE ((\"\" \"/\")) NIL ((\"Shared/\" \"/\"))\r\nK1 OK done\r\nK2 OK done\r\nK3 OK done\r\n",
            "* 7 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 9] .\r\nK1 OK [READ-ONLY] done\r\n",
            "* SEARCH 1 2 3 5 8\r\n* ESEARCH (TAG \"K1\") UID ALL 1:3,7\r\nK1 OK done\r\nK2 OK done\r\n",
            "* 1 FETCH (UID 5 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\")\r\nK1 OK done\r\nK2 OK done\r\n",
            "* SEARCH 3\r\nK1 NO [BADCHARSET] no\r\n* SEARCH 4\r\nK2 OK done\r\n",
            "* 1 FETCH (UID 9 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 43 EMAILID (M1) THREADID (T1) \
             BODY[HEADER.FIELDS (FROM TO)] {21}\r\nFrom: a@x.example\r\n\r\n)\r\n* 2 FETCH (UID 8 INTERNALDATE NIL \
             BODY[HEADER.FIELDS (TO)] \"\")\r\n* 3 EXPUNGE\r\nK1 OK done\r\nK2 OK done\r\n",
            "* STATUS INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7)\r\nK1 OK done\r\nK2 NO [NONEXISTENT] none\r\n",
            "* 1 FETCH (UID 8 BODY[]<0> {7}\r\nA: b\r\n\r\n)\r\nK1 OK done\r\nK2 OK done\r\n",
            "* 1 FETCH (UID 8 BODYSTRUCTURE ((\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)(\"text\" \"calendar\" \
             (\"charset\" \"utf-8\") NIL NIL \"8bit\" 9 1) \"alternative\"))\r\nK1 OK done\r\n\
             * 1 FETCH (UID 8 BODY[2]<0> {9}\r\nBEGIN:X\r\n)\r\nK2 OK done\r\n",
        ];
        let mut said = vec![asked];
        said.extend_from_slice(all[usize::from(asked) % all.len()].as_bytes());
        said
    }
}
