//! Importing people from a file.
//!
//! All of it goes in slices, so that the engine answers in between: `reader` makes rows of a file, `rows` joins those
//! that are one person, `matching` finds out who is known, and `writing` makes the decisions. Nothing here decides by
//! itself; the engine takes step after step.

mod cards;
mod matching;
mod names;
mod reader;
mod rows;
mod writing;

pub(crate) use matching::{Matched, Matching, new_id};
pub(crate) use names::{Names, nobody};
pub(crate) use reader::Reader;
pub(crate) use rows::Rows;
pub(crate) use writing::Writing;
