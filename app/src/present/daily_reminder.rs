//! The daily reminder, in words.

use crate::i18n::t;

/// The first of some people, and how many there are in all.
type Named<'a> = (&'a [String], u32);

/// What is told once a day: `3 people to write to`, `Ada, Grace and Jean. Bob hasn’t answered your message.`
pub(crate) fn told(due: Named, unanswered: Named) -> (String, String) {
    let (names, count) = due;
    let silent = unanswered.0.first().map(|name| t::today::sum::one(t::today::sum::unanswered(unanswered.1, name)));
    if count == 0 {
        return (t::today::no_answer::title().to_owned(), silent.unwrap_or_default());
    }
    let more = count.saturating_sub(u32::try_from(names.len()).unwrap_or(u32::MAX));
    let others = (more > 0).then(|| t::today::told::others(more));
    let all: Vec<&str> = names.iter().map(String::as_str).chain(others.as_deref()).collect();
    let listed = match all.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => t::today::told::and(first.join(", "), last),
    };
    let (title, body) = match count {
        1 => (t::today::told::write_to(listed), t::today::told::a_while().to_owned()),
        count if silent.is_none() => (t::today::told::write_to_people(count), listed),
        count => (t::today::told::write_to_people(count), t::today::sum::one(listed)),
    };
    (title, [Some(body), silent].into_iter().flatten().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::told;

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_is_told_names_the_first_and_counts_the_others() {
        for (names, count, expected) in [
            (&["Ada"][..], 1, ("Write to Ada", "You haven’t been in touch for a while.")),
            (&["Ada", "Jean"], 2, ("2 people to write to", "Ada and Jean")),
            (&["Ada", "Jean", "Zoë"], 3, ("3 people to write to", "Ada, Jean and Zoë")),
            (&["Ada", "Jean", "Zoë"], 4, ("4 people to write to", "Ada, Jean, Zoë and 1 other")),
            (&["Ada", "Jean", "Zoë"], 9, ("9 people to write to", "Ada, Jean, Zoë and 6 others")),
        ] {
            assert_eq!(told((&owned(names), count), (&[], 0)), (expected.0.to_owned(), expected.1.to_owned()));
        }
    }

    #[test]
    fn what_has_no_answer_is_told_too() {
        let (ada, both) = (owned(&["Ada"]), owned(&["Ada", "Jean"]));
        for (due, unanswered, expected) in [
            ((&[][..], 0), (&ada[..], 1), ("No answer yet", "Ada hasn’t answered your message.")),
            ((&[], 0), (&both, 7), ("No answer yet", "7 of your messages have no answer yet.")),
            (
                (&ada, 1),
                (&ada, 1),
                ("Write to Ada", "You haven’t been in touch for a while. Ada hasn’t answered your message."),
            ),
            ((&both, 2), (&both, 2), ("2 people to write to", "Ada and Jean. 2 of your messages have no answer yet.")),
        ] {
            assert_eq!(told(due, unanswered), (expected.0.to_owned(), expected.1.to_owned()));
        }
    }
}
