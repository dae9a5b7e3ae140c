//! What the messages say, in columns. Nothing here depends on what was decided, or on which addresses are the user’s,
//! except for the marks of rows and addresses that `derive` sets.

mod chunks;
pub(super) mod correspondents;
pub(super) mod folders;
mod lookup;
pub(super) mod meetings;
pub(super) mod route;
pub(super) mod rows;
pub(super) mod strings;
pub(super) mod subjects;
pub(super) mod threads;
mod whole;
