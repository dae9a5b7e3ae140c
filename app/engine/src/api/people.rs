//! Lists of people, and pairs that may be one person.

use super::{CompanyId, LastContact, MessageKey, Origin, PersonId, PhotoId, Reason, Seconds};
use kith_domain::vcard::Version;
use serde::{Deserialize, Serialize};

/// Which people, in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleQuery {
    /// As typed: words, and filters as [`kith_domain::query`] reads them. Empty: everyone.
    pub filter: String,
    pub group: Group,
    pub order: Order,
    /// How many of the first to leave out.
    pub offset: u32,
    /// How many to give at the most.
    pub limit: u32,
}

/// Of whom a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Group {
    #[default]
    People,
    /// Those who were seen and are filtered out.
    FilteredOut,
}

/// In which order people are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// The latest contact first.
    #[default]
    LastContact,
    /// By name.
    Name,
    /// People who are filtered out: by reason, then last seen first.
    Why,
}

/// The groups of those who are filtered out, by reason. Those most likely to be people come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FilteredOutGroup {
    /// They wrote to the user, who wants to see only people they wrote to.
    Wrote,
    /// They were only named beside the user, in To or Cc.
    Named,
    RoleAddress,
    AutomatedSender,
    List,
    /// They only wrote to lists or to many.
    OnlyNoise,
    /// The user hid them.
    Hidden,
    /// By a rule of the user's.
    Rule,
    Colleague,
    /// Their mail is not tracked.
    Untracked,
}

impl From<&Reason> for FilteredOutGroup {
    fn from(reason: &Reason) -> Self {
        match reason {
            Reason::TooWeak(Origin::WroteMe) => Self::Wrote,
            Reason::RoleAddress => Self::RoleAddress,
            Reason::AutomatedSender => Self::AutomatedSender,
            Reason::List => Self::List,
            Reason::OnlyNoise => Self::OnlyNoise,
            Reason::Hidden => Self::Hidden,
            Reason::RuleNeverShow(_) => Self::Rule,
            Reason::Colleague(_) | Reason::OwnDomain(_) => Self::Colleague,
            Reason::Untracked(_) => Self::Untracked,
            Reason::TooWeak(_)
            | Reason::Said
            | Reason::Typed
            | Reason::Rule(_)
            | Reason::CameFrom(_)
            | Reason::Origin(_) => Self::Named,
        }
    }
}

/// A part of the list of people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePage {
    /// How many match.
    pub matching: u32,
    /// How many there are.
    pub all: u32,
    /// Where this part begins.
    pub offset: u32,
    /// The part.
    pub rows: Vec<PersonRow>,
    /// In the order [`Order::Why`]: how many of those who match are in each group, in the order of the groups.
    pub groups: Vec<(FilteredOutGroup, u32)>,
}

/// A person, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub id: PersonId,
    /// The name to show; the address if no name is known.
    pub name: String,
    /// The address that was used last.
    pub address: String,
    /// The last contact, by mail or otherwise. `None` if there was none.
    pub last_contact: Option<LastContact>,
    /// When the latest message that names them was written. `None` if none does.
    pub last_seen: Option<Seconds>,
    /// How many messages there are between us; of those who are filtered out, how many name them.
    pub messages: u32,
    /// Why they are a person, or are not.
    pub reason: Reason,
    /// Their company: which, and its name.
    pub company: Option<(CompanyId, String)>,
    /// Their tags, as typed.
    pub tags: Vec<String>,
    pub photo: Option<PhotoId>,
    /// The subject of the latest message between us, in the list of people and of who is due; nothing elsewhere.
    pub last_subject: String,
}

/// A part of the suggestions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PossibleDuplicatesPage {
    /// How many there are.
    pub all: u32,
    /// The part.
    pub rows: Vec<PossibleDuplicate>,
    /// Companies that may have moved to another domain. Who is in one stands in no row.
    pub moves: Vec<CompanyMove>,
}

/// That a company may have moved: several people have the same addresses at two domains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyMove {
    /// The domain that was left.
    pub from: String,
    /// The one that was used last.
    pub to: String,
    /// Those who would be joined: who would stay, and who would become part of them.
    pub people: Vec<(PersonRow, PersonRow)>,
}

/// That two may be the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PossibleDuplicate {
    /// Who would stay.
    pub one: PersonRow,
    /// Who would become part of them. May be one who is filtered out.
    pub other: PersonRow,
    /// Why, the strongest first.
    pub common: Vec<CommonTrait>,
}

/// What two have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommonTrait {
    /// The name, which says enough.
    Name(String),
    /// The phone number.
    Phone(String),
    /// The user wrote to both at that work domain.
    Domain(String),
    /// What stands before the `@`.
    Local(String),
    /// The other answered a message that went to the one, but not alone, or under another name.
    Answered(MessageKey),
}

/// As what people are written out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportFormat {
    /// A vCard of that version for each.
    VCard(Version),
    /// A table with a line for each (RFC 4180), below the titles of its [`COLUMNS`](kith_domain::csv::COLUMNS).
    Csv(Vec<String>),
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedFile {
    pub name: String,
    pub media_type: String,
    /// What it holds.
    pub text: String,
}
