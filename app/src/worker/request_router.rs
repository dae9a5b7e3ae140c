//! Keeps apart who asked what: every page numbers what it says for itself, the engine hears one row of numbers.

use kith_engine::api::ToEngine;
use kith_engine::api::passed::Passed;
use std::collections::BTreeMap;

/// What pages wait for, by the number that the engine knows it under. `W` is a page.
#[derive(Debug)]
pub(super) struct RequestRouter<W> {
    last: u32,
    waiting: BTreeMap<u32, (W, u32)>,
}

/// Who is to hear something.
#[derive(Debug, PartialEq)]
pub(super) enum To<W> {
    /// The page that asked.
    One(W, Passed),
    /// Every page.
    All(Passed),
    /// The page that asked is gone.
    Nobody,
}

impl<W: Copy + PartialEq> RequestRouter<W> {
    pub(super) fn new() -> Self {
        Self { last: 0, waiting: BTreeMap::new() }
    }

    /// What a page says, as the engine is to hear it.
    pub(super) fn inward(&mut self, from: W, message: ToEngine) -> ToEngine {
        self.last = self.last.wrapping_add(1);
        let (number, message) = match message {
            ToEngine::Ask(number, question) => (number, ToEngine::Ask(self.last, question)),
            ToEngine::Order(number, command) => (number, ToEngine::Order(self.last, command)),
        };
        self.waiting.insert(self.last, (from, number));
        message
    }

    /// What the engine says, as a page is to hear it.
    pub(super) fn outward(&mut self, message: Passed) -> To<W> {
        match message {
            Passed::Answer(number, answer) => match self.waiting.remove(&number) {
                Some((to, number)) => To::One(to, Passed::Answer(number, answer)),
                None => To::Nobody,
            },
            Passed::Outcome(number, outcome) => match self.waiting.remove(&number) {
                Some((to, number)) => To::One(to, Passed::Outcome(number, outcome)),
                None => To::Nobody,
            },
            Passed::Ready | Passed::Broken(_) | Passed::Changed(_) | Passed::Locked | Passed::NotUnlocked(_) => {
                To::All(message)
            }
        }
    }

    /// A page is gone: no one wants what it waits for.
    pub(super) fn forget(&mut self, page: W) {
        self.waiting.retain(|_, (who, _)| *who != page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::{Bytes, Change, Command, question};

    fn answer(number: u32) -> Passed {
        Passed::Answer(number, Ok(Bytes(vec![7])))
    }

    fn number(message: &ToEngine) -> u32 {
        match message {
            ToEngine::Ask(number, _) | ToEngine::Order(number, _) => *number,
        }
    }

    #[test]
    fn the_same_number_of_two_pages_goes_back_to_each() {
        let mut router = RequestRouter::new();
        let one = number(&router.inward('a', ToEngine::Ask(7, question::Overview.into())));
        let two = number(&router.inward('b', ToEngine::Order(7, Command::AddSample)));
        assert_ne!(one, two);
        assert_eq!(router.outward(Passed::Outcome(two, Ok(()))), To::One('b', Passed::Outcome(7, Ok(()))));
        assert_eq!(router.outward(answer(one)), To::One('a', answer(7)));
        assert_eq!(router.outward(answer(one)), To::Nobody, "it was answered");
    }

    #[test]
    fn changes_go_to_all() {
        let mut router = RequestRouter::<char>::new();
        for message in [Passed::Ready, Passed::Changed(Change::People)] {
            assert_eq!(router.outward(message.clone()), To::All(message));
        }
    }

    #[test]
    fn no_one_hears_what_a_page_that_is_gone_asked() {
        let mut router = RequestRouter::new();
        let one = number(&router.inward('a', ToEngine::Ask(1, question::Overview.into())));
        let two = number(&router.inward('b', ToEngine::Ask(1, question::Overview.into())));
        router.forget('a');
        assert_eq!(router.outward(answer(one)), To::Nobody);
        assert_eq!(router.outward(answer(two)), To::One('b', answer(1)));
    }
}
