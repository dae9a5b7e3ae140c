//! Subjects as they stand in a snapshot.

use super::Subjects;
use crate::book::facts::whole::{Packed, PackedTexts};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What the columns hold of a range of their numbers.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::book) struct SubjectsSlice<'a> {
    #[serde(borrow)]
    folded: PackedTexts<'a>,
    #[serde(borrow)]
    bits: Packed<'a>,
    #[serde(borrow)]
    rest: Packed<'a>,
    #[serde(borrow)]
    capitals: Packed<'a>,
    #[serde(borrow)]
    written: PackedTexts<'a>,
    #[serde(borrow)]
    marks: PackedTexts<'a>,
}

/// So many bytes of capitals go with a subject: most take fewer, and what is left comes at the end.
const CAPITALS: u32 = 4;

impl Subjects {
    pub(in crate::book) fn slice(&self, range: Range<u32>) -> SubjectsSlice<'static> {
        SubjectsSlice {
            folded: self.folded.packed(range.clone()),
            bits: self.bits.packed(range.clone()),
            rest: self.rest.packed(range.clone()),
            capitals: self.capitals.packed(range.start.saturating_mul(CAPITALS)..range.end.saturating_mul(CAPITALS)),
            written: self.written.packed(range.clone()),
            marks: self.marks.texts.packed(range),
        }
    }

    /// How far the numbers of all columns go.
    pub(in crate::book) fn extent(&self) -> u32 {
        self.folded.len().max(self.capitals.len().div_ceil(CAPITALS)).max(self.written.len()).max(self.marks.len())
    }

    /// Adds what a slice holds. `None` if it is not whole.
    pub(in crate::book) fn add_slice(&mut self, slice: &SubjectsSlice<'_>) -> Option<()> {
        self.folded.unpack(&slice.folded)?;
        self.bits.unpack(&slice.bits)?;
        self.rest.unpack(&slice.rest)?;
        self.capitals.unpack(&slice.capitals)?;
        self.written.unpack(&slice.written)?;
        self.marks.texts.unpack(&slice.marks)?;
        (self.folded.len() == self.bits.len() && self.bits.len() == self.rest.len()).then_some(())
    }
}
