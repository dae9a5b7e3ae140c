use hashbrown::HashTable;
use std::cell::OnceCell;

/// Finds the numbers of a column by hashes of what stands there. It is made when something is sought for the first
/// time: a start that takes the columns from a snapshot does without.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    table: OnceCell<HashTable<u32>>,
}

impl Lookup {
    /// The table. `all` gives every number that can be found, with its hash, and `count` says about how many they are.
    pub(super) fn get<I: Iterator<Item = (u64, u32)>>(&self, count: u32, all: impl FnOnce() -> I) -> &HashTable<u32> {
        self.table.get_or_init(|| {
            let mut table = HashTable::with_capacity(count as usize);
            // There is room for all, so that no hash is asked for again.
            for (hash, number) in all() {
                table.insert_unique(hash, number, |_| 0);
            }
            table
        })
    }

    /// The table to be changed, if it was made.
    pub(super) fn made(&mut self) -> Option<&mut HashTable<u32>> {
        self.table.get_mut()
    }
}
