//! What a page waits for, over every change of the engine that serves it.
//!
//! An engine ends with its tab, in the middle of whatever it does. The next one is asked again what was not answered.
//! That does no harm to questions; what it means for a command is decided here, one by one.

use kith_engine::api::{Command, FromEngine, Problem, ProblemKind, ToEngine};
use std::collections::BTreeMap;

/// What a page waits for, by its number. `E` is an engine.
#[derive(Debug)]
pub(super) struct Pending<E> {
    said: BTreeMap<u32, Said<E>>,
}

#[derive(Debug)]
struct Said<E> {
    message: ToEngine,
    /// Which engine heard it last.
    heard: Option<E>,
    /// Whether another engine heard it before, and may have done it.
    again: bool,
}

impl<E: Copy + PartialEq> Pending<E> {
    pub(super) fn new() -> Self {
        Self { said: BTreeMap::new() }
    }

    /// The page says something.
    pub(super) fn say(&mut self, message: ToEngine) {
        let (ToEngine::Ask(number, _) | ToEngine::Order(number, _)) = &message;
        self.said.insert(*number, Said { message, heard: None, again: false });
    }

    /// Everything that this engine has not heard yet, in the order in which it was said. It hears it now.
    pub(super) fn unheard(&mut self, engine: E) -> Vec<ToEngine> {
        let unheard = self.said.values_mut().filter(|said| said.heard != Some(engine));
        let hears = |said: &mut Said<E>| {
            said.again |= said.heard.is_some();
            said.heard = Some(engine);
            // It cannot be seen whether the engine before has put it into the mailbox.
            if let (true, ToEngine::Order(_, Command::Draft(draft))) = (said.again, &mut said.message) {
                draft.again = true;
            }
            said.message.clone()
        };
        unheard.map(hears).collect()
    }

    /// What the page is to hear of what the engine says; nothing if it does not wait for it (any more).
    pub(super) fn hear(&mut self, message: FromEngine) -> Option<FromEngine> {
        match message {
            FromEngine::Answer(number, _) => self.said.remove(&number).map(|_| message),
            FromEngine::Outcome(number, outcome) => {
                let said = self.said.remove(&number)?;
                let done = said.again && matches!(&outcome, Err(problem) if was_done(&said.message, problem));
                Some(FromEngine::Outcome(number, if done { Ok(()) } else { outcome }))
            }
            FromEngine::Ready | FromEngine::Broken(_) | FromEngine::Changed(_) => Some(message),
        }
    }
}

/// Whether this outcome of a command that was given again only says that it was carried out the first time.
///
/// Each command may be given again: it sets something to a value, or can be seen to be done. One for which neither
/// holds (it adds one more of something) needs a mark by which the engine knows it again, or is not done again.
fn was_done(message: &ToEngine, problem: &Problem) -> bool {
    let ToEngine::Order(_, command) = message else { return false };
    match command {
        Command::Connect(_) | Command::ConnectAgain(..) | Command::AddSample => {
            problem.kind == ProblemKind::AlreadyConnected
        }
        Command::Remove(_) | Command::RemoveSample { .. } => problem.kind == ProblemKind::NotFound,
        Command::SyncNow(_)
        | Command::ChangePassword(..)
        | Command::Check(_)
        | Command::SetWindow(..)
        | Command::SetFolder { .. }
        | Command::SetConnections(..)
        | Command::Disconnect(_)
        // Its mark tells the engine that it was heard before.
        | Command::Decide { .. }
        | Command::SetTelling { .. }
        | Command::SeenAway
        // That it was told before is said to the engine, which does nothing then.
        | Command::Draft(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::{AccountId, Answer, Change, NewDraft, Overview, PersonId, Question};

    const OVERVIEW: ToEngine = ToEngine::Ask(1, Question::Overview);
    const REMOVE: ToEngine = ToEngine::Order(2, Command::Remove(AccountId(5)));

    fn answer(number: u32) -> FromEngine {
        FromEngine::Answer(number, Ok(Answer::Overview(Overview::default())))
    }

    fn refused(kind: ProblemKind) -> FromEngine {
        FromEngine::Outcome(2, Err(Problem::new(kind)))
    }

    fn numbers(messages: &[ToEngine]) -> Vec<u32> {
        messages.iter().map(|(ToEngine::Ask(number, _) | ToEngine::Order(number, _))| *number).collect()
    }

    #[test]
    fn an_engine_hears_everything_once_and_the_next_what_was_not_answered() {
        let mut pending = Pending::new();
        pending.say(OVERVIEW);
        assert_eq!(numbers(&pending.unheard('a')), [1]);
        pending.say(REMOVE);
        assert_eq!(numbers(&pending.unheard('a')), [2]);
        assert!(pending.unheard('a').is_empty());
        assert_eq!(pending.hear(answer(1)), Some(answer(1)));
        assert_eq!(numbers(&pending.unheard('b')), [2]);
    }

    #[test]
    fn a_second_answer_is_not_heard() {
        let mut pending = Pending::new();
        pending.say(OVERVIEW);
        pending.unheard('a');
        pending.unheard('b');
        assert!(pending.hear(answer(1)).is_some());
        assert_eq!(pending.hear(answer(1)), None);
        assert!(pending.hear(FromEngine::Changed(Change::People)).is_some());
    }

    #[test]
    fn what_an_earlier_engine_has_done_counts_as_done() {
        let mut pending = Pending::new();
        pending.say(REMOVE);
        pending.unheard('a');
        pending.unheard('b');
        assert_eq!(pending.hear(refused(ProblemKind::NotFound)), Some(FromEngine::Outcome(2, Ok(()))));
    }

    #[test]
    fn a_draft_is_put_into_the_mailbox_by_one_engine_only() {
        let draft = NewDraft {
            person: PersonId(1),
            to: String::new(),
            subject: String::new(),
            text: String::new(),
            mark: 1,
            again: false,
        };
        let mut pending = Pending::new();
        pending.say(ToEngine::Order(3, Command::Draft(draft)));
        let mut told = |engine| match pending.unheard(engine).as_slice() {
            [ToEngine::Order(3, Command::Draft(draft))] => draft.again,
            other => panic!("{other:?}"),
        };
        assert!(!told('a'));
        assert!(told('b'));
        let maybe = FromEngine::Outcome(3, Err(Problem::new(ProblemKind::MaybeSaved)));
        assert_eq!(pending.hear(maybe.clone()), Some(maybe));
    }

    #[test]
    fn other_problems_stay_and_so_does_the_same_one_at_the_first_time() {
        let mut pending = Pending::new();
        pending.say(REMOVE);
        pending.unheard('a');
        assert_eq!(pending.hear(refused(ProblemKind::NotFound)), Some(refused(ProblemKind::NotFound)));
        pending.say(REMOVE);
        pending.unheard('a');
        pending.unheard('b');
        assert_eq!(pending.hear(refused(ProblemKind::Storage)), Some(refused(ProblemKind::Storage)));
    }
}
