//! The daily reminder, in words.

use crate::i18n::t;

/// What is told once a day: `3 people to write to`, `Ada, Grace and Jean`.
pub(crate) fn told(names: &[String], count: u32) -> (String, String) {
    let more = count.saturating_sub(u32::try_from(names.len()).unwrap_or(u32::MAX));
    let others = match more {
        0 => None,
        more => Some(t::today::told::others(more)),
    };
    let all: Vec<&str> = names.iter().map(String::as_str).chain(others.as_deref()).collect();
    let listed = match all.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => t::today::told::and(first.join(", "), last),
    };
    match count {
        1 => (t::today::told::write_to(listed), t::today::told::a_while().to_owned()),
        count => (t::today::told::write_to_people(count), listed),
    }
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn what_is_told_names_the_first_and_counts_the_others() {
        for (names, count, expected) in [
            (&["Ada"][..], 1, ("Write to Ada", "You haven’t been in touch for a while.")),
            (&["Ada", "Jean"], 2, ("2 people to write to", "Ada and Jean")),
            (&["Ada", "Jean", "Zoë"], 3, ("3 people to write to", "Ada, Jean and Zoë")),
            (&["Ada", "Jean", "Zoë"], 4, ("4 people to write to", "Ada, Jean, Zoë and 1 other")),
            (&["Ada", "Jean", "Zoë"], 9, ("9 people to write to", "Ada, Jean, Zoë and 6 others")),
        ] {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(told(&names, count), (expected.0.to_owned(), expected.1.to_owned()));
        }
    }
}
