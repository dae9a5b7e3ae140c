//! What folders are for.

use serde::{Deserialize, Serialize};

/// What a folder is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FolderUse {
    /// Where mail arrives.
    Inbox,
    /// Every message, over all folders.
    All,
    Sent,
    /// Any other that holds conversations: archives, the user's own.
    #[default]
    Other,
    /// What a mail program keeps: appointments, notes, feeds, what was not sent yet. Read only if the user says so.
    Program,
    /// Another user's, or shared by many. Read only if the user says so.
    Shared,
    /// Drafts: never read.
    Drafts,
    /// Unwanted mail: never read.
    Junk,
    /// Thrown away: never read.
    Trash,
    /// A view of messages that lie elsewhere (starred, important), or nothing that can be opened: never read.
    View,
}
