//! Why the engine cannot do something.

use crate::api::{Problem, ProblemKind};
use crate::packed::Unreadable;
use crate::store::{LockError, StoreError};

pub(super) const NOT_FOUND: Problem = Problem::new(ProblemKind::NotFound);

/// Why the engine cannot go on with what it was doing.
#[derive(Debug, thiserror::Error)]
pub(super) enum EngineError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::new(ProblemKind::StorageFull),
            StoreError::Newer => Self::new(ProblemKind::NewerDatabase),
            StoreError::Closed => Self::new(ProblemKind::StorageClosed),
            StoreError::Locked => Self::new(ProblemKind::Locked),
            StoreError::Insecure => Self::new(ProblemKind::InsecurePage),
            StoreError::Failed(words) => Self { words: Some(words), ..Self::new(ProblemKind::Storage) },
        }
    }
}

impl From<LockError> for Problem {
    fn from(error: LockError) -> Self {
        match error {
            LockError::WrongPassphrase => Self::new(ProblemKind::NotUnlocked),
            LockError::Damaged => Self::new(ProblemKind::LockDamaged),
            LockError::Store(error) => error.into(),
        }
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Store(error) => error.into(),
            EngineError::Unreadable(error) => {
                Self { words: Some(error.to_string()), ..Self::new(ProblemKind::Storage) }
            }
        }
    }
}
