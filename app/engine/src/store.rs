//! What the engine needs of a database.
//!
//! The database is our log, not our index: facts arrive as immutable packed segments and are read back whole at the
//! start; the engine keeps in memory what questions need.

use crate::api::{AccountId, MessageKey, PhotoId, Secret};

/// Numbers the segments in the order in which they were committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SegmentId(pub u32);

/// A part of the snapshot of what follows from all segments, for the next start. It can be made again at any time.
#[derive(Clone, PartialEq, Eq)]
pub struct SnapshotRow {
    pub number: u32,
    /// The format is the engine's business.
    pub bytes: Vec<u8>,
}

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
    pub account: AccountId,
    /// The folder's name as the server gave it.
    pub folder: String,
    /// The format is the engine's business; see `crate::sync::cursor`.
    pub bytes: Vec<u8>,
}

/// An account's settings.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountRow {
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
    /// Accounts that go, with their segments, cursors and texts, and with the snapshot.
    pub removed: Vec<AccountId>,
    /// Segments that go, since the new ones hold the same facts.
    pub replaced: Vec<SegmentId>,
    /// Texts of messages, kept for reading them offline, each in place of the one with its key.
    pub texts: Vec<TextRow>,
    /// When texts were shown last, each in place of what was noted of that text before.
    pub shown: Vec<KeptText>,
    /// Texts that go to make room.
    pub evicted: Vec<MessageKey>,
    /// What the user decided. One whose id is there already stays as it was. They belong to no account.
    pub decisions: Vec<DecisionRow>,
    /// What this device keeps for itself, each in place of the one with its name. It belongs to no account.
    pub device: Vec<DeviceRow>,
    /// Photos of people, each in place of the one with its id, which follows from its bytes.
    pub photos: Vec<PhotoRow>,
    /// Photos that go.
    pub removed_photos: Vec<PhotoId>,
    /// Connections to address books, each in place of the one with its id.
    pub address_books: Vec<AddressBookRow>,
    /// Connections to address books that go, with their cards.
    pub removed_address_books: Vec<u64>,
    /// Cards of address books, each in place of the one with its address book and key.
    pub cards: Vec<CardRow>,
    /// Cards that go, each by its address book and key.
    pub removed_cards: Vec<(u64, String)>,
    /// Whether all parts of the snapshot go.
    pub forgets_snapshot: bool,
    /// Parts of the snapshot, each in place of the one with its number.
    pub snapshot: Vec<SnapshotRow>,
}

impl Batch {
    /// Whether it must outlast a power cut once it is committed: it holds what the user typed or decided, or what was
    /// promised for the future. Facts and texts need not, since they can be read from the mailbox again, and the cursor
    /// that says they are there is lost together with them. Cards must, although the address book has them: without what
    /// was agreed on last, both sides would be compared as if for the first time.
    #[must_use]
    pub const fn must_last(&self) -> bool {
        let Self {
            segments: _,
            cursors: _,
            accounts,
            removed,
            replaced: _,
            texts: _,
            shown: _,
            evicted: _,
            decisions,
            device,
            photos,
            removed_photos,
            address_books,
            removed_address_books,
            cards,
            removed_cards,
            forgets_snapshot: _,
            snapshot: _,
        } = self;
        !(accounts.is_empty()
            && removed.is_empty()
            && decisions.is_empty()
            && device.is_empty()
            && photos.is_empty()
            && removed_photos.is_empty()
            && address_books.is_empty()
            && removed_address_books.is_empty()
            && cards.is_empty()
            && removed_cards.is_empty())
    }

    /// Whether it takes away only, so that it never needs room.
    #[must_use]
    pub const fn only_removes(&self) -> bool {
        let Self {
            segments,
            cursors,
            accounts,
            removed: _,
            replaced: _,
            texts,
            shown,
            evicted: _,
            decisions,
            device,
            photos,
            removed_photos: _,
            address_books,
            removed_address_books: _,
            cards,
            removed_cards: _,
            forgets_snapshot: _,
            snapshot,
        } = self;
        segments.is_empty()
            && cursors.is_empty()
            && accounts.is_empty()
            && texts.is_empty()
            && shown.is_empty()
            && decisions.is_empty()
            && device.is_empty()
            && photos.is_empty()
            && address_books.is_empty()
            && cards.is_empty()
            && snapshot.is_empty()
    }
}

/// A text that is kept, without its words: enough to choose which goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptText {
    pub message: MessageKey,
    /// Through which account it was fetched.
    pub account: AccountId,
    /// How many bytes it takes.
    pub size: u32,
    /// When it was shown last, in milliseconds since 1970-01-01 UTC; 0 if that was not noted.
    pub shown: i64,
}

/// Something that this device keeps for itself: a setting of this browser, what it told and when. It is no decision:
/// another device has its own, and nothing of it can be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    pub name: String,
    /// The format is the engine's business; see `crate::engine::records`.
    pub bytes: Vec<u8>,
}

/// An entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRow {
    /// Its place: ids compare as texts in the order in which entries count.
    pub id: String,
    /// The format is the engine's business; see `crate::engine::records`.
    pub bytes: Vec<u8>,
}

/// The text of a message, fetched once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRow {
    pub message: MessageKey,
    /// Through which account it was fetched.
    pub account: AccountId,
    /// The format is the engine's business.
    pub bytes: Vec<u8>,
}

/// A photo of someone. It is kept once, however many people have it.
#[derive(Clone, PartialEq, Eq)]
pub struct PhotoRow {
    /// It follows from the bytes.
    pub id: PhotoId,
    /// The photo as a file.
    pub bytes: Vec<u8>,
}

impl PhotoRow {
    /// The row of a photo.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { id: PhotoId::of(&bytes), bytes }
    }

    /// Whether it is as it was written.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.id == PhotoId::of(&self.bytes)
    }
}

/// A connection to an address book.
#[derive(Clone, PartialEq, Eq)]
pub struct AddressBookRow {
    /// A random id.
    pub id: u64,
    /// The format is the engine's business.
    pub bytes: Vec<u8>,
}

/// A card of an address book: what both sides agreed on last.
#[derive(Clone, PartialEq, Eq)]
pub struct CardRow {
    /// In which address book, so that this can be removed whole.
    pub book: u64,
    /// By what the card is known within the address book.
    pub key: String,
    /// The format is the engine's business.
    pub bytes: Vec<u8>,
}

/// Leaves out the bytes: they are large, secret or someone's.
macro_rules! debug_by_size {
    ($($row:ident: $($part:ident),+;)+) => {
        $(impl std::fmt::Debug for $row {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut row = out.debug_struct(stringify!($row));
                $(row.field(stringify!($part), &self.$part);)+
                row.field("size", &self.bytes.len()).finish_non_exhaustive()
            }
        })+
    };
}

debug_by_size! {
    AccountRow: id;
    PhotoRow: id;
    AddressBookRow: id;
    CardRow: book, key;
    SnapshotRow: number;
}

/// Some cards of an address book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cards {
    pub rows: Vec<CardRow>,
    /// From where on there may be more. It says something to the store alone, and holds until a passphrase is set or
    /// taken away.
    pub next: Option<String>,
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
    /// Everything in it is encrypted under a passphrase, which was not given.
    #[error("the database is locked by a passphrase")]
    Locked,
    /// The database is of a newer version of Kith.
    #[error("the database was made by a newer version of Kith")]
    Newer,
    /// The browser offers no encryption to this page, since it was not loaded over a secure connection.
    #[error("the browser offers this page no encryption")]
    Insecure,
    /// Something else; the text is the database's own and holds no mail.
    #[error("the database failed: {0}")]
    Failed(String),
}

/// Why a passphrase does not do what it was given for. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    #[error("this is not the passphrase")]
    WrongPassphrase,
    /// What holds the key is not as it was written.
    #[error("the record that holds the key was cut off or altered")]
    Damaged,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A database.
///
/// A row that is damaged (its value is not of the kind that was written) comes with no bytes at all, so that one such
/// row costs that row; where even its name is lost, with an empty one, and where its account is, with account 0, which
/// no one has.
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

    /// The numbers of all segments, ascending, and whose each is, without reading them.
    async fn segment_ids(&self) -> Result<Vec<(SegmentId, AccountId)>, StoreError>;

    /// The part of the snapshot with that number, if it is stored.
    async fn snapshot_part(&self, number: u32) -> Result<Option<Vec<u8>>, StoreError>;

    /// The text of a message, if it was kept.
    async fn text(&self, message: MessageKey) -> Result<Option<TextRow>, StoreError>;

    /// All texts that are kept, without their words, ascending by message.
    async fn kept_texts(&self) -> Result<Vec<KeptText>, StoreError>;

    /// Everything that the user decided, ascending by id.
    async fn decisions(&self) -> Result<Vec<DecisionRow>, StoreError>;

    /// Everything that this device keeps for itself, ascending by name.
    async fn device(&self) -> Result<Vec<DeviceRow>, StoreError>;

    /// A photo, if it is stored.
    async fn photo(&self, id: PhotoId) -> Result<Option<PhotoRow>, StoreError>;

    /// The ids of all photos, ascending.
    async fn photo_ids(&self) -> Result<Vec<PhotoId>, StoreError>;

    /// All connections to address books, ascending by id.
    async fn address_books(&self) -> Result<Vec<AddressBookRow>, StoreError>;

    /// A card of an address book, if it is stored.
    async fn card(&self, book: u64, key: &str) -> Result<Option<CardRow>, StoreError>;

    /// Cards of an address book in an order of the store's own, at most `limit` of them: the first ones, or those from
    /// [`Cards::next`] on.
    async fn cards(&self, book: u64, from: Option<&str>, limit: u32) -> Result<Cards, StoreError>;

    /// Whether everything is encrypted under a passphrase.
    fn has_passphrase(&self) -> bool;

    /// Encrypts everything under the `new` passphrase; without one, it is as it was before there was any. `old` is the
    /// present one, if there is one. Done whole or not at all. The same again changes nothing. The snapshot may go.
    async fn set_passphrase(&self, old: Option<&Secret>, new: Option<&Secret>) -> Result<(), LockError>;

    /// Writes a batch, whole or not at all. Gives the numbers of its segments. Removals take effect first.
    async fn commit(&self, batch: Batch) -> Result<Vec<SegmentId>, StoreError>;
}
