//! Columns as bytes, as they stand in a snapshot.

use super::chunks::Chunks;
use super::strings::Texts;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;

/// A number that is packed as it stands in memory, the lowest byte first. That takes more bytes than packing it by its
/// size, and a start far less time.
pub(in crate::book) trait Whole: Copy {
    /// Adds its bytes.
    fn put(self, bytes: &mut Vec<u8>);

    /// The numbers of those bytes. `None` if they are not whole.
    fn read(bytes: &[u8]) -> Option<impl Iterator<Item = Self>>;
}

macro_rules! whole {
    ($($number:ty),+) => {
        $(impl Whole for $number {
            fn put(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }

            fn read(bytes: &[u8]) -> Option<impl Iterator<Item = Self>> {
                let (numbers, rest) = bytes.as_chunks();
                rest.is_empty().then(|| numbers.iter().map(|bytes| Self::from_le_bytes(*bytes)))
            }
        })+
    };
}

whole!(u8, u16, u32, u64);

/// Room is made for so many numbers at most: a slice has no more.
const MAX_ROOM: usize = 1 << 15;

/// Numbers as bytes.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::book) struct Packed<'a>(#[serde(borrow, with = "serde_bytes")] Cow<'a, [u8]>);

impl Packed<'_> {
    pub(in crate::book) fn of<T: Whole>(numbers: impl IntoIterator<Item = T>) -> Self {
        let numbers = numbers.into_iter();
        let (_, most) = numbers.size_hint();
        let mut bytes = Vec::with_capacity(most.unwrap_or_default().min(MAX_ROOM) * size_of::<T>());
        numbers.for_each(|number| number.put(&mut bytes));
        Self(bytes.into())
    }

    pub(in crate::book) fn numbers<T: Whole>(&self) -> Option<impl Iterator<Item = T>> {
        T::read(&self.0)
    }
}

impl<T: Whole> Chunks<T> {
    pub(in crate::book) fn packed(&self, range: Range<u32>) -> Packed<'static> {
        Packed::of(self.range(range))
    }

    /// Adds what was packed. `None`, and nothing is added, if it is not whole.
    pub(in crate::book) fn unpack(&mut self, packed: &Packed<'_>) -> Option<()> {
        self.extend(packed.numbers()?);
        Some(())
    }
}

/// Texts as one text and their lengths.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::book) struct PackedTexts<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow)]
    lengths: Packed<'a>,
}

impl Texts {
    pub(in crate::book) fn packed(&self, range: Range<u32>) -> PackedTexts<'static> {
        let texts = || range.clone().map_while(|number| self.get(number));
        let lengths = Packed::of(texts().map(|text| u16::try_from(text.len()).unwrap_or(u16::MAX)));
        PackedTexts { text: texts().collect::<String>().into(), lengths }
    }

    /// Adds what was packed. `None` if it is not whole.
    pub(in crate::book) fn unpack(&mut self, packed: &PackedTexts<'_>) -> Option<()> {
        let mut rest: &str = &packed.text;
        for length in packed.lengths.numbers::<u16>()? {
            let (text, others) = rest.split_at_checked(length.into())?;
            self.push(text);
            rest = others;
        }
        rest.is_empty().then_some(())
    }
}
