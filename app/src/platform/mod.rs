//! What the browser offers: clock, storage, observers, the tab's title, newer versions.

pub(crate) mod dialog;
pub(crate) mod download;
pub(crate) mod focus;
pub(crate) mod fonts;
pub(crate) mod keyboard;
pub(crate) mod notify;
pub(crate) mod observe;
pub(crate) mod random;
pub(crate) mod scroll;
pub(crate) mod steady;
pub(crate) mod storage;
pub(crate) mod time;
pub(crate) mod title;
pub(crate) mod update;
