//! What a draft to someone goes on from.

use crate::api::{AccountId, PersonId};
use crate::book::Book;
use crate::book::facts::correspondents::{Mention, NONE};
use crate::book::facts::rows::IN_SENT;
use kith_domain::address::Address;
use kith_domain::message::ParticipantRole;
use kith_domain::small_sort::SmallSort;

/// The last message between the user and someone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Last {
    pub(crate) account: AccountId,
    /// Where it lies there, the likeliest place last: folder, UIDVALIDITY, UID.
    pub(crate) places: Vec<(String, u32, u32)>,
    pub(crate) subject: String,
}

impl Book {
    /// The last message between the user and people that lies in an account of those.
    pub(crate) fn last_at(&self, of: &[PersonId], is_one: impl Fn(AccountId) -> bool) -> Option<Last> {
        let mut rows = self.linked_rows(of);
        rows.small_sort_by_key(|&row| self.newest_first(row));
        rows.into_iter().find_map(|row| {
            let folders = || self.rows.places(row).filter_map(|at| Some((self.folders.get(at.folder)?, at.uid)));
            let account = folders().map(|(folder, _)| folder.account).find(|account| is_one(*account))?;
            let here = folders().filter(|(folder, _)| folder.account == account);
            let mut places: Vec<_> =
                here.map(|(folder, uid)| (folder.name.clone(), folder.uid_validity, uid)).collect();
            places.reverse();
            Some(Last { account, places, subject: self.subjects.text(self.rows.subject(row)) })
        })
    }

    /// The name under which the user wrote last from that address. What only claims to be from the user does not count.
    pub(crate) fn own_name(&self, address: &Address) -> Option<String> {
        let address = self.correspondents.find_address(address.as_str())?;
        let mut sent = self.rows.naming(address, &self.correspondents).filter(|&row| self.rows.is(row, IN_SENT));
        sent.find_map(|row| {
            let mine = |party: &Mention| party.address == address && party.role == ParticipantRole::From;
            let party = self.parties_of(row).find(|party| mine(party) && party.name != NONE)?;
            Some(self.correspondents.name_text(party.name).to_owned())
        })
    }
}
