use super::*;

const HOUR: i64 = 3_600;

/// How someone answers who got a message on each of the first days of a hundred and answered it after so many hours, if
/// at all.
fn habit(answers: &[Option<i64>]) -> AnswerHabit {
    let each = (0_i32..).zip(answers).flat_map(|(at, took)| {
        let date = i64::from(at) * DAY_SECONDS;
        let about = u64::from(at.unsigned_abs());
        let asked = Exchanged { date, by_user: true, about };
        let answer = took.map(|took| Exchanged { date: date + took * HOUR, by_user: false, about });
        [asked].into_iter().chain(answer)
    });
    AnswerHabit::of(each.collect(), 100 * DAY_SECONDS)
}

const ASKED: AwaitedAnswer = AwaitedAnswer { day: Day(100), asks: true, goes_on: false, wish: None, is_kept: true };

fn reminded(awaited: AwaitedAnswer, habit: &AnswerHabit) -> Option<(i32, AnswerRule)> {
    let reminder = awaited.reminder(AnswerDays::default(), Day(106), || habit.clone())?;
    Some((reminder.day.0, reminder.why))
}

#[test]
fn what_asks_is_reminded_of_after_the_days_of_the_setting() {
    let unknown = AnswerHabit::default();
    let setting = Some((105, AnswerRule::Setting(5)));
    for (what, awaited, expected) in [
        ("a question", ASKED, setting),
        ("to someone in no bucket", AwaitedAnswer { is_kept: false, ..ASKED }, None),
        ("nothing that asks", AwaitedAnswer { asks: false, ..ASKED }, None),
        ("a reply to someone of whom little is known", AwaitedAnswer { asks: false, goes_on: true, ..ASKED }, None),
        ("after thirty days", AwaitedAnswer { day: Day(76), ..ASKED }, None),
        ("on the thirtieth day", AwaitedAnswer { day: Day(77), ..ASKED }, Some((82, AnswerRule::Setting(5)))),
    ] {
        assert_eq!(reminded(awaited, &unknown), expected, "{what}");
    }
    assert_eq!(ASKED.reminder(AnswerDays(None), Day(106), AnswerHabit::default), None, "the setting is off");
}

#[test]
fn the_wish_of_the_user_comes_first_and_counts_for_anybody() {
    let seldom = habit(&[None, None, None]);
    let anybody = AwaitedAnswer { asks: false, is_kept: false, ..ASKED };
    for (wish, expected) in [
        (None, None),
        (Some(AnswerWish::After(2)), Some((102, AnswerRule::Wish(2)))),
        (Some(AnswerWish::On(Day(110))), Some((110, AnswerRule::Snoozed))),
        (Some(AnswerWish::Never), None),
        (Some(AnswerWish::NeverInConversation), None),
    ] {
        assert_eq!(reminded(AwaitedAnswer { wish, ..anybody }, &seldom), expected, "{wish:?}");
    }
    for wish in [AnswerWish::Never, AnswerWish::NeverInConversation] {
        assert_eq!(reminded(AwaitedAnswer { wish: Some(wish), ..ASKED }, &AnswerHabit::default()), None);
    }
    let old = AwaitedAnswer { day: Day(10), wish: Some(AnswerWish::After(60)), ..anybody };
    assert_eq!(old.reminder(AnswerDays(None), Day(106), AnswerHabit::default).map(|it| it.day), Some(Day(70)));
}

#[test]
fn their_own_habit_says_when_and_whether() {
    let goes_on = AwaitedAnswer { asks: false, goes_on: true, ..ASKED };
    let usual = |day, days| Some((day, AnswerRule::Usual(days)));
    for (what, answers, asked, replied) in [
        ("two are not enough", &[None, None][..], Some((105, AnswerRule::Setting(5))), None),
        ("within the day", &[Some(1), Some(2), Some(23)], usual(105, 1), usual(105, 1)),
        ("slower than the setting", &[Some(24), Some(50), Some(240)], usual(111, 3), usual(111, 3)),
        ("always after three weeks", &[Some(500); 3], usual(121, 21), usual(121, 21)),
        ("three of four", &[Some(1), Some(1), Some(1), None], usual(105, 1), usual(105, 1)),
        ("half of them", &[Some(1), Some(1), None, None], usual(105, 1), None),
        ("fewer than half", &[Some(1), None, None], None, None),
        ("never", &[None; 9], None, None),
        ("an answer after thirty days is none", &[Some(721); 4], None, None),
    ] {
        assert_eq!((reminded(ASKED, &habit(answers)), reminded(goes_on, &habit(answers))), (asked, replied), "{what}");
    }
}

#[test]
fn a_message_answers_what_was_written_about_the_same_and_no_more() {
    let of = |messages: &[(i64, bool, u64)], now: i64| {
        let each = messages.iter().map(|&(day, by_user, about)| Exchanged { date: day * DAY_SECONDS, by_user, about });
        let habit = AnswerHabit::of(each.collect(), now * DAY_SECONDS);
        (habit.asked, habit.times.iter().map(|took| took / DAY_SECONDS).collect::<Vec<_>>())
    };
    // Two messages are answered by one, the second of theirs answers nothing.
    assert_eq!(of(&[(0, true, 1), (2, true, 1), (3, false, 1), (4, false, 1)], 9), (2, vec![1, 3]));
    // Something else is no answer; what is young does not count yet.
    assert_eq!(of(&[(0, true, 1), (1, false, 2)], 30), (0, vec![]));
    assert_eq!(of(&[(0, true, 1), (1, false, 2)], 31), (1, vec![]));
    // Of the same second the user's counts as the answer.
    assert_eq!(of(&[(0, true, 1), (0, false, 1)], 31), (1, vec![]));
}

#[test]
fn a_draft_is_found_again_by_its_subject_within_two_weeks() {
    let draft = DraftWish { draft: 1, subject: "Offer".into(), day: Day(100), days: 5 };
    for (sent, subject, expected) in [
        (100, "Offer", true),
        (114, "Re: offer", true),
        (115, "Offer", false),
        (99, "Offer", false),
        (100, "Another offer", false),
    ] {
        assert_eq!(draft.may_be(Day(sent), || subject.into()), expected, "{sent} {subject}");
    }
}

#[test]
fn a_question_has_a_question_mark_in_any_script() {
    for (subject, expected) in [
        ("Lunch on Friday?", true),
        ("Lunch? Or dinner", true),
        ("(Lunch?)", true),
        ("明天有空吗？", true),
        ("明天有空吗？谢谢", true),
        ("هل أنت بخير؟", true),
        ("Πότε θα έρθεις;", true),
        ("Ինչպե՞ս ես", true),
        ("Tea; cake", false),
        ("Lunch on Friday", false),
        ("See https://x.example/a?b=c", false),
        ("", false),
    ] {
        assert_eq!(is_question(subject), expected, "{subject}");
    }
}
