//! What is kept in memory of all facts, and the people that follow from them.
//!
//! Everything here is a pure function of the runs absorbed, of the accounts' addresses and of the folders that count:
//! the order of runs does not matter, and absorbing one twice changes nothing. It is kept incrementally: a batch costs
//! what it itself holds, unless a rule reaches back (an address turns out to be the user's, or a list's; a copy changes
//! what is known of a message; a folder stops counting).
//!
//! `facts` holds what the messages say, in columns; `absorb` takes it in. `derive` holds what follows from facts and
//! decisions, and `settle` brings it up to date. `views` answers the page, from both; what a view keeps for the next
//! question is in `cache`. `snapshot` packs all of it for the next start. The book itself, in `state`, is what all of them work on.

mod absorb;
mod cache;
mod derive;
mod facts;
mod snapshot;
mod state;
mod views;

pub(crate) use facts::folders::Folder;
pub(crate) use snapshot::{PROGRAM, digest};
pub(crate) use state::Book;
pub(crate) use views::{OtherSide, span};

#[cfg(test)]
mod tests;
