//! Room: the texts of messages are a cache, which makes room for everything else.

use super::error::EngineError;
use super::state::{Engine, KeptTexts};
use crate::api::{AccountId, MessageKey};
use crate::store::{Batch, KeptText, SegmentId, Store, StoreError, TextRow};

/// When the store is full, this many bytes of texts go first, and then all.
const FIRST_BYTES: u64 = 8 << 20;

impl<S: Store> Engine<S> {
    /// Commits what matters more than texts do: where there is no room for it, texts go until there is.
    pub(super) async fn commit(&mut self, batch: Batch) -> Result<Vec<SegmentId>, EngineError> {
        let mut outcome = self.store.commit(batch.clone()).await;
        for bytes in [FIRST_BYTES, u64::MAX] {
            if outcome != Err(StoreError::Full) || !self.free(bytes).await {
                break;
            }
            outcome = self.store.commit(batch.clone()).await;
        }
        let ids = outcome?;
        self.snapshots.newer += u32::try_from(ids.len()).unwrap_or(u32::MAX);
        Ok(ids)
    }

    /// Gives up texts of this many bytes. Returns whether there were any.
    async fn free(&mut self, bytes: u64) -> bool {
        let Ok(texts) = self.texts().await else { return false };
        let evicted = texts.to_free(bytes);
        let batch = Batch { evicted: evicted.clone(), ..Batch::default() };
        if evicted.is_empty() || self.store.commit(batch).await.is_err() {
            return false;
        }
        self.texts.iter_mut().for_each(|texts| texts.forget(&evicted));
        true
    }

    /// Keeps a text that was fetched and is shown now.
    pub(super) async fn keep_bytes(
        &mut self,
        message: MessageKey,
        account: AccountId,
        bytes: Vec<u8>,
    ) -> Result<(), EngineError> {
        let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let kept = KeptText { message, account, size, shown: self.moment.now };
        let evicted = self.texts().await?.keep(kept);
        let row = TextRow { message, account, bytes };
        let batch = Batch { texts: vec![row], shown: vec![kept], evicted, ..Batch::default() };
        if let Err(error) = self.store.commit(batch).await {
            // What is kept is known again when it is needed again.
            self.texts = None;
            return Err(error.into());
        }
        Ok(())
    }

    /// Notes that a text that is kept is shown now. Where that cannot be noted, it goes a little early one day.
    pub(super) async fn note_shown(&mut self, message: MessageKey) {
        let now = self.moment.now;
        let Ok(texts) = self.texts().await else { return };
        let Some(kept) = texts.show(message, now) else { return };
        let batch = Batch { shown: vec![kept], ..Batch::default() };
        let _noted = self.store.commit(batch).await;
    }

    /// The texts that are kept; read from the store when that is asked for the first time.
    async fn texts(&mut self) -> Result<&mut KeptTexts, EngineError> {
        let texts = match self.texts.take() {
            Some(texts) => texts,
            None => KeptTexts::of(self.store.kept_texts().await?),
        };
        Ok(self.texts.insert(texts))
    }
}
