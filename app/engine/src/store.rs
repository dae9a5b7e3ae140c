//! What the engine needs of a database.
//!
//! The database is our log, not our index: facts arrive as immutable packed segments and are read back whole at the
//! start; the engine keeps in memory what questions need.

use crate::api::{AccountId, MessageKey};

/// Numbers the segments in the order in which they were committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SegmentId(pub u32);

/// A packed run of facts, all of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Whose, so that an account can be removed whole.
    pub account: AccountId,
    /// The format is the engine's business; see `crate::segment`.
    pub bytes: Vec<u8>,
}

/// How far a folder is read. The bytes are the engine's business; the key is account and folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CursorRow {
    /// Whose.
    pub account: AccountId,
    /// The folder's name as the server gave it.
    pub folder: String,
    /// The format is the engine's business; see `crate::sync::cursor`.
    pub bytes: Vec<u8>,
}

/// An account's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Which.
    pub id: AccountId,
    /// The format is the engine's business; see `crate::account`.
    pub bytes: Vec<u8>,
}

/// What is written at once, or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// New facts. They get ascending numbers in this order.
    pub segments: Vec<Segment>,
    /// Cursors, each in place of the one with its account and folder.
    pub cursors: Vec<CursorRow>,
    /// Accounts, each in place of the one with its id.
    pub accounts: Vec<AccountRow>,
    /// Accounts that go, with their segments, cursors and texts.
    pub removed: Vec<AccountId>,
    /// Segments that go, since the new ones hold the same facts.
    pub replaced: Vec<SegmentId>,
    /// Texts of messages, kept for reading them offline, each in place of the one with its key.
    pub texts: Vec<TextRow>,
    /// What the person decided. One whose id is there already stays as it was. They belong to no account.
    pub decisions: Vec<DecisionRow>,
    /// What this device keeps for itself, each in place of the one with its name. It belongs to no account.
    pub device: Vec<DeviceRow>,
}

/// Something that this device keeps for itself: a setting of this browser, what it told and when. It is no decision:
/// another device has its own, and nothing of it can be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// What it is.
    pub name: String,
    /// The format is the engine's business; see `crate::engine::device`.
    pub bytes: Vec<u8>,
}

/// An entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRow {
    /// Its place: ids compare as texts in the order in which entries count.
    pub id: String,
    /// The format is the engine's business; see `crate::engine::decisions`.
    pub bytes: Vec<u8>,
}

/// The text of a message, fetched once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRow {
    /// Of which message.
    pub message: MessageKey,
    /// Through which account it was fetched.
    pub account: AccountId,
    /// The format is the engine's business.
    pub bytes: Vec<u8>,
}

/// Why a store could not do something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no room left. Nothing of the batch was written.
    #[error("there is no room left to store anything")]
    Full,
    /// The database was closed, because a newer version of Kith wants to change it, or the browser took it away.
    #[error("the database was closed")]
    Closed,
    /// The database is of a newer version of Kith.
    #[error("the database was made by a newer version of Kith")]
    Newer,
    /// Something else; the text is the database's own and holds no mail.
    #[error("the database failed: {0}")]
    Failed(String),
}

/// A database.
///
/// Invariant: [`Store::commit`] is one transaction: after it, and after a kill at any instant of it, either everything
/// of the batch is there or nothing.
#[expect(async_fn_in_trait, reason = "everything here runs on one thread")]
pub trait Store {
    /// Every account, ascending by id.
    async fn accounts(&self) -> Result<Vec<AccountRow>, StoreError>;

    /// Every cursor, ascending by account, then folder.
    async fn cursors(&self) -> Result<Vec<CursorRow>, StoreError>;

    /// The segments after that number (`None`: from the first), ascending, at most `limit` of them.
    async fn segments_after(
        &self,
        after: Option<SegmentId>,
        limit: u32,
    ) -> Result<Vec<(SegmentId, Segment)>, StoreError>;

    /// The text of a message, if it was kept.
    async fn text(&self, message: MessageKey) -> Result<Option<TextRow>, StoreError>;

    /// Everything that the person decided, ascending by id.
    async fn decisions(&self) -> Result<Vec<DecisionRow>, StoreError>;

    /// Everything that this device keeps for itself, ascending by name.
    async fn device(&self) -> Result<Vec<DeviceRow>, StoreError>;

    /// Writes a batch, whole or not at all. Gives the numbers of its segments. Removals take effect first.
    async fn commit(&self, batch: Batch) -> Result<Vec<SegmentId>, StoreError>;
}
