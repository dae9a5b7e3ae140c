//! What the user types and what names them: with a passphrase, nothing of it is left where others find it. It goes
//! neither into the browser's small storage nor into titles of the tab, which the browser's history keeps.

use super::storage;
use leptos::prelude::window_event_listener;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// Where this browser keeps whether there is a passphrase, so that it is known before an engine answers.
const KEY: &str = "kith.private";

thread_local! {
    static PRIVATE: Cell<bool> = Cell::new(storage::recall(KEY).is_some());
    /// What is remembered in this page alone.
    static HELD: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
}

/// Whether there is a passphrase.
pub(crate) fn is_private() -> bool {
    PRIVATE.get()
}

/// Notes whether there is a passphrase. What the browser remembers under keys that begin so is held in this page
/// instead, or again by the browser. Gives whether that is new.
pub(crate) fn set_private(private: bool, beginnings: &[&str]) -> bool {
    if PRIVATE.replace(private) == private {
        return false;
    }
    if private {
        storage::remember(KEY, "yes");
        for (key, value) in beginnings.iter().flat_map(|beginning| storage::all_remembered(beginning)) {
            storage::forget(&key);
            remember(&key, &value);
        }
    } else {
        storage::forget(KEY);
        for (key, value) in HELD.take() {
            remember(&key, &value);
        }
    }
    true
}

/// Has the browser ask before it closes a page that holds something which is nowhere else.
pub(crate) fn guard() {
    window_event_listener(leptos::ev::beforeunload, |event| {
        if is_private() && !HELD.with_borrow(BTreeMap::is_empty) {
            event.prevent_default();
        }
    });
}

/// As of the browser's small storage, held in this page alone where there is a passphrase.
pub(crate) fn recall(key: &str) -> Option<String> {
    if is_private() { HELD.with_borrow(|held| held.get(key).cloned()) } else { storage::recall(key) }
}

/// Likewise.
pub(crate) fn remember(key: &str, value: &str) -> bool {
    if !is_private() {
        return storage::remember(key, value);
    }
    HELD.with_borrow_mut(|held| held.insert(key.to_owned(), value.to_owned()));
    true
}

/// Likewise.
pub(crate) fn forget(key: &str) {
    HELD.with_borrow_mut(|held| held.remove(key));
    storage::forget(key);
}

/// Likewise.
pub(crate) fn all_remembered(beginning: &str) -> Vec<(String, String)> {
    if !is_private() {
        return storage::all_remembered(beginning);
    }
    let is_one = |(key, _): &(&String, &String)| key.starts_with(beginning);
    HELD.with_borrow(|held| held.iter().filter(is_one).map(|(key, value)| (key.clone(), value.clone())).collect())
}

/// Forgets everything that this page and the browser's small storage hold.
pub(crate) fn forget_all() {
    HELD.take();
    PRIVATE.set(false);
    storage::forget_all();
}
