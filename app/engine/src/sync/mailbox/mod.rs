//! One mailbox: what is known of its folders, and what its connections are to do next.
//!
//! What is missing is the difference between two sets: the UIDs that the server names, and those that are stored. So a
//! reading that was cut off goes on where it was, whatever cut it off, and nothing depends on the order in which
//! messages come.

mod backfill;
mod ending;
mod false_news;
mod lines;
mod reaching;
mod reading;
mod state;
mod step;
mod terms;
mod watching;

pub(crate) use state::Mailbox;
pub(crate) use step::Step;
pub(crate) use terms::Terms;
