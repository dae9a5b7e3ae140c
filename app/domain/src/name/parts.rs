//! The parts of a name, put together and taken apart.

use super::words::{is_degree, is_particle, is_suffix, is_title};
use crate::contact::NameParts;
use crate::{name, tidy};

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
    let (first, rest) = full.split_once(',').unwrap_or((&full, ""));
    let behind = rest.split_whitespace().next().unwrap_or_default();
    // `Birke, Mara`, but `Mara Birke, PhD`.
    if !behind.is_empty() && !is_behind(behind) && !rest.contains(',') {
        let said = Words::of(rest);
        let family = Words::of(first);
        let mut given = said.names.into_iter();
        return NameParts {
            family: family.names.join(" "),
            given: given.next().unwrap_or_default().to_owned(),
            additional: given.collect::<Vec<_>>().join(" "),
            prefix: spaced(&[&family.prefix, &said.prefix]),
            suffix: spaced(&[&family.suffix, &said.suffix]),
        };
    }
    let Words { prefix, names, suffix } = Words::of(&full);
    let (given, family) = name::split(&names.join(" "));
    NameParts { family, given, additional: String::new(), prefix, suffix }
}

/// The parts of a name that was changed as a whole. A part that is still in its place stays as it was, so that a middle
/// name stays one, and a double family name is not taken apart.
#[must_use]
pub fn change(old: &NameParts, full: &str) -> NameParts {
    let full = tidy::line(full, MAX_NAME_CHARS);
    if join(old) == full {
        return old.clone();
    }
    if old.is_empty() || full.contains(',') && !join(old).contains(',') {
        return split(&full);
    }
    let words: Vec<&str> = full.split_whitespace().collect();
    let order = [&old.prefix, &old.given, &old.additional, &old.family, &old.suffix];
    let lists = order.map(|part| part.split_whitespace().collect::<Vec<_>>());
    // What is the same from the front, and what is from the back.
    let mut front = 0;
    let mut kept_before = 0;
    for part in &lists {
        let is_there = words.get(front..).is_some_and(|rest| rest.starts_with(part));
        if !is_there {
            break;
        }
        front += part.len();
        kept_before += 1;
    }
    let mut back = words.len();
    let mut kept_behind = lists.len();
    for part in lists.iter().rev().take(lists.len() - kept_before) {
        let is_there = words.get(front..back).is_some_and(|rest| rest.ends_with(part));
        if !is_there {
            break;
        }
        back -= part.len();
        kept_behind -= 1;
    }
    let between: Vec<&str> = words.get(front..back).unwrap_or_default().to_vec();
    let changed: Vec<usize> = (kept_before..kept_behind).collect();
    let mut parts = order.map(String::clone);
    match changed.as_slice() {
        // Everything is where it was, and something was added.
        [] => return with_added(old, &between, front, &lists),
        [one] => parts.get_mut(*one).into_iter().for_each(|part| *part = between.join(" ")),
        several => {
            let new = split(&between.join(" "));
            let new = [new.prefix, new.given, new.additional, new.family, new.suffix];
            if several.len() < order.len() && !fits(several, &new) {
                return split(&full);
            }
            for (at, part) in parts.iter_mut().enumerate().filter(|(at, _)| several.contains(at)) {
                *part = new.get(at).cloned().unwrap_or_default();
            }
        }
    }
    let [prefix, given, additional, family, suffix] = parts;
    NameParts { family, given, additional, prefix, suffix }
}

/// Whether new parts stand only where something changed.
fn fits(changed: &[usize], new: &[String; 5]) -> bool {
    new.iter().enumerate().all(|(at, part)| part.is_empty() || changed.contains(&at))
}

/// All parts are still there, and words were added between two of them, or at an end.
fn with_added(old: &NameParts, added: &[&str], front: usize, lists: &[Vec<&str>; 5]) -> NameParts {
    let mut parts = old.clone();
    let text = added.join(" ");
    let [prefix, given, additional, family, _] = lists.each_ref().map(Vec::len);
    let place = match front {
        at if at < prefix || at == 0 => &mut parts.prefix,
        at if at == prefix => &mut parts.given,
        at if at <= prefix + given + additional => &mut parts.additional,
        at if at == prefix + given + additional + family && added.iter().all(|word| is_behind(word)) => &mut parts.suffix,
        _ => &mut parts.family,
    };
    *place = spaced(&[place, &text]);
    parts
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
    is_suffix(word) || is_degree(word) && !is_particle(word)
}

/// Whether it is written in signs between which no spaces stand.
fn is_without_spaces(part: &str) -> bool {
    let part = part.trim();
    !part.is_empty()
        && part.chars().all(|sign| matches!(sign, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

fn spaced(parts: &[&str]) -> String {
    parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[must_use]
pub fn split(name: &str) -> NameParts {
    let (given, family) = super::split(name);
    NameParts { given, family, ..NameParts::default() }
}

#[must_use]
pub fn change(_old: &NameParts, new_full: &str) -> NameParts {
    split(new_full)
}
