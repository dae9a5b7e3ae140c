//! Photos of people: in backups, where they are damaged, and when the sample goes.

use super::world::{Server, World, everything};
use crate::api::{
    BackupWish, Bytes, Command, DamageView, Damaged, DataView, Decision, Order, PeopleQuery, PersonId, PhotoId,
    question,
};
use crate::store::{AddressBookRow, Batch, CardRow, PhotoRow, Store};
use std::io::Read;

const WISH: BackupWish = BackupWish { mail: false, texts: false, seal: None };

fn photo(first: u8) -> PhotoRow {
    PhotoRow::new(vec![first, 216, 255])
}

/// As it is where its bytes are lost.
fn lost(photo: &PhotoRow) -> PhotoRow {
    PhotoRow { bytes: vec![], ..*photo }
}

fn of(person: PersonId, photo: &PhotoRow) -> Decision {
    Decision::Photo { person, photo: Some(photo.id) }
}

fn commit(world: &World, batch: Batch) {
    pollster::block_on(world.disk.commit(batch)).unwrap();
}

fn keep(world: &World, photos: Vec<PhotoRow>) {
    commit(world, Batch { photos, ..Batch::default() });
}

fn ids(world: &World) -> Vec<PhotoId> {
    pollster::block_on(world.disk.photo_ids()).unwrap()
}

fn decide(world: &mut World, mark: u64, decision: Decision) {
    world.order(Command::Decide { mark, decisions: vec![decision] }).unwrap();
}

fn backup(world: &mut World) -> Bytes {
    world.ask(question::Backup(WISH)).unwrap().bytes
}

fn restore(world: &mut World, file: &Bytes) {
    world.order(Command::Restore { mark: 50, file: file.clone(), passphrase: None, replace: false }).unwrap();
}

fn data(world: &mut World) -> DataView {
    world.ask(question::Data).unwrap()
}

#[test]
fn they_come_back_from_a_backup_also_in_place_of_what_was_lost() {
    let mut world = World::new(everything());
    let (one, other) = (photo(1), photo(2));
    keep(&world, vec![one.clone(), other.clone()]);
    decide(&mut world, 1, of(PersonId(1), &one));
    assert_eq!(data(&mut world).photos, 2);
    let file = backup(&mut world);
    let mut empty = World::new(Server::with(&[]));
    let view = empty.ask(question::BackupPreview { file: file.clone(), passphrase: None }).unwrap();
    assert_eq!((view.photos, data(&mut empty).photos), (2, 0));
    keep(&empty, vec![lost(&one), photo(3)]);
    restore(&mut empty, &file);
    for row in [one, other, photo(3)] {
        assert_eq!(pollster::block_on(empty.disk.photo(row.id)), Ok(Some(row)));
    }
    assert_eq!(data(&mut empty).photos, 3);
}

#[test]
fn one_that_cannot_be_read_is_left_out_of_a_backup_and_said() {
    let mut world = World::new(everything());
    keep(&world, vec![lost(&photo(1)), photo(2)]);
    for _ in 0..2 {
        let file = backup(&mut world);
        assert_eq!(world.overview().damage, [DamageView { what: Damaged::Photo, account: None, count: 1 }]);
        let mut empty = World::new(Server::with(&[]));
        restore(&mut empty, &file);
        assert_eq!(ids(&empty), [photo(2).id]);
    }
    // One that was imported again.
    keep(&world, vec![photo(1)]);
    backup(&mut world);
    assert_eq!(world.overview().damage, []);
}

#[test]
fn of_address_books_nothing_is_in_a_backup() {
    let mut world = World::new(everything());
    let secret = b"correct horse".to_vec();
    let address_books = vec![AddressBookRow { id: 1, bytes: secret.clone() }];
    let cards = vec![CardRow { book: 1, key: "ada.vcf".into(), bytes: secret.clone() }];
    commit(&world, Batch { address_books, cards, ..Batch::default() });
    let file = backup(&mut world);
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file.0)).unwrap();
    let mut all = Vec::new();
    for at in 0..zip.len() {
        zip.by_index(at).unwrap().read_to_end(&mut all).unwrap();
    }
    let digits: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let text = String::from_utf8(all).unwrap();
    assert!(["correct horse", &digits, "ada.vcf"].iter().all(|word| !text.contains(word)), "{text}");
}

#[test]
fn those_of_the_sample_alone_go_with_it() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let query = PeopleQuery { limit: 1_000, order: Order::Name, ..PeopleQuery::default() };
    let people = |world: &mut World| world.ask(question::People(query.clone())).unwrap().rows;
    let before = people(&mut world);
    world.order(Command::AddSample).unwrap();
    let mut all = people(&mut world).into_iter();
    let made_up = all.find(|row| before.iter().all(|other| other.id != row.id)).unwrap().id;
    let real = before[0].id;
    let [theirs, earlier, shared, others, undone] = [1, 2, 3, 4, 5].map(photo);
    keep(&world, [&theirs, &earlier, &shared, &others, &undone].map(Clone::clone).to_vec());
    let said = [(made_up, &earlier), (made_up, &theirs), (made_up, &shared), (real, &shared), (real, &undone)];
    for (mark, (person, photo)) in (1..).zip(said) {
        decide(&mut world, mark, of(person, photo));
    }
    decide(&mut world, 9, Decision::Undo { mark: 5, undone: true });
    decide(&mut world, 10, of(PersonId(7), &others));
    let account = world.overview().accounts.iter().find(|account| account.sample).unwrap().id;
    world.order(Command::RemoveSample { account, made: vec![] }).unwrap();
    let mut left = [shared.id, others.id, undone.id];
    left.sort_unstable();
    assert_eq!(ids(&world), left);
}
