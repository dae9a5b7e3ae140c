//! Keeping in touch, over the engine: what is told of new mail, days of the user's own, and what a restart keeps.

use super::world::{Server, World};
use crate::api::{
    Bucket, BucketView, Change, Command, Counts, Day, Decision, DueState, FromEngine, Interval, ItemKind, PersonId,
    TodayView, question,
};
use crate::engine::Input;

const FOLDERS: [(&str, u32, u32); 2] = [("INBOX", 1, 20), ("Sent", 1, 8)];
const ADA: &str = "ada@x.example";

/// 2026-09-21, on which the world begins.
pub(super) const TODAY: Day = Day(20_717);

/// A bucket of that many days.
fn friends(days: u16, counts: Counts) -> Bucket {
    Bucket {
        id: 1,
        name: "Friends".into(),
        colour: 0,
        purpose: String::new(),
        interval: Some(Interval::days_of(days)),
        counts,
        order: 0,
    }
}

impl World {
    /// Puts someone into a bucket that counts only what the user sends, with an interval of five days.
    pub(super) fn keep_by_what_is_sent(&mut self, person: PersonId, mark: u64) {
        let bucket = friends(5, Counts::Sent);
        let people = vec![person];
        let decisions = vec![Decision::Bucket(bucket), Decision::InBucket { people, bucket: 1, day: TODAY, on: true }];
        self.order(Command::Decide { mark, decisions }).unwrap();
    }
}

pub(super) fn letter(id: &str, date: &str, from: &str, to: &str) -> String {
    format!("Message-ID: <{id}@y.example>\r\nDate: {date}\r\nFrom: {from}\r\nTo: {to}\r\nSubject: {id}\r\n\r\n")
}

pub(super) fn from_ada(id: &str, date: &str) -> String {
    letter(id, date, "Ada <ada@x.example>", "me@home.example")
}

/// Ada is a friend; what she wrote today is there before anything was read.
pub(super) fn world() -> World {
    let mut server = Server::modern(&FOLDERS);
    server.shelf("INBOX").deliver(from_ada("first", "21 Sep 2026 08:00:00 +0000"), None);
    let mut world = World::new(server);
    let bucket = friends(7, Counts::Any);
    let people = vec![PersonId::of(ADA)];
    let enter = Decision::InBucket { people, bucket: 1, day: TODAY.plus(-30), on: true };
    let decisions = vec![Decision::Bucket(bucket), enter];
    world.order(Command::Decide { mark: 1, decisions }).unwrap();
    world.connect().unwrap();
    world
}

fn told(world: &mut World) -> Vec<(String, bool, i32)> {
    let news = world.heard.drain(..).filter_map(|heard| match heard {
        FromEngine::Changed(Change::InTouch { person, name, sent, next }) => {
            assert_eq!(person, PersonId::of(ADA));
            Some((name, sent, next.unwrap().after(TODAY)))
        }
        _ => None,
    });
    news.collect()
}

fn buckets(world: &mut World) -> Vec<(String, u32, u32)> {
    let Ok(views) = world.ask(question::Buckets) else { panic!("no buckets") };
    views.into_iter().map(|BucketView { bucket, people, due }| (bucket.name, people, due)).collect()
}

pub(super) fn today(world: &mut World, day: Day) -> TodayView {
    let Ok(view) = world.ask(question::Today { day, shown: 20, seen: true }) else { panic!("no day") };
    view
}

#[test]
fn what_comes_in_is_told_and_what_is_read_first_is_not() {
    let mut world = world();
    assert_eq!(told(&mut world), []);
    assert_eq!(buckets(&mut world), [("Friends".to_owned(), 1, 0)]);
    let at = |minute: u32| format!("21 Sep 2026 09:{minute:02}:00 +0000");
    world.deliver("INBOX", from_ada("new", &at(0)), None);
    assert_eq!(told(&mut world), [("Ada".to_owned(), false, 7)]);
    world.deliver("Sent", letter("answer", &at(1), "me@home.example", ADA), None);
    assert_eq!(told(&mut world), [("Ada".to_owned(), true, 7)]);
    world.deliver("INBOX", from_ada("old", "11 Sep 2026 09:00:00 +0000"), None);
    world.deliver("INBOX", letter("other", &at(2), "p1@x.example", "me@home.example"), None);
    assert_eq!(told(&mut world), []);
    let mut again = world.restarted();
    again.settle();
    assert_eq!(told(&mut again), [], "what was stored is no news");
    assert_eq!(buckets(&mut again), [("Friends".to_owned(), 1, 0)]);
    let view = today(&mut again, TODAY.plus(9));
    assert_eq!((view.due_count, view.due[0].state), (1, DueState::Overdue(2)));
}

#[test]
fn a_day_is_one_in_the_time_zone_that_was_said() {
    let mut world = world();
    world.deliver("INBOX", from_ada("late", "21 Sep 2026 13:00:00 +0000"), None);
    for (ahead, expected) in [(0, 7), (11, 8), (-11, 7), (-14, 6), (0, 7)] {
        world.step(Input::Zone(vec![(0, ahead * 3_600)]));
        world.settle();
        let view = today(&mut world, TODAY.plus(1));
        assert_eq!(view.coming[0].day.after(TODAY), expected, "{ahead}");
    }
    // The account goes, and the zone stays.
    world.step(Input::Zone(vec![(0, 11 * 3_600)]));
    let id = world.account().id;
    world.order(Command::Remove(id)).unwrap();
    assert_eq!(today(&mut world, TODAY.plus(1)).coming_count, 0);
    world.connect().unwrap();
    assert_eq!(today(&mut world, TODAY.plus(1)).coming[0].day.after(TODAY), 8);
}

#[test]
fn a_clock_that_was_years_ahead_once_says_nothing_of_what_is_decided_later() {
    const YEAR: i64 = 365 * 86_400_000;
    let mut world = world();
    let note = |value: &str| {
        let (label, value) = (String::new(), value.to_owned());
        Decision::SetItem { person: PersonId::of(ADA), kind: ItemKind::Note, item: 1, label, value, at: 0 }
    };
    let now = world.now;
    for (mark, at, value) in [(2, now + 20 * YEAR, "first"), (3, now, "then"), (4, now + 1_000, "last")] {
        world.now = at;
        world.order(Command::Decide { mark, decisions: vec![note(value)] }).unwrap();
    }
    let mut world = world.restarted();
    world.settle();
    let Ok(page) = world.ask(question::Journal { limit: 3 }) else { panic!("no journal") };
    let shown: Vec<(u64, i64)> = page.rows.iter().map(|row| (row.mark, row.at)).collect();
    assert_eq!(shown, [(4, now / 1_000 + 1), (3, now / 1_000), (2, (now + 20 * YEAR) / 1_000)]);
    let Ok(card) = world.ask(question::Person(PersonId::of(ADA))) else { panic!("nobody") };
    assert_eq!(card.items[0].value, "last", "what was said last holds");
}
