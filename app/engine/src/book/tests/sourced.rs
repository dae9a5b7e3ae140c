//! People who came from somewhere other than the mail.

use super::who::{address, decide, id, list, mail, never, put, undo};
use crate::api::{
    CommonTrait, ContactSource, Decision, Due, Group, ItemKind, NotRemindedReason, Origin, PeopleQuery, PersonField,
    PersonId, Reason, RuleEffect, RuleScope, Run, RunOf, Since, UNSUBSCRIBED, question,
};
use crate::book::Book;
use kith_domain::bucket::SUGGESTIONS;
use kith_domain::day::Day;
use kith_domain::matching::MatchReason;

const ME: &str = "bob@acme.example";

fn book(mails: &[String]) -> Book {
    let mut book = Book::default();
    book.set_own(vec![address(ME)]);
    put(&mut book, mails);
    book.settle();
    book
}

fn file() -> ContactSource {
    ContactSource::File("all.vcf".into())
}

fn came(people: &[PersonId]) -> Decision {
    Decision::CameFrom { people: people.to_vec(), source: file() }
}

fn named(person: PersonId, name: &str) -> Decision {
    Decision::SetField { person, field: PersonField::Name, value: name.into() }
}

fn phone(person: PersonId, item: u64, value: &str) -> Decision {
    let (label, value) = (String::new(), value.into());
    Decision::SetItem { person, kind: ItemKind::Phone, item, label, value, at: 0 }
}

fn run() -> Decision {
    Decision::Run(Run { id: 1, of: RunOf::Import("all.vcf".into()) })
}

fn reason(book: &mut Book, person: PersonId) -> Option<Reason> {
    Some(book.person(person)?.row.reason)
}

#[test]
fn an_address_book_makes_a_person_of_whom_the_mail_would_not_and_the_user_has_the_last_word() {
    let mails = [
        mail("a", 1, &format!("From: News <news@shop.example>; To: {ME}; List-Id: <news.shop.example>")),
        mail("b", 2, &format!("From: No <no-reply@shop.example>; To: {ME}")),
        mail("c", 3, &format!("From: Eve <eve@x.example>; To: {ME}; Cc: cy@x.example")),
        mail("d", 4, &format!("From: Sue <sue@acme.example>; To: {ME}; Cc: eve@x.example")),
    ];
    let colleague = Decision::Colleague { id: 1, name: "Cy".into(), addresses: vec![address("cy@x.example")] };
    let rule = |effect| Decision::Rule(RuleScope::Domain("x.example".into()), Some(effect));
    for (whose, said, expected) in [
        ("news@shop.example", None, Reason::CameFrom(file())),
        ("no-reply@shop.example", None, Reason::CameFrom(file())),
        ("cy@x.example", None, Reason::CameFrom(file())),
        ("cy@x.example", Some(never(id("cy@x.example"))), Reason::Hidden),
        (
            "cy@x.example",
            Some(rule(RuleEffect::NeverShow)),
            Reason::RuleNeverShow(RuleScope::Domain("x.example".into())),
        ),
        ("cy@x.example", Some(rule(RuleEffect::DontTrack)), Reason::Untracked(RuleScope::Domain("x.example".into()))),
        ("cy@x.example", Some(colleague), Reason::Colleague(1)),
        ("sue@acme.example", None, Reason::OwnDomain("acme.example".into())),
    ] {
        let mut book = book(&mails);
        let before = reason(&mut book, id(whose));
        decide(&mut book, 1, &[run(), came(&[id(whose)]), named(id(whose), "From A File")]);
        if let Some(said) = said {
            decide(&mut book, 2, &[said]);
        }
        assert_eq!(reason(&mut book, id(whose)), Some(expected), "{whose}");
        let all = list(&mut book, Group::People).len() + list(&mut book, Group::FilteredOut).len();
        assert!(all >= 4, "{whose}");
        book.settle_afresh();
        undo(&mut book, 1);
        if book.journal().entry(2).is_none() {
            assert_eq!(reason(&mut book, id(whose)), before, "{whose}");
        }
    }
}

#[test]
fn a_run_s_word_is_not_the_user_s_own() {
    let mut book = book(&[mail("c", 3, &format!("From: Eve <eve@x.example>; To: {ME}; Cc: cy@x.example"))]);
    let tag = Decision::Tag { people: vec![id("cy@x.example")], tag: UNSUBSCRIBED.into(), on: true };
    decide(&mut book, 1, &[run(), tag.clone()]);
    assert_eq!(reason(&mut book, id("cy@x.example")), Some(Reason::TooWeak(Origin::SeenWithMe)));
    decide(&mut book, 2, &[tag]);
    assert_eq!(reason(&mut book, id("cy@x.example")), Some(Reason::Typed));
}

#[test]
fn someone_needs_neither_mail_nor_an_address() {
    let mut book = book(&[]);
    let (seven, eight) = (PersonId(7), PersonId(8));
    let say = [
        run(),
        came(&[seven, eight]),
        named(seven, "Ada King"),
        phone(seven, 1, "+49 (0)30 12 34 567"),
        Decision::SetField { person: seven, field: PersonField::Nickname, value: "Countess".into() },
        named(eight, "Bob King"),
        Decision::Address { address: address("bob@king.example"), person: eight },
        Decision::AddressLabel { address: address("bob@king.example"), label: "home".into() },
    ];
    decide(&mut book, 1, &say);
    let expected = ["Ada King <> 0", "Bob King <bob@king.example> 0"];
    assert_eq!(list(&mut book, Group::People), expected);
    let find = |book: &Book, filter: &str| {
        let query = PeopleQuery { filter: filter.into(), limit: 9, ..PeopleQuery::default() };
        book.people(&query).rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    for (filter, found) in [
        ("countess", vec![seven]),
        ("1234567", vec![seven]),
        ("030", vec![seven]),
        ("(0)30", vec![seven]),
        ("bob@king", vec![eight]),
        ("has:phone", vec![seven]),
    ] {
        assert_eq!(find(&book, filter), found, "{filter}");
    }
    let card = book.person(eight).unwrap();
    assert_eq!((card.addresses[0].label.as_str(), card.sources.as_slice()), ("home", [file()].as_slice()));
    // Mail that comes later is theirs.
    put(&mut book, &[mail("a", 1, &format!("From: bob@king.example; To: {ME}"))]);
    book.settle();
    assert_eq!(list(&mut book, Group::People), ["Ada King <> 0", "Bob King <bob@king.example> 1"]);
    book.settle_afresh();
    assert_eq!(list(&mut book, Group::People), ["Ada King <> 0", "Bob King <bob@king.example> 1"]);
    decide(&mut book, 2, &[Decision::Merge { into: seven, from: eight }]);
    assert_eq!(list(&mut book, Group::People), ["Ada King <bob@king.example> 1"]);
    undo(&mut book, 2);
    undo(&mut book, 1);
    assert_eq!(list(&mut book, Group::People), ["bob@king.example <bob@king.example> 1"]);
}

#[test]
fn an_address_that_is_taken_away_again_is_no_one_s() {
    let mut book = book(&[]);
    let at = address("ada@king.example");
    let person = id("ada@king.example");
    decide(&mut book, 1, &[came(&[person]), named(person, "Ada"), Decision::Address { address: at.clone(), person }]);
    decide(&mut book, 2, &[Decision::RemoveAddress { address: at, person }]);
    assert_eq!(list(&mut book, Group::People), ["Ada <> 0"]);
    undo(&mut book, 2);
    assert_eq!(list(&mut book, Group::People), ["Ada <ada@king.example> 0"]);
}

#[test]
fn who_was_deleted_comes_back_with_a_file() {
    let mut book = book(&[]);
    let (person, at) = (id("ada@king.example"), address("ada@king.example"));
    let say = [came(&[person]), named(person, "Ada"), Decision::Address { address: at, person }];
    decide(&mut book, 1, &say);
    decide(&mut book, 2, &[Decision::Delete { person, addresses: vec![person] }]);
    assert_eq!(list(&mut book, Group::People), Vec::<String>::new());
    decide(&mut book, 3, &say);
    assert_eq!(list(&mut book, Group::People), ["Ada <ada@king.example> 0"]);
}

#[test]
fn they_are_due_from_the_day_on_which_they_came_in_and_who_unsubscribed_can_be_left_out() {
    let mut book = book(&[]);
    let today = Day(20_717);
    book.now = i64::from(today.0) * 86_400;
    let (person, bucket) = (PersonId(7), SUGGESTIONS[0].bucket(1, 0));
    let interval = bucket.interval.unwrap();
    let enter = Decision::InBucket { people: vec![person], bucket: 1, day: today, on: true };
    decide(&mut book, 1, &[Decision::Bucket(bucket), run(), came(&[person]), named(person, "Ada"), enter]);
    let later = interval.after(today);
    let view = book.today(later, 9);
    assert_eq!((view.due_count, view.due[0].since, view.due[0].day), (1, Since::Entered(today), later));
    let tag = Decision::Tag { people: vec![person], tag: UNSUBSCRIBED.to_lowercase(), on: true };
    decide(&mut book, 2, &[tag]);
    assert_eq!(book.today(later, 9).due_count, 1, "as long as the user does not say so");
    decide(&mut book, 3, &[Decision::LeaveOutUnsubscribed(true)]);
    assert_eq!(book.today(later, 9).due_count, 0);
    let due = book.person(person).unwrap().keeping.due;
    assert_eq!(due, Due::NotReminded(NotRemindedReason::Unsubscribed));
    let review = book.review();
    assert!(review.leaves_out_unsubscribed);
    assert_eq!(review.rows.iter().map(|row| row.person.id).collect::<Vec<_>>(), [person]);
}

#[test]
fn two_with_one_phone_number_may_be_the_same() {
    let mut book = book(&[]);
    let people = [PersonId(1), PersonId(2), PersonId(3)];
    let names = ["Ada King", "A. King", "Bob King"];
    let mut say = vec![came(&people)];
    say.extend(people.iter().zip(names).map(|(person, name)| named(*person, name)));
    say.extend(
        (1..)
            .zip(people)
            .map(|(item, person)| phone(person, item, ["+49 30 1234567", "030 1234567"][item as usize % 2])),
    );
    decide(&mut book, 1, &say);
    let pairs: Vec<_> =
        book.suggestions(9).rows.into_iter().map(|it| (it.one.name, it.other.name, it.common)).collect();
    let phone = |written: &str| vec![CommonTrait::Phone(written.into())];
    assert_eq!(pairs, [("Ada King".to_owned(), "A. King".to_owned(), phone("030 1234567"))], "and not with Bob");
}

#[test]
fn who_is_known_is_offered_while_one_types() {
    let mut book = book(&[mail("a", 1, &format!("From: Ada King <ada@king.example>; To: {ME}"))]);
    let seven = PersonId(7);
    decide(&mut book, 1, &[came(&[seven]), named(seven, "Bob Stone"), phone(seven, 1, "+49 30 1234567")]);
    let typed = |name: &str, address: &str, phone: &str| question::KnownAs {
        name: name.into(),
        addresses: vec![address.into()],
        phones: vec![phone.into()],
    };
    for (typed, expected) in [
        (
            typed("", "Ada@king.example", ""),
            vec![(id("ada@king.example"), Some(MatchReason::Email("ada@king.example".into())))],
        ),
        (typed("", "", "030/1234567"), vec![(seven, Some(MatchReason::Phone("030/1234567".into())))]),
        (typed("bob st", "", ""), vec![(seven, None)]),
        (typed("b", "ada@king", "030"), vec![]),
        (typed("is:unanswered", "", ""), vec![]),
    ] {
        let known: Vec<_> = book.known_as(&typed).into_iter().map(|it| (it.person.id, it.why)).collect();
        assert_eq!(known, expected, "{typed:?}");
    }
}

#[test]
fn people_with_the_same_name_are_told_apart_by_an_address() {
    let mails = ["leo@x.example", "leo@y.example", "ada@x.example"].map(|who| {
        mail(
            who,
            1,
            &format!("From: {} <{who}>; To: {ME}", if who.starts_with("leo") { "Leo Neu" } else { "Ada King" }),
        )
    });
    let book = book(&mails);
    let people = ["leo@x.example", "leo@y.example", "ada@x.example"].map(id);
    let names: Vec<String> = book.distinct_names(people.into_iter()).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["Leo Neu (leo@x.example)", "Leo Neu (leo@y.example)", "Ada King"]);
}
