use super::chunks::Chunks;
use super::lookup::Lookup;
use foldhash::fast::FixedState;
use std::hash::{BuildHasher, Hash};

/// Texts one after the other, a line each, found by their numbers.
#[derive(Debug, Default)]
pub(in crate::book) struct Texts {
    pieces: Vec<String>,
    /// In which piece a text begins, and where there.
    starts: Chunks<u32>,
    lengths: Chunks<u16>,
}

/// The size of a chunk, in bytes.
const CHUNK_SIZE: usize = 1 << 16;

/// Maximum length of a text, in bytes.
const MAX_BYTES: usize = CHUNK_SIZE - 2;

impl Texts {
    /// Adds a text, and gives its number. One that is longer than any field that is read ([`MAX_BYTES`]) is cut.
    pub(in crate::book) fn push(&mut self, text: &str) -> u32 {
        let text = text.get(..text.floor_char_boundary(MAX_BYTES)).unwrap_or_default();
        if self.pieces.last().is_none_or(|piece| piece.len() + text.len() + 1 >= CHUNK_SIZE) {
            let room = if self.pieces.is_empty() { 256 } else { CHUNK_SIZE };
            self.pieces.push(String::with_capacity(room));
        }
        let at = self.pieces.len().saturating_sub(1);
        let Some(piece) = self.pieces.last_mut() else { return u32::MAX };
        let start = at << 16 | piece.len();
        piece.push_str(text);
        piece.push('\n');
        self.lengths.push(u16::try_from(text.len()).unwrap_or(u16::MAX));
        self.starts.push(u32::try_from(start).unwrap_or(u32::MAX))
    }

    pub(in crate::book) fn get(&self, number: u32) -> Option<&str> {
        let start = self.starts.get(number)?;
        let (piece, from) = ((start >> 16) as usize, (start & 0xffff) as usize);
        self.pieces.get(piece)?.get(from..from + usize::from(self.lengths.get(number)?))
    }

    pub(in crate::book) fn len(&self) -> u32 {
        self.starts.len()
    }

    /// The hash of each text, with its number.
    fn hashes(&self) -> impl Iterator<Item = (u64, u32)> {
        (0..self.len()).map(|number| (self.get(number).map_or(0, hash_text), number))
    }
}

/// Gives each text a number.
#[derive(Debug, Default)]
pub(in crate::book) struct Strings {
    pub(super) texts: Texts,
    numbers: Lookup,
}

impl Strings {
    pub(in crate::book) fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.find(text) {
            return number;
        }
        let number = self.texts.push(text);
        let texts = &self.texts;
        // It was made when the text was sought.
        if let Some(numbers) = self.numbers.made() {
            numbers.insert_unique(hash(text), number, |&number| texts.get(number).map_or(0, hash_text));
        }
        number
    }

    pub(in crate::book) fn find(&self, text: &str) -> Option<u32> {
        let numbers = self.numbers.get(self.texts.len(), || self.texts.hashes());
        numbers.find(hash(text), |&number| self.texts.get(number) == Some(text)).copied()
    }

    pub(in crate::book) fn get(&self, number: u32) -> Option<&str> {
        self.texts.get(number)
    }

    pub(in crate::book) fn len(&self) -> u32 {
        self.texts.len()
    }
}

fn hash_text(text: &str) -> u64 {
    hash(text)
}

/// A fast hash, the same at every run. What strangers write goes in: at worst they make their own mail slow to find.
pub(in crate::book) fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    FixedState::with_seed(0x6b69_7468).hash_one(value)
}

#[cfg(test)]
mod tests {
    use super::Strings;

    #[test]
    fn a_text_has_one_number_and_comes_back_by_it() {
        let mut strings = Strings::default();
        let texts: Vec<String> = (0..20_000).map(|at| format!("text {at} {}", "é".repeat(at % 40))).collect();
        for (number, text) in texts.iter().enumerate() {
            assert_eq!(strings.number(text), number as u32);
        }
        for (number, text) in texts.iter().enumerate() {
            assert_eq!((strings.number(text), strings.get(number as u32)), (number as u32, Some(text.as_str())));
        }
        assert_eq!(strings.find("other"), None);
        let long = "é".repeat(70_000);
        let number = strings.number(&long);
        assert_eq!(strings.get(number).map(str::len), Some(65_534));
    }
}
