//! Address books on servers: how they are found, read and written, and what is stored of them. The engine's part, which
//! merges, is in `engine/address_books`.

pub(crate) mod card;
pub(crate) mod finder;
mod graph_task;
pub(crate) mod line;
pub(crate) mod next;
pub(crate) mod record;
pub(crate) mod task;
