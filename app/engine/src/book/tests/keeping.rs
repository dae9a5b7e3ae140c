//! Keeping in touch: who is due, as tables; and that it follows from the facts and decisions alone.

use super::absorb;
use super::who::{address, at_random, decide, decision_by_chance, id, mail, never, undo};
use crate::api::{
    AnswerWish, Bucket, CalendarEvent, Change, ContactKind, Counts, Day, Decision, Due, DueState, Interval,
    LoggedContact, Occasion, PeopleQuery, PersonId, RuleEffect, RuleScope, Since, StrengthLabel, TodayView,
};
use crate::book::Book;
use kith_domain::day::Zone;
use kith_domain::entry::{Entry, Stamp};
use kith_domain::header;
use kith_domain::ics::{self, Event};
use proptest::prelude::{ProptestConfig, any, proptest};

const ADA: &str = "ada@x.example";
const CY: &str = "cy@y.example";
const ME: &str = "bob@acme.example";

/// 2026-09-01: the day of the hours 0 to 23 of [`mail`].
const FIRST: Day = Day(20_697);

fn seconds(day: i32, hour: i64) -> i64 {
    i64::from(FIRST.0 + day) * 86_400 + hour * 3_600
}

/// A book on that day after the first of September.
fn book(mails: &[String], day: i32) -> Book {
    let mut book = Book::default();
    book.set_own(vec![address(ME)]);
    book.now = seconds(day, 12);
    super::who::put(&mut book, mails);
    book.settle();
    book
}

pub(super) fn bucket(id: u64, name: &str, days: u16, counts: Counts) -> Decision {
    let interval = (days > 0).then(|| Interval::days_of(days));
    let order = u32::try_from(id).unwrap();
    Decision::Bucket(Bucket { id, name: name.into(), colour: 1, purpose: String::new(), interval, counts, order })
}

fn enter(who: &str, bucket: u64, day: i32) -> Decision {
    Decision::InBucket { people: vec![id(who)], bucket, day: FIRST.plus(day), on: true }
}

fn leave(who: &str, bucket: u64) -> Decision {
    Decision::InBucket { people: vec![id(who)], bucket, day: FIRST, on: false }
}

fn log(who: &str, item: u64, day: Option<i32>) -> Decision {
    let what = day.map(|day| LoggedContact { how: ContactKind::Call, day: FIRST.plus(day), note: "tea".into() });
    Decision::LoggedContact { people: vec![id(who)], item, contact: what }
}

fn to_ada(at: u32) -> String {
    mail(&format!("to{at}"), at, &format!("From: {ME}; To: Ada <{ADA}>"))
}

fn from_ada(at: u32) -> String {
    mail(&format!("from{at}"), at, &format!("From: Ada <{ADA}>; To: {ME}"))
}

/// `8 contact 1`: due on the eighth day after the first of September, counted from contact on the first after it.
fn due(book: &mut Book, who: &str) -> String {
    let Some(card) = book.person(id(who)) else { return "nobody".into() };
    let relative = |day: Day| day.after(FIRST);
    match card.keeping.due {
        Due::NotReminded(silence) => format!("{silence:?}"),
        Due::On(it) => match it.since {
            Since::Contact(day) => format!("{} contact {}", relative(it.shown()), relative(day)),
            Since::Entered(day) => format!("{} entered {}", relative(it.shown()), relative(day)),
            Since::Skipped(day) => format!("{} skipped {}", relative(it.shown()), relative(day)),
        },
    }
}

#[test]
fn what_did_not_arrive_is_no_contact_whenever_that_turns_out() {
    let friends = || bucket(1, "Friends", 7, Counts::Any);
    let report = mail("report", 49, &format!("From: mailer-daemon@mx.example; To: {ME}; X-Failed-Recipients: {ADA}"));
    let mut later = book(&[to_ada(3), to_ada(48)], 3);
    decide(&mut later, 1, &[friends(), enter(ADA, 1, 0)]);
    assert_eq!(due(&mut later, ADA), "9 contact 2");
    super::who::put(&mut later, std::slice::from_ref(&report));
    later.settle();
    assert_eq!(due(&mut later, ADA), "7 contact 0");
    let mut first = book(&[report, to_ada(48), to_ada(3)], 3);
    decide(&mut first, 1, &[friends(), enter(ADA, 1, 0)]);
    assert_eq!(due(&mut first, ADA), "7 contact 0");
}

#[test]
fn contact_is_what_is_personal_between_the_two_and_what_was_noted() {
    let many = |count: usize| (0..count).map(|at| format!("p{at}@z.example")).collect::<Vec<_>>().join(", ");
    let friends = bucket(1, "Friends", 7, Counts::Any);
    for (what, mails, said, expected) in [
        ("nothing yet", vec![to_ada(0)], vec![], "NoBucket"),
        ("I wrote", vec![to_ada(24)], vec![enter(ADA, 1, 0)], "8 contact 1"),
        ("they wrote", vec![to_ada(24), from_ada(50)], vec![enter(ADA, 1, 0)], "9 contact 2"),
        ("the order does not matter", vec![from_ada(50), to_ada(24)], vec![enter(ADA, 1, 0)], "9 contact 2"),
        (
            "not over a list",
            vec![to_ada(0), mail("l", 50, &format!("From: {ADA}; To: {ME}; List-Id: <talk.lists.example>"))],
            vec![enter(ADA, 1, 0)],
            "7 contact 0",
        ),
        (
            "not to many, theirs",
            vec![to_ada(0), mail("l", 50, &format!("From: {ADA}; To: {ME}, {}", many(20)))],
            vec![enter(ADA, 1, 0)],
            "7 contact 0",
        ),
        (
            "not to many, mine",
            vec![to_ada(0), mail("l", 50, &format!("From: {ME}; To: {ADA}, {}", many(20)))],
            vec![enter(ADA, 1, 0)],
            "7 contact 0",
        ),
        (
            "to twenty is personal",
            vec![to_ada(0), mail("l", 50, &format!("From: {ME}; To: {ADA}, {}", many(19)))],
            vec![enter(ADA, 1, 0)],
            "9 contact 2",
        ),
        (
            "not a mail in which others name them",
            vec![to_ada(0), mail("l", 50, &format!("From: Cy <{CY}>; To: {ME}; Cc: {ADA}"))],
            vec![enter(ADA, 1, 0)],
            "7 contact 0",
        ),
        ("not from the future", vec![to_ada(0), from_ada(24 * 25)], vec![enter(ADA, 1, 0)], "7 contact 0"),
        ("a call", vec![to_ada(0)], vec![enter(ADA, 1, 0), log(ADA, 1, Some(3))], "10 contact 3"),
        ("a call noted before", vec![to_ada(0)], vec![log(ADA, 1, Some(3)), enter(ADA, 1, 0)], "10 contact 3"),
        (
            "a call that was not",
            vec![to_ada(0)],
            vec![enter(ADA, 1, 0), log(ADA, 1, Some(3)), log(ADA, 1, None)],
            "7 contact 0",
        ),
        ("a call to come", vec![to_ada(0)], vec![enter(ADA, 1, 0), log(ADA, 1, Some(30))], "7 contact 0"),
        (
            "no contact at all",
            vec![mail("l", 0, &format!("From: Cy <{CY}>; To: {ME}; Cc: {ADA}"))],
            vec![enter(ADA, 1, 2)],
            "9 entered 2",
        ),
        (
            "with their other address",
            vec![
                mail("to0", 0, &format!("From: {ME}; To: Ada King <{ADA}>")),
                mail("r", 50, &format!("From: Ada King <ada@home.example>; To: {ME}; In-Reply-To: <to0@x.example>")),
            ],
            vec![enter(ADA, 1, 0)],
            "9 contact 2",
        ),
        (
            "with who became part of them",
            vec![to_ada(0), mail("r", 50, &format!("From: Cy <{CY}>; To: {ME}"))],
            vec![enter(ADA, 1, 0), Decision::Merge { into: id(ADA), from: id(CY) }],
            "9 contact 2",
        ),
        (
            "the bucket of who became part of them",
            vec![to_ada(0), mail("r", 50, &format!("From: Cy <{CY}>; To: {ME}"))],
            vec![enter(CY, 1, 0), Decision::Merge { into: id(ADA), from: id(CY) }],
            "9 contact 2",
        ),
        (
            "what is not tracked",
            vec![to_ada(0), from_ada(50)],
            vec![enter(ADA, 1, 0), Decision::Rule(RuleScope::Address(address(ADA)), Some(RuleEffect::DontTrack))],
            "7 entered 0",
        ),
        (
            "only mine",
            vec![to_ada(0), from_ada(50)],
            vec![bucket(2, "Mine", 7, Counts::Sent), enter(ADA, 2, 0)],
            "7 contact 0",
        ),
        (
            "the shortest rules",
            vec![to_ada(0)],
            vec![bucket(2, "Near", 5, Counts::Any), enter(ADA, 1, 0), enter(ADA, 2, 0)],
            "5 contact 0",
        ),
        (
            "an interval of their own",
            vec![to_ada(0)],
            vec![enter(ADA, 1, 0), Decision::OwnInterval(id(ADA), Some(Interval::days_of(9)))],
            "9 contact 0",
        ),
        (
            "skipped",
            vec![to_ada(0)],
            vec![enter(ADA, 1, 0), Decision::Skip { person: id(ADA), day: FIRST.plus(4) }],
            "11 skipped 4",
        ),
        (
            "put off",
            vec![to_ada(0)],
            vec![
                enter(ADA, 1, 0),
                Decision::Snooze { people: vec![id(ADA)], until: Some(FIRST.plus(40)), made: FIRST.plus(8) },
            ],
            "40 contact 0",
        ),
        ("muted", vec![to_ada(0)], vec![enter(ADA, 1, 0), Decision::RemindersOff(id(ADA), true)], "TurnedOff"),
        (
            "a plain group",
            vec![to_ada(0)],
            vec![bucket(2, "Club", 0, Counts::Any), enter(ADA, 2, 0)],
            "OnlyPlainGroups",
        ),
        ("they left", vec![to_ada(0)], vec![enter(ADA, 1, 0), leave(ADA, 1)], "NoBucket"),
        ("the bucket is gone", vec![to_ada(0)], vec![enter(ADA, 1, 0), bucket(1, "", 0, Counts::Any)], "NoBucket"),
    ] {
        // Everything that is decided before the mail comes, and after.
        let decided = [std::slice::from_ref(&friends), &said].concat();
        for early in [false, true] {
            let mut book = book(if early { &[] } else { &mails }, 20);
            for (mark, decision) in (1..).zip(&decided) {
                decide(&mut book, mark, std::slice::from_ref(decision));
            }
            if early {
                for mail in &mails {
                    super::who::put(&mut book, std::slice::from_ref(mail));
                    book.settle();
                }
            }
            assert_eq!(due(&mut book, ADA), expected, "{what}, decided first: {early}");
        }
    }
}

#[test]
fn days_are_those_of_the_persons_own_zone() {
    // 23:00 UTC on the first.
    let mut book = book(&[to_ada(23)], 20);
    decide(&mut book, 1, &[bucket(1, "Friends", 7, Counts::Any), enter(ADA, 1, 0)]);
    for (zone, expected) in [
        (vec![], "7 contact 0"),
        (vec![(0, 7_200)], "8 contact 1"),
        (vec![(0, -36_000)], "7 contact 0"),
        // Summer time ended before.
        (vec![(0, 7_200), (seconds(0, 1), 0)], "7 contact 0"),
    ] {
        book.set_zone(Zone::of(zone.clone()));
        book.settle();
        assert_eq!(due(&mut book, ADA), expected, "{zone:?}");
    }
}

#[test]
fn a_clock_that_was_set_does_no_harm() {
    let mut book = book(&[to_ada(0), from_ada(24 * 5)], 20);
    decide(&mut book, 1, &[bucket(1, "Friends", 7, Counts::Any), enter(ADA, 1, 0)]);
    for (day, expected) in
        [(20, "12 contact 5"), (2, "7 contact 0"), (5, "12 contact 5"), (0, "7 contact 0"), (9, "12 contact 5")]
    {
        book.now = seconds(day, 12);
        assert_eq!(due(&mut book, ADA), expected, "asked on day {day}");
        book.settle();
        assert_eq!(due(&mut book, ADA), expected, "settled on day {day}");
    }
}

/// Three friends: Ada was written to on the first day, Cy on the tenth, Eve never; a stranger came in on the
/// nineteenth.
fn three() -> Book {
    let mut book = book(
        &[
            to_ada(0),
            mail("c", 24 * 10, &format!("From: Cy <{CY}>; To: {ME}")),
            mail("e", 24 * 11, &format!("From: Cy <{CY}>; To: {ME}; Cc: Eve <eve@z.example>")),
            mail("n", 24 * 19, &format!("From: New <new@z.example>; To: {ME}")),
        ],
        20,
    );
    let eve = "eve@z.example";
    decide(&mut book, 1, &[bucket(2, "Friends", 7, Counts::Any), bucket(1, "Clients", 30, Counts::Any)]);
    decide(&mut book, 2, &[enter(ADA, 2, 0), enter(CY, 2, 0), enter(CY, 1, 0), enter(eve, 1, 2)]);
    book
}

fn today(book: &mut Book, day: i32) -> TodayView {
    book.today(FIRST.plus(day), 20)
}

#[test]
fn today_shows_whom_to_write_to_first() {
    let mut book = three();
    let view = today(&mut book, 20);
    let said = |view: &TodayView| -> Vec<String> {
        let row = |row: &crate::api::DueRow| {
            let bucket = row.bucket.as_ref().map_or("own", |(_, name, _)| name);
            let last = row.last.as_ref().map_or("-", |(_, about)| about);
            format!("{} {} {:?} {bucket} {last} {}", row.person.name, row.day.after(FIRST), row.state, row.strength)
        };
        view.due.iter().chain(&view.coming).map(row).collect()
    };
    // Ada is due longer; Eve will be in twelve days.
    let expected = ["Ada 7 Overdue(13) Friends to0 0", "Cy 18 Overdue(2) Friends e 0", "Eve 32 Coming(12) Clients - 0"];
    assert_eq!((said(&view), view.due_count, view.coming_count), (expected.map(String::from).to_vec(), 2, 1));
    assert_eq!(view.on_track, (2, 3), "Eve alone was not written to this month");
    let names = |rows: &[crate::api::PersonRow]| rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&view.new_people), ["New"]);
    assert_eq!(today(&mut book, 33).on_track, (0, 3), "the month is over, and the shortest interval too");
    let views = book.buckets();
    let counts: Vec<_> = views.iter().map(|it| (it.bucket.name.as_str(), it.people, it.due)).collect();
    assert_eq!(counts, [("Clients", 2, 1), ("Friends", 2, 2)]);
    decide(&mut book, 3, &[never(id(ADA))]);
    assert_eq!(today(&mut book, 20).due_count, 1, "who is no contact is not reminded of");
    undo(&mut book, 3);
    decide(&mut book, 4, &[log(ADA, 7, Some(15))]);
    let view = today(&mut book, 20);
    assert_eq!(view.due_count, 1);
    let ada = view.coming.iter().find(|row| row.person.name == "Ada").unwrap();
    assert_eq!((ada.state, ada.last.as_ref().unwrap().1.as_str()), (DueState::Coming(2), "tea"));
}

#[test]
fn the_stronger_relationship_comes_first_of_those_equally_late() {
    let mut mails = vec![mail("a", 0, &format!("From: {ME}; To: Ada <{ADA}>"))];
    for at in 0..4 {
        mails.push(mail(&format!("c{at}"), at, &format!("From: {ME}; To: Cy <{CY}>")));
        mails.push(mail(&format!("d{at}"), at, &format!("From: Cy <{CY}>; To: {ME}")));
    }
    let mut book = book(&mails, 20);
    decide(&mut book, 1, &[bucket(1, "Friends", 7, Counts::Any), enter(ADA, 1, 0), enter(CY, 1, 0)]);
    let view = today(&mut book, 20);
    let rows: Vec<_> = view.due.iter().map(|row| (row.person.name.as_str(), row.strength > 0, row.label)).collect();
    assert_eq!(rows, [("Cy", true, Some(StrengthLabel::Steady)), ("Ada", false, None)]);
    let card = book.person(id(CY)).unwrap().keeping;
    assert_eq!((card.months.len(), card.months[23], card.months[22]), (24, (4, 4), (0, 0)));
}

#[test]
fn reminders_are_shown_from_two_weeks_before_until_they_are_done() {
    let mut book = three();
    let remind = |id: u64, person: Option<&str>, text: &str, day, every: u16| Decision::Reminder {
        id,
        person: person.map(self::id),
        text: text.into(),
        day: FIRST.plus(day),
        every: (every > 0).then(|| Interval::days_of(every)),
    };
    decide(&mut book, 5, &[remind(1, Some(ADA), "the lease", 21, 0), remind(2, None, "cards", 10, 7)]);
    decide(&mut book, 6, &[remind(3, None, "far", 35, 0), remind(4, None, "near", 34, 0)]);
    let rows = |book: &mut Book| -> Vec<String> {
        let row = |row: crate::api::ReminderRow| {
            let about = row.person.map_or(String::new(), |(_, name)| format!(" {name}"));
            format!("{} {}{about}", row.day.after(FIRST), row.text)
        };
        today(book, 20).reminders.into_iter().map(row).collect()
    };
    assert_eq!(rows(&mut book), ["10 cards", "21 the lease Ada", "34 near"]);
    let of_ada = book.person(id(ADA)).unwrap().keeping.reminders;
    assert_eq!(of_ada.iter().map(|row| &*row.text).collect::<Vec<_>>(), ["the lease"]);
    let done = |id| Decision::ReminderDone { id, day: FIRST.plus(21) };
    decide(&mut book, 7, &[done(1), done(2)]);
    assert_eq!(rows(&mut book), ["24 cards", "34 near"]);
    undo(&mut book, 7);
    assert_eq!(rows(&mut book).len(), 3);
}

#[test]
fn two_of_one_name_are_told_apart() {
    let mut book = three();
    assert_eq!(today(&mut book, 20).namesakes.len(), 0);
    super::who::put(&mut book, &[mail("z", 24 * 12, &format!("From: cy <cy@elsewhere.example>; To: {ME}"))]);
    book.settle();
    assert_eq!(today(&mut book, 20).namesakes, [id(CY), id("cy@elsewhere.example")].into());
}

#[test]
fn threads_wait_for_me_or_for_them() {
    let re = |to: &str| format!("; In-Reply-To: <{to}@x.example>");
    let (a, c, many) = (
        format!("Ada <{ADA}>"),
        format!("Cy <{CY}>"),
        "p1@z.example, p2@z.example, p3@z.example, p4@z.example, p5@z.example",
    );
    let day = |day: u32| 24 * day;
    let mut book = book(
        &[
            // She asked, I answered, she asked again.
            mail("a1", day(3), &format!("From: {a}; To: {ME}")),
            mail("a2", day(4), &format!("From: {ME}; To: {a}{}", re("a1"))),
            mail("a3", day(5), &format!("From: {a}; To: {ME}{}", re("a2"))),
            // I wrote last, and a program answered.
            mail("c1", day(6), &format!("From: {c}; To: {ME}")),
            mail("c2", day(7), &format!("From: {ME}; To: {c}{}", re("c1"))),
            mail("c3", day(8), &format!("From: {c}; To: {ME}; Auto-Submitted: auto-replied{}", re("c2"))),
            // To many, and over a list.
            mail("m1", day(9), &format!("From: {c}; To: {ME}, {many}")),
            mail("l1", day(9), &format!("From: {c}; To: {ME}; List-Id: <talk.lists.example>")),
            // What both answer is not there.
            mail("g1", day(10), &format!("From: {c}; To: {ME}{}", re("gone"))),
            mail("g2", day(11), &format!("From: {ME}; To: {c}{}", re("gone"))),
        ],
        20,
    );
    let rows = |rows: &[crate::api::WaitingRow]| -> Vec<String> {
        rows.iter().map(|row| format!("{} {}", row.person.name, row.subject)).collect()
    };
    let view = today(&mut book, 20);
    assert_eq!(rows(&view.waiting_for_you), ["Ada a3"]);
    assert_eq!(rows(&view.waiting_for_them), ["Cy g2", "Cy c2"]);
    let view = today(&mut book, 36);
    assert_eq!(
        (rows(&view.waiting_for_you), rows(&view.waiting_for_them).len()),
        (vec![], 2),
        "after thirty days nobody waits"
    );
    let view = today(&mut book, 4);
    assert_eq!((rows(&view.waiting_for_you), rows(&view.waiting_for_them)), (vec![], vec!["Ada a2".to_owned()]));

    // What was said on the telephone before it does not answer it, nor what is to be said yet.
    for (mark, called, waits) in [(1, 4, true), (2, 21, true), (3, 5, false)] {
        decide(&mut book, mark, &[log(ADA, mark, Some(called))]);
        let view = today(&mut book, 20);
        assert_eq!(rows(&view.waiting_for_you).is_empty(), !waits, "called on day {called}");
        undo(&mut book, mark);
    }
    decide(&mut book, 4, &[log(CY, 4, Some(8))]);
    assert_eq!(rows(&today(&mut book, 20).waiting_for_them), ["Cy g2"]);
}

#[test]
fn people_are_found_by_their_buckets() {
    let book = three();
    for (filter, expected) in [
        ("bucket:friends", &["Ada", "Cy"][..]),
        ("bucket:fri", &["Ada", "Cy"]),
        ("bucket:clients", &["Cy", "Eve"]),
        ("bucket:family", &[]),
        ("has:bucket", &["Ada", "Cy", "Eve"]),
        ("-has:bucket", &["New"]),
    ] {
        let page = book.people(&PeopleQuery { filter: filter.into(), limit: 10, ..PeopleQuery::default() });
        let mut names: Vec<&str> = page.rows.iter().map(|row| row.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, expected, "{filter}");
    }
}

#[test]
fn a_message_of_these_days_that_begins_the_clock_anew_is_told() {
    let told = |book: &mut Book, mails: &[String]| -> Vec<String> {
        super::who::put(book, mails);
        book.settle();
        let news = book.take_news().into_iter().map(|news| match news {
            Change::InTouch { name, sent, next, .. } => format!("{name} {sent} {}", next.unwrap().after(FIRST)),
            other => panic!("{other:?}"),
        });
        news.collect()
    };
    let mut book = three();
    let mine = bucket(3, "Mine", 7, Counts::Sent);
    decide(&mut book, 5, &[mine, enter("new@z.example", 3, 0)]);
    book.take_news();
    assert_eq!(told(&mut book, &[from_ada(24 * 20)]), ["Ada false 27"]);
    let (old, to_come) = (from_ada(24 * 17), from_ada(24 * 21));
    assert_eq!(told(&mut book, &[old, to_come]), [""; 0]);
    assert_eq!(told(&mut book, &[from_ada(24 * 20 + 1), to_ada(24 * 20 + 2)]), ["Ada true 27"], "once each");
    let new = |from: &str, to: &str| mail(&format!("{from}{to}"), 24 * 20, &format!("From: {from}; To: {to}"));
    assert_eq!(told(&mut book, &[new("new@z.example", ME)]), [""; 0], "where only mine count");
    assert_eq!(told(&mut book, &[new(ME, "new@z.example")]), ["New true 27"]);
    assert_eq!(told(&mut book, &[new("dee@z.example", ME)]), [""; 0], "in no bucket");
    // From an address that turns out to be hers.
    let answer =
        mail("h", 24 * 20 + 3, &format!("From: Ada <ada.l@x.example>; To: {ME}; In-Reply-To: <to0@x.example>"));
    assert_eq!(told(&mut book, &[answer]), ["Ada false 27"]);
    assert_eq!(told(&mut book, &[]), [""; 0]);
}

fn keeping_by_chance(mut dice: impl FnMut(usize) -> usize) -> Decision {
    let addresses = [ADA, "ada@home.example", "carl@x.example", "carl@gmail.com", "sue@acme.example", "info@z.example"];
    let who = addresses[dice(6)];
    let number = 1 + dice(2) as u64;
    let day = dice(25) as i32;
    match dice(10) {
        0 => bucket(number, if dice(3) == 0 { "" } else { "B" }, 3 + dice(30) as u16, Counts::Any),
        1 => bucket(number, "B", dice(5) as u16, Counts::Sent),
        2 => leave(who, number),
        3 => log(who, number, Some(day)),
        4 => log(who, number, None),
        5 => Decision::Skip { person: id(who), day: FIRST.plus(day) },
        6 => Decision::OwnInterval(id(who), Some(Interval::days_of(day as u16))),
        _ => enter(who, number, day),
    }
}

/// When everyone is due, on a few days, and how strong the relationship is.
fn picture(book: &mut Book) -> Vec<String> {
    let mut lines = Vec::new();
    for day in [3, 9, 25] {
        let view = today(book, day);
        lines.push(format!("{day}: kept {:?} {} {}", view.on_track, view.due_count, view.coming_count));
        lines.extend(
            view.due.iter().chain(&view.coming).map(|row| {
                format!("{:?} {:?} {:?} {:?} {}", row.person.id, row.day, row.since, row.state, row.strength)
            }),
        );
        let turns = view.waiting_for_you.iter().chain(&view.waiting_for_them);
        lines.extend(turns.map(|row| format!("{:?} {}", row.person.id, row.subject)));
        lines.extend(view.no_answer.iter().map(|row| format!("{row:?}")));
    }
    lines.extend(book.buckets().iter().map(|it| format!("{} {} {}", it.bucket.id, it.people, it.due)));
    lines
}

/// What is kept of everyone is what is gathered anew.
fn assert_gathered(book: &Book) {
    let all: Vec<PersonId> = book.kept.all().map(|(id, _)| id).collect();
    let expected: Vec<PersonId> = book.journal().state().bucketed().collect();
    assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>(), expected.iter().collect());
    for id in all {
        assert_eq!(book.kept.of(id), Some(&book.gathered(id)), "{id:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// In whatever order messages come, whatever is decided and undone in between, and whenever it is settled.
    #[test]
    fn who_is_due_follows_from_facts_and_decisions_alone(seed in any::<u64>()) {
        let mut state = seed;
        let mut dice = move |end: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % end
        };
        let mut mails = at_random(&mut dice);
        let mut decisions = vec![bucket(1, "A", 5, Counts::Any), bucket(2, "B", 9, Counts::Sent)];
        for _ in 0..9 {
            decisions.push(if dice(4) == 0 { decision_by_chance(&mut dice) } else { keeping_by_chance(&mut dice) });
        }
        let message = header::read(mails[dice(mails.len())].as_bytes(), None, 100).key;
        let wish = [AnswerWish::After(2), AnswerWish::On(FIRST.plus(9)), AnswerWish::NeverInConversation][dice(3)];
        decisions.push(Decision::AnswerWish { person: id(ADA), message, wish });
        let undone: Vec<u64> = (0..decisions.len() as u64).filter(|_| dice(5) == 0).collect();
        let zone = Zone::of([(0, dice(20) as i32 * 3_600 - 36_000)]);
        // Each keeps its place in the journal, whenever it is said.
        let entry = |at: usize| {
            let stamp = Stamp { at: at as u64, count: 0, device: 1 };
            Entry { stamp, mark: at as u64, decisions: vec![decisions[at].clone()], at: at as u64 }
        };
        let undoing = |mark: u64| {
            let stamp = Stamp { at: 1_000 + mark, count: 0, device: 1 };
            Entry { stamp, mark: 1_000 + mark, decisions: vec![Decision::Undo { mark, undone: true }], at: 1_000 + mark }
        };
        let mut at_once = book(&[], 25);
        at_once.set_zone(zone.clone());
        (0..decisions.len()).for_each(|at| at_once.decide(entry(at)));
        undone.iter().for_each(|mark| at_once.decide(undoing(*mark)));
        super::who::put(&mut at_once, &mails);
        at_once.settle();
        let expected = picture(&mut at_once);
        assert_gathered(&at_once);

        for at in (1..mails.len()).rev() {
            mails.swap(at, dice(at + 1));
        }
        let mut slowly = book(&[], dice(25) as i32);
        let mut next = 0;
        for mail in &mails {
            super::who::put(&mut slowly, std::slice::from_ref(mail));
            match dice(5) {
                0 => slowly.now = seconds(dice(25) as i32, 12),
                1 => drop(slowly.set_zone(Zone::of([(0, dice(20) as i32 * 3_600 - 36_000)]))),
                2 => drop(picture(&mut slowly)),
                3 if next < decisions.len() => {
                    slowly.decide(entry(next));
                    next += 1;
                }
                _ => {}
            }
            if dice(2) == 0 {
                slowly.settle();
                if dice(3) == 0 {
                    slowly = super::restarted(&slowly, slowly.journal());
                }
                assert_gathered(&slowly);
            }
        }
        (next..decisions.len()).for_each(|at| {
            slowly.decide(entry(at));
            if dice(2) == 0 {
                slowly.settle();
            }
        });
        undone.iter().for_each(|mark| slowly.decide(undoing(*mark)));
        slowly.now = seconds(25, 12);
        slowly.set_zone(zone);
        slowly.settle();
        assert_gathered(&slowly);
        proptest::prop_assert_eq!(picture(&mut slowly), expected.clone());
        slowly.settle_afresh();
        proptest::prop_assert_eq!(picture(&mut slowly), expected);
    }
}

#[test]
fn absorbing_a_copy_changes_no_due_day() {
    let mut book = three();
    let before = picture(&mut book);
    absorb(&mut book, "Archive", 77, &to_ada(0));
    book.settle();
    assert_eq!(picture(&mut book), before);
}

#[test]
fn a_calendar_file_holds_who_is_due_reminders_and_birthdays_and_nothing_else() {
    let mut book = book(&[to_ada(1), mail("c", 2, &format!("From: {ME}; To: Cy <{CY}>"))], 10);
    // As the page makes one (`present::calendar_file`).
    let file = |events: &[CalendarEvent]| {
        let event = |event: &CalendarEvent| Event {
            person: event.person,
            kind: event.occasion.kind(),
            day: event.day,
            again: event.again,
            summary: match &event.occasion {
                Occasion::Due { name, .. } => format!("Write to {name}"),
                Occasion::Reminder { text, .. } => text.clone(),
                Occasion::Birthday(name) => format!("Birthday of {name}"),
                Occasion::NoAnswer { name, .. } => format!("No answer from {name}"),
            },
            description: String::new(),
        };
        (!events.is_empty()).then(|| ics::calendar(&events.iter().map(event).collect::<Vec<_>>(), 0, 9))
    };
    assert_eq!(file(&book.calendar(FIRST.plus(10))), None, "an empty calendar is none");
    decide(&mut book, 1, &[bucket(1, "Friends", 7, Counts::Any), enter(ADA, 1, 0)]);
    let birthday =
        Decision::SetField { person: id(CY), field: crate::api::PersonField::Birthday, value: "--12-24".into() };
    let remind = Decision::Reminder { id: 5, person: None, text: "Rent; due".into(), day: FIRST.plus(12), every: None };
    decide(&mut book, 2, &[birthday, remind]);
    let text = file(&book.calendar(FIRST.plus(10))).unwrap();
    let lines = |name: &str| -> Vec<String> {
        let of = text.lines().filter_map(|line| line.strip_prefix(name));
        of.map(|line| line.trim_start_matches(':').trim_end().to_owned()).collect()
    };
    assert_eq!(lines("SUMMARY"), ["Write to Ada", "Rent\\; due", "Birthday of Cy"]);
    // Ada was due on the eighth, so she is to be written to today.
    assert_eq!(lines("DTSTART;VALUE=DATE"), ["20260911", "20260913", "20261224"]);
    assert_eq!(lines("TRIGGER"), ["PT9H"; 3]);
    let again = file(&book.calendar(FIRST.plus(10))).unwrap();
    assert_eq!(again, text, "the same events under the same UIDs");
}

#[test]
fn birthdays_of_the_next_fourteen_days_stand_on_today_whether_in_a_bucket_or_not() {
    let mut book = book(&[to_ada(1), mail("c", 2, &format!("From: {ME}; To: Cy <{CY}>"))], 10);
    // Today is 2026-09-11.
    for (mark, (birthday, expected)) in (1..).zip([
        ("1986-09-11", Some((10, Some(40)))),
        ("--09-11", Some((10, None))),
        ("1986-09-25", Some((24, Some(40)))),
        ("1986-09-26", None),
        ("1986-09-10", None),
        ("2026-09-12", Some((11, None))),
        ("2027-09-12", Some((11, None))),
        ("in autumn", None),
    ]) {
        let value = birthday.into();
        decide(
            &mut book,
            mark,
            &[Decision::SetField { person: id(CY), field: crate::api::PersonField::Birthday, value }],
        );
        let rows = book.today(FIRST.plus(10), 20).birthdays;
        let shown: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.day.after(FIRST), row.turns)).collect();
        let expected: Vec<_> = expected.into_iter().map(|(day, turns)| ("Cy", day, turns)).collect();
        assert_eq!(shown, expected, "{birthday}");
    }
    decide(
        &mut book,
        100,
        &[Decision::SetField { person: id(CY), field: crate::api::PersonField::Birthday, value: "--09-12".into() }],
    );
    assert_eq!(book.today(FIRST.plus(10), 20).birthdays.len(), 1);
    decide(&mut book, 101, &[Decision::Visibility(id(CY), Some(crate::api::Visibility::Hidden))]);
    assert_eq!(book.today(FIRST.plus(10), 20).birthdays, [], "who is no contact has none");
}

#[test]
fn months_of_contact_count_each_person_once_a_month() {
    let mut book = book(&[to_ada(1), to_ada(3), mail("c", 2, &format!("From: {ME}; To: Cy <{CY}>"))], 40);
    let today = FIRST.plus(40);
    assert_eq!(book.today(today, 20).on_track_months, [0; 6], "nobody is in a bucket");
    decide(&mut book, 1, &[bucket(1, "Friends", 7, Counts::Any), enter(ADA, 1, 0), enter(CY, 1, 0)]);
    assert_eq!(
        book.today(today, 20).on_track_months,
        [0, 0, 0, 0, 2, 0],
        "in September with both, in October with nobody"
    );
    decide(&mut book, 2, &[log(ADA, 1, Some(35)), log(CY, 2, Some(-70))]);
    assert_eq!(book.today(today, 20).on_track_months, [0, 1, 0, 0, 2, 1]);
}

/// A book in which Ada and I wrote each other every seven days for nine weeks, up to so many days before the day that
/// it also gives, and Cy wrote once a day before the last of them.
fn quiet_since(silence: i32) -> (Book, Day) {
    let dated = |id: String, day: i32, fields: String| {
        let (year, month, day) = FIRST.plus(day).civil();
        let month = ["Jun", "Jul", "Aug", "Sep"][usize::from(month - 6)];
        let fields = fields.replace("; ", "\r\n");
        format!(
            "Message-ID: <{id}@x.example>\r\nDate: {day} {month} {year} 12:00:00 +0000\r\nSubject: {id}\r\n{fields}\r\n\r\n"
        )
    };
    let mut mails = vec![dated("c".into(), -1, format!("From: Cy <{CY}>; To: {ME}"))];
    for week in 0..10 {
        mails.push(dated(format!("to{week}"), -7 * week, format!("From: {ME}; To: Ada <{ADA}>")));
        mails.push(dated(format!("from{week}"), -7 * week, format!("From: Ada <{ADA}>; To: {ME}")));
    }
    (book(&mails, silence), FIRST.plus(silence))
}

#[test]
fn whoever_is_in_no_bucket_and_has_gone_quiet_is_being_lost() {
    let fading = |(book, day): &mut (Book, Day)| -> Vec<(String, u32, i32)> {
        let rows = book.today(*day, 20).losing_touch;
        rows.into_iter().map(|row| (row.person.address, row.rhythm, row.last.after(FIRST))).collect()
    };
    for (silence, expected) in [(44, false), (45, true), (300, true), (730, true), (731, false)] {
        let expected: Vec<_> = expected.then(|| (ADA.to_owned(), 7, 0)).into_iter().collect();
        assert_eq!(fading(&mut quiet_since(silence)), expected, "{silence} days");
    }
    for (what, said) in [
        ("in a bucket", vec![bucket(1, "Friends", 30, Counts::Any), enter(ADA, 1, 0)]),
        ("never to be reminded of", vec![Decision::RemindersOff(id(ADA), true)]),
        ("no contact", vec![Decision::Visibility(id(ADA), Some(crate::api::Visibility::Hidden))]),
        ("called in the meantime", vec![log(ADA, 1, Some(40))]),
    ] {
        let mut quiet = quiet_since(60);
        decide(&mut quiet.0, 1, &said);
        assert_eq!(fading(&mut quiet), [], "{what}");
        undo(&mut quiet.0, 1);
        assert_eq!(fading(&mut quiet).len(), 1, "not {what} any more");
    }
}

#[test]
fn cards_are_of_those_in_no_bucket_the_most_recent_and_strongest_first() {
    let (mut book, today) = quiet_since(10);
    let shown = |book: &mut Book, without: &[PersonId]| -> (Vec<String>, u32) {
        let view = book.cards(today, 50, without);
        (view.cards.into_iter().map(|card| card.person.address).collect(), view.all)
    };
    assert_eq!(shown(&mut book, &[]), (vec![ADA.into(), CY.into()], 2));
    assert_eq!(shown(&mut book, &[id(ADA)]), (vec![CY.into()], 1));
    let card = book.cards(today, 1, &[]).cards.remove(0);
    assert_eq!((card.sent, card.received, card.rhythm), (10, 10, Some(7)));
    assert_eq!(book.cards(today, 50, &[id(ADA)]).cards[0].rhythm, None, "once is no rhythm");
    decide(&mut book, 1, &[bucket(1, "Friends", 30, Counts::Any), enter(ADA, 1, 0)]);
    assert_eq!(shown(&mut book, &[]), (vec![CY.into()], 1));
    decide(&mut book, 2, &[Decision::RemindersOff(id(CY), true)]);
    assert_eq!(shown(&mut book, &[]), (vec![], 0));
}

/// The people whose turn is not over, on that day.
fn turns(book: &mut Book, day: i32) -> (usize, usize) {
    let view = book.today(FIRST.plus(day), 9);
    (view.waiting_for_you.len(), view.waiting_for_them.len())
}

#[test]
fn no_reply_needed_ends_a_turn_until_they_write_again() {
    let mut book = book(&[from_ada(30)], 2);
    assert_eq!(turns(&mut book, 2), (1, 0));
    let (message, subject) = book.person(id(ADA)).unwrap().waiting_for_you.unwrap();
    let row = book.today(FIRST.plus(2), 9).waiting_for_you.remove(0);
    assert_eq!((row.message, row.subject), (message, subject));
    decide(&mut book, 1, &[Decision::NoReply { person: id(ADA), message }]);
    assert_eq!(turns(&mut book, 2), (0, 0));
    assert_eq!(book.person(id(ADA)).unwrap().waiting_for_you, None);
    undo(&mut book, 1);
    assert_eq!(turns(&mut book, 2), (1, 0));
    decide(&mut book, 2, &[Decision::Undo { mark: 1, undone: false }]);
    assert_eq!(turns(&mut book, 2), (0, 0));
    // It was said of that message; the next asks anew.
    super::who::put(&mut book, &[from_ada(40)]);
    book.settle();
    assert_eq!(turns(&mut book, 2), (1, 0));
    assert_ne!(book.person(id(ADA)).unwrap().waiting_for_you.map(|owed| owed.0), Some(message));
    assert_eq!(book.person(id(CY)), None);
}
