//! The parts of a name, put together and taken apart.

use super::words::{is_degree, is_particle, is_suffix, is_title};
use super::{Called, called};
use crate::contact::NameParts;
use crate::tidy;

const MAX_NAME_CHARS: usize = 1_000;

/// The whole name of its parts, in the order in which it is said: the family name first where names are written without
/// spaces.
#[must_use]
pub fn join(parts: &NameParts) -> String {
    let NameParts { family, given, additional, prefix, suffix } = parts;
    let body = match is_without_spaces(family) && is_without_spaces(given) && additional.trim().is_empty() {
        true => format!("{}{}", family.trim(), given.trim()),
        false => spaced(&[given, additional, family]),
    };
    spaced(&[prefix, &body, suffix])
}

/// The parts of a whole name: titles, given names, the family name with its particles, and what stands behind it. A
/// company has none.
#[must_use]
pub fn split(full: &str) -> NameParts {
    let full = tidy::line(full, MAX_NAME_CHARS);
    if called(&full) == Called::Organisation {
        return NameParts::default();
    }
    let (first, rest) = full.split_once(',').unwrap_or((&full, ""));
    let next = rest.split_whitespace().next();
    // `Birke, Mara`, but `Mara Birke, PhD`.
    if next.is_some_and(|word| !is_behind(word)) && !rest.contains(',') {
        let (family, said) = (Words::of(first), Words::of(rest));
        return NameParts {
            family: family.names.join(" "),
            given: said.names.join(" "),
            additional: String::new(),
            prefix: spaced(&[&family.prefix, &said.prefix]),
            suffix: spaced(&[&family.suffix, &said.suffix]),
        };
    }
    let Words { prefix, names, suffix } = Words::of(&full);
    let (given, family) = super::split(&names.join(" "));
    NameParts { family, given, additional: String::new(), prefix, suffix }
}

/// The parts of a name that was changed as a whole. A part that is still in its place stays as it was, so that a middle
/// name stays one, and a double family name is not taken apart.
#[must_use]
pub fn change(old: &NameParts, full: &str) -> NameParts {
    let full = tidy::line(full, MAX_NAME_CHARS);
    let before = join(old);
    if before == full {
        return old.clone();
    }
    if old.is_empty() || full.contains(',') && !before.contains(',') {
        return split(&full);
    }
    if is_without_spaces(&full) && is_without_spaces(&before) {
        return of_signs(old, &full);
    }
    let words: Vec<&str> = full.split_whitespace().collect();
    let order = [&old.prefix, &old.given, &old.additional, &old.family, &old.suffix];
    let parts = order.map(|part| part.split_whitespace().collect::<Vec<_>>());
    // What is still there from the front, and from the back.
    let (mut from, mut first) = (0, 0);
    while let Some(part) = parts.get(first).filter(|part| words.get(from..).is_some_and(|it| it.starts_with(part))) {
        from += part.len();
        first += 1;
    }
    let (mut to, mut last) = (words.len(), parts.len());
    while let Some(part) = parts.get(first..last).and_then(<[_]>::last) {
        if !words.get(from..to).is_some_and(|it| it.ends_with(part)) {
            break;
        }
        to -= part.len();
        last -= 1;
    }
    let between = words.get(from..to).unwrap_or_default();
    let mut new = order.map(String::clone);
    match (last - first, new.get_mut(first)) {
        // Everything is still there, and something was added.
        (0, _) => return added(old, between, &parts.map(|part| part.len()), from),
        (1, Some(part)) => *part = between.join(" "),
        _ => {
            let NameParts { family, given, additional, prefix, suffix } = split(&between.join(" "));
            let parted = [prefix, given, additional, family, suffix];
            let fits = |at: usize, part: &String| part.is_empty() || (first..last).contains(&at);
            if parted.iter().all(String::is_empty) || !parted.iter().enumerate().all(|(at, part)| fits(at, part)) {
                return split(&full);
            }
            let changed = new.iter_mut().zip(parted).take(last).skip(first);
            changed.for_each(|(part, parted)| *part = parted);
        }
    }
    let [prefix, given, additional, family, suffix] = new;
    NameParts { family, given, additional, prefix, suffix }
}

/// A name without spaces of which one part is still there.
fn of_signs(old: &NameParts, full: &str) -> NameParts {
    let of =
        |family: &str, given: &str| NameParts { family: family.to_owned(), given: given.to_owned(), ..old.clone() };
    match (full.strip_prefix(old.family.as_str()), full.strip_suffix(old.given.as_str())) {
        (Some(given), _) if !old.family.is_empty() => of(&old.family, given),
        (_, Some(family)) if !old.given.is_empty() => of(family, &old.given),
        _ => split(full),
    }
}

/// All parts are still there, and words were added: behind that many words, of parts of those lengths.
fn added(old: &NameParts, words: &[&str], lengths: &[usize; 5], behind: usize) -> NameParts {
    let mut new = old.clone();
    let text = words.join(" ");
    let [prefix, given, additional, family, suffix] = *lengths;
    let all = |is: fn(&str) -> bool| words.iter().all(|word| is(word));
    let before_family = prefix + given + additional;
    let (part, is_before) = match behind {
        at if at < prefix => (&mut new.prefix, true),
        at if at == prefix && all(is_title) => (&mut new.prefix, false),
        at if at == prefix => (&mut new.given, true),
        at if at < before_family => (&mut new.additional, true),
        at if at == before_family && all(is_particle) => (&mut new.family, true),
        at if at == before_family => (&mut new.additional, false),
        at if at == before_family + family && (all(is_behind) || suffix > 0) => (&mut new.suffix, true),
        at if at > before_family + family => (&mut new.suffix, false),
        _ => (&mut new.family, false),
    };
    *part = if is_before { spaced(&[&text, part]) } else { spaced(&[part, &text]) };
    new
}

/// The words of a name without those around it.
struct Words<'a> {
    prefix: String,
    names: Vec<&'a str>,
    suffix: String,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches(',')).collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let most = words.len().saturating_sub(1);
        let before = words.iter().take(most).take_while(|word| is_title(word)).count();
        let behind = words.iter().skip(before + 1).rev().take_while(|word| is_behind(word)).count();
        let part = |from: usize, to: usize| words.get(from..to).unwrap_or_default().to_vec();
        Self {
            prefix: part(0, before).join(" "),
            names: part(before, words.len() - behind),
            suffix: part(words.len() - behind, words.len()).join(" "),
        }
    }
}

/// Whether a word stands behind a name: `Jr.`, `PhD`.
fn is_behind(word: &str) -> bool {
    is_suffix(word) || is_degree(word)
}

/// Whether it is written in signs between which no spaces stand.
fn is_without_spaces(part: &str) -> bool {
    let part = part.trim();
    !part.is_empty()
        && part
            .chars()
            .all(|sign| matches!(sign, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

fn spaced(parts: &[&str]) -> String {
    parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{change, join, split};
    use crate::contact::NameParts;
    use proptest::prelude::*;

    /// `prefix|given|additional|family|suffix`
    fn parts(text: &str) -> NameParts {
        let [prefix, given, additional, family, suffix] =
            text.split('|').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
        NameParts { family, given, additional, prefix, suffix }
    }

    #[test]
    fn a_name_is_taken_apart_and_put_together() {
        for (full, expected, said) in [
            ("Ada King", "|Ada||King|", "Ada King"),
            ("Dr. Mara Jo Birke PhD", "Dr.|Mara Jo||Birke|PhD", "Dr. Mara Jo Birke PhD"),
            ("Prof. Dr. Ada King", "Prof. Dr.|Ada||King|", "Prof. Dr. Ada King"),
            ("Ursula von der Leyen", "|Ursula||von der Leyen|", "Ursula von der Leyen"),
            ("Ludwig van Beethoven", "|Ludwig||van Beethoven|", "Ludwig van Beethoven"),
            ("von der Leyen, Ursula", "|Ursula||von der Leyen|", "Ursula von der Leyen"),
            ("Birke, Dr. Mara Jo", "Dr.|Mara Jo||Birke|", "Dr. Mara Jo Birke"),
            ("Mara Birke, PhD", "|Mara||Birke|PhD", "Mara Birke PhD"),
            ("Martin King Jr.", "|Martin||King|Jr.", "Martin King Jr."),
            ("Mara Birke-Baker", "|Mara||Birke-Baker|", "Mara Birke-Baker"),
            ("Ada", "|Ada|||", "Ada"),
            ("Dr.", "|Dr.|||", "Dr."),
            ("王小明", "|小明||王|", "王小明"),
            ("김민수", "|민수||김|", "김민수"),
            ("Acme Ltd", "||||", ""),
            ("  ", "||||", ""),
            ("", "||||", ""),
        ] {
            assert_eq!(split(full), parts(expected), "{full}");
            assert_eq!(join(&split(full)), said);
        }
        assert_eq!(join(&parts("Dr.|Mara|Jo|Birke|PhD")), "Dr. Mara Jo Birke PhD");
        assert_eq!(join(&parts("|花子||佐藤|")), "佐藤花子");
    }

    #[test]
    fn only_the_part_that_changed_is_changed() {
        for (old, full, expected) in [
            ("|Mara|Jo|Birke|", "Mara Jo Birke", "|Mara|Jo|Birke|"),
            ("|Mara|Jo|Birke|", "Mara Jo Baker", "|Mara|Jo|Baker|"),
            ("|Mara|Jo|Birke|", "Tara Jo Birke", "|Tara|Jo|Birke|"),
            ("|Mara|Jo|Birke|", "Mara Birke", "|Mara||Birke|"),
            ("|Mara Lena||Birke Baker|", "Mara Lena Birke", "|Mara Lena||Birke|"),
            ("|Mara Lena||Birke Baker|", "Mara Jo Birke Baker", "|Mara Jo||Birke Baker|"),
            ("|Mara||Birke Baker|", "Mara Jo Birke Baker", "|Mara|Jo|Birke Baker|"),
            ("|Mara||Birke|", "Dr. Mara Birke", "Dr.|Mara||Birke|"),
            ("Dr.|Mara||Birke|", "Prof. Dr. Mara Birke", "Prof. Dr.|Mara||Birke|"),
            ("|Mara|Jo|Birke|", "Mara Lena Jo Birke", "|Mara|Lena Jo|Birke|"),
            ("|Mara||Birke|", "Anna Mara Birke", "|Anna Mara||Birke|"),
            ("|Mara||Birke|", "Mara von Birke", "|Mara||von Birke|"),
            ("|Mara||Birke|", "Mara Birke Baker", "|Mara||Birke Baker|"),
            ("|Mara||Birke|", "Mara Birke PhD", "|Mara||Birke|PhD"),
            ("|Mara||Birke|", "Tom Baker", "|Tom||Baker|"),
            ("Dr.|Mara||Birke|PhD", "Dr. Tom Baker PhD", "Dr.|Tom||Baker|PhD"),
            ("Dr.|Mara||Birke|", "Mara Birke", "|Mara||Birke|"),
            ("|Mara||Birke|", "Baker, Mara", "|Mara||Baker|"),
            ("|花子||佐藤|", "佐藤太郎", "|太郎||佐藤|"),
            ("|花子||佐藤|", "鈴木花子", "|花子||鈴木|"),
            ("||||", "Mara Birke", "|Mara||Birke|"),
            ("|Mara||Birke|", "", "||||"),
        ] {
            assert_eq!(change(&parts(old), full), parts(expected), "{old} {full}");
        }
    }

    fn words() -> impl Strategy<Value = String> {
        proptest::collection::vec(prop::sample::select(vec!["Mara", "Jo", "Birke", "von", "Dr.", "PhD", "Baker"]), 0..3)
            .prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn a_changed_name_is_the_one_that_was_typed(
            (family, given, additional) in (words(), words(), words()),
            (prefix, suffix, full) in (words(), words(), [words(), words()]),
        ) {
            let old = NameParts { family, given, additional, prefix, suffix };
            let full = full.join(" ").trim().to_owned();
            prop_assert_eq!(join(&change(&old, &full)), full);
            prop_assert_eq!(change(&old, &join(&old)), old);
        }

        #[test]
        fn no_name_breaks_it(full in "\\PC{0,40}", old in "\\PC{0,20}") {
            let _ = change(&split(&old), &full);
        }
    }
}
