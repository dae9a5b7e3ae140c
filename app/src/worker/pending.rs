//! What a page waits for, over every change of the engine that serves it.
//!
//! An engine ends with its tab, in the middle of whatever it does. The next one is asked again what was not answered.
//! That does no harm to questions; what it means for a command is decided here, one by one. What ends one engine after
//! the other is not asked for ever: the page hears that instead of an answer.

use kith_domain::small_sort::SmallSort;
use kith_engine::api::passed::Passed;
use kith_engine::api::{Command, Problem, ProblemKind, Question, ToEngine};
use std::collections::BTreeMap;

/// Maximum number of engines that may end over one question. The first may have ended over something else; the second
/// had nothing else to ask for that was left by the one before.
const MAX_QUESTION_TRIES: u8 = 2;

/// The same for a command: it is not lost lightly.
const MAX_COMMAND_TRIES: u8 = 3;

/// What a page waits for, by its number. `E` is an engine.
#[derive(Debug)]
pub(super) struct Pending<E> {
    said: BTreeMap<u32, Said<E>>,
    /// Questions over which engines ended. They are not asked as long as this worker lives.
    given_up: Vec<Question>,
}

#[derive(Debug)]
struct Said<E> {
    message: ToEngine,
    /// Which engine heard it last.
    heard: Option<E>,
    /// Whether another engine heard it before, and may have done it.
    again: bool,
    /// How many engines ended before they answered it.
    ended: u8,
}

/// What is to be said next.
#[derive(Debug)]
pub(super) struct Next {
    pub(super) engine: Vec<ToEngine>,
    /// To the page: what no engine is asked any more.
    pub(super) page: Vec<Passed>,
}

impl<E: Copy + PartialEq> Pending<E> {
    pub(super) fn new() -> Self {
        Self { said: BTreeMap::new(), given_up: Vec::new() }
    }

    /// The page says something; `again`: to another engine, which may have done it.
    pub(super) fn say(&mut self, message: ToEngine, again: bool) {
        self.said.insert(number(&message), Said { message, heard: None, again, ended: 0 });
    }

    /// What this engine has not heard yet, in the order in which it was said. It hears it now.
    ///
    /// What an engine before it ended over may be what ended it, so that is asked alone, one after the other: the next
    /// once the one before was answered. That way what ends an engine is known, and ends no third one.
    pub(super) fn next(&mut self, engine: E) -> Next {
        for said in self.said.values_mut() {
            if said.heard.is_some_and(|heard| heard != engine) {
                (said.heard, said.again, said.ended) = (None, true, said.ended.saturating_add(1));
            }
        }
        let page = self.give_up();
        let alone = self.alone();
        // What changes something is done in the order in which it was said.
        let mut held_back = false;
        let mut heard = Vec::new();
        for (number, said) in &mut self.said {
            let is_order = matches!(said.message, ToEngine::Order(..)) && !is_answered_late(&said.message);
            let goes = match said.ended {
                0 => !(is_order && held_back),
                _ => alone == Some(*number),
            };
            if said.heard.is_some() || !goes {
                held_back |= is_order && said.heard.is_none();
                continue;
            }
            said.heard = Some(engine);
            // It cannot be seen whether the engine before has put it into the mailbox.
            if let (true, ToEngine::Order(_, Command::Draft(draft))) = (said.again, &mut said.message) {
                draft.again = true;
            }
            heard.push(said.message.clone());
        }
        Next { engine: heard, page }
    }

    /// The number of what is to be asked alone now, if anything is.
    fn alone(&self) -> Option<u32> {
        let mut left: Vec<_> = self.said.iter().filter(|(_, said)| said.ended > 0).collect();
        left.small_sort_by_key(|(number, said)| (is_answered_late(&said.message), **number));
        left.first().map(|(number, _)| **number)
    }

    /// Takes out what is not asked any more, with what the page is to hear.
    fn give_up(&mut self) -> Vec<Passed> {
        let given_up = &mut self.given_up;
        let is_over = |said: &Said<E>| match &said.message {
            ToEngine::Ask(_, question) => said.ended >= MAX_QUESTION_TRIES || given_up.contains(question),
            ToEngine::Order(..) => said.ended >= MAX_COMMAND_TRIES,
        };
        let over: Vec<u32> = self.said.iter().filter(|(_, said)| is_over(said)).map(|(number, _)| *number).collect();
        let over: Vec<_> = over.into_iter().filter_map(|number| self.said.remove(&number)).collect();
        for said in &over {
            if let ToEngine::Ask(_, question) = &said.message
                && !given_up.contains(question)
            {
                given_up.push(question.clone());
            }
        }
        over.iter().map(|said| refusal(&said.message)).collect()
    }

    /// What the page is to hear since this could not be brought to the engine.
    pub(super) fn unsaid(&mut self, message: &ToEngine) -> Passed {
        let number = number(message);
        self.said.remove(&number);
        refusal(message)
    }

    /// What the page is to hear of what the engine says; nothing if it does not wait for it (any more).
    pub(super) fn hear(&mut self, message: Passed) -> Option<Passed> {
        match message {
            Passed::Answer(number, _) => self.said.remove(&number).map(|_| message),
            Passed::Outcome(number, outcome) => {
                let said = self.said.remove(&number)?;
                let done = said.again && matches!(&outcome, Err(problem) if was_done(&said.message, problem));
                Some(Passed::Outcome(number, if done { Ok(()) } else { outcome }))
            }
            Passed::Ready | Passed::Broken(_) | Passed::Changed(_) | Passed::Locked | Passed::NotUnlocked(_) => {
                Some(message)
            }
        }
    }
}

fn number(message: &ToEngine) -> u32 {
    let (ToEngine::Ask(number, _) | ToEngine::Order(number, _)) = message;
    *number
}

/// What a page hears of what is not asked of any engine.
fn refusal(message: &ToEngine) -> Passed {
    let problem = Problem::new(ProblemKind::GivenUp);
    match message {
        ToEngine::Ask(number, _) => Passed::Answer(*number, Err(problem)),
        ToEngine::Order(number, _) => Passed::Outcome(*number, Err(problem)),
    }
}

/// What a page hears instead of an answer that cannot be brought to it.
pub(super) fn instead(message: &Passed) -> Option<Passed> {
    let problem = Problem::new(ProblemKind::GivenUp);
    match message {
        Passed::Answer(number, _) => Some(Passed::Answer(*number, Err(problem))),
        Passed::Outcome(number, _) => Some(Passed::Outcome(*number, Err(problem))),
        Passed::Ready | Passed::Broken(_) | Passed::Changed(_) | Passed::Locked | Passed::NotUnlocked(_) => None,
    }
}

/// Whether a mail server or the browser is asked first, so that the answer may take as long as that does.
fn is_answered_late(message: &ToEngine) -> bool {
    match message {
        ToEngine::Ask(_, question) => {
            matches!(question, Question::Text(_) | Question::ServerSearch(_) | Question::SignedIn(_))
        }
        ToEngine::Order(_, command) => {
            matches!(
                command,
                Command::Connect(_)
                    | Command::ChangePassword(..)
                    | Command::SignInAgain(_)
                    | Command::Draft(_)
                    | Command::SetPhoto { .. }
            )
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
        Command::Remove(_) | Command::RemoveSample { .. } | Command::RemoveAddressBook(_) => {
            problem.kind == ProblemKind::NotFound
        }
        Command::SyncNow(_)
        | Command::ChangePassword(..)
        // Another engine knows of no sign-in that was under way: the user begins anew.
        | Command::ReturnFromSignIn(_)
        | Command::CancelSignIn
        | Command::SignInAgain(_)
        | Command::SetAccessKey(_)
        | Command::ForgetAccessKey
        | Command::SetPeriod(..)
        | Command::SetFolder { .. }
        | Command::SetConnections(..)
        | Command::TrustCertificate(..)
        | Command::Disconnect(_)
        // It is taken only where it is waited for.
        | Command::WriteLetter(_)
        | Command::DismissFirstReading(_)
        // Its mark or number tells the engine that it was heard before.
        | Command::Decide { .. }
        | Command::RunRule { .. }
        | Command::AddPerson { .. }
        | Command::SetPhoto { .. }
        | Command::UndoRun { .. }
        | Command::ReadUnsubscribes { .. }
        | Command::ReadColleagues { .. }
        // Another engine does not have the file, and the page gives it again.
        | Command::ReadFile { .. }
        | Command::ReadFilePiece { .. }
        | Command::Import { .. }
        | Command::StopImport(_)
        | Command::ConnectAddressBook(_)
        | Command::StartSync { .. }
        | Command::UndoSync { .. }
        | Command::SyncAddressBook(_)
        | Command::SetAddressBook { .. }
        | Command::SetBookLogin { .. }
        | Command::AnswerDisappeared { .. }
        | Command::DecideCard { .. }
        | Command::SetDailyReminder { .. }
        | Command::SeenAway
        | Command::Restore { .. }
        | Command::SavedBackup { .. }
        | Command::SnoozeBackupReminder(_)
        | Command::SetPassphrase { .. }
        | Command::SetLockAfter(_)
        | Command::Lock
        | Command::AddUnsubscribeList { .. }
        | Command::ReadUnsubscribeList(_)
        | Command::RemoveUnsubscribeList(_)
        | Command::AddCalendar { .. }
        | Command::ReadCalendar(_)
        | Command::RemoveCalendar(_)
        // That it was told before is said to the engine, which does nothing then.
        | Command::Draft(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::{AccountId, Bytes, Change, NewDraft, PersonId, question};

    const OVERVIEW: ToEngine = ToEngine::Ask(1, Question::Overview(question::Overview));
    const OVERVIEW_4: ToEngine = ToEngine::Ask(4, Question::Overview(question::Overview));
    const REMOVE: ToEngine = ToEngine::Order(2, Command::Remove(AccountId(5)));

    fn answer(number: u32) -> Passed {
        Passed::Answer(number, Ok(Bytes(vec![7])))
    }

    fn refused(kind: ProblemKind) -> Passed {
        Passed::Outcome(2, Err(Problem::new(kind)))
    }

    /// The numbers of what an engine hears next.
    fn heard(pending: &mut Pending<char>, engine: char) -> Vec<u32> {
        let next = pending.next(engine);
        assert_eq!(next.page, [], "nothing is given up");
        numbers(&next.engine)
    }

    fn numbers(messages: &[ToEngine]) -> Vec<u32> {
        messages.iter().map(number).collect()
    }

    fn question(number: u32, words: &str) -> ToEngine {
        ToEngine::Ask(number, question::Find { words: words.into(), limit: 1 }.into())
    }

    fn given_up(number: u32) -> Passed {
        Passed::Answer(number, Err(Problem::new(ProblemKind::GivenUp)))
    }

    #[test]
    fn an_engine_hears_everything_once_and_the_next_what_was_not_answered() {
        let mut pending = Pending::new();
        pending.say(OVERVIEW, false);
        assert_eq!(heard(&mut pending, 'a'), [1]);
        pending.say(REMOVE, false);
        assert_eq!(heard(&mut pending, 'a'), [2]);
        assert_eq!(heard(&mut pending, 'a'), [0; 0]);
        assert_eq!(pending.hear(answer(1)), Some(answer(1)));
        assert_eq!(heard(&mut pending, 'b'), [2]);
    }

    #[test]
    fn a_second_answer_is_not_heard() {
        let mut pending = Pending::new();
        pending.say(OVERVIEW, false);
        pending.next('a');
        pending.next('b');
        assert!(pending.hear(answer(1)).is_some());
        assert_eq!(pending.hear(answer(1)), None);
        assert!(pending.hear(Passed::Changed(Change::People)).is_some());
    }

    #[test]
    fn what_an_earlier_engine_has_done_counts_as_done() {
        let mut pending = Pending::new();
        pending.say(REMOVE, false);
        pending.next('a');
        pending.next('b');
        assert_eq!(pending.hear(refused(ProblemKind::NotFound)), Some(Passed::Outcome(2, Ok(()))));
    }

    #[test]
    fn a_draft_is_put_into_the_mailbox_by_one_engine_only() {
        let draft = NewDraft {
            person: PersonId(1),
            to: String::new(),
            subject: String::new(),
            text: String::new(),
            remind: None,
            mark: 1,
            again: false,
        };
        let mut pending = Pending::new();
        pending.say(ToEngine::Order(3, Command::Draft(draft)), false);
        let mut told = |engine| match pending.next(engine).engine.as_slice() {
            [ToEngine::Order(3, Command::Draft(draft))] => draft.again,
            other => panic!("{other:?}"),
        };
        assert!(!told('a'));
        assert!(told('b'));
        let maybe = Passed::Outcome(3, Err(Problem::new(ProblemKind::MaybeSaved)));
        assert_eq!(pending.hear(maybe.clone()), Some(maybe));
    }

    #[test]
    fn an_answer_that_cannot_be_brought_is_a_problem_and_not_silence() {
        assert_eq!(instead(&answer(4)), Some(given_up(4)));
        assert_eq!(instead(&refused(ProblemKind::Storage)), Some(refused(ProblemKind::GivenUp)));
        assert_eq!(instead(&Passed::Ready), None);
    }

    #[test]
    fn other_problems_stay_and_so_does_the_same_one_at_the_first_time() {
        let mut pending = Pending::new();
        pending.say(REMOVE, false);
        pending.next('a');
        assert_eq!(pending.hear(refused(ProblemKind::NotFound)), Some(refused(ProblemKind::NotFound)));
        pending.say(REMOVE, false);
        pending.next('a');
        pending.next('b');
        assert_eq!(pending.hear(refused(ProblemKind::Storage)), Some(refused(ProblemKind::Storage)));
    }

    #[test]
    fn what_an_engine_ended_over_is_asked_alone_and_what_is_new_at_once() {
        let mut pending = Pending::new();
        for number in 1..=3 {
            pending.say(question(number, &number.to_string()), false);
        }
        assert_eq!(heard(&mut pending, 'a'), [1, 2, 3]);
        pending.say(OVERVIEW_4, false);
        assert_eq!(heard(&mut pending, 'b'), [1, 4], "one of those before, and what no engine ended over");
        assert_eq!(heard(&mut pending, 'b'), [0; 0], "the next once that is answered");
        for (answered, next) in [(1, vec![2]), (2, vec![3]), (3, vec![])] {
            assert!(pending.hear(answer(answered)).is_some());
            assert_eq!(heard(&mut pending, 'b'), next);
        }
    }

    #[test]
    fn a_question_that_ends_engines_is_not_asked_of_a_third_and_the_others_are_answered() {
        let mut pending = Pending::new();
        pending.say(question(1, "harmless"), false);
        pending.say(question(2, "deadly"), false);
        pending.say(question(3, "harmless too"), false);
        assert_eq!(heard(&mut pending, 'a'), [1, 2, 3]);
        assert_eq!(heard(&mut pending, 'b'), [1]);
        pending.hear(answer(1));
        assert_eq!(heard(&mut pending, 'b'), [2]);
        let next = pending.next('c');
        assert_eq!(next.page, [given_up(2)]);
        assert_eq!(numbers(&next.engine), [3], "it was not asked with the deadly one");
        // Whatever asks it once more, as a page that stays fresh does.
        pending.say(question(7, "deadly"), false);
        pending.say(question(8, "harmless"), false);
        let next = pending.next('c');
        assert_eq!((next.page, numbers(&next.engine)), (vec![given_up(7)], vec![8]));
    }

    #[test]
    fn a_command_that_ends_engines_is_not_given_for_ever() {
        let mut pending = Pending::new();
        pending.say(REMOVE, false);
        for engine in ['a', 'b', 'c'] {
            assert_eq!(heard(&mut pending, engine), [2]);
        }
        let next = pending.next('d');
        assert_eq!(next.page, [refused(ProblemKind::GivenUp)]);
        assert!(next.engine.is_empty());
    }

    #[test]
    fn commands_keep_their_order_and_what_a_mail_server_is_asked_for_holds_nothing_up() {
        let decide = |number| ToEngine::Order(number, Command::Decide { mark: number.into(), decisions: vec![] });
        let of = kith_engine::api::Whose::Person(PersonId(1));
        let seek = ToEngine::Ask(1, question::ServerSearch { of, words: String::new() }.into());
        let mut pending = Pending::new();
        pending.say(seek, false);
        pending.say(decide(2), false);
        pending.say(decide(3), false);
        assert_eq!(heard(&mut pending, 'a'), [1, 2, 3]);
        pending.say(decide(4), false);
        assert_eq!(heard(&mut pending, 'b'), [2]);
        pending.hear(Passed::Outcome(2, Ok(())));
        assert_eq!(heard(&mut pending, 'b'), [3, 4], "four waited for three");
        pending.hear(Passed::Outcome(3, Ok(())));
        assert_eq!(heard(&mut pending, 'b'), [1]);
    }

    #[test]
    fn what_the_page_says_again_to_another_engine_counts_as_heard_before() {
        let mut pending = Pending::new();
        pending.say(REMOVE, true);
        pending.next('b');
        assert_eq!(pending.hear(refused(ProblemKind::NotFound)), Some(Passed::Outcome(2, Ok(()))));
    }
}
