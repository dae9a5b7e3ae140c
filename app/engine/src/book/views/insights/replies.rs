//! Which messages answer which, and how long that took.

use super::walk::{Said, Talks};
use crate::book::Book;
use crate::book::facts::correspondents::NONE;
use kith_domain::reply;

/// How many messages back an answer is sought that does not say what it answers.
const MAX_BACK: usize = 50;

/// An answer.
pub(super) struct Reply {
    pub(super) said: Said,
    pub(super) seconds: u32,
}

impl Book {
    /// The first answer to each message with someone that was answered.
    pub(super) fn visit_replies(&self, talks: &Talks, person: u32, visit: &mut impl FnMut(Reply)) {
        let talk = talks.of(person);
        // Those of the other side that were answered already. Most talks are short.
        let mut answered = vec![false; if talk.len() > 1 { talk.len() } else { 0 }];
        for (at, said) in talk.iter().enumerate().skip(1) {
            let Some(asked) = self.asked(talk, at) else { continue };
            let Some((question, is_answered)) = talk.get(asked).zip(answered.get_mut(asked)) else { continue };
            if let Some(seconds) = reply::took(question.date, said.date).filter(|_| !*is_answered) {
                *is_answered = true;
                visit(Reply { said: *said, seconds });
            }
        }
    }

    /// The message of the other side that one of a talk answers, by its place: the one whose id it says; if it says
    /// none, or one that is not known, the last one about the same.
    fn asked(&self, talk: &[Said], at: usize) -> Option<usize> {
        let said = talk.get(at)?;
        let mut is_known = false;
        for row in self.threads.with_id(self.threads.answers(said.row)) {
            is_known = true;
            let date = self.rows.date(row);
            let first = talk.partition_point(|it| it.date < date);
            let same = talk.iter().enumerate().skip(first).take_while(|(_, it)| it.date == date);
            if let Some((found, it)) = same.into_iter().find(|(_, it)| it.row == row) {
                return (it.by_user != said.by_user).then_some(found);
            }
        }
        let about = self.rows.subject(said.row).base;
        if is_known || about == NONE || !self.rows.sort(said.row).answers {
            return None;
        }
        let earliest = said.date - i64::from(reply::MAX_SECONDS);
        let before = talk.iter().enumerate().take(at).rev().take(MAX_BACK).take_while(|(_, it)| it.date >= earliest);
        let mut theirs = before.filter(|(_, it)| it.by_user != said.by_user);
        theirs.find(|(_, it)| self.rows.subject(it.row).base == about).map(|(found, _)| found)
    }
}
