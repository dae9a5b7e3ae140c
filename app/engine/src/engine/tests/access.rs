//! A relay that wants an access key.

use super::world::{Server, World, all_people, everything, new_account};
use crate::api::{AccessKeyView, AccountStatus, BackupWish, Command, NewAccount, Problem, ProblemKind, question};
use crate::engine::Input;
use crate::engine::records::{AccessKeyV1, DeviceRecord};
use crate::store::{Batch, DeviceRow, Store};
use kith_wire::FailureKind;

const KEY: &str = "kith-abcdefghijklmnopqrstuvwx27";
const OTHER: &str = "kith-zzcdefghijklmnopqrstuvwx27";
const FOLDERS: [(&str, u32, u32); 3] = [("INBOX", 1, 20), ("Sent", 1, 8), ("Archive", 5, 4)];
const MISSING: ProblemKind = ProblemKind::Mail(FailureKind::KeyMissing);
const REFUSED: ProblemKind = ProblemKind::Mail(FailureKind::KeyRefused);

fn wanting(server: Server) -> Server {
    Server { key: Some(KEY), ..server }
}

fn give(world: &mut World, key: &str) -> Result<(), ProblemKind> {
    world.order(Command::SetAccessKey(key.into()))
}

fn second() -> NewAccount {
    NewAccount { username: "two".into(), address: "two@home.example".into(), ..new_account("right") }
}

fn statuses(world: &mut World) -> Vec<AccountStatus> {
    world.overview().accounts.into_iter().map(|account| account.status).collect()
}

fn stopped(kind: ProblemKind) -> AccountStatus {
    AccountStatus::Stopped(Problem::new(kind))
}

/// Two mailboxes, connected by the key.
fn connected() -> World {
    let mut world = World::new(wanting(Server::modern(&FOLDERS)));
    give(&mut world, KEY).unwrap();
    world.connect().unwrap();
    world.order(Command::Connect(second())).unwrap();
    world
}

#[test]
fn without_keys_nothing_is_said_of_them() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    assert_eq!((world.overview().access_key, world.asked("Access")), (AccessKeyView::NotWanted, 0));
}

#[test]
fn a_key_is_shown_first_over_every_connection_and_outlives_the_tab() {
    let mut world = World::new(wanting(everything()));
    assert_eq!(world.connect(), Err(MISSING));
    assert_eq!(world.overview().access_key, AccessKeyView::Missing);
    assert_eq!(give(&mut world, "kith-short"), Err(ProblemKind::NotAccessKey));
    assert_eq!(give(&mut world, &format!(" https://kith.example/#key={} ", KEY.to_uppercase())), Ok(()));
    assert_eq!(world.connect(), Ok(()));
    assert_eq!(world.people(), all_people());
    assert_eq!(world.overview().access_key, AccessKeyView::Present);
    world.server.asked.borrow_mut().clear();
    let mut world = world.restarted();
    world.settle();
    assert_eq!(world.server.asked.borrow()[..2], ["Access", "Connect"]);
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));
}

#[test]
fn all_accounts_stop_for_want_of_a_key_and_go_on_at_once_with_one() {
    let world = connected();
    // The row cannot be read.
    let row = DeviceRow { name: AccessKeyV1::ROW.into(), bytes: vec![0] };
    pollster::block_on(world.disk.commit(Batch { device: vec![row], ..Batch::default() })).unwrap();
    world.server.asked.borrow_mut().clear();
    let mut world = world.restarted();
    world.settle();
    assert_eq!(statuses(&mut world), [stopped(MISSING), stopped(MISSING)]);
    let tried = world.asked("Connect");
    assert!(tried <= 2);
    world.pass(3_600_000);
    world.step(Input::Online);
    world.settle();
    assert_eq!(world.asked("Connect"), tried, "nothing is tried until there is a key");
    give(&mut world, KEY).unwrap();
    assert!(statuses(&mut world).iter().all(|it| matches!(it, AccountStatus::UpToDate { .. })));
}

#[test]
fn a_key_that_is_wrong_is_shown_once_and_dropped() {
    let mut world = World::new(wanting(everything()));
    give(&mut world, OTHER).unwrap();
    assert_eq!(world.connect(), Err(REFUSED));
    assert_eq!(world.overview().access_key, AccessKeyView::Missing);
    assert_eq!(world.connect(), Err(MISSING));
    assert_eq!(world.asked("Access"), 1);
}

#[test]
fn a_key_that_is_revoked_stops_what_is_under_way() {
    let mut world = connected();
    world.server.key = Some(OTHER);
    world.server.asked.borrow_mut().clear();
    for conn in world.open.keys().copied().collect::<Vec<_>>() {
        world.fail(conn, FailureKind::KeyRefused);
    }
    world.settle();
    assert_eq!(statuses(&mut world), [stopped(REFUSED), stopped(REFUSED)]);
    world.pass(3_600_000);
    assert_eq!((world.asked("Connect"), world.overview().access_key), (0, AccessKeyView::Missing));
    give(&mut world, OTHER).unwrap();
    assert!(statuses(&mut world).iter().all(|it| matches!(it, AccountStatus::UpToDate { .. })));
}

#[test]
fn what_comes_of_an_old_key_says_nothing_of_the_new_one() {
    let mut world = connected();
    world.server.key = Some(OTHER);
    give(&mut world, OTHER).unwrap();
    for conn in world.open.keys().copied().collect::<Vec<_>>() {
        world.fail(conn, FailureKind::KeyRefused);
    }
    world.settle();
    assert_eq!(world.overview().access_key, AccessKeyView::Present);
    world.pass(10_000);
    assert!(statuses(&mut world).iter().all(|it| matches!(it, AccountStatus::UpToDate { .. })));
}

#[test]
fn a_link_with_another_key_is_known_before_it_is_followed() {
    let replaces = |world: &mut World, key: &str| {
        world.ask(question::ReplacesAccessKey(format!("https://kith.example/#key={key}").as_str().into())).unwrap()
    };
    let mut world = World::new(wanting(everything()));
    assert!(!replaces(&mut world, OTHER), "there is none yet");
    give(&mut world, KEY).unwrap();
    assert!(replaces(&mut world, OTHER));
    assert!(!replaces(&mut world, &KEY.to_uppercase()), "it is the same");
    assert!(!replaces(&mut world, "kith-short"), "it is none");
    world.server.key = Some(OTHER);
    assert_eq!(world.connect(), Err(REFUSED));
    assert!(!replaces(&mut world, OTHER), "the one that was refused is dropped");
}

#[test]
fn a_key_that_is_forgotten_is_shown_no_more() {
    let mut world = connected();
    world.server.asked.borrow_mut().clear();
    world.order(Command::ForgetAccessKey).unwrap();
    assert_eq!(statuses(&mut world), [stopped(MISSING), stopped(MISSING)]);
    assert_eq!((world.overview().access_key, world.asked("Access")), (AccessKeyView::Missing, 0));
    // The user may well want to see whether the relay still asks.
    world.server.key = None;
    let id = world.account().id;
    world.order(Command::SyncNow(id)).unwrap();
    assert!(statuses(&mut world).iter().all(|it| matches!(it, AccountStatus::UpToDate { .. })));
}

#[test]
fn a_backup_holds_no_key() {
    let mut world = connected();
    let backup = |world: &mut World| world.ask(question::Backup(BackupWish { mail: true, texts: true, seal: None }));
    let Ok(with_key) = backup(&mut world) else { panic!("no backup") };
    world.order(Command::ForgetAccessKey).unwrap();
    assert_eq!(backup(&mut world).unwrap(), with_key);
}

#[test]
fn what_only_the_user_can_mend_is_not_tried_again_and_what_passes_is() {
    for (kind, stops) in [
        (FailureKind::TargetRefused, false),
        (FailureKind::PortRefused, true),
        (FailureKind::TooManyAttempts, false),
        (FailureKind::Busy, false),
    ] {
        let mut world = World::new(everything());
        world.connect().unwrap();
        world.server.turns_away = Some(kind);
        world.pass(600_000);
        let is_stopped = matches!(world.status(), AccountStatus::Stopped(_));
        let is_waiting = matches!(world.status(), AccountStatus::Waiting { .. });
        assert_eq!((is_stopped, is_waiting), (stops, !stops), "{kind:?}");
        world.server.turns_away = None;
        world.server.asked.borrow_mut().clear();
        world.pass(1_200_000);
        assert_eq!(world.asked("Connect") > 0, !stops, "{kind:?}");
    }
}
