//! Mail that is stored and cannot be read is read again.

use super::error::EngineError;
use super::records::{DamageV1, DeviceRecord};
use super::state::Engine;
use crate::store::{Batch, Store};
use crate::sync::Cursor;

impl<S: Store> Engine<S> {
    /// Has the mail read again that stood in segments which cannot be read: forgets how far the folders of those
    /// accounts are read. It does so once for each segment. The segment stays, since a newer Kith may be able to read
    /// it.
    pub(super) async fn read_damaged_again(&mut self) {
        let accounts = self.damage.unhandled();
        if accounts.is_empty() {
            return;
        }
        let mut batch = Batch::default();
        for id in accounts {
            let Some(state) = self.accounts.get_mut(&id) else { continue };
            for (folder, cursor) in &mut state.mailbox.folders {
                *cursor = Cursor { title: cursor.title.clone(), special_use: cursor.special_use, ..Cursor::default() };
                batch.cursors.extend(cursor.row(id, folder));
            }
        }
        // Those of an account of whose settings nothing is known wait until it is there again.
        let row = self.damage.handle(|account| self.accounts.contains_key(&account));
        // Without room to note it, the next start does it again.
        let _noted = self.note_handled(row, batch).await;
    }

    async fn note_handled(&mut self, row: DamageV1, mut batch: Batch) -> Result<(), EngineError> {
        batch.device.push(row.row()?);
        self.commit(batch).await?;
        Ok(())
    }
}
