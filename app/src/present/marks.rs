//! What was typed, marked where it was found.

use kith_domain::search::fold;

/// A text in parts, each with whether it is what was typed: the beginnings of words there, or in writing without
/// spaces anything.
pub(crate) fn marked(subject: &str, typed: &str) -> Vec<(String, bool)> {
    let typed = fold(typed);
    let words: Vec<&str> = typed.split(' ').filter(|word| !word.is_empty()).collect();
    let mut parts: Vec<(String, bool)> = Vec::new();
    let mut before = None;
    // How many letters from here on belong to what was found.
    let mut left = 0;
    for (at, letter) in subject.char_indices() {
        let rest = subject.get(at..).unwrap_or_default();
        let begins = before.is_none_or(|before: char| !before.is_alphanumeric());
        let found = words.iter().filter(|word| begins || word.chars().any(|c| c >= '\u{2e80}'));
        left = found.filter_map(|word| reach(rest, word)).fold(left, usize::max);
        let is_found = left > 0;
        left = left.saturating_sub(1);
        match parts.last_mut().filter(|part| part.1 == is_found) {
            Some((part, _)) => part.push(letter),
            None => parts.push((letter.into(), is_found)),
        }
        before = Some(letter);
    }
    parts
}

/// How many letters of a text, from its first, make a folded word. `None`: it does not begin with it.
fn reach(text: &str, word: &str) -> Option<usize> {
    if text.starts_with(char::is_whitespace) {
        return None;
    }
    let mut begin = String::new();
    let mut letters = text.chars();
    for count in 1.. {
        begin.push(letters.next()?);
        let folded = fold(&begin);
        if folded.starts_with(word) {
            // An accent of its own belongs to the letter before.
            let accents = letters.take_while(|c| !c.is_whitespace() && fold(c.encode_utf8(&mut [0; 4])).is_empty());
            return Some(count + accents.count());
        }
        if !word.starts_with(&folded) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with what was found in brackets.
    fn check(subject: &str, typed: &str) -> String {
        let part = |(text, found)| if found { format!("[{text}]") } else { text };
        marked(subject, typed).into_iter().map(part).collect()
    }

    #[test]
    fn what_was_typed_is_marked_where_words_begin() {
        for (subject, typed, expected) in [
            ("Budget for the summer", "sum", "Budget for the [sum]mer"),
            ("Budget for the summer", "SUM bud", "[Bud]get for the [sum]mer"),
            ("Consumer", "sum", "Consumer"),
            ("Übergabe am Freitag", "uber", "[Über]gabe am Freitag"),
            ("Cafe\u{301} um acht", "cafe", "[Cafe\u{301}] um acht"),
            ("Straße 5", "strass", "[Straß]e 5"),
            ("Re: re-reading", "re", "[Re]: [re]-[re]ading"),
            ("来週の会議", "会議", "来週の[会議]"),
            ("Встреча", "встр", "[Встр]еча"),
            ("sum summer", "sum summer", "[sum] [summer]"),
            ("Anything", "", "Anything"),
            ("", "sum", ""),
        ] {
            assert_eq!(check(subject, typed), expected, "{typed:?} in {subject:?}");
        }
    }
}
