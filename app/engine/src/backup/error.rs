//! Why a backup cannot be made or read.

use crate::api::{Problem, ProblemKind};
use crate::seal::SealError;

/// Why a backup cannot be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BackupError {
    /// It is something else.
    #[error("this is not a backup of Kith")]
    Foreign,
    /// It is not as it was made.
    #[error("this backup was cut off or altered")]
    Damaged,
    /// A newer Kith made it.
    #[error("this backup is of a newer version of Kith")]
    Newer,
    /// It is encrypted, and no passphrase was given.
    #[error("this backup needs its passphrase")]
    Sealed,
    /// It is encrypted under another passphrase.
    #[error("this is not the passphrase of this backup")]
    WrongPassphrase,
    /// It could not be made.
    #[error("the backup could not be made: {0}")]
    Failed(String),
}

impl From<SealError> for BackupError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Damaged => Self::Damaged,
            SealError::Newer => Self::Newer,
            SealError::WrongPassphrase => Self::WrongPassphrase,
            SealError::Failed => Self::Failed(error.to_string()),
        }
    }
}

impl From<BackupError> for Problem {
    fn from(error: BackupError) -> Self {
        let kind = match error {
            BackupError::Foreign => ProblemKind::NotBackup,
            BackupError::Damaged => ProblemKind::BackupDamaged,
            BackupError::Newer => ProblemKind::BackupNewer,
            BackupError::Sealed => ProblemKind::BackupSealed,
            BackupError::WrongPassphrase => ProblemKind::WrongPassphrase,
            BackupError::Failed(words) => return Self { words: Some(words), ..Self::new(ProblemKind::Storage) },
        };
        Self::new(kind)
    }
}
