//! The last contact is the same on every page, of whatever kind.

use super::keeping::bucket;
use super::who::{address, decide, id, mail, put};
use crate::api::{
    Became, CallWay, CompanyId, CompanyOrder, ContactKind, ContactSource, ContactWay, Counts, Day, Decision, Due,
    Figure, InsightScope, LastContact, Lead, LeadParty, LeadPlace, LoggedContact, MessageApp, MessageDay, PeopleQuery,
    PersonId, PhoneCall, PhoneContact, Pipeline, Since, Stage, WhyOf, WhyPoint, question,
};
use crate::book::Book;
use kith_domain::meeting::{Answer, Attendee, Invitation, Method};

const ME: &str = "bob@acme.example";

/// With mail, and a WhatsApp message after it.
const ADA: &str = "ada@blue.example";
/// With calls only. No one answered the last one.
const CY: &str = "cy@red.example";
/// With only a meeting that was logged.
const DEE: &str = "dee@green.example";
/// With mail, and a meeting after it.
const EVE: &str = "eve@grey.example";
/// With mail before an announcement of the user to everyone.
const FAY: &str = "fay@white.example";

/// 2026-09-01, the day of hours 0 to 23 of [`mail`].
const FIRST: Day = Day(20_697);

/// Twenty days later.
const TODAY: Day = Day(20_717);

fn noon(day: i32) -> i64 {
    i64::from(FIRST.0 + day) * 86_400 + 43_200
}

fn call(day: i32, way: CallWay) -> PhoneContact {
    PhoneContact::Call(PhoneCall { at: noon(day), way, seconds: 60 })
}

fn phone(person: &str, contact: Vec<PhoneContact>) -> Decision {
    Decision::PhoneContact { person: id(person), contact }
}

fn added(person: &str) -> [Decision; 2] {
    [
        Decision::Address { address: address(person), person: id(person) },
        Decision::CameFrom { people: vec![id(person)], source: ContactSource::Hand },
    ]
}

fn meeting(day: i32) -> Decision {
    let of = |who: &str, answer| Attendee { address: address(who), answer };
    let said = Invitation {
        uid: "plans".into(),
        sequence: 0,
        stamp: 0,
        method: Method::Request,
        instance: None,
        organizer: Some(of(ME, Answer::Accepted)),
        attendees: vec![of(EVE, Answer::None)],
        subject: "Plans".into(),
        all_day: false,
        seconds: 3_600,
        // A future meeting is not contact yet.
        starts: vec![noon(day), noon(40)],
    };
    Decision::Meetings(vec![(&said).into()])
}

fn book() -> Book {
    let mut book = Book::default();
    book.set_own(vec![address(ME)]);
    book.set_now(noon(20));
    let many: Vec<String> = (0..21).map(|at| format!("x{at}@many.example")).collect();
    put(
        &mut book,
        &[
            mail("a", 24 + 12, &format!("From: {ADA}; To: {ME}")),
            mail("e", 2 * 24 + 12, &format!("From: {ME}; To: {EVE}")),
            mail("f", 3 * 24 + 12, &format!("From: {FAY}; To: {ME}")),
            mail("all", 12 * 24 + 12, &format!("From: {ME}; To: {FAY}, {}", many.join(", "))),
        ],
    );
    book.settle();
    decide(&mut book, 1, &[added(CY), added(DEE)].concat());
    let day = MessageDay { app: MessageApp::WhatsApp, day: FIRST.plus(5), sent: 1, received: 0, lines: vec![] };
    let met = LoggedContact { how: ContactKind::Meeting, day: FIRST.plus(9), note: "tea".into() };
    let later = LoggedContact { how: ContactKind::Call, day: FIRST.plus(30), note: String::new() };
    decide(
        &mut book,
        2,
        &[
            phone(ADA, vec![PhoneContact::Messages(day)]),
            phone(CY, vec![call(4, CallWay::In), call(7, CallWay::Out), call(8, CallWay::Missed)]),
            Decision::LoggedContact { people: vec![id(DEE)], item: 1, contact: Some(met) },
            Decision::LoggedContact { people: vec![id(DEE)], item: 2, contact: Some(later) },
            meeting(11),
        ],
    );
    book
}

/// Everyone, with the day, the kind and the subject of the last contact.
fn expected() -> [(&'static str, i32, ContactWay, &'static str); 5] {
    [
        (ADA, 5, ContactWay::Messages(MessageApp::WhatsApp), ""),
        (CY, 7, ContactWay::Call(CallWay::Out), ""),
        (DEE, 9, ContactWay::Logged(ContactKind::Meeting), "tea"),
        (EVE, 11, ContactWay::Meeting, "Plans"),
        (FAY, 3, ContactWay::Received, "f"),
    ]
}

fn found(book: &mut Book, filter: &str) -> Vec<PersonId> {
    let page = book.people(&PeopleQuery { filter: filter.into(), limit: 9, ..PeopleQuery::default() });
    let ours = page.rows.into_iter().filter(|row| expected().iter().any(|(who, ..)| id(who) == row.id));
    ours.map(|row| row.id).collect()
}

#[test]
fn the_list_is_sorted_and_filtered_by_last_contact() {
    let mut book = book();
    assert_eq!(found(&mut book, ""), [EVE, DEE, CY, ADA, FAY].map(id));
    assert_eq!(found(&mut book, "last:>10d"), [DEE, CY, ADA, FAY].map(id));
    assert_eq!(found(&mut book, "last:<15d"), [EVE, DEE, CY, ADA].map(id));
}

#[test]
fn the_page_of_a_person_and_why_say_what_it_was() {
    let mut book = book();
    for (who, day, way, about) in expected() {
        let row = book.person(id(who)).unwrap().row;
        let last = row.last_contact.unwrap();
        assert_eq!((book.zone().day(last.at), last.way), (FIRST.plus(day), way), "{who}");
        let why = book.why(WhyOf::Person(id(who))).unwrap();
        let said: Vec<(LastContact, &str)> = why
            .points
            .iter()
            .filter_map(|point| match point {
                WhyPoint::LastContact(last, about) => Some((*last, about.as_str())),
                _ => None,
            })
            .collect();
        assert_eq!(said, [(last, about)], "{who}");
    }
}

#[test]
fn a_page_sees_that_its_timeline_changed_also_by_a_call_that_no_one_answered() {
    let mut book = book();
    let count = |book: &mut Book| book.person(id(CY)).unwrap().keeping.beside_mail;
    assert_eq!(count(&mut book), 3);
    let contact = call(8, CallWay::Missed).key();
    decide(&mut book, 3, &[Decision::RemovePhoneContact { person: id(CY), contact }]);
    assert_eq!(count(&mut book), 2);
}

#[test]
fn a_company_was_in_touch_when_its_people_were() {
    let book = book();
    let page = book.companies("", CompanyOrder::LastContact, 0, 99);
    for (who, day, ..) in expected() {
        let company = CompanyId::of(who.split_once('@').unwrap().1);
        let last = |at: Option<i64>| at.map(|at| book.zone().day(at));
        let row = page.rows.iter().find(|row| row.id == company).unwrap();
        assert_eq!(last(row.last_contact), Some(FIRST.plus(day)), "{who}");
        let card = book.company(company).unwrap();
        assert_eq!(last(card.row.last_contact), Some(FIRST.plus(day)), "{who}");
        assert_eq!(card.people[0].last_contact.map(|it| it.at), card.row.last_contact, "{who}");
    }
}

#[test]
fn reminders_buckets_and_pipelines_count_from_it() {
    let mut book = book();
    let people: Vec<PersonId> = expected().iter().map(|(who, ..)| id(who)).collect();
    let stages = vec![Stage { id: 1, name: "Talking".into(), days: Some(3) }];
    decide(
        &mut book,
        3,
        &[
            bucket(4, "Friends", 5, Counts::Any),
            Decision::InBucket { people: people.clone(), bucket: 4, day: FIRST, on: true },
            Decision::Pipeline(Pipeline { id: 5, name: "Sales".into(), stages }),
        ],
    );
    for (lead, person) in (10..).zip(&people) {
        let party = LeadParty::Person(*person);
        let of = Lead { pipeline: 5, party, title: String::new(), value: None, expected: None };
        let moved = Decision::MoveLead { lead, place: LeadPlace::Stage(1), day: FIRST };
        decide(&mut book, lead, &[Decision::Lead { id: lead, lead: Some(of) }, moved]);
    }
    let (today, card) = (book.today(TODAY, 9), book.bucket_card(4, TODAY).unwrap());
    let leads = book.pipelines(TODAY).pipelines.remove(0).leads;
    for (who, day, way, about) in expected() {
        let day = FIRST.plus(day);
        let due = today.due.iter().find(|row| row.person.id == id(who)).unwrap();
        assert_eq!(due.since, Since::Contact(day), "{who}");
        let (last, said) = due.last.as_ref().unwrap();
        assert_eq!((last.way, said.as_str()), (way, about), "{who}");
        let member = card.people.iter().find(|it| it.person.id == id(who)).unwrap();
        assert_eq!(member.last, Some(day), "{who}");
        assert!(matches!(member.due, Due::On(it) if it.since == Since::Contact(day)), "{who}");
        let lead = leads.iter().find(|row| row.lead.party == LeadParty::Person(id(who))).unwrap();
        assert_eq!(lead.contact, Some(day), "{who}");
    }
}

#[test]
fn insights_and_sort_include_people_without_mail() {
    let mut book = book();
    let asked = question::BehindFigure {
        of: InsightScope { day: TODAY, ..InsightScope::default() },
        figure: Figure::People(2026, Became::Made),
        offset: 0,
        limit: 99,
    };
    let made: Vec<PersonId> = book.behind(&asked).people.into_iter().map(|row| row.id).collect();
    let cards: Vec<PersonId> = book.cards(TODAY, 99, &[]).cards.into_iter().map(|card| card.person.id).collect();
    for (who, ..) in expected() {
        assert!(made.contains(&id(who)) && cards.contains(&id(who)), "{who}: {made:?} {cards:?}");
    }
}

#[test]
fn future_contact_counts_from_its_day() {
    let mut book = book();
    let last = |book: &mut Book, who: &str| {
        let row = book.people(&PeopleQuery { limit: 99, ..PeopleQuery::default() }).rows.into_iter();
        let at = row.clone().find(|row| row.id == id(who)).unwrap().last_contact.unwrap().at;
        (row.clone().next().unwrap().id == id(who), book.zone().day(at))
    };
    assert_eq!(last(&mut book, DEE), (false, FIRST.plus(9)));
    book.set_now(noon(30));
    assert_eq!(last(&mut book, DEE), (true, FIRST.plus(30)));
    book.set_now(noon(40) - 3_600);
    assert_eq!(last(&mut book, EVE), (true, FIRST.plus(40)));
}
