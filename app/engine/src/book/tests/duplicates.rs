//! Who is offered as the same, and who only looks it.

use super::who::{address, decide, id, mail, put, undo};
use crate::api::{CommonTrait, Decision, ExportFormat, PersonField, Source};
use crate::book::Book;
use kith_domain::vcard::Version;
use std::collections::BTreeMap;

fn book(mails: &[&str]) -> Book {
    let mut book = Book::default();
    book.set_own(vec![address("bob@acme.example")]);
    let mails: Vec<String> = (1_u32..).zip(mails).map(|(at, fields)| mail(&format!("m{at}"), at, fields)).collect();
    put(&mut book, &mails);
    book.settle();
    book
}

/// Everyone who is written to.
fn to(others: &[&str]) -> Book {
    let mails: Vec<String> = others.iter().map(|to| format!("From: bob@acme.example; To: {to}")).collect();
    book(&mails.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The pairs, as `one = other`.
fn pairs(book: &mut Book) -> Vec<String> {
    let rows = book.suggestions(100).rows;
    rows.into_iter().map(|it| format!("{} = {}", it.one.address, it.other.address)).collect()
}

/// The moves, as `from > to: names`.
fn moves(book: &mut Book) -> Vec<String> {
    let moves = book.suggestions(100).moves;
    let shown = moves.into_iter().map(|it| {
        // Which of them stays goes by the messages, and by their ids.
        let people = it.people.iter().map(|(one, other)| {
            let mut both = [one.address.as_str(), other.address.as_str()];
            both.sort_unstable();
            both.join(" ")
        });
        let people: Vec<String> = people.collect();
        format!("{} > {}: {}", it.from, it.to, people.join(", "))
    });
    shown.collect()
}

#[test]
fn the_same_address_at_two_hosts_of_one_company_is_offered() {
    for (one, other, offered) in [
        ("d.fields@uni.example", "d.fields@smtp1.uni.example", true),
        ("jo@mail.uni.example", "jo@uni.example", true),
        ("Dora Fields <d.fields@uni.example>", "D. Fields <d.fields@smtp1.uni.example>", true),
        ("Dora Fields <dora@uni.example>", "Dora King <dora@smtp1.uni.example>", false),
        ("jo@uni.example", "jo@other.example", false),
        ("d@uni.example", "d@smtp1.uni.example", false),
        ("info@uni.example", "info@smtp1.uni.example", false),
        ("dora@gmail.com", "dora@yahoo.com", false),
    ] {
        let found = pairs(&mut to(&[one, other]));
        assert_eq!(found.len(), usize::from(offered), "{one} {other}: {found:?}");
    }
    let found = to(&["d.fields@uni.example", "d.fields@smtp1.uni.example"]).suggestions(9).rows;
    assert_eq!(found[0].common, [CommonTrait::Local("d.fields".into()), CommonTrait::Domain("uni.example".into())]);
}

#[test]
fn a_company_that_moved_is_one_question() {
    let all = [
        "Chris Wolf <chris@lacuna.example>",
        "julia@lacuna.example",
        "sam@lacuna.example",
        "Chris <chris@lacuna-group.example>",
        "Julia Ray <julia@lacuna-group.example>",
        "eve@lacuna-group.example",
    ];
    let mut book = to(&all);
    let moved = moves(&mut book);
    let expected = "lacuna.example > lacuna-group.example: chris@lacuna-group.example chris@lacuna.example, \
        julia@lacuna-group.example julia@lacuna.example";
    assert_eq!(moved, [expected]);
    assert_eq!((pairs(&mut book), book.suggestions(9).all), (Vec::new(), 1));
    // One mark, so that one undo takes it back.
    let joined = |book: &mut Book| -> Vec<Decision> {
        let people = book.suggestions(9).moves.remove(0).people;
        people.iter().map(|(one, other)| Decision::Merge { into: one.id, from: other.id }).collect()
    };
    let decisions = joined(&mut book);
    decide(&mut book, 1, &decisions);
    assert_eq!(moves(&mut book), Vec::<String>::new());
    assert_eq!(book.people_count(), 4);
    undo(&mut book, 1);
    assert_eq!(moves(&mut book), moved);
    // "No" is remembered, of all of them; someone further alone is no move.
    let people = book.suggestions(9).moves.remove(0).people;
    let apart: Vec<Decision> = people.iter().map(|(one, other)| Decision::Distinct(one.id, other.id)).collect();
    decide(&mut book, 2, &apart);
    assert_eq!(moves(&mut book), Vec::<String>::new());
    undo(&mut book, 2);
    // One who was joined before speaks for it.
    decide(&mut book, 3, &decisions[..1]);
    assert_eq!(moves(&mut book).len(), 1);
    assert!(!moves(&mut book)[0].contains("chris@"));
}

#[test]
fn what_is_no_move() {
    for all in [
        // One alone; functions; providers; other people of the same given names.
        &["chris@a.example", "chris@b.example"][..],
        &["info@a.example", "sales@a.example", "info@b.example", "sales@b.example"],
        &["chris@gmail.com", "julia@gmail.com", "chris@yahoo.com", "julia@yahoo.com"],
        &[
            "Chris Wolf <chris@a.example>",
            "Julia Ray <julia@a.example>",
            "Chris Berg <chris@b.example>",
            "Julia Holm <julia@b.example>",
        ],
    ] {
        assert_eq!(moves(&mut to(all)), Vec::<String>::new(), "{all:?}");
    }
}

#[test]
fn one_who_only_looks_like_another_is_never_offered_and_shown_for_what_they_are() {
    let real = "From: bob@acme.example; To: Ada Lovelace <ada@real.example>";
    for from in [
        "Ada Lovelace <ad\u{200d}a@real.example>",
        "Ada Lovelace <\u{430}da@real.example>",
        "Ada Lovelace <ada@r\u{435}al.example>",
        "\u{410}da Lovelace <a@real.example>",
    ] {
        let mut book = book(&[real, &format!("From: {from}; To: bob@acme.example")]);
        assert_eq!(book.people_count(), 2, "{from}");
        assert_eq!(pairs(&mut book), Vec::<String>::new(), "{from}");
        let rows = book.people(&crate::api::PeopleQuery { limit: 9, ..Default::default() }).rows;
        let other = rows.into_iter().find(|row| row.address != "ada@real.example").unwrap();
        let card = book.person(other.id).unwrap();
        let looks = card.addresses[0].looks_like.as_deref();
        assert!(card.mixed_name || looks == Some("ada@real.example"), "{from}: {looks:?}");
        assert!(card.possible_duplicates.is_empty());
    }
    // With plain letters alone they are offered, and the domain is no reason as long as I wrote to one alone.
    let book = book(&[real, "From: Ada Lovelace <a@real.example>; To: bob@acme.example"]);
    assert_eq!(book.suggestions(9).rows[0].common, [CommonTrait::Name("Ada Lovelace".into())]);
}

#[test]
fn a_name_is_guessed_until_there_is_a_better_one() {
    let mut book = to(&["ada.king@x.example", "zoe@x.example", "sales.team@x.example"]);
    let card = book.person(id("ada.king@x.example")).unwrap();
    assert_eq!((card.row.name.as_str(), card.name_source), ("Ada King", Source::Guess));
    assert_eq!((card.given.value.as_str(), card.family.value.as_str()), ("Ada", "King"));
    assert!(
        book.export(&[card.row.id], &ExportFormat::VCard(Version::V4), &BTreeMap::new())
            .text
            .contains("FN:Ada King\r\n")
    );
    for plain in ["zoe@x.example", "sales.team@x.example"] {
        let card = book.person(id(plain)).unwrap();
        assert_eq!((card.row.name.as_str(), card.name_source), (plain, Source::Nowhere));
    }
    // It is found by, and says nothing of who is the same.
    let found = book.people(&crate::api::PeopleQuery { filter: "king".into(), limit: 9, ..Default::default() });
    assert_eq!(found.matching, 1);
    put(&mut book, &[mail("z", 30, "From: Ada King <king@y.example>; To: bob@acme.example")]);
    book.settle();
    assert_eq!(pairs(&mut book), Vec::<String>::new());
    put(&mut book, &[mail("y", 31, "From: A. King <ada.king@x.example>; To: bob@acme.example")]);
    book.settle();
    let card = book.person(id("ada.king@x.example")).unwrap();
    assert_eq!((card.row.name.as_str(), card.name_source), ("A. King", Source::Mail(1)));
    let name = Decision::SetField { person: id("zoe@x.example"), field: PersonField::Name, value: "Zoe Ray".into() };
    decide(&mut book, 1, &[name]);
    assert_eq!(book.person(id("zoe@x.example")).unwrap().row.name, "Zoe Ray");
}
