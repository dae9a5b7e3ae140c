//! The words of the search field, with what they find. They are explained in the page's help and in
//! `docs/reference/filters.md`.

use super::help::{Group, Row};
use crate::i18n::t;
use kith_domain::query::{Filter, HAS, Has, IS, Is, UNITS, WORDS, Word, text};

/// What can be typed, first the filters and then how they are put together.
pub(crate) fn groups() -> Vec<Group> {
    let filters = WORDS.into_iter().flat_map(|(_, word)| examples(word));
    let units =
        UNITS.into_iter().map(|(unit, days)| row(in_units(unit), t::filters::longer_ago(days.saturating_mul(2))));
    let together = [
        row(words(), t::filters::words()),
        row(text(&Filter::Tag("done".to_owned()), true), t::filters::reversed()),
        row(text(&Filter::Company(words()), false), t::filters::quoted()),
    ];
    vec![
        Group::new(t::filters::title(), filters.map(|(filter, means)| row(text(&filter, false), means)).collect()),
        Group::new(t::filters::together(), together.into_iter().chain(units).collect()),
    ]
}

fn row(sign: String, means: impl Into<String>) -> Row {
    Row { signs: vec![sign], means: means.into() }
}

/// Two words.
fn words() -> String {
    ["big", "blue"].join(" ")
}

/// Two of a unit.
fn in_units(unit: &str) -> String {
    let name = WORDS.into_iter().find(|(_, word)| *word == Word::Last).map_or("", |(name, _)| name);
    format!("{name}:>2{unit}")
}

/// Filters that begin with that word, each with what it finds.
fn examples(word: Word) -> Vec<(Filter, &'static str)> {
    match word {
        Word::Tag => vec![(Filter::Tag("investor".to_owned()), t::filters::tag())],
        Word::Bucket => vec![(Filter::Bucket("family".to_owned()), t::filters::bucket())],
        Word::Company => vec![(Filter::Company("acme".to_owned()), t::filters::company())],
        Word::From => vec![(Filter::From("acme.example".to_owned()), t::filters::from())],
        Word::Last => {
            vec![(Filter::Quiet(90), t::people::filter::quiet()), (Filter::Recent(30), t::people::filter::recent())]
        }
        Word::Messages => vec![(Filter::More(10), t::people::filter::many()), (Filter::Fewer(3), t::filters::few())],
        Word::Has => HAS.into_iter().map(|(_, has)| (Filter::Has(has), known(has))).collect(),
        Word::Is => IS.into_iter().map(|(_, is)| (Filter::Is(is), stands(is))).collect(),
    }
}

fn known(has: Has) -> &'static str {
    match has {
        Has::Phone => t::people::filter::phone(),
        Has::Address => t::filters::has_address(),
        Has::Link => t::filters::has_link(),
        Has::Note => t::people::filter::note(),
        Has::Tag => t::people::filter::tag(),
        Has::Birthday => t::filters::has_birthday(),
        Has::Company => t::people::filter::company(),
        Has::Bucket => t::filters::has_bucket(),
    }
}

fn stands(is: Is) -> &'static str {
    match is {
        Is::Unanswered => t::people::filter::unanswered(),
        Is::Unwritten => t::people::filter::unwritten(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::help::tests::check_page;
    use kith_domain::query::{Query, parse};

    #[test]
    fn what_is_explained_is_understood() {
        for (name, word) in WORDS {
            for (filter, means) in examples(word) {
                let typed = text(&filter, false);
                assert!(typed.starts_with(&format!("{name}:")) && !means.is_empty(), "{typed}");
                assert_eq!(parse(&typed), Query { words: String::new(), filters: vec![(filter, false)] });
            }
        }
        let [_, together] = &*groups() else { panic!() };
        let typed: Vec<&str> = together.rows.iter().flat_map(|row| &row.signs).map(String::as_str).collect();
        let Query { words, filters } = parse(&typed.join(" "));
        assert_eq!(words, "big blue");
        assert_eq!(
            filters.len(),
            typed.len() - 1 - 1,
            "all but the words, and of two that are the same one: {typed:?}"
        );
    }

    #[test]
    fn reference_page_of_the_filters() {
        let mut page = String::from(
            "# Filters\n\n\
             They work in the search and in the list of people, alone or together with words. `?` shows them in Kith.\n",
        );
        for (group, head) in groups().into_iter().zip(["Finds people", "What it means"]) {
            page += &format!("\n## {}\n\n| Type | {head} |\n|---|---|\n", group.title);
            page += &group.rows_of_table(false);
        }
        check_page("filters.md", &page);
    }
}
