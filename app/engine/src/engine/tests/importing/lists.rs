//! Lists of those who unsubscribed, and of colleagues.

use super::{count, entries};
use crate::api::{
    Bytes, Command, Decision, PersonId, ProblemKind, ReviewReason, RunOf, UNSUBSCRIBED, UnsubscribeListView,
    WebFileProblem, WebFileStatus, question,
};
use crate::engine::tests::dav::{DavServer, web};
use crate::engine::tests::world::{Server, World, everything};
use kith_wire::WebAnswer;

#[test]
fn a_list_of_those_who_unsubscribed_gives_a_tag_and_brings_no_one_in() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let all = count(&mut world);
    let list = b"EMAIL;Blocklisted\nP1@x.example;Yes\np2@x.example;No\nnobody@x.example;Yes\n".to_vec();
    let view = world.ask(question::Unsubscribes(Bytes(list.clone()))).unwrap();
    assert_eq!((view.addresses, view.tagged, view.untagged), (2, 0, 1));
    assert_eq!(view.people[0].id, PersonId::of("p1@x.example"));
    let read = |mark| Command::ReadUnsubscribes { mark, name: "gone.csv".into(), bytes: Bytes(list.clone()) };
    world.order(read(5)).unwrap();
    assert_eq!((count(&mut world), entries(&world)), (all, 1));
    let review = world.ask(question::Review).unwrap();
    let rows: Vec<_> = review.rows.into_iter().map(|row| (row.person.id, row.why, row.by)).collect();
    let by = Some(RunOf::Unsubscribes("gone.csv".into()));
    assert_eq!(rows, [(PersonId::of("p1@x.example"), ReviewReason::Unsubscribed, by)]);
    world.order(read(6)).unwrap();
    assert_eq!(entries(&world), 1, "the same list again changes nothing");
    world.order(Command::UndoRun { mark: 7, run: 5, undone: true }).unwrap();
    assert_eq!(world.ask(question::Review).unwrap().rows, []);
}

#[test]
fn colleagues_are_passed_on_as_a_file() {
    let mut world = World::new(everything());
    let address = |text: &str| kith_domain::address::Address::parse(text).unwrap();
    let colleague = |id, name: &str, addresses: &[&str]| {
        let addresses = addresses.iter().map(|text| address(text)).collect();
        Decision::Colleague { id, name: name.into(), addresses }
    };
    let decisions = vec![colleague(1, "Sue", &["sue@home.example"]), colleague(2, "Bob", &["bob@home.example"])];
    world.order(Command::Decide { mark: 1, decisions }).unwrap();
    let file = world.ask(question::ColleaguesFile).unwrap();
    assert!(file.text.contains("sue@home.example") && file.name.ends_with(".json"), "{file:?}");

    let mut other = World::new(everything());
    other.connect().unwrap();
    let known = vec![colleague(9, "Susan", &["sue@home.example", "sue@x.example"])];
    other.order(Command::Decide { mark: 1, decisions: known }).unwrap();
    other.order(Command::ReadColleagues { mark: 2, text: file.text.clone() }).unwrap();
    let colleagues = other.ask(question::Tracking).unwrap().colleagues;
    let names: Vec<_> = colleagues.iter().map(|it| (it.name.as_str(), it.addresses.len())).collect();
    assert_eq!(names, [("Bob", 1), ("Susan", 2)]);
    let before = entries(&other);
    other.order(Command::ReadColleagues { mark: 3, text: file.text }).unwrap();
    assert_eq!(entries(&other), before, "the same file again changes nothing");
    for text in ["", "{}", "[1]", r#"{"format":"kith-colleagues","version":2,"colleagues":[]}"#] {
        let read = Command::ReadColleagues { mark: 4, text: text.into() };
        assert_eq!(other.order(read), Err(ProblemKind::BadInput), "{text}");
    }
}

const DAY: i64 = 24 * 3_600_000;

fn lists(world: &mut World) -> Vec<UnsubscribeListView> {
    world.ask(question::UnsubscribeLists).unwrap()
}

fn to_review(world: &mut World) -> Vec<PersonId> {
    let rows = world.ask(question::Review).unwrap().rows;
    assert_eq!(world.ask(question::ToReview), Ok(u32::try_from(rows.len()).unwrap()));
    rows.into_iter().map(|row| row.person.id).collect()
}

fn lies(world: &mut World, url: &str, answer: WebAnswer) {
    world.server.dav.as_mut().unwrap().files.insert(url.into(), answer);
}

#[test]
fn a_list_on_a_server_is_read_every_day_and_marks_no_one_twice() {
    let mut world = World::new(Server { dav: Some(DavServer::default()), ..everything() });
    world.connect().unwrap();
    let url = "https://news.example/list?key=secret";
    let elsewhere = "https://files.example/gone.csv";
    lies(&mut world, url, web(302, &[("location", elsewhere)], String::new()));
    lies(&mut world, elsewhere, web(200, &[("content-type", "text/csv")], "EMAIL\np1@x.example\n".into()));
    let add = |id| Command::AddUnsubscribeList { id, url: url.into() };
    world.order(add(1)).unwrap();
    world.settle();
    let [one, two] = ["p1@x.example", "p2@x.example"].map(PersonId::of);
    assert_eq!(to_review(&mut world), [one]);
    let shown = lists(&mut world).remove(0);
    assert_eq!((shown.status, shown.addresses, shown.place.as_str()), (WebFileStatus::Read, 1, "news.example/list"));
    let by = world.ask(question::Review).unwrap().rows.remove(0).by;
    assert_eq!(by, Some(RunOf::Unsubscribes("news.example/list".into())));

    // Whoever the user cleared stays so, and who is new on it is marked the next day.
    let tag = Decision::Tag { people: vec![one], tag: UNSUBSCRIBED.into(), on: false };
    world.order(Command::Decide { mark: 5, decisions: vec![tag] }).unwrap();
    lies(&mut world, elsewhere, web(200, &[], "EMAIL\np1@x.example\np2@x.example\n".into()));
    world.pass(DAY / 2);
    assert_eq!(to_review(&mut world), []);
    let mut world = world.restarted();
    world.pass(DAY);
    assert_eq!((to_review(&mut world), lists(&mut world)[0].addresses), (vec![two], 2));
    world.order(add(2)).unwrap();
    world.settle();
    assert_eq!(lists(&mut world).len(), 1, "the same address is the same list");
    world.order(Command::RemoveUnsubscribeList(1)).unwrap();
    let mut world = world.restarted();
    assert_eq!((lists(&mut world).len(), to_review(&mut world)), (0, vec![two]));
    let refused = world.order(Command::AddUnsubscribeList { id: 3, url: "ftp://x.example/".into() });
    assert_eq!(refused, Err(ProblemKind::BadInput));
}

#[test]
fn why_a_list_could_not_be_read_is_said_and_it_is_tried_again() {
    let url = "https://news.example/list";
    let list = || web(200, &[], "EMAIL\np1@x.example\n".into());
    for (answer, expected) in [
        (web(404, &[], String::new()), WebFileProblem::NotFound),
        (web(401, &[], String::new()), WebFileProblem::Refused),
        (web(500, &[], String::new()), WebFileProblem::Status(500)),
        (web(302, &[("location", url)], String::new()), WebFileProblem::NotFound),
        (web(302, &[], String::new()), WebFileProblem::NotFound),
        (web(200, &[("content-type", "text/html; charset=utf-8")], "p1@x.example".into()), WebFileProblem::OtherKind),
        (web(200, &[], "\n <!doctype html>p1@x.example\n".into()), WebFileProblem::OtherKind),
    ] {
        let mut world = World::new(Server { dav: Some(DavServer::default()), ..everything() });
        world.connect().unwrap();
        lies(&mut world, url, answer);
        world.order(Command::AddUnsubscribeList { id: 1, url: url.into() }).unwrap();
        world.settle();
        let WebFileStatus::Failed { problem, .. } = lists(&mut world).remove(0).status else { panic!("{expected:?}") };
        assert_eq!((problem, to_review(&mut world)), (expected, vec![]));
        lies(&mut world, url, list());
        world.pass(DAY / 12);
        assert_eq!((lists(&mut world).remove(0).status, to_review(&mut world).len()), (WebFileStatus::Read, 1));
    }
    // By a relay that passes nothing on.
    let mut world = World::new(everything());
    world.connect().unwrap();
    world.order(Command::AddUnsubscribeList { id: 1, url: url.into() }).unwrap();
    world.settle();
    let WebFileStatus::Failed { problem, .. } = lists(&mut world).remove(0).status else { panic!() };
    assert!(matches!(problem, WebFileProblem::Other(problem) if problem.kind == ProblemKind::OtherVersion));
    world.order(Command::ReadUnsubscribeList(1)).unwrap();
    assert_eq!(world.order(Command::ReadUnsubscribeList(2)), Err(ProblemKind::NotFound));
}
