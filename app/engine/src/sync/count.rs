//! Whether a server names as many messages of a folder as it counts.
//!
//! Some servers name no more than a thousand messages when they are asked to look for them (SEARCH), and say nothing of
//! the others. So what they name is compared with how many messages they say the folder holds (EXISTS); where it is
//! fewer, they are asked in another way.

use crate::api::Problem;
use kith_wire::{Ask, Examined, UidSet};

/// A look at a whole folder, until what is named agrees with what is counted, or every way of asking was tried.
#[derive(Debug, PartialEq)]
pub(super) struct Count {
    /// The folder as it is counted.
    pub(super) opened: Examined,
    /// The first moment of which messages are wanted; `None` for all.
    since: Option<i64>,
    /// What was named of the time that is wanted.
    pub(super) named: UidSet,
    /// What was named, of whatever time.
    whole: UidSet,
    waits_for: Waits,
    /// Whether the server finds messages when it is asked to.
    finds: bool,
    /// Whether it named anything.
    answered: bool,
    /// Why it did not, the last time.
    refused: Option<Problem>,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Waits {
    /// What the server finds of the time that is wanted.
    Found,
    /// What it finds of whatever time.
    FoundOfAll,
    /// How many messages there are now: some may have been deleted before the server was asked to look.
    Recounted,
    /// What it gives one by one.
    Given,
    /// The same of the time that is wanted.
    GivenOfTime,
    /// How many messages there are at the end.
    RecountedLast,
}

/// What is to be done next.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    Ask(Ask),
    /// Open the folder once more, to hear how many messages it holds.
    Reopen,
    /// It is known what the server names.
    Over,
    /// It names nothing, whatever it is asked, for that reason.
    Refused(Problem),
}

impl Count {
    /// Begins with a folder that was just opened.
    pub(super) fn new(opened: Examined, since: Option<i64>) -> (Self, Ask) {
        let (named, whole) = (UidSet::new(), UidSet::new());
        let count =
            Self { opened, since, named, whole, waits_for: Waits::Found, finds: true, answered: false, refused: None };
        (count, uids(since, false))
    }

    /// How many messages the server counts and does not name.
    pub(super) fn unlisted(&self) -> u32 {
        let named = u32::try_from(self.whole.len()).unwrap_or(u32::MAX);
        self.opened.exists.saturating_sub(named)
    }

    /// The server named these, or refused to.
    pub(super) fn heard(&mut self, answer: Result<UidSet, Problem>) -> Next {
        let is_refused = answer.is_err();
        let uids = match answer {
            Ok(uids) => {
                self.answered = true;
                uids
            }
            Err(problem) => {
                self.refused = Some(problem);
                UidSet::new()
            }
        };
        let before = self.whole.len();
        self.whole.extend(&uids);
        // Without a first moment, what is wanted is all.
        if self.since.is_none() || matches!(self.waits_for, Waits::Found | Waits::GivenOfTime) {
            self.named.extend(&uids);
        }
        match self.waits_for {
            Waits::Found if is_refused => {
                self.finds = false;
                self.ask(Waits::Given, None, true)
            }
            Waits::Given if self.since.is_some() && !is_refused && (!self.finds || self.whole.len() > before) => {
                self.ask(Waits::GivenOfTime, self.since, true)
            }
            Waits::GivenOfTime if is_refused => {
                // All of them are read then; what is too old is left out by its own date.
                self.named = self.whole.clone();
                self.recount_or_end(Waits::RecountedLast)
            }
            Waits::Found if self.since.is_some() && self.unlisted() > 0 => self.ask(Waits::FoundOfAll, None, false),
            Waits::Found | Waits::FoundOfAll => self.recount_or_end(Waits::Recounted),
            _ => self.recount_or_end(Waits::RecountedLast),
        }
    }

    /// The folder was opened once more.
    pub(super) fn reopened(&mut self, opened: &Examined) -> Next {
        if opened.uid_validity == self.opened.uid_validity {
            // What came meanwhile is for the next look.
            let last = self.whole.ranges().last().map_or(0, |&(_, high)| high.saturating_add(1));
            let came = match (self.opened.uid_next, opened.uid_next) {
                (Some(before), Some(now)) => now.saturating_sub(before.max(last)),
                _ => 0,
            };
            let named = u32::try_from(self.whole.len()).unwrap_or(u32::MAX);
            self.opened.exists = opened.exists - opened.exists.saturating_sub(named).min(came);
        }
        match self.waits_for {
            Waits::Recounted if self.unlisted() > 0 => self.ask(Waits::Given, None, true),
            _ => self.over(),
        }
    }

    /// Where fewer are named than counted, the folder is counted once more.
    fn recount_or_end(&mut self, waits_for: Waits) -> Next {
        if self.unlisted() == 0 {
            return self.over();
        }
        self.waits_for = waits_for;
        Next::Reopen
    }

    fn ask(&mut self, waits_for: Waits, since: Option<i64>, one_by_one: bool) -> Next {
        self.waits_for = waits_for;
        Next::Ask(uids(since, one_by_one))
    }

    fn over(&mut self) -> Next {
        match self.refused.take().filter(|_| !self.answered && self.opened.exists > 0) {
            Some(problem) => Next::Refused(problem),
            None => Next::Over,
        }
    }
}

const fn uids(since: Option<i64>, one_by_one: bool) -> Ask {
    Ask::Uids { since, from: None, one_by_one }
}

#[cfg(test)]
mod tests {
    use super::{Count, Next, uids};
    use crate::api::{Problem, ProblemKind};
    use kith_wire::{Examined, UidSet};

    const SINCE: Option<i64> = Some(1_000);

    const fn problem() -> Problem {
        Problem::new(ProblemKind::NotFound)
    }

    const fn no() -> Result<UidSet, Problem> {
        Err(problem())
    }

    fn set(low: u32, high: u32) -> UidSet {
        UidSet::from(vec![(low, high)])
    }

    fn opened(exists: u32, uid_next: u32) -> Examined {
        Examined { uid_validity: 1, uid_next: Some(uid_next), exists }
    }

    fn begun(exists: u32, uid_next: u32, since: Option<i64>) -> Count {
        let (count, ask) = Count::new(opened(exists, uid_next), since);
        assert_eq!(ask, uids(since, false));
        count
    }

    #[test]
    fn what_agrees_costs_no_further_question() {
        for named in [set(1, 10), set(1, 11)] {
            let mut count = begun(10, 11, None);
            assert_eq!(count.heard(Ok(named.clone())), Next::Over);
            assert_eq!((count.named, count.opened.exists), (named, 10));
        }
        let mut count = begun(0, 1, None);
        assert_eq!(count.heard(Ok(UidSet::new())), Next::Over);
        let mut count = begun(10, 11, SINCE);
        assert_eq!(count.heard(Ok(set(1, 10))), Next::Over, "all of it is of the time that is wanted");
    }

    #[test]
    fn a_time_is_compared_by_all_that_the_server_finds() {
        let mut count = begun(10, 11, SINCE);
        assert_eq!(count.heard(Ok(set(8, 10))), Next::Ask(uids(None, false)));
        assert_eq!(count.heard(Ok(set(1, 10))), Next::Over);
        assert_eq!((count.named.clone(), count.unlisted()), (set(8, 10), 0));
        // Nothing of it may be of that time.
        let mut count = begun(10, 11, SINCE);
        assert_eq!(count.heard(Ok(UidSet::new())), Next::Ask(uids(None, false)));
        assert_eq!(count.heard(Ok(set(1, 10))), Next::Over);
        assert!(count.named.is_empty());
    }

    #[test]
    fn where_fewer_are_found_than_counted_each_is_asked_for() {
        let mut count = begun(3_000, 3_001, None);
        assert_eq!(count.heard(Ok(set(2_001, 3_000))), Next::Reopen);
        assert_eq!(count.reopened(&opened(3_000, 3_001)), Next::Ask(uids(None, true)));
        assert_eq!(count.heard(Ok(set(1, 3_000))), Next::Over);
        assert_eq!((count.named.clone(), count.unlisted()), (set(1, 3_000), 0));

        let mut count = begun(3_000, 3_001, SINCE);
        assert_eq!(count.heard(Ok(set(2_001, 3_000))), Next::Ask(uids(None, false)));
        assert_eq!(count.heard(Ok(set(2_001, 3_000))), Next::Reopen);
        assert_eq!(count.reopened(&opened(3_000, 3_001)), Next::Ask(uids(None, true)));
        assert_eq!(count.heard(Ok(set(1, 3_000))), Next::Ask(uids(SINCE, true)));
        assert_eq!(count.heard(Ok(set(501, 3_000))), Next::Over);
        assert_eq!((count.named.clone(), count.unlisted()), (set(501, 3_000), 0));
    }

    #[test]
    fn what_was_deleted_meanwhile_is_not_missing() {
        let mut count = begun(10, 11, None);
        assert_eq!(count.heard(Ok(set(1, 9))), Next::Reopen);
        assert_eq!(count.reopened(&opened(9, 11)), Next::Over);
        assert_eq!((count.unlisted(), count.opened.exists), (0, 9));
        // Also while it is asked for one by one.
        let mut count = begun(10, 11, None);
        assert_eq!(count.heard(Ok(set(1, 5))), Next::Reopen);
        assert_eq!(count.reopened(&opened(10, 11)), Next::Ask(uids(None, true)));
        assert_eq!(count.heard(Ok(set(1, 9))), Next::Reopen);
        assert_eq!(count.reopened(&opened(9, 11)), Next::Over);
        assert_eq!(count.unlisted(), 0);
    }

    #[test]
    fn what_came_meanwhile_is_left_to_the_next_look() {
        let mut count = begun(10, 11, None);
        assert_eq!(count.heard(Ok(set(1, 9))), Next::Reopen);
        assert_eq!(count.reopened(&opened(11, 13)), Next::Over);
        assert_eq!(count.opened, Examined { exists: 9, ..opened(0, 11) });
        // One of the two was named already.
        let mut count = begun(10, 11, None);
        assert_eq!(count.heard(Ok(UidSet::from(vec![(1, 8), (11, 11)]))), Next::Reopen);
        assert_eq!(count.reopened(&opened(11, 13)), Next::Ask(uids(None, true)));
    }

    #[test]
    fn what_is_counted_and_never_named_is_said() {
        let mut count = begun(10, 11, None);
        count.heard(Ok(set(1, 4)));
        count.reopened(&opened(10, 11));
        assert_eq!(count.heard(no()), Next::Reopen, "it does not give them one by one");
        assert_eq!(count.reopened(&opened(10, 11)), Next::Over);
        assert_eq!((count.named.clone(), count.unlisted()), (set(1, 4), 6));
        // A folder under another numbering is not the one that was counted.
        let mut count = begun(10, 11, None);
        count.heard(Ok(set(1, 4)));
        count.reopened(&opened(10, 11));
        count.heard(Ok(set(1, 4)));
        assert_eq!(count.reopened(&Examined { uid_validity: 2, ..opened(4, 5) }), Next::Over);
        assert_eq!(count.unlisted(), 6);
    }

    #[test]
    fn a_server_that_does_not_find_is_asked_for_each() {
        for (since, then) in [(None, Next::Over), (SINCE, Next::Ask(uids(SINCE, true)))] {
            let mut count = begun(5, 6, since);
            assert_eq!(count.heard(no()), Next::Ask(uids(None, true)));
            assert_eq!(count.heard(Ok(set(1, 5))), then);
        }
        let mut count = begun(5, 6, SINCE);
        count.heard(no());
        count.heard(Ok(set(1, 5)));
        assert_eq!(count.heard(Ok(set(4, 5))), Next::Over);
        assert_eq!(count.named, set(4, 5));
        for since in [None, SINCE] {
            let mut count = begun(5, 6, since);
            count.heard(no());
            assert_eq!(count.heard(no()), Next::Reopen);
            assert_eq!(count.reopened(&opened(5, 6)), Next::Refused(problem()));
        }
        // Those of the time are not told one by one: all of them are read.
        let mut count = begun(5, 6, SINCE);
        count.heard(no());
        count.heard(Ok(set(1, 5)));
        assert_eq!(count.heard(no()), Next::Over);
        assert_eq!(count.named, set(1, 5));
        // Where there is nothing, nothing has to be found.
        let mut count = begun(0, 1, None);
        count.heard(no());
        assert_eq!(count.heard(Ok(UidSet::new())), Next::Over);
    }
}
