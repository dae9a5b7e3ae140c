//! Meetings from files, and from calendars on the web.

use super::dav::{DavServer, web};
use super::world::{Server, World, everything};
use crate::api::{
    Bytes, CalendarLeftOut, CalendarPreview, CalendarView, Command, Decision, ImportChoices, ImportOutcome, ImportView,
    PersonId, ProblemKind, WebFileProblem, WebFileStatus, Whose, question,
};
use kith_domain::address::Address;

const DAY: i64 = 24 * 3_600_000;

const URL: &str = "https://calendar.example/private-hunter2/basic.ics";

fn calendar(events: &[String]) -> String {
    let events: String = events.iter().map(|it| format!("BEGIN:VEVENT\r\n{it}END:VEVENT\r\n")).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\n{events}END:VCALENDAR\r\n")
}

/// A meeting that the user called, with those.
fn with(uid: &str, start: &str, people: &[&str]) -> String {
    let attendees = people.iter().map(|who| format!("ATTENDEE:mailto:{who}@x.example\r\n"));
    format!(
        "UID:{uid}\r\nDTSTAMP:20260901T100000Z\r\nDTSTART:{start}\r\nDURATION:PT1H\r\nSUMMARY:About {uid}\r\n\
         ORGANIZER:mailto:me@home.example\r\n{}",
        attendees.collect::<String>()
    )
}

fn many(number: usize) -> Vec<String> {
    (0..number).map(|number| format!("q{number}")).collect()
}

fn subjects(world: &mut World, who: &str) -> Vec<String> {
    let of = Whose::Person(PersonId::of(&format!("{who}@x.example")));
    let page = world.ask(question::Timeline { of, words: String::new(), offset: 0, limit: 100 }).unwrap();
    page.meetings.into_iter().map(|meeting| meeting.subject).collect()
}

fn give(world: &mut World, id: u64, file: &str) {
    let bytes = Bytes(file.as_bytes().to_vec());
    world.order(Command::ReadFile { id, name: "my.ics".into(), bytes }).unwrap();
    world.settle();
}

fn view(world: &mut World, id: u64) -> ImportView {
    let choices = Box::new(ImportChoices::default());
    world.ask(question::Import { id, choices, kind: None, offset: 0, limit: 10 }).unwrap()
}

fn preview(world: &mut World, id: u64) -> CalendarPreview {
    match view(world, id) {
        ImportView::Calendar(preview) => *preview,
        other => panic!("{other:?}"),
    }
}

fn import(world: &mut World, id: u64, mark: u64) -> ImportOutcome {
    world.order(Command::Import { id, mark, choices: Box::default() }).unwrap();
    world.settle();
    match view(world, id) {
        ImportView::Done(outcome) => outcome,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_is_looked_at_taken_in_once_and_taken_back_whole() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let crowd = many(21);
    let crowd: Vec<&str> = crowd.iter().map(String::as_str).collect();
    let invited =
        "UID:open\r\nDTSTART:20260910T080000Z\r\nORGANIZER:mailto:p1@x.example\r\nATTENDEE:mailto:me@home.example\r\n";
    let file = calendar(&[
        with("two", "20260910T080000Z", &["p1", "p2"]),
        with("series", "20260911T080000Z", &["p1"]) + "RRULE:FREQ=DAILY;COUNT=3\r\n",
        with("alone", "20260911T080000Z", &[]),
        with("strangers", "20260911T080000Z", &["nobody"]),
        with("crowd", "20260911T080000Z", &crowd),
        with("off", "20260911T080000Z", &["p1"]) + "STATUS:CANCELLED\r\n",
        invited.to_owned(),
        invited.replace("open", "no").replace("ATTENDEE:", "ATTENDEE;PARTSTAT=DECLINED:"),
    ]);
    give(&mut world, 1, &file);
    let seen = preview(&mut world, 1);
    assert_eq!((seen.entries, seen.meetings, seen.people, seen.known), (2, 4, 2, 0));
    let met: Vec<(PersonId, u32)> = seen.with.iter().map(|it| (it.person, it.meetings)).collect();
    assert_eq!(met, [(PersonId::of("p1@x.example"), 4), (PersonId::of("p2@x.example"), 1)]);
    assert_eq!(seen.span.map(|(first, last)| last - first), Some(3 * 86_400));
    use CalendarLeftOut::{Alone, Cancelled, Declined, NotAccepted, TooMany, Unknown};
    let left_out = [Alone, Unknown, NotAccepted, Declined, Cancelled, TooMany].map(|why| (why, 1));
    assert_eq!(seen.left_out, left_out);
    assert!(subjects(&mut world, "p2").is_empty(), "nothing is decided by looking");

    let outcome = import(&mut world, 1, 9);
    assert_eq!((outcome.meetings, outcome.run), (4, Some(9)));
    assert_eq!(subjects(&mut world, "p2"), ["About two"]);
    let mut world = world.restarted();
    world.settle();
    assert_eq!(subjects(&mut world, "p1"), ["About series", "About series", "About series", "About two"]);

    // The same again, also as it is exported another day, changes nothing.
    for (id, file) in [(2, file.clone()), (3, file.replace("DTSTAMP:2026", "DTSTAMP:2027"))] {
        give(&mut world, id, &file);
        let seen = preview(&mut world, id);
        assert_eq!((seen.entries, seen.known), (0, 2));
        assert_eq!(import(&mut world, id, 10 + id).run, None);
    }

    let rows = world.ask(question::Journal { limit: 10 }).unwrap().rows;
    let runs: Vec<(u64, u32)> =
        rows.iter().filter_map(|row| row.run.as_ref()).map(|run| (run.id, run.meetings)).collect();
    assert_eq!(runs, [(9, 2)]);
    world.order(Command::UndoRun { mark: 20, run: 9, undone: true }).unwrap();
    assert!(subjects(&mut world, "p1").is_empty() && subjects(&mut world, "p2").is_empty());
    world.order(Command::UndoRun { mark: 21, run: 9, undone: false }).unwrap();
    assert_eq!(subjects(&mut world, "p2"), ["About two"]);
}

#[test]
fn what_is_no_calendar_is_told() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let deep = "BEGIN:VCALENDAR\r\n".repeat(100);
    let large = "BEGIN:VCALENDAR\r\n".to_owned() + &"BEGIN:VEVENT\r\nEND:VEVENT\r\n".repeat(10_001);
    for (id, file, expected) in [(1, deep, ProblemKind::BadInput), (2, large, ProblemKind::TooLong)] {
        give(&mut world, id, &file);
        assert_eq!(preview(&mut world, id).problem.map(|problem| problem.kind), Some(expected));
    }
}

fn calendars(world: &mut World) -> Vec<CalendarView> {
    world.ask(question::Calendars).unwrap()
}

fn lies(world: &mut World, etag: &str, events: &[String]) {
    let headers = [("content-type", "text/calendar"), ("etag", etag)];
    world.server.dav.as_mut().unwrap().files.insert(URL.into(), web(200, &headers, calendar(events)));
}

fn subscribed(events: &[String]) -> World {
    let mut world = World::new(Server { dav: Some(DavServer::default()), ..everything() });
    world.connect().unwrap();
    lies(&mut world, "\"1\"", events);
    let url = URL.replace("https://", "webcal://");
    world.order(Command::AddCalendar { id: 7, url: url.as_str().into() }).unwrap();
    world.settle();
    world
}

#[test]
fn meetings_follow_a_calendar_and_go_with_it() {
    let mut world = subscribed(&[with("one", "20260910T080000Z", &["p1"]), with("two", "20260910T080000Z", &["p2"])]);
    let shown = calendars(&mut world).remove(0);
    assert_eq!((shown.status, shown.told.meetings), (WebFileStatus::Read, 2));
    assert_eq!(
        (subjects(&mut world, "p1"), subjects(&mut world, "p2")),
        (vec!["About one".into()], vec!["About two".into()])
    );
    let mut world = world.restarted();
    world.settle();
    assert_eq!(subjects(&mut world, "p1"), ["About one"]);

    // Under the same ETag nothing is given; under another one is moved to others, and one is gone.
    world.pass(DAY);
    let shown = calendars(&mut world).remove(0);
    assert_eq!((shown.told.meetings, shown.status), (2, WebFileStatus::Read));
    lies(&mut world, "\"2\"", &[with("one", "20260912T080000Z", &["p3"])]);
    world.pass(DAY);
    assert_eq!(subjects(&mut world, "p3"), ["About one"]);
    assert!(subjects(&mut world, "p1").is_empty() && subjects(&mut world, "p2").is_empty());
    let cancelled = with("one", "20260912T080000Z", &["p3"]) + "STATUS:CANCELLED\r\n";
    lies(&mut world, "\"3\"", &[cancelled]);
    world.order(Command::ReadCalendar(7)).unwrap();
    world.settle();
    assert!(subjects(&mut world, "p3").is_empty());

    lies(&mut world, "\"4\"", &[with("one", "20260912T080000Z", &["p3"])]);
    world.order(Command::ReadCalendar(7)).unwrap();
    world.settle();
    assert_eq!(subjects(&mut world, "p3"), ["About one"]);
    world.order(Command::RemoveCalendar(7)).unwrap();
    assert!(calendars(&mut world).is_empty() && subjects(&mut world, "p3").is_empty());
    let mut world = world.restarted();
    assert!(calendars(&mut world).is_empty() && subjects(&mut world, "p3").is_empty());
}

/// How often the calendar was requested.
fn readings(world: &World) -> usize {
    world.server.dav.as_ref().unwrap().asked.iter().filter(|(_, url)| url == URL).count()
}

#[test]
fn a_calendar_without_changes_is_read_once_a_day_however_often_kith_starts() {
    // Some servers name the version, and answer 304 if it is the same. Others send everything each time.
    for headers in [&[("etag", "\"1\"")][..], &[]] {
        let mut world = subscribed(&[with("one", "20260910T080000Z", &["p1"])]);
        let whole = web(200, headers, calendar(&[with("one", "20260910T080000Z", &["p1"])]));
        world.server.dav.as_mut().unwrap().files.insert(URL.into(), whole);
        let first = calendars(&mut world)[0].last.unwrap();
        world.pass(DAY + 1_000);
        world.settle();
        let (before, last) = (readings(&world), calendars(&mut world)[0].last.unwrap());
        assert!(last >= first + 86_400, "{headers:?}");
        for _ in 0..3 {
            world = world.restarted();
            world.settle();
        }
        assert_eq!((readings(&world), calendars(&mut world)[0].last), (before, Some(last)), "{headers:?}");
        assert_eq!(subjects(&mut world, "p1"), ["About one"]);
    }
}

#[test]
fn calendars_are_told_apart_by_their_names_and_never_by_a_key() {
    let named = |name: &str| calendar(&[]).replace("VERSION", &format!("X-WR-CALNAME:{name}\r\nVERSION"));
    for (url, text, expected) in [
        (URL, named("Ada\\, work"), "Ada, work"),
        (URL, calendar(&[]), "basic.ics"),
        ("https://calendar.example/published/2/MTY4NjE.ics", calendar(&[]), ""),
        ("https://calendar.example/hunter/Hunter.ics", calendar(&[]), ""),
        ("https://calendar.example/a?b=/hunter.ics", calendar(&[]), ""),
        ("https://calendar.example/public/team-two.ics?token=hunter", calendar(&[]), "team-two.ics"),
    ] {
        let mut world = World::new(Server { dav: Some(DavServer::default()), ..everything() });
        world.connect().unwrap();
        world.server.dav.as_mut().unwrap().files.insert(url.into(), web(200, &[], text));
        world.order(Command::AddCalendar { id: 7, url: url.into() }).unwrap();
        world.settle();
        let mut world = world.restarted();
        let shown = calendars(&mut world).remove(0);
        assert_eq!((shown.name.as_str(), shown.place.as_str()), (expected, "calendar.example"), "{url}");
    }
}

#[test]
fn a_calendar_with_an_unknown_address_counts_once_the_user_says_that_it_is_theirs() {
    let by = |owner: &str, uid: &str| with(uid, "20260910T080000Z", &["p1"]).replace("me@home", owner);
    let events = |owner: &str| ["a", "b", "c"].map(|uid| by(owner, uid)).to_vec();
    let mut world = subscribed(&events("me@private"));
    let told = calendars(&mut world).remove(0).told;
    assert_eq!((told.meetings, told.not_yours), (0, 3));
    let question = told.owner.unwrap();
    assert_eq!((question.address.as_str(), question.entries), ("me@private.example", 3));
    assert!(subjects(&mut world, "p1").is_empty());
    // A file with the same contents gives the same result.
    give(&mut world, 1, &calendar(&events("me@private")));
    let seen = preview(&mut world, 1);
    assert_eq!((seen.entries, seen.left_out), (0, vec![(CalendarLeftOut::NotYours, 3)]));
    assert_eq!(seen.owner.unwrap().address, "me@private.example");

    let address = Address::parse("me@private.example").unwrap();
    world
        .order(Command::Decide { mark: 30, decisions: vec![Decision::OwnAddress(address.clone(), Some(true))] })
        .unwrap();
    let told = calendars(&mut world).remove(0).told;
    assert_eq!((told.meetings, told.not_yours, told.owner), (3, 0, None));
    assert_eq!(subjects(&mut world, "p1").len(), 3);
    assert_eq!(preview(&mut world, 1).known, 3, "the calendar on the web has the same meetings");

    // An address that was denied is not asked about again, and no one in Kith is asked about.
    world.order(Command::Decide { mark: 31, decisions: vec![Decision::OwnAddress(address, Some(false))] }).unwrap();
    let told = calendars(&mut world).remove(0).told;
    assert_eq!((told.meetings, told.not_yours, told.owner), (0, 3, None));
    let mut world = subscribed(&["a", "b", "c"].map(|uid| by("p2@x", uid)));
    let told = calendars(&mut world).remove(0).told;
    assert_eq!((told.meetings, told.not_yours, told.owner), (0, 3, None));
}

#[test]
fn a_meeting_that_a_file_and_a_calendar_tell_of_counts_once() {
    let one = with("one", "20260910T080000Z", &["p1"]);
    let mut world = subscribed(std::slice::from_ref(&one));
    give(&mut world, 1, &calendar(&[one]));
    let seen = preview(&mut world, 1);
    assert_eq!((seen.entries, seen.known), (0, 1));
    assert_eq!(subjects(&mut world, "p1"), ["About one"]);
}

#[test]
fn why_a_calendar_could_not_be_read_is_said_and_what_it_said_stays() {
    for (status, body, expected) in [
        (404, "", WebFileProblem::NotFound),
        (403, "", WebFileProblem::Refused),
        (500, "", WebFileProblem::Status(500)),
        (200, "<html>Sign in</html>", WebFileProblem::OtherKind),
        (200, "EMAIL\np1@x.example\n", WebFileProblem::OtherKind),
    ] {
        let mut world = subscribed(&[with("one", "20260910T080000Z", &["p1"])]);
        let answer = web(status, &[], body.into());
        world.server.dav.as_mut().unwrap().files.insert(URL.into(), answer);
        world.order(Command::ReadCalendar(7)).unwrap();
        world.settle();
        let WebFileStatus::Failed { problem, .. } = calendars(&mut world).remove(0).status else {
            panic!("{expected:?}")
        };
        assert_eq!((problem, subjects(&mut world, "p1")), (expected, vec!["About one".to_owned()]));
    }
    let mut world = subscribed(&[]);
    for url in ["ftp://x.example/a.ics", "webcal://", "nonsense"] {
        assert_eq!(world.order(Command::AddCalendar { id: 8, url: url.into() }), Err(ProblemKind::BadInput), "{url}");
    }
    world.order(Command::AddCalendar { id: 8, url: URL.into() }).unwrap();
    assert_eq!(calendars(&mut world).len(), 1, "the same address is the same calendar");
    let printed = format!("{:?}", Command::AddCalendar { id: 8, url: URL.into() });
    assert!(!printed.contains("hunter2"), "{printed}");
}
