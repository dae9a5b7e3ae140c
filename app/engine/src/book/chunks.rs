use std::ops::Range;

/// A column: values by number, from 0 on. It grows by pieces of a fixed size, so that growing neither copies what is
/// there nor holds room for twice as much.
#[derive(Debug)]
pub(super) struct Chunks<T> {
    pieces: Vec<Vec<T>>,
    len: u32,
}

/// So many values are in a piece.
const PIECE: u32 = 1 << BITS;

const BITS: u32 = 12;

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { pieces: Vec::new(), len: 0 }
    }
}

impl<T: Copy> Chunks<T> {
    /// Adds a value, and gives its number.
    pub(super) fn push(&mut self, value: T) -> u32 {
        let number = self.len;
        match self.pieces.last_mut() {
            Some(last) if !number.is_multiple_of(PIECE) => last.push(value),
            _ => {
                // The first piece begins small, for small mailboxes.
                let room = if number == 0 { 16 } else { PIECE as usize };
                let mut piece = Vec::with_capacity(room);
                piece.push(value);
                self.pieces.push(piece);
            }
        }
        self.len += 1;
        number
    }

    pub(super) fn get(&self, number: u32) -> Option<T> {
        self.pieces.get((number >> BITS) as usize)?.get((number % PIECE) as usize).copied()
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.pieces.get_mut((number >> BITS) as usize)?.get_mut((number % PIECE) as usize)
    }

    pub(super) fn set(&mut self, number: u32, value: T) {
        if let Some(slot) = self.get_mut(number) {
            *slot = value;
        }
    }

    pub(super) fn len(&self) -> u32 {
        self.len
    }

    /// The values of those numbers.
    pub(super) fn range(&self, range: Range<u32>) -> impl Iterator<Item = T> {
        range.map_while(|number| self.get(number))
    }
}

#[cfg(test)]
mod tests {
    use super::Chunks;

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
