//! Lists, newsletters and robots: mail that is no sign of a relationship.

use crate::address::Address;
use crate::message::Facts;

/// Why a message does not come from a person to me personally.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Noise {
    /// It came over a mailing list.
    List = 1,
    /// It is a newsletter or another mail with many readers.
    Bulk = 2,
    /// A program sent it.
    Robot = 3,
}

/// Whether a received message is noise, and which.
#[must_use]
pub fn of_message(_facts: &Facts) -> Option<Noise> {
    None
}

/// Whether an address can only be a program's (no-reply, mailer-daemon, bounces, …), whatever was written to it.
#[must_use]
pub fn is_robot(_address: &Address) -> bool {
    false
}

/// The address to which one writes to reach the list of that List-Id, by the custom that `<name.host>` is
/// `name@host`: whether `address` is it.
#[must_use]
pub fn is_list_address(_address: &Address, _list_id: &str) -> bool {
    false
}
