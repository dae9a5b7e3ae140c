//! Rows that cannot be read, and a disk without room: what they cost, and what not.

use super::world::{World, all_people, everything, mail, new_account};
use crate::api::{
    AccountStatus, Command, DamageView, Damaged, Decision, Overview, PersonId, ProblemKind, Visibility, question,
};
use crate::store::{AccountRow, Batch, CursorRow, DecisionRow, DeviceRow, Segment, SegmentId, Store, TextRow};
use kith_domain::header;
use std::collections::BTreeSet;

fn commit(world: &World, batch: Batch) -> Vec<SegmentId> {
    pollster::block_on(world.disk.commit(batch)).unwrap()
}

fn segments(world: &World) -> Vec<(SegmentId, Segment)> {
    pollster::block_on(world.disk.segments_after(None, u32::MAX)).unwrap()
}

/// A mailbox that was read, and something that was decided.
fn filled() -> World {
    let mut world = World::new(everything());
    world.connect().unwrap();
    for mark in 1..=3 {
        let decisions = vec![Decision::Visibility(PersonId(mark), Some(Visibility::Hidden))];
        world.order(Command::Decide { mark, decisions }).unwrap();
    }
    world
}

fn journal(world: &mut World) -> (u32, u32) {
    let Ok(page) = world.ask(question::Journal { limit: 9 }) else { panic!() };
    (page.all, page.unreadable)
}

#[test]
fn mail_that_cannot_be_read_is_said_and_read_again_once() {
    for damage in [vec![], vec![9, 1, 2, 3], vec![1, 255, 255]] {
        let mut world = filled();
        let account = world.overview().accounts[0].id;
        // Each of the segments in its turn.
        for at in 0..segments(&world).len() {
            let mut world = filled();
            let (id, _) = segments(&world)[at];
            let bad = Segment { account, bytes: damage.clone() };
            let ids = commit(&world, Batch { replaced: vec![id], segments: vec![bad], ..Batch::default() });
            world = world.restarted();
            world.server.asked.borrow_mut().clear();
            world.settle();
            assert_eq!(world.people(), all_people(), "segment {at}, {damage:?}");
            assert!(matches!(world.status(), AccountStatus::UpToDate { .. }), "{:?}", world.status());
            assert!(world.asked("Headers") > 0);
            let said = [DamageView { what: Damaged::Mail, account: Some(account), count: 1 }];
            assert_eq!(world.overview().damage, said);
            assert_eq!(journal(&mut world), (3, 0));
            let mut again = world.restarted();
            again.server.asked.borrow_mut().clear();
            again.settle();
            assert_eq!(again.asked("Headers"), 0, "it is not read again at every start");
            assert_eq!(again.overview().damage, said, "and it is still said");
            assert!(segments(&again).iter().any(|(id, _)| *id == ids[0]), "it stays for a Kith that can read it");
        }
    }
}

#[test]
fn mail_that_cannot_be_read_is_asked_for_again_at_the_next_start_if_there_was_no_room_to_note_it() {
    let mut world = filled();
    let account = world.overview().accounts[0].id;
    let (id, _) = segments(&world)[0];
    let segment = Segment { account, bytes: vec![] };
    commit(&world, Batch { replaced: vec![id], segments: vec![segment], ..Batch::default() });
    world.disk.full.set(true);
    world = world.restarted();
    world.settle();
    world.disk.full.set(false);
    world = world.restarted();
    world.settle();
    assert_eq!(world.people(), all_people());
}

#[test]
fn an_account_that_cannot_be_read_costs_its_settings_and_can_be_entered_again() {
    for damage in [vec![], vec![9, 1, 2], vec![3, 255]] {
        let mut world = filled();
        let account = world.overview().accounts[0].id;
        commit(&world, Batch { accounts: vec![AccountRow { id: account, bytes: damage }], ..Batch::default() });
        world = world.restarted();
        world.settle();
        let said = vec![DamageView { what: Damaged::Account, account: Some(account), count: 1 }];
        let overview = world.overview();
        assert_eq!((overview.accounts.len(), overview.messages, &overview.damage), (0, 32, &said));
        let shown: BTreeSet<_> = world.people().into_iter().collect();
        assert!(all_people().into_iter().all(|person| shown.contains(&person)), "{shown:?}");
        assert_eq!(journal(&mut world), (3, 0));

        let wrong = crate::api::AccountId(account.0 + 1);
        assert_eq!(
            world.order(Command::ConnectAgain(wrong, new_account("right"))),
            Err(ProblemKind::NotFound),
            "only one that was lost"
        );
        world.server.asked.borrow_mut().clear();
        assert_eq!(world.order(Command::ConnectAgain(account, new_account("right"))), Ok(()));
        world.settle();
        assert_eq!(world.people(), all_people());
        assert_eq!(world.asked("Headers"), 0, "what is stored is not read again");
        let overview = world.overview();
        assert_eq!((overview.accounts[0].id, overview.accounts[0].messages, overview.damage.len()), (account, 32, 0));
        world = world.restarted();
        assert_eq!((world.overview().accounts.len(), world.overview().damage.len()), (1, 0));
    }
}

#[test]
fn mail_that_cannot_be_read_of_an_account_that_cannot_be_read_is_read_again_once_the_account_is_there() {
    let mut world = filled();
    let account = world.overview().accounts[0].id;
    let (id, _) = segments(&world)[0];
    let accounts = vec![AccountRow { id: account, bytes: vec![] }];
    let bad = vec![Segment { account, bytes: vec![] }];
    commit(&world, Batch { accounts, replaced: vec![id], segments: bad, ..Batch::default() });
    world = world.restarted();
    world.settle();
    assert_ne!(world.people(), all_people());
    assert_eq!(world.order(Command::ConnectAgain(account, new_account("right"))), Ok(()));
    world = world.restarted();
    world.settle();
    assert_eq!(world.people(), all_people());
    world = world.restarted();
    world.server.asked.borrow_mut().clear();
    world.settle();
    assert_eq!(world.asked("Headers"), 0, "once");
}

#[test]
fn an_account_that_cannot_be_read_can_be_removed_with_its_mail() {
    let mut world = filled();
    let account = world.overview().accounts[0].id;
    commit(&world, Batch { accounts: vec![AccountRow { id: account, bytes: vec![] }], ..Batch::default() });
    world = world.restarted();
    assert_eq!(world.order(Command::Remove(account)), Ok(()));
    assert_eq!(world.overview(), Overview::default());
    assert_eq!(segments(&world), []);
}

#[test]
fn a_decision_that_cannot_be_read_is_counted_and_kept() {
    let mut world = filled();
    let row = |id: &str, bytes: &[u8]| DecisionRow { id: id.into(), bytes: bytes.to_vec() };
    // Of a newer Kith; of none; and one that even has no name.
    let damaged = vec![row("0", &[9, 1]), row("1", &[1, 255]), row("", &[])];
    commit(&world, Batch { decisions: damaged.clone(), ..Batch::default() });
    world = world.restarted();
    world.settle();
    assert_eq!(journal(&mut world), (3, 3));
    assert_eq!(world.overview().damage, [DamageView { what: Damaged::Decision, account: None, count: 3 }]);
    let decisions = vec![Decision::Undo { mark: 1, undone: true }];
    assert_eq!(world.order(Command::Decide { mark: 9, decisions }), Ok(()));
    let rows = pollster::block_on(world.disk.decisions()).unwrap();
    assert_eq!(rows.len(), 7);
    assert!(damaged.iter().all(|row| rows.contains(row)), "they stay for a Kith that can read them");
}

#[test]
fn what_a_device_keeps_and_cannot_be_read_is_as_at_the_beginning_and_is_said() {
    let mut world = filled();
    world.order(Command::SetDailyReminder { on: true, hour: 7 }).unwrap();
    for name in ["telling", "damage", "of another version"] {
        let row = DeviceRow { name: name.into(), bytes: vec![9, 9] };
        commit(&world, Batch { device: vec![row], ..Batch::default() });
    }
    world = world.restarted();
    world.settle();
    assert_eq!(world.people(), all_people());
    assert_eq!(world.overview().damage, [DamageView { what: Damaged::Device, account: None, count: 2 }]);
}

#[test]
fn a_folder_of_which_nothing_is_known_any_more_is_said() {
    let mut world = filled();
    let account = world.overview().accounts[0].id;
    let damaged = CursorRow { account, folder: "INBOX".into(), bytes: vec![] };
    commit(&world, Batch { cursors: vec![damaged], ..Batch::default() });
    world = world.restarted();
    assert_eq!(world.overview().damage, [DamageView { what: Damaged::Folder, account: Some(account), count: 1 }]);
    world.settle();
    assert_eq!(world.people(), all_people());
}

#[test]
fn a_text_that_cannot_be_read_is_fetched_again() {
    let mut world = filled();
    let account = world.overview().accounts[0].id;
    let message = header::read(mail("INBOX", 3).as_bytes(), None, 9).key;
    let good = world.ask(question::Text(message));
    assert!(good.is_ok(), "{good:?}");
    for bytes in [vec![], vec![9, 9], vec![1, 255]] {
        commit(&world, Batch { texts: vec![TextRow { message, account, bytes }], ..Batch::default() });
        assert_eq!(world.ask(question::Text(message)), good);
    }
}

#[test]
fn a_disk_that_fails_while_the_book_is_read_leaves_the_book_as_it_was() {
    let mut world = filled();
    world.order(Command::AddSample).unwrap();
    world.settle();
    let sample = world.overview().accounts.iter().find(|account| account.sample).unwrap().id;
    let before = world.people();
    world.disk.fails.set(true);
    assert_eq!(world.order(Command::Remove(sample)), Err(ProblemKind::Storage));
    assert_eq!(world.people(), before, "not half of it");
    world.disk.fails.set(false);
    world = world.restarted();
    world.settle();
    assert_eq!(world.people(), all_people());
}

#[test]
fn texts_go_before_a_decision_is_refused_for_want_of_room() {
    let mut world = filled();
    let message = header::read(mail("INBOX", 3).as_bytes(), None, 9).key;
    world.ask(question::Text(message)).unwrap();
    assert_eq!(pollster::block_on(world.disk.kept_texts()).unwrap().len(), 1);
    world.disk.texts_fill_it.set(true);
    let note = |mark| Command::Decide { mark, decisions: vec![Decision::RemindersOff(PersonId(mark), true)] };
    assert_eq!(world.order(note(20)), Ok(()));
    assert_eq!(pollster::block_on(world.disk.kept_texts()).unwrap(), []);
    assert_eq!(pollster::block_on(world.disk.decisions()).unwrap().len(), 4);
    // With nothing left to go, it is refused, and nothing is decided.
    world.disk.full.set(true);
    assert_eq!(world.order(note(21)), Err(ProblemKind::StorageFull));
    world.disk.full.set(false);
    assert_eq!(journal(&mut world), (4, 0));
}
