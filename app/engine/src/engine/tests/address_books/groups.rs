//! Groups of an address book and tags.

use super::left_out::only_tagged;
use super::{ADA, MARA, QUARTER, add, assert_same, card_of, dav, decide, named, read, role, set, start, view, world};
use crate::api::{BookStatus, CardReview, CardVerdict, Command, Decision, PersonField, PersonId, SyncOut, question};
use crate::engine::tests::address_books::{BOOK_ID, count};
use crate::engine::tests::dav::{DavServer, Fault};
use crate::engine::tests::world::World;
use kith_wire::WebMethod;

const APPLE: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nUID:g-1\r\nFN:Poets\r\nN:Poets\r\n\
                     X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:ada-1\r\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:not-here\r\n\
                     X-KEPT:yes\r\nEND:VCARD\r\n";
const STANDARD: &str = "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\nUID:g-1\r\nFN:Poets\r\n\
                        MEMBER:urn:uuid:ada-1\r\nMEMBER:urn:uuid:not-here\r\nX-KEPT:yes\r\nEND:VCARD\r\n";

fn with_group(group: &str) -> DavServer {
    let mut server = DavServer::default();
    // Before and after those who are in it.
    server.put("a group.vcf", group);
    server.put("ada.vcf", ADA);
    server.put("mara.vcf", MARA);
    server
}

fn tags(world: &mut World, person: PersonId) -> Vec<String> {
    world.ask(question::Person(person)).unwrap().row.tags
}

fn tag(person: PersonId, tag: &str, on: bool) -> Vec<Decision> {
    vec![Decision::Tag { people: vec![person], tag: tag.into(), on }]
}

fn group(world: &mut World) -> String {
    dav(world).card("a group.vcf").to_owned()
}

fn members(world: &mut World) -> Vec<String> {
    card_of(&group(world)).group().unwrap().members
}

#[test]
fn whoever_is_in_a_group_has_its_name_as_a_tag_and_the_other_way_round() {
    for (card, line) in
        [(APPLE, "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:mara-1\r\n"), (STANDARD, "MEMBER:urn:uuid:mara-1\r\n")]
    {
        let mut world = world(with_group(card));
        start(&mut world, SyncOut::NoOne);
        let (ada, mara) = (named(&mut world, "Ada Lovelace"), named(&mut world, "Mara Birke"));
        assert_eq!((tags(&mut world, ada), tags(&mut world, mara)), (vec!["Poets".to_owned()], vec![]));
        assert_eq!((count(&mut world), dav(&mut world).count(WebMethod::Put)), (2, 0), "a group is no person");

        // Out of Kith: only the group is written, and of it only the one line.
        decide(&mut world, 9, tag(mara, "poets", true));
        let last = "MEMBER:urn:uuid:not-here\r\n";
        assert_eq!(group(&mut world), card.replace(last, &format!("{last}{line}")));
        assert_eq!(dav(&mut world).card("mara.vcf"), MARA);
        decide(&mut world, 10, tag(mara, "poets", false));
        decide(&mut world, 11, tag(ada, "Poets", false));
        assert_eq!(members(&mut world), ["not-here"]);
        assert_eq!(
            group(&mut world),
            card.replace(card.split_inclusive("\r\n").find(|it| it.contains("ada-1")).unwrap(), "")
        );

        // Into Kith: another client takes them in, and out again, though it is their only tag.
        dav(&mut world).put("a group.vcf", &card.replace("ada-1", "mara-1"));
        world.pass(QUARTER);
        assert_eq!((tags(&mut world, ada), tags(&mut world, mara)), (vec![], vec!["Poets".to_owned()]));
        dav(&mut world).put("a group.vcf", card);
        world.pass(QUARTER);
        assert_eq!((tags(&mut world, ada), tags(&mut world, mara)), (vec!["Poets".to_owned()], vec![]));
        dav(&mut world).asked.clear();
        world.pass(QUARTER);
        assert_eq!((group(&mut world).as_str(), dav(&mut world).count(WebMethod::Put)), (card, 0));
        assert_same(&mut world, "groups");
    }
}

#[test]
fn a_renamed_group_renames_the_tag_and_one_that_is_deleted_takes_it_along() {
    let mut world = world(with_group(APPLE));
    start(&mut world, SyncOut::NoOne);
    let ada = named(&mut world, "Ada Lovelace");
    decide(&mut world, 9, tag(ada, "friends", true));
    dav(&mut world).put("a group.vcf", &APPLE.replace("FN:Poets", "FN:Counts"));
    world.pass(QUARTER);
    assert_eq!(tags(&mut world, ada), ["Counts", "friends"]);
    // Another tag of that name stays where it was.
    assert!(dav(&mut world).card("ada.vcf").contains("CATEGORIES:friends\r\n"));
    dav(&mut world).delete("a group.vcf");
    world.pass(QUARTER);
    assert_eq!(tags(&mut world, ada), ["friends"]);
    // What has no group any more is a category.
    decide(&mut world, 10, tag(ada, "Counts", true));
    let card = dav(&mut world).card("ada.vcf").to_owned();
    assert!(card.contains("CATEGORIES:friends,Counts\r\n"), "{card}");
    assert_same(&mut world, "renamed");
}

#[test]
fn someone_who_is_new_there_is_written_before_they_are_taken_into_a_group() {
    let mut world = world(DavServer { renames: true, changes_uids: true, ..with_group(STANDARD) });
    start(&mut world, SyncOut::Everyone);
    let leo = PersonId::of("leo@z.example");
    decide(&mut world, 8, tag(leo, "Poets", true));
    add(&mut world, 9, "Leo Neu", "leo@z.example");
    let cards = dav(&mut world).cards.clone();
    let (_, (_, card)) = cards.iter().find(|(_, (_, card))| card.contains("Leo")).unwrap();
    assert!(!card.contains("CATEGORIES"), "{card}");
    assert!(members(&mut world).contains(&card_of(card).contact().uid), "{}", group(&mut world));
    assert_same(&mut world, "new in a group");
}

#[test]
fn no_fault_of_a_server_loses_a_member() {
    let other = APPLE.replace("not-here", "not-here\r\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:late");
    for (says_etag, fault) in [true, false].into_iter().flat_map(|says_etag| {
        let faults = [
            Fault::Status(412),
            Fault::Status(500),
            Fault::Status(507),
            Fault::DoesAndAnswers(500),
            Fault::DoesAndDies,
            Fault::Dies,
            Fault::EditedFirst("a group.vcf".into(), other.clone()),
        ];
        faults.map(|fault| (says_etag, fault))
    }) {
        let what = format!("{fault:?}, ETag {says_etag}");
        let is_edited = matches!(fault, Fault::EditedFirst(..));
        let mut world = world(DavServer { says_etag, ..with_group(APPLE) });
        start(&mut world, SyncOut::NoOne);
        let mara = named(&mut world, "Mara Birke");
        dav(&mut world).faults.push_back((WebMethod::Put, fault));
        decide(&mut world, 9, tag(mara, "Poets", true));
        world.pass(2 * QUARTER);
        assert_eq!(view(&mut world).status, BookStatus::UpToDate, "{what}");
        let mut all = vec!["ada-1", "not-here", "mara-1"];
        all.extend(is_edited.then_some("late"));
        let mut there = members(&mut world);
        there.sort();
        all.sort_unstable();
        assert_eq!(there, all, "{what}");
        assert_same(&mut world, &what);
        dav(&mut world).asked.clear();
        world.pass(QUARTER);
        assert_eq!(dav(&mut world).count(WebMethod::Put), 0, "{what}");
    }
}

#[test]
fn a_group_that_the_server_does_not_take_is_listed_and_tried_again_when_the_user_says_so() {
    let mut world = world(with_group(APPLE));
    start(&mut world, SyncOut::NoOne);
    let mara = named(&mut world, "Mara Birke");
    dav(&mut world).faults.push_back((WebMethod::Put, Fault::Status(403)));
    decide(&mut world, 9, tag(mara, "Poets", true));
    let review = view(&mut world).review;
    assert_eq!((review[0].name.as_str(), &review[0].why), ("Poets", &CardReview::Refused(403)));
    dav(&mut world).asked.clear();
    world.pass(QUARTER);
    assert_eq!((dav(&mut world).count(WebMethod::Put), tags(&mut world, mara)), (0, vec!["Poets".to_owned()]));
    let verdict = Command::DecideCard { book: BOOK_ID, card: review[0].card.clone(), verdict: CardVerdict::New };
    world.order(verdict).unwrap();
    world.settle();
    assert_eq!((members(&mut world).len(), view(&mut world).review.len()), (3, 0));
    assert_same(&mut world, "refused");
}

/// Groups change while it is not known whether a card arrived: they say nothing of that.
#[test]
fn a_lost_answer_and_a_group_that_changed_bring_no_earlier_value_or_tag_back() {
    for fault in [Fault::DoesAndDies, Fault::DoesAndAnswers(500), Fault::Dies, Fault::ComesLate] {
        for is_told_first in [false, true] {
            let mut world = world(with_group(APPLE));
            start(&mut world, SyncOut::Everyone);
            let (ada, mara) = (named(&mut world, "Ada Lovelace"), named(&mut world, "Mara Birke"));
            let what = format!("{fault:?}, told first {is_told_first}");
            dav(&mut world).faults.extend([(WebMethod::Put, fault.clone()), (WebMethod::Report, Fault::Dies)]);
            decide(&mut world, 9, vec![set(ada, PersonField::Role, "first")]);
            dav(&mut world).put("a group.vcf", &APPLE.replace("ada-1", "mara-1"));
            if is_told_first {
                world.pass(QUARTER);
            }
            decide(&mut world, 10, vec![set(ada, PersonField::Role, "second")]);
            world.pass(4 * QUARTER);
            assert_eq!(view(&mut world).status, BookStatus::UpToDate, "{what}");
            let there = read(dav(&mut world).card("ada.vcf")).role;
            assert_eq!((there.as_str(), role(&mut world, ada).as_str()), ("second", "second"), "{what}");
            assert_eq!((tags(&mut world, ada), tags(&mut world, mara)), (vec![], vec!["Poets".to_owned()]), "{what}");
            assert_eq!(members(&mut world), ["mara-1", "not-here"], "{what}");
            // What both agree on by now is taken away like anything else.
            decide(&mut world, 11, tag(mara, "Poets", false));
            world.pass(QUARTER);
            assert_eq!(members(&mut world), ["not-here"], "{what}");
        }
    }
}

#[test]
fn whoever_joins_or_leaves_a_group_while_they_are_left_out_does_so_once_they_count_again() {
    let mut world = world(with_group(APPLE));
    start(&mut world, SyncOut::Everyone);
    let (ada, mara) = (named(&mut world, "Ada Lovelace"), named(&mut world, "Mara Birke"));
    let everyone = only_tagged(&mut world, 20, "friends");
    dav(&mut world).put("a group.vcf", &APPLE.replace("ada-1", "mara-1"));
    world.pass(QUARTER);
    assert_eq!((tags(&mut world, ada), tags(&mut world, mara)), (vec!["Poets".to_owned()], vec![]));
    // What changes here meanwhile goes out, and leaves the group as it is.
    let nickname = |person, name: &str| set(person, PersonField::Nickname, name);
    decide(&mut world, 21, vec![nickname(ada, "Enchantress"), nickname(mara, "M")]);
    world.pass(QUARTER);
    assert!(dav(&mut world).card("ada.vcf").contains("NICKNAME:Enchantress"));
    assert_eq!(members(&mut world), ["mara-1", "not-here"]);
    let mut world = world.restarted();
    world.pass(QUARTER);
    decide(&mut world, 22, vec![everyone]);
    world.pass(QUARTER);
    assert_eq!((tags(&mut world, ada), tags(&mut world, mara)), (vec![], vec!["Poets".to_owned()]));
    assert_eq!(members(&mut world), ["mara-1", "not-here"]);
    assert_same(&mut world, "left out");
}

#[test]
fn a_tag_of_someone_who_is_left_out_goes_to_the_group_and_out_of_it() {
    let mut world = world(with_group(APPLE));
    start(&mut world, SyncOut::Everyone);
    let mara = named(&mut world, "Mara Birke");
    let everyone = only_tagged(&mut world, 20, "friends");
    dav(&mut world).put("mara.vcf", &MARA.replace("END:", "TITLE:Pilot\r\nEND:"));
    world.pass(QUARTER);
    for (mark, on) in [(21, true), (23, false), (25, true), (27, false)] {
        decide(&mut world, mark, tag(mara, "Poets", on));
        decide(&mut world, mark + 1, vec![set(mara, PersonField::Nickname, &format!("M {mark}"))]);
        world.pass(QUARTER);
        assert_eq!(members(&mut world).contains(&"mara-1".to_owned()), on, "{mark}");
        assert_eq!((tags(&mut world, mara).len(), role(&mut world, mara)), (usize::from(on), String::new()), "{mark}");
    }
    decide(&mut world, 30, vec![everyone]);
    world.pass(QUARTER);
    assert_eq!((tags(&mut world, mara), role(&mut world, mara).as_str()), (vec![], "Pilot"));
    assert_same(&mut world, "left out");
}
