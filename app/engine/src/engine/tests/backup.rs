//! Backups go out and come back: to an empty browser, to one that has something, and not at all.

use super::world::{Server, World, all_people, everything, mail, new_account};
use crate::account::{Account, AccountKind};
use crate::api::{
    AccountId, AccountStatus, BackupFile, BackupView, BackupWish, Bytes, Command, Damaged, DataView, Day, Decision,
    Period, PersonField, PersonId, ProblemKind, Seal, Secret, Security, Visibility, question,
};
use crate::backup::{JOURNAL, MailLine, UNREADABLE, UnreadableLine, Writer};
use crate::engine::{Engine, Input, Moment, Output, unpack_entry};
use crate::inspect;
use crate::memory::MemoryStore;
use crate::segment::{self, Run};
use crate::store::{AccountRow, Batch, CursorRow, DecisionRow, DeviceRow, Segment, SegmentId, Store};
use crate::sync::Cursor;
use kith_domain::address::Address;
use kith_domain::header;
use kith_domain::message::reference;
use kith_wire::UidSet;

const JOURNAL_ALONE: BackupWish = BackupWish { mail: false, texts: false, seal: None };
const ALL: BackupWish = BackupWish { mail: true, texts: true, seal: None };

fn name(person: u64, value: &str) -> Decision {
    Decision::SetField { person: PersonId(person), field: PersonField::Name, value: value.into() }
}

fn decide(world: &mut World, mark: u64, decision: Decision) {
    world.order(Command::Decide { mark, decisions: vec![decision] }).unwrap();
}

/// The marks in the history, the latest first, with whether they are undone.
fn history(world: &mut World) -> Vec<(u64, bool)> {
    let Ok(page) = world.ask(question::Journal { limit: 99 }) else { panic!() };
    page.rows.iter().map(|row| (row.mark, row.undone)).collect()
}

fn backup(world: &mut World, wish: BackupWish) -> BackupFile {
    world.ask(question::Backup(wish)).unwrap()
}

fn preview(world: &mut World, file: &Bytes, passphrase: Option<&str>) -> Result<BackupView, ProblemKind> {
    let question = question::BackupPreview { file: file.clone(), passphrase: passphrase.map(Secret::from) };
    world.ask(question)
}

fn restore(world: &mut World, mark: u64, file: &Bytes, replace: bool) -> Result<(), ProblemKind> {
    world.order(Command::Restore { mark, file: file.clone(), passphrase: None, replace })
}

fn data(world: &mut World) -> DataView {
    let Ok(data) = world.ask(question::Data) else { panic!() };
    data
}

type Stored = (Vec<AccountRow>, Vec<CursorRow>, Vec<(SegmentId, Segment)>, Vec<DecisionRow>, Vec<DeviceRow>);

/// Everything that is stored, but the texts.
fn stored(store: &impl Store) -> Stored {
    pollster::block_on(async {
        (
            store.accounts().await.unwrap(),
            store.cursors().await.unwrap(),
            store.segments_after(None, u32::MAX).await.unwrap(),
            store.decisions().await.unwrap(),
            store.device().await.unwrap(),
        )
    })
}

fn facts(store: &impl Store) -> std::collections::BTreeSet<String> {
    let segments: Vec<Segment> = stored(store).2.into_iter().map(|(_, segment)| segment).collect();
    inspect::facts(&segments).unwrap()
}

/// A mailbox that was read, a text that was shown, and three decisions of which one is undone.
fn filled() -> World {
    let mut world = World::new(everything());
    world.connect().unwrap();
    world.ask(question::Text(header::read(mail("INBOX", 3).as_bytes(), None, 9).key)).unwrap();
    decide(&mut world, 1, name(1, "Ada"));
    decide(&mut world, 2, Decision::Visibility(PersonId(2), Some(Visibility::Hidden)));
    decide(&mut world, 3, Decision::Undo { mark: 1, undone: true });
    world.order(Command::SetDailyReminder { on: true, hour: 7 }).unwrap();
    world
}

fn empty() -> World {
    World::new(Server::with(&[]))
}

#[test]
fn everything_comes_back_in_an_empty_browser() {
    let mut world = filled();
    let file = backup(&mut world, ALL).bytes;
    let mut other = World::new(everything());
    let view = preview(&mut other, &file, None).unwrap();
    assert_eq!((view.entries, view.new, view.replaced, view.messages, view.texts), (3, 3, 0, 32, 1));
    assert_eq!(
        view.accounts.iter().map(|it| (it.host.as_str(), it.is_here)).collect::<Vec<_>>(),
        [("mail.example", false)]
    );
    assert_eq!(restore(&mut other, 50, &file, false), Ok(()));

    assert_eq!(facts(&other.disk), facts(&world.disk));
    assert_eq!(stored(&other.disk).1, stored(&world.disk).1, "how far folders are read");
    assert_eq!(other.people(), all_people());
    assert_eq!(history(&mut other), [&[(50, false)][..], &history(&mut world)].concat());
    assert_eq!(other.status(), AccountStatus::Disconnected);
    let Ok(daily_reminder) = other.ask(question::DailyReminder) else { panic!() };
    assert_eq!((daily_reminder.on, daily_reminder.hour), (true, 7));
    let key = header::read(mail("INBOX", 3).as_bytes(), None, 9).key;
    assert!(other.ask(question::Text(key)).is_ok(), "without a connection");

    // With its password it goes on from there.
    let id = other.overview().accounts[0].id;
    assert_eq!(other.order(Command::ChangePassword(id, "right".into())), Ok(()));
    assert!(matches!(other.status(), AccountStatus::UpToDate { .. }));
    assert_eq!((other.asked("Headers"), other.overview().messages), (0, 32));
    let mut again = other.restarted();
    assert_eq!((again.people(), history(&mut again).len()), (all_people(), 3));
}

#[test]
fn no_password_is_in_it() {
    let mut world = filled();
    let file = backup(&mut world, ALL).bytes;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file.0)).unwrap();
    for at in 0..zip.len() {
        let text = std::io::read_to_string(zip.by_index(at).unwrap()).unwrap();
        assert!(!text.contains("right"), "{text}");
    }
}

#[test]
fn what_is_added_goes_beside_what_is_here_and_is_undone_at_once() {
    let file = backup(&mut filled(), JOURNAL_ALONE).bytes;
    let mut world = empty();
    decide(&mut world, 9, name(9, "Here"));
    assert_eq!(restore(&mut world, 50, &file, false), Ok(()));
    // Entry 1 is undone by an entry that came with it.
    let mut after = history(&mut world);
    after.sort_unstable();
    assert_eq!(after, [(1, true), (2, false), (9, false), (50, false)]);
    decide(&mut world, 51, Decision::Undo { mark: 50, undone: true });
    assert_eq!(history(&mut world), [(50, true), (9, false)]);
    decide(&mut world, 52, Decision::Undo { mark: 50, undone: false });
    let mut again = world.restarted();
    assert_eq!(history(&mut again).len(), 4);
}

#[test]
fn what_takes_the_place_of_what_is_here_gives_it_back_when_it_is_undone() {
    let mut world = filled();
    let file = backup(&mut world, JOURNAL_ALONE).bytes;
    decide(&mut world, 9, name(9, "Later"));
    decide(&mut world, 10, Decision::Undo { mark: 2, undone: true });
    let before = history(&mut world);
    let view = preview(&mut world, &file, None).unwrap();
    assert_eq!((view.entries, view.new, view.replaced), (3, 0, 2));
    assert_eq!(restore(&mut world, 50, &file, true), Ok(()));
    assert_eq!(history(&mut world), [(50, false), (2, false), (1, true)]);
    assert_eq!(world.people(), all_people(), "mail and accounts stay");
    decide(&mut world, 51, Decision::Undo { mark: 50, undone: true });
    assert_eq!(history(&mut world), [&[(50, true)][..], &before].concat());
    // And once more, with all of it here already.
    assert_eq!(restore(&mut world, 60, &file, true), Ok(()));
    assert_eq!(history(&mut world), [(60, false), (2, false), (1, true)]);
    let mut again = world.restarted();
    decide(&mut again, 61, Decision::Undo { mark: 60, undone: true });
    assert_eq!(history(&mut again), [&[(60, true), (50, true)][..], &before].concat());
}

#[test]
fn what_was_restored_and_undone_comes_back_when_it_is_restored_again() {
    let file = backup(&mut filled(), JOURNAL_ALONE).bytes;
    let mut world = empty();
    restore(&mut world, 50, &file, false).unwrap();
    decide(&mut world, 51, Decision::Undo { mark: 50, undone: true });
    assert_eq!(preview(&mut world, &file, None).unwrap().new, 3);
    restore(&mut world, 52, &file, false).unwrap();
    assert_eq!(history(&mut world), [(52, false), (50, true), (2, false), (1, true)]);
}

#[test]
fn a_backup_that_is_restored_twice_changes_nothing_more() {
    let mut world = filled();
    let file = backup(&mut world, ALL).bytes;
    for mut world in [world, empty()] {
        restore(&mut world, 50, &file, false).unwrap();
        let before = stored(&world.disk);
        assert_eq!(restore(&mut world, 50, &file, false), Ok(()), "the same command again");
        assert_eq!(restore(&mut world, 51, &file, false), Ok(()), "and another");
        let after = stored(&world.disk);
        assert_eq!((after.0, after.1, after.2, after.3), (before.0, before.1, before.2, before.3));
        assert_eq!(preview(&mut world, &file, None).unwrap().new, 0);
    }
}

#[test]
fn a_mailbox_that_is_connected_here_stays_so_and_gets_what_it_lacks() {
    let mut world = filled();
    let file = backup(&mut world, ALL).bytes;
    // Here, only the newest is read, and something was deleted on the server since.
    let mut server = everything();
    server.shelf("INBOX").messages.retain(|uid, _| *uid > 4);
    let mut other = World::new(server);
    other.connect().unwrap();
    let before = other.overview().messages;
    assert!(before < 32);
    restore(&mut other, 50, &file, false).unwrap();
    let overview = other.overview();
    assert_eq!((overview.accounts.len(), overview.messages), (1, 32));
    assert_ne!(overview.accounts[0].status, AccountStatus::Disconnected);
    assert_eq!(facts(&other.disk), facts(&world.disk), "each message once");
    other.order(Command::SyncNow(overview.accounts[0].id)).unwrap();
    assert_eq!((other.overview().messages, other.people()), (32, all_people()));
}

#[test]
fn an_account_of_another_mailbox_under_the_same_number_gets_another() {
    let mut world = filled();
    let file = backup(&mut world, ALL).bytes;
    let mut other = empty();
    let id = world.overview().accounts[0].id;
    let connect = kith_wire::Connect {
        host: "elsewhere.example".into(),
        port: 993,
        security: Security::Tls,
        username: "eve".into(),
        password: "secret".into(),
        is_token: false,
        trusted: None,
    };
    let kind = AccountKind::Imap { connect, period: Period::Year };
    let account = Account::new(id, Address::parse("eve@elsewhere.example").unwrap(), kind);
    let row = Account { disconnected: true, ..account }.row().unwrap();
    pollster::block_on(other.disk.commit(Batch { accounts: vec![row.clone()], ..Batch::default() })).unwrap();
    other = other.restarted();
    restore(&mut other, 50, &file, false).unwrap();
    let overview = other.overview();
    assert_eq!((overview.accounts.len(), overview.messages), (2, 32));
    assert_eq!(stored(&other.disk).0[0], row, "untouched");
}

#[test]
fn a_backup_heals_an_account_that_could_not_be_read() {
    let mut world = filled();
    let file = backup(&mut world, ALL).bytes;
    let account = world.overview().accounts[0].id;
    let row = AccountRow { id: account, bytes: vec![9] };
    pollster::block_on(world.disk.commit(Batch { accounts: vec![row], ..Batch::default() })).unwrap();
    world = world.restarted();
    assert_eq!(world.overview().accounts, []);
    restore(&mut world, 50, &file, false).unwrap();
    let overview = world.overview();
    assert_eq!((overview.accounts[0].id, overview.messages, overview.damage), (account, 32, vec![]));
}

#[test]
fn entries_that_cannot_be_read_go_along() {
    let mut world = filled();
    let rows =
        vec![DecisionRow { id: "x".into(), bytes: vec![9, 1, 2] }, DecisionRow { id: "y".into(), bytes: vec![] }];
    pollster::block_on(world.disk.commit(Batch { decisions: rows.clone(), ..Batch::default() })).unwrap();
    world = world.restarted();
    let file = backup(&mut world, JOURNAL_ALONE).bytes;
    let mut other = empty();
    assert_eq!(preview(&mut other, &file, None).unwrap().unreadable, 2);
    restore(&mut other, 50, &file, false).unwrap();
    assert!(rows.iter().all(|row| stored(&other.disk).3.contains(row)));
    assert_eq!(
        other.overview().damage.iter().map(|it| (it.what, it.count)).collect::<Vec<_>>(),
        [(Damaged::Decision, 2)]
    );
}

#[test]
fn an_entry_that_cannot_be_read_here_comes_from_the_backup() {
    let mut world = filled();
    let file = backup(&mut world, JOURNAL_ALONE).bytes;
    let mut rows = stored(&world.disk).3;
    rows[1].bytes = vec![1, 255];
    let mut other = empty();
    pollster::block_on(other.disk.commit(Batch { decisions: rows, ..Batch::default() })).unwrap();
    other = other.restarted();
    assert_eq!(history(&mut other), [(1, true)]);
    restore(&mut other, 50, &file, false).unwrap();
    assert_eq!(history(&mut other), [(50, false), (2, false), (1, true)]);
}

#[test]
fn an_entry_that_could_be_read_only_here_comes_as_an_entry() {
    let mut world = filled();
    // The Kith that made the file could read the first one alone.
    let rows = stored(&world.disk).3;
    let mut writer = Writer::new(5).unwrap();
    writer.begin(JOURNAL).unwrap();
    writer.line(&unpack_entry(&rows[0].bytes).unwrap()).unwrap();
    writer.begin(UNREADABLE).unwrap();
    rows[1..].iter().for_each(|row| writer.line(&UnreadableLine::of(row)).unwrap());
    let file = Bytes(writer.finish().unwrap());
    let mut other = empty();
    let view = preview(&mut other, &file, None).unwrap();
    assert_eq!((view.entries, view.new, view.unreadable), (3, 3, 0));
    restore(&mut other, 50, &file, false).unwrap();
    assert_eq!(history(&mut other), [&[(50, false)][..], &history(&mut world)].concat());
    assert_eq!(other.overview().damage, []);
    // It takes the place of what is here as an entry, too.
    assert_eq!(preview(&mut world, &file, None).unwrap().replaced, 0);
}

#[test]
fn an_older_backup_that_is_restored_is_not_the_last_one_that_was_saved() {
    let mut world = filled();
    let older = backup(&mut world, JOURNAL_ALONE);
    world.now += 86_400_000;
    let later = backup(&mut world, JOURNAL_ALONE);
    world.order(Command::SavedBackup { up_to: later.up_to, at: later.made }).unwrap();
    for (mark, replace) in [(50, false), (51, true)] {
        assert_eq!(restore(&mut world, mark, &older.bytes, replace), Ok(()));
        assert_eq!(data(&mut world).saved.map(|saved| saved.at), Some(later.made));
    }
    // Where none was saved yet, it is.
    let mut other = empty();
    restore(&mut other, 50, &older.bytes, false).unwrap();
    assert_eq!(data(&mut other).saved.map(|saved| saved.at), Some(older.made));
}

#[test]
fn what_is_refused_changes_nothing() {
    let mut world = filled();
    let whole = backup(&mut world, ALL).bytes.0;
    let seal = Seal { passphrase: "word".into(), random: Bytes(vec![3; 28]) };
    let sealed = backup(&mut world, BackupWish { seal: Some(seal), ..ALL }).bytes;
    let mut altered = whole.clone();
    altered[whole.len() / 2] ^= 1;
    let cases = [
        (whole[..whole.len() - 1].to_vec(), None, ProblemKind::BackupDamaged),
        (whole[..whole.len() / 2].to_vec(), None, ProblemKind::BackupDamaged),
        (altered, None, ProblemKind::BackupDamaged),
        (vec![], None, ProblemKind::NotBackup),
        (b"BEGIN:VCARD".to_vec(), None, ProblemKind::NotBackup),
        (sealed.0.clone(), None, ProblemKind::BackupSealed),
        (sealed.0.clone(), Some("world"), ProblemKind::WrongPassphrase),
        (sealed.0[..300].to_vec(), Some("word"), ProblemKind::BackupDamaged),
    ];
    let mut other = World::new(everything());
    other.connect().unwrap();
    decide(&mut other, 9, name(9, "Here"));
    let before = stored(&other.disk);
    for (file, passphrase, expected) in cases {
        let file = Bytes(file);
        assert_eq!(preview(&mut other, &file, passphrase), Err(expected));
        for replace in [false, true] {
            let passphrase = passphrase.map(Secret::from);
            let command = Command::Restore { mark: 50, file: file.clone(), passphrase, replace };
            assert_eq!(other.order(command), Err(expected));
        }
    }
    // Without room, neither.
    other.disk.full.set(true);
    assert_eq!(restore(&mut other, 50, &Bytes(whole.clone()), true), Err(ProblemKind::StorageFull));
    other.disk.full.set(false);
    assert_eq!(stored(&other.disk), before);
    let passphrase = Some(Secret::from("word"));
    assert_eq!(other.order(Command::Restore { mark: 50, file: sealed, passphrase, replace: false }), Ok(()));
    assert_eq!(history(&mut other).len(), 4);
}

#[test]
fn the_journal_alone_is_saved_without_an_engine() {
    let mut world = filled();
    let rows = stored(&world.disk).3;
    let file = Bytes(super::super::rescue(&rows, 5).unwrap());
    let mut other = empty();
    restore(&mut other, 50, &file, false).unwrap();
    assert_eq!(history(&mut other)[1..], history(&mut world));
}

#[test]
fn someone_who_decided_something_is_reminded_of_a_backup_after_a_week_and_until_there_is_one() {
    const DAY: i64 = 86_400_000;
    let mut world = World::new(everything());
    world.connect().unwrap();
    decide(&mut world, 1, name(1, "Ada"));
    assert_eq!((world.overview().backup_due, data(&mut world).saved), (None, None));
    world.now += 8 * DAY;
    decide(&mut world, 2, name(2, "Bob"));
    assert_eq!(world.overview().backup_due, Some(2));
    let today = world.engine.book.zone().day(world.now / 1_000);
    world.order(Command::SnoozeBackupReminder(Day(today.0 + 30))).unwrap();
    assert_eq!(world.overview().backup_due, None);
    world.now += 30 * DAY;
    assert_eq!(world.overview().backup_due, Some(2));
    let BackupFile { bytes, made, up_to } = backup(&mut world, JOURNAL_ALONE);
    assert_eq!(world.overview().backup_due, Some(2), "only when it was saved");
    world.order(Command::SavedBackup { up_to, at: made }).unwrap();
    assert_eq!(world.overview().backup_due, None);
    decide(&mut world, 3, name(3, "Eve"));
    world.now += 3 * DAY;
    world = world.restarted();
    assert_eq!(world.overview().backup_due, None);
    let saved = data(&mut world).saved.unwrap();
    assert_eq!((saved.at, saved.since), (made, 1));
    world.now += 5 * DAY;
    assert_eq!(world.overview().backup_due, Some(1));
    // Who begins from a backup has one.
    let mut other = World::new(everything());
    restore(&mut other, 50, &bytes, false).unwrap();
    other.now += 100 * DAY;
    assert_eq!(other.overview().backup_due, None);
}

/// A store with so many messages in many segments, as a mailbox fills it.
fn large(count: u32) -> MemoryStore {
    let store = MemoryStore::default();
    let id = AccountId(7);
    let connect = kith_wire::Connect {
        host: "x.example".into(),
        port: 993,
        security: Security::Tls,
        username: "me".into(),
        password: "secret".into(),
        is_token: false,
        trusted: None,
    };
    let kind = AccountKind::Imap { connect, period: Period::Everything };
    let account = Account::new(id, Address::parse("me@x.example").unwrap(), kind);
    let mut batch = Batch { accounts: vec![account.row().unwrap()], ..Batch::default() };
    let people: Vec<String> = (0..count / 33 + 1).map(|at| format!("p{at}@y{}.example", at % 97)).collect();
    for first in (0..count).step_by(500) {
        let folder = ["INBOX", "Sent", "Archive/2026"][(first / 500 % 3) as usize];
        let subjects: Vec<String> =
            (first..first + 500).map(|at| format!("Subject {at} \u{1f642} \"{}\"", at * 7)).collect();
        let mut strings = vec!["me@x.example", "Me", "list.y.example"];
        let mut ids = vec![0];
        let entries = subjects.iter().zip(first..).map(|(subject, at)| {
            let person = &people[(at % (count / 33 + 1)) as usize];
            strings.push(person);
            let them = u32::try_from(strings.len() - 1).unwrap();
            strings.push(subject);
            ids.extend([reference(subject), u64::from(at)]);
            let last = u32::try_from(ids.len() - 1).unwrap();
            let sent = folder == "Sent";
            let parties = vec![
                segment::PackedParticipant { role: if sent { 2 } else { 0 }, address: them, name: None },
                segment::PackedParticipant {
                    role: if sent { 0 } else { 2 },
                    address: 0,
                    name: (at % 2 == 0).then_some(1),
                },
            ];
            let message = segment::PackedMessage {
                date: 1_700_000_000 + i64::from(at) * 60,
                size: at,
                subject: them + 1,
                message_id: Some(subject),
                id: last - 1,
                email_id: None,
                thread_id: (at % 5 == 0).then_some("T"),
                references: if at % 3 == 0 { vec![last] } else { vec![] },
                marks: u8::try_from(at % 4).unwrap(),
                list_id: (at % 40 == 0).then_some(2),
                parties,
                delivered: u32::from(at % 2 == 0),
            };
            let key = u64::from(at).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            // One in fifty is a copy of the one before.
            let copy = at % 50 == 49;
            let key = if copy { u64::from(at - 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) } else { key };
            segment::PackedEntry { uid: at + 1, key, message: (!copy).then_some(message) }
        });
        let entries = entries.collect();
        let run = Run {
            folder,
            uid_validity: 3,
            sent: folder == "Sent",
            strings,
            ids,
            deliveries: vec![vec![], vec![0]],
            entries,
        };
        batch.segments.push(Segment { account: id, bytes: run.pack().unwrap() });
    }
    for (at, folder) in ["INBOX", "Sent", "Archive/2026"].iter().enumerate() {
        let uids = (0..count).filter(|uid| (uid / 500 % 3) as usize == at).map(|uid| uid + 1);
        let cursor = Cursor::default().after(3, &uids.collect::<UidSet>(), &UidSet::new());
        batch.cursors.push(cursor.row(id, folder).unwrap());
    }
    pollster::block_on(store.commit(batch)).unwrap();
    store
}

fn said(store: &MemoryStore, message: crate::api::ToEngine) -> crate::api::FromEngine {
    let moment = Moment { now: 1_790_000_000_000, random: 7 };
    pollster::block_on(async {
        let (mut engine, _) = Engine::start(store.clone(), moment).await.unwrap();
        let outputs = engine.handle(Input::Page(message), moment).await;
        let answer = outputs.into_iter().find_map(|output| match output {
            Output::Page(message @ (crate::api::FromEngine::Answer(..) | crate::api::FromEngine::Outcome(..))) => {
                Some(message)
            }
            _ => None,
        });
        answer.unwrap()
    })
}

#[test]
fn a_hundred_thousand_messages_go_out_and_come_back_equal_record_for_record() {
    use crate::api::{Answer, FromEngine, ToEngine};
    let store = large(100_000);
    let question = ToEngine::Ask(1, question::Backup(ALL).into());
    let FromEngine::Answer(1, Ok(Answer::Backup(file))) = said(&store, question) else { panic!() };
    let other = MemoryStore::default();
    let size = file.bytes.0.len();
    let command = Command::Restore { mark: 50, file: file.bytes, passphrase: None, replace: false };
    assert_eq!(said(&other, ToEngine::Order(2, command)), FromEngine::Outcome(2, Ok(())));
    let (was, is) = (stored(&store), stored(&other));
    let lines = |stored: &Stored| -> Vec<MailLine> {
        let of = |(_, segment): &(SegmentId, Segment)| {
            let run = Run::unpack(&segment.bytes).unwrap();
            MailLine::of_run(segment.account.0, &run).collect::<Vec<_>>()
        };
        stored.2.iter().flat_map(of).collect()
    };
    assert_eq!(lines(&was).len(), 100_000);
    assert!(lines(&is) == lines(&was), "all that each record says, in the same order");
    assert_eq!(is.1, was.1, "how far folders are read");
    assert!(size < 12_000_000, "{size} bytes");
}

#[test]
fn a_connection_after_a_backup_was_restored_is_one_to_the_same_account() {
    let mut world = filled();
    let file = backup(&mut world, JOURNAL_ALONE).bytes;
    let mut other = World::new(everything());
    restore(&mut other, 50, &file, false).unwrap();
    assert_eq!(other.order(Command::Connect(new_account("right"))), Ok(()));
    assert_eq!((other.overview().accounts.len(), other.people()), (1, all_people()));
}
