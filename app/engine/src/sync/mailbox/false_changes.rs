//! News that turned out to be none.

/// Maximum number of times in a row that a change may turn out to be none before the folder is left to the next sync
/// run.
const MAX_FALSE_CHANGES: u32 = 3;

/// How often in a row a folder's news were none: it would be asked for them over and over.
#[derive(Debug, Default)]
pub(super) struct FalseChanges {
    /// It stood otherwise than a moment before whenever it was opened to be watched.
    pub(super) at_opening: u32,
    /// The server told of something, and then it stood as before.
    pub(super) told: u32,
}

impl FalseChanges {
    pub(super) const fn is_bearable(&self) -> bool {
        self.at_opening < MAX_FALSE_CHANGES && self.told < MAX_FALSE_CHANGES
    }
}
