//! What was decided, and what a decision would change.

use super::{CompanyId, CustomFieldKind, Decision, PersonId, PersonRow, RunOf, Seconds};
use serde::{Deserialize, Serialize};

/// A part of the journal, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalPage {
    /// How many entries there are, those that undo others not counted.
    pub all: u32,
    /// How many entries are stored that this version cannot read. They are not counted among the others.
    pub unreadable: u32,
    /// The part.
    pub rows: Vec<JournalRow>,
}

/// An entry of the journal, or all entries of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalRow {
    /// By which it is undone; a run is by its number.
    pub mark: u64,
    /// The run, if it is one.
    pub run: Option<RunView>,
    /// When it was decided.
    pub at: Seconds,
    /// Whether it is undone.
    pub undone: bool,
    /// How many decisions it holds.
    pub count: u32,
    /// The first of them.
    pub decisions: Vec<Decision>,
    /// The names of the people whom those speak of, as far as they are known.
    pub people: Vec<(PersonId, String)>,
    /// The names of the companies of which those speak.
    pub companies: Vec<(CompanyId, String)>,
    /// The names of the buckets of which those speak, as far as there are any.
    pub buckets: Vec<(u64, String)>,
    /// The names of the pipelines' stages and of the leads of which those speak, as far as there are any.
    pub leads: Vec<(u64, String)>,
    /// Of two who were made one, or were said to be two: an address of each.
    pub addresses: Vec<(PersonId, String)>,
    /// The custom fields of which those speak: name, and what they hold.
    pub fields: Vec<(u64, String, CustomFieldKind)>,
}

/// A run of something that decided a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunView {
    /// Its number, for [`Command::UndoRun`](super::Command::UndoRun).
    pub id: u64,
    pub of: RunOf,
    /// How many people it concerned.
    pub people: u32,
    /// How many of them it brought in.
    pub new: u32,
    /// How many entries of a calendar it brought in.
    pub meetings: u32,
}

/// What would appear and disappear.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Who would become a person: how many, and the first.
    pub appear: (u32, Vec<PersonRow>),
    /// Who would be no person any more: how many, and the first.
    pub disappear: (u32, Vec<PersonRow>),
    /// How many messages would be tracked that are not.
    pub tracked: u32,
    /// How many messages would not be tracked any more.
    pub untracked: u32,
}
