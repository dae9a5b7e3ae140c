//! What follows from facts and decisions: whose an address is, what counts, who is a person. `settle` brings all of it
//! up to date after a batch or a decision.

mod counting;
pub(super) mod kept;
mod leaving;
mod likely;
pub(super) mod links;
pub(super) mod own;
pub(super) mod people;
pub(super) mod scope;
mod settle;
mod through;
mod undelivered;
