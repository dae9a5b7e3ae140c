//! How folders stand, without opening them.

use super::connect::Connection;
use super::examine::{astring, no_folder};
use super::folder_name::unescaped;
use super::link::{Completion, Tag};
use crate::trouble::Trouble;
use imap_proto::{MailboxDatum, Response, StatusAttribute};
use kith_wire::{Examined, FailureKind, FolderStatus, Status};
use std::collections::VecDeque;
use tokio::time::Instant;

/// What is asked of each folder.
pub(super) const ITEMS: &str = "(MESSAGES UIDNEXT UIDVALIDITY)";

/// Maximum number of commands under way at once. Several, since each costs a round trip.
const MAX_PIPELINED: usize = 16;

/// What a STATUS response says of one folder.
pub(super) struct StatusResponse {
    /// Its name, as LIST would give it.
    pub(super) folder: String,
    /// How it stands, if the response says all that matters.
    pub(super) status: Option<Status>,
}

impl Connection {
    /// How each of `folders` stands. What cannot be said of one does not concern the others.
    ///
    /// STATUS is not meant for the open folder (RFC 3501, section 6.3.10), and some servers answer it from what that
    /// session saw last: the open folder is opened once more instead.
    pub(crate) async fn status(&mut self, folders: &[String]) -> Result<Vec<FolderStatus>, Trouble> {
        let mut standings: Vec<_> =
            folders.iter().map(|name| FolderStatus { folder: name.clone(), status: None, failure: None }).collect();
        let mut waiting = standings.iter_mut();
        let mut under_way: VecDeque<(Tag, &mut FolderStatus)> = VecDeque::new();
        // Since when no command was answered: whatever else the server says is no progress.
        let mut since = Instant::now();
        loop {
            while under_way.len() < MAX_PIPELINED {
                let Some(standing) = waiting.next() else { break };
                if self.is_open(&standing.folder) {
                    continue;
                }
                let Some(name) = astring(&standing.folder) else {
                    standing.failure = Some(Trouble::recoverable(FailureKind::NoFolder).into());
                    continue;
                };
                let tag = self.link.send(format!("STATUS {name} {ITEMS}"), self.times.command).await?;
                under_way.push_back((tag, standing));
            }
            let Some((tag, _)) = under_way.front() else { break };
            let look = |response: &Response<'_>| (tag.completion(response), StatusResponse::read(response));
            let patience = self.times.command.saturating_sub(since.elapsed());
            let (completion, told) = self.link.read(patience, look).await?;
            if completion.is_some() {
                since = Instant::now();
                self.link.allow();
            }
            if let Some(StatusResponse { folder, status: Some(status) }) = told {
                let asked = under_way.iter_mut().filter(|(_, standing)| is_same(&standing.folder, &folder));
                asked.for_each(|(_, standing)| standing.status = Some(status));
            }
            if let Some((completion, (_, standing))) =
                completion.and_then(|completion| Some((completion, under_way.pop_front()?)))
            {
                standing.failure = match completion {
                    Completion::Refused(refusal) => {
                        standing.status = None;
                        Some(no_folder(refusal).into())
                    }
                    Completion::Ok if standing.status.is_none() => {
                        Some(Trouble::recoverable(FailureKind::Malformed).into())
                    }
                    Completion::Ok => None,
                };
            }
        }
        for standing in standings.iter_mut().filter(|standing| standing.status.is_none() && standing.failure.is_none())
        {
            match self.examine_again().await {
                Ok(Examined { uid_validity, uid_next, exists }) => {
                    standing.status = Some(Status { uid_validity, uid_next, messages: exists });
                }
                Err(trouble) if trouble.is_fatal => return Err(trouble),
                Err(trouble) => standing.failure = Some(trouble.into()),
            }
        }
        Ok(standings)
    }

    /// Whether a folder of that name is the open one.
    pub(super) fn is_open(&self, folder: &str) -> bool {
        self.open.as_ref().is_some_and(|(open, _)| is_same(open, folder))
    }

    /// Opens the open folder once more. What changed since is still announced to an IDLE.
    async fn examine_again(&mut self) -> Result<Examined, Trouble> {
        let Some((folder, before)) = self.open.clone() else { return Err(Trouble::recoverable(FailureKind::NoFolder)) };
        let (known, was_changed) = (self.link.exists(), self.link.take_changed());
        let opened = self.examine(&folder).await?;
        if was_changed || opened != (Examined { exists: known, ..before }) {
            self.link.set_changed();
        }
        Ok(opened)
    }
}

impl StatusResponse {
    pub(super) fn read(response: &Response<'_>) -> Option<Self> {
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
