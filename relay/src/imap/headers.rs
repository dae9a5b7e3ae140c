//! The stream of header blocks.

use super::command::Command;
use super::connect::Connection;
use super::link::{Completion, Tag};
use super::message::{FIELDS, raw_message};
use crate::trouble::Trouble;
use futures::FutureExt;
use imap_proto::Response;
use kith_wire::limits::{MAX_BATCH_BYTES, MAX_BATCH_MESSAGES};
use kith_wire::{FailureKind, RawMessage, UidSet};
use std::collections::VecDeque;
use std::future::Future;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// Maximum number of UIDs that one command asks for…
const MAX_CHUNK_UIDS: u32 = 2_000;

/// …and of ranges of them: servers need not read a command longer than 8,000 bytes (RFC 2683, section 3.2.1.5), and a
/// range takes up to 22.
const MAX_CHUNK_RANGES: usize = 320;

/// Maximum number of commands under way at once. Several, since each costs a round trip.
const MAX_PIPELINED: usize = 2;

/// For so many messages at most it is not worth having the server compress.
const MIN_COMPRESSED: u64 = 200;

/// Where batches go. While it does not take one, nothing more is read from the mail server.
pub(crate) trait BatchSink: Send {
    /// Waits until the batch may be sent, and sends it.
    fn send(&mut self, batch: Vec<RawMessage>) -> impl Future<Output = Result<(), Trouble>> + Send;
}

impl Connection {
    /// Reads the header blocks of `uids` in the open folder, the highest first, and sends them in batches.
    ///
    /// Ends well only if every command did. What arrived before one that did not was sent nevertheless.
    pub(crate) async fn headers(&mut self, uids: UidSet, sink: &mut impl BatchSink) -> Result<(), Trouble> {
        if self.open.is_none() {
            return Err(Trouble::recoverable(FailureKind::BadRequest));
        }
        // Only now: a session that waits for news and reads a few messages needs no memory for it.
        if uids.len() > MIN_COMPRESSED && self.may_compress && self.capabilities.has("COMPRESS=DEFLATE") {
            self.may_compress = false;
            self.link.compress(self.times.command).await?;
        }
        let mut chunks = chunks(uids);
        // What was asked for and did not come yet.
        let mut wanted = UidSet::new();
        let mut under_way: VecDeque<Tag> = VecDeque::new();
        let mut batch = Batch::default();
        let mut refused = None;
        // Since when the server says other things only: that is no progress.
        let mut digresses: Option<Instant> = None;
        let lost = 'read: loop {
            while under_way.len() < MAX_PIPELINED && refused.is_none() {
                let Some(chunk) = chunks.next() else { break };
                wanted.extend(&chunk);
                let command = fetch(&chunk, self.ids());
                match self.link.send(command, self.times.progress).await {
                    Ok(tag) => under_way.push_back(tag),
                    Err(trouble) => break 'read Some(trouble),
                }
            }
            let Some(tag) = under_way.front() else { break 'read None };
            let look = |response: &Response<'_>| (tag.completion(response), raw_message(response));
            // Most are there already, and need no clock.
            let seen = match self.link.next(look).now_or_never() {
                Some(seen) => Ok(seen),
                None => {
                    let patience = batch.patience().min(self.times.progress);
                    timeout(patience, self.link.next(look)).await.map_err(|_| patience)
                }
            };
            let seen = match seen {
                Ok(seen) => seen,
                Err(waited) => {
                    batch.send_to(sink).await?;
                    self.link.read(self.times.progress.saturating_sub(waited), look).await
                }
            };
            let (completion, message) = match seen {
                Ok(seen) => seen,
                Err(trouble) => break 'read Some(trouble),
            };
            // What was not asked for, or came before, is no answer.
            let message = message.filter(|message| wanted.remove(message.uid));
            if completion.is_none() && message.is_none() {
                if digresses.get_or_insert_with(Instant::now).elapsed() > self.times.progress {
                    break 'read Some(Trouble::fatal(FailureKind::TimedOut));
                }
                continue;
            }
            digresses = None;
            self.link.allow();
            if let Some(completion) = completion {
                under_way.pop_front();
                if let Completion::Refused(_) = completion {
                    refused.get_or_insert(completion);
                }
            } else if let Some(message) = message {
                batch.push(message);
                if batch.is_full() {
                    batch.send_to(sink).await?;
                }
            }
        };
        batch.send_to(sink).await?;
        match (lost, refused) {
            (Some(trouble), _) => Err(trouble),
            (None, Some(completion)) => completion.or_refused(),
            (None, None) => Ok(()),
        }
    }

    /// The ids that survive a move, where the server has them.
    fn ids(&self) -> &'static str {
        if self.capabilities.has("OBJECTID") {
            " EMAILID THREADID"
        } else if self.capabilities.has("X-GM-EXT-1") {
            " X-GM-MSGID X-GM-THRID"
        } else {
            ""
        }
    }
}

/// The command for one part of the set.
fn fetch(chunk: &UidSet, ids: &str) -> Command {
    let set = chunk.to_string();
    let command = |set: &str, fields: &str| {
        format!("UID FETCH {set} (UID INTERNALDATE RFC822.SIZE{ids} BODY.PEEK[HEADER.FIELDS ({fields})])")
    };
    Command::new(command(&set, FIELDS), command(&shown(&set, chunk.len()), "FROM TO DATE …"))
}

/// A set as the user sees it: a long one is cut, and says how many it names.
pub(super) fn shown(set: &str, count: u64) -> String {
    match set.get(..MAX_SHOWN_BYTES).and_then(|start| start.rsplit_once(',')) {
        Some((start, _)) => format!("{start},… ({count} messages)"),
        None => set.to_owned(),
    }
}

/// Parts of the set, the highest first, each short enough for one command.
pub(super) fn chunks(mut uids: UidSet) -> impl Iterator<Item = UidSet> + Send {
    std::iter::from_fn(move || {
        let mut chunk = uids.take_highest(MAX_CHUNK_UIDS);
        if chunk.ranges().len() > MAX_CHUNK_RANGES {
            let lowest = chunk.ranges().len() - MAX_CHUNK_RANGES;
            let kept = UidSet::from(chunk.ranges().get(lowest..).unwrap_or_default().to_vec());
            uids.extend(&chunk.without(&kept));
            chunk = kept;
        }
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// A longer set is cut where it is shown.
const MAX_SHOWN_BYTES: usize = 60;

/// A batch is held back no longer than this for further messages: the user sees a slow server get on, and
/// what came is stored.
const MAX_BATCH_DELAY: Duration = Duration::from_secs(2);

#[derive(Default)]
struct Batch {
    messages: Vec<RawMessage>,
    bytes: usize,
    /// When its first message came.
    since: Option<Instant>,
}

impl Batch {
    fn push(&mut self, message: RawMessage) {
        let ids = [&message.email_id, &message.thread_id].into_iter().flatten().map(String::len);
        self.bytes += message.header.len() + ids.sum::<usize>();
        self.messages.push(message);
        self.since.get_or_insert_with(Instant::now);
    }

    /// How long it may still be held back.
    fn patience(&self) -> Duration {
        self.since.map_or(MAX_BATCH_DELAY, |since| MAX_BATCH_DELAY.saturating_sub(since.elapsed()))
    }

    fn is_full(&self) -> bool {
        self.messages.len() >= MAX_BATCH_MESSAGES || self.bytes >= MAX_BATCH_BYTES
    }

    async fn send_to(&mut self, sink: &mut impl BatchSink) -> Result<(), Trouble> {
        let Self { messages, .. } = std::mem::take(self);
        if messages.is_empty() { Ok(()) } else { sink.send(messages).await }
    }
}

#[cfg(test)]
mod tests {
    use super::{Batch, MAX_BATCH_DELAY, MAX_CHUNK_UIDS, chunks};
    use kith_wire::UidSet;
    use tokio::time::Instant;

    #[test]
    fn a_batch_of_a_slow_server_is_sent_before_it_is_full() {
        let fresh = Batch { since: Some(Instant::now()), ..Batch::default() };
        assert!(!fresh.patience().is_zero());
        let held = Batch { since: Instant::now().checked_sub(MAX_BATCH_DELAY), ..Batch::default() };
        assert!(held.patience().is_zero());
    }

    fn check(uids: UidSet) -> Vec<UidSet> {
        let all: Vec<_> = chunks(uids.clone()).collect();
        let mut joined = UidSet::new();
        let mut above = u64::from(u32::MAX) + 1;
        for chunk in &all {
            assert!(chunk.len() <= u64::from(MAX_CHUNK_UIDS));
            assert!(chunk.to_string().len() < 7_500);
            assert!(u64::from(chunk.iter().max().unwrap()) < above);
            above = u64::from(chunk.iter().min().unwrap());
            joined.extend(chunk);
        }
        assert_eq!(joined, uids);
        all
    }

    #[test]
    fn parts_a_set_from_the_top() {
        assert!(check(UidSet::new()).is_empty());
        assert_eq!(check(UidSet::from(vec![(1, 2_000)])).len(), 1);
        let all = check(UidSet::from(vec![(1, 5_000)]));
        assert_eq!(all.iter().map(ToString::to_string).collect::<Vec<_>>(), ["3001:5000", "1001:3000", "1:1000"]);
        check((0..5_000).map(|number| u32::MAX - number * 3).collect());
    }
}
