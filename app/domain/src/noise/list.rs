//! Mailing lists: their addresses and their List-Ids.

use crate::address::Address;

/// The address to which one writes to reach the list of that List-Id, by the custom that `<name.host>` is
/// `name@host`: whether `address` is it.
#[must_use]
pub fn is_list_address(address: &Address, list_id: &str) -> bool {
    list_id_of(address.as_str()) == plain_list_id(list_id)
}

/// The List-Id of the list whose address this is, if it is one's; see [`is_list_address`].
#[must_use]
pub fn list_id_of(address: &str) -> String {
    address.rsplit_once('@').map_or_else(String::new, |(name, host)| format!("{name}.{host}"))
}

/// A List-Id in the form in which [`list_id_of`] gives it.
#[must_use]
pub fn plain_list_id(list_id: &str) -> String {
    list_id.trim_start_matches('<').trim_end_matches('>').to_ascii_lowercase()
}

/// Every address that [`list_id_of`] turns into that plain List-Id.
pub fn list_addresses(plain: &str) -> impl Iterator<Item = String> {
    let dots = plain.match_indices('.').map(|(at, _)| (plain.get(..at), plain.get(at + 1..)));
    let halves = dots.filter_map(|(name, host)| Some((name?, host?))).filter(|(_, host)| !host.contains('@'));
    halves.map(|(name, host)| format!("{name}@{host}"))
}
