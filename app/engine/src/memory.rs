//! A store in memory: the model of what a store is.

use crate::api::{AccountId, MessageKey, PhotoId, Secret};
use crate::store::{
    AccountRow, AddressBookRow, Batch, CardRow, Cards, CursorRow, DecisionRow, DeviceRow, KeptText, LockError,
    PhotoRow, Segment, SegmentId, Store, StoreError, TextRow,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::rc::Rc;

/// A store that lasts as long as it is held. A clone opens the same one again.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    tables: Rc<RefCell<Tables>>,
}

#[derive(Debug, Default)]
struct Tables {
    last_segment: u32,
    segments: BTreeMap<SegmentId, Segment>,
    cursors: BTreeMap<(u32, String), CursorRow>,
    accounts: BTreeMap<u32, AccountRow>,
    texts: BTreeMap<MessageKey, TextRow>,
    shown: BTreeMap<MessageKey, KeptText>,
    decisions: BTreeMap<String, DecisionRow>,
    device: BTreeMap<String, DeviceRow>,
    photos: BTreeMap<PhotoId, PhotoRow>,
    address_books: BTreeMap<u64, AddressBookRow>,
    cards: BTreeMap<(u64, String), CardRow>,
    snapshot: BTreeMap<u32, Vec<u8>>,
    passphrase: Option<Secret>,
}

impl Store for MemoryStore {
    async fn accounts(&self) -> Result<Vec<AccountRow>, StoreError> {
        Ok(self.tables.borrow().accounts.values().cloned().collect())
    }

    async fn cursors(&self) -> Result<Vec<CursorRow>, StoreError> {
        Ok(self.tables.borrow().cursors.values().cloned().collect())
    }

    async fn segments_after(
        &self,
        after: Option<SegmentId>,
        limit: u32,
    ) -> Result<Vec<(SegmentId, Segment)>, StoreError> {
        let tables = self.tables.borrow();
        let later = tables.segments.iter().filter(|(id, _)| after.is_none_or(|after| **id > after));
        Ok(later.take(limit as usize).map(|(id, segment)| (*id, segment.clone())).collect())
    }

    async fn segment_ids(&self) -> Result<Vec<(SegmentId, AccountId)>, StoreError> {
        Ok(self.tables.borrow().segments.iter().map(|(id, segment)| (*id, segment.account)).collect())
    }

    async fn snapshot_part(&self, number: u32) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.tables.borrow().snapshot.get(&number).cloned())
    }

    async fn text(&self, message: MessageKey) -> Result<Option<TextRow>, StoreError> {
        Ok(self.tables.borrow().texts.get(&message).cloned())
    }

    async fn kept_texts(&self) -> Result<Vec<KeptText>, StoreError> {
        let tables = self.tables.borrow();
        let kept = tables.texts.values().map(|text| {
            let size = u32::try_from(text.bytes.len()).unwrap_or(u32::MAX);
            let bare = KeptText { message: text.message, account: text.account, size, shown: 0 };
            tables.shown.get(&text.message).copied().unwrap_or(bare)
        });
        Ok(kept.collect())
    }

    async fn decisions(&self) -> Result<Vec<DecisionRow>, StoreError> {
        Ok(self.tables.borrow().decisions.values().cloned().collect())
    }

    async fn device(&self) -> Result<Vec<DeviceRow>, StoreError> {
        Ok(self.tables.borrow().device.values().cloned().collect())
    }

    async fn photo(&self, id: PhotoId) -> Result<Option<PhotoRow>, StoreError> {
        Ok(self.tables.borrow().photos.get(&id).cloned())
    }

    async fn photo_ids(&self) -> Result<Vec<PhotoId>, StoreError> {
        Ok(self.tables.borrow().photos.keys().copied().collect())
    }

    async fn address_books(&self) -> Result<Vec<AddressBookRow>, StoreError> {
        Ok(self.tables.borrow().address_books.values().cloned().collect())
    }

    async fn card(&self, book: u64, key: &str) -> Result<Option<CardRow>, StoreError> {
        Ok(self.tables.borrow().cards.get(&(book, key.to_owned())).cloned())
    }

    async fn cards(&self, book: u64, from: Option<&str>, limit: u32) -> Result<Cards, StoreError> {
        let tables = self.tables.borrow();
        let first = match from {
            Some(last) => Bound::Excluded((book, last.to_owned())),
            None => Bound::Included((book, String::new())),
        };
        let later = tables.cards.range((first, Bound::Unbounded)).take_while(|((of, _), _)| *of == book);
        let rows: Vec<CardRow> = later.map(|(_, row)| row.clone()).take(limit as usize).collect();
        let next = rows.last().filter(|_| rows.len() == limit as usize).map(|row| row.key.clone());
        Ok(Cards { rows, next })
    }

    fn has_passphrase(&self) -> bool {
        self.tables.borrow().passphrase.is_some()
    }

    async fn set_passphrase(&self, old: Option<&Secret>, new: Option<&Secret>) -> Result<(), LockError> {
        let tables = &mut *self.tables.borrow_mut();
        let present = &mut tables.passphrase;
        if present.is_some() && present.as_ref() != old && present.as_ref() != new {
            return Err(LockError::WrongPassphrase);
        }
        *present = new.cloned();
        tables.snapshot.clear();
        Ok(())
    }

    async fn commit(&self, batch: Batch) -> Result<Vec<SegmentId>, StoreError> {
        let mut guard = self.tables.borrow_mut();
        let tables = &mut *guard;
        if batch.forgets_snapshot || !batch.removed.is_empty() {
            tables.snapshot.clear();
        }
        for gone in batch.removed {
            tables.segments.retain(|_, segment| segment.account != gone);
            tables.cursors.retain(|_, cursor| cursor.account != gone);
            tables.texts.retain(|_, text| text.account != gone);
            tables.shown.retain(|_, text| text.account != gone);
            tables.accounts.remove(&gone.0);
        }
        for replaced in batch.replaced {
            tables.segments.remove(&replaced);
        }
        for evicted in batch.evicted {
            tables.texts.remove(&evicted);
            tables.shown.remove(&evicted);
        }
        for gone in batch.removed_photos {
            tables.photos.remove(&gone);
        }
        for gone in batch.removed_address_books {
            tables.address_books.remove(&gone);
            tables.cards.retain(|(book, _), _| *book != gone);
        }
        for gone in batch.removed_cards {
            tables.cards.remove(&gone);
        }
        tables.accounts.extend(batch.accounts.into_iter().map(|row| (row.id.0, row)));
        tables.cursors.extend(batch.cursors.into_iter().map(|row| ((row.account.0, row.folder.clone()), row)));
        tables.texts.extend(batch.texts.into_iter().map(|row| (row.message, row)));
        tables.shown.extend(batch.shown.into_iter().map(|text| (text.message, text)));
        for row in batch.decisions {
            tables.decisions.entry(row.id.clone()).or_insert(row);
        }
        tables.device.extend(batch.device.into_iter().map(|row| (row.name.clone(), row)));
        tables.photos.extend(batch.photos.into_iter().map(|row| (row.id, row)));
        tables.address_books.extend(batch.address_books.into_iter().map(|row| (row.id, row)));
        tables.cards.extend(batch.cards.into_iter().map(|row| ((row.book, row.key.clone()), row)));
        tables.snapshot.extend(batch.snapshot.into_iter().map(|row| (row.number, row.bytes)));
        let mut ids = Vec::with_capacity(batch.segments.len());
        for segment in batch.segments {
            tables.last_segment += 1;
            let id = SegmentId(tables.last_segment);
            tables.segments.insert(id, segment);
            ids.push(id);
        }
        Ok(ids)
    }
}

#[cfg(test)]
mod tests {
    use super::MemoryStore;
    use crate::conformance::{self, StoreFactory};

    struct Memory(MemoryStore);

    impl StoreFactory for Memory {
        type Store = MemoryStore;

        async fn open(&self) -> MemoryStore {
            self.0.clone()
        }
    }

    macro_rules! natively {
        ($($check:ident,)*) => {
            $(#[test]
            fn $check() {
                pollster::block_on(conformance::$check(&Memory(MemoryStore::default())));
            })*
        };
    }

    crate::each_check!(natively);
}
