//! Cards that are left out, and that count again.

use super::{
    ADA, BOOK_ID, DavServer, MARA, QUARTER, add, count, dav, decide, named, role, rule_of, set, start, view, world,
};
use crate::api::{BookStatus, Condition, ContactRule, Decision, PersonField, RulePlace, SyncOut};
use crate::engine::tests::world::World;

/// Only who has that tag comes in. Gives what lets everyone in again.
pub(super) fn only_tagged(world: &mut World, mark: u64, tag: &str) -> Decision {
    let (id, rule) = rule_of(world, |place| place == RulePlace::In(BOOK_ID));
    let conditions = vec![Condition::Tag { tag: tag.into(), has: true }];
    decide(world, mark, vec![Decision::ContactRule { id, rule: Some(ContactRule { conditions, ..rule.clone() }) }]);
    Decision::ContactRule { id, rule: Some(rule) }
}

#[test]
fn who_becomes_known_gets_no_second_card_beside_one_that_is_left_out() {
    let mut server = DavServer::default();
    server.put("ada.vcf", ADA);
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    let everyone = only_tagged(&mut world, 20, "friends");
    let phone = "TEL:+49 30 7654321\r\n";
    dav(&mut world).put(
        "nora.vcf",
        &MARA.replace("mara", "nora").replace("Mara", "Nora").replace("END:", &format!("{phone}END:")),
    );
    world.pass(QUARTER);
    let before = count(&mut world);
    add(&mut world, 21, "Nora Birke", "nora@y.example");
    add(&mut world, 22, "Leo Neu", "leo@z.example");
    world.pass(QUARTER);
    assert_eq!((count(&mut world), dav(&mut world).cards.len()), (before + 2, 3), "of the two only Leo is new there");
    let mut world = world.restarted();
    world.pass(QUARTER);
    assert_eq!(dav(&mut world).cards.len(), 3);
    decide(&mut world, 23, vec![everyone]);
    world.pass(QUARTER);
    assert_eq!((view(&mut world).status, view(&mut world).linked), (BookStatus::UpToDate, 3));
    let nora = named(&mut world, "Nora Birke");
    let phones = world.engine.book.local_contact(nora).unwrap().contact.phones;
    assert_eq!((phones.len(), count(&mut world), dav(&mut world).cards.len()), (1, before + 2, 3));
}

#[test]
fn what_changed_on_a_card_while_it_was_left_out_comes_in_once_it_counts_again() {
    let mut server = DavServer::default();
    server.put("ada.vcf", ADA);
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    let ada = named(&mut world, "Ada Lovelace");
    let everyone = only_tagged(&mut world, 20, "friends");
    dav(&mut world).put("ada.vcf", &ADA.replace("END:", "TITLE:Countess\r\nEND:"));
    world.pass(QUARTER);
    assert_eq!(role(&mut world, ada), "");
    // What changes here meanwhile goes out, and leaves what changed there as it is.
    decide(&mut world, 21, vec![set(ada, PersonField::Nickname, "Enchantress")]);
    world.pass(QUARTER);
    let card = dav(&mut world).card("ada.vcf").to_owned();
    assert!(card.contains("TITLE:Countess") && card.contains("NICKNAME:Enchantress"), "{card}");
    assert_eq!(role(&mut world, ada), "");
    let mut world = world.restarted();
    world.pass(QUARTER);
    decide(&mut world, 22, vec![everyone]);
    world.pass(QUARTER);
    assert_eq!(role(&mut world, ada), "Countess");
    assert_eq!(dav(&mut world).card("ada.vcf"), card);
    assert_eq!(view(&mut world).status, BookStatus::UpToDate);
}
