use crate::features::import_file::ImportFile;
use kith_engine::api::RowKind;
use leptos::prelude::*;

/// How many rows are shown until the user asks for more.
pub(super) const PAGE_ROWS: u32 = 50;

/// What of an import is looked at.
#[derive(Clone, Copy)]
pub(super) struct Looking {
    pub(super) importing: ImportFile,
    /// Of which kind rows are asked for.
    pub(super) kind: RwSignal<Option<RowKind>>,
    pub(super) limit: RwSignal<u32>,
    /// Whether the engine works out anew what would come of it.
    pub(super) is_working: Memo<bool>,
}
