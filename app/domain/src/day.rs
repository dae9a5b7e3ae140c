//! Days of the user's own calendar, and what is counted in them.
//!
//! Invariant: there is no clock here, and no table of time zones. What day it is follows from a moment and a [`Zone`]
//! that the caller gives.

mod date;
mod interval;
mod yearly;
mod zone;

pub use date::Day;
#[cfg(test)]
pub(crate) use date::day;
pub use interval::{Interval, Unit};
pub use yearly::Yearly;
pub use zone::Zone;
