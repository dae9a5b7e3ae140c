//! What a phone number or an address is for.

use crate::tidy;

/// The words that every address book has, in the order in which they are written, and what others call them.
const WORDS: [(&str, &[&str]); 10] = [
    ("work", &["business"]),
    ("home", &["private", "personal"]),
    ("mobile", &["cell"]),
    ("main", &[]),
    ("fax", &[]),
    ("pager", &[]),
    ("car", &[]),
    ("video", &[]),
    ("text", &[]),
    ("other", &[]),
];

/// The label of a day that address books have a property for.
pub(crate) const ANNIVERSARY: &str = "anniversary";

const MAX_LABEL_CHARS: usize = 100;

/// A label as Kith has it: `work`, `home`, `mobile`, `work fax`, whatever the source calls them, and any other as it is
/// written.
#[must_use]
pub fn canonical(label: &str) -> String {
    let label = tidy::line(label, MAX_LABEL_CHARS);
    match known(&label) {
        Some(words) => words.join(" "),
        None if label.eq_ignore_ascii_case(ANNIVERSARY) => ANNIVERSARY.to_owned(),
        None => label,
    }
}

/// The words of a label that says nothing else, in their order.
pub(crate) fn known(label: &str) -> Option<Vec<&'static str>> {
    let mut ranks = Vec::new();
    for word in label.split_whitespace() {
        ranks.push(rank(word)?);
    }
    ranks.sort_unstable();
    ranks.dedup();
    Some(ranks.into_iter().filter_map(|rank| WORDS.get(rank)).map(|(word, _)| *word).collect())
}

fn rank(word: &str) -> Option<usize> {
    let is = |other: &&str| word.eq_ignore_ascii_case(other);
    WORDS.iter().position(|(known, others)| is(known) || others.iter().any(is))
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn one_label_for_one_thing() {
        for (label, expected) in [
            ("", ""),
            ("WORK", "work"),
            ("Cell", "mobile"),
            ("fax  Work", "work fax"),
            ("home home", "home"),
            ("Summer house", "Summer house"),
            ("Work (old)", "Work (old)"),
            ("Anniversary", "anniversary"),
            (" a\u{202e}b ", "ab"),
        ] {
            assert_eq!(canonical(label), expected, "{label:?}");
            assert_eq!(canonical(&canonical(label)), expected);
        }
    }
}
