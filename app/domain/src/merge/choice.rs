//! Which of two sides a value is taken from.

use crate::mapping::PairDirection;
use serde::{Deserialize, Serialize};

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Side {
    /// The address book.
    There,
    /// Kith.
    Here,
}

/// What a side did with a value since both last agreed, and whether it has none now.
#[derive(Clone, Copy)]
pub(super) struct Did {
    pub(super) changed: bool,
    pub(super) empty: bool,
}

/// The side whose value both get.
#[derive(Clone, Copy)]
pub(super) struct Taken {
    pub(super) from: Side,
    /// The other side had changed it as well.
    pub(super) contested: bool,
}

impl Taken {
    pub(super) const fn of(from: Side) -> Self {
        Self { from, contested: false }
    }

    /// Whether values move that way.
    pub(super) const fn is_allowed(self, direction: PairDirection) -> bool {
        match self.from {
            Side::There => direction.comes_in(),
            Side::Here => direction.goes_out(),
        }
    }
}

/// The side whose value counts where the two differ. `None`: each keeps its own, since neither changed it.
pub(super) const fn taken(there: Did, here: Did, winner: Side) -> Option<Taken> {
    match (there.changed, here.changed) {
        // Nothing is lost by being emptied there.
        (true, _) if there.empty => Some(Taken::of(Side::Here)),
        (true, true) if here.empty => Some(Taken::of(Side::There)),
        (true, true) => Some(Taken { from: winner, contested: true }),
        (true, false) => Some(Taken::of(Side::There)),
        (false, true) => Some(Taken::of(Side::Here)),
        (false, false) => None,
    }
}
