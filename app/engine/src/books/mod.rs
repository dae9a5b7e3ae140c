//! Address books on servers: how they are found, read and written, and what is stored of them. The engine's part, which
//! merges, is in `engine/address_books`.

pub(crate) mod finder;
pub(crate) mod line;
pub(crate) mod record;
pub(crate) mod task;
