//! People to review: those whom an address book deleted, and those who unsubscribed.

use super::{PersonRow, RunOf, Seconds, WebFileStatus};
use serde::{Deserialize, Serialize};

/// People to review, those who came in last first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    pub rows: Vec<ReviewRow>,
    /// Whether those who unsubscribed are left out of reminders.
    pub leaves_out_unsubscribed: bool,
}

/// Someone to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewRow {
    pub person: PersonRow,
    pub why: ReviewReason,
    /// When they came in.
    pub at: Seconds,
    /// What put them here. `None`: the user gave the tag by hand.
    pub by: Option<RunOf>,
}

/// Why someone is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ReviewReason {
    /// They have the tag `Trash`: an address book deleted them.
    Trash,
    /// They have the tag `Unsubscribed`.
    Unsubscribed,
}

/// What a list of those who unsubscribed holds. Nothing is decided by asking.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsubscribesView {
    /// How many addresses it says to have unsubscribed.
    pub addresses: u32,
    /// How many of their people have the tag already.
    pub tagged: u32,
    /// How many would get it.
    pub untagged: u32,
    /// The first of them.
    pub people: Vec<PersonRow>,
}

/// A list of those who unsubscribed that is read again every day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsubscribeListView {
    pub id: u64,
    /// Where it lies, without what may be a key.
    pub place: String,
    pub status: WebFileStatus,
    /// When it was read last.
    pub last: Option<Seconds>,
    /// How many addresses it held then.
    pub addresses: u32,
}
