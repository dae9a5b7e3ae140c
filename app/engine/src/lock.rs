//! The key under which everything is encrypted while there is a passphrase, and the record that holds that key.
//!
//! The record is the key, sealed under the passphrase as a backup is (`crate::seal`). So another passphrase needs
//! another record, and no row is written anew.

use crate::api::Secret;
use crate::seal;
use crate::store::{LockError, StoreError};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// How many random bytes a record takes.
pub const RANDOM_BYTES: usize = seal::RANDOM_BYTES;

const KEY_BYTES: usize = 32;

/// The key of all rows. It is never printed, and its memory is overwritten when it is dropped.
pub struct DataKey(Zeroizing<[u8; KEY_BYTES]>);

impl DataKey {
    /// A key of random bytes, as `fill` gives them.
    ///
    /// # Errors
    ///
    /// What `fill` gives.
    pub fn made_by<E>(fill: impl FnOnce(&mut [u8]) -> Result<(), E>) -> Result<Self, E> {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        fill(key.as_mut_slice())?;
        Ok(Self(key))
    }

    /// For what is encrypted.
    #[must_use]
    pub fn of_rows(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// For names by which rows are found, which are told apart and are not to be read.
    #[must_use]
    pub fn of_names(&self) -> Zeroizing<[u8; KEY_BYTES]> {
        let mut hash = Sha256::new_with_prefix(b"kith names of rows");
        hash.update(self.0.as_slice());
        Zeroizing::new(hash.finalize().into())
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("…")
    }
}

/// The record that holds the key under that passphrase. Takes about a second.
///
/// # Errors
///
/// [`LockError::Store`] if the encryption fails.
pub fn wrap(key: &DataKey, passphrase: &Secret, random: [u8; RANDOM_BYTES]) -> Result<Vec<u8>, LockError> {
    Ok(seal::seal(key.of_rows(), passphrase.reveal(), random)?)
}

/// The key that a record holds. Takes about a second.
///
/// # Errors
///
/// [`LockError::WrongPassphrase`], or what is wrong with the record.
pub fn unwrap(record: &[u8], passphrase: &Secret) -> Result<DataKey, LockError> {
    let key = Zeroizing::new(seal::open(record, passphrase.reveal())?);
    DataKey::made_by(|place| {
        if place.len() != key.len() {
            return Err(LockError::Damaged);
        }
        place.copy_from_slice(&key);
        Ok(())
    })
}

impl From<seal::SealError> for LockError {
    fn from(error: seal::SealError) -> Self {
        match error {
            seal::SealError::Damaged => Self::Damaged,
            seal::SealError::Newer => Self::Store(StoreError::Newer),
            seal::SealError::WrongPassphrase => Self::WrongPassphrase,
            seal::SealError::Failed => Self::Store(StoreError::Failed("the encryption failed".into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DataKey, LockError, unwrap, wrap};
    use crate::seal;
    use crate::store::StoreError;

    fn key() -> DataKey {
        DataKey::made_by(|place| {
            place.fill(7);
            Ok::<_, StoreError>(())
        })
        .unwrap()
    }

    #[test]
    fn a_record_gives_its_key_to_its_passphrase_alone_and_the_key_is_not_in_it() {
        let record = wrap(&key(), &"word".into(), [3; 28]).unwrap();
        assert!(!record.windows(8).any(|bytes| bytes == [7; 8]));
        assert_eq!(unwrap(&record, &"word".into()).unwrap().of_rows(), key().of_rows());
        assert_eq!(unwrap(&record, &"world".into()).unwrap_err(), LockError::WrongPassphrase);
    }

    #[test]
    fn a_record_that_was_altered_or_cut_off_or_holds_something_else_says_so() {
        let word = || "word".into();
        let record = seal::seal_at(&[7; 32], "word", [3; 28], seal::tests::CHEAP).unwrap();
        assert!(unwrap(&record, &word()).is_ok());
        for at in 9..record.len() {
            let mut altered = record.clone();
            altered[at] ^= 1;
            assert_eq!(unwrap(&altered, &word()).unwrap_err(), LockError::Damaged, "altered at {at}");
            assert_eq!(unwrap(&record[..at], &word()).unwrap_err(), LockError::Damaged, "cut off at {at}");
        }
        let short = seal::seal_at(&[7; 31], "word", [3; 28], seal::tests::CHEAP).unwrap();
        assert_eq!(unwrap(&short, &word()).unwrap_err(), LockError::Damaged);
        let mut newer = record;
        newer[8] = 2;
        assert_eq!(unwrap(&newer, &word()).unwrap_err(), LockError::Store(StoreError::Newer));
    }

    #[test]
    fn the_keys_of_rows_and_names_differ_and_none_is_printed() {
        assert_ne!(key().of_rows(), key().of_names().as_slice());
        assert_eq!(format!("{:?}", key()), "…");
    }
}
