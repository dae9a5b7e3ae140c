//! The passphrase, and locking by itself.

use super::world::{World, everything, new_account};
use crate::api::{Command, FromEngine, ProblemKind, Secret, ToEngine};
use crate::engine::interface::Input;

const MINUTE: i64 = 60_000;

fn set(old: Option<&str>, new: Option<&str>) -> Command {
    Command::SetPassphrase { old: old.map(Secret::from), new: new.map(Secret::from) }
}

fn locking(after: u16) -> World {
    let mut world = World::new(everything());
    world.order(Command::Connect(new_account("right"))).unwrap();
    world.order(set(None, Some("word"))).unwrap();
    world.order(Command::SetLockAfter(after)).unwrap();
    world
}

#[test]
fn the_passphrase_is_changed_and_taken_away_by_who_knows_it() {
    let mut world = World::new(everything());
    assert_eq!(world.overview().lock_after, None);
    assert_eq!(world.order(set(None, Some("word"))), Ok(()));
    assert_eq!(world.overview().lock_after, Some(15));
    for wrong in [set(None, Some("other")), set(Some("world"), Some("other")), set(Some("world"), None)] {
        assert_eq!(world.order(wrong), Err(ProblemKind::NotUnlocked));
    }
    // Asked for again, as after the engine ended in the middle, it is done.
    for _ in 0..2 {
        assert_eq!(world.order(set(Some("word"), Some("other"))), Ok(()));
    }
    for _ in 0..2 {
        assert_eq!(world.order(set(Some("other"), None)), Ok(()));
    }
    assert_eq!(world.overview().lock_after, None);
}

#[test]
fn it_locks_by_itself_when_nothing_was_typed_for_so_long() {
    let mut world = locking(5);
    world.pass(4 * MINUTE);
    world.step(Input::Active);
    world.pass(4 * MINUTE);
    assert!(!world.is_locked, "counted from the last input");
    world.pass(MINUTE);
    assert!(world.is_locked);
    // The choice is kept.
    assert_eq!(world.restarted().overview().lock_after, Some(5));
}

#[test]
fn what_is_typed_after_so_long_does_not_keep_it_open() {
    let mut world = locking(5);
    // The computer slept: the first that is heard is a key.
    world.now += 6 * MINUTE;
    world.step(Input::Active);
    assert!(world.is_locked);
}

#[test]
fn it_does_not_lock_by_itself_without_a_passphrase_or_if_it_shall_not() {
    let mut world = locking(0);
    world.pass(100 * MINUTE);
    assert!(!world.is_locked);
    let mut world = locking(5);
    world.order(set(Some("word"), None)).unwrap();
    world.pass(100 * MINUTE);
    assert!(!world.is_locked);
    assert_eq!(world.order(Command::Lock), Ok(()));
    assert!(!world.is_locked, "there is nothing to unlock it by");
}

#[test]
fn who_locks_hears_so_before_the_engine_ends() {
    let mut world = locking(5);
    world.heard.clear();
    world.step(Input::Page(ToEngine::Order(9, Command::Lock)));
    assert_eq!(world.heard, [FromEngine::Outcome(9, Ok(())), FromEngine::Locked]);
    assert!(world.is_locked);
}
