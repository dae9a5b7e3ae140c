//! Address books on servers.
//!
//! `connecting` has what the user does with a connection, and `views` tells the page. `finding` looks for address books,
//! `signed_in` at the servers that take the tokens of a sign-in, and `refreshing` has those tokens.
//!
//! When a sync begins is in `beginning`, and what it does with the server, step by step, in `running`. `taking_in` merges
//! cards that came, `storing` stores what comes of that, `comparing` looks what is to go out, `writing` writes it and reads it back, and `looking` is the first
//! sync without its consequences. `groups` does the same with cards that stand for groups. `left_out` knows whose the
//! cards are that are left out. `undoing` takes changes back.
//!
//! What both sides agreed on last is stored with each card, in one transaction with the decisions that follow from it.
//! A card that is written is read back before that is agreed on, and the token from before anything was written is
//! stored last. So at whatever instant it ends, the next sync finds what was done, and does the rest.

mod beginning;
mod comparing;
mod connecting;
mod finding;
mod groups;
mod left_out;
mod looking;
mod merging;
mod refreshing;
mod running;
mod signed_in;
mod storing;
mod taking_in;
mod undoing;
mod views;
mod writing;
