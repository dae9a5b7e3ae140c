//! How far back a mailbox is read, as one chooses it.

use crate::i18n::{Text, t};
use kith_engine::api::Period;

/// A time that can be chosen: what it is, its name in the document, and what it is called.
pub(crate) const WINDOWS: [(Period, &str, Text); 4] = [
    (Period::SixMonths, "six-months", t::period::six_months),
    (Period::Year, "year", t::period::year),
    (Period::FiveYears, "five-years", t::period::five_years),
    (Period::Everything, "everything", t::period::everything),
];

/// What a change does. `None`: it is none.
pub(crate) fn change(from: Period, to: Period) -> Option<&'static str> {
    let place = |window| WINDOWS.iter().position(|it| it.0 == window);
    match place(from).cmp(&place(to)) {
        std::cmp::Ordering::Less => Some(t::period::longer()),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(t::period::shorter()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_reads_more_and_shorter_forgets_nothing() {
        for (at, (from, ..)) in WINDOWS.iter().enumerate() {
            for (then, (to, ..)) in WINDOWS.iter().enumerate() {
                let said = change(*from, *to);
                match at.cmp(&then) {
                    std::cmp::Ordering::Less => assert!(said.is_some_and(|said| said.contains("isn’t read again"))),
                    std::cmp::Ordering::Equal => assert_eq!(said, None),
                    std::cmp::Ordering::Greater => assert!(said.is_some_and(|said| said.contains("stays"))),
                }
            }
        }
    }
}
