//! vCards of versions 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), read and changed line by line.
//!
//! A card keeps the bytes of each of its lines. What is changed changes only the lines that say it, so that nothing is
//! lost of what other programs put there.

mod card;
mod contact;
mod elements;
mod file;
mod fresh;
mod group;
mod line;
mod lists;
mod photo;
mod property;
mod update;
mod value;

pub use card::Card;
pub use file::read;
pub use fresh::file;
pub use group::{Group, member_key, uid_key};
pub use value::Version;

#[cfg(test)]
mod tests;
