//! A mailbox to look around in, made up from a seed.
//!
//! What is made at once is only the plan: who writes to whom, and when. The words of a message are found when it is
//! asked for.

mod calendar;
mod data;
mod dice;
mod letter;
mod mime;
mod people;
mod plan;
mod render;
mod topic;

use crate::address::Address;
use calendar::DAY;
pub(crate) use data::places::MAIL_HOSTS;
use dice::{Dice, mix};
use plan::{Author, Plan};

/// A made-up mailbox, the same for the same seed, moment and owner.
#[derive(Clone, Debug)]
pub struct Sample {
    seed: u64,
    now: i64,
    owner: render::Owner,
    plan: Plan,
    /// For each folder the messages by their place in the plan, the oldest first.
    folders: [(&'static str, Vec<u32>); 3],
}

/// One made-up message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleMessage {
    /// Its UID in its folder, from 1.
    pub uid: u32,
    /// When the server received it, in seconds since 1970-01-01 UTC.
    pub received: i64,
    /// The whole message, RFC 5322 with CRLF: header block, empty line, body.
    pub bytes: Vec<u8>,
    /// Length of the header block with its empty line.
    pub header_len: usize,
    /// Whether it was read.
    pub seen: bool,
}

impl Sample {
    /// Makes the mailbox of `owner` as of `now` (seconds since 1970-01-01 UTC): about 240 people and 4,500 messages of
    /// the last two years.
    #[must_use]
    pub fn new(seed: u64, now: i64, owner: &Address) -> Self {
        let plan = Plan::new(seed, now, owner.domain());
        let folders = file(&plan, seed, now);
        Self { seed, now, owner: render::Owner::new(owner), plan, folders }
    }

    /// The folders: name and how many messages.
    #[must_use]
    pub fn folders(&self) -> Vec<(&'static str, u32)> {
        self.folders.iter().map(|(name, notes)| (*name, u32::try_from(notes.len()).unwrap_or(u32::MAX))).collect()
    }

    /// A message, or `None` if there is none of that UID.
    #[must_use]
    pub fn message(&self, folder: &str, uid: u32) -> Option<SampleMessage> {
        let (_, notes) = self.folders.iter().find(|(name, _)| *name == folder)?;
        let place = usize::try_from(uid.checked_sub(1)?).ok()?;
        let number = *notes.get(place)?;
        let note = self.plan.notes.get(number as usize)?;
        let (bytes, header_len) = render::message(self.seed, &self.owner, &self.plan, number)?;
        let mut dice = Dice::new(mix(self.seed, u64::from(number)));
        let received = note.at + dice.between(1, 40);
        let seen = note.author == Author::Owner || note.at < self.now - 3 * DAY || dice.percent(60);
        Some(SampleMessage { uid, received, bytes, header_len, seen })
    }
}

/// Files the messages: what the owner wrote into Sent, the rest into INBOX and, mostly when it is older, into Archive;
/// a few lie in both.
fn file(plan: &Plan, seed: u64, now: i64) -> [(&'static str, Vec<u32>); 3] {
    let mut order: Vec<(i64, u32)> = (0..).zip(&plan.notes).map(|(number, note)| (note.at, number)).collect();
    order.sort_unstable();
    let (mut inbox, mut sent, mut archive) = (Vec::new(), Vec::new(), Vec::new());
    for (at, number) in order {
        let mut dice = Dice::new(mix(seed ^ 1, u64::from(number)));
        let author = plan.notes.get(number as usize).map(|note| note.author);
        if author == Some(Author::Owner) {
            sent.push(number);
            continue;
        }
        let kept = dice.percent(if at > now - 100 * DAY { 92 } else { 20 });
        if kept {
            inbox.push(number);
        }
        if !kept || dice.percent(3) {
            archive.push(number);
        }
    }
    [("INBOX", inbox), ("Sent", sent), ("Archive", archive)]
}

#[cfg(test)]
mod tests;
