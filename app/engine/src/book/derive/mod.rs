//! What follows from facts and decisions: whose an address is, what counts, who is a person. `settle` brings all of it
//! up to date after a batch or a decision.
//!
//! What is kept of it stands in files of its own (`failures`, `kept`, `links`, `own`, `people`, `scope`, `tally`),
//! which do not know the book. Each of the other files works some of it out.

mod beside_mail;
mod changed;
mod counting;
mod deciding;
mod failures;
mod keeping;
pub(super) mod kept;
mod last_contact;
mod leaving;
mod likely;
mod linking;
pub(super) mod links;
mod meeting;
pub(super) mod own;
mod own_addresses;
pub(super) mod people;
mod reason;
pub(super) mod restoring;
pub(super) mod scope;
mod scoping;
mod settle;
mod tally;
mod through;
mod undelivered;
mod watching;
