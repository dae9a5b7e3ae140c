//! What the pages are told of people and messages, beside the lists.

use super::keeping::bucket;
use super::who::{address, decide, id, mail, put};
use crate::api::{
    BUCKET_MONTHS, Bucket, Counts, Day, Decision, Due, FilteredOutGroup, Group, Interval, MessageKey, Order,
    PeopleQuery, PersonField, PersonId, TimelinePlace, TimelineRow, Visibility, WhyOf,
};
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
        let here = TimelinePlace { above: place, row: row.message };
        assert_eq!(book.place_of(&[id(ADA)], row.message), Some(here));
        assert_eq!(book.place_of(&[id(EVE)], row.message), None);
    }
    assert_eq!(book.place_of(&[id(ADA)], MessageKey(1)), None);
}

#[test]
fn a_thread_is_folded_below_its_latest_message() {
    let from_ada = |id: &str, hour: u32, more: &str| mail(id, hour, &format!("From: Ada <{ADA}>; To: {ME}{more}"));
    let book = book(&[
        from_ada("a", 1, ""),
        mail("b", 2, &format!("From: {ME}; To: {ADA}; In-Reply-To: <a@x.example>")),
        from_ada("c", 3, ""),
        from_ada("d", 4, "; In-Reply-To: <b@x.example>"),
    ]);
    let of = [id(ADA)];
    let subjects =
        |rows: &[TimelineRow]| rows.iter().map(|row| format!("{} {}", row.subject, row.folded)).collect::<Vec<_>>();
    let (all, rows) = book.folded_timeline(&of, 0, 9);
    assert_eq!((all, subjects(&rows)), (2, vec!["d 2".to_owned(), "c 0".to_owned()]));
    assert_eq!(subjects(&book.folded_timeline(&of, 1, 9).1), ["c 0"]);
    let below = book.folded_below(&of, rows[0].message);
    assert_eq!(subjects(&below), ["b 0", "a 0"]);
    assert!(book.folded_below(&of, rows[1].message).is_empty());
    let place = |message| book.place_of(&of, message).map(|place| (place.above, place.row));
    assert_eq!(place(below[1].message), Some((0, rows[0].message)));
    assert_eq!(place(rows[1].message), Some((1, rows[1].message)));
}

#[test]
fn the_same_subject_after_a_long_silence_is_another_thread() {
    let about = |id: &str, hour: u32| {
        mail(id, hour, &format!("From: Ada <{ADA}>; To: {ME}")).replace(&format!("Subject: {id}"), "Subject: Lunch?")
    };
    let book = book(&[about("a", 1), about("b", 24 * 20), about("c", 24 * 21).replace("Sep", "Dec")]);
    let (all, rows) = book.folded_timeline(&[id(ADA)], 0, 9);
    assert_eq!((all, rows.iter().map(|row| row.folded).collect::<Vec<_>>()), (2, vec![0, 1]));
}

#[test]
fn who_introduced_whom_is_told_on_both_sides() {
    let letters = ["ada", "eve", "kim"].map(|who| mail(who, 1, &format!("From: {who}@blue.example; To: {ME}")));
    let mut book = book(&letters);
    let kim = id("kim@blue.example");
    let introduce = |person, value: String| Decision::SetField { person, field: PersonField::Introducer, value };
    decide(&mut book, 1, &[introduce(id(ADA), kim.written()), introduce(id(EVE), kim.written())]);
    let names = |book: &mut Book, of| {
        let introduced = book.person(of).unwrap().introduced;
        introduced.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
    };
    assert_eq!(book.person(id(ADA)).unwrap().introducer.map(|(id, _)| id), Some(kim));
    assert_eq!(names(&mut book, kim), [id(ADA), id(EVE)]);
    // Whoever they become part of introduced them.
    decide(&mut book, 2, &[Decision::Merge { into: id(EVE), from: kim }, introduce(id(ADA), kim.written())]);
    assert_eq!(book.person(id(ADA)).unwrap().introducer.map(|(id, _)| id), Some(id(EVE)));
    decide(&mut book, 3, &[introduce(id(ADA), String::new())]);
    assert_eq!(book.person(id(ADA)).unwrap().introducer, None);
    // The two turn out to be one.
    let one = [introduce(id(ADA), kim.written()), Decision::Merge { into: id(ADA), from: id(EVE) }];
    decide(&mut book, 4, &one);
    assert_eq!((book.person(id(ADA)).unwrap().introducer, names(&mut book, id(ADA))), (None, vec![]));
}

#[test]
fn a_bucket_tells_who_is_in_it_and_when_they_are_due() {
    let mut book =
        book(&[mail("a", 1, &format!("From: {ADA}; To: {ME}")), mail("e", 24 * 5, &format!("From: {EVE}; To: {ME}"))]);
    let into = |person: PersonId| Decision::InBucket { people: vec![person], bucket: 4, day: DAY, on: true };
    decide(&mut book, 1, &[bucket(4, "Friends", 7, Counts::Any), into(id(ADA)), into(id(EVE))]);
    decide(&mut book, 2, &[Decision::RemindersOff(id(EVE), true)]);
    let card = book.bucket_card(4, DAY).unwrap();
    let people: Vec<_> = card.people.iter().map(|it| (it.person.id, matches!(it.due, Due::On(_)))).collect();
    assert_eq!(people, [(id(ADA), true), (id(EVE), false)]);
    assert_eq!(card.people[0].last, Some(DAY.plus(-10)));
    assert_eq!((card.on_track.1, card.months.len(), card.months.last()), (1, BUCKET_MONTHS, Some(&1)));
    assert_eq!(book.bucket_card(5, DAY), None);
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

#[test]
fn filtered_out_people_are_grouped_by_reason() {
    let mut book = book(&[
        mail("a", 1, &format!("From: {ADA}; To: {ME}; Cc: cy@far.example")),
        mail("b", 2, &format!("From: no-reply@shop.example; To: {ME}")),
        mail("c", 3, &format!("From: {EVE}; To: {ME}; Cc: dee@far.example")),
        mail("d", 4, &format!("From: news@shop.example; To: {ME}; List-Id: <news.shop.example>")),
        mail("e", 5, &format!("From: robot@shop.example; To: {ME}; Auto-Submitted: auto-generated")),
    ]);
    decide(&mut book, 1, &[Decision::Visibility(id(EVE), Some(Visibility::Hidden))]);
    let asked = |filter: &str, offset, order| PeopleQuery {
        group: Group::FilteredOut,
        filter: filter.into(),
        order,
        offset,
        limit: 2,
    };
    let page = book.people(&asked("", 0, Order::Why));
    let all: u32 = page.groups.iter().map(|(_, count)| count).sum();
    assert_eq!((all, page.matching), (page.all, page.all), "{:?}", page.groups);
    assert!(page.groups.is_sorted_by(|a, b| a.0 < b.0), "{:?}", page.groups);
    assert_eq!(page.groups.first(), Some(&(FilteredOutGroup::Named, 2)));
    assert!(page.groups.contains(&(FilteredOutGroup::Hidden, 1)) && page.groups.contains(&(FilteredOutGroup::List, 1)));
    // Last seen first.
    assert_eq!(
        page.rows.iter().map(|row| row.address.as_str()).collect::<Vec<_>>(),
        ["dee@far.example", "cy@far.example"]
    );
    // Each row is in the group that its position says.
    let mut offset = 0;
    for (group, count) in &page.groups {
        for _ in 0..*count {
            let row = book.people(&asked("", offset, Order::Why)).rows.remove(0);
            assert_eq!(FilteredOutGroup::from(&row.reason), *group, "{}", row.address);
            offset += 1;
        }
    }
    assert_eq!(book.people(&asked("cy@far", 0, Order::Why)).groups, [(FilteredOutGroup::Named, 1)]);
    assert_eq!(book.people(&asked("", 0, Order::LastContact)).groups, []);
}
