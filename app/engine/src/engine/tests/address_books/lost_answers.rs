//! Answers to writes that are lost, and edits before the card is read back.

use super::{ADA, DavServer, Fault, QUARTER, add, dav, decide, named, read, set, start, view, world};
use crate::api::{BookStatus, Decision, PersonField, SyncOut};
use kith_wire::WebMethod;

/// Kith's own earlier value is no change of the address book, although that wins where both changed something.
#[test]
fn a_lost_answer_and_another_edit_bring_no_earlier_value_back() {
    for (fault, is_restarted) in [
        (Fault::DoesAndDies, false),
        (Fault::DoesAndDies, true),
        (Fault::DoesAndAnswers(500), false),
        (Fault::Dies, false),
        (Fault::ComesLate, false),
        (Fault::ComesLate, true),
    ] {
        let mut server = DavServer::default();
        server.put("ada.vcf", ADA);
        let mut world = world(server);
        start(&mut world, SyncOut::Everyone);
        let ada = named(&mut world, "Ada Lovelace");
        let what = format!("{fault:?}, restarted {is_restarted}");
        dav(&mut world).faults.extend([(WebMethod::Put, fault.clone()), (WebMethod::Report, Fault::Dies)]);
        let tag = |on| Decision::Tag { people: vec![ada], tag: "poets".into(), on };
        decide(&mut world, 9, vec![set(ada, PersonField::Role, "first"), tag(true)]);
        decide(&mut world, 10, vec![set(ada, PersonField::Role, "second"), tag(false)]);
        if is_restarted {
            world = world.restarted();
        }
        world.pass(4 * QUARTER);
        assert_eq!(view(&mut world).status, BookStatus::UpToDate, "{what}");
        let there = read(dav(&mut world).card("ada.vcf"));
        let here = world.engine.book.local_contact(ada).unwrap().contact;
        assert_eq!((there.role.as_str(), here.role.as_str()), ("second", "second"), "{what}");
        assert_eq!((there.tags, here.tags), (vec![], vec![]), "{what}");
    }
}

#[test]
fn someone_new_who_is_changed_after_a_lost_answer_is_as_they_were_changed_last() {
    for fault in [Fault::DoesAndDies, Fault::Dies, Fault::ComesLate] {
        let mut world = world(DavServer::default());
        start(&mut world, SyncOut::Everyone);
        // Of three writes, each after another edit, no answer comes.
        dav(&mut world).faults.extend((0..2).map(|_| (WebMethod::Put, fault.clone())));
        add(&mut world, 20, "Leo Neu", "leo@z.example");
        let leo = named(&mut world, "Leo Neu");
        for (mark, role) in [(21, "first"), (22, "second"), (23, "third")] {
            decide(&mut world, mark, vec![set(leo, PersonField::Role, role)]);
            world.pass(5_000);
        }
        world.pass(4 * QUARTER);
        let cards: Vec<String> = dav(&mut world).cards.values().map(|(_, card)| read(card).role).collect();
        assert_eq!(cards, ["third"], "{fault:?}");
        assert_eq!(world.engine.book.local_contact(leo).unwrap().contact.role, "third", "{fault:?}");
    }
}

/// Someone else changes another field before the card is read back: both edits stay.
#[test]
fn of_a_card_that_changed_again_there_what_kith_sent_is_no_change_either() {
    let mut server = DavServer::default();
    server.put("ada.vcf", ADA);
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    let ada = named(&mut world, "Ada Lovelace");
    dav(&mut world).faults.push_back((WebMethod::Put, Fault::DoesAndDies));
    decide(&mut world, 9, vec![set(ada, PersonField::Role, "first")]);
    let sent = dav(&mut world).card("ada.vcf").to_owned();
    dav(&mut world).put("ada.vcf", &sent.replace("END:", "NICKNAME:Enchantress\r\nEND:"));
    decide(&mut world, 10, vec![set(ada, PersonField::Role, "second")]);
    world.pass(4 * QUARTER);
    let there = read(dav(&mut world).card("ada.vcf"));
    let here = world.engine.book.local_contact(ada).unwrap().contact;
    for contact in [there, here] {
        assert_eq!((contact.role.as_str(), contact.nickname.as_str()), ("second", "Enchantress"));
    }
}
