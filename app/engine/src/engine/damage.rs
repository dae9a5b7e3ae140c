//! What is stored and cannot be read: damaged, or of a version that this Kith does not know. Each such row costs itself:
//! it stays where it is, it is said, and mail that it held is read again.

use super::{Engine, EngineError};
use crate::api::{AccountId, DamageView, Damaged};
use crate::packed::{Unreadable, pack, unpack};
use crate::store::{Batch, DeviceRow, SegmentId, Store};
use crate::sync::Cursor;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The name of the device's row.
pub(super) const ROW: &str = "damage";

/// What this device keeps of it, as version 1 of the row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DamageV1 {
    /// The numbers of the segments that could not be read, and whose mail was asked for again since.
    pub(crate) segments: Vec<u32>,
}

impl DamageV1 {
    pub(crate) fn pack(&self) -> Result<Vec<u8>, Unreadable> {
        pack("device's row", 1, self)
    }

    pub(crate) fn unpack(bytes: &[u8]) -> Result<Self, Unreadable> {
        unpack("device's row", 1, bytes)
    }
}

/// What could not be read.
#[derive(Debug, Default)]
pub(super) struct Damage {
    /// Accounts of whose settings nothing is known. What was read from them is there.
    pub(super) lost: BTreeSet<AccountId>,
    counts: BTreeMap<(Damaged, Option<AccountId>), u32>,
    segments: Vec<(SegmentId, AccountId)>,
    /// Those of them whose mail was asked for again.
    handled: BTreeSet<SegmentId>,
}

impl Damage {
    /// Notes a row that could not be read.
    pub(super) fn note(&mut self, what: Damaged, account: Option<AccountId>) {
        *self.counts.entry((what, account)).or_default() += 1;
    }

    /// An account's settings could not be read.
    pub(super) fn lose_account(&mut self, id: AccountId) {
        // Of one without a number even that is lost.
        let id = (id != AccountId(0)).then_some(id);
        self.lost.extend(id);
        self.note(Damaged::Account, id);
    }

    /// An account is there again, or gone.
    pub(super) fn forget_account(&mut self, id: AccountId) {
        self.lost.remove(&id);
        self.counts.retain(|(_, account), _| *account != Some(id));
        self.segments.retain(|(_, account)| *account != id);
    }

    /// What could not be read of a kind is read again.
    pub(super) fn forget(&mut self, kind: Damaged) {
        self.counts.retain(|(what, _), _| *what != kind);
    }

    pub(super) fn set_segments(&mut self, segments: Vec<(SegmentId, AccountId)>) {
        self.segments = segments;
    }

    pub(super) fn set_handled(&mut self, row: &DamageV1) {
        self.handled = row.segments.iter().copied().map(SegmentId).collect();
    }

    /// How many rows of a kind could not be read.
    pub(super) fn count(&self, what: Damaged) -> u32 {
        self.view().iter().filter(|view| view.what == what).map(|view| view.count).sum()
    }

    pub(super) fn view(&self) -> Vec<DamageView> {
        let mut counts = self.counts.clone();
        for (_, account) in &self.segments {
            *counts.entry((Damaged::Mail, Some(*account))).or_default() += 1;
        }
        counts.into_iter().map(|((what, account), count)| DamageView { what, account, count }).collect()
    }
}

impl<S: Store> Engine<S> {
    /// Has the mail read again that stood in segments which cannot be read: forgets how far the folders of those accounts
    /// are read. It does so once for each segment. The segment stays, since a newer Kith may be able to read it.
    pub(super) async fn read_damaged_again(&mut self) {
        let news = self.damage.segments.iter().filter(|(id, _)| !self.damage.handled.contains(id));
        let accounts: BTreeSet<AccountId> = news.map(|(_, account)| *account).collect();
        if accounts.is_empty() {
            return;
        }
        let mut batch = Batch::default();
        for id in accounts {
            let Some(state) = self.accounts.get_mut(&id) else { continue };
            for (folder, cursor) in &mut state.mailbox.folders {
                *cursor = Cursor { title: cursor.title.clone(), purpose: cursor.purpose, ..Cursor::default() };
                batch.cursors.extend(cursor.row(id, folder));
            }
        }
        // Those of an account of whose settings nothing is known wait until it is there again.
        let here = |of: &AccountId| self.accounts.contains_key(of);
        let handled: Vec<SegmentId> =
            self.damage.segments.iter().filter(|(_, of)| here(of)).map(|(id, _)| *id).collect();
        self.damage.handled.extend(handled);
        // Without room to note it, the next start does it again.
        let _noted = self.note_handled(batch).await;
    }

    async fn note_handled(&mut self, mut batch: Batch) -> Result<(), EngineError> {
        let row = DamageV1 { segments: self.damage.handled.iter().map(|id| id.0).collect() };
        batch.device.push(DeviceRow { name: ROW.to_owned(), bytes: row.pack()? });
        self.commit(batch).await?;
        Ok(())
    }
}
