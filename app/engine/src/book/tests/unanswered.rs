//! Messages without an answer: of which the user is reminded, when, and what ends it.

use super::keeping::bucket;
use super::who::{address, decide, id, put, undo};
use crate::api::{
    AnswerDays, AnswerRule, AnswerWish, ContactKind, Counts, Day, Decision, LoggedContact, MessageKey, Occasion,
    PersonId,
};
use crate::book::Book;
use kith_domain::header;
use kith_domain::message::reference;

const ADA: &str = "ada@x.example";
const HOME: &str = "ada@home.example";
const CY: &str = "cy@y.example";
const ME: &str = "bob@acme.example";

/// 2026-09-01.
const FIRST: Day = Day(20_697);

/// A message of that day after the first of September: its id, its subject, and further fields.
fn mail(id: &str, day: i32, subject: &str, fields: &str) -> String {
    let (year, month, day) = FIRST.plus(day).civil();
    let month = ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][usize::from(month - 6)];
    let fields = fields.replace("; ", "\r\n");
    format!(
        "Message-ID: <{id}@x.example>\r\nDate: {day} {month} {year} 12:00:00 +0000\r\nSubject: {subject}\r\n{fields}\r\n\r\n"
    )
}

fn to(who: &str, id: &str, day: i32, subject: &str) -> String {
    mail(id, day, subject, &format!("From: {ME}; To: {who}"))
}

fn from(who: &str, id: &str, day: i32, subject: &str, answers: &str) -> String {
    let answers = if answers.is_empty() { String::new() } else { format!("; In-Reply-To: <{answers}@x.example>") };
    mail(id, day, subject, &format!("From: {who}; To: {ME}{answers}"))
}

fn key(mail: &str) -> MessageKey {
    header::read(mail.as_bytes(), None, 100).key
}

/// The question of the sixth day of September to Ada.
fn offer() -> String {
    to(ADA, "offer", 5, "Offer?")
}

/// A book with Ada and Cy in a bucket.
fn book(mails: &[String]) -> Book {
    let mut book = Book::default();
    book.set_own(vec![address(ME)]);
    put(&mut book, mails);
    book.settle();
    decide(
        &mut book,
        1,
        &[
            bucket(1, "Friends", 90, Counts::Any),
            Decision::InBucket { people: vec![id(ADA), id(CY)], bucket: 1, day: FIRST, on: true },
        ],
    );
    book
}

/// The subjects of which the user is reminded on that day after the first of September, and how many conversations wait
/// for others besides.
fn today(book: &mut Book, day: i32) -> (Vec<String>, usize) {
    let day = FIRST.plus(day);
    book.now = i64::from(day.0) * 86_400 + 43_200;
    let view = book.today(day, 9);
    (view.no_answer.into_iter().map(|row| row.waiting.subject).collect(), view.waiting_for_them.len())
}

/// The days of September on which the user is reminded of anything.
fn days(book: &mut Book) -> Vec<i32> {
    (0..50).filter(|day| !today(book, *day).0.is_empty()).collect()
}

#[test]
fn a_question_is_reminded_of_from_the_fifth_day_to_the_thirtieth() {
    let mut book = book(&[offer()]);
    assert_eq!(days(&mut book), (10..=34).collect::<Vec<_>>());
    assert_eq!(today(&mut book, 9), (vec![], 1));
    assert_eq!(today(&mut book, 10), (vec!["Offer?".into()], 0));
    assert_eq!(today(&mut book, 40), (vec![], 0));
    let row = book.today(FIRST.plus(10), 9).no_answer.remove(0);
    assert_eq!((row.waiting.person.id, row.waiting.message), (id(ADA), key(&offer())));
    assert_eq!((row.reminder.day, row.reminder.why), (FIRST.plus(10), AnswerRule::Setting(5)));
}

#[test]
fn only_what_asks_someone_in_a_bucket_is_reminded_of_by_itself() {
    for (what, mails, expected) in [
        ("a question", vec![offer()], 1),
        ("no question", vec![to(ADA, "m", 5, "Offer")], 0),
        ("someone in no bucket", vec![to("dan@z.example", "m", 5, "Offer?")], 0),
        (
            "their own question",
            vec![
                from(ADA, "q", 4, "Offer?", ""),
                mail("m", 5, "Re: Offer?", &format!("From: {ME}; To: {ADA}; In-Reply-To: <q@x.example>")),
            ],
            0,
        ),
        ("several", vec![to(&format!("{ADA}, {CY}"), "m", 5, "Offer?")], 1),
        (
            "many",
            vec![to(
                &format!("{ADA}, b@z.example, c@z.example, d@z.example, e@z.example, f@z.example"),
                "m",
                5,
                "Offer?",
            )],
            0,
        ),
        (
            "a list",
            vec![
                mail("l", 4, "Offer?", &format!("From: {ADA}; To: {ME}; List-Id: <l.x.example>")),
                mail("m", 5, "Another offer?", &format!("From: {ME}; To: {ADA}; References: <l@x.example>")),
            ],
            0,
        ),
        (
            "one that did not arrive",
            vec![
                offer(),
                mail(
                    "r",
                    5,
                    "Failed",
                    &format!("From: mailer-daemon@mx.example; To: {ME}; X-Failed-Recipients: {ADA}"),
                ),
            ],
            0,
        ),
        (
            "an automatic answer",
            vec![
                offer(),
                mail(
                    "a",
                    6,
                    "Out of office: Offer?",
                    &format!("From: {ADA}; To: {ME}; In-Reply-To: <offer@x.example>; Auto-Submitted: auto-replied"),
                ),
            ],
            1,
        ),
        ("asked twice", vec![offer(), to(ADA, "again", 6, "Re: Offer?")], 1),
    ] {
        assert_eq!(today(&mut book(&mails), 15).0.len(), expected, "{what}");
    }
}

#[test]
fn an_answer_ends_it_whatever_it_is() {
    let called = |day: i32| {
        let contact = LoggedContact { how: ContactKind::Call, day: FIRST.plus(day), note: String::new() };
        Decision::LoggedContact { people: vec![id(ADA)], item: 7, contact: Some(contact) }
    };
    let home = Decision::Address { address: address(HOME), person: id(ADA) };
    for (what, mails, decisions, is_over) in [
        ("an answer", vec![from(ADA, "re", 6, "Re: Offer?", "offer")], vec![], true),
        ("an answer by a slow clock", vec![from(ADA, "re", 4, "Re: Offer?", "offer")], vec![], true),
        ("from another address", vec![from(HOME, "re", 6, "Re: Offer?", "offer")], vec![home.clone()], true),
        ("someone else answers", vec![from(CY, "re", 6, "Re: Offer?", "offer")], vec![], true),
        ("a later conversation", vec![from(ADA, "new", 6, "Lunch", "")], vec![], true),
        ("from another address too", vec![from(HOME, "new", 6, "Lunch", "")], vec![home], true),
        ("an earlier one", vec![from(ADA, "old", 4, "Lunch", "")], vec![], false),
        ("someone else writes", vec![from(CY, "new", 6, "Lunch", "")], vec![], false),
        ("a call", vec![], vec![called(6)], true),
        ("a call on the same day", vec![], vec![called(5)], true),
        ("an earlier call", vec![], vec![called(4)], false),
        ("a call that is planned", vec![], vec![called(20)], false),
    ] {
        let mut book = book(&[offer()]);
        assert_eq!(today(&mut book, 12).0.len(), 1);
        // The answer lies wherever the user put it.
        for (uid, mail) in (50..).zip(&mails) {
            super::absorb(&mut book, "Archive", uid, mail);
        }
        decide(&mut book, 2, &decisions);
        assert_eq!(today(&mut book, 12).0.is_empty(), is_over, "{what}");
    }
}

/// Conversations of earlier months with Ada, one every ten days: in each the user asked, and she answered after so many
/// days, if at all.
fn earlier(answered: &[Option<i32>]) -> Vec<String> {
    let each = (0..).zip(answered).flat_map(|(at, took)| {
        let (subject, asked) = (format!("About {at}"), 10 * at - 60);
        let answer = took.map(|took| from(ADA, &format!("re{at}"), asked + took, &format!("Re: {subject}"), ""));
        [to(ADA, &format!("to{at}"), asked, &subject)].into_iter().chain(answer)
    });
    each.collect()
}

#[test]
fn their_own_habit_says_when_and_whether() {
    let first = |answered: &[Option<i32>], subject: &str| {
        let mut mails = earlier(answered);
        mails.push(from(ADA, "before", 1, "Plans", ""));
        mails.push(to(ADA, "now", 5, subject));
        days(&mut book(&mails)).first().copied()
    };
    for (answered, asked, replied) in [
        (&[Some(1), Some(2), Some(1)][..], Some(10), Some(10)),
        (&[Some(1), Some(9), Some(9)], Some(15), Some(15)),
        // Those who leave most messages unanswered are never waited for.
        (&[Some(1), None, None], None, None),
        (&[None, None, None], None, None),
        // Half is enough for a question, and too little for a reply.
        (&[Some(1), None], Some(10), None),
    ] {
        assert_eq!((first(answered, "Offer?"), first(answered, "Re: Plans")), (asked, replied), "{answered:?}");
    }
}

#[test]
fn what_the_user_wants_about_a_message_counts() {
    let (dan, plain) = ("dan@z.example", to("dan@z.example", "plain", 5, "Offer"));
    let wish = |person: &str, mail: &str, wish| Decision::AnswerWish { person: id(person), message: key(mail), wish };
    let mut book = book(&[plain.clone(), offer()]);
    decide(&mut book, 2, &[wish(dan, &plain, AnswerWish::After(40))]);
    assert_eq!(today(&mut book, 20), (vec!["Offer?".into()], 1));
    // It is reminded of after more than thirty days, too, and no more after a year.
    for (day, expected) in [(44, 0), (45, 1), (300, 1), (369, 1), (371, 0)] {
        assert_eq!(today(&mut book, day).0.len(), expected, "{day}");
    }
    decide(&mut book, 3, &[wish(ADA, &offer(), AnswerWish::On(FIRST.plus(20)))]);
    assert_eq!((today(&mut book, 19), today(&mut book, 20).0.len()), ((vec![], 2), 1));
    decide(&mut book, 4, &[wish(ADA, &offer(), AnswerWish::Never)]);
    assert_eq!(today(&mut book, 20), (vec![], 1));
    // It was said of that message: the next asks anew, but not in a conversation that is muted.
    super::absorb(&mut book, "Sent", 60, &to(ADA, "again", 12, "Re: Offer?"));
    book.settle();
    assert_eq!(today(&mut book, 20).0.len(), 1);
    decide(&mut book, 5, &[wish(ADA, &offer(), AnswerWish::NeverInConversation)]);
    assert_eq!(today(&mut book, 20), (vec![], 1));
    undo(&mut book, 5);
    assert_eq!(today(&mut book, 20).0.len(), 1);
    decide(&mut book, 6, &[Decision::AnswerDays(AnswerDays(None))]);
    assert_eq!(today(&mut book, 20).0.len(), 0);
    decide(&mut book, 7, &[Decision::AnswerDays(AnswerDays(Some(9)))]);
    assert_eq!((today(&mut book, 20).0.len(), today(&mut book, 21).0.len()), (0, 1));
    decide(&mut book, 8, &[Decision::RemindersOff(id(ADA), true)]);
    assert_eq!(today(&mut book, 21).0.len(), 0);
}

#[test]
fn a_wish_about_an_old_message_ends_with_any_answer_in_its_conversation() {
    let plain = to(ADA, "plain", 5, "Offer");
    let wish = Decision::AnswerWish { person: id(ADA), message: key(&plain), wish: AnswerWish::After(2) };
    let mut book = book(&[plain, from(CY, "re", 6, "Re: Offer", "plain")]);
    decide(&mut book, 2, &[wish]);
    assert_eq!((today(&mut book, 20).0.len(), today(&mut book, 60).0.len()), (0, 0));
}

#[test]
fn a_wish_about_a_draft_holds_for_the_message_it_became() {
    let wish = |person: PersonId| Decision::DraftWish {
        person,
        draft: reference("draft@x.example"),
        subject: "Offer".into(),
        day: FIRST.plus(4),
        days: 3,
    };
    for (what, sent, expected) in [
        ("it kept its Message-ID", to(ADA, "draft", 30, "Quite another"), Some(33)),
        ("it got another one", to(ADA, "other", 6, "Offer"), Some(9)),
        ("to someone else", to(CY, "other", 6, "Offer"), None),
        ("about something else", to(ADA, "other", 6, "Lunch"), None),
        ("after weeks", to(ADA, "other", 19, "Offer"), None),
        ("before it was saved", to(ADA, "other", 3, "Offer"), None),
        ("they wrote it", from(ADA, "draft", 6, "Offer", ""), None),
    ] {
        let mut book = book(&[sent]);
        decide(&mut book, 2, &[wish(id(ADA))]);
        assert_eq!(days(&mut book).first().copied(), expected, "{what}");
        undo(&mut book, 2);
        assert!(days(&mut book).is_empty(), "{what}");
    }
}

#[test]
fn the_page_of_the_person_and_the_calendar_say_the_same() {
    let mut book = book(&[to(ADA, "old", 3, "Lunch"), from(ADA, "re", 4, "Re: Lunch", "old"), offer()]);
    today(&mut book, 7);
    let awaited = |book: &mut Book| -> Vec<(MessageKey, Option<i32>)> {
        let awaited = book.person(id(ADA)).unwrap().awaited.into_iter();
        awaited.map(|it| (it.message, it.reminder.map(|it| it.day.after(FIRST)))).collect()
    };
    assert_eq!(awaited(&mut book), [(key(&offer()), Some(10))]);
    let events = |book: &mut Book| -> Vec<(i32, Occasion)> {
        let events = book.calendar(FIRST.plus(7)).into_iter();
        let events = events.filter(|event| matches!(event.occasion, Occasion::NoAnswer { .. }));
        events.map(|event| (event.day.after(FIRST), event.occasion)).collect()
    };
    let (message, name, subject) = (key(&offer()), "Ada".to_owned(), "Offer?".to_owned());
    let expected = Occasion::NoAnswer { message, name, subject, since: FIRST.plus(5) };
    let [(10, occasion)] = &events(&mut book)[..] else { panic!("{:?}", events(&mut book)) };
    assert_eq!(occasion.kind(), expected.kind());
    decide(&mut book, 2, &[Decision::AnswerWish { person: id(ADA), message, wish: AnswerWish::Never }]);
    assert_eq!((awaited(&mut book), events(&mut book)), (vec![(message, None)], vec![]));
}

#[test]
fn those_who_do_not_answer_are_told_of_once_a_day() {
    let mut book = book(&[from(ADA, "hello", 0, "Hello", ""), offer(), to(CY, "visit", 5, "Visit?")]);
    assert_eq!(book.unanswered_names(FIRST.plus(6), 3), (Vec::new(), 0), "it is early");
    let (names, count) = book.unanswered_names(FIRST.plus(12), 1);
    let view = book.today(FIRST.plus(12), 9);
    let first = view.no_answer.first().map(|row| row.waiting.person.name.clone());
    assert_eq!((names, count), (first.into_iter().collect(), u32::try_from(view.no_answer.len()).unwrap()));
    assert!(count > 0);
}
