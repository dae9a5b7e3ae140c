//! What the pages are told of people and messages, beside the lists.

use super::who::{address, decide, id, mail, put};
use crate::api::{Bucket, Counts, Day, Decision, Interval, MessageKey, WhyOf};
use crate::book::Book;

const ME: &str = "bob@acme.example";
const ADA: &str = "ada@blue.example";
const EVE: &str = "eve@blue.example";

fn book(mails: &[String]) -> Book {
    let mut book = Book::default();
    book.set_own(vec![address(ME)]);
    book.now = i64::from(DAY.0) * 86_400;
    put(&mut book, mails);
    book.settle();
    book
}

/// Ten days after the first of [`mail`].
const DAY: Day = Day(20_707);

#[test]
fn someone_who_is_filtered_out_has_one_name_wherever_they_are_named() {
    let mut book = book(&[
        mail("a", 1, &format!("From: Ada <{ADA}>; To: {ME}; Cc: Minh Nguyen <minh@far.example>")),
        mail("b", 2, &format!("From: Ada <{ADA}>; To: {ME}; Cc: minh@far.example")),
        mail("c", 3, &format!("From: Ada <{ADA}>; To: {ME}; Cc: \"NGUYEN, M.\" <minh@far.example>")),
        mail("d", 4, &format!("From: ada@blue.example; To: {ME}")),
    ]);
    let shown = book.person(id("minh@far.example")).unwrap().row.name;
    let (_, rows) = book.timeline(&[id(ADA)], "", 0, 9);
    let others: Vec<&str> = rows.iter().flat_map(|row| &row.others).map(String::as_str).collect();
    assert_eq!(others, [shown.as_str(); 3]);
    let why = book.why(WhyOf::Person(id(ADA))).unwrap();
    assert!(!why.messages.is_empty() && why.messages.iter().all(|it| it.from == "Ada"), "{why:?}");
    decide(
        &mut book,
        1,
        &[Decision::SetField { person: id(ADA), field: crate::api::PersonField::Name, value: "Countess".into() }],
    );
    let why = book.why(WhyOf::Person(id(ADA))).unwrap();
    assert!(why.messages.iter().all(|it| it.from == "Countess"), "{why:?}");
}

#[test]
fn the_place_of_a_message_is_how_many_are_newer() {
    let letters: Vec<String> =
        (0..12).map(|at| mail(&format!("m{at}"), at, &format!("From: Ada <{ADA}>; To: {ME}"))).collect();
    let mut all = letters.clone();
    all.push(mail("else", 5, &format!("From: Eve <{EVE}>; To: {ME}")));
    let book = book(&all);
    let (_, rows) = book.timeline(&[id(ADA)], "", 0, 99);
    assert_eq!(rows.len(), 12);
    for (place, row) in (0..).zip(&rows) {
        assert_eq!(book.place_of(&[id(ADA)], row.message), Some(place));
        assert_eq!(book.place_of(&[id(EVE)], row.message), None);
    }
    assert_eq!(book.place_of(&[id(ADA)], MessageKey(1)), None);
}

#[test]
fn a_card_tells_into_which_bucket_most_of_the_company_went() {
    let letters = ["ada", "eve", "tim", "kim"].map(|who| mail(who, 1, &format!("From: {who}@blue.example; To: {ME}")));
    let mut book = book(&[&letters[..], &[mail("p", 2, &format!("From: pat@gmail.com; To: {ME}"))]].concat());
    let bucket = |id: u64, name: &str| {
        let interval = Some(Interval::days_of(30));
        let order = u32::try_from(id).unwrap();
        Decision::Bucket(Bucket {
            id,
            name: name.into(),
            colour: 0,
            purpose: String::new(),
            interval,
            counts: Counts::Any,
            order,
        })
    };
    decide(&mut book, 1, &[bucket(1, "Friends"), bucket(2, "Clients")]);
    let of = |book: &mut Book, who: &str| {
        let view = book.cards(DAY, 9, &[]);
        view.cards.iter().find(|card| card.person.address == who).unwrap().colleagues
    };
    assert_eq!(of(&mut book, "kim@blue.example"), None);
    let enter = |who: &str, bucket| Decision::InBucket { people: vec![id(who)], bucket, day: DAY, on: true };
    decide(&mut book, 2, &[enter(ADA, 2)]);
    assert_eq!(of(&mut book, "kim@blue.example"), Some(2));
    decide(&mut book, 3, &[enter("pat@gmail.com", 1)]);
    assert_eq!(of(&mut book, "kim@blue.example"), Some(2));
    decide(&mut book, 4, &[enter(EVE, 1)]);
    assert_eq!(of(&mut book, "kim@blue.example"), Some(1), "of as many, the bucket that stands first");
    decide(&mut book, 5, &[enter("tim@blue.example", 2)]);
    assert_eq!(of(&mut book, "kim@blue.example"), Some(2));
}

#[test]
fn the_history_tells_two_of_one_name_apart() {
    let one = "nora@one.example";
    let other = "nora@two.example";
    let mut book = book(&[
        mail("a", 1, &format!("From: Nora Penhale <{one}>; To: {ME}")),
        mail("b", 2, &format!("From: Nora Penhale <{other}>; To: {ME}")),
    ]);
    decide(&mut book, 1, &[Decision::Merge { into: id(one), from: id(other) }]);
    let merged = [(id(one), one.to_owned()), (id(other), other.to_owned())];
    let row = book.journal_page(9).rows.remove(0);
    assert_eq!(row.addresses, merged);
    super::who::undo(&mut book, 1);
    let row = book.journal_page(9).rows.remove(0);
    assert_eq!(row.addresses, merged);
}
