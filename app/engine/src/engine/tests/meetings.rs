//! Invitations in mail become meetings, and meetings are contact.

use super::super::Input;
use super::keeping::TODAY;
use super::world::{Server, World, mail, new_account};
use crate::api::{
    BackupWish, Command, Day, Due, PeopleQuery, PersonId, Since, TimelinePage, ToEngine, TodayView, Whose, question,
};
use crate::inspect;
use crate::store::Store;
use kith_wire::UidSet;
use std::collections::{BTreeMap, BTreeSet};

fn calendar(method: &str, event: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n{event}END:VEVENT\r\nEND:VCALENDAR\r\n")
}

/// An invitation of p3 to the user.
fn invitation(uid: &str, start: &str, answer: &str) -> String {
    let event = format!(
        "UID:{uid}\r\nDTSTAMP:20260901T100000Z\r\nDTSTART:{start}\r\nDURATION:PT1H\r\nSUMMARY:About {uid}\r\n\
         ORGANIZER:mailto:p3@x.example\r\nATTENDEE;PARTSTAT={answer}:mailto:me@home.example\r\n"
    );
    calendar("REQUEST", &event)
}

/// Messages 3 and 8 of INBOX invite to what was and to what comes, message 2 of Sent accepts the former, and message 13
/// of INBOX invites to what the user did not answer.
fn invited() -> Server {
    let accepted = "UID:past\r\nDTSTAMP:20260902T100000Z\r\nORGANIZER:mailto:p3@x.example\r\n\
        ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@home.example\r\n";
    let calendars = BTreeMap::from([
        (("INBOX", 3), invitation("past", "20260910T080000Z", "NEEDS-ACTION")),
        (("INBOX", 8), invitation("coming", "20260922T080000Z", "ACCEPTED")),
        (("INBOX", 13), invitation("open", "20260911T080000Z", "NEEDS-ACTION")),
        (("Sent", 2), calendar("REPLY", accepted)),
    ]);
    Server { calendars: Some(calendars), ..Server::modern(&[("INBOX", 1, 20), ("Sent", 1, 12)]) }
}

fn p3(world: &mut World) -> PersonId {
    let query = PeopleQuery { limit: 1, filter: "p3".into(), ..PeopleQuery::default() };
    let Ok(page) = world.ask(question::People(query)) else { panic!("no list") };
    page.rows[0].id
}

fn timeline(world: &mut World, offset: u32, limit: u32) -> TimelinePage {
    let of = Whose::Person(p3(world));
    let Ok(page) = world.ask(question::Timeline { of, words: String::new(), offset, limit }) else { panic!() };
    page
}

fn subjects(page: &TimelinePage) -> Vec<&str> {
    page.meetings.iter().map(|meeting| meeting.subject.as_str()).collect()
}

fn today(world: &mut World, day: Day) -> TodayView {
    let Ok(view) = world.ask(question::Today { day, shown: 50, seen: true }) else { panic!("no today") };
    view
}

fn facts(world: &World) -> BTreeSet<String> {
    let segments = pollster::block_on(world.disk.segments_after(None, u32::MAX)).unwrap();
    let segments: Vec<_> = segments.into_iter().map(|(_, segment)| segment).collect();
    inspect::facts(&segments).unwrap()
}

#[test]
fn meetings_stand_in_the_timeline_and_on_today() {
    let mut world = World::new(invited());
    world.connect().unwrap();
    let page = timeline(&mut world, 0, 100);
    // What was not answered is over, and was no contact as far as anyone knows.
    assert_eq!(subjects(&page), ["About coming", "About past"]);
    assert!(page.meetings[0].accepted && page.meetings[0].others.is_empty());
    let view = today(&mut world, TODAY);
    let [coming] = view.meetings.as_slice() else { panic!("{:?}", view.meetings) };
    assert_eq!((coming.row.subject.as_str(), coming.row.end - coming.row.start), ("About coming", 3_600));
    assert!(coming.with[0].last.is_some());
    // A part of the timeline has the meetings between its messages. Parts begin with the last message of the one before.
    let parts = (0..page.all.div_ceil(3)).map(|at| if at == 0 { (0, 3) } else { (3 * at - 1, 4) });
    let parts: Vec<Vec<String>> = parts
        .map(|(offset, limit)| timeline(&mut world, offset, limit).meetings.into_iter().map(|it| it.subject).collect())
        .collect();
    assert_eq!(parts.concat(), ["About coming", "About past"]);
}

#[test]
fn a_meeting_that_was_is_contact_and_one_that_comes_is_contact_on_its_day() {
    let mut world = World::new(invited());
    world.connect().unwrap();
    let person = p3(&mut world);
    world.keep_by_what_is_sent(person, 1);
    let since = |world: &mut World| match world.ask(question::Person(person)) {
        Ok(card) => match card.keeping.due {
            Due::On(reminder) => reminder.since,
            Due::NotReminded(why) => panic!("{why:?}"),
        },
        Err(why) => panic!("{why:?}"),
    };
    let met = |day: i32| Since::Contact(Day(day));
    // 10 September, after the last message on the 1st.
    assert_eq!(since(&mut world), met(20_706));
    let mut world = world.restarted();
    world.settle();
    assert_eq!(since(&mut world), met(20_706));
    world.pass(86_400_000);
    assert_eq!(since(&mut world), met(20_718));
}

#[test]
fn each_message_is_looked_at_once_and_news_at_once() {
    let mut world = World::new(invited());
    world.connect().unwrap();
    let looked = |world: &World, folder: &str| {
        let all = world.server.looked_at.iter().filter(|(of, _)| of == folder);
        let uids: Vec<u32> = all.flat_map(|(_, uids)| uids.iter().collect::<Vec<_>>()).collect();
        let once: UidSet = uids.iter().copied().collect();
        assert_eq!(once.len(), uids.len() as u64, "{folder}: {uids:?}");
        once.to_string()
    };
    assert_eq!((looked(&world, "INBOX"), looked(&world, "Sent")), ("1:20".to_owned(), "1:12".to_owned()));
    let mut world = world.restarted();
    world.settle();
    world.pass(10_000);
    assert_eq!(looked(&world, "INBOX"), "1:20");
    // A cancellation that comes.
    let cancelled = "UID:coming\r\nDTSTAMP:20260903T100000Z\r\nORGANIZER:mailto:p3@x.example\r\n";
    world.server.calendars.as_mut().unwrap().insert(("INBOX", 21), calendar("CANCEL", cancelled));
    world.deliver("INBOX", mail("INBOX", 23), None);
    world.pass(400_000);
    assert_eq!(looked(&world, "INBOX"), "1:21");
    assert!(today(&mut world, TODAY).meetings.is_empty());
    assert_eq!(subjects(&timeline(&mut world, 0, 100)), ["About past"]);
}

#[test]
fn wherever_the_tab_is_killed_nothing_is_lost_and_nothing_doubles() {
    let mut whole = World::new(invited());
    whole.connect().unwrap();
    let expected = facts(&whole);
    assert_eq!(expected.iter().filter(|line| line.starts_with("Meeting(")).count(), 4);
    for frames in 0..60 {
        let mut world = World::new(invited());
        world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::Connect(new_account("right")))));
        for _ in 0..frames {
            if let Some(input) = world.inputs.pop_front() {
                world.step(input);
            }
        }
        let mut world = world.restarted();
        world.settle();
        world.pass(10_000);
        if world.overview().accounts.is_empty() {
            continue;
        }
        assert_eq!(facts(&world), expected, "killed after {frames} frames");
        assert_eq!(subjects(&timeline(&mut world, 0, 100)), ["About coming", "About past"], "{frames}");
    }
}

#[test]
fn a_connection_that_dies_over_calendars_costs_none_of_them() {
    for after in 8..40 {
        let mut world = World::new(invited());
        world.server.dies_after = Some(after);
        let connected = world.connect();
        world.server.dies_after = None;
        world.pass(400_000);
        if connected.is_ok() {
            assert_eq!(subjects(&timeline(&mut world, 0, 100)), ["About coming", "About past"], "{after}");
        }
    }
}

#[test]
fn another_numbering_begins_anew_and_an_older_relay_is_asked_once() {
    let mut world = World::new(invited());
    world.connect().unwrap();
    world.server.shelf("INBOX").uid_validity = 2;
    world.server.looked_at.clear();
    let mut world = world.restarted();
    world.settle();
    world.pass(10_000);
    assert_eq!(subjects(&timeline(&mut world, 0, 100)), ["About coming", "About past"]);

    let mut world = World::new(Server { calendars: None, ..invited() });
    world.connect().unwrap();
    world.pass(400_000);
    assert_eq!(world.asked("Calendars"), 1);
    assert!(timeline(&mut world, 0, 100).meetings.is_empty());
}

#[test]
fn a_message_that_was_moved_before_it_was_looked_at_keeps_its_invitation() {
    let folders = [("INBOX", 1, 20), ("Sent", 1, 12), ("Archive", 1, 1)];
    let mut world = World::new(Server { calendars: None, ..Server::modern(&folders) });
    world.connect().unwrap();
    let (text, received) = world.server.shelf("INBOX").messages.remove(&3).unwrap();
    let moved_to = world.server.shelf("Archive").deliver(text, received);
    let calendar = invitation("coming", "20260922T080000Z", "ACCEPTED");
    world.server.calendars = Some(BTreeMap::from([(("Archive", moved_to), calendar)]));
    let mut world = world.restarted();
    world.settle();
    world.pass(400_000);
    assert_eq!(subjects(&timeline(&mut world, 0, 100)), ["About coming"]);
    let asked = world.server.looked_at.len();
    world.pass(400_000);
    assert_eq!(world.server.looked_at.len(), asked, "what is gone is not asked for again");
}

#[test]
fn meetings_come_back_from_a_backup_and_none_doubles() {
    let mut world = World::new(invited());
    world.connect().unwrap();
    let wish = BackupWish { mail: true, texts: false, seal: None };
    let Ok(file) = world.ask(question::Backup(wish)) else { panic!("no backup") };
    let restore = |mark: u64| Command::Restore { mark, file: file.bytes.clone(), passphrase: None, replace: false };
    let mut other = World::new(invited());
    other.order(restore(50)).unwrap();
    assert_eq!(facts(&other), facts(&world));
    assert_eq!(subjects(&timeline(&mut other, 0, 100)), ["About coming", "About past"]);
    let segments = |world: &World| pollster::block_on(world.disk.segments_after(None, u32::MAX)).unwrap().len();
    let before = segments(&other);
    other.order(restore(51)).unwrap();
    assert_eq!(segments(&other), before);
    let mut other = other.restarted();
    assert_eq!(subjects(&timeline(&mut other, 0, 100)), ["About coming", "About past"]);
}
