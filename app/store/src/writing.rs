//! What a batch writes: sealed before its transaction, written in it.

use crate::records::{Record, account_of_key, digits};
use crate::schema::{
    ACCOUNTS, ADDRESS_BOOKS, CARDS, CURSORS, DECISIONS, DEVICE, LAST_SEGMENT, META, PHOTOS, SEGMENTS, SHOWN, SNAPSHOT,
    TEXTS,
};
use crate::transaction::{Transaction, beginning, numbers};
use crate::vault::Vault;
use indexed_db_futures::KeyRange;
use kith_engine::api::{AccountId, MessageKey, PhotoId};
use kith_engine::store::{Batch, CardRow, Segment, SegmentId, StoreError};
use wasm_bindgen::JsValue;

/// A batch, sealed.
pub(crate) struct Writing {
    segments: Vec<JsValue>,
    ids: Vec<SegmentId>,
    cursors: Vec<JsValue>,
    accounts: Vec<JsValue>,
    removed: Vec<AccountId>,
    replaced: Vec<SegmentId>,
    texts: Vec<(MessageKey, JsValue)>,
    shown: Vec<(MessageKey, JsValue)>,
    evicted: Vec<MessageKey>,
    decisions: Vec<(String, JsValue)>,
    device: Vec<JsValue>,
    photos: Vec<JsValue>,
    removed_photos: Vec<PhotoId>,
    address_books: Vec<JsValue>,
    removed_address_books: Vec<u64>,
    cards: Vec<JsValue>,
    /// The keys of cards, as they are stored.
    removed_cards: Vec<JsValue>,
    forgets_snapshot: bool,
    snapshot: Vec<JsValue>,
}

impl Writing {
    /// Seals what of a batch is sealed. Its segments get the numbers after the `last`.
    pub(crate) async fn seal(batch: Batch, last: u32, vault: &Vault) -> Result<Self, StoreError> {
        let segments = numbered(last, batch.segments)?;
        let ids = segments.iter().map(|(id, _)| *id).collect();
        let texts = sealed(&batch.texts, vault).await?;
        let shown = sealed(&batch.shown, vault).await?;
        let decisions = sealed(&batch.decisions, vault).await?;
        let card = |(book, key)| CardRow { book, key, bytes: Vec::new() };
        let removed_cards: Vec<CardRow> = batch.removed_cards.into_iter().map(card).collect();
        Ok(Self {
            segments: sealed(&segments, vault).await?,
            ids,
            cursors: sealed(&batch.cursors, vault).await?,
            accounts: sealed(&batch.accounts, vault).await?,
            removed: batch.removed,
            replaced: batch.replaced,
            texts: batch.texts.iter().map(|text| text.message).zip(texts).collect(),
            shown: batch.shown.iter().map(|text| text.message).zip(shown).collect(),
            evicted: batch.evicted,
            decisions: batch.decisions.into_iter().map(|row| row.id).zip(decisions).collect(),
            device: sealed(&batch.device, vault).await?,
            photos: sealed(&batch.photos, vault).await?,
            removed_photos: batch.removed_photos,
            address_books: sealed(&batch.address_books, vault).await?,
            removed_address_books: batch.removed_address_books,
            cards: sealed(&batch.cards, vault).await?,
            removed_cards: vault.stored_keys(&removed_cards).await?,
            forgets_snapshot: batch.forgets_snapshot,
            snapshot: sealed(&batch.snapshot, vault).await?,
        })
    }

    /// The numbers of its segments.
    pub(crate) fn ids(&self) -> Vec<SegmentId> {
        self.ids.clone()
    }

    /// The tables that it changes. No other transaction can use them meanwhile.
    pub(crate) fn tables(&self) -> Vec<&'static str> {
        let removes = !self.removed.is_empty();
        let removes_books = !self.removed_address_books.is_empty();
        [
            // There stands whether it may be written at all.
            (META, true),
            (SEGMENTS, removes || !self.segments.is_empty() || !self.replaced.is_empty()),
            (CURSORS, removes || !self.cursors.is_empty()),
            (ACCOUNTS, removes || !self.accounts.is_empty()),
            (TEXTS, removes || !self.texts.is_empty() || !self.evicted.is_empty()),
            (SHOWN, removes || !self.shown.is_empty() || !self.evicted.is_empty()),
            (DECISIONS, !self.decisions.is_empty()),
            (DEVICE, !self.device.is_empty()),
            (PHOTOS, !self.photos.is_empty() || !self.removed_photos.is_empty()),
            (ADDRESS_BOOKS, removes_books || !self.address_books.is_empty()),
            (SNAPSHOT, removes || self.forgets_snapshot || !self.snapshot.is_empty()),
            (CARDS, removes_books || !self.cards.is_empty() || !self.removed_cards.is_empty()),
        ]
        .into_iter()
        .filter_map(|(table, is_touched)| is_touched.then_some(table))
        .collect()
    }

    /// Writes it. What is looked up comes first: what follows is written without a look at how it goes until the commit
    /// tells.
    pub(crate) async fn write(self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        for (id, record) in self.decisions {
            // An entry is never written anew, wherever it comes from.
            if transaction.first(DECISIONS, KeyRange::Only(id.into())).await?.is_none() {
                transaction.put(DECISIONS, record)?;
            }
        }
        if self.forgets_snapshot || !self.removed.is_empty() {
            transaction.delete(SNAPSHOT, numbers())?;
        }
        remove(transaction, &self.removed).await?;
        for replaced in self.replaced {
            transaction.delete(SEGMENTS, beginning(replaced.0.into()))?;
        }
        transaction.put_all(SEGMENTS, self.segments)?;
        if let Some(SegmentId(last)) = self.ids.last() {
            transaction.put_under(META, LAST_SEGMENT, JsValue::from(*last))?;
        }
        transaction.put_all(CURSORS, self.cursors)?;
        transaction.put_all(ACCOUNTS, self.accounts)?;
        transaction.put_all(DEVICE, self.device)?;
        transaction.put_all(SNAPSHOT, self.snapshot)?;
        for removed in self.removed_photos {
            transaction.delete(PHOTOS, KeyRange::Only(digits(removed.0)))?;
        }
        transaction.put_all(PHOTOS, self.photos)?;
        for removed in self.removed_address_books.into_iter().map(digits) {
            transaction.delete(CARDS, beginning(removed.clone()))?;
            transaction.delete(ADDRESS_BOOKS, KeyRange::Only(removed))?;
        }
        transaction.put_all(ADDRESS_BOOKS, self.address_books)?;
        for removed in self.removed_cards {
            transaction.delete(CARDS, KeyRange::Only(removed))?;
        }
        transaction.put_all(CARDS, self.cards)?;
        for evicted in self.evicted {
            transaction.delete(TEXTS, beginning(digits(evicted.0)))?;
            transaction.delete(SHOWN, beginning(digits(evicted.0)))?;
        }
        for (table, records) in [(TEXTS, self.texts), (SHOWN, self.shown)] {
            for (message, record) in records {
                // Another account may have brought it before.
                transaction.delete(table, beginning(digits(message.0)))?;
                transaction.put(table, record)?;
            }
        }
        Ok(())
    }
}

/// The records of rows, sealed if those of their table are.
async fn sealed<R: Record>(rows: &[R], vault: &Vault) -> Result<Vec<JsValue>, StoreError> {
    let records = rows.iter().map(R::to_js).collect::<Result<Vec<_>, _>>()?;
    if records.is_empty() { Ok(records) } else { vault.seal::<R>(records).await }
}

/// Gives segments their numbers.
fn numbered(last: u32, segments: Vec<Segment>) -> Result<Vec<(SegmentId, Segment)>, StoreError> {
    let used_up = || StoreError::Failed("the numbers of segments are used up".into());
    let count = u32::try_from(segments.len()).map_err(|_| used_up())?;
    let end = last.checked_add(count).ok_or_else(used_up)?;
    Ok((last..end).map(|before| SegmentId(before + 1)).zip(segments).collect())
}

async fn remove(transaction: &Transaction<'_>, accounts: &[AccountId]) -> Result<(), StoreError> {
    if accounts.is_empty() {
        return Ok(());
    }
    for table in [SEGMENTS, TEXTS, SHOWN] {
        for key in transaction.keys(table).await? {
            // What is no one's stays.
            if account_of_key(&key).is_some_and(|account| accounts.contains(&account)) {
                transaction.delete(table, KeyRange::Only(key))?;
            }
        }
    }
    for account in accounts {
        transaction.delete(CURSORS, beginning(account.0.into()))?;
        transaction.delete(ACCOUNTS, KeyRange::Only(account.0.into()))?;
    }
    Ok(())
}
