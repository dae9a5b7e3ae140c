//! What phone numbers, addresses and days are for, in words. They are kept in English words that every address book knows.

use crate::i18n::{Text, t};
use kith_domain::contact::label::canonical;

const WORDS: [(&str, Text); 11] = [
    ("work", t::label::work),
    ("home", t::label::home),
    ("mobile", t::label::mobile),
    ("main", t::label::main),
    ("fax", t::label::fax),
    ("pager", t::label::pager),
    ("car", t::label::car),
    ("video", t::label::video),
    ("text", t::label::text),
    ("other", t::label::another),
    ("anniversary", t::label::anniversary),
];

/// A label as it reads: word by word, if each is one of those.
pub(crate) fn label_in_words(label: &str) -> String {
    let word = |word: &str| WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, text)| text());
    let words: Option<Vec<&str>> = label.split_whitespace().map(word).collect();
    words.filter(|words| !words.is_empty()).map_or_else(|| label.to_owned(), |words| words.join(" "))
}

/// A label as it is kept, from what was typed.
pub(crate) fn label_of(typed: &str) -> String {
    let lower = |text: &str| text.to_lowercase();
    let word = |word: &str| WORDS.iter().find(|(_, text)| lower(text()) == lower(word)).map(|(known, _)| *known);
    let words: Option<Vec<&str>> = typed.split_whitespace().map(word).collect();
    canonical(&words.map_or_else(|| typed.to_owned(), |words| words.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::{label_in_words, label_of};
    use crate::i18n::{Forms, Language, speak};

    #[test]
    fn a_label_is_kept_in_english_and_read_in_the_language_of_the_page() {
        let check = |typed: &str, kept: &str, shown: &str| {
            assert_eq!(label_of(typed), kept, "{typed}");
            assert_eq!(label_in_words(kept), shown, "{kept}");
        };
        check("Work", "work", "work");
        check("Fax Work", "work fax", "work fax");
        check("Summer house", "Summer house", "Summer house");
        check("", "", "");
        speak(Language::De, Forms::english());
        check("arbeit", "work", "Arbeit");
        check("Ferienhaus", "Ferienhaus", "Ferienhaus");
        check("Mobil Privat", "home mobile", "privat Mobil");
    }
}
