use crate::client::Engine;
use crate::features::import_file::ImportFile;
use kith_engine::api::{Command, RowKind};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Puts a file away that was looked at.
pub(super) fn put_away(engine: Engine, importing: ImportFile) {
    let id = importing.given.with_untracked(|given| given.as_ref().map(|given| given.id));
    importing.put_away();
    if let Some(id) = id {
        spawn_local(async move { drop(engine.order(Command::StopImport(id)).await) });
    }
}

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
