//! Importing people from a file.
//!
//! All of it goes in slices, so that the engine answers in between: `reader` makes rows of a file, `phone_reader` of a file of a phone, of which `phone` keeps the calls and messages; `rows` joins those
//! that are one person, `matching` finds out who is known, and `writing` makes the decisions. Nothing here decides by
//! itself; the engine takes step after step.

mod archive;
mod cards;
mod matching;
mod names;
mod phone;
mod phone_reader;
mod reader;
mod rows;
mod writing;

pub(crate) use matching::{Fate, Matched, Matching, new_id};
pub(crate) use names::{Names, nobody};
pub(crate) use phone::PhoneFile;
pub(crate) use phone_reader::PhoneReader;
pub(crate) use reader::Reader;
pub(crate) use rows::Rows;
pub(crate) use writing::Writing;
