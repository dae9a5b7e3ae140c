//! What the browser offers: clock, storage, observers, newer versions.

pub(crate) mod focus;
pub(crate) mod observe;
pub(crate) mod storage;
pub(crate) mod time;
pub(crate) mod update;
