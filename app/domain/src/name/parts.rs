//! The parts of a name.

use crate::contact::NameParts;

/// The whole name of its parts, in the order in which it is said.
#[must_use]
pub fn join(parts: &NameParts) -> String {
    let NameParts { family, given, additional, prefix, suffix } = parts;
    let all = [prefix, given, additional, family, suffix];
    all.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
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
