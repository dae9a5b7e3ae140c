//! Whom the messages of an account name.

use crate::api::AccountId;
use crate::book::Book;
use crate::book::derive::people::Listing;

impl Book {
    /// How many people the messages of an account name, and how many that are filtered out. It looks at every message
    /// once.
    pub(crate) fn named_by(&self, account: AccountId) -> (u32, u32) {
        let mut is_named = vec![false; self.correspondents.addresses() as usize];
        for row in (0..self.rows.len()).filter(|&row| self.rows.is_counted(row)) {
            let mut folders = self.rows.places(row).filter_map(|place| self.folders.get(place.folder));
            if folders.any(|folder| folder.account == account && folder.counts) {
                for party in self.parties_of(row) {
                    is_named.get_mut(party.address as usize).into_iter().for_each(|it| *it = true);
                }
            }
        }
        let is_named = |address: &u32| is_named.get(*address as usize).copied().unwrap_or(false);
        let (mut people, mut filtered_out) = (0, 0);
        for (_, person) in self.derived.everybody().filter(|(_, person)| person.addresses.iter().any(is_named)) {
            people += u32::from(person.group == Listing::Person);
            filtered_out += u32::from(person.group == Listing::FilteredOut);
        }
        (people, filtered_out)
    }
}
