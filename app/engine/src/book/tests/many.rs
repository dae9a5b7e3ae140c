//! Thousands of anything cost what they hold.

use super::{Mail, book, mail, names, picture};
use crate::api::{CommonTrait, ExportFormat, Group, PeopleQuery, PersonId};
use crate::book::Book;
use kith_domain::vcard::Version;
use std::collections::BTreeMap;
use std::time::Instant;

fn all(group: Group) -> PeopleQuery {
    PeopleQuery { group, limit: u32::MAX, ..PeopleQuery::default() }
}

/// Whether so much at once takes no longer than as much in sixteen pieces, give or take: what grows with the square
/// takes sixteen times as long. `make` is not measured. What else runs on the machine may be in the way once, and
/// twice.
fn is_linear<T>(make: impl Fn(usize) -> T, work: impl Fn(&mut T), size: usize) -> bool {
    (0..10).any(|_| {
        let mut pieces: Vec<T> = (0..16).map(|_| make(size)).collect();
        let begun = Instant::now();
        pieces.iter_mut().for_each(&work);
        let apart = begun.elapsed();
        let mut whole = make(size * 16);
        let begun = Instant::now();
        work(&mut whole);
        begun.elapsed() < apart * 5
    })
}

/// Mail from one address under a name of its own each.
fn named(count: usize) -> Vec<Mail> {
    (1..=count as u32)
        .map(|uid| {
            let fields = format!("From: Anna Nr{uid:05}x <robin@x.example>; To: me@home.example");
            mail("INBOX", uid, &format!("n{uid}"), uid % 40, &fields)
        })
        .collect()
}

#[test]
fn an_address_with_thousands_of_names_costs_what_its_messages_do() {
    let unsettled = |count| {
        let mut book = Book::default();
        for (folder, uid, text) in named(count) {
            super::absorb(&mut book, folder, uid, &text);
        }
        book
    };
    assert!(is_linear(unsettled, |book| assert!(book.settle()), 80));
}

#[test]
fn of_many_names_the_best_are_shown_and_found_whatever_came_first() {
    let mut mails = named(60);
    for uid in 100..103 {
        let fields = "From: Robin Hood <robin@x.example>; To: me@home.example";
        mails.push(mail("INBOX", uid, &format!("r{uid}"), 1, fields));
    }
    let expected = picture(&mut book(std::slice::from_ref(&mails), false));
    assert!(expected[1].starts_with("Robin Hood <robin@x.example> 0+63"), "{}", expected[1]);
    let find = |book: &mut Book, filter: &str| {
        book.people(&PeopleQuery { filter: filter.into(), limit: 9, ..PeopleQuery::default() }).matching
    };
    let expected_found: Vec<u32> = (1..=60)
        .map(|number| find(&mut book(std::slice::from_ref(&mails), false), &format!("nr{number:05}x")))
        .collect();
    assert_eq!(expected_found.iter().sum::<u32>(), 19, "the best twenty, one of which is shown");
    mails.reverse();
    for chunk in [1, 7, 100] {
        let batches: Vec<Vec<Mail>> = mails.chunks(chunk).map(<[Mail]>::to_vec).collect();
        let mut kept = book(&batches, true);
        assert_eq!(picture(&mut kept), expected, "{chunk}");
        let found: Vec<u32> = (1..=60).map(|number| find(&mut kept, &format!("nr{number:05}x"))).collect();
        assert_eq!(found, expected_found, "{chunk}");
    }
}

/// So many people, the second half of whom bear the names of the first.
fn people(count: usize) -> Book {
    let mails = (1..=count as u32).map(|uid| {
        let name = uid as usize % (count / 2).max(1);
        let fields = format!("From: me@home.example; To: Ada Nr{name}x <p{uid}@h{}.example>", uid % 97);
        mail("Sent", uid, &format!("p{uid}"), uid % 40, &fields)
    });
    book(&[mails.collect()], false)
}

#[test]
fn an_export_costs_what_it_holds() {
    let export = |book: &mut Book| {
        let ids: Vec<PersonId> = book.people(&all(Group::People)).rows.into_iter().map(|row| row.id).collect();
        let file = book.export(&ids, &ExportFormat::Csv(vec!["Name".to_owned()]), &BTreeMap::new());
        assert_eq!(file.text.lines().count(), ids.len() + 1);
    };
    assert!(is_linear(people, export, 60));
}

#[test]
fn what_is_exported_is_what_the_card_shows() {
    let mut book = people(10);
    for row in book.people(&all(Group::People)).rows {
        let card = book.person(row.id).unwrap();
        let text = book.export(&[row.id], &ExportFormat::VCard(Version::V4), &BTreeMap::new()).text;
        for expected in [
            format!("FN:{}", card.row.name),
            format!("N:{};{};;;", card.family.value, card.given.value),
            format!("EMAIL:{}", card.addresses[0].address),
            format!("ORG:{}", card.row.company.unwrap().1),
        ] {
            assert!(text.contains(&format!("\r\n{expected}\r\n")), "{expected} in {text}");
        }
    }
}

#[test]
fn what_may_be_the_same_is_asked_again_after_a_change() {
    let mut book = people(10);
    let pairs = |book: &mut Book| book.suggestions(100).rows.len();
    assert_eq!((pairs(&mut book), pairs(&mut book)), (5, 5));
    let (folder, uid, text) = mail("Sent", 100, "z", 1, "From: me@home.example; To: Ada Nr1x <z@z.example>");
    super::absorb(&mut book, folder, uid, &text);
    book.settle();
    let of_z = book.person(PersonId::of("z@z.example")).unwrap().possible_duplicates;
    assert!(matches!(of_z[0].common.as_slice(), [CommonTrait::Name(name)] if name == "Ada Nr1x"));
    assert_eq!(pairs(&mut book), 6);
}

#[test]
fn a_mail_to_hundreds_names_the_first_of_them_unless_i_sent_it() {
    let to = (0..400).map(|number| format!("p{number}@x.example")).collect::<Vec<_>>().join(", ");
    let from = |from: &str| format!("From: {from}; To: {to}; Reply-To: Desk <desk@y.example>");
    let others = |book: &mut Book| book.people(&all(Group::FilteredOut)).rows.len();
    let received = mail("INBOX", 1, "a", 1, &from("Ada <ada@x.example>"));
    let mut one = book(&[vec![received.clone()]], false);
    assert_eq!(others(&mut one), 202, "her, the first two hundred, and where to answer");
    let sent = mail("Sent", 1, "a", 1, &from("Ada <ada@x.example>"));
    let mut both = book(&[vec![received.clone(), sent.clone()]], false);
    let expected = picture(&mut both);
    assert_eq!(picture(&mut book(&[vec![sent], vec![received]], true)), expected);
    let mine = mail("Sent", 2, "b", 1, &from("me@home.example"));
    assert_eq!(names(&mut book(&[vec![mine]], false)).len(), 100);
    assert!(is_linear(
        |count| {
            let to = (0..count).map(|number| format!("p{number}@x.example")).collect::<Vec<_>>().join(", ");
            mail("INBOX", 1, "a", 1, &format!("From: ada@x.example; To: {to}"))
        },
        |mail| drop(book(&[vec![mail.clone()]], false)),
        200
    ));
}
