//! The end of an account's first reading: what it brought, and what was left out and why.

use super::error::{EngineError, NOT_FOUND};
use super::records::{DeviceRecord, FirstReadingV1, FirstReadingsV1, LetterV1, SummaryV1};
use super::state::{AccountState, Engine};
use crate::api::{AccountId, FirstReading, FolderUse, LeftOut, LeftOutFolders, LetterState, Problem};
use crate::store::{Batch, DeviceRow, Store};
use crate::sync::{folder_use_code, folder_use_of};
use std::collections::BTreeMap;

impl FirstReadingV1 {
    /// One that did not end yet; `letter`: whether the user wants a letter about it.
    pub(super) const fn ahead(letter: bool) -> Self {
        let letter = if letter { LetterV1::Unwritten } else { LetterV1::NotWanted };
        Self { summary: None, dismissed: false, letter }
    }
}

impl<S: Store> Engine<S> {
    /// Takes what is kept of the accounts that are there.
    pub(super) fn take_first_readings(&mut self, row: FirstReadingsV1) {
        for (id, first_reading) in row.accounts {
            if let Some(state) = self.accounts.get_mut(&AccountId(id)) {
                state.first_reading = Some(first_reading);
            }
        }
    }

    /// The row of all accounts, with that of one of them.
    pub(super) fn first_readings_row(
        &self,
        of: AccountId,
        first_reading: Option<&FirstReadingV1>,
    ) -> Result<DeviceRow, EngineError> {
        let others = self.accounts.iter().filter(|(id, _)| **id != of);
        let others = others.filter_map(|(id, state)| Some((*id, state.first_reading.as_ref()?)));
        let all = others.chain(first_reading.map(|it| (of, it)));
        let row = FirstReadingsV1 { accounts: all.map(|(id, it)| (id.0, it.clone())).collect() };
        Ok(row.row()?)
    }

    pub(super) async fn keep_first_reading(
        &mut self,
        id: AccountId,
        first_reading: FirstReadingV1,
    ) -> Result<(), EngineError> {
        let row = self.first_readings_row(id, Some(&first_reading))?;
        self.commit(Batch { device: vec![row], ..Batch::default() }).await?;
        if let Some(state) = self.accounts.get_mut(&id) {
            state.first_reading = Some(first_reading);
            self.overview_changed = true;
        }
        Ok(())
    }

    /// Forgets what is kept of an account that is gone. Without room for that it goes with the next row that is written.
    pub(super) async fn forget_first_reading(&mut self, gone: AccountId) {
        if let Ok(row) = self.first_readings_row(gone, None) {
            let _forgotten = self.commit(Batch { device: vec![row], ..Batch::default() }).await;
        }
    }

    /// A reading came to its end: if it was the first, it is noted what it brought. Should that fail, the next reading
    /// is taken for the first.
    pub(super) async fn after_reading(&mut self, id: AccountId) {
        let Some(state) = self.accounts.get(&id) else { return };
        if let Some(first_reading) = state.first_reading.as_ref().filter(|it| it.summary.is_none()) {
            let summary = Some(self.summary(id, state));
            let first_reading = FirstReadingV1 { summary, ..first_reading.clone() };
            let _kept = self.keep_first_reading(id, first_reading).await;
        }
        self.send_letter(id);
    }

    /// The user wants to see no more of what it brought.
    pub(super) async fn dismiss_first_reading(&mut self, id: AccountId) -> Result<(), Problem> {
        let first_reading = self.accounts.get(&id).and_then(|state| state.first_reading.clone()).ok_or(NOT_FOUND)?;
        Ok(self.keep_first_reading(id, FirstReadingV1 { dismissed: true, ..first_reading }).await?)
    }

    fn summary(&self, id: AccountId, state: &AccountState) -> SummaryV1 {
        let (people, filtered_out) = self.book.named_by(id);
        SummaryV1 {
            people,
            messages: self.book.messages_of(id),
            since: state.account.since(self.seconds()),
            folders: left_out(state),
            skipped: state.skipped(),
            older: state.older(),
            filtered_out,
        }
    }
}

/// The folders that do not count. What only shows messages that lie elsewhere leaves nothing out.
fn left_out(state: &AccountState) -> Vec<(u8, u32, Option<u32>)> {
    let mut all: BTreeMap<u8, (u32, Option<u32>)> = BTreeMap::new();
    let is_left_out = |use_: FolderUse, said: Option<&bool>| match use_ {
        FolderUse::Drafts | FolderUse::Junk | FolderUse::Trash | FolderUse::Program | FolderUse::Shared => true,
        _ => said == Some(&false),
    };
    let listed = state.mailbox.listed.iter().filter(|listed| !listed.counts);
    for listed in listed.filter(|it| is_left_out(it.special_use, state.account.said.get(&it.name))) {
        let messages = listed.status.map(|status| status.messages);
        let sum = all.entry(folder_use_code(listed.special_use)).or_insert((0, Some(0)));
        *sum = (sum.0.saturating_add(1), sum.1.zip(messages).map(|(sum, more)| sum.saturating_add(more)));
    }
    all.into_iter().map(|(code, (folders, messages))| (code, folders, messages)).collect()
}

/// What the first reading of an account brought, as the page shows it.
pub(super) fn first_reading(state: &AccountState) -> Option<FirstReading> {
    let FirstReadingV1 { summary, dismissed, letter } = state.first_reading.as_ref()?;
    let SummaryV1 { people, messages, since, folders, skipped, older, filtered_out } = summary.as_ref()?;
    let folders = folders.iter().map(|&(code, folders, messages)| LeftOutFolders {
        special_use: folder_use_of(code),
        folders,
        messages,
    });
    let letter = match letter {
        LetterV1::NotWanted => LetterState::NotWanted,
        LetterV1::Unwritten => LetterState::Unwritten,
        LetterV1::Written(_) | LetterV1::Given { .. } => LetterState::Written,
        LetterV1::Sent => LetterState::Sent,
        LetterV1::Failed(why) => LetterState::Failed(*why),
    };
    Some(FirstReading {
        people: *people,
        messages: *messages,
        since: *since,
        left_out: LeftOut { folders: folders.collect(), skipped: *skipped, older: *older, filtered_out: *filtered_out },
        dismissed: *dismissed,
        letter,
    })
}
