//! Which messages are of the same conversation.

use crate::api::PersonId;
use crate::book::Book;
use crate::book::facts::correspondents::NONE;
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// Maximum number of messages by which a conversation is followed back to its beginning.
const MAX_STEPS: usize = 50;

impl Book {
    /// Ties a message to what it answers, to what that answers, and so on.
    pub(super) fn follow(&self, row: u32, threads: &mut Conversations) {
        let mut at = row;
        for _ in 0..MAX_STEPS {
            let knot = self.knot(at);
            if self.threads.thread(at) != NONE {
                threads.tie(knot, Knot::Thread(self.threads.thread(at)));
            }
            let answered = self.threads.answers(at);
            // Some programs do not say what they answer, or say an id that only their server knows: then it is what
            // they write about, with the same person, or with someone of the same name.
            let about = self.rows.subject(at).base;
            if about != NONE
                && (answered == 0 || self.threads.with_id(answered).next().is_none())
                && let Some(person) = self.people_of(at).next()
            {
                threads.tie(knot, Knot::About(about, person.id));
                if person.key != 0 {
                    threads.tie(knot, Knot::Named(about, person.key));
                }
            }
            if answered == 0 || !threads.tie(knot, Knot::Id(answered)) {
                return;
            }
            match self.threads.with_id(answered).min_by_key(|&row| self.rows.key(row)) {
                Some(above) if above != at => {
                    // A copy of it may bear another id.
                    threads.tie(self.knot(above), Knot::Id(answered));
                    at = above;
                }
                _ => return,
            }
        }
    }

    pub(super) fn knot(&self, row: u32) -> Knot {
        match self.threads.id(row) {
            0 => Knot::Row(row),
            id => Knot::Id(id),
        }
    }
}

/// What holds a conversation together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Knot {
    /// A Message-ID, by its hash.
    Id(u64),
    /// The server's word.
    Thread(u32),
    /// Nothing: a message by itself.
    Row(u32),
    /// What is written about with someone.
    About(u32, PersonId),
    /// What is written about with someone of that name.
    Named(u32, u64),
}

/// Which messages are of the same conversation.
#[derive(Debug, Default)]
pub(super) struct Conversations {
    numbers: HashMap<Knot, u32, FixedState>,
    /// What each is tied to; itself at the top.
    above: Vec<u32>,
}

impl Conversations {
    /// The number of a knot.
    fn number(&mut self, knot: Knot) -> u32 {
        let next = u32::try_from(self.above.len()).unwrap_or(NONE);
        let number = *self.numbers.entry(knot).or_insert(next);
        if number == next {
            self.above.push(next);
        }
        number
    }

    /// The conversation that a knot is of.
    pub(super) fn top(&mut self, knot: Knot) -> u32 {
        let mut at = self.number(knot);
        while let Some(above) = self.above.get(at as usize).copied().filter(|above| *above != at) {
            // Half of the way is saved the next time.
            let further = self.above.get(above as usize).copied().unwrap_or(above);
            self.above.get_mut(at as usize).into_iter().for_each(|slot| *slot = further);
            at = further;
        }
        at
    }

    /// Ties two together. Gives whether they were not yet.
    fn tie(&mut self, one: Knot, other: Knot) -> bool {
        let (one, other) = (self.top(one), self.top(other));
        self.above.get_mut(one as usize).into_iter().for_each(|slot| *slot = other);
        one != other
    }
}
