//! The tables as they are now. How they came to be so is told in [`crate::migrations`].
//!
//! | Table | Key | Record |
//! |---|---|---|
//! | [`ACCOUNTS`] | account | account, bytes |
//! | [`CURSORS`] | account, folder | account, folder, bytes |
//! | [`SEGMENTS`] | number, account | number, account, bytes |
//! | [`TEXTS`] | message, account | message, account, bytes |
//! | [`SHOWN`] | message, account | message, account, size, shown |
//! | [`DECISIONS`] | id | id, bytes |
//! | [`DEVICE`] | name | name, bytes |
//! | [`PHOTOS`] | id | id, bytes |
//! | [`ADDRESS_BOOKS`] | id | id, bytes |
//! | [`CARDS`] | book, key | book, key, bytes |
//! | [`SNAPSHOT`] | number | number, bytes |
//! | [`META`] | a name | a number |
//! | [`KEYS`] | a name | a key |
//!
//! Of [`ACCOUNTS`], [`DEVICE`] and [`ADDRESS_BOOKS`] the bytes are sealed; with a passphrase, those of all tables but [`SHOWN`]
//! ([`crate::vault`]).
//!
//! There is no index: an index costs at every write, and the one question beside the key ("what is of this account?")
//! is asked only when an account is removed. The account is part of every key, so that the keys alone answer it.
//!
//! Fields may be added to records; the meaning of one that was released never changes.

pub(crate) const ACCOUNTS: &str = "accounts";
pub(crate) const CURSORS: &str = "cursors";
pub(crate) const SEGMENTS: &str = "segments";
pub(crate) const TEXTS: &str = "texts";
pub(crate) const SHOWN: &str = "shown";
pub(crate) const DECISIONS: &str = "decisions";
pub(crate) const DEVICE: &str = "device";
pub(crate) const PHOTOS: &str = "photos";
pub(crate) const ADDRESS_BOOKS: &str = "address_books";
pub(crate) const CARDS: &str = "cards";
pub(crate) const SNAPSHOT: &str = "snapshot";
pub(crate) const META: &str = "meta";
pub(crate) const KEYS: &str = "keys";

/// In [`META`]: the number of the latest segment that ever was, so that no number is used twice.
pub(crate) const LAST_SEGMENT: &str = "last segment";

/// In [`META`]: the number of the connection that may write: the one that was opened last.
pub(crate) const WRITER: &str = "writer";

/// In [`KEYS`]: the key of this device, a `CryptoKey` that the browser does not give out.
pub(crate) const DEVICE_KEY: &str = "device";

/// In [`KEYS`], in place of that one: the key that is sealed under the passphrase ([`kith_engine::lock`]).
pub(crate) const LOCK: &str = "lock";

pub(crate) const ACCOUNT: &str = "account";
pub(crate) const FOLDER: &str = "folder";
pub(crate) const NUMBER: &str = "number";
pub(crate) const MESSAGE: &str = "message";
pub(crate) const ID: &str = "id";
pub(crate) const NAME: &str = "name";
pub(crate) const BOOK: &str = "book";
pub(crate) const KEY: &str = "key";
pub(crate) const SIZE: &str = "size";
pub(crate) const AT: &str = "shown";
pub(crate) const BYTES: &str = "bytes";
