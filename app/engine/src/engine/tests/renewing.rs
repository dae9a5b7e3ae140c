//! Mail that was read when fewer header fields were asked for is read once more.

use super::world::{Disk, Server, World, all_people, everything, mail};
use crate::api::AccountStatus;
use crate::inspect::facts;
use crate::segment::{Run, as_version_1};
use crate::store::{Batch, Segment, Store};
use crate::sync::Cursor;
use kith_wire::UidSet;

/// A server whose mail says to whom it was delivered.
fn delivering() -> Server {
    let mut server = everything();
    for shelf in server.folders.values_mut() {
        for (uid, (text, _)) in &mut shelf.messages {
            if uid % 2 == 0 {
                *text = format!("Delivered-To: me@home.example\r\n{text}");
            }
        }
    }
    server
}

/// The disk as the version before would have left it.
fn as_before(disk: &Disk) {
    pollster::block_on(async {
        let segments = disk.segments_after(None, u32::MAX).await.unwrap();
        let cursors = disk.cursors().await.unwrap();
        let cursors = cursors
            .iter()
            .map(|row| Cursor::from_row(row).unwrap().row_of_version_2(row.account, &row.folder))
            .collect();
        let old = segments.iter().map(|(_, it)| Segment { account: it.account, bytes: as_version_1(&it.bytes) });
        let replaced = segments.iter().map(|(id, _)| *id).collect();
        disk.commit(Batch { segments: old.collect(), replaced, cursors, ..Batch::default() }).await.unwrap();
    });
}

fn segments(world: &World) -> Vec<Segment> {
    let all = pollster::block_on(world.disk.segments_after(None, u32::MAX)).unwrap();
    all.into_iter().map(|(_, segment)| segment).collect()
}

fn old_segments(world: &World) -> usize {
    segments(world).iter().filter(|segment| Run::is_old(&segment.bytes)).count()
}

/// How many entries the segments hold in all.
fn entries(world: &World) -> usize {
    segments(world).iter().map(|segment| Run::unpack(&segment.bytes).unwrap().entries.len()).sum()
}

fn before() -> World {
    let mut world = World::new(delivering());
    world.connect().unwrap();
    as_before(&world.disk);
    world
}

#[test]
fn what_was_read_with_fewer_fields_is_read_once_more_and_then_no_more() {
    let mut whole = World::new(delivering());
    whole.connect().unwrap();
    let mut world = before().restarted();
    assert!(old_segments(&world) > 0);
    assert_eq!(world.engine.book.messages(), 32, "nothing is missing meanwhile");
    world.server.asked.borrow_mut().clear();
    world.settle();
    assert!(world.asked("Headers") > 0);
    assert_eq!(facts(&segments(&world)).unwrap(), facts(&segments(&whole)).unwrap());
    assert_eq!(world.people(), all_people());
    let audit = world.account().audit.unwrap();
    assert_eq!((audit.stored, audit.on_server), (32, 32));
    assert!(matches!(world.status(), AccountStatus::UpToDate { brought, .. } if brought.messages == 0));

    // What was stored twice goes at the next start, and nothing is read a third time.
    let mut world = world.restarted();
    assert_eq!(old_segments(&world), 0);
    assert_eq!(entries(&world), 32);
    assert_eq!(facts(&segments(&world)).unwrap(), facts(&segments(&whole)).unwrap());
    world.server.asked.borrow_mut().clear();
    world.settle();
    world.pass(301_000);
    assert_eq!(world.asked("Headers"), 0);
    let mut world = world.restarted();
    assert_eq!(world.people(), all_people());
}

#[test]
fn nothing_is_lost_wherever_it_is_cut_off_and_without_a_network() {
    let mut offline = before();
    offline.relay_is_down = true;
    let mut offline = offline.restarted();
    offline.settle();
    assert_eq!(offline.people(), all_people());
    assert!(old_segments(&offline) > 0);
    let mut again = offline.restarted();
    again.relay_is_down = false;
    again.pass(600_000);
    assert_eq!(again.people(), all_people());
    assert_eq!(old_segments(&again.restarted()), 0);

    for frames in 0..40 {
        let mut world = before().restarted();
        world.frames = 0;
        world.server.dies_after = Some(frames);
        world.settle();
        let mut world = world.restarted();
        assert_eq!(world.people(), all_people(), "after {frames} frames");
        (world.frames, world.server.dies_after) = (0, None);
        world.settle();
        world.pass(10_000);
        let mut world = world.restarted();
        assert_eq!((world.people(), old_segments(&world)), (all_people(), 0), "after {frames} frames");
    }
}

#[test]
fn what_the_server_has_no_more_or_does_not_give_stays_as_it_was_read() {
    let mut world = before();
    world.server.shelf("INBOX").messages.remove(&4);
    world.server.never_gives = [6].into_iter().collect::<UidSet>();
    world.server.cannot_give = [8].into_iter().collect::<UidSet>();
    let mut world = world.restarted();
    world.settle();
    world.pass(60_000);
    assert_eq!(world.people(), all_people());
    assert_eq!(world.account().skipped, 0);
    world.server.asked.borrow_mut().clear();
    let mut world = world.restarted();
    world.settle();
    world.pass(301_000);
    assert_eq!(world.asked("Headers"), 0);
    assert_eq!((world.people(), old_segments(&world)), (all_people(), 0));
}

#[test]
fn new_mail_comes_first() {
    let mut world = before();
    world.server.shelf("INBOX").deliver(mail("INBOX", 21), None);
    let mut world = world.restarted();
    while world.engine.book.messages() == 32 {
        let input = world.inputs.pop_front().unwrap();
        world.step(input);
    }
    let left = &world.engine.accounts.values().next().unwrap().mailbox.folders["INBOX"].old;
    assert!(left.len() >= 18, "{left}");
    world.settle();
    assert_eq!(world.overview().messages, 33);
}
