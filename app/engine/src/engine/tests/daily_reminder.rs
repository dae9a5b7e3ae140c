//! Telling the user once a day, and what they missed while they were away.

use super::keeping::{TODAY, from_ada, today, world};
use super::world::World;
use crate::api::{AwayView, Change, Command, DailyReminderView, FromEngine, question};
use crate::engine::Input;

/// In milliseconds.
const HOUR: i64 = 3_600_000;

/// Lets time go by until that hour of that day after the first.
fn until(world: &mut World, day: i32, hour: i64) {
    let then = i64::from(TODAY.plus(day).0) * 24 * HOUR + hour * HOUR;
    world.pass(then - world.now);
}

/// What was told since.
fn told(world: &mut World) -> Vec<(Vec<String>, u32)> {
    let due = world.heard.drain(..).filter_map(|heard| match heard {
        FromEngine::Changed(Change::Due { names, count, .. }) => Some((names, count)),
        _ => None,
    });
    due.collect()
}

fn ada() -> (Vec<String>, u32) {
    (vec!["Ada".into()], 1)
}

/// Noon of the day on which Ada is due, of which one wants to be told at nine; nothing ran for days. She may have
/// written.
fn days_later(wrote: bool) -> World {
    let mut world = world();
    world.order(Command::SetDailyReminder { on: true, hour: 9 }).unwrap();
    if wrote {
        world.server.shelf("INBOX").deliver(from_ada("back", "28 Sep 2026 07:00:00 +0000"), None);
    }
    world.now = i64::from(TODAY.plus(7).0) * 24 * HOUR + 12 * HOUR;
    world
}

#[test]
fn whoever_is_due_is_told_of_once_a_day_at_that_hour() {
    let mut world = world();
    assert_eq!(world.ask(question::DailyReminder), Ok(DailyReminderView { on: false, hour: 9 }));
    until(&mut world, 8, 12);
    assert_eq!(told(&mut world), [], "nobody asked for it");
    let mut world = super::keeping::world();
    world.order(Command::SetDailyReminder { on: true, hour: 9 }).unwrap();
    until(&mut world, 7, 8);
    assert_eq!(told(&mut world), [], "she is due on the seventh day, at nine");
    until(&mut world, 7, 10);
    assert_eq!(told(&mut world), [ada()]);
    let mut world = world.restarted();
    world.settle();
    until(&mut world, 7, 23);
    assert_eq!(told(&mut world), [], "not again on the same day");
    until(&mut world, 8, 10);
    assert_eq!(told(&mut world), [ada()]);
    world.deliver("INBOX", from_ada("back", "29 Sep 2026 11:00:00 +0000"), None);
    until(&mut world, 9, 12);
    assert_eq!(told(&mut world), [], "she wrote");
    world.order(Command::SetDailyReminder { on: false, hour: 9 }).unwrap();
    until(&mut world, 20, 12);
    assert_eq!(told(&mut world), [], "it was switched off");
    let mut world = world.restarted();
    assert_eq!(world.ask(question::DailyReminder), Ok(DailyReminderView { on: false, hour: 9 }));
}

#[test]
fn after_a_night_what_came_is_read_before_anybody_is_told_of() {
    for (wrote, expected) in [(true, vec![]), (false, vec![ada()])] {
        // The app was closed meanwhile.
        let mut world = days_later(wrote).restarted();
        world.settle();
        assert_eq!(told(&mut world), expected, "wrote: {wrote}");
    }
}

#[test]
fn what_was_missed_in_a_week_is_shown_until_it_was_seen() {
    let mut world = world();
    assert_eq!(today(&mut world, TODAY).away, None, "the first time");
    assert_eq!(today(&mut world, TODAY.plus(4)).away, None, "a few days");
    world.deliver(
        "INBOX",
        super::keeping::letter("new", "23 Sep 2026 09:00:00 +0000", "p1@x.example", "me@home.example"),
        None,
    );
    world.now += 9 * 24 * HOUR;
    let mut world = world.restarted();
    world.settle();
    let missed = AwayView { since: TODAY.plus(4), wrote: 0, due: 1 };
    assert_eq!(today(&mut world, TODAY.plus(9)).away, Some(missed), "what came before is no news");
    assert_eq!(today(&mut world, TODAY.plus(9)).away, Some(missed), "as long as the page is open");
    world.order(Command::SeenAway).unwrap();
    assert_eq!(today(&mut world, TODAY.plus(9)).away, None);
    assert_eq!(today(&mut world.restarted(), TODAY.plus(9)).away, None, "and not the next time");
}

#[test]
fn a_page_out_of_sight_is_no_visit() {
    let mut world = world();
    assert_eq!(today(&mut world, TODAY).away, None);
    for day in 1..9 {
        world.now += 24 * HOUR;
        let (day, seen) = (TODAY.plus(day), false);
        let Ok(view) = world.ask(question::Today { day, shown: 20, seen }) else { panic!("no day") };
        assert_eq!(view.away, None, "who is not here misses nothing yet");
    }
    world.now += 24 * HOUR;
    assert_eq!(today(&mut world, TODAY.plus(9)).away.map(|away| away.since), Some(TODAY));
}

#[test]
fn a_machine_that_slept_over_the_hour_reads_before_it_tells() {
    for (wrote, expected) in [(true, vec![]), (false, vec![ada()])] {
        // The account still says that it was up to date then.
        let mut world = days_later(wrote);
        world.step(Input::Wake);
        world.settle();
        world.pass(2 * 60_000);
        assert_eq!(told(&mut world), expected, "wrote: {wrote}");
    }
}
