//! Subjects that hold what was typed.

use crate::i18n::t;
use crate::present::text::thousands;
use kith_engine::api::PersonId;

/// Maximum number of messages that are shown.
pub(crate) const MAX_SHOWN: u32 = 20;

/// How many were found: `3 messages`, `143 messages, the newest 20`.
pub(crate) fn found(matching: u32) -> String {
    let all = t::count::messages(matching);
    if matching > MAX_SHOWN { t::people::newest(thousands(MAX_SHOWN), all) } else { all }
}

/// With whom a message is: `Mara`, `Mara and Jon`, `Mara and 3 others`.
pub(crate) fn with(people: &[(PersonId, String)]) -> String {
    match people {
        [] => String::new(),
        [(_, one)] => one.clone(),
        [(_, one), (_, two)] => t::people::two(one, two),
        [(_, one), others @ ..] => t::people::one_and_others(others.len(), one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_company_are_short() {
        assert_eq!((found(1), found(20)), ("1 message".into(), "20 messages".into()));
        assert_eq!(found(1_143), "1,143 messages, newest 20");
        let people: Vec<_> = ["Mara", "Jon", "Ada"].iter().map(|name| (PersonId(1), (*name).to_owned())).collect();
        let named = |count: usize| with(people.get(..count).unwrap_or_default());
        assert_eq!([named(1), named(2), named(3)], ["Mara", "Mara and Jon", "Mara and 2 others"]);
    }
}
