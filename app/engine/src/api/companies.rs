//! Companies.

use super::{CompanyId, PersonId, PersonRow, PhotoId, Seconds, Source};
use serde::{Deserialize, Serialize};

/// In which order companies are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CompanyOrder {
    /// The latest contact first.
    #[default]
    LastContact,
    /// Those with the most people first.
    People,
    /// By name.
    Name,
}

/// A part of the list of companies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompaniesPage {
    /// How many match.
    pub matching: u32,
    /// How many there are.
    pub all: u32,
    /// The part, in the order that was asked for.
    pub rows: Vec<CompanyRow>,
}

/// A company, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyRow {
    pub id: CompanyId,
    pub name: String,
    pub domains: Vec<String>,
    /// How many people are there.
    pub people: u32,
    /// How many messages there are between the user and them, each counted with everyone whom it names.
    pub messages: u32,
    /// When the last contact with any of them was. `None` if there was none.
    pub last_contact: Option<Seconds>,
    /// A few of its people, those first with whom there was contact last.
    pub faces: Vec<Face>,
}

/// What is shown of someone where there is no room for more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    pub id: PersonId,
    pub name: String,
    pub photo: Option<PhotoId>,
}

/// A company, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyCard {
    /// As in the list.
    pub row: CompanyRow,
    /// Where the name comes from.
    pub name_source: Source,
    /// Its people, by last contact.
    pub people: Vec<PersonRow>,
    /// How many messages its history holds, each once.
    pub history: u32,
}
