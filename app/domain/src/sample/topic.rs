//! What conversations are about, and the scripts for it.

use super::data::names::Tongue;
use super::data::{ENGLISH, Manners, Script, bulk, groups, home, other_languages as other, work};

/// What a conversation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// Between the owner and someone, by the script of that number.
    Letter(Tongue, bool, usize),
    /// Among several.
    Group(bool, usize),
    /// From someone to everyone.
    Everybody,
    /// An automatic answer.
    Away,
    /// From a newsletter, a program: which one, which letter.
    Newsletter(usize, usize),
    AutomatedSender(usize, usize),
    /// On the mailing list.
    List(usize),
}

impl Topic {
    pub(super) fn script(self) -> Option<&'static Script> {
        match self {
            Self::Letter(tongue, home, which) => scripts(tongue, home).get(which),
            Self::Group(true, which) => groups::HOME.get(which),
            Self::Group(false, which) => groups::WORK.get(which),
            Self::Everybody => Some(&groups::EVERYBODY),
            Self::Away => Some(&bulk::AWAY),
            Self::Newsletter(which, letter) => bulk::NEWSLETTERS.get(which)?.letters.get(letter),
            Self::AutomatedSender(which, letter) => bulk::AUTOMATED_SENDERS.get(which)?.letters.get(letter),
            Self::List(which) => bulk::LIST_SCRIPTS.get(which),
        }
    }

    pub(super) fn turns(self) -> usize {
        self.script().map_or(0, |script| script.turns.len())
    }

    pub(super) const fn manners(self) -> &'static Manners {
        match self {
            Self::Letter(Tongue::German, ..) => &other::GERMAN,
            Self::Letter(Tongue::French, ..) => &other::FRENCH,
            Self::Letter(Tongue::Spanish, ..) => &other::SPANISH,
            _ => &ENGLISH,
        }
    }
}

/// The conversations that can be had.
pub(super) const fn scripts(tongue: Tongue, home: bool) -> &'static [Script] {
    match (tongue, home) {
        (Tongue::English, true) => &home::SCRIPTS,
        (Tongue::English, false) => &work::SCRIPTS,
        (Tongue::German, _) => &other::GERMAN_SCRIPTS,
        (Tongue::French, _) => &other::FRENCH_SCRIPTS,
        (Tongue::Spanish, _) => &other::SPANISH_SCRIPTS,
    }
}
