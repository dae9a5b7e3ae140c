//! Reading a mailbox: one session is one connection that looks through the folders and reads what is missing.
//!
//! What is missing is the difference between two sets: the UIDs that the server names, and those that are stored. So a
//! sync that was cut off goes on where it was, whatever cut it off, and nothing depends on the order in which messages
//! come.

mod cursor;
mod folders;
mod pace;
mod session;

pub(crate) use cursor::Cursor;
pub(crate) use pace::{Pace, retry_after};
pub(crate) use session::{Session, Step, Stretch};
