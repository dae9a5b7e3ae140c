//! Servers that do what is not expected of them, and people who do the same with their cards.

use super::{
    ADA, BOOK_ID, DavServer, Fault, MARA, QUARTER, add, count, dav, decide, log, named, parsed, read, role, rule_of,
    set, start, sync, view, with_photo, world,
};
use crate::api::{
    BookSettings, BookStatus, CardChangeKind, CardReview, Command, Condition, ContactRule, ContactSource, Decision,
    ItemKind, PersonField, PersonId, RulePlace, Side, SyncLogRow, SyncOut, question,
};
use crate::engine::tests::world::{PHOTO, World};
use crate::store::{Batch, CardRow, PhotoRow, Store};
use kith_domain::decision::CardField;
use kith_wire::WebMethod;

#[test]
fn an_address_that_went_to_someone_else_makes_no_one_of_two() {
    let mut server = DavServer::default();
    let two = ADA.replace("TEL;", "EMAIL:ada@second.example\r\nTEL;");
    server.put("ada.vcf", &two);
    let mut world = world(server);
    start(&mut world, SyncOut::NoOne);
    dav(&mut world).put("ada.vcf", &two.replace("EMAIL;TYPE=WORK:ada@x.example\r\n", ""));
    sync(&mut world);
    dav(&mut world).put("bob.vcf", &MARA.replace("mara-1", "bob-1").replace("Mara", "Bob").replace("mara@y", "ada@x"));
    sync(&mut world);
    assert_ne!(named(&mut world, "Ada Lovelace"), named(&mut world, "Bob Birke"));
    assert_eq!(count(&mut world), 2);
}

#[test]
fn a_card_that_is_too_large_to_be_written_stops_no_other() {
    let mut server = DavServer::default();
    server.put("ada.vcf", &ADA.replace("END:", &format!("X-LARGE:{}\r\nEND:", "a".repeat(1_000_000))));
    server.put("mara.vcf", MARA);
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    let (ada, mara) = (named(&mut world, "Ada Lovelace"), named(&mut world, "Mara Birke"));
    let nickname = |person| set(person, PersonField::Nickname, "Enchantress");
    decide(&mut world, 9, vec![nickname(ada), nickname(mara)]);
    assert!(dav(&mut world).card("mara.vcf").contains("NICKNAME:Enchantress"));
    let shown = view(&mut world);
    assert_eq!((shown.status, shown.review.len()), (BookStatus::UpToDate, 1));
    assert_eq!(shown.review[0].why, CardReview::Refused(413));
}

#[test]
fn a_card_that_cannot_be_read_for_a_while_stays_whose_it_is() {
    let mut server = DavServer::default();
    server.put("ada.vcf", ADA);
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    for odd in ["<html>Please log in</html>", ""] {
        dav(&mut world).put("ada.vcf", odd);
        sync(&mut world);
        let shown = view(&mut world);
        assert_eq!((shown.linked, dav(&mut world).cards.len()), (1, 1), "{odd}");
    }
    dav(&mut world).put("ada.vcf", &ADA.replace("END:", "TITLE:Countess\r\nEND:"));
    sync(&mut world);
    let ada = named(&mut world, "Ada Lovelace");
    assert_eq!((role(&mut world, ada).as_str(), count(&mut world)), ("Countess", 1));
    assert_eq!(dav(&mut world).cards.len(), 1);
}

#[test]
fn a_card_that_the_server_cannot_give_stops_no_other_and_comes_when_it_can() {
    let mut server = DavServer::default();
    server.put("ada.vcf", ADA);
    server.put("mara.vcf", MARA);
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    let (ada, mara) = (named(&mut world, "Ada Lovelace"), named(&mut world, "Mara Birke"));
    for (name, card) in [("ada.vcf", ADA), ("mara.vcf", MARA)] {
        dav(&mut world).put(name, &card.replace("END:", "TITLE:Countess\r\nEND:"));
    }
    dav(&mut world).withhold("ada.vcf", 500);
    sync(&mut world);
    assert_eq!(view(&mut world).status, BookStatus::UpToDate);
    assert_eq!((role(&mut world, ada).as_str(), role(&mut world, mara).as_str()), ("", "Countess"));
    dav(&mut world).withheld.clear();
    world.pass(QUARTER);
    assert_eq!((role(&mut world, ada).as_str(), dav(&mut world).cards.len()), ("Countess", 2));
}

#[test]
fn cards_that_are_listed_and_cannot_be_found_are_asked_about_as_if_they_had_disappeared() {
    let mut server = DavServer::default();
    let card = |number: u32| MARA.replace("mara", &format!("m{number}")).replace("Mara", &format!("Mara{number}"));
    (0..30).for_each(|number| server.put(&format!("{number}.vcf"), &card(number)));
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    for number in 0..30 {
        dav(&mut world).put(&format!("{number}.vcf"), &card(number));
        dav(&mut world).withhold(&format!("{number}.vcf"), 404);
    }
    sync(&mut world);
    assert_eq!(view(&mut world).status, BookStatus::Disappeared { cards: 30, of: 30 });
    let mara = named(&mut world, "Mara7 Birke");
    assert_eq!(tags(&mut world, mara), [""; 0]);
}

#[test]
fn who_has_another_card_is_not_deleted_with_one() {
    let mut server = DavServer::default();
    server.put("ada.vcf", ADA);
    server.put("ada again.vcf", &ADA.replace("ada-1", "ada-2"));
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    let ada = named(&mut world, "Ada Lovelace");
    assert_eq!(view(&mut world).linked, 2);
    // A double is deleted, and then what is left is moved.
    dav(&mut world).delete("ada again.vcf");
    sync(&mut world);
    dav(&mut world).delete("ada.vcf");
    dav(&mut world).put("moved.vcf", ADA);
    sync(&mut world);
    assert_eq!((tags(&mut world, ada).len(), view(&mut world).linked, count(&mut world)), (0, 1, 1));
    assert_eq!(dav(&mut world).cards.len(), 1);
}

#[test]
fn whose_card_a_rule_leaves_out_gets_no_second_one() {
    let mut server = DavServer::default();
    server.put("mara.vcf", MARA);
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    let (id, rule) = rule_of(&mut world, |place| place == RulePlace::In(BOOK_ID));
    let conditions = vec![Condition::Tag { tag: "poets".into(), has: true }];
    let only_poets = ContactRule { conditions, ..rule.clone() };
    decide(&mut world, 20, vec![Decision::ContactRule { id, rule: Some(only_poets) }]);
    // Her card comes while one is about to be written for her.
    dav(&mut world).put("ada.vcf", ADA);
    add(&mut world, 21, "Ada Lovelace", "ada@x.example");
    sync(&mut world);
    let of_ada = |world: &mut World| dav(world).cards.values().filter(|(_, card)| card.contains("ada@x")).count();
    assert_eq!((of_ada(&mut world), view(&mut world).linked), (1, 1));
    decide(&mut world, 22, vec![Decision::ContactRule { id, rule: Some(rule) }]);
    sync(&mut world);
    assert_eq!((of_ada(&mut world), view(&mut world).linked, count(&mut world)), (1, 2, 2));
}

#[test]
fn what_a_server_does_not_keep_of_a_list_stays_in_kith() {
    for fault in [None, Some(Fault::DoesAndDies)] {
        let mut world = world(DavServer { keeps_one_note: true, says_etag: false, ..DavServer::default() });
        start(&mut world, SyncOut::Everyone);
        dav(&mut world).faults.extend(fault.map(|fault| (WebMethod::Put, fault)));
        let leo = PersonId::of("leo@z.example");
        let note = |item, text: &str| {
            let (label, value) = (String::new(), text.to_owned());
            Decision::SetItem { person: leo, kind: ItemKind::Note, item, label, value, at: 0 }
        };
        let decisions = vec![
            Decision::CameFrom { people: vec![leo], source: ContactSource::Hand },
            Decision::Address { address: parsed("leo@z.example"), person: leo },
            set(leo, PersonField::Name, "Leo Neu"),
            note(1, "Met in Rome"),
            note(2, "Likes tea"),
        ];
        decide(&mut world, 30, decisions);
        world.pass(4 * QUARTER);
        let notes = |world: &World| world.engine.book.local_contact(leo).unwrap().contact.notes.len();
        assert_eq!((dav(&mut world).cards.len(), notes(&world)), (1, 2));
        decide(&mut world, 31, vec![set(leo, PersonField::Nickname, "Lion")]);
        world.pass(4 * QUARTER);
        assert_eq!(notes(&world), 2);
    }
}

#[test]
fn a_card_whose_row_cannot_be_read_is_fetched_again_and_not_written_twice() {
    let mut server = DavServer::default();
    server.put("ada.vcf", ADA);
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    let [row] = <[_; 1]>::try_from(pollster::block_on(world.disk.cards(BOOK_ID, None, 9)).unwrap().rows).unwrap();
    let bad = CardRow { bytes: vec![9, 9, 9], ..row };
    pollster::block_on(world.disk.commit(Batch { cards: vec![bad], ..Batch::default() })).unwrap();
    let mut world = world.restarted();
    world.settle();
    sync(&mut world);
    assert_eq!((view(&mut world).linked, dav(&mut world).cards.len(), count(&mut world)), (1, 1, 1));
}

#[test]
fn of_two_photos_that_were_chosen_at_once_the_winners_counts() {
    for winner in [Side::Here, Side::There] {
        let mut server = DavServer::default();
        server.put("ada.vcf", ADA);
        let mut world = world(server);
        start(&mut world, SyncOut::Everyone);
        let ada = named(&mut world, "Ada Lovelace");
        let settings = BookSettings { winner, ..view(&mut world).settings };
        world.order(Command::SetAddressBook { book: BOOK_ID, settings }).unwrap();
        world.settle();
        let own = PhotoRow::new(vec![1, 216, 255]);
        pollster::block_on(world.disk.commit(Batch { photos: vec![own.clone()], ..Batch::default() })).unwrap();
        dav(&mut world).put("ada.vcf", &with_photo(ADA, PHOTO));
        let decisions = vec![Decision::Photo { person: ada, photo: Some(own.id) }];
        world.order(Command::Decide { mark: 40, decisions }).unwrap();
        sync(&mut world);
        let is_photo =
            |row: &SyncLogRow| matches!(&row.change.what, CardChangeKind::Field { field: CardField::Photo, .. });
        assert!(log(&mut world).iter().any(is_photo));
        let expected = if winner == Side::There { PhotoRow::new(PHOTO.to_vec()) } else { own };
        let there = read(dav(&mut world).card("ada.vcf")).photo.map(|photo| photo.bytes);
        assert_eq!((world.engine.book.photo_of(ada), there), (Some(expected.id), Some(expected.bytes)));
        assert_eq!((view(&mut world).linked, view(&mut world).status), (1, BookStatus::UpToDate));
    }
}

fn tags(world: &mut World, person: PersonId) -> Vec<String> {
    world.ask(question::Person(person)).unwrap().row.tags
}

#[test]
fn what_is_only_guessed_goes_to_no_address_book() {
    let mut world = world(DavServer::default());
    let (grace, address) = (PersonId::of("grace.hopper@navy.example"), parsed("grace.hopper@navy.example"));
    let came = Decision::CameFrom { people: vec![grace], source: ContactSource::Hand };
    decide(&mut world, 7, vec![came, Decision::Address { address, person: grace }]);
    assert_eq!(named(&mut world, "Grace Hopper"), grace, "by what stands before the @");
    start(&mut world, SyncOut::Everyone);
    let card = dav(&mut world).cards.values().next().unwrap().1.clone();
    assert!(card.contains("FN:grace.hopper@navy.example"), "{card}");
    assert!(!card.contains("Grace") && !card.contains("Hopper") && !card.contains("ORG"), "{card}");
    sync(&mut world);
    assert!(dav(&mut world).cards.values().map(|(_, card)| card).eq([&card]));
    assert_eq!(named(&mut world, "Grace Hopper"), grace, "the address on the card is no name");
    // A name that somebody gives there is one.
    let path = dav(&mut world).cards.keys().next().unwrap().clone();
    let path = path.rsplit('/').next().unwrap().to_owned();
    dav(&mut world).put(&path, &card.replace("FN:grace.hopper@navy.example", "FN:Amazing Grace"));
    sync(&mut world);
    assert_eq!(named(&mut world, "Amazing Grace"), grace);
}
