//! Rows as they stand in a snapshot.

use super::{MOVED, MessageLocation, NONE, Rows, Slot};
use crate::book::facts::correspondents::Correspondents;
use crate::book::facts::whole::Packed;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What the columns hold of a range of rows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::book) struct RowsSlice<'a> {
    #[serde(borrow)]
    keys: Packed<'a>,
    #[serde(borrow)]
    dates: Packed<'a>,
    #[serde(borrow)]
    sorts: Packed<'a>,
    #[serde(borrow)]
    marks: Packed<'a>,
    #[serde(borrow)]
    bases: Packed<'a>,
    #[serde(borrow)]
    reply_marks: Packed<'a>,
    /// In which folder so many rows after each other were seen first.
    folders: Vec<(u32, u32)>,
    #[serde(borrow)]
    uids: Packed<'a>,
    /// How many parties each row names, and whom all of them name.
    counts: Vec<u32>,
    parties: Vec<u32>,
    /// Empty where nothing of it is known.
    delivered: Vec<u32>,
    /// Of the same range of twins: what they have in common, and their rows.
    #[serde(borrow)]
    twins: Packed<'a>,
    #[serde(borrow)]
    twin_rows: Packed<'a>,
}

impl Rows {
    pub(in crate::book) fn slice(&self, range: Range<u32>) -> RowsSlice<'static> {
        let mut folders: Vec<(u32, u32)> = Vec::new();
        for place in self.places.range(range.clone()) {
            match folders.last_mut() {
                Some((folder, count)) if *folder == place.folder => *count += 1,
                _ => folders.push((place.folder, 1)),
            }
        }
        let rows = range.start..range.end.min(self.len());
        let (mut counts, mut parties) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in rows.clone() {
            let before = parties.len();
            parties.extend(self.slots(row).map(|slot| slot.party));
            counts.push(u32::try_from(parties.len() - before).unwrap_or(u32::MAX));
        }
        RowsSlice {
            keys: self.keys.packed(range.clone()),
            dates: self.dates.packed(range.clone()),
            sorts: self.sorts.packed(range.clone()),
            // Those whom a row names stand in their place.
            marks: Packed::of(self.marks.range(range.clone()).map(|marks| marks & !MOVED)),
            bases: self.bases.packed(range.clone()),
            reply_marks: self.reply_marks.packed(range.clone()),
            folders,
            uids: Packed::of(self.places.range(range.clone()).map(|place| place.uid)),
            counts,
            parties,
            delivered: self.delivered.values(rows),
            twins: self.twins.hashes.packed(range.clone()),
            twin_rows: self.twins.rows.packed(range),
        }
    }

    /// Adds the rows of a slice. `None` if it is not whole.
    pub(in crate::book) fn add_slice(&mut self, slice: RowsSlice<'_>) -> Option<()> {
        let first = self.len();
        self.keys.unpack(&slice.keys)?;
        self.dates.unpack(&slice.dates)?;
        self.sorts.unpack(&slice.sorts)?;
        self.marks.unpack(&slice.marks)?;
        self.bases.unpack(&slice.bases)?;
        self.reply_marks.unpack(&slice.reply_marks)?;
        let folders = slice.folders.iter().flat_map(|&(folder, count)| std::iter::repeat_n(folder, count as usize));
        let places = folders.zip(slice.uids.numbers()?).map(|(folder, uid)| MessageLocation { folder, uid });
        self.places.extend(places);
        let mut slots = self.slots.len();
        for count in slice.counts {
            self.first_slots.push(slots);
            slots = slots.checked_add(count)?;
        }
        self.slots.extend(slice.parties.into_iter().map(|party| Slot { party, before: NONE }));
        for (row, delivered) in (first..).zip(slice.delivered) {
            self.delivered.set(row, delivered);
        }
        self.twins.hashes.unpack(&slice.twins)?;
        self.twins.rows.unpack(&slice.twin_rows)?;
        let rows = self.len();
        let lengths = [
            self.dates.len(),
            self.sorts.len(),
            self.marks.len(),
            self.bases.len(),
            self.reply_marks.len(),
            self.places.len(),
            self.first_slots.len(),
        ];
        (lengths.iter().all(|length| *length == rows) && self.slots.len() == slots).then_some(())
    }

    /// Hangs the rows together that name an address, once all are there.
    pub(in crate::book) fn hang(&mut self, correspondents: &mut Correspondents) {
        for row in 0..self.len() {
            let start = self.first_slots.get(row).unwrap_or(0);
            let end = self.first_slots.get(row + 1).unwrap_or(self.slots.len());
            for slot in start..end {
                let Some(slot) = self.slots.get_mut(slot) else { continue };
                let named = correspondents.get(slot.party);
                slot.before = named.map_or(NONE, |named| correspondents.named_by(named.address, row));
            }
        }
    }
}
