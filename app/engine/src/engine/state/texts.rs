//! The texts of messages that are kept, without their words, and which of them go.

use crate::api::{AccountId, MessageKey};
use crate::store::KeptText;
use kith_domain::small_sort::SmallSort;
use std::collections::BTreeMap;

/// Maximum size of the texts that are kept, in bytes.
const MAX_BYTES: u64 = 64 << 20;

/// Maximum number of texts that are kept.
const MAX_TEXTS: usize = 10_000;

/// Minimum interval between two notes that a text was shown, in milliseconds.
const NOTE_INTERVAL_MS: i64 = 3_600_000;

/// The texts that are kept, without their words.
#[derive(Debug, Default)]
pub(in crate::engine) struct KeptTexts(BTreeMap<MessageKey, KeptText>);

impl KeptTexts {
    pub(in crate::engine) fn of(kept: Vec<KeptText>) -> Self {
        Self(kept.into_iter().map(|text| (text.message, text)).collect())
    }

    fn bytes(&self) -> u64 {
        self.0.values().map(|text| u64::from(text.size)).sum()
    }

    /// Those to give up so that so many of so many bytes are left: those first that were not shown for the longest
    /// time.
    fn oldest_beyond(&self, most: usize, most_bytes: u64) -> Vec<MessageKey> {
        let (mut count, mut bytes) = (self.0.len(), self.bytes());
        let mut all: Vec<&KeptText> = self.0.values().collect();
        all.small_sort_by_key(|text| (text.shown, text.message));
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

    /// As [`KeptTexts::oldest_beyond`] where there are too many, and then a sixteenth more, so that it is rare.
    fn too_many(&self) -> Vec<MessageKey> {
        match self.0.len() > MAX_TEXTS || self.bytes() > MAX_BYTES {
            true => self.oldest_beyond(MAX_TEXTS - MAX_TEXTS / 16, MAX_BYTES - MAX_BYTES / 16),
            false => Vec::new(),
        }
    }

    /// As [`KeptTexts::oldest_beyond`], so that so many bytes are free.
    pub(in crate::engine) fn to_free(&self, bytes: u64) -> Vec<MessageKey> {
        self.oldest_beyond(usize::MAX, self.bytes().saturating_sub(bytes))
    }

    pub(in crate::engine) fn forget(&mut self, gone: &[MessageKey]) {
        for message in gone {
            self.0.remove(message);
        }
    }

    pub(in crate::engine) fn forget_account(&mut self, id: AccountId) {
        self.0.retain(|_, text| text.account != id);
    }

    /// A text is kept. Gives those that go for it.
    pub(in crate::engine) fn keep(&mut self, kept: KeptText) -> Vec<MessageKey> {
        self.0.insert(kept.message, kept);
        let evicted = self.too_many();
        self.forget(&evicted);
        evicted
    }

    /// A text is shown. Gives what is to be noted of that, if anything is.
    pub(in crate::engine) fn show(&mut self, message: MessageKey, now: i64) -> Option<KeptText> {
        let kept = self.0.get_mut(&message)?;
        if (kept.shown..kept.shown.saturating_add(NOTE_INTERVAL_MS)).contains(&now) {
            return None;
        }
        kept.shown = now;
        Some(*kept)
    }
}

#[cfg(test)]
mod tests {
    use super::{KeptTexts, MAX_BYTES, MAX_TEXTS};
    use crate::api::{AccountId, MessageKey};
    use crate::store::KeptText;

    fn texts(of: impl IntoIterator<Item = (u64, u32, i64)>) -> KeptTexts {
        let kept = |(message, size, shown)| {
            let message = MessageKey(message);
            (message, KeptText { message, account: AccountId(1), size, shown })
        };
        KeptTexts(of.into_iter().map(kept).collect())
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
        let most = u64::try_from(MAX_TEXTS).unwrap();
        assert!(texts((0..most).map(|key| (key, 1, 5))).too_many().is_empty());
        assert_eq!(texts((0..=most).map(|key| (key, 1, 5))).too_many().len(), 1 + MAX_TEXTS / 16);
        let half = u32::try_from(MAX_BYTES / 2).unwrap();
        assert!(texts([(1, half, 1), (2, half, 2)]).too_many().is_empty());
        assert_eq!(texts([(1, half, 2), (2, half, 1), (3, 1, 0)]).too_many(), keys(&[3, 2]));
    }
}
