//! Answers of servers with something wrong in them, by the thousand and the same in every run: nothing panics, nothing
//! hangs, and nothing is kept beyond its bounds.

use super::capabilities::Capabilities;
use super::folders::made_out;
use super::journal::Journal;
use super::link::Link;
use super::message::raw_message;
use super::status::StatusResponse;
use kith_wire::limits::{MAX_HEADER_BYTES, MAX_ID_BYTES};
use std::io::Cursor;

/// What servers say, of every kind that is heeded.
const SAID: [&str; 18] = [
    "* OK [CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN] Ready.\r\n",
    "* CAPABILITY IMAP4rev2 LITERAL+ NAMESPACE\r\n",
    "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent \\\"x\\\"\"\r\n",
    "* LIST () NIL {7}\r\na \"b\" c\r\n",
    "* LIST (\\Noselect) \"/\" x (\"OLDNAME\" (\"y\"))\r\n",
    "* STATUS INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7)\r\n",
    "* NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\" \"X\" (\"a\" \"b\"))) NIL\r\n",
    "* SEARCH 1 2 3 5 8 13 (MODSEQ 917162500)\r\n",
    "* ESEARCH (TAG \"K1\") UID COUNT 5 ALL 1:3,5\r\n",
    "* 7 EXISTS\r\n* 3 EXPUNGE\r\n* VANISHED 1:3,9\r\n",
    "* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 900] .\r\n* OK [PERMANENTFLAGS (\\Seen \\*)] .\r\n",
    "* 1 FETCH (UID 1 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" FLAGS (\\Seen $x) RFC822.SIZE 43 EMAILID (M1) \
     THREADID (T1) BODY[HEADER.FIELDS (FROM \"TO\")] {21}\r\nFrom: a@x.example\r\n\r\n)\r\n",
    "* 2 FETCH (UID 2 INTERNALDATE NIL BODY[HEADER.FIELDS (FROM TO)] {2}\r\n\r\n RFC822.SIZE 7)\r\n",
    "* 3 FETCH (BODY[HEADER.FIELDS (TO)] \"\" X-GM-MSGID 12784553442303348 UID 3) X-GM-THRID 12668944398322878)\r\n",
    "* 4 FETCH (UID 4 BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"x\") NIL NIL \"7bit\" 1 1)(\"message\" \"rfc822\" \
     NIL NIL NIL \"7bit\" 1 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) (\"a\" \"b\" NIL NIL NIL NIL 1) 1) \"mixed\"))\r\n",
    "* BYE [UNAVAILABLE] Later.\r\n",
    "K1 OK [READ-ONLY] done\r\nK2 NO [OVERQUOTA] Too much\r\n+ go on\r\n",
    "* ID (\"name\" \"x\" \"version\" NIL)\r\n* FLAGS (\\Seen)\r\n* QUOTA \"\" (STORAGE 1 2)\r\n",
];

/// What is put in where something goes wrong.
const ODD: [&[u8]; 26] = [
    b"(",
    b")",
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b" ",
    b"\r\n",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"{3}\r\n",
    b"{9}\r\nx",
    b"{99999999}\r\n",
    b"{18446744073709551616}\r\n",
    b"NIL",
    b"4294967296",
    b"-1",
    b":",
    b",",
    b"*",
    b"UID 7 ",
    b"\xc3",
];

/// A small xorshift.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }

    /// Several answers with a few faults in them.
    fn answers(&mut self) -> Vec<u8> {
        let count = 1 + self.below(5);
        let mut all: Vec<u8> = (0..count).flat_map(|_| SAID[self.below(SAID.len())].bytes()).collect();
        for _ in 0..self.below(6) {
            let at = self.below(all.len() + 1);
            let until = (at + self.below(9)).min(all.len());
            match self.below(5) {
                0 => drop(all.splice(at..until, [])),
                1 => drop(all.splice(at..at, ODD[self.below(ODD.len())].iter().copied())),
                2 => drop(all.splice(at..until, ODD[self.below(ODD.len())].iter().copied())),
                3 => {
                    let again = all[at..until].repeat(1 + self.below(80));
                    drop(all.splice(at..at, again));
                }
                _ => all.truncate(at.max(1)),
            }
        }
        all
    }
}

/// Hears all that was said, as every part of the relay would. Returns the UIDs of the messages in it, and what else was
/// understood.
async fn hear(said: Vec<u8>) -> (Vec<u32>, usize) {
    let length = said.len();
    let mut link = Link::new(Box::new(Cursor::new(said)), Journal::default());
    link.expect_found();
    let (mut uids, mut understood) = (Vec::new(), 0);
    loop {
        let look = |response: &imap_proto::Response<'_>| {
            let told = StatusResponse::read(response).is_some() || Capabilities::read(response).is_some();
            (raw_message(response), told)
        };
        match link.next(look).await {
            Err(_) => break,
            Ok((message, _)) => {
                understood += 1;
                if let Some(message) = message {
                    assert!(message.header.len() <= MAX_HEADER_BYTES.min(length));
                    let ids = [&message.email_id, &message.thread_id];
                    assert!(ids.into_iter().flatten().all(|id| id.len() <= MAX_ID_BYTES));
                    uids.push(message.uid);
                }
            }
        }
    }
    for line in link.take_unread_folders() {
        let made = made_out(&String::from_utf8_lossy(&line));
        assert!(made.is_none_or(|folder| folder.name.len() <= length));
    }
    link.take_found().into_set();
    (uids, understood)
}

#[tokio::test]
async fn what_is_whole_is_read() {
    let said = SAID.concat().into_bytes();
    let lines = said.iter().filter(|&&byte| byte == b'\n').count();
    let (uids, understood) = hear(said).await;
    assert_eq!(uids, [1, 2, 3]);
    // But for the lines of literals, those that no one heeds, and a folder that is made out later.
    assert!(understood >= lines - 14, "{understood} of {lines}");
}

#[tokio::test]
async fn faults_of_any_kind_do_no_harm() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut understood = 0;
    for _ in 0..15_000 {
        let said = numbers.answers();
        understood += hear(said).await.1;
    }
    // They are not so broken that nothing is tried.
    assert!(understood > 15_000, "{understood}");
}

#[tokio::test]
async fn noise_does_no_harm() {
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    for _ in 0..3_000 {
        let mut said: Vec<u8> = (0..numbers.below(300)).map(|_| numbers.below(256) as u8).collect();
        for _ in 0..numbers.below(10) {
            said.extend_from_slice(ODD[numbers.below(ODD.len())]);
        }
        said.extend_from_slice(b"\r\n* 9 EXISTS\r\n");
        hear(said).await;
    }
}
