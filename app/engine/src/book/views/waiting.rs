//! Conversations that wait for an answer: the user's, or someone else's.

use super::conversations::Conversations;
use crate::api::{AwaitedView, MAX_SHOWN, MessageKey, PersonId, WaitingRow};
use crate::book::Book;
use crate::book::derive::people::Person;
use crate::book::facts::rows::SENT;
use foldhash::fast::FixedState;
use kith_domain::day::Day;
use kith_domain::noise::Noise;
use kith_domain::small_sort::SmallSort;
use kith_domain::unanswered::{AnswerWish, AwaitedAnswer, is_question};
use kith_domain::waiting::{ThreadMessage, Waiting, waiting};
use std::collections::{HashMap, HashSet};

/// A conversation waits for an answer for this many days at most, unless the user wants to be reminded of it.
const MAX_WAITING_DAYS: i32 = 30;

/// The conversations that wait for an answer.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// The last messages of those that wait for the user.
    pub(super) for_user: Vec<u32>,
    /// Those that wait for others, the latest first.
    pub(super) for_them: Vec<Awaited>,
}

/// A conversation that waits for others.
#[derive(Debug)]
pub(super) struct Awaited {
    /// Its last message.
    pub(super) row: u32,
    /// To whom that went first.
    pub(super) person: PersonId,
    pub(super) answer: AwaitedAnswer,
}

impl Book {
    /// The message that someone wrote and to which an answer is owed, with its subject: of several the latest; and the
    /// user's messages to them that wait for an answer, the latest first.
    pub(super) fn turns_with(&self, person: &Person, day: Day) -> (Option<(MessageKey, String)>, Vec<AwaitedView>) {
        // Most wrote longer ago.
        let is_recent = person.figures.between() > 0 && person.figures.last >= self.waits_from(day);
        if !is_recent && self.journal.state().has_no_answer_wish() {
            return (None, Vec::new());
        }
        let mut turns = self.turns(day);
        turns.for_user.retain(|row| self.people_of(*row).next().is_some_and(|of| of.id == person.id));
        turns.for_them.retain(|it| it.person == person.id);
        let awaited = self.awaited_views(&turns, day);
        let owed = self.waiting_rows(turns.for_user, day).into_iter().next();
        (owed.map(|row| (row.message, row.subject)), awaited)
    }

    /// What was written before this does not wait for an answer any more.
    pub(super) fn waits_from(&self, day: Day) -> i64 {
        self.zone.start(day.plus(1 - MAX_WAITING_DAYS))
    }

    /// The conversations that wait for an answer on that day.
    pub(super) fn turns(&self, day: Day) -> Turns {
        let wishes = self.answer_wishes(day);
        let recent = self.waits_from(day);
        let from = self.oldest_wish(&wishes, day).map_or(recent, |oldest| oldest.min(recent));
        let to = self.zone.start(day.plus(1));
        let is_there = |row: &u32| (from..to).contains(&self.rows.date(*row)) && self.rows.is_tracked(*row);
        let mut threads = Conversations::default();
        let rows: Vec<u32> = (0..self.rows.len()).filter(is_there).collect();
        let muted = wishes.iter().filter(|(_, wish)| **wish == AnswerWish::NeverInConversation).map(|(row, _)| *row);
        let muted: Vec<u32> = muted.collect();
        rows.iter().chain(&muted).for_each(|row| self.follow(*row, &mut threads));
        let muted: HashSet<u32, FixedState> = muted.into_iter().map(|row| threads.top(self.knot(row))).collect();
        let mut of: Vec<(u32, u32)> = rows.into_iter().map(|row| (threads.top(self.knot(row)), row)).collect();
        of.sort_unstable();
        let mut turns = Turns::default();
        for thread in of.chunk_by(|a, b| a.0 == b.0) {
            let said: Vec<(ThreadMessage, u32)> = thread.iter().map(|(_, row)| (self.said(*row), *row)).collect();
            let turn = waiting(&said.iter().map(|(said, _)| *said).collect::<Vec<_>>());
            let spoken = said.iter().filter(|(said, _)| said.is_spoken()).map(|(_, row)| *row);
            let Some(last) = spoken.clone().min_by_key(|row| self.newest_first(*row)) else { continue };
            let is_recent = self.rows.date(last) >= recent;
            if self.rows.is(last, SENT) {
                let is_muted = thread.first().is_some_and(|(top, _)| muted.contains(top));
                let awaited = self.awaited(spoken.collect(), &wishes, is_muted);
                let waits = is_recent && turn == Waiting::ForThem;
                let is_wished = |it: &Awaited| it.answer.wish.is_some_and(AnswerWish::is_reminder);
                turns.for_them.extend(awaited.filter(|it| waits || is_wished(it)));
            } else if is_recent
                && turn == Waiting::ForUser
                && !self.journal.state().wants_no_reply(MessageKey(self.rows.key(last)))
            {
                turns.for_user.push(last);
            }
        }
        turns.for_them.small_sort_by_key(|it| self.newest_first(it.row));
        turns
    }

    /// A conversation of those messages, the last of which the user wrote.
    fn awaited(
        &self,
        mut spoken: Vec<u32>,
        wishes: &HashMap<u32, AnswerWish, FixedState>,
        is_muted: bool,
    ) -> Option<Awaited> {
        spoken.small_sort_by_key(|row| self.newest_first(*row));
        let (first, last) = (*spoken.last()?, *spoken.first()?);
        // By a clock that is slow an answer is older than what it answers.
        let answers = |row: &u32| self.threads.ids(last).any(|id| id == self.threads.answers(*row));
        if spoken.iter().any(|row| !self.rows.is(*row, SENT) && answers(row)) {
            return None;
        }
        let mine = spoken.iter().take_while(|row| self.rows.is(**row, SENT));
        let goes_on = mine.clone().count() < spoken.len();
        // To write again does not take back what was asked for before; that no answer is needed was said of one message.
        let mut wish =
            mine.filter_map(|row| wishes.get(row).copied().filter(|wish| *row == last || wish.is_reminder()));
        let wish = if is_muted { Some(AnswerWish::NeverInConversation) } else { wish.next() };
        let person = self.people_of(last).next()?.id;
        let plan = self.journal.state().plan(person);
        let subject = || self.subjects.text(self.rows.subject(first));
        let answer = AwaitedAnswer {
            day: self.zone.day(self.rows.date(last)),
            asks: !goes_on && !self.rows.message(first).answers && is_question(&subject()),
            goes_on,
            wish,
            is_kept: !plan.buckets.is_empty() && !plan.reminders_off && !plan.unsubscribed,
        };
        Some(Awaited { row: last, person, answer })
    }

    fn said(&self, row: u32) -> ThreadMessage {
        let message = self.rows.message(row);
        let recipients = self.recipients(row).count();
        // No one answers what they did not get.
        let noise = if message.sent && self.reached_nobody(row) { Some(Noise::Automatic) } else { message.noise };
        ThreadMessage { date: message.date, by_user: message.sent, noise, recipients }
    }

    /// The conversations with those last messages, but for those about which the two were in touch elsewhere since.
    pub(super) fn waiting_rows(&self, mut last: Vec<u32>, day: Day) -> Vec<WaitingRow> {
        last.small_sort_by_key(|row| self.newest_first(*row));
        let rows = last.into_iter().filter_map(|row| {
            let person = self.people_of(row).next()?;
            (!self.was_in_touch_since(person.id, row, day)).then(|| self.waiting_row(person, row))
        });
        rows.take(MAX_SHOWN).collect()
    }

    pub(super) fn waiting_row(&self, person: &Person, row: u32) -> WaitingRow {
        WaitingRow {
            person: self.row_of(person),
            message: MessageKey(self.rows.key(row)),
            date: self.rows.date(row),
            subject: self.subjects.text(self.rows.subject(row)),
        }
    }

    /// Whether the two were in touch other than by mail since a message, up to that day.
    pub(super) fn was_in_touch_since(&self, person: PersonId, row: u32, day: Day) -> bool {
        let since = self.zone.day(self.rows.date(row))..=day;
        self.days_beside_mail(person).iter().any(|day| since.contains(day))
    }
}
