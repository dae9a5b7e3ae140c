//! Histories of edits on both sides.

use super::{add, assert_same, card_of, dav, decide, parsed, read, set, start, view, with_photo};
use crate::api::{BookStatus, Bytes, Command, Decision, ItemKind, PersonField, PersonId, SyncOut};
use crate::engine::Input;
use crate::engine::tests::address_books::QUARTER;
use crate::engine::tests::dav::{BOOK, DavServer, Fault};
use crate::engine::tests::world::{PHOTO, Server, World};
use kith_wire::WebMethod;
use std::collections::{BTreeMap, BTreeSet};

/// The card of a group.
const GROUP: &str = "group.vcf";

/// A source of numbers that is the same each time.
pub(in crate::engine) struct Dice(u64);

impl Dice {
    pub(in crate::engine) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(in crate::engine) fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// The tab is killed in the middle of a commit, or between two messages, and there is another one.
pub(in crate::engine) fn killed(mut world: World, dice: &mut Dice) -> World {
    if dice.roll(2) == 0 {
        world.disk.dies_after.set(Some(u32::try_from(dice.roll(6)).unwrap()));
        world.pass(QUARTER);
        world.disk.dies_after.set(None);
    } else {
        world.now += QUARTER;
        world.wake = None;
        world.step(Input::Wake);
        for _ in 0..dice.roll(40) {
            let input = world.inputs.pop_front().unwrap_or(Input::Wake);
            world.step(input);
        }
    }
    world.restarted()
}

/// 500 histories of edits on both sides, with faults and kills in between: no doubles, no deletions, no property lost
/// that Kith does not know, and both sides are the same at the end.
#[test]
fn whatever_happens_on_both_sides_they_end_the_same() {
    std::thread::scope(|scope| {
        for first in 1..=4 {
            scope.spawn(move || (first..=500).step_by(4).for_each(history));
        }
    });
}

#[expect(clippy::too_many_lines, reason = "a list of what can happen")]
fn history(seed: u64) {
    let mut dice = Dice::new(seed);
    let flag = |dice: &mut Dice| dice.roll(2) == 0;
    let server = DavServer {
        says_etag: flag(&mut dice),
        renames: flag(&mut dice),
        tells_changes: dice.roll(4) > 0,
        tells_at_once: if flag(&mut dice) { 2 } else { usize::MAX },
        ..DavServer::default()
    };
    let mut world = World::new(Server { dav: Some(server), ..Server::with(&[]) });
    let mut unknown: BTreeMap<String, String> = BTreeMap::new();
    let mut deleted_there: BTreeSet<String> = BTreeSet::new();
    let mut made = 0;
    let mut new_card = |dav: &mut DavServer, unknown: &mut BTreeMap<String, String>| {
        made += 1;
        let (address, mark) = (format!("t{made}@there.example"), format!("X-MARK-{made}:{made} stays"));
        let card = format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u{made}\r\nFN:There Number{made}\r\nN:Number{made};There;;;\r\n\
             EMAIL:{address}\r\n{mark}\r\nEND:VCARD\r\n"
        );
        dav.put(&format!("t {made}.vcf"), &card);
        unknown.insert(address, mark);
    };
    for _ in 0..3 {
        new_card(dav(&mut world), &mut unknown);
    }
    let group = |name: &str, members: &[String]| {
        let members = members.iter().map(|uid| format!("X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:{uid}\r\n"));
        format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nUID:g1\r\nFN:{name}\r\n{}X-KEPT:yes\r\n\
             END:VCARD\r\n",
            members.collect::<String>()
        )
    };
    // Of one who is not in the address book no one knows.
    dav(&mut world).put(GROUP, &group("tag0", &["u1".to_owned(), "nobody".to_owned()]));
    start(&mut world, SyncOut::Everyone);
    let mut people: Vec<String> = Vec::new();
    let mut birthdays: BTreeMap<PersonId, String> = BTreeMap::new();
    let mut mark = 1_000_000;
    for step in 0..14_u8 {
        mark += 1;
        let cards = dav(&mut world).cards.keys().filter(|path| !path.ends_with(GROUP));
        let cards: Vec<String> = cards.cloned().collect();
        let card = cards.get(usize::try_from(dice.roll(cards.len().max(1) as u64)).unwrap()).cloned();
        let known: Vec<PersonId> = unknown.keys().chain(&people).map(|address| PersonId::of(address)).collect();
        let known: Vec<PersonId> = known.into_iter().filter(|id| world.engine.book.is_there(*id)).collect();
        let person = known.get(usize::try_from(dice.roll(known.len().max(1) as u64)).unwrap()).copied();
        match (dice.roll(15), card, person) {
            (0, ..) => new_card(dav(&mut world), &mut unknown),
            (1 | 2, Some(card), _) => {
                let name = card.strip_prefix(BOOK).unwrap().to_owned();
                let text = dav(&mut world).card(&name).to_owned();
                if dice.roll(4) == 0 {
                    dav(&mut world).put(&name, &with_photo(&text, &[PHOTO, &[step; 300]].concat()));
                    continue;
                }
                let line = match dice.roll(3) {
                    0 => format!("TITLE:there {step}"),
                    1 => format!("TEL;TYPE=CELL:+4930{}", 1_000_000 + u32::from(step)),
                    _ => format!("NICKNAME:there {step}"),
                };
                let property = line.split([':', ';']).next().unwrap().to_owned();
                let rest: String =
                    text.split_inclusive('\n').filter(|old| !old.starts_with(&property) || property == "TEL").collect();
                dav(&mut world).put(&name, &rest.replace("END:VCARD", &format!("{line}\r\nEND:VCARD")));
            }
            (3, Some(card), _) if dice.roll(2) == 0 => {
                let name = card.strip_prefix(BOOK).unwrap().to_owned();
                let address = read(dav(&mut world).card(&name)).emails[0].value.clone();
                // Kith may never have seen it.
                if world.engine.book.owner(&parsed(&address)).is_none() {
                    unknown.remove(&address);
                }
                deleted_there.insert(address);
                dav(&mut world).delete(&name);
            }
            (4, ..) => {
                let address = format!("h{seed}-{step}@here.example");
                add(&mut world, mark, &format!("Here Step{step}"), &address);
                people.push(address);
            }
            (5 | 6, _, Some(person)) => {
                let field = if flag(&mut dice) { PersonField::Role } else { PersonField::Nickname };
                let value = if dice.roll(5) == 0 { String::new() } else { format!("here {step}") };
                decide(&mut world, mark, vec![set(person, field, &value)]);
            }
            (7, _, Some(person)) => {
                let value = format!("+4940{}", 1_000_000 + u32::from(step));
                let (kind, label) = (ItemKind::Phone, "mobile".into());
                decide(&mut world, mark, vec![Decision::SetItem { person, kind, item: mark, label, value, at: 0 }]);
            }
            (8, _, Some(person)) => {
                let tag =
                    Decision::Tag { people: vec![person], tag: format!("tag{}", dice.roll(3)), on: flag(&mut dice) };
                decide(&mut world, mark, vec![tag]);
            }
            (9, ..) => {
                let method =
                    [WebMethod::Put, WebMethod::Report, WebMethod::Put][usize::try_from(dice.roll(3)).unwrap()];
                let fault = match dice.roll(8) {
                    0 => Fault::Status(500),
                    7 => Fault::ComesLate,
                    1 => Fault::DoesAndAnswers(500),
                    2 => Fault::DoesAndDies,
                    3 => Fault::Dies,
                    4 => Fault::Cut(usize::try_from(dice.roll(900)).unwrap()),
                    5 => Fault::TokenRefused(403),
                    _ => Fault::Status(412),
                };
                dav(&mut world).faults.push_back((method, fault));
            }
            (10, ..) => {
                world = killed(world, &mut dice);
            }
            // What is changed here only is never what it was before.
            (11, _, Some(person)) => {
                let birthday = format!("19{:02}-06-15", 10 + step);
                decide(&mut world, mark, vec![set(person, PersonField::Birthday, &birthday)]);
                birthdays.insert(person, birthday);
            }
            (12, _, Some(person)) => {
                let photo = flag(&mut dice).then(|| Bytes([PHOTO, &[0x40 + step; 40]].concat()));
                world.order(Command::SetPhoto { mark, person, photo }).unwrap();
                world.pass(3_000);
            }
            (13, Some(card), _) => {
                let name = card.strip_prefix(BOOK).unwrap();
                let uid = read(dav(&mut world).card(name)).uid;
                let known = card_of(dav(&mut world).card(GROUP)).group().unwrap();
                let others = known.members.iter().filter(|member| **member != uid).cloned();
                let mut members: Vec<String> = others.collect();
                members.extend((members.len() == known.members.len()).then_some(uid));
                let name = if dice.roll(6) == 0 { format!("tag{}", dice.roll(3)) } else { known.name };
                dav(&mut world).put(GROUP, &group(&name, &members));
            }
            _ => world.pass(QUARTER),
        }
    }
    dav(&mut world).faults.clear();
    dav(&mut world).late = None;
    let mut world = world.restarted();
    for _ in 0..4 {
        world.pass(QUARTER);
    }
    let what = format!("history {seed}");
    assert_eq!(view(&mut world).status, BookStatus::UpToDate, "{what}");
    assert_same(&mut world, &what);
    // No one was deleted here, and no card there but by the other client.
    for address in unknown.keys().chain(&people) {
        assert!(world.engine.book.owner(&parsed(address)).is_some(), "{what}: {address} is gone here");
    }
    let there: String = dav(&mut world).cards.values().map(|(_, card)| card.as_str()).collect();
    let photos = dav(&mut world).cards.values().filter_map(|(_, card)| read(card).photo);
    photos.for_each(|photo| assert!(photo.bytes.starts_with(PHOTO), "{what}: {photo:?} is no photo"));
    for (address, mark) in unknown.iter().filter(|(address, _)| !deleted_there.contains(*address)) {
        assert!(there.contains(address.as_str()), "{what}: {address} is gone there");
        assert!(there.contains(mark.as_str()), "{what}: {mark} is lost");
    }
    for (person, birthday) in birthdays {
        let local = world.engine.book.local_contact(person).unwrap();
        assert_eq!(local.contact.birthday, birthday, "{what}: an earlier value came back");
    }
    let group = dav(&mut world).card(GROUP).to_owned();
    let members = card_of(&group).group().unwrap().members;
    assert!(members.contains(&"nobody".to_owned()) && group.contains("X-KEPT:yes"), "{what}: {group}");
    // And nothing goes on happening.
    dav(&mut world).asked.clear();
    world.pass(QUARTER);
    assert_eq!(dav(&mut world).count(WebMethod::Put), 0, "{what}: it goes back and forth");
}
