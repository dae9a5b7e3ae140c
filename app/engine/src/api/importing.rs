//! Importing people from a file: what it holds, and what would become of each.

use super::{CalendarPreview, PersonId, PhoneChoices, PhoneFileView, PhoneSummary, Problem};
use kith_domain::charset::Encoding;
use kith_domain::contact::trouble::Reason as TroubleReason;
use kith_domain::contact_changes::FieldChange;
use kith_domain::csv::{Separator, Use};
use kith_domain::matching::MatchReason;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the user chose of how a file is read, and of what becomes of the people in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportChoices {
    pub table: TableChoices,
    pub whom: ImportWhom,
    /// A tag for all of them. Empty: none.
    pub tag: String,
    /// A bucket for all of them, by its number.
    pub bucket: Option<u64>,
    /// What becomes of those of whom it cannot be told who they are, by [`ImportRow::row`].
    pub rows: BTreeMap<u32, RowChoice>,
    /// Of a file of a phone.
    pub phone: PhoneChoices,
}

/// How a table is read, as far as the user chose that. `None`: as it seems to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableChoices {
    pub encoding: Option<Encoding>,
    pub separator: Option<Separator>,
    /// What each column holds. Those that are missing hold nothing that is wanted.
    pub uses: Option<Vec<Use>>,
}

/// Who is imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ImportWhom {
    /// Those who are not known come in, and what is empty of those who are known is filled.
    #[default]
    All,
    /// Only those who are not known come in.
    New,
    /// Only what is empty of those who are known is filled.
    Known,
}

/// Who someone in a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowChoice {
    Person(PersonId),
    New,
    Skip,
}

/// How an import stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportView {
    /// No such file was given, or the engine that had it has ended: it has to be given again.
    Gone,
    /// The file is being read: so many of so many bytes.
    Reading {
        read: u32,
        of: u32,
    },
    /// It is being worked out who is known: so many of so many.
    Matching {
        done: u32,
        of: u32,
    },
    Preview(Box<ImportPreview>),
    /// They come in: so many of so many.
    Writing {
        done: u32,
        of: u32,
    },
    /// Photos are made smaller: so many of so many. Everyone is in.
    Photos {
        done: u32,
        of: u32,
    },
    /// It ended, or was stopped.
    Done(ImportOutcome),
    /// What would become of a calendar.
    Calendar(Box<CalendarPreview>),
}

/// What would become of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// The file's name.
    pub name: String,
    pub counts: ImportCounts,
    /// How it was read, if it is a table.
    pub table: Option<TableView>,
    /// What it holds, if it is a file of a phone.
    pub phone: Option<PhoneFileView>,
    /// Those of the kind that was asked for.
    pub rows: Vec<ImportRow>,
}

/// How a table was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableView {
    pub encoding: Encoding,
    pub separator: Separator,
    pub columns: Vec<ColumnView>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnView {
    /// Empty if it has none.
    pub title: String,
    /// The first values.
    pub examples: Vec<String>,
    /// What it holds.
    pub holds: Use,
}

/// How many there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    pub new: u32,
    pub completed: u32,
    pub unclear: u32,
    pub same: u32,
    pub left_out: u32,
    pub bad: u32,
}

/// What becomes of someone in a file, without the details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RowKind {
    New,
    Completed,
    Unclear,
    Same,
    LeftOut,
    Bad,
}

/// Someone in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Which it is, for [`ImportChoices::rows`].
    pub row: u32,
    /// The lines where they stand, the first of each card or row. One person may stand on several.
    pub lines: Vec<u32>,
    pub name: String,
    /// An address or a phone number. May be empty.
    pub detail: String,
    pub fate: RowFate,
    /// The calls and messages with them, in a file of a phone.
    pub phone: Option<PhoneSummary>,
}

/// What becomes of someone in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowFate {
    /// They come in, with all of this.
    New(Vec<FieldChange>),
    /// They are known, and what is empty of them is filled.
    Completed { person: PersonId, known_as: String, why: Option<MatchReason>, changes: Vec<FieldChange> },
    /// They may be one of these, each with the name.
    Unclear(Vec<(PersonId, String, MatchReason)>),
    /// They are known, and nothing is new.
    Same { person: PersonId, known_as: String, why: Option<MatchReason> },
    /// Nothing becomes of them.
    LeftOut(LeftOutReason),
    /// They cannot be read.
    Bad(TroubleReason),
}

/// Why nothing becomes of someone in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeftOutReason {
    /// They are not known, and only those who are are completed.
    Unknown,
    /// They are known, and only those who are not come in.
    Known,
    /// The user chose so.
    Skipped,
    /// It is the user.
    You,
    /// They are not known, and the user said of no one that it is them.
    NotKnown,
}

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportOutcome {
    /// The run by which it is undone ([`Command::UndoRun`](super::Command::UndoRun)). `None`: nothing was changed.
    pub run: Option<u64>,
    pub new: u32,
    pub completed: u32,
    pub photos: u32,
    /// Calls, and days with messages, that were not there before.
    pub calls: u32,
    pub message_days: u32,
    /// How many meetings came in.
    pub meetings: u32,
    /// Whether it was stopped before its end.
    pub stopped: bool,
    /// By what it was stopped, if not by the user.
    pub problem: Option<Problem>,
}
