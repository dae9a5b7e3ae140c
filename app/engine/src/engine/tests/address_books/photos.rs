//! Photos, in and out.

use super::{
    ADA, BOOK_ID, DavServer, QUARTER, add, dav, decide, log, named, read, set, start, sync, view, with_photo, world,
};
use crate::api::{Bytes, CardReview, Command, PersonField, PersonId, SyncOut, ToEngine, UndoneSync};
use crate::engine::Input;
use crate::engine::tests::world::{PHOTO, World};
use kith_domain::decision::PhotoId;
use kith_wire::WebMethod;

/// A photo that is larger than Kith keeps it.
fn large(byte: u8) -> Vec<u8> {
    [PHOTO, &[byte; 300]].concat()
}

/// As Kith keeps it.
fn small(photo: &[u8]) -> PhotoId {
    PhotoId::of(&photo[..photo.len().min(100)])
}

fn photo_there(world: &mut World) -> Option<Vec<u8>> {
    read(dav(world).card("ada.vcf")).photo.map(|photo| photo.bytes)
}

fn choose(world: &mut World, mark: u64, person: PersonId, photo: Option<&[u8]>) {
    let photo = photo.map(|photo| Bytes(photo.to_vec()));
    world.order(Command::SetPhoto { mark, person, photo }).unwrap();
    world.pass(3_000);
}

#[test]
fn a_photo_that_came_in_and_was_made_small_never_goes_back() {
    let mut server = DavServer::default();
    server.put("ada.vcf", &with_photo(ADA, &large(1)));
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    let ada = named(&mut world, "Ada Lovelace");
    let expect = |world: &mut World, photo: &[u8], puts: usize| {
        world.pass(QUARTER);
        assert_eq!(world.engine.book.photo_of(ada), Some(small(photo)));
        assert_eq!((photo_there(world).as_deref(), dav(world).count(WebMethod::Put)), (Some(photo), puts));
    };
    expect(&mut world, &large(1), 0);
    let mut world = world.restarted();
    expect(&mut world, &large(1), 0);
    // Another change goes out, and the line of the photo stays.
    decide(&mut world, 9, vec![set(ada, PersonField::Role, "Countess")]);
    expect(&mut world, &large(1), 1);
    // Another photo comes in.
    let card = dav(&mut world).card("ada.vcf").to_owned();
    dav(&mut world).put("ada.vcf", &with_photo(&card, &large(2)));
    expect(&mut world, &large(2), 1);
}

#[test]
fn a_photo_that_the_user_chooses_goes_out_once_and_one_that_is_removed_goes() {
    let mut server = DavServer::default();
    server.put("ada.vcf", &with_photo(ADA, &large(1)));
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    let ada = named(&mut world, "Ada Lovelace");
    choose(&mut world, 9, ada, Some(&large(2)));
    assert_eq!(photo_there(&mut world).map(|photo| PhotoId::of(&photo)), Some(small(&large(2))));
    assert!(dav(&mut world).card("ada.vcf").contains("X-UNKNOWN;FOO=bar:keep me"));
    let puts = dav(&mut world).count(WebMethod::Put);
    world.pass(4 * QUARTER);
    let mut world = world.restarted();
    world.pass(4 * QUARTER);
    assert_eq!(dav(&mut world).count(WebMethod::Put), puts);
    choose(&mut world, 10, ada, None);
    assert_eq!((photo_there(&mut world), world.engine.book.photo_of(ada)), (None, None));
    // Whoever is new there has their photo from the beginning.
    let puts = dav(&mut world).count(WebMethod::Put);
    let leo = PersonId::of("leo@z.example");
    add(&mut world, 11, "Leo Neu", "leo@z.example");
    choose(&mut world, 12, leo, Some(&large(3)));
    world.pass(QUARTER);
    let photos = dav(&mut world).cards.values().filter_map(|(_, card)| read(card).photo);
    assert_eq!(photos.map(|photo| PhotoId::of(&photo.bytes)).collect::<Vec<_>>(), [small(&large(3))]);
    assert!(dav(&mut world).count(WebMethod::Put) <= puts + 2);
}

#[test]
fn a_photo_that_went_out_is_taken_back_on_both_sides() {
    let mut server = DavServer::default();
    server.put("ada.vcf", ADA);
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    let ada = named(&mut world, "Ada Lovelace");
    for (mark, before) in [(20, None), (30, Some(small(&large(1))))] {
        let photo = if before.is_none() { large(1) } else { large(2) };
        choose(&mut world, mark, ada, Some(&photo));
        assert_eq!(photo_there(&mut world).map(|photo| PhotoId::of(&photo)), Some(small(&photo)));
        let undone = UndoneSync::Changes(vec![log(&mut world).first().unwrap().key]);
        world.order(Command::UndoSync { book: BOOK_ID, undone, mark: mark + 1 }).unwrap();
        world.pass(QUARTER);
        let there = photo_there(&mut world).map(|photo| PhotoId::of(&photo));
        assert_eq!((there, world.engine.book.photo_of(ada)), (before, before));
        choose(&mut world, mark + 2, ada, Some(&large(1)));
    }
}

#[test]
fn a_photo_that_a_server_refuses_keeps_nothing_else_back() {
    let mut server = DavServer { max_card: ADA.len() + 80, ..DavServer::default() };
    server.put("ada.vcf", ADA);
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    let ada = named(&mut world, "Ada Lovelace");
    choose(&mut world, 9, ada, Some(&large(1)));
    let why = |world: &mut World| view(world).review.into_iter().map(|card| card.why).collect::<Vec<_>>();
    assert_eq!((photo_there(&mut world), why(&mut world)), (None, vec![CardReview::PhotoRefused(413)]));
    choose(&mut world, 10, ada, Some(&large(2)));
    decide(&mut world, 11, vec![set(ada, PersonField::Role, "Countess")]);
    assert_eq!(read(dav(&mut world).card("ada.vcf")).role, "Countess");
    assert_eq!((photo_there(&mut world), why(&mut world)), (None, vec![CardReview::PhotoRefused(413)]));
    let puts = dav(&mut world).count(WebMethod::Put);
    world.pass(4 * QUARTER);
    assert_eq!(dav(&mut world).count(WebMethod::Put), puts, "it is not tried again and again");
    // A new card as well.
    add(&mut world, 12, "Leo Neu", "leo@z.example");
    choose(&mut world, 13, PersonId::of("leo@z.example"), Some(&large(3)));
    world.pass(QUARTER);
    assert_eq!((dav(&mut world).cards.len(), why(&mut world).len()), (2, 2));
    // One that is small enough goes, and the line with it.
    choose(&mut world, 14, ada, Some(PHOTO));
    assert_eq!((photo_there(&mut world).as_deref(), why(&mut world).len()), (Some(PHOTO), 1));
}

#[test]
fn a_photo_that_was_being_made_small_when_the_tab_was_killed_is_not_lost() {
    let mut server = DavServer::default();
    server.put("ada.vcf", ADA);
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    let ada = named(&mut world, "Ada Lovelace");
    dav(&mut world).put("ada.vcf", &with_photo(ADA, &large(1)));
    world.step(Input::Page(ToEngine::Order(7, Command::SyncAddressBook(BOOK_ID))));
    while let Some(input) = world.inputs.pop_front().filter(|input| !matches!(input, Input::PhotoScaled(..))) {
        world.step(input);
    }
    assert_eq!(world.engine.book.photo_of(ada), None);
    let mut world = world.restarted();
    sync(&mut world);
    world.pass(QUARTER);
    assert_eq!(world.engine.book.photo_of(ada), Some(small(&large(1))));
    assert_eq!((photo_there(&mut world), dav(&mut world).count(WebMethod::Put)), (Some(large(1)), 0));
}
