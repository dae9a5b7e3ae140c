//! What a program wrote in somebody's name, or about somebody's mail.

use crate::message::{Automatic, Facts, Role};

/// What of a header shows whether a program wrote a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// What its own fields say.
    pub by_header: Option<Automatic>,
    /// It asks programs not to answer it.
    pub suppresses_answers: bool,
    /// It names a message that it answers.
    pub is_reply: bool,
}

/// As what a message shows itself that a program wrote: see [`automatic`].
#[must_use]
pub fn automatic_of(facts: &Facts) -> Option<Automatic> {
    let signs = Signs {
        by_header: facts.automatic,
        suppresses_answers: facts.suppresses_answers,
        is_reply: !facts.references.is_empty(),
    };
    let parties = facts.parties.iter().map(|party| (party.role, &party.address));
    automatic(&facts.subject, signs, parties, |address| address.as_str(), super::is_robot)
}

/// As what a message shows itself that a program wrote, if one did: by its header.
pub fn automatic<'a, P: Copy>(
    _subject: &str,
    signs: Signs,
    _parties: impl Iterator<Item = (Role, P)> + Clone,
    _text: impl Fn(P) -> &'a str,
    _is_robot: impl Fn(P) -> bool,
) -> Option<Automatic> {
    signs.by_header
}
