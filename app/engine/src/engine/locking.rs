//! The passphrase by which everything is locked, and when that is done by itself.

use super::error::EngineError;
use super::interface::Output;
use super::records::{DeviceRecord, LockV1};
use super::state::Engine;
use crate::api::{FromEngine, Problem, Secret};
use crate::store::{Batch, Store};

impl<S: Store> Engine<S> {
    /// Locks by another passphrase from now on, or by none.
    pub(super) async fn set_passphrase(&mut self, old: Option<&Secret>, new: Option<&Secret>) -> Result<(), Problem> {
        self.store.set_passphrase(old, new).await?;
        // What was stored of it may be gone.
        (self.snapshots.covers, self.snapshots.writing) = (None, None);
        self.active = self.moment.now;
        self.overview_changed = true;
        Ok(())
    }

    /// Locks by itself after so many minutes without input.
    pub(super) async fn set_lock_after(&mut self, minutes: u16) -> Result<(), Problem> {
        let kept = LockV1 { after: minutes };
        let row = kept.row().map_err(EngineError::from)?;
        self.commit(Batch { device: vec![row], ..Batch::default() }).await?;
        self.lock = kept;
        self.overview_changed = true;
        Ok(())
    }

    /// After how many minutes it locks by itself, if there is a passphrase.
    pub(super) fn lock_after(&self) -> Option<u16> {
        self.store.has_passphrase().then_some(self.lock.after)
    }

    /// When it locks by itself, in milliseconds.
    pub(super) fn next_lock(&self) -> Option<i64> {
        let minutes = self.lock_after().filter(|minutes| *minutes > 0)?;
        Some(self.active + i64::from(minutes) * 60_000)
    }

    /// Whether there was no input for so long that it locks by itself.
    pub(super) fn is_idle(&self) -> bool {
        self.next_lock().is_some_and(|at| self.moment.now >= at)
    }

    /// Locks, if there is a passphrase.
    pub(super) fn lock(&mut self) {
        if self.store.has_passphrase() {
            self.out.extend([Output::Page(FromEngine::Locked), Output::Lock]);
        }
    }
}
