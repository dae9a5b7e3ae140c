//! What was stored when fewer header fields were read, and goes when it was read once more.

use super::error::EngineError;
use super::state::Engine;
use crate::api::AccountId;
use crate::segment::Run;
use crate::store::{Batch, Segment, SegmentId, Store};
use kith_wire::UidSet;
use std::collections::BTreeMap;

/// Segments of the former version, and what is stored of their messages by now in the present one.
#[derive(Debug, Default)]
pub(super) struct Old {
    segments: Vec<(SegmentId, Segment)>,
    /// By account, folder and UIDVALIDITY: where messages lie that are stored with everything that is read of them now.
    renewed: BTreeMap<(AccountId, String, u32), UidSet>,
}

impl Old {
    /// Whether there are any.
    pub(super) const fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// Takes note of a segment. Call it in their order.
    pub(super) fn note(&mut self, id: SegmentId, segment: &Segment, run: &Run<'_>) {
        if Run::is_old(&segment.bytes) {
            return self.segments.push((id, segment.clone()));
        }
        if self.segments.is_empty() {
            return;
        }
        let whole = run.entries.iter().filter(|entry| entry.message.is_some());
        let whole: UidSet = whole.map(|entry| entry.uid).collect();
        self.renewed.entry((segment.account, run.folder.to_owned(), run.uid_validity)).or_default().extend(&whole);
    }
}

impl<S: Store> Engine<S> {
    /// Lets go of what was stored twice, the first time with fewer fields: of folders of which everything was read once
    /// more. What did not come again stays.
    pub(super) async fn replace(&self, old: Old) -> Result<(), EngineError> {
        let mut batch = Batch::default();
        for (id, segment) in &old.segments {
            let mut run = Run::unpack(&segment.bytes)?;
            let Some(state) = self.accounts.get(&segment.account) else { continue };
            if state.mailbox.folders.get(run.folder).is_some_and(|cursor| !cursor.old.is_empty()) {
                continue;
            }
            if let Some(renewed) = old.renewed.get(&(segment.account, run.folder.to_owned(), run.uid_validity)) {
                run.entries.retain(|entry| !renewed.contains(entry.uid));
            }
            batch.replaced.push(*id);
            if let Some(left) = Run::joined(&[run]).filter(|run| !run.entries.is_empty()) {
                batch.segments.push(Segment { account: segment.account, bytes: left.pack()? });
            }
        }
        if !batch.replaced.is_empty() {
            self.store.commit(batch).await?;
        }
        Ok(())
    }
}
