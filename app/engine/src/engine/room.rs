//! Room: the texts of messages are a cache, which makes room for everything else.

use super::{Engine, EngineError};
use crate::api::{AccountId, MessageKey};
use crate::store::{Batch, KeptText, SegmentId, Store, StoreError};
use std::collections::BTreeMap;

/// So many bytes of texts are kept.
const MOST_BYTES: u64 = 64 << 20;

/// So many texts are kept.
const MOST: usize = 10_000;

/// When the store is full, so many bytes of texts go at first; then all.
const FIRST: u64 = 8 << 20;

/// A text that was shown again within so many milliseconds is not noted again.
const NOTED_AGAIN: i64 = 3_600_000;

/// The texts that are kept, without their words.
#[derive(Debug, Default)]
pub(super) struct Texts(BTreeMap<MessageKey, KeptText>);

impl Texts {
    fn bytes(&self) -> u64 {
        self.0.values().map(|text| u64::from(text.size)).sum()
    }

    /// Those to give up so that so many of so many bytes are left: those first that were not shown for the longest time.
    fn oldest_beyond(&self, most: usize, most_bytes: u64) -> Vec<MessageKey> {
        let (mut count, mut bytes) = (self.0.len(), self.bytes());
        let mut all: Vec<&KeptText> = self.0.values().collect();
        all.sort_unstable_by_key(|text| (text.shown, text.message));
        let mut gone = Vec::new();
        for text in all {
            if count <= most && bytes <= most_bytes {
                break;
            }
            (count, bytes) = (count - 1, bytes - u64::from(text.size));
            gone.push(text.message);
        }
        gone
    }

    /// As [`Texts::oldest_beyond`] where there are too many, and then a sixteenth more, so that it is rare.
    fn too_many(&self) -> Vec<MessageKey> {
        match self.0.len() > MOST || self.bytes() > MOST_BYTES {
            true => self.oldest_beyond(MOST - MOST / 16, MOST_BYTES - MOST_BYTES / 16),
            false => Vec::new(),
        }
    }

    /// As [`Texts::oldest_beyond`], so that so many bytes are free.
    fn to_free(&self, bytes: u64) -> Vec<MessageKey> {
        self.oldest_beyond(usize::MAX, self.bytes().saturating_sub(bytes))
    }

    fn forget(&mut self, gone: &[MessageKey]) {
        for message in gone {
            self.0.remove(message);
        }
    }

    pub(super) fn forget_account(&mut self, id: AccountId) {
        self.0.retain(|_, text| text.account != id);
    }
}

impl<S: Store> Engine<S> {
    /// Commits what matters more than texts do: where there is no room for it, texts go until there is.
    pub(super) async fn commit(&mut self, batch: Batch) -> Result<Vec<SegmentId>, EngineError> {
        let mut outcome = self.store.commit(batch.clone()).await;
        for bytes in [FIRST, u64::MAX] {
            if outcome != Err(StoreError::Full) || !self.free(bytes).await {
                break;
            }
            outcome = self.store.commit(batch.clone()).await;
        }
        Ok(outcome?)
    }

    /// Gives up texts of so many bytes. Whether there were any.
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
        let texts = self.texts().await?;
        texts.0.insert(message, kept);
        let evicted = texts.too_many();
        texts.forget(&evicted);
        let row = crate::store::TextRow { message, account, bytes };
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
        let Some(kept) = texts.0.get_mut(&message) else { return };
        if (kept.shown..kept.shown.saturating_add(NOTED_AGAIN)).contains(&now) {
            return;
        }
        kept.shown = now;
        let batch = Batch { shown: vec![*kept], ..Batch::default() };
        let _noted = self.store.commit(batch).await;
    }

    /// The texts that are kept; read from the store when that is asked for the first time.
    async fn texts(&mut self) -> Result<&mut Texts, EngineError> {
        let texts = match self.texts.take() {
            Some(texts) => texts,
            None => Texts(self.store.kept_texts().await?.into_iter().map(|text| (text.message, text)).collect()),
        };
        Ok(self.texts.insert(texts))
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, MOST_BYTES, Texts};
    use crate::api::{AccountId, MessageKey};
    use crate::store::KeptText;

    fn texts(of: impl IntoIterator<Item = (u64, u32, i64)>) -> Texts {
        let kept = |(message, size, shown)| {
            let message = MessageKey(message);
            (message, KeptText { message, account: AccountId(1), size, shown })
        };
        Texts(of.into_iter().map(kept).collect())
    }

    fn keys(keys: &[u64]) -> Vec<MessageKey> {
        keys.iter().copied().map(MessageKey).collect()
    }

    #[test]
    fn what_was_not_shown_for_the_longest_time_goes_first() {
        let texts = texts([(1, 10, 30), (2, 10, 10), (3, 10, 20), (4, 0, 0)]);
        assert_eq!(texts.oldest_beyond(4, 30), keys(&[]));
        assert_eq!(texts.oldest_beyond(2, 30), keys(&[4, 2]));
        assert_eq!(texts.oldest_beyond(4, 15), keys(&[4, 2, 3]));
        assert_eq!(texts.to_free(1), keys(&[4, 2]));
        assert_eq!(texts.to_free(u64::MAX), keys(&[4, 2, 3, 1]));
    }

    #[test]
    fn texts_are_bounded_by_number_and_by_size() {
        let most = u64::try_from(MOST).unwrap();
        assert!(texts((0..most).map(|key| (key, 1, 5))).too_many().is_empty());
        assert_eq!(texts((0..=most).map(|key| (key, 1, 5))).too_many().len(), 1 + MOST / 16);
        let half = u32::try_from(MOST_BYTES / 2).unwrap();
        assert!(texts([(1, half, 1), (2, half, 2)]).too_many().is_empty());
        assert_eq!(texts([(1, half, 2), (2, half, 1), (3, 1, 0)]).too_many(), keys(&[3, 2]));
    }
}
