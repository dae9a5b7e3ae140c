use super::lookup::Lookup;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::Range;

/// A column: values by number, from 0 on. It grows by pieces of a fixed size, so that growing neither copies what is
/// there nor holds room for twice as much.
#[derive(Debug)]
pub(in crate::book) struct Chunks<T> {
    pieces: Vec<Vec<T>>,
    len: u32,
}

/// The number of values in a chunk.
const CHUNK_SIZE: u32 = 1 << BITS;

const BITS: u32 = 12;

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { pieces: Vec::new(), len: 0 }
    }
}

impl<T: Copy> Chunks<T> {
    /// Adds a value, and gives its number.
    pub(in crate::book) fn push(&mut self, value: T) -> u32 {
        let number = self.len;
        match self.pieces.last_mut() {
            Some(last) if !number.is_multiple_of(CHUNK_SIZE) => last.push(value),
            _ => {
                // The first piece begins small, for small mailboxes.
                let room = if number == 0 { 16 } else { CHUNK_SIZE as usize };
                let mut piece = Vec::with_capacity(room);
                piece.push(value);
                self.pieces.push(piece);
            }
        }
        self.len += 1;
        number
    }

    pub(in crate::book) fn get(&self, number: u32) -> Option<T> {
        self.get_ref(number).copied()
    }

    pub(in crate::book) fn get_ref(&self, number: u32) -> Option<&T> {
        self.pieces.get((number >> BITS) as usize)?.get((number % CHUNK_SIZE) as usize)
    }

    pub(in crate::book) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.pieces.get_mut((number >> BITS) as usize)?.get_mut((number % CHUNK_SIZE) as usize)
    }

    pub(in crate::book) fn set(&mut self, number: u32, value: T) {
        if let Some(slot) = self.get_mut(number) {
            *slot = value;
        }
    }

    pub(in crate::book) fn len(&self) -> u32 {
        self.len
    }

    /// Adds several values.
    pub(in crate::book) fn extend(&mut self, values: impl IntoIterator<Item = T>) {
        for value in values {
            self.push(value);
        }
    }

    /// All values with their numbers.
    pub(in crate::book) fn numbered(&self) -> impl Iterator<Item = (T, u32)> {
        self.pieces.iter().flatten().copied().zip(0..)
    }

    /// The values of those numbers.
    pub(in crate::book) fn range(&self, range: Range<u32>) -> impl Iterator<Item = T> {
        range.map_while(|number| self.get(number))
    }
}

impl<T: Copy + Serialize> Serialize for Chunks<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.pieces.iter().flatten().collect::<Vec<_>>())
    }
}

impl<'de, T: Copy + Deserialize<'de>> Deserialize<'de> for Chunks<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut chunks = Self::default();
        chunks.extend(Vec::<T>::deserialize(from)?);
        Ok(chunks)
    }
}

/// A column of numbers that most rows do without: they are `NOTHING` there. A piece in which no one has one takes no
/// room.
#[derive(Debug, Default)]
pub(in crate::book) struct Sparse<const NOTHING: u32> {
    pieces: Vec<Option<Box<[u32]>>>,
}

impl<const NOTHING: u32> Sparse<NOTHING> {
    pub(in crate::book) fn get(&self, row: u32) -> u32 {
        let piece = self.pieces.get((row >> BITS) as usize).and_then(Option::as_deref);
        piece.and_then(|piece| piece.get((row % CHUNK_SIZE) as usize)).copied().unwrap_or(NOTHING)
    }

    pub(in crate::book) fn set(&mut self, row: u32, value: u32) {
        let at = (row >> BITS) as usize;
        if self.pieces.len() <= at {
            if value == NOTHING {
                return;
            }
            self.pieces.resize(at + 1, None);
        }
        let Some(piece) = self.pieces.get_mut(at) else { return };
        if value == NOTHING && piece.is_none() {
            return;
        }
        let piece = piece.get_or_insert_with(|| vec![NOTHING; CHUNK_SIZE as usize].into_boxed_slice());
        if let Some(slot) = piece.get_mut((row % CHUNK_SIZE) as usize) {
            *slot = value;
        }
    }

    /// The values of those rows; none if no one of them has one.
    pub(in crate::book) fn values(&self, rows: Range<u32>) -> Vec<u32> {
        let values: Vec<u32> = rows.map(|row| self.get(row)).collect();
        if values.iter().all(|value| *value == NOTHING) { Vec::new() } else { values }
    }
}

/// Rows by hashes of what is known of them. Takes less room than a map, which holds hashes and rows twice while it
/// grows.
#[derive(Debug, Default)]
pub(in crate::book) struct ByHash {
    pub(super) hashes: Chunks<u64>,
    pub(super) rows: Chunks<u32>,
    numbers: Lookup,
}

impl ByHash {
    fn number(&self, hash: u64) -> Option<u32> {
        let numbers = self.numbers.get(self.hashes.len(), || self.hashes.numbered());
        numbers.find(hash, |&number| self.hashes.get(number) == Some(hash)).copied()
    }

    pub(in crate::book) fn get(&self, hash: u64) -> Option<u32> {
        self.rows.get(self.number(hash)?)
    }

    /// Gives the row that the hash stood for before.
    pub(in crate::book) fn insert(&mut self, hash: u64, row: u32) -> Option<u32> {
        if let Some(known) = self.number(hash).and_then(|number| self.rows.get_mut(number)) {
            return Some(std::mem::replace(known, row));
        }
        let number = self.hashes.push(hash);
        self.rows.push(row);
        let hashes = &self.hashes;
        // It was made when the hash was sought.
        let numbers = self.numbers.made()?;
        numbers.insert_unique(hash, number, |&number| hashes.get(number).unwrap_or(0));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{ByHash, Chunks, Sparse};

    #[test]
    fn a_hash_stands_for_the_row_that_came_last() {
        let mut rows = ByHash::default();
        let hash = |number: u32| u64::from(number) << 40 | 7;
        assert!((0..9_000).all(|number| rows.insert(hash(number), number).is_none()));
        assert_eq!(rows.insert(hash(4_500), 1), Some(4_500));
        assert_eq!(
            [0, 4_500, 8_999, 9_000].map(|number| rows.get(hash(number))),
            [Some(0), Some(1), Some(8_999), None]
        );
    }

    #[test]
    fn a_piece_takes_room_only_where_a_row_has_something() {
        let mut column = Sparse::<7>::default();
        column.set(20_000, 7);
        assert!(column.pieces.is_empty());
        column.set(9_000, 1);
        column.set(5_000, 7);
        assert_eq!([8_999, 9_000, 9_001, 5_000, 100_000].map(|row| column.get(row)), [7, 1, 7, 7, 7]);
        column.set(9_000, 7);
        assert_eq!(column.get(9_000), 7);
        assert_eq!(column.pieces.iter().flatten().count(), 1);
    }

    #[test]
    fn values_are_found_over_the_edges_of_pieces() {
        let mut column = Chunks::default();
        for value in 0..10_000_u32 {
            assert_eq!(column.push(value * 2), value);
        }
        assert_eq!(column.len(), 10_000);
        column.set(4_096, 7);
        column.set(10_000, 7);
        assert_eq!(column.range(4_094..4_099).collect::<Vec<_>>(), [8_188, 8_190, 7, 8_194, 8_196]);
        assert_eq!(column.range(9_999..20_000).count(), 1);
        assert_eq!(column.get(10_000), None);
    }
}
