//! How folders stand, without opening them.

use super::connect::Mailbox;
use super::folder_name::unescaped;
use super::link::{Tag, Verdict};
use super::open::{astring, no_folder};
use crate::trouble::Trouble;
use imap_proto::{MailboxDatum, Response, StatusAttribute};
use kith_wire::{FailureKind, Opened, Standing, Status};
use std::collections::VecDeque;
use tokio::time::Instant;

/// What is asked of each folder.
pub(super) const ITEMS: &str = "(MESSAGES UIDNEXT UIDVALIDITY)";

/// So many commands are under way at once, since each costs a round trip.
const PIPELINED: usize = 16;

/// What a STATUS response says of one folder.
pub(super) struct Told {
    /// Its name, as LIST would give it.
    pub(super) folder: String,
    /// How it stands, if the response says all that matters.
    pub(super) status: Option<Status>,
}

impl Mailbox {
    /// How each of `folders` stands. What cannot be said of one does not concern the others.
    ///
    /// STATUS is not meant for the open folder (RFC 3501, section 6.3.10), and some servers answer it from what that
    /// session saw last: the open folder is opened once more instead.
    pub(crate) async fn status(&mut self, folders: &[String]) -> Result<Vec<Standing>, Trouble> {
        let mut standings: Vec<_> =
            folders.iter().map(|name| Standing { folder: name.clone(), status: None, failure: None }).collect();
        let mut waiting = standings.iter_mut();
        let mut under_way: VecDeque<(Tag, &mut Standing)> = VecDeque::new();
        // Since when no command was answered: whatever else the server says is no progress.
        let mut since = Instant::now();
        loop {
            while under_way.len() < PIPELINED {
                let Some(standing) = waiting.next() else { break };
                if self.is_open(&standing.folder) {
                    continue;
                }
                let Some(name) = astring(&standing.folder) else {
                    standing.failure = Some(Trouble::passing(FailureKind::NoFolder).into());
                    continue;
                };
                let tag = self.link.send(format!("STATUS {name} {ITEMS}"), self.times.command).await?;
                under_way.push_back((tag, standing));
            }
            let Some((tag, _)) = under_way.front() else { break };
            let look = |response: &Response<'_>| (tag.verdict(response), Told::by(response));
            let patience = self.times.command.saturating_sub(since.elapsed());
            let (verdict, told) = self.link.read(patience, look).await?;
            if verdict.is_some() {
                since = Instant::now();
                self.link.allow();
            }
            if let Some(Told { folder, status: Some(status) }) = told {
                let asked = under_way.iter_mut().filter(|(_, standing)| is_same(&standing.folder, &folder));
                asked.for_each(|(_, standing)| standing.status = Some(status));
            }
            if let Some((verdict, (_, standing))) = verdict.and_then(|verdict| Some((verdict, under_way.pop_front()?)))
            {
                standing.failure = match verdict {
                    Verdict::Refused(refusal) => {
                        standing.status = None;
                        Some(no_folder(refusal).into())
                    }
                    Verdict::Ok if standing.status.is_none() => Some(Trouble::passing(FailureKind::Malformed).into()),
                    Verdict::Ok => None,
                };
            }
        }
        for standing in standings.iter_mut().filter(|standing| standing.status.is_none() && standing.failure.is_none())
        {
            match self.look_again().await {
                Ok(Opened { uid_validity, uid_next, exists }) => {
                    standing.status = Some(Status { uid_validity, uid_next, messages: exists });
                }
                Err(trouble) if trouble.ends_session => return Err(trouble),
                Err(trouble) => standing.failure = Some(trouble.into()),
            }
        }
        Ok(standings)
    }

    /// Whether a folder of that name is the open one.
    pub(super) fn is_open(&self, folder: &str) -> bool {
        self.open.as_ref().is_some_and(|(open, _)| is_same(open, folder))
    }

    /// Opens the open folder once more. What changed since is still news to whoever watches it.
    async fn look_again(&mut self) -> Result<Opened, Trouble> {
        let Some((folder, before)) = self.open.clone() else { return Err(Trouble::passing(FailureKind::NoFolder)) };
        let (known, untold) = (self.link.exists(), self.link.take_changed());
        let opened = self.examine(&folder).await?;
        if untold || opened != (Opened { exists: known, ..before }) {
            self.link.set_changed();
        }
        Ok(opened)
    }
}

impl Told {
    pub(super) fn by(response: &Response<'_>) -> Option<Self> {
        let Response::MailboxData(MailboxDatum::Status { mailbox, status }) = response else { return None };
        let (mut messages, mut uid_next, mut uid_validity) = (None, None, None);
        for item in status {
            match item {
                StatusAttribute::Messages(count) => messages = Some(*count),
                StatusAttribute::UidNext(uid) => uid_next = Some(*uid),
                StatusAttribute::UidValidity(value) => uid_validity = Some(*value),
                _ => {}
            }
        }
        let status =
            uid_validity.zip(messages).map(|(uid_validity, messages)| Status { uid_validity, uid_next, messages });
        Some(Self { folder: unescaped(mailbox), status })
    }
}

/// Whether two names are one folder's. INBOX may be written in any case (RFC 3501, section 5.1).
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one == other || (one.eq_ignore_ascii_case("INBOX") && other.eq_ignore_ascii_case("INBOX"))
}
