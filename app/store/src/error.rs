//! The database's errors become the engine's.

use indexed_db_futures::error::{Error, OpenDbError};
use kith_engine::store::StoreError;
use wasm_bindgen::JsValue;
use web_sys::DomException;

/// Why the database could not be opened.
pub(crate) fn opening(error: OpenDbError) -> StoreError {
    match error {
        OpenDbError::Base(error) => failed(error),
        other => StoreError::Failed(other.to_string()),
    }
}

/// Why a request or a transaction failed.
pub(crate) fn failed(error: Error) -> StoreError {
    match error {
        Error::DomException(exception) => exceptional(&exception.into()),
        other => StoreError::Failed(other.to_string()),
    }
}

/// What JavaScript threw.
pub(crate) fn thrown(value: JsValue) -> StoreError {
    failed(value.into())
}

/// By the exception's name; its message speaks of the database, never of what is in it.
pub(crate) fn exceptional(exception: &DomException) -> StoreError {
    match exception.name().as_str() {
        "QuotaExceededError" => StoreError::Full,
        "VersionError" => StoreError::Newer,
        // The first where a connection that was closed is used; the second where the browser takes it away in the
        // middle of a transaction. An abort of our own is reported to no one.
        "InvalidStateError" | "AbortError" => StoreError::Closed,
        name => StoreError::Failed(format!("{name}: {}", exception.message())),
    }
}
