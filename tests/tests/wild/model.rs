//! What a mail server holds, and what it answers to what Kith asks.

use crate::imap::{Said, Then, World};
use crate::rig::now;
use chrono::{DateTime, NaiveDate};
use kith_tests::fixture::date_of;
use std::collections::BTreeMap;

/// A folder of the mailbox.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    /// As it goes over the wire, but for what quotes need.
    pub(crate) name: String,
    /// Its attributes.
    pub(crate) flags: String,
    pub(crate) uid_validity: Option<u32>,
    pub(crate) uid_next: u32,
    pub(crate) letters: BTreeMap<u32, Letter>,
}

/// A message.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) header: Vec<u8>,
    pub(crate) received: i64,
    /// More of what FETCH says, with a space before it.
    pub(crate) more: String,
}

impl Letter {
    /// From someone to the owner of the mailbox, an hour ago.
    pub(crate) fn from(who: &str) -> Self {
        Self::dated(who, now() - 3_600)
    }

    pub(crate) fn dated(who: &str, date: i64) -> Self {
        Self::of(&format!("<{who}.{date}@x.example>"), &format!("{who}@x.example"), "me@home.example", date)
    }

    /// To someone, from the owner of the mailbox.
    pub(crate) fn to(who: &str) -> Self {
        let date = now() - 1_800;
        Self::of(&format!("<to.{who}.{date}@x.example>"), "me@home.example", &format!("{who}@x.example"), date)
    }

    pub(crate) fn of(id: &str, from: &str, to: &str, date: i64) -> Self {
        let written = date_of(date);
        let header =
            format!("Message-ID: {id}\r\nDate: {written}\r\nFrom: {from}\r\nTo: {to}\r\nSubject: Hello\r\n\r\n");
        Self { header: header.into_bytes(), received: date, more: String::new() }
    }
}

impl Folder {
    /// One with so many messages, from or to `NAME1`, `NAME2` and so on, in small letters.
    pub(crate) fn with(name: &str, flags: &str, count: u32) -> Self {
        let mut folder = Self {
            name: name.into(),
            flags: flags.into(),
            uid_validity: Some(7),
            uid_next: 1,
            letters: BTreeMap::new(),
        };
        for number in 1..=count {
            let who = format!("{}{number}", name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), ""));
            folder.add(if flags.contains("Sent") { Letter::to(&who) } else { Letter::from(&who) });
        }
        folder
    }

    pub(crate) fn add(&mut self, letter: Letter) -> u32 {
        self.letters.insert(self.uid_next, letter);
        self.uid_next += 1;
        self.uid_next - 1
    }

    fn quoted(&self) -> String {
        format!("\"{}\"", self.name.replace('\\', "\\\\").replace('"', "\\\""))
    }

    fn status(&self) -> String {
        let validity = self.uid_validity.map(|value| format!(" UIDVALIDITY {value}")).unwrap_or_default();
        let (messages, next) = (self.letters.len(), self.uid_next);
        format!("* STATUS {} (MESSAGES {messages} UIDNEXT {next}{validity})\r\n", self.quoted())
    }
}

/// What a server says that does what it should.
pub(crate) fn answer(world: &mut World, line: &str, open: &mut Option<String>) -> Said {
    let (name, rest) = line.strip_prefix("UID ").unwrap_or(line).split_once(' ').unwrap_or((line, ""));
    let ok = |lines: Vec<String>| {
        let lines = lines.into_iter().map(String::into_bytes).collect();
        Said { lines, result: Some("OK done".into()), then: Then::GoOn }
    };
    let told = format!("CAPABILITY IMAP4rev1 {}", world.capabilities);
    let folder = |text: &str| {
        let asked = text.get(1..text.len() - 1).unwrap_or_default().replace("\\\"", "\"").replace("\\\\", "\\");
        world.folders.iter().find(|folder| folder.name == asked && !folder.flags.contains("Noselect"))
    };
    let no = || Said { result: Some("NO there is no such folder".into()), ..ok(Vec::new()) };
    match name {
        "" => Said { result: None, ..ok(vec![format!("* OK [{told}] Ready.\r\n")]) },
        "CAPABILITY" => ok(vec![format!("* {told}\r\n")]),
        "LOGIN" | "ID" | "ENABLE" | "NOOP" => ok(vec![]),
        "LIST" => {
            let line = |f: &Folder| format!("* LIST ({}) \"/\" {}\r\n", f.flags, f.quoted());
            let status = |f: &Folder| if rest.contains("STATUS") { f.status() } else { String::new() };
            ok(world.folders.iter().map(|folder| line(folder) + &status(folder)).collect())
        }
        "STATUS" => {
            let asked = rest.rsplit_once(" (").map_or("", |(asked, _)| asked);
            folder(asked).map_or_else(no, |folder| ok(vec![folder.status()]))
        }
        "EXAMINE" => {
            let Some(folder) = folder(rest) else { return no() };
            *open = Some(folder.name.clone());
            let code = |code: String| format!("* OK [{code}] .\r\n");
            let validity = folder.uid_validity.map(|value| code(format!("UIDVALIDITY {value}")));
            let exists = format!("* {} EXISTS\r\n", folder.letters.len());
            let next = code(format!("UIDNEXT {}", folder.uid_next));
            ok([exists, next].into_iter().chain(validity).collect())
        }
        "SEARCH" | "FETCH" => {
            let knows_since = world.knows_since;
            let Some(folder) = open.as_ref().map(|open| world.folder(open)) else {
                return Said { result: Some("BAD no folder is open".into()), ..ok(vec![]) };
            };
            if line.starts_with("FETCH") {
                return ok(numbers(folder, rest));
            }
            if name == "SEARCH" { ok(vec![search(folder, rest, knows_since)]) } else { fetch(folder, rest) }
        }
        "IDLE" => Said { result: None, ..ok(vec!["+ idling\r\n".into()]) },
        "LOGOUT" => Said { then: Then::HangUp, ..ok(vec!["* BYE Until soon.\r\n".into()]) },
        _ => Said { result: Some("BAD what?".into()), ..ok(vec![]) },
    }
}

/// What it says of the parts of messages: each is one text.
pub(crate) fn structures(world: &mut World, line: &str, open: Option<&String>) -> Said {
    let folder = open.map(|open| world.folder(open));
    let set = line.trim_start_matches("UID FETCH ").split_once(' ').map_or("", |(set, _)| set);
    let line = |(number, uid): (usize, &u32)| {
        format!("* {} FETCH (UID {uid} BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1))\r\n", number + 1)
    };
    let uids = folder.into_iter().flat_map(|folder| folder.letters.keys().enumerate());
    let lines = uids.filter(|(_, uid)| holds(set, **uid, u32::MAX)).map(line).map(String::into_bytes).collect();
    Said { lines, result: Some("OK done".into()), then: Then::GoOn }
}

/// Whether a set of numbers holds one; `*` is the last there is.
fn holds(set: &str, number: u32, last: u32) -> bool {
    let value = |text: &str| text.parse().unwrap_or(last);
    set.split(',').any(|range| {
        let (low, high) = range.split_once(':').map_or((value(range), value(range)), |(a, b)| (value(a), value(b)));
        (low.min(high)..=low.max(high)).contains(&number)
    })
}

fn search(folder: &Folder, keys: &str, knows_since: bool) -> String {
    let last = folder.letters.keys().last().copied().unwrap_or(0);
    let words: Vec<&str> = keys.split(' ').collect();
    let value = |key: &str| words.iter().position(|word| *word == key).map(|at| words[at + 1]);
    let since = value("SINCE").filter(|_| knows_since).map(|day| {
        let day = NaiveDate::parse_from_str(day, "%d-%b-%Y").unwrap();
        day.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp()
    });
    let found = folder.letters.iter().filter(|(uid, letter)| {
        value("UID").is_none_or(|set| holds(set, **uid, last)) && since.is_none_or(|since| letter.received >= since)
    });
    format!("* SEARCH{}\r\n", found.map(|(uid, _)| format!(" {uid}")).collect::<String>())
}

/// The UIDs of messages by their numbers, with the days of their arrival where these are asked for.
fn numbers(folder: &Folder, rest: &str) -> Vec<String> {
    let (set, items) = rest.split_once(' ').unwrap();
    let last = folder.letters.len() as u32;
    let lines = (1..).zip(&folder.letters).filter(|(number, _)| holds(set, *number, last));
    let line = |(number, (uid, letter)): (u32, (&u32, &Letter))| {
        let received = DateTime::from_timestamp(letter.received, 0).unwrap().format("%d-%b-%Y %H:%M:%S +0000");
        let date = if items.contains("DATE") { format!(" INTERNALDATE \"{received}\"") } else { String::new() };
        format!("* {number} FETCH (UID {uid}{date})\r\n")
    };
    lines.map(line).collect()
}

fn fetch(folder: &Folder, rest: &str) -> Said {
    let (set, items) = rest.split_once(' ').unwrap();
    let section = items.split_once("BODY.PEEK").unwrap().1.strip_suffix(')').unwrap();
    let section = if section.starts_with("[]") { "[]<0>" } else { section };
    let last = folder.letters.keys().last().copied().unwrap_or(0);
    let lines = folder.letters.iter().enumerate().filter(|(_, (uid, _))| holds(set, **uid, last));
    let lines = lines.map(|(at, (uid, letter))| {
        let received = DateTime::from_timestamp(letter.received, 0).unwrap().format("%d-%b-%Y %H:%M:%S +0000");
        let (size, length) = (letter.header.len() + 100, letter.header.len());
        let start = format!(
            "* {} FETCH (UID {uid} INTERNALDATE \"{received}\" RFC822.SIZE {size}{} BODY{section} {{{length}}}\r\n",
            at + 1,
            letter.more
        );
        [start.as_bytes(), &letter.header, b")\r\n"].concat()
    });
    Said { lines: lines.collect(), result: Some("OK done".into()), then: Then::GoOn }
}
