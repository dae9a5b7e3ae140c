//! Parts that more than one page uses.

pub(crate) mod initials;
pub(crate) mod window;
