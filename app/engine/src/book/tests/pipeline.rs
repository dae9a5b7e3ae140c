//! Pipelines over the mail: names, the last contact of people and companies, and what to follow up.

use super::keeping::bucket;
use super::who::{address, at_random, decide, decision_by_chance, id, mail, put, undo};
use crate::api::{
    CompanyId, ContactKind, Counts, Day, Decision, Lead, LeadParty, LeadPlace, LeadRow, LoggedContact, Pipeline, Stage,
};
use crate::book::Book;
use kith_domain::entry::{Entry, Stamp};
use proptest::prelude::{ProptestConfig, any, proptest};

const ME: &str = "bob@acme.example";
const ADA: &str = "ada@blue.example";
const EVE: &str = "eve@blue.example";

/// 2026-09-01: the day of the hours 0 to 23 of [`mail`].
const FIRST: Day = Day(20_697);

fn book(mails: &[String], day: i32) -> Book {
    let mut book = Book::default();
    book.set_own(vec![address(ME)]);
    book.now = i64::from(FIRST.0 + day) * 86_400 + 43_200;
    put(&mut book, mails);
    book.settle();
    book
}

/// A pipeline of two stages that want a contact every week and every three days.
fn sales() -> Decision {
    let stage = |id, name: &str, days| Stage { id, name: name.into(), days };
    let stages = vec![stage(1, "Talking", Some(7)), stage(2, "Proposal", Some(3)), stage(3, "Waiting", None)];
    Decision::Pipeline(Pipeline { id: 5, name: "Sales".into(), stages })
}

fn lead(id: u64, party: LeadParty, place: LeadPlace, day: i32) -> Vec<Decision> {
    let lead = Lead { pipeline: 5, party, title: String::new(), value: Some(10), expected: None };
    vec![Decision::Lead { id, lead: Some(lead) }, Decision::MoveLead { lead: id, place, day: FIRST.plus(day) }]
}

fn rows(book: &mut Book, day: i32) -> Vec<LeadRow> {
    let view = book.pipelines(FIRST.plus(day));
    view.pipelines.into_iter().flat_map(|pipeline| pipeline.leads).collect()
}

/// Name, days since the last contact, and the days of silence of what is to be followed up.
fn told(book: &mut Book, day: i32) -> Vec<(String, Option<i32>, Option<u32>)> {
    let all = rows(book, day).into_iter().map(|row| {
        (row.name, row.contact.map(|contact| FIRST.plus(day).after(contact)), row.follow.map(|follow| follow.ago))
    });
    all.collect()
}

fn letter(name: &str, day: u32, from: &str, to: &str) -> String {
    mail(name, day * 24 + 8, &format!("From: {from}; To: {to}"))
}

#[test]
fn a_person_is_followed_up_when_the_stage_wants_it_and_not_after_contact() {
    let mut book = book(&[letter("a", 0, ME, ADA), letter("b", 2, ADA, ME)], 10);
    decide(&mut book, 1, &[sales()]);
    decide(&mut book, 2, &lead(7, LeadParty::Person(id(ADA)), LeadPlace::Stage(1), 0));
    let ada = |contact, follow| vec![(ADA.to_owned(), Some(contact), follow)];
    assert_eq!(told(&mut book, 9), ada(7, None));
    assert_eq!(told(&mut book, 10), ada(8, Some(8)));
    // Another stage, since another day; one that wants nothing; and closed.
    for (mark, (place, day, expected)) in (100..).zip([
        (LeadPlace::Stage(2), 7, None),
        (LeadPlace::Stage(2), 6, Some(4)),
        (LeadPlace::Stage(3), 0, None),
        (LeadPlace::Won, 0, None),
        (LeadPlace::Lost, 0, None),
    ]) {
        decide(&mut book, mark, &[Decision::MoveLead { lead: 7, place, day: FIRST.plus(day) }]);
        assert_eq!(told(&mut book, 10), ada(8, expected), "{place:?} {day}");
        undo(&mut book, mark);
    }
    // A call that was noted, but not one of later.
    let log = |day: i32| LoggedContact { how: ContactKind::Call, day: FIRST.plus(day), note: String::new() };
    for (mark, day, expected) in [(200, 9, ada(1, None)), (201, 12, ada(8, Some(8)))] {
        decide(&mut book, mark, &[Decision::LoggedContact { people: vec![id(ADA)], item: 1, contact: Some(log(day)) }]);
        assert_eq!(told(&mut book, 10), expected, "{day}");
        undo(&mut book, mark);
    }
    // Mail, at once; not what goes to so many that it is an announcement.
    let crowd: Vec<String> = (0..30).map(|at| format!("p{at}@crowd.example")).collect();
    put(&mut book, &[letter("all", 10, ME, &format!("{ADA}, {}", crowd.join(", ")))]);
    book.settle();
    assert_eq!(told(&mut book, 10), ada(8, Some(8)));
    put(&mut book, &[letter("c", 10, ADA, ME)]);
    book.settle();
    assert_eq!(told(&mut book, 10), ada(0, None));
}

#[test]
fn a_company_is_in_touch_by_any_of_its_people_and_is_found_after_merges() {
    let blue = CompanyId::of("blue.example");
    let mails = [letter("a", 0, ME, ADA), letter("b", 5, EVE, ME), letter("c", 1, ME, "cy@red.example")];
    let mut book = book(&mails, 10);
    decide(&mut book, 1, &[sales()]);
    decide(&mut book, 2, &lead(7, LeadParty::Company(blue), LeadPlace::Stage(2), 0));
    assert_eq!(told(&mut book, 8), [("Blue".to_owned(), Some(3), None)]);
    assert_eq!(told(&mut book, 9), [("Blue".to_owned(), Some(4), Some(4))]);
    put(&mut book, &[letter("d", 9, ADA, ME)]);
    book.settle();
    assert_eq!(told(&mut book, 9), [("Blue".to_owned(), Some(0), None)]);
    // She is of another company now; and that is one with the first.
    let red = CompanyId::of("red.example");
    decide(&mut book, 3, &[Decision::CompanyOf { people: vec![id(ADA)], company: Some(red) }]);
    assert_eq!(told(&mut book, 9), [("Blue".to_owned(), Some(4), Some(4))]);
    decide(&mut book, 4, &[Decision::MergeCompany { into: red, from: blue }]);
    assert_eq!(told(&mut book, 9), [("Red".to_owned(), Some(0), None)]);
    undo(&mut book, 4);
    assert_eq!(told(&mut book, 9), [("Blue".to_owned(), Some(4), Some(4))]);
}

#[test]
fn today_tells_what_to_follow_up_and_no_one_twice() {
    let mut book = book(&[letter("a", 0, ME, ADA), letter("b", 0, "cy@red.example", ME)], 10);
    decide(&mut book, 1, &[sales()]);
    assert_eq!(book.today(FIRST.plus(10), 20).follow_ups, []);
    let blue = LeadParty::Company(CompanyId::of("blue.example"));
    decide(&mut book, 2, &lead(7, LeadParty::Person(id(ADA)), LeadPlace::Stage(1), 0));
    decide(&mut book, 3, &lead(8, LeadParty::Person(id("cy@red.example")), LeadPlace::Stage(1), 8));
    decide(&mut book, 4, &lead(9, blue, LeadPlace::Stage(2), 0));
    let shown = |book: &mut Book| {
        let today = book.today(FIRST.plus(10), 20);
        let names: Vec<String> = today.follow_ups.into_iter().map(|row| row.name).collect();
        (names, today.due_count)
    };
    assert_eq!(shown(&mut book), (vec!["Blue".to_owned(), ADA.to_owned()], 0));
    let enter = Decision::InBucket { people: vec![id(ADA)], bucket: 1, day: FIRST, on: true };
    decide(&mut book, 5, &[bucket(1, "Friends", 5, Counts::Any), enter]);
    assert_eq!(shown(&mut book), (vec!["Blue".to_owned()], 1));
}

#[test]
fn a_lead_goes_with_someone_deleted_and_comes_back() {
    let mut book = book(&[letter("a", 0, ME, ADA), letter("b", 2, EVE, ME)], 10);
    decide(&mut book, 1, &[sales()]);
    decide(&mut book, 2, &lead(7, LeadParty::Person(id(EVE)), LeadPlace::Stage(1), 0));
    decide(&mut book, 3, &[Decision::Merge { into: id(ADA), from: id(EVE) }]);
    assert_eq!(told(&mut book, 3), [(ADA.to_owned(), Some(1), None)]);
    decide(&mut book, 4, &[Decision::Delete { person: id(ADA), addresses: vec![id(ADA), id(EVE)] }]);
    assert_eq!(told(&mut book, 3), []);
    undo(&mut book, 4);
    assert_eq!(told(&mut book, 3), [(ADA.to_owned(), Some(1), None)]);
    undo(&mut book, 3);
    assert_eq!(told(&mut book, 3), [(EVE.to_owned(), Some(1), None)]);
    let page = book.journal_page(9);
    let names: Vec<_> = page.rows.iter().flat_map(|row| &row.leads).map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, [EVE, EVE, "Talking"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    /// In whatever order messages come and whenever the pipeline is looked at, also after whatever was decided.
    #[test]
    fn what_to_follow_up_is_the_same_kept_or_worked_out_afresh(seed in any::<u64>()) {
        let mut state = seed;
        let mut dice = move |end: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % end
        };
        let mut mails = at_random(&mut dice);
        let mut decisions = vec![vec![sales()]];
        let parties = [
            LeadParty::Person(id("ada@x.example")),
            LeadParty::Person(id("carl@gmail.com")),
            LeadParty::Company(CompanyId::of("x.example")),
            LeadParty::Company(CompanyId::of("y.example")),
        ];
        for (number, party) in (0..).zip(parties) {
            decisions.push(lead(number, party, LeadPlace::Stage(1 + number % 2), -1));
        }
        decisions.extend((0..2).map(|_| vec![decision_by_chance(&mut dice)]));
        let say = |book: &mut Book, at: usize| {
            let stamp = Stamp { at: at as u64, count: 0, device: 1 };
            book.decide(Entry { stamp, mark: at as u64, decisions: decisions[at].clone(), at: at as u64 });
            book.settle();
        };
        let mut at_once = book(&mails, 12);
        (0..decisions.len()).for_each(|at| say(&mut at_once, at));
        let expected = at_once.pipelines(FIRST.plus(12));

        for at in (1..mails.len()).rev() {
            mails.swap(at, dice(at + 1));
        }
        let mut slowly = book(&[], 12);
        for (at, mail) in mails.iter().enumerate() {
            put(&mut slowly, std::slice::from_ref(mail));
            if dice(2) == 0 {
                slowly.settle();
                slowly.pipelines(FIRST.plus(12));
            }
            if at % 2 == 1 && at / 2 < decisions.len() {
                say(&mut slowly, at / 2);
            }
        }
        slowly.settle();
        proptest::prop_assert_eq!(slowly.pipelines(FIRST.plus(12)), expected);
    }
}
