//! A start from a snapshot, and what makes it one from all segments.

use super::staying::dated;
use super::world::{World, all_people, everything};
use crate::api::{Command, Decision, PersonId, Visibility};
use crate::engine::{DeviceRecord, LockV1, SnapshotV1};
use crate::store::{Batch, Segment, SnapshotRow, Store};

fn commit(world: &World, batch: Batch) {
    pollster::block_on(world.disk.commit(batch)).unwrap();
}

fn part(world: &World, number: u32) -> Option<Vec<u8>> {
    pollster::block_on(world.disk.snapshot_part(number)).unwrap()
}

fn snapshot(world: &World) -> Option<SnapshotV1> {
    part(world, 0).map(|bytes| SnapshotV1::unpack(&bytes).unwrap())
}

/// A mailbox that was read, some quiet seconds after.
fn quiet() -> World {
    let mut world = World::new(everything());
    world.connect().unwrap();
    assert_eq!(snapshot(&world), None);
    world.pass(5_000);
    world
}

/// Whether the last start took the book from a snapshot.
fn is_resumed(world: &World) -> bool {
    world.engine.snapshots.covers.is_some()
}

#[test]
fn when_it_is_quiet_a_snapshot_is_written_from_which_the_next_start_begins() {
    let world = quiet();
    let record = snapshot(&world).expect("a snapshot");
    assert_eq!((record.messages, record.parts.len()), (32, 2));
    let mut world = world.restarted();
    assert!(is_resumed(&world));
    assert_eq!(world.people(), all_people());
    world.server.asked.borrow_mut().clear();
    world.settle();
    assert_eq!(world.asked("Headers"), 0, "nothing is read again");
    // What came and what was decided since is there at the next start.
    world.deliver("INBOX", dated("new", 0), None);
    let decisions = vec![Decision::Visibility(PersonId::of("p1@x.example"), Some(Visibility::Hidden))];
    world.order(Command::Decide { mark: 1, decisions }).unwrap();
    let people = world.people();
    assert_ne!(people, all_people());
    let mut world = world.restarted();
    assert!(is_resumed(&world));
    assert_eq!(world.people(), people);
    assert_eq!(snapshot(&world), Some(record), "so little is no reason for another one");
}

#[test]
fn a_snapshot_that_does_not_fit_is_none() {
    let spoil = |change: &dyn Fn(&mut SnapshotV1)| {
        let world = quiet();
        let mut record = snapshot(&world).unwrap();
        change(&mut record);
        let row = SnapshotRow { number: 0, bytes: record.pack().unwrap() };
        commit(&world, Batch { snapshot: vec![row], ..Batch::default() });
        world.restarted()
    };
    let changes: [&dyn Fn(&mut SnapshotV1); 6] = [
        &|record| record.program.push('x'),
        &|record| record.accounts.push(7),
        &|record| record.segments += 1,
        &|record| record.last_segment -= 1,
        &|record| record.parts[1] += 1,
        &|record| record.parts.push(0),
    ];
    for change in changes {
        let mut world = spoil(change);
        assert!(!is_resumed(&world));
        assert_eq!(world.people(), all_people());
        world.pass(5_000);
        assert!(is_resumed(&world), "another one takes its place");
        assert_eq!(world.restarted().people(), all_people());
    }
}

#[test]
fn a_damaged_or_lost_part_costs_the_snapshot_and_nothing_else() {
    for number in 0..3 {
        for damage in 0..4 {
            let world = quiet();
            let mut bytes = part(&world, number).unwrap();
            let middle = bytes.len() / 2;
            match damage {
                0 => bytes.clear(),
                1 => bytes.truncate(middle),
                2 => bytes[middle] ^= 1,
                _ => bytes.push(0),
            }
            // To say more than a record does changes nothing of what it says.
            if (number, damage) == (0, 3) {
                continue;
            }
            commit(&world, Batch { snapshot: vec![SnapshotRow { number, bytes }], ..Batch::default() });
            let mut world = world.restarted();
            assert!(!is_resumed(&world), "{number} {damage}");
            assert_eq!(world.people(), all_people());
        }
    }
}

#[test]
fn segments_that_are_gone_are_gone_after_the_next_start() {
    let world = quiet();
    let segments = pollster::block_on(world.disk.segments_after(None, u32::MAX)).unwrap();
    let account = segments[0].1.account;
    let replaced = segments.iter().map(|(id, _)| *id).collect();
    let segment = Segment { account, bytes: segments[0].1.bytes.clone() };
    commit(&world, Batch { replaced, segments: vec![segment], ..Batch::default() });
    let world = world.restarted();
    assert!(!is_resumed(&world));
    assert!(world.engine.book.messages() < 32);
}

#[test]
fn an_account_goes_with_the_snapshot() {
    let mut world = quiet();
    let id = world.account().id;
    world.order(Command::Remove(id)).unwrap();
    assert_eq!(snapshot(&world), None);
    assert_eq!(world.restarted().people(), []);
}

#[test]
fn whenever_the_tab_is_killed_while_it_is_written_the_next_start_is_whole() {
    for commits in 0..5 {
        let mut world = World::new(everything());
        world.connect().unwrap();
        world.disk.dies_after.set(Some(commits));
        world.pass(5_000);
        world.disk.dies_after.set(None);
        let mut world = world.restarted();
        assert_eq!(world.people(), all_people());
        assert_eq!(is_resumed(&world), commits > 3, "{commits}");
    }
}

#[test]
fn without_room_it_is_given_up() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    world.disk.full.set(true);
    world.pass(60_000);
    assert_eq!(snapshot(&world), None);
    let row = LockV1 { after: 1 }.row().unwrap();
    assert!(pollster::block_on(world.disk.commit(Batch { device: vec![row], ..Batch::default() })).is_err());
    world.disk.full.set(false);
    assert_eq!(world.people(), all_people());
}
