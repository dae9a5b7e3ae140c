//! Messages of the user's that ask for an answer: which of them do, how someone usually answers, and when the user is
//! reminded that no answer came.
//!
//! Headers alone rarely tell what a message asks. A reminder that should not have come is worse than one that is
//! missing, so that only clear cases count, and the user can ask for a reminder of any message ([`AnswerWish`]).

use crate::day::Day;
use crate::draft::goes_on;
use crate::small_sort::SmallSort;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// After how many days the user is reminded without having asked for it. `None`: never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerDays(pub Option<u16>);

impl Default for AnswerDays {
    fn default() -> Self {
        Self(Some(5))
    }
}

/// A wish holds for this many days after the message.
pub const MAX_WISH_DAYS: u16 = 365;

/// An answer that takes more days than this is none; and a message that is older is not reminded of by the rule.
pub const MAX_ANSWER_DAYS: u16 = 30;

/// Minimum number of messages from which it is known how someone answers.
const MIN_SAMPLES: usize = 3;

const DAY_SECONDS: i64 = 86_400;

/// What the user said about the reminder of a message that has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AnswerWish {
    /// After so many days, whoever it went to.
    After(u16),
    /// On that day, whoever it went to: it was snoozed.
    On(Day),
    /// The message needs no answer.
    Never,
    /// No message of the conversation does.
    NeverInConversation,
}

impl AnswerWish {
    /// Whether the user wants to be reminded.
    #[must_use]
    pub const fn is_reminder(self) -> bool {
        matches!(self, Self::After(_) | Self::On(_))
    }
}

/// A reminder that the user asked for with a draft, which became a message later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftWish {
    /// The [`reference`](crate::message::reference) of the draft's Message-ID.
    pub draft: u64,
    /// As typed.
    pub subject: String,
    /// The day on which the draft was saved.
    pub day: Day,
    /// After how many days the user wants to be reminded.
    pub days: u16,
}

/// A mail program that gives a draft another Message-ID still sends it within so many days.
pub const DRAFT_DAYS: u16 = 14;

impl DraftWish {
    /// Whether a message sent on that day, with that subject, to whom the draft is addressed, is what became of it,
    /// where no message has its Message-ID.
    #[must_use]
    pub fn may_be(&self, sent: Day, subject: impl FnOnce() -> String) -> bool {
        (self.day..=self.day.plus(DRAFT_DAYS.into())).contains(&sent) && goes_on(&self.subject, &subject())
    }
}

/// A message between the user and someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchanged {
    /// When it was written, in seconds since 1970-01-01 UTC.
    pub date: i64,
    /// Whether the user wrote it.
    pub by_user: bool,
    /// What it is about: an answer is about the same as what it answers.
    pub about: u64,
}

/// How someone answers the user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerHabit {
    /// How many messages could have been answered by now.
    asked: usize,
    /// How long each answer took, in seconds, the quickest first.
    times: Vec<i64>,
}

impl AnswerHabit {
    /// From the messages between the user and them, in any order. A message of theirs answers what the user wrote about
    /// the same within thirty days before it. What is younger and has no answer does not count yet.
    #[must_use]
    pub fn of(mut messages: Vec<Exchanged>, now: i64) -> Self {
        let most = i64::from(MAX_ANSWER_DAYS) * DAY_SECONDS;
        messages.small_sort_by_key(|it| (it.date, it.by_user));
        let mut habit = Self::default();
        let mut open: BTreeMap<u64, Vec<i64>> = BTreeMap::new();
        for Exchanged { date, by_user, about } in messages {
            if by_user {
                open.entry(about).or_default().push(date);
                continue;
            }
            for asked in open.remove(&about).into_iter().flatten() {
                habit.asked += 1;
                habit.times.extend(Some(date - asked).filter(|took| *took <= most));
            }
        }
        habit.asked += open.into_values().flatten().filter(|asked| now - asked > most).count();
        habit.times.sort_unstable();
        habit
    }

    /// In how many days, rounded up, that share of their answers came, in percent. `None`: too little is known.
    fn days(&self, percent: usize) -> Option<u16> {
        if self.asked < MIN_SAMPLES {
            return None;
        }
        let place = (self.times.len() * percent).div_ceil(100).max(1) - 1;
        let days = self.times.get(place)?.max(&0) / DAY_SECONDS + 1;
        u16::try_from(days).ok()
    }

    /// Whether they leave more than half of the messages without an answer.
    fn is_seldom(&self) -> bool {
        self.asked >= MIN_SAMPLES && self.times.len() * 2 < self.asked
    }

    /// Whether they answer at least three of four messages.
    fn is_reliable(&self) -> bool {
        self.asked >= MIN_SAMPLES && self.times.len() * 4 >= self.asked * 3
    }
}

/// A conversation in which the user wrote last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AwaitedAnswer {
    /// The day of the user's last message.
    pub day: Day,
    /// The user began it with a question in the subject, and no one else wrote in it.
    pub asks: bool,
    /// Someone else wrote in it before.
    pub goes_on: bool,
    pub wish: Option<AnswerWish>,
    /// Whether the user is reminded of whom they wrote to: they are in a bucket, and reminders about them are on.
    pub is_kept: bool,
}

/// When the user is reminded that no answer came, and why then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerReminder {
    pub day: Day,
    pub why: AnswerRule,
}

/// Why the user is reminded of a message without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AnswerRule {
    /// They asked to be, after so many days.
    Wish(u16),
    /// They snoozed it.
    Snoozed,
    /// They are after so many days, and not enough is known of how the person answers.
    Setting(u16),
    /// The person usually answers within so many days.
    Usual(u16),
}

impl AwaitedAnswer {
    /// Whether the user said that no answer is needed.
    #[must_use]
    pub fn needs_none(&self) -> bool {
        self.wish.is_some_and(|wish| !wish.is_reminder())
    }

    /// The day before which there is no reminder, whatever the person's habit; `None`: there is none.
    #[must_use]
    pub fn earliest(&self, days: AnswerDays) -> Option<Day> {
        match self.wish {
            Some(AnswerWish::After(days)) => Some(self.day.plus(days.into())),
            Some(AnswerWish::On(day)) => Some(day),
            Some(AnswerWish::Never | AnswerWish::NeverInConversation) => None,
            None => {
                days.0.filter(|_| self.is_kept && (self.asks || self.goes_on)).map(|days| self.day.plus(days.into()))
            }
        }
    }

    /// When the user is reminded, and why. The habit is asked for only where it matters.
    ///
    /// | What | Rule |
    /// |---|---|
    /// | The user's wish | Comes first, and counts for everybody. |
    /// | Without one | Only for those whom the user keeps in touch with. |
    /// | What asks | A question in the subject of a message that began the conversation; or a reply in a conversation, if they answer at least three of four messages. |
    /// | Who answers seldom | No reminder for those who leave more than half of the messages unanswered. |
    /// | When | After the days of the setting, or after the time within which nine of ten of their answers came, if that is longer. |
    /// | How long | For thirty days, that of the message among them. |
    #[must_use]
    pub fn reminder(
        &self,
        days: AnswerDays,
        today: Day,
        habit: impl FnOnce() -> AnswerHabit,
    ) -> Option<AnswerReminder> {
        let earliest = self.earliest(days)?;
        match (self.wish, days.0) {
            (Some(AnswerWish::After(days)), _) => Some(AnswerReminder { day: earliest, why: AnswerRule::Wish(days) }),
            (Some(_), _) => Some(AnswerReminder { day: earliest, why: AnswerRule::Snoozed }),
            (None, None) => None,
            (None, Some(days)) => {
                let habit = habit();
                let day = habit.days(90).map_or(earliest, |slow| earliest.max(self.day.plus(slow.into())));
                let why = habit.days(50).map_or(AnswerRule::Setting(days), AnswerRule::Usual);
                let asks = self.asks || habit.is_reliable();
                let last = self.day.plus(MAX_ANSWER_DAYS.into());
                (asks && !habit.is_seldom() && day.max(today) < last).then_some(AnswerReminder { day, why })
            }
        }
    }
}

/// Whether a subject asks something: it holds a question mark of some script, other than in a web address.
#[must_use]
pub fn is_question(subject: &str) -> bool {
    let mut signs = subject.chars().peekable();
    let mut greek = false;
    while let Some(sign) = signs.next() {
        greek |= matches!(sign, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}');
        let is_end = signs.peek().is_none_or(|next| !next.is_ascii_alphanumeric());
        match sign {
            '?' if is_end => return true,
            // The Greek question mark is written as a semicolon.
            ';' if greek && is_end => return true,
            '？' | '﹖' | '؟' | '\u{37e}' | '՞' | '፧' | '⁇' | '⁈' | '⁉' | '‽' | '꘏' | '꛷' | '᥅' => {
                return true;
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests;
