//! What of an address a mail server can be asked to search for.

use kith_wire::limits::MAX_SEARCH_TERM_BYTES;

/// As much of an address as can be searched for. A server finds it within the whole one.
pub(crate) fn searchable(address: &str) -> &str {
    let most =
        address.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= MAX_SEARCH_TERM_BYTES).last();
    most.and_then(|end| address.get(..end)).unwrap_or_default()
}

/// The longest part of an address that is ASCII.
pub(super) fn ascii_part(address: &str) -> &str {
    let parts = searchable(address).split(|c: char| !c.is_ascii());
    parts.max_by_key(|part| part.len()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{ascii_part, searchable};
    use kith_wire::limits::{MAX_SEARCH_TERM_BYTES, is_searchable};

    #[test]
    fn a_long_address_is_searched_for_by_its_beginning() {
        let long = format!("{}@x.example", "ü".repeat(MAX_SEARCH_TERM_BYTES));
        for (address, expect) in [("ada@x.example", "ada@x.example"), (&long, &long[..MAX_SEARCH_TERM_BYTES])] {
            assert_eq!(searchable(address), expect);
            assert!(is_searchable(searchable(address)));
        }
        let odd = format!("a{long}");
        assert_eq!(searchable(&odd).len(), MAX_SEARCH_TERM_BYTES - 1, "no character is cut");
    }

    #[test]
    fn what_is_not_ascii_is_searched_for_by_what_is() {
        for (address, expect) in
            [("ada@x.example", "ada@x.example"), ("jürgen@x.example", "rgen@x.example"), ("日本@日本", "@")]
        {
            assert_eq!(ascii_part(address), expect);
        }
    }
}
