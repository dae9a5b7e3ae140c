//! Who is who: rules and decisions, as tables.

use super::{ACCOUNT, absorb};
use crate::api::{
    AddressReason, CommonTrait, CompanyId, CompanyOrder, ContactPolicy, Decision, Group, ItemKind, PeopleQuery,
    PersonField, PersonId, Reason, RuleEffect, RuleScope, Visibility, WhyOf, WhyPoint,
};
use crate::book::Book;
use kith_domain::address::Address;
use kith_domain::decision::ContactSource;
use kith_domain::entry::{Entry, Stamp};
use kith_domain::header;
use proptest::prelude::{ProptestConfig, any, proptest};

const ME: &str = "bob@acme.example";

pub(super) fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

pub(super) fn id(text: &str) -> PersonId {
    PersonId::of(text)
}

pub(super) fn never(person: PersonId) -> Decision {
    Decision::Visibility(person, Some(Visibility::Hidden))
}

/// A message: its id, the hour of its date, and further fields.
pub(super) fn mail(id: &str, hour: u32, fields: &str) -> String {
    let date = format!("Date: Tue, {} Sep 2026 {:02}:00:00 +0000", 1 + hour / 24, hour % 24);
    format!("Message-ID: <{id}@x.example>\r\n{date}\r\nSubject: {id}\r\n{}\r\n\r\n", fields.replace("; ", "\r\n"))
}

fn answer(to: &str) -> String {
    format!("; In-Reply-To: <{to}@x.example>")
}

/// A book of that mail; what is from me lies in Sent.
fn book(mails: &[String]) -> Book {
    // Ten days after the first of [`mail`].
    let mut book = Book { now: 20_707 * 86_400, ..Book::default() };
    book.set_own(vec![address(ME)]);
    put(&mut book, mails);
    book.settle();
    book
}

pub(super) fn put(book: &mut Book, mails: &[String]) {
    for (uid, mail) in (1..).zip(mails) {
        let folder = if mail.contains(&format!("From: {ME}")) { "Sent" } else { "INBOX" };
        absorb(book, folder, uid, mail);
    }
}

pub(super) fn decide(book: &mut Book, mark: u64, decisions: &[Decision]) {
    let stamp = book.journal().last().next(1_788_300_000_000 + mark, 1);
    book.decide(Entry { stamp, mark, decisions: decisions.to_vec(), at: stamp.at });
    book.settle();
}

pub(super) fn undo(book: &mut Book, mark: u64) {
    decide(book, mark + 1_000, &[Decision::Undo { mark, undone: true }]);
}

#[test]
fn who_gives_one_address_away_and_gets_another_in_one_entry_is_found_by_the_new_one_alone() {
    let from = |uid: u32, who: &str| mail(&uid.to_string(), uid, &format!("From: {who}@x.example; To: {ME}"));
    let mut book =
        book(&["ada1", "ada2", "cy1", "cy2"].iter().zip(1..).map(|(who, uid)| from(uid, who)).collect::<Vec<_>>());
    let to = |whose: &str, person: &str| Decision::Address {
        address: address(&format!("{whose}@x.example")),
        person: id(&format!("{person}@x.example")),
    };
    decide(&mut book, 1, &[to("ada2", "ada1"), to("cy2", "cy1")]);
    decide(&mut book, 2, &[to("ada2", "cy1"), to("cy2", "ada1")]);
    let found = |filter: &str| -> Vec<PersonId> {
        let query = PeopleQuery { filter: filter.into(), limit: 9, ..PeopleQuery::default() };
        let mut rows: Vec<PersonId> = book.people(&query).rows.into_iter().map(|row| row.id).collect();
        rows.extend(
            book.people(&PeopleQuery { group: Group::FilteredOut, ..query }).rows.into_iter().map(|row| row.id),
        );
        rows
    };
    assert_eq!(found("cy2"), [id("ada1@x.example")]);
    assert_eq!(found("ada2"), [id("cy1@x.example")]);
}

/// Everyone in a list, by name: `name <addresses> messages`.
pub(super) fn list(book: &mut Book, group: Group) -> Vec<String> {
    let page = book.people(&PeopleQuery { group, limit: 1_000, ..PeopleQuery::default() });
    let mut lines: Vec<String> = page
        .rows
        .into_iter()
        .map(|row| {
            let card = book.person(row.id).unwrap();
            let mut addresses: Vec<String> = card.addresses.into_iter().map(|it| it.address).collect();
            addresses.sort();
            format!("{} <{}> {}", row.name, addresses.join(" "), row.messages)
        })
        .collect();
    lines.sort();
    lines
}

fn people(book: &mut Book) -> Vec<String> {
    list(book, Group::People)
}

fn reason(book: &mut Book, whose: &str) -> Option<Reason> {
    Some(book.person(id(whose))?.row.reason)
}

#[test]
fn what_is_written_among_colleagues_alone_is_not_tracked() {
    let karen = Decision::Colleague { id: 1, name: "Karen".into(), addresses: vec![address("karen@home.example")] };
    let alias = Decision::OwnAddress(address("bob@mail.example"), Some(true));
    let exclude = Decision::Rule(RuleScope::Domain("agency.example".into()), Some(RuleEffect::DontTrack));
    for (from, to, tracked) in [
        // Sue works at Acme and uses no Kith; at home she is someone like others.
        ("bob@acme.example", "sue@acme.example", false),
        ("sue@acme.example", "bob@mail.example", false),
        ("bob@acme.example", "sue@home.example", true),
        ("sue@home.example", "bob@acme.example", true),
        // Karen is a colleague at every address of hers.
        ("bob@acme.example", "karen@home.example", false),
        ("bob@mail.example", "karen@home.example", false),
        ("karen@home.example", "bob@mail.example", false),
        ("bob@acme.example", "karen@home.example, sue@acme.example", false),
        // As soon as anyone else takes part it is.
        ("bob@acme.example", "karen@home.example, ada@x.example", true),
        ("ada@x.example", "bob@acme.example, sue@acme.example", true),
        ("bob@acme.example", "jo@agency.example", false),
        ("jo@mail.agency.example", "bob@acme.example", false),
        ("bob@acme.example", "jo@otheragency.example", true),
        // A provider's domain is no one's own.
        ("bob@acme.example", "jo@gmail.com", true),
    ] {
        let mail = mail("m", 1, &format!("From: {from}; To: {to}"));
        let key = header::read(mail.as_bytes(), None, 100).key;
        let mut book = book(&[mail]);
        decide(&mut book, 1, &[karen.clone(), alias.clone(), exclude.clone()]);
        let row = book.rows.find(key.0).unwrap();
        assert_eq!(book.rows.is_tracked(row), tracked, "{from} -> {to}");
        assert_eq!(book.tracking().untracked, u32::from(!tracked));
    }
}

#[test]
fn settings_work_backwards_and_are_taken_back_without_a_trace() {
    let mut book = book(&[
        mail("a", 1, "From: bob@acme.example; To: Sue <sue@acme.example>"),
        mail("b", 2, "From: bob@acme.example; To: Ada <ada@x.example>"),
        mail("c", 3, "From: Jo <jo@x.example>; To: bob@acme.example"),
        mail("d", 4, "From: Cy <cy@y.example>; To: ada@x.example; Cc: bob@acme.example, Eve <eve@z.example>"),
    ]);
    let before = (people(&mut book), list(&mut book, Group::FilteredOut));
    assert_eq!(before.0, ["Ada <ada@x.example> 1", "Cy <cy@y.example> 1", "Jo <jo@x.example> 1"]);
    for (at, decision, expected) in [
        (1, Decision::OwnDomain("acme.example".into(), Some(false)), &["Ada", "Cy", "Jo", "Sue"][..]),
        (2, Decision::ContactPolicy(ContactPolicy::Written), &["Ada"]),
        (3, Decision::ContactPolicy(ContactPolicy::Seen), &["Ada", "Cy", "Eve", "Jo"]),
        (4, Decision::Rule(RuleScope::Domain("x.example".into()), Some(RuleEffect::DontTrack)), &["Cy"]),
        (5, Decision::Rule(RuleScope::Domain("x.example".into()), Some(RuleEffect::NeverShow)), &["Cy"]),
        (
            6,
            Decision::Rule(RuleScope::Address(address("eve@z.example")), Some(RuleEffect::AlwaysShow)),
            &["Ada", "Cy", "Eve", "Jo"],
        ),
        (7, Decision::OwnAddress(address("jo@x.example"), Some(true)), &["Cy"]),
        (8, Decision::Visibility(id("sue@acme.example"), Some(Visibility::Shown)), &["Ada", "Cy", "Jo", "Sue"]),
        (9, never(id("jo@x.example")), &["Ada", "Cy"]),
    ] {
        let preview = book.preview(std::slice::from_ref(&decision), 10);
        assert_eq!(
            (people(&mut book), list(&mut book, Group::FilteredOut)),
            before,
            "asking changes nothing: {decision:?}"
        );
        decide(&mut book, at, std::slice::from_ref(&decision));
        let after = people(&mut book);
        let names: Vec<&str> = after.iter().map(|line| line.split(' ').next().unwrap()).collect();
        assert_eq!(names, expected, "{decision:?}");
        let appear = after.iter().filter(|line| !before.0.contains(line)).count();
        assert_eq!(preview.appear.0 as usize, appear, "{decision:?}");
        assert_eq!(before.0.len() + appear - preview.disappear.0 as usize, after.len(), "{decision:?}");
        undo(&mut book, at);
        assert_eq!((people(&mut book), list(&mut book, Group::FilteredOut)), before, "{decision:?} taken back");
    }
}

#[test]
fn everyone_is_a_person_or_not_for_a_reason() {
    let listed = "From: Dee <dee@x.example>; To: talk@lists.example, bob@acme.example; List-Id: <talk.lists.example>";
    let mut book = book(&[
        mail("a", 1, "From: bob@acme.example; To: ada@x.example; Cc: talk@lists.example, no-reply@x.example"),
        mail("b", 2, listed),
        mail("c", 3, "From: Shop <info@shop.example>; To: bob@acme.example; Cc: eve@x.example"),
        mail("d", 4, "From: Daily <daily@y.example>; To: bob@acme.example; List-Unsubscribe: <mailto:x@y.example>"),
        mail("e", 5, "From: bob@acme.example; To: support@y.example"),
    ]);
    use kith_domain::origin::Origin;
    for (whose, expected) in [
        ("ada@x.example", Reason::Origin(Origin::WroteTo)),
        ("talk@lists.example", Reason::List),
        ("no-reply@x.example", Reason::AutomatedSender),
        ("dee@x.example", Reason::OnlyNoise),
        ("info@shop.example", Reason::RoleAddress),
        ("eve@x.example", Reason::TooWeak(Origin::SeenWithMe)),
        ("daily@y.example", Reason::List),
        // A function that I wrote to, and from which no one answered by name.
        ("support@y.example", Reason::RoleAddress),
    ] {
        assert_eq!(reason(&mut book, whose), Some(expected), "{whose}");
        let why = book.why(WhyOf::Person(id(whose))).unwrap();
        assert!(why.count > 0 && matches!(why.points[0], WhyPoint::Reason(_)), "{whose}: {why:?}");
    }
    decide(&mut book, 1, &[Decision::Visibility(id("daily@y.example"), Some(Visibility::Shown))]);
    assert!(people(&mut book).contains(&"Daily <daily@y.example> 1".to_owned()), "what they sent counts then");
}

#[test]
fn whoever_answers_from_elsewhere_is_the_one_who_was_written_to() {
    let to_ada = |id: &str, hour| mail(id, hour, "From: bob@acme.example; To: Ada Lovelace <ada@x.example>");
    let from = |who: &str, to: &str, hour| mail("r", hour, &format!("From: {who}; To: bob@acme.example{}", answer(to)));
    let joined = "Ada Lovelace <ada@home.example ada@x.example> 2";
    for (mails, expected, offered) in [
        (vec![to_ada("a", 1), from("Ada Lovelace <ada@home.example>", "a", 2)], vec![joined], 0),
        (vec![to_ada("a", 1), from("\"Lovelace, Ada\" <ada@home.example>", "a", 2)], vec![joined], 0),
        // At the same firm, and the names do not speak against it.
        (
            vec![to_ada("a", 1), from("ada.l@mail.x.example", "a", 2)],
            vec!["Ada Lovelace <ada.l@mail.x.example ada@x.example> 2"],
            0,
        ),
        // A name that says little, or none, may be anyone's.
        (
            vec![to_ada("a", 1), from("Ada <ada@home.example>", "a", 2)],
            vec!["Ada <ada@home.example> 1", "Ada Lovelace <ada@x.example> 1"],
            1,
        ),
        (
            vec![to_ada("a", 1), from("ada@home.example", "a", 2)],
            vec!["Ada Lovelace <ada@x.example> 1", "ada@home.example <ada@home.example> 1"],
            1,
        ),
        // It answers what only says that it is from me.
        (
            vec![
                mail("z", 1, "From: bob@acme.example; To: Zoe <zoe@z.example>"),
                mail("a", 1, "From: Bob <bob@acme.example>; To: Ada Lovelace <ada@x.example>"),
                from("Ada Lovelace <ada@home.example>", "a", 2),
            ],
            vec!["Ada Lovelace <ada@home.example> 1", "Zoe <zoe@z.example> 1"],
            0,
        ),
        // The names speak against it: her assistant.
        (
            vec![to_ada("a", 1), from("Carl Gauss <carl@x.example>", "a", 2)],
            vec!["Ada Lovelace <ada@x.example> 1", "Carl Gauss <carl@x.example> 1"],
            1,
        ),
        // Written to before: someone of their own.
        (
            vec![
                to_ada("a", 2),
                mail("b", 1, "From: bob@acme.example; To: ada@home.example"),
                from("Ada L <ada@home.example>", "a", 3),
            ],
            vec!["Ada L <ada@home.example> 2", "Ada Lovelace <ada@x.example> 1"],
            0,
        ),
        // It answers something else, or was there before what it answers.
        (
            vec![to_ada("a", 1), from("Ada <ada@home.example>", "z", 2)],
            vec!["Ada <ada@home.example> 1", "Ada Lovelace <ada@x.example> 1"],
            0,
        ),
        (
            vec![to_ada("a", 3), from("Ada <ada@home.example>", "a", 2)],
            vec!["Ada <ada@home.example> 1", "Ada Lovelace <ada@x.example> 1"],
            0,
        ),
        // It went to two: not guessed, but offered to the one of that name.
        (
            vec![
                mail("a", 1, "From: bob@acme.example; To: Ada Lovelace <ada@x.example>, Carl Gauss <carl@x.example>"),
                from("Ada Lovelace <ada@home.example>", "a", 2),
            ],
            vec![
                "Ada Lovelace <ada@home.example> 1",
                "Ada Lovelace <ada@x.example> 1",
                "Carl Gauss <carl@x.example> 1",
            ],
            1,
        ),
        // It went to a desk: whoever sits there is not the desk.
        (
            vec![mail("a", 1, "From: bob@acme.example; To: info@x.example"), from("Ada <ada@x.example>", "a", 2)],
            vec!["Ada <ada@x.example> 1"],
            1,
        ),
        // One after the other: each answers the one before.
        (
            vec![
                to_ada("a", 1),
                from("Ada Lovelace <ada@home.example>", "a", 2),
                mail("b", 3, "From: bob@acme.example; To: Ada Lovelace <ada@home.example>"),
                mail("s", 4, &format!("From: Ada Lovelace <a@third.example>; To: bob@acme.example{}", answer("b"))),
            ],
            vec!["Ada Lovelace <a@third.example ada@home.example ada@x.example> 4"],
            0,
        ),
    ] {
        for turn in 0..mails.len() {
            let mut turned = mails.clone();
            turned.rotate_left(turn);
            let mut book = book(&turned);
            assert_eq!(people(&mut book), expected, "{turned:#?}");
            assert_eq!(book.suggestions(10).all, offered, "{turned:#?}");
            // One message at a time, settled after each.
            let mut slowly = self::book(&[]);
            for mail in turned.iter().rev() {
                put(&mut slowly, std::slice::from_ref(mail));
                slowly.settle();
            }
            assert_eq!(people(&mut slowly), expected);
        }
    }
}

#[test]
fn an_answer_without_a_word_of_what_it_answers_goes_by_the_servers_thread() {
    let read = |uid, text: String| crate::segment::Read {
        uid,
        size: 1,
        email_id: None,
        thread_id: Some("t7".into()),
        facts: header::read(text.as_bytes(), None, 1),
    };
    let sent = read(1, mail("a", 1, "From: bob@acme.example; To: Ada King <ada@x.example>"));
    let came = read(2, mail("b", 2, "From: Ada King <ada@home.example>; To: bob@acme.example"));
    let mut book = book(&[]);
    book.absorb(ACCOUNT, &crate::segment::Run::of("INBOX", 1, false, &[came], |_| false));
    book.settle();
    assert_eq!(people(&mut book).len(), 1);
    book.absorb(ACCOUNT, &crate::segment::Run::of("Sent", 1, true, &[sent], |_| false));
    book.settle();
    assert_eq!(people(&mut book), ["Ada King <ada@home.example ada@x.example> 2"]);
}

#[test]
fn addresses_are_added_removed_and_merged_and_all_of_it_is_undone() {
    let mut book = book(&[
        mail("a", 1, "From: bob@acme.example; To: Ada <ada@x.example>"),
        mail("b", 2, "From: Ada L <al@y.example>; To: bob@acme.example"),
        mail("c", 3, "From: Cy <cy@z.example>; To: bob@acme.example; Cc: ada@x.example, al@y.example"),
    ]);
    let before = people(&mut book);
    let (ada, other) = (id("ada@x.example"), id("al@y.example"));
    decide(&mut book, 1, &[Decision::Address { address: address("al@y.example"), person: ada }]);
    assert_eq!(people(&mut book), ["Ada <ada@x.example al@y.example> 2", "Cy <cy@z.example> 1"]);
    let said: Vec<AddressReason> = book.person(ada).unwrap().addresses.into_iter().map(|it| it.how).collect();
    assert_eq!(said, [AddressReason::Said, AddressReason::First]);
    undo(&mut book, 1);
    assert_eq!(people(&mut book), before);

    decide(&mut book, 2, &[Decision::Merge { into: ada, from: other }]);
    assert_eq!(people(&mut book), ["Ada <ada@x.example al@y.example> 2", "Cy <cy@z.example> 1"]);
    assert_eq!(book.person(other).unwrap().row.id, ada, "who became part of somebody is found there");
    decide(&mut book, 3, &[Decision::SetField { person: ada, field: PersonField::Name, value: "Countess".into() }]);
    // Split off the address by which she is known: she keeps the other.
    decide(&mut book, 4, &[Decision::Address { address: address("ada@x.example"), person: PersonId(99) }]);
    assert_eq!(people(&mut book), ["Ada <ada@x.example> 1", "Countess <al@y.example> 1", "Cy <cy@z.example> 1"]);
    undo(&mut book, 4);
    undo(&mut book, 2);
    assert_eq!(people(&mut book), ["Ada L <al@y.example> 1", "Countess <ada@x.example> 1", "Cy <cy@z.example> 1"]);
    undo(&mut book, 3);
    assert_eq!(people(&mut book), before);
}

#[test]
fn someone_deleted_stays_deleted_whatever_comes_and_comes_back_whole() {
    let first = mail("a", 1, "From: bob@acme.example; To: Ada <ada@x.example>");
    let mut book = book(std::slice::from_ref(&first));
    let ada = id("ada@x.example");
    decide(&mut book, 1, &[Decision::SetField { person: ada, field: PersonField::Role, value: "Analyst".into() }]);
    decide(&mut book, 2, &[Decision::Delete { person: ada, addresses: vec![ada] }]);
    put(&mut book, &[mail("b", 2, "From: Ada <ada@x.example>; To: bob@acme.example")]);
    book.settle();
    assert!(people(&mut book).is_empty() && list(&mut book, Group::FilteredOut).is_empty());
    assert_eq!(book.person(ada), None, "they have no page either");
    undo(&mut book, 2);
    assert_eq!(people(&mut book), ["Ada <ada@x.example> 2"]);
    assert_eq!(book.person(ada).unwrap().field(PersonField::Role).value, "Analyst");
}

#[test]
fn someone_typed_is_there_without_any_mail() {
    let mut book = book(&[]);
    let decisions = [
        Decision::SetField { person: PersonId(7), field: PersonField::Name, value: "Ada Lovelace".into() },
        Decision::Address { address: address("ada@x.example"), person: PersonId(7) },
    ];
    decide(&mut book, 1, &decisions[..1]);
    assert_eq!(people(&mut book), ["Ada Lovelace <> 0"]);
    decide(&mut book, 2, &decisions[1..]);
    put(&mut book, &[mail("a", 1, "From: bob@acme.example; To: A <ada@x.example>")]);
    book.settle();
    assert_eq!(people(&mut book), ["Ada Lovelace <ada@x.example> 1"]);
    undo(&mut book, 1);
    assert_eq!(people(&mut book), ["A <ada@x.example> 1"]);
}

#[test]
fn those_alike_are_suggested_with_the_reason_until_it_is_said_otherwise() {
    let mut book = book(&[
        mail("a", 1, "From: bob@acme.example; To: Ada Lovelace <ada@x.example>"),
        mail("b", 2, "From: bob@acme.example; To: Ada Lovelace <ada@x.example>"),
        mail("c", 3, "From: \"Lovelace, Ada\" <lovelace@x.example>; To: bob@acme.example"),
        mail("d", 4, "From: Ada Byron <byron@x.example>; To: bob@acme.example"),
    ]);
    let page = book.suggestions(10);
    assert_eq!(page.all, 1);
    let found = &page.rows[0];
    assert_eq!((found.one.address.as_str(), found.other.address.as_str()), ("ada@x.example", "lovelace@x.example"));
    // That the other writes from x.example is said by a From alone.
    assert_eq!(found.common, [CommonTrait::Name("Ada Lovelace".into())]);
    assert_eq!(book.person(found.other.id).unwrap().possible_duplicates.len(), 1);
    decide(&mut book, 1, &[Decision::Distinct(found.other.id, found.one.id)]);
    assert_eq!(book.suggestions(10).all, 0);
    undo(&mut book, 1);
    assert_eq!(book.suggestions(10).all, 1);
}

#[test]
fn companies_follow_from_work_domains_and_from_what_was_said() {
    let mut book = book(&[
        mail("a", 1, "From: bob@acme.example; To: Ada <ada@eu.big-blue.example>, Cy <cy@gmail.com>"),
        mail("b", 2, "From: Dee <dee@big-blue.example>; To: bob@acme.example"),
        mail("c", 3, "From: Eve <eve@small.example>; To: bob@acme.example"),
    ]);
    let rows = |book: &mut Book| -> Vec<String> {
        let page = book.companies("", CompanyOrder::LastContact, 0, 10);
        page.rows.iter().map(|it| format!("{} {} {}", it.name, it.people, it.messages)).collect()
    };
    assert_eq!(rows(&mut book), ["Small 1 1", "Big-Blue 2 2"]);
    for order in [CompanyOrder::People, CompanyOrder::Name] {
        let names = book.companies("", order, 0, 10).rows.into_iter().map(|row| row.name);
        assert_eq!(names.collect::<Vec<_>>(), ["Big-Blue", "Small"], "{order:?}");
    }
    let (blue, small) = (CompanyId::of("big-blue.example"), CompanyId::of("small.example"));
    let card = book.company(blue).unwrap();
    assert_eq!((card.history, card.row.domains.as_slice()), (2, &["big-blue.example".to_owned()][..]));
    decide(&mut book, 1, &[Decision::CompanyOf { people: vec![id("cy@gmail.com")], company: Some(small) }]);
    decide(&mut book, 2, &[Decision::Company { company: blue, name: "Big Blue".into() }]);
    assert_eq!(rows(&mut book), ["Small 2 2", "Big Blue 2 2"]);
    decide(&mut book, 3, &[Decision::MergeCompany { into: blue, from: small }]);
    assert_eq!(rows(&mut book), ["Big Blue 4 4"]);
    assert_eq!(book.company(small).unwrap().row.domains.len(), 2);
    decide(&mut book, 4, &[Decision::CompanyOf { people: vec![id("cy@gmail.com")], company: None }]);
    assert_eq!(rows(&mut book), ["Big Blue 3 3"]);
    for mark in 1..5 {
        undo(&mut book, mark);
    }
    assert_eq!(rows(&mut book), ["Small 1 1", "Big-Blue 2 2"]);
}

#[test]
fn a_company_is_found_by_its_very_name_among_however_many_like_it() {
    let mut book = book(&[mail("a", 1, "From: bob@acme.example; To: Ada <ada@eu.big-blue.example>")]);
    let named: Vec<Decision> =
        (0..120).map(|at| Decision::Company { company: CompanyId(at + 1), name: format!("Acme {at:03}") }).collect();
    decide(&mut book, 1, &named);
    decide(&mut book, 2, &[Decision::Company { company: CompanyId(500), name: "Acme".into() }]);
    for (typed, expected) in [
        ("Acme", Some(CompanyId(500))),
        (" aCME ", Some(CompanyId(500))),
        ("acme 119", Some(CompanyId(120))),
        ("acme 12", None),
        ("Big-Blue", Some(CompanyId::of("big-blue.example"))),
        ("big-blue.example", Some(CompanyId::of("big-blue.example"))),
        ("blue", None),
        ("", None),
    ] {
        assert_eq!(book.company_named(typed), expected, "{typed:?}");
    }
}

#[test]
fn filters_find_people_by_what_is_known_of_them() {
    let mut book = book(&[
        mail("a", 1, "From: bob@acme.example; To: Ada Lovelace <ada@x.example>"),
        mail("b", 200, "From: Cy Young <cy@mail.y.example>; To: bob@acme.example"),
    ]);
    book.now = 1_788_300_000 + 9 * 86_400;
    decide(&mut book, 1, &[Decision::Tag { people: vec![id("ada@x.example")], tag: "Investor".into(), on: true }]);
    for (filter, expected) in [
        ("", &["Ada", "Cy"][..]),
        ("tag:INVESTOR", &["Ada"]),
        ("tag:inv", &["Ada"]),
        ("tag:vest", &[]),
        ("-tag:investor", &["Cy"]),
        ("from:y.example", &["Cy"]),
        ("from:example", &["Ada", "Cy"]),
        ("last:>5d", &["Ada"]),
        ("last:<5d", &["Cy"]),
        ("is:unanswered", &["Ada"]),
        ("is:unwritten", &["Cy"]),
        ("has:tag lovelace", &["Ada"]),
        ("has:phone", &[]),
        ("company:y", &["Cy"]),
        ("lovelcae", &["Ada"]),
        ("love", &["Ada"]),
        ("nobody", &[]),
    ] {
        let page = book.people(&PeopleQuery { filter: filter.into(), limit: 10, ..PeopleQuery::default() });
        let mut names: Vec<&str> = page.rows.iter().map(|row| row.name.split(' ').next().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names, expected, "{filter}");
    }
}

#[test]
fn whoever_was_named_by_hand_and_merged_is_gone_and_comes_back() {
    let (ada, sue) = (id("ada@x.example"), id("sue@y.example"));
    let mut book = book(&[
        mail("a", 1, "From: bob@acme.example; To: Ada Lovelace <ada@x.example>"),
        mail("b", 2, "From: bob@acme.example; To: Sue Young <sue@y.example>"),
    ]);
    decide(&mut book, 1, &[Decision::SetField { person: sue, field: PersonField::Name, value: "Susan".into() }]);
    decide(&mut book, 2, &[Decision::Tag { people: vec![sue], tag: "choir".into(), on: true }]);
    decide(&mut book, 3, &[Decision::Merge { into: ada, from: sue }]);
    assert_eq!(people(&mut book).len(), 1);
    assert_eq!(book.person(ada).unwrap().row.tags, ["choir"]);
    undo(&mut book, 3);
    assert_eq!(people(&mut book).len(), 2);
    assert_eq!(book.person(sue).unwrap().row.name, "Susan");

    // Also one who was typed and never seen.
    let typed = id("typed");
    decide(&mut book, 4, &[Decision::SetField { person: typed, field: PersonField::Name, value: "Typed".into() }]);
    assert_eq!(people(&mut book).len(), 3);
    decide(&mut book, 5, &[Decision::Merge { into: ada, from: typed }]);
    assert_eq!(people(&mut book).len(), 2);
    undo(&mut book, 5);
    assert_eq!(people(&mut book).len(), 3);
}

#[test]
fn notes_are_found_by_what_they_say_now() {
    let mut book = book(&[mail("a", 1, "From: bob@acme.example; To: Ada Lovelace <ada@x.example>")]);
    let note = |item, text: &str, at| Decision::SetItem {
        person: id("ada@x.example"),
        item,
        kind: ItemKind::Note,
        label: String::new(),
        value: text.into(),
        at,
    };
    let found = |book: &mut Book, words: &str| -> Vec<String> {
        book.found(words, 5).notes.1.into_iter().map(|note| format!("{}: {}", note.name, note.text)).collect()
    };
    decide(&mut book, 1, &[note(7, "Plays the Flute", 100)]);
    decide(&mut book, 2, &[note(8, "Flute lesson on Monday", 200)]);
    let both = ["Ada Lovelace: Flute lesson on Monday", "Ada Lovelace: Plays the Flute"];
    assert_eq!(found(&mut book, "flute"), both);
    decide(&mut book, 3, &[note(7, "Plays the oboe", 100)]);
    assert_eq!(found(&mut book, "flute"), both[..1]);
    assert_eq!(found(&mut book, "OBOE plays"), ["Ada Lovelace: Plays the oboe"]);
    undo(&mut book, 3);
    assert_eq!(found(&mut book, "flute"), both);
    let ada = id("ada@x.example");
    decide(&mut book, 4, &[Decision::Delete { person: ada, addresses: vec![ada] }]);
    assert_eq!(found(&mut book, "flute"), [""; 0]);
}

/// Everything that a person would see.
fn picture(book: &mut Book) -> (Vec<String>, Vec<String>, u32, Vec<String>) {
    let (people, others) = (people(book), list(book, Group::FilteredOut));
    let pairs = book.suggestions(100).rows;
    let mut pairs: Vec<String> = pairs.iter().map(|it| format!("{:?} {:?}", it.one.id, it.other.id)).collect();
    pairs.sort();
    (people, others, book.tracking().untracked, pairs)
}

/// Few people with several addresses, who answer each other.
pub(super) fn at_random(mut dice: impl FnMut(usize) -> usize) -> Vec<String> {
    let people = [
        "Ada Lovelace <ada@x.example>",
        "Ada <ada@home.example>",
        "a.lovelace@y.example",
        "Carl Gauss <carl@x.example>",
        "Carl <carl@gmail.com>",
        "Sue <sue@acme.example>",
        "info@z.example",
        "Talk <talk@lists.example>",
    ];
    let mut all = Vec::new();
    for at in 0..14 {
        let (one, other, before) = (people[dice(8)], people[dice(8)], dice(14));
        let parties = match dice(4) {
            0 => format!("From: {one}; To: bob@acme.example; Cc: {other}"),
            1 => format!("From: {one}; To: bob@acme.example"),
            2 => format!("From: bob@acme.example; To: {one}, {other}"),
            _ => format!("From: bob@acme.example; To: {one}"),
        };
        let answers = if dice(3) > 0 { answer(&format!("m{before}")) } else { String::new() };
        let listed = if dice(8) == 0 { "; List-Id: <talk.lists.example>" } else { "" };
        all.push(mail(&format!("m{at}"), 1 + dice(20) as u32, &format!("{parties}{answers}{listed}")));
    }
    all
}

pub(super) fn decision_by_chance(mut dice: impl FnMut(usize) -> usize) -> Decision {
    let addresses =
        ["ada@x.example", "ada@home.example", "carl@x.example", "carl@gmail.com", "sue@acme.example", "info@z.example"];
    let (one, other) = (addresses[dice(6)], addresses[dice(6)]);
    let somebody = [id(one), PersonId(7)][dice(2)];
    match dice(20) {
        16 => Decision::CameFrom { people: vec![somebody], source: ContactSource::File("all.vcf".into()) },
        17 => Decision::Address { address: address(["ada@new.example", one][dice(2)]), person: somebody },
        18 => Decision::RemoveAddress { address: address(["ada@new.example", one][dice(2)]), person: somebody },
        19 => Decision::SetField { person: PersonId(7), field: PersonField::Name, value: "Seven".into() },
        0 => Decision::Address { address: address(one), person: id(other) },
        1 | 14 => Decision::Merge { into: id(one), from: id(other) },
        2 => never(id(one)),
        3 => Decision::Visibility(id(one), Some(Visibility::Shown)),
        4 => Decision::Delete { person: id(one), addresses: vec![id(one)] },
        5 => Decision::Rule(RuleScope::Domain("x.example".into()), Some(RuleEffect::DontTrack)),
        6 => Decision::Rule(RuleScope::Address(address(one)), Some(RuleEffect::AlwaysShow)),
        7 => Decision::OwnDomain("acme.example".into(), Some(false)),
        8 => Decision::Colleague { id: 1, name: "C".into(), addresses: vec![address(one)] },
        9 => Decision::Distinct(id(one), id(other)),
        10 => Decision::ContactPolicy(ContactPolicy::Seen),
        11 | 12 => {
            Decision::SetField { person: id(one), field: PersonField::Name, value: ["Ada Byron", ""][dice(2)].into() }
        }
        13 => Decision::Tag { people: vec![id(one)], tag: "choir".into(), on: dice(3) > 0 },
        _ => Decision::OwnAddress(address(one), Some(true)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// Also after whatever was decided in between, and undone.
    #[test]
    fn linking_does_not_depend_on_the_order_in_which_messages_come(seed in any::<u64>()) {
        let mut state = seed;
        let mut dice = move |end: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % end
        };
        let mut mails = at_random(&mut dice);
        let decisions: Vec<Decision> = (0..3).map(|_| decision_by_chance(&mut dice)).collect();
        let undone = dice(4);
        let mut at_once = book(&mails);
        let say = |book: &mut Book, at: usize| {
            // Each keeps its place in the journal, whenever it is said.
            let stamp = Stamp { at: at as u64, count: 0, device: 1 };
            book.decide(Entry { stamp, mark: at as u64, decisions: vec![decisions[at].clone()], at: at as u64 });
            book.settle();
        };
        (0..3).for_each(|at| say(&mut at_once, at));
        if undone < 3 {
            undo(&mut at_once, undone as u64);
        }
        let expected = picture(&mut at_once);

        let mut loaded = Book::default();
        loaded.set_own(vec![address(ME)]);
        loaded.set_journal(at_once.journal().clone());
        put(&mut loaded, &mails);
        loaded.settle();
        proptest::prop_assert_eq!(picture(&mut loaded), expected.clone(), "it is the same after a start");
        let mut resumed = super::restarted(&book(&mails), at_once.journal());
        proptest::prop_assert_eq!(picture(&mut resumed), expected.clone(), "and after one from an older snapshot");

        for at in (1..mails.len()).rev() {
            mails.swap(at, dice(at + 1));
        }
        let mut slowly = book(&[]);
        for (at, mail) in mails.iter().enumerate() {
            put(&mut slowly, std::slice::from_ref(mail));
            if dice(2) == 0 {
                slowly.settle();
                if dice(3) == 0 {
                    slowly = super::restarted(&slowly, slowly.journal());
                }
            }
            if at % 4 == 1 && at / 4 < 3 {
                say(&mut slowly, at / 4);
            }
        }
        slowly.settle();
        if undone < 3 {
            undo(&mut slowly, undone as u64);
        }
        proptest::prop_assert_eq!(picture(&mut slowly), expected.clone());
        // Again, from all messages: it changes nothing.
        slowly.settle_afresh();
        proptest::prop_assert_eq!(picture(&mut slowly), expected);
    }
}
