//! A search on the mail servers that was asked for.

use crate::api::{AccountId, PersonId, Problem, question};
use crate::server_search::SearchTerms;
use kith_wire::UidSet;
use std::collections::{BTreeMap, BTreeSet};

/// A search over all accounts.
#[derive(Debug)]
pub(in crate::engine) struct Search {
    /// Under which number it was asked for.
    pub(in crate::engine) number: u32,
    pub(in crate::engine) question: question::ServerSearch,
    /// Those with whom the messages are.
    pub(in crate::engine) people: Vec<PersonId>,
    /// Their addresses, also if they are too many to be sought.
    pub(in crate::engine) addresses: BTreeSet<String>,
    pub(in crate::engine) sought: SearchTerms,
    pub(in crate::engine) begun: bool,
    /// By account, folder and UIDVALIDITY.
    pub(in crate::engine) found: BTreeMap<(AccountId, String, u32), UidSet>,
    /// Why some of it could not be sought.
    pub(in crate::engine) missed: Option<Problem>,
}
