//! The XML of the Android app *SMS Backup & Restore*: `smses` with `sms` and `mms`, and `calls` with `call`.
//!
//! Such a file may have hundreds of megabytes, nearly all of them pictures in attributes. So it is read in pieces of any
//! size: what lies between two `<` is one tag, and of a long one only the beginning is kept.

use super::log::{CallWay, PhoneCall};
use super::records::{Gathering, PhoneRecords};
use super::tag::Tag;
use crate::day::Zone;

/// How many bytes of a tag are read. Everything of interest comes before a picture.
const MAX_TAG_BYTES: usize = 64 << 10;

/// A file shows what it is within this many bytes.
const FIRST_BYTES: usize = 4 << 10;

/// The most others to whom a message goes that is contact with each.
const MAX_RECIPIENTS: usize = 20;

/// Later times, in milliseconds, are taken for errors. This is in the year 2100.
const LATEST: i64 = 4_102_444_800_000;

/// Earlier ones are in seconds.
const EARLIEST: i64 = 100_000_000_000;

/// Whether a file is such a backup, by its beginning.
#[must_use]
pub fn is_backup(bytes: &[u8]) -> bool {
    let first = bytes.get(..FIRST_BYTES).unwrap_or(bytes);
    let has = |name: &[u8]| first.windows(name.len()).any(|window| window == name);
    has(b"<smses") || has(b"<calls")
}

/// Reads a backup piece by piece.
#[derive(Debug)]
pub struct BackupReader {
    zone: Zone,
    /// What was read of the tag that is under way.
    tag: Vec<u8>,
    /// Whether a tag is under way.
    is_open: bool,
    gathering: Gathering,
    mms: Option<Mms>,
}

/// A multimedia message whose parts follow.
#[derive(Debug, Default)]
struct Mms {
    date: String,
    folder: String,
    name: String,
    /// The number, or several.
    number: String,
    /// Who sent it, and to whom it goes, as far as that is told.
    from: Option<String>,
    to: Vec<String>,
    text: String,
}

impl BackupReader {
    /// Which day it was follows from the zone.
    #[must_use]
    pub fn new(zone: Zone) -> Self {
        Self { zone, tag: Vec::new(), is_open: false, gathering: Gathering::default(), mms: None }
    }

    /// Reads the next piece.
    pub fn push(&mut self, piece: &[u8]) {
        let mut parts = piece.split(|byte| *byte == b'<');
        if let Some(rest) = parts.next() {
            self.extend(rest);
        }
        for part in parts {
            self.end_tag();
            self.is_open = true;
            self.extend(part);
        }
    }

    /// What was read. A file that is cut off gives what stands before.
    #[must_use]
    pub fn finish(mut self) -> PhoneRecords {
        self.end_tag();
        self.end_mms();
        self.gathering.records
    }

    fn extend(&mut self, part: &[u8]) {
        if self.is_open {
            let room = MAX_TAG_BYTES.saturating_sub(self.tag.len()).min(part.len());
            self.tag.extend_from_slice(part.get(..room).unwrap_or_default());
        }
    }

    fn end_tag(&mut self) {
        let bytes = std::mem::take(&mut self.tag);
        let text = String::from_utf8_lossy(&bytes);
        let tag = Tag::of(&text);
        match tag.name() {
            "sms" => self.sms(&tag),
            "call" => self.call(&tag),
            "mms" => {
                self.end_mms();
                let [date, folder, name, number] = tag.values(["date", "msg_box", "contact_name", "address"]);
                self.mms = Some(Mms { date, folder, name, number, ..Mms::default() });
            }
            "addr" => self.address(&tag),
            "part" => self.part(&tag),
            "/mms" => self.end_mms(),
            _ => {}
        }
        // The room is used again.
        self.tag = bytes;
        self.tag.clear();
    }

    fn sms(&mut self, tag: &Tag<'_>) {
        let [number, date, folder, text, name] = tag.values(["address", "date", "type", "body", "contact_name"]);
        if let Some((at, sent)) = self.sent_or_received(&date, &folder) {
            self.gathering.message(&number, &name, self.zone.day(at), sent, &text);
        }
    }

    /// When a message went, and whether the user sent it. `None`, and it is counted, if it did not go.
    fn sent_or_received(&mut self, date: &str, folder: &str) -> Option<(i64, bool)> {
        let left_out = &mut self.gathering.records.left_out;
        match (moment(date), folder) {
            (Some(at), "1") => Some((at, false)),
            (Some(at), "2") => Some((at, true)),
            // Drafts, what waits to be sent, and what could not be.
            (Some(_), "3" | "4" | "5" | "6") => {
                left_out.unsent += 1;
                None
            }
            _ => {
                left_out.unreadable += 1;
                None
            }
        }
    }

    fn call(&mut self, tag: &Tag<'_>) {
        let [number, duration, date, kind, name] = tag.values(["number", "duration", "date", "type", "contact_name"]);
        let seconds = duration.trim().parse().unwrap_or(0);
        let way = match (kind.trim(), seconds) {
            ("2", 0) => CallWay::Tried,
            ("2", _) => CallWay::Out,
            // 7: answered on another device, which is not told how long it took.
            ("1", 1..) | ("7", _) => CallWay::In,
            // 3 missed, 4 voicemail, 5 rejected.
            ("1" | "3" | "4" | "5", _) => CallWay::Missed,
            // 6 blocked: nothing rang.
            _ => {
                self.gathering.records.left_out.unreadable += 1;
                return;
            }
        };
        match moment(&date) {
            Some(at) => self.gathering.call(number.trim(), &name, PhoneCall { at, way, seconds }),
            None => self.gathering.records.left_out.unreadable += 1,
        }
    }

    fn address(&mut self, tag: &Tag<'_>) {
        let Some(mms) = &mut self.mms else { return };
        let [number, kind] = tag.values(["address", "type"]);
        match kind.as_str() {
            "137" => mms.from = Some(number),
            // To, copy, blind copy.
            "151" | "130" | "129" if mms.to.len() <= MAX_RECIPIENTS => mms.to.push(number),
            _ => {}
        }
    }

    fn part(&mut self, tag: &Tag<'_>) {
        let Some(mms) = self.mms.as_mut().filter(|mms| mms.text.is_empty()) else { return };
        let [kind, text] = tag.values(["ct", "text"]);
        if kind == "text/plain" {
            mms.text = text;
        }
    }

    fn end_mms(&mut self) {
        let Some(mms) = self.mms.take() else { return };
        let Some((at, sent)) = self.sent_or_received(&mms.date, &mms.folder) else { return };
        let day = self.zone.day(at);
        // All who take part, but for the user.
        let all: Vec<&str> = mms.number.split('~').filter(|number| !number.is_empty()).collect();
        let is_told = |number: &&str| !number.is_empty() && *number != OWN;
        let others: Vec<&str> = match (sent, &mms.from) {
            (false, Some(from)) => Some(from.as_str()).filter(is_told).into_iter().collect(),
            (true, _) if !mms.to.is_empty() => mms.to.iter().map(String::as_str).filter(is_told).collect(),
            _ => all.clone(),
        };
        // What goes to many is an announcement; and of one that came it must be clear from whom.
        if others.is_empty() || others.len() > MAX_RECIPIENTS || !sent && others.len() > 1 {
            self.gathering.records.left_out.group += 1;
            return;
        }
        // The name is that of all together.
        let name = if all.len() > 1 { "" } else { mms.name.as_str() };
        for other in others {
            self.gathering.message(other, name, day, sent, &mms.text);
        }
    }
}

/// What stands for the user's own number.
const OWN: &str = "insert-address-token";

/// A moment in seconds. `None` for what is none.
fn moment(written: &str) -> Option<i64> {
    let number: i64 = written.trim().parse().ok().filter(|number| (1..LATEST).contains(number))?;
    Some(if number < EARLIEST { number } else { number / 1_000 })
}
