//! Messages without an answer, in words.

use super::calendar::date;
use crate::i18n::t;
use kith_domain::day::Day;
use kith_engine::api::{AnswerRule, AnswerWish};

/// That there is no answer: `Ada hasn’t answered since 12 Nov 2026: Offer`. `since`: the day of the message.
pub(crate) fn no_answer(name: &str, since: i64, subject: &str) -> String {
    let since = Day(i32::try_from(since).unwrap_or_default());
    let subject = if subject.is_empty() { t::common::no_subject() } else { subject };
    t::today::no_answer::row(date(since), name, subject)
}

/// Why there is a reminder.
pub(crate) fn reminded_because(why: AnswerRule) -> String {
    match why {
        AnswerRule::Wish(days) => t::today::no_answer::wished(days.into()),
        AnswerRule::Snoozed => t::today::no_answer::was_snoozed().to_owned(),
        AnswerRule::Setting(days) => t::today::no_answer::after(days.into()),
        AnswerRule::Usual(days) => t::today::no_answer::usual(days.into()),
    }
}

/// What follows from what the user wants.
pub(crate) fn wish_said(wish: AnswerWish, name: &str) -> String {
    match wish {
        AnswerWish::After(days) => t::today::no_answer::asked(days.into(), name),
        AnswerWish::On(day) => t::today::no_answer::snoozed(date(day), name),
        AnswerWish::Never => t::today::no_answer::not_needed(name),
        AnswerWish::NeverInConversation => t::today::no_answer::muted(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_answer_says_whose_since_when_and_why() {
        assert_eq!(no_answer("Ada", 20_769, "Offer"), "Ada hasn’t answered since 12 Nov 2026: Offer");
        assert_eq!(no_answer("Ada", 20_769, ""), "Ada hasn’t answered since 12 Nov 2026: (no subject)");
        for (why, expected) in [
            (AnswerRule::Wish(1), "You asked to be reminded after a day"),
            (AnswerRule::Wish(9), "You asked to be reminded after 9 days"),
            (AnswerRule::Snoozed, "You snoozed it"),
            (AnswerRule::Setting(5), "After 5 days without an answer"),
            (AnswerRule::Usual(1), "Usually answers within a day"),
            (AnswerRule::Usual(12), "Usually answers within 12 days"),
        ] {
            assert_eq!(reminded_because(why), expected);
        }
    }

    #[test]
    fn what_the_user_wants_is_said_back() {
        for (wish, expected) in [
            (AnswerWish::After(1), "You’ll be reminded if Ada doesn’t answer within a day."),
            (AnswerWish::After(5), "You’ll be reminded if Ada doesn’t answer within 5 days."),
            (AnswerWish::On(Day(20_769)), "You’ll be reminded on 12 Nov 2026 if Ada hasn’t answered."),
            (AnswerWish::Never, "No answer needed from Ada."),
            (AnswerWish::NeverInConversation, "You won’t be reminded about this conversation with Ada."),
        ] {
            assert_eq!(wish_said(wish, "Ada"), expected);
        }
    }
}
