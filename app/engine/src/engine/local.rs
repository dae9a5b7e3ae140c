//! Mailboxes that are read without a server: batch by batch, as those of a server are.

use super::state::{Engine, LocalReading};
use crate::api::{AccountId, AccountStatus, Problem, Progress, SyncResult};
use crate::local::LocalFolder;
use crate::store::Store;
use crate::sync::{BatchSource, Cursor};
use kith_wire::{RawMessage, UidSet};

const AT_ONCE: u32 = 250;

impl<S: Store> Engine<S> {
    /// Begins to read what is not read yet.
    pub(super) fn begin_local(&mut self, id: AccountId) {
        let now = self.moment.now;
        let Some(state) = self.accounts.get_mut(&id) else { return };
        let Some(mailbox) = state.account.local() else { return };
        let before = SyncResult { messages: self.book.messages_of(id), people: self.book.people_count() };
        state.local = Some(LocalReading { mailbox, before });
        state.next = Some(now);
    }

    /// Reads the next batch.
    pub(super) async fn read_local(&mut self, id: AccountId) {
        let Some(state) = self.accounts.get(&id) else { return };
        let Some(LocalReading { mailbox, .. }) = &state.local else { return };
        let folders = mailbox.folders();
        let of: u32 = folders.iter().map(|folder| folder.messages).sum();
        let next = folders.into_iter().find_map(|folder| {
            let all = if folder.messages == 0 { UidSet::new() } else { UidSet::from(vec![(1, folder.messages)]) };
            let cursor = state.mailbox.folders.get(&folder.name).cloned().unwrap_or_default();
            let missing = Cursor::missing(&cursor, folder.uid_validity, &all);
            (!missing.is_empty()).then_some((folder, missing))
        });
        let Some((folder, mut missing)) = next else { return self.end_local(id) };
        let uids = missing.take_highest(AT_ONCE);
        let messages = uids.iter().filter_map(|uid| {
            let message = mailbox.message(&folder.name, uid)?;
            Some(RawMessage {
                uid,
                received: Some(message.received),
                size: u32::try_from(message.bytes.len()).unwrap_or(u32::MAX),
                email_id: None,
                thread_id: None,
                header: message.bytes.get(..message.header_len)?.to_vec(),
                cut: false,
            })
        });
        let messages: Vec<RawMessage> = messages.collect();
        if messages.is_empty() {
            // It has less than it says. To ask for it again would go on for ever.
            return self.end_local(id);
        }
        let LocalFolder { name, uid_validity, sent, .. } = folder;
        let place = BatchSource { folder: name.clone(), uid_validity, sent };
        if let Err(error) = self.take(id, &place, messages).await {
            let problem: Problem = error.into();
            if let Some(state) = self.accounts.get_mut(&id) {
                (state.local, state.next) = (None, None);
            }
            return self.set_status(id, AccountStatus::Stopped(problem));
        }
        let now = self.moment.now;
        let (read, people) = (self.book.messages_of(id).min(of), self.book.people_count());
        if let Some(state) = self.accounts.get_mut(&id) {
            state.next = Some(now);
        }
        let progress = Progress { folder: name, read, of, people, seconds_left: None };
        self.set_status(id, AccountStatus::Reading(progress));
    }

    fn end_local(&mut self, id: AccountId) {
        let at = self.seconds();
        let (messages, people) = (self.book.messages_of(id), self.book.people_count());
        let Some(state) = self.accounts.get_mut(&id) else { return };
        let before = state.local.take().map(|reading| reading.before).unwrap_or_default();
        state.next = None;
        let brought = SyncResult {
            messages: messages.saturating_sub(before.messages),
            people: people.saturating_sub(before.people),
        };
        self.set_status(id, AccountStatus::UpToDate { at, brought });
    }
}
