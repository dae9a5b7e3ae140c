//! What the messages say that name an address which may be the user's.

use crate::book::facts::correspondents::NONE;
use foldhash::fast::FixedState;
use kith_domain::own;
use std::collections::HashMap;

/// An address is the user's only if at most one of this many letters to it answers someone else: on a list, many do.
/// And for this many letters at most one message may come from the address, or be one that the user wrote to it.
const LETTERS_PER_EXCEPTION: usize = 10;

/// What the messages of each candidate say.
pub(in crate::book) type Tallies = HashMap<u32, Tally, FixedState>;

/// What the messages say that name a candidate.
#[derive(Debug, Default)]
pub(in crate::book) struct Tally {
    parts: HashMap<u32, Part, FixedState>,
    letters: usize,
    /// Letters that answer what neither their sender nor the user wrote.
    among: usize,
    /// Messages other than letters that the user wrote to the address, or that came from it.
    others: usize,
    /// How many of the messages that the user wrote to the address, or that came from it, the user wrote; and how many
    /// the user did not.
    sent: usize,
    received: usize,
    /// Who wrote the letters, and how many each.
    senders: HashMap<u32, usize, FixedState>,
    /// The letters that answer something, by what they answer.
    answering: HashMap<u64, Vec<u32>, FixedState>,
}

/// What one message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// It is a letter to the address alone.
    pub(super) is_letter: bool,
    /// Who wrote the letter; [`NONE`] if no one did.
    pub(super) from: u32,
    pub(super) is_among: bool,
    /// Whether the user wrote it to the address, or it came from there; and if so, whether the user wrote it.
    pub(super) other: Option<bool>,
}

impl Tally {
    /// Takes in what a message says that answers that one (0: none); `None` if it says nothing.
    pub(super) fn put(&mut self, row: u32, part: Option<Part>, answers: u64) {
        self.set(row, part);
        if part.is_some_and(|part| part.is_letter) && answers != 0 {
            let rows = self.answering.entry(answers).or_default();
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
    }

    /// The letters that answer that message.
    pub(super) fn answering(&self, id: u64) -> &[u32] {
        self.answering.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    fn set(&mut self, row: u32, part: Option<Part>) {
        let before = match part {
            Some(part) => self.parts.insert(row, part),
            None => self.parts.remove(&row),
        };
        if before == part {
            return;
        }
        if let Some(part) = before {
            self.count(part, |count| *count = count.saturating_sub(1));
        }
        if let Some(part) = part {
            self.count(part, |count| *count += 1);
        }
        let from = before.map_or(NONE, |part| part.from);
        if self.senders.get(&from) == Some(&0) {
            self.senders.remove(&from);
        }
    }

    fn count(&mut self, part: Part, change: impl Fn(&mut usize)) {
        let Part { is_letter, from, is_among, other } = part;
        if is_letter {
            change(&mut self.letters);
            if is_among {
                change(&mut self.among);
            }
            if from != NONE {
                change(self.senders.entry(from).or_default());
            }
        } else if other.is_some() {
            change(&mut self.others);
        }
        match other {
            Some(true) => change(&mut self.sent),
            Some(false) => change(&mut self.received),
            None => {}
        }
    }

    /// Whether letters of many went to the address as they go to the user, and not as they go over a list.
    pub(super) fn tells_by_letters(&self) -> bool {
        self.senders.len() >= own::MIN_SENDERS
            && self.among * LETTERS_PER_EXCEPTION <= self.letters
            && self.others * LETTERS_PER_EXCEPTION <= self.letters
    }

    /// Whether someone else writes from the address: the user wrote to them, and they to the user.
    pub(super) const fn is_another(&self) -> bool {
        self.sent > 0 && self.received > 0
    }

    #[cfg(test)]
    pub(super) fn assert_says(&self, other: &Self, of: &str) {
        assert_eq!(self.parts, other.parts, "{of}");
        assert_eq!((self.letters, self.among, self.others), (other.letters, other.among, other.others));
        assert_eq!((self.sent, self.received, &self.senders), (other.sent, other.received, &other.senders));
    }
}
