//! Messages of the user's that have no answer: what the user wants about them, and when they are reminded.

use super::waiting::{Awaited, Turns};
use crate::api::{AwaitedView, MessageKey, PersonId, UnansweredRow};
use crate::book::Book;
use crate::book::derive::people::Person;
use crate::book::facts::correspondents::NONE;
use crate::book::facts::rows::SENT;
use foldhash::fast::FixedState;
use kith_domain::day::Day;
use kith_domain::message::ParticipantRole;
use kith_domain::small_sort::{CollectTree, SmallSort};
use kith_domain::unanswered::{
    AnswerHabit, AnswerReminder, AnswerWish, DRAFT_DAYS, DraftWish, Exchanged, MAX_WISH_DAYS,
};
use std::collections::{BTreeMap, HashMap};

/// Of at most this many conversations, the latest, it is looked whether the user is to be reminded.
const MAX_CHECKED: usize = 200;

/// A conversation without an answer of which the user is reminded.
pub(super) struct Unanswered<'a> {
    pub(super) row: u32,
    pub(super) person: &'a Person,
    pub(super) reminder: AnswerReminder,
}

impl Book {
    /// What the user wants about messages that have no answer, by row; and about drafts, by what became of them.
    pub(super) fn answer_wishes(&self, day: Day) -> HashMap<u32, AnswerWish, FixedState> {
        let decided = self.journal.state();
        let still = |wish: &DraftWish| wish.day.plus(i32::from(MAX_WISH_DAYS + DRAFT_DAYS)) >= day;
        let drafts = decided.draft_wishes().filter(|(_, wish)| still(wish));
        let drafts =
            drafts.filter_map(|(person, wish)| Some((self.sent_draft(person, wish)?, AnswerWish::After(wish.days))));
        // What was said of the message itself comes after, and counts.
        let said = decided.answer_wishes.iter().filter_map(|(key, wish)| Some((self.rows.find(key.0)?, *wish)));
        drafts.chain(said).collect()
    }

    /// The message that a draft became: the one with its Message-ID, or else the first with its subject to whom it is
    /// addressed.
    fn sent_draft(&self, person: PersonId, wish: &DraftWish) -> Option<u32> {
        let is_sent = |row: &u32| self.rows.is(*row, SENT) && self.rows.is_tracked(*row);
        let place = |row: &u32| (self.rows.date(*row), self.rows.key(*row));
        let by_id = self.threads.with_id(wish.draft).filter(is_sent).min_by_key(place);
        by_id.or_else(|| {
            let rows = self.rows_since(self.derived.of(person)?, self.zone.start(wish.day));
            let is_it = |row: &u32| {
                let sent = self.zone.day(self.rows.date(*row));
                is_sent(row) && wish.may_be(sent, || self.subjects.text(self.rows.subject(*row)))
            };
            rows.filter(is_it).min_by_key(place)
        })
    }

    /// The date of the oldest message about which the user still wants to be reminded.
    pub(super) fn oldest_wish(&self, wishes: &HashMap<u32, AnswerWish, FixedState>, day: Day) -> Option<i64> {
        let from = self.zone.start(day.plus(-i32::from(MAX_WISH_DAYS)));
        let is_open = |row: u32| {
            let person = self.people_of(row).next();
            self.rows.is(row, SENT) && person.is_some_and(|person| !self.wrote_since(person, row))
        };
        let dates = wishes.iter().filter(|(_, wish)| wish.is_reminder()).map(|(row, _)| (self.rows.date(*row), *row));
        // Of those of these days the conversations are looked at anyway.
        let old = dates.filter(|(date, _)| (from..self.waits_from(day)).contains(date));
        old.filter(|(_, row)| is_open(*row)).map(|(date, _)| date).min()
    }

    /// The messages that name someone, no older than that.
    fn rows_since<'a>(&'a self, person: &'a Person, from: i64) -> impl Iterator<Item = u32> + 'a {
        let rows = person.addresses.iter().flat_map(|&address| self.rows.naming(address, &self.correspondents));
        rows.filter(move |&row| self.rows.date(row) >= from && self.rows.is_tracked(row))
    }

    /// Whether someone wrote to the user after a message, in whatever conversation.
    fn wrote_since(&self, person: &Person, row: u32) -> bool {
        self.rows_since(person, self.rows.date(row) + 1).any(|row| {
            let message = self.rows.message(row);
            !message.sent
                && self.parties_of(row).any(|party| {
                    party.role == ParticipantRole::From
                        && message.links(party.role, false)
                        && person.addresses.contains(&party.address)
                })
        })
    }

    /// The conversations without an answer of which the user is to be reminded up to that day (`None`: whenever that
    /// is), the first reminder first.
    pub(super) fn unanswered(&self, turns: &Turns, day: Day, until: Option<Day>) -> Vec<Unanswered<'_>> {
        let days = self.journal.state().answer_days;
        let is_in_time = |at: Day| until.is_none_or(|until| at <= until);
        let awaited = turns.for_them.iter().filter(|it| it.answer.earliest(days).is_some_and(is_in_time));
        let mut habits: BTreeMap<PersonId, AnswerHabit> = BTreeMap::new();
        let rows = awaited.take(MAX_CHECKED).filter_map(|Awaited { row, person, answer }| {
            let person = self.awaits(*person, *row, day)?;
            let habit = || habits.entry(person.id).or_insert_with(|| self.answer_habit(person.id, day)).clone();
            let reminder = answer.reminder(days, day, habit).filter(|it| is_in_time(it.day))?;
            Some(Unanswered { row: *row, person, reminder })
        });
        let mut rows: Vec<Unanswered<'_>> = rows.collect();
        rows.small_sort_by_key(|it| (it.reminder.day, self.newest_first(it.row)));
        rows
    }

    /// Whose answer is awaited for too long on a day, those of the first reminders first, and how many messages that are
    /// in all.
    pub(crate) fn unanswered_names(&mut self, day: Day, named: usize) -> (Vec<String>, u32) {
        self.know_from(day);
        let turns = self.turns(day);
        let rows = self.unanswered(&turns, day, Some(day));
        let names = rows.iter().take(named).map(|it| it.person.name(&self.correspondents).to_owned());
        (names.collect(), u32::try_from(rows.len()).unwrap_or(u32::MAX))
    }

    /// The person from whom an answer to a message is still awaited: they neither wrote since, nor were the two in touch otherwise.
    fn awaits(&self, person: PersonId, row: u32, day: Day) -> Option<&Person> {
        let person = self.derived.of(person)?;
        (!self.was_in_touch_since(person.id, row, day) && !self.wrote_since(person, row)).then_some(person)
    }

    /// How someone answers, as it is known on that day.
    fn answer_habit(&self, person: PersonId, day: Day) -> AnswerHabit {
        let about = |row: u32| match self.rows.subject(row).base {
            NONE => self.rows.key(row) | 1 << 63,
            subject => u64::from(subject),
        };
        let messages = self.contact_rows(person).into_iter().map(|row| {
            let answered = self.threads.with_id(self.threads.answers(row)).min_by_key(|&row| self.rows.key(row));
            let by_user = self.rows.is(row, SENT);
            let about = answered.filter(|_| !by_user).map_or_else(|| about(row), about);
            Exchanged { date: self.rows.date(row), by_user, about }
        });
        AnswerHabit::of(messages.collect(), self.zone.start(day.plus(1)))
    }

    pub(super) fn unanswered_row(&self, it: &Unanswered<'_>) -> UnansweredRow {
        UnansweredRow { waiting: self.waiting_row(it.person, it.row), reminder: it.reminder }
    }

    /// The last messages of the conversations that wait for others, as far as an answer is still awaited.
    pub(super) fn awaited_views(&self, turns: &Turns, day: Day) -> Vec<AwaitedView> {
        let reminders = self.unanswered(turns, day, None).into_iter().map(|it| (it.row, it.reminder));
        let reminders: BTreeMap<u32, AnswerReminder> = reminders.collect_map();
        let awaited = turns.for_them.iter().filter(|it| self.awaits(it.person, it.row, day).is_some());
        let view = |it: &Awaited| AwaitedView {
            message: MessageKey(self.rows.key(it.row)),
            reminder: reminders.get(&it.row).copied(),
        };
        awaited.map(view).collect()
    }
}
