//! The contacts of Microsoft 365, against a model of Graph.

use super::address_books::histories::{Dice, killed};
use super::address_books::{BOOK_ID, QUARTER, add, count, decide, named, parsed, set, sync, view};
use super::dav::Fault;
use super::graph::{GraphServer, HOST};
use super::world::{PHOTO, Provider, Server, World, everything, new_account};
use crate::api::{
    AddressBookLogin, BookCredentials, BookLimit, BookProblem, BookStatus, Bytes, CardChangeKind, Command,
    ContactSource, Decision, ItemKind, NewAccount, NewAddressBook, PersonField, PersonId, ProblemKind, SignInWay,
    SyncLogRow, SyncOut, TRASH, question,
};
use crate::books::record::Book;
use crate::graph::contact::GraphContact;
use crate::store::{Batch, Store};
use kith_domain::contact::Contact;
use kith_domain::contact_changes::changes;
use kith_domain::decision::CardField;
use kith_domain::mapping::Mapping;
use kith_wire::WebMethod;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn provider() -> Provider {
    Provider { rotates: true, web_hosts: vec![HOST.to_owned()], ..Provider::default() }
}

fn world(graph: GraphServer) -> World {
    World::new(Server { graph: Some(graph), provider: Some(provider()), ..everything() })
}

fn graph(world: &mut World) -> &mut GraphServer {
    world.server.graph.as_mut().unwrap()
}

fn sign_in(world: &mut World, for_address_books: bool) {
    let (redirect, address) = ("https://kith.example/signed-in".to_owned(), "me@home.example".to_owned());
    let (sign_in, random) = (Box::new(Provider::sign_in(SignInWay::DeviceCode)), Bytes((0..64).collect()));
    world.ask(question::BeginSignIn { sign_in, redirect, address, random, for_address_books }).unwrap();
    world.ask(question::SignedIn).unwrap();
}

fn login(credentials: BookCredentials) -> AddressBookLogin {
    AddressBookLogin { place: "me@home.example".into(), credentials }
}

fn connect(world: &mut World, credentials: &BookCredentials) {
    let found = world.ask(question::FindAddressBooks(login(credentials.clone()))).unwrap();
    let book = found.into_iter().next().unwrap();
    let (login, url, name, limits) = (login(credentials.clone()), book.url, book.name, book.limits);
    world.order(Command::ConnectAddressBook(NewAddressBook { id: BOOK_ID, login, url, name, limits })).unwrap();
    world.settle();
}

fn start(world: &mut World, out: SyncOut) {
    sign_in(world, true);
    connect(world, &BookCredentials::SignIn);
    world.order(Command::StartSync { book: BOOK_ID, out, mark: 5 }).unwrap();
    world.settle();
    assert_eq!(view(world).status, BookStatus::UpToDate);
}

fn ada() -> Value {
    json!({
        "displayName": "Ada Lovelace",
        "givenName": "Ada",
        "surname": "Lovelace",
        "spouseName": "William",
        "fileAs": "Lovelace, Ada",
        "emailAddresses": [{ "name": "Ada", "address": "ada@x.example" }],
        "businessPhones": ["+44 20 1234567"],
        "categories": ["friend"],
        "birthday": "1815-12-10T11:59:00Z"
    })
}

fn mara() -> Value {
    json!({
        "displayName": "Mara Birke",
        "givenName": "Mara",
        "surname": "Birke",
        "emailAddresses": [{ "name": "Mara", "address": "mara@y.example" }]
    })
}

fn both() -> GraphServer {
    let mut server = GraphServer::default();
    server.put(None, &ada());
    server.put(None, &mara());
    server
}

#[test]
fn a_mailbox_that_is_signed_in_is_offered_its_contacts_and_reads_them_with_a_token_of_their_own() {
    let mut server = both();
    server.folders = vec![("AAMkF=".into(), "Club".into())];
    let mut world = world(server);
    sign_in(&mut world, false);
    world.order(Command::Connect(NewAccount { signed_in: true, ..new_account("") })).unwrap();
    let offer = world.ask(question::AddressBookOffer { address: "me@home.example".into() }).unwrap().unwrap();
    assert_eq!((offer.place.as_str(), offer.host.as_str()), ("me@home.example", HOST));

    let by_account = BookCredentials::Account(world.account().id);
    let found = world.ask(question::FindAddressBooks(login(by_account.clone()))).unwrap();
    let told: Vec<_> = found.iter().map(|book| (book.name.as_str(), book.url.as_str())).collect();
    let club = "https://graph.microsoft.com/v1.0/me/contactFolders/AAMkF=/contacts/";
    assert_eq!(told, [("Contacts", "https://graph.microsoft.com/v1.0/me/contacts/"), ("Club", club)]);
    assert_eq!(found[0].limits, [BookLimit::NoCustomFields, BookLimit::NoPhotos]);

    connect(&mut world, &by_account);
    assert_eq!(view(&mut world).status, BookStatus::Looked);
    world.order(Command::StartSync { book: BOOK_ID, out: SyncOut::NoOne, mark: 5 }).unwrap();
    // Through many hours both tokens are changed for new ones, and neither is used for the other's server.
    for _ in 0..30 {
        world.pass(QUARTER);
    }
    assert_eq!(view(&mut world).status, BookStatus::UpToDate);
    named(&mut world, "Ada Lovelace");
    assert!(matches!(world.status(), crate::api::AccountStatus::UpToDate { .. }), "{:?}", world.status());
    let found = world.ask(question::FindAddressBooks(login(by_account))).unwrap();
    assert_eq!(found[0].connected, Some(BOOK_ID));
    // Also after a restart, when the token for address books is gone.
    let mut world = world.restarted();
    world.pass(QUARTER);
    assert_eq!(view(&mut world).status, BookStatus::UpToDate);
    assert!(world.open.len() <= 1);
}

#[test]
fn who_did_not_agree_to_contacts_has_to_sign_in_for_them() {
    let mut world = world(both());
    sign_in(&mut world, false);
    world.server.provider.as_mut().unwrap().refuses = Some(kith_wire::FailureKind::ConsentNeeded);
    let refused = world.ask(question::FindAddressBooks(login(BookCredentials::SignIn)));
    assert_eq!(refused, Err(ProblemKind::Book(BookProblem::SignInNeeded)));
    world.server.provider = Some(provider());
    start(&mut world, SyncOut::NoOne);
    // A token that is refused before its time is changed for another; if none is given, the user has to sign in.
    world.server.provider.as_mut().unwrap().give_for_books();
    world.pass(QUARTER);
    world.pass(QUARTER);
    assert!(matches!(view(&mut world).status, BookStatus::Stopped(_)), "{:?}", view(&mut world).status);
}

#[test]
fn contacts_are_synchronised_both_ways_and_what_kith_does_not_know_stays() {
    let mut world = world(both());
    start(&mut world, SyncOut::NoOne);
    let person = named(&mut world, "Ada Lovelace");
    assert_eq!(world.ask(question::Person(person)).unwrap().row.tags, ["friend"]);
    let id = graph(&mut world).contacts.keys().next().unwrap().clone();
    graph(&mut world).put(Some(&id), &json!({ "jobTitle": "Countess" }));
    world.pass(QUARTER);
    let card = world.ask(question::Person(person)).unwrap();
    assert!(card.fields.iter().any(|(field, it)| *field == PersonField::Role && it.value == "Countess"));

    graph(&mut world).asked.clear();
    decide(&mut world, 9, vec![set(person, PersonField::Nickname, "Enchantress")]);
    let now = graph(&mut world).named("Ada Lovelace");
    let rest = json!({ "nickName": "Enchantress", "spouseName": "William", "fileAs": "Lovelace, Ada" });
    rest.as_object().unwrap().iter().for_each(|(name, value)| assert_eq!(now[name], *value));
    assert_eq!(graph(&mut world).count(WebMethod::Patch), 1);

    // Nothing new: one request.
    graph(&mut world).asked.clear();
    sync(&mut world);
    assert_eq!(graph(&mut world).asked.len(), 1, "{:?}", graph(&mut world).asked);

    graph(&mut world).delete(&id);
    world.pass(QUARTER);
    assert!(world.ask(question::Person(person)).unwrap().row.tags.contains(&TRASH.to_owned()));
    assert_eq!(graph(&mut world).contacts.len(), 1);
}

#[test]
fn a_lost_answer_and_another_edit_bring_no_earlier_value_back() {
    for fault in [Fault::DoesAndDies, Fault::DoesAndAnswers(500), Fault::Dies] {
        let mut world = world(both());
        start(&mut world, SyncOut::NoOne);
        let person = named(&mut world, "Ada Lovelace");
        graph(&mut world).faults.push_back((WebMethod::Patch, fault.clone()));
        decide(&mut world, 9, vec![set(person, PersonField::Role, "first")]);
        decide(&mut world, 10, vec![set(person, PersonField::Role, "second")]);
        world.pass(4 * QUARTER);
        assert_eq!(graph(&mut world).named("Ada Lovelace")["jobTitle"], "second", "{fault:?}");
        assert_eq!(world.engine.book.local_contact(person).unwrap().contact.role, "second", "{fault:?}");
    }
}

/// Also in a connection from before Kith knew that.
#[test]
fn photos_stay_here() {
    let mut world = world(both());
    start(&mut world, SyncOut::NoOne);
    let person = named(&mut world, "Ada Lovelace");
    let photo = Some(Bytes(PHOTO.to_vec()));
    for mark in [9, 11] {
        assert!(view(&mut world).limits.contains(&BookLimit::NoPhotos));
        world.order(Command::SetPhoto { mark, person, photo: photo.clone() }).unwrap();
        graph(&mut world).asked.clear();
        decide(&mut world, mark + 1, vec![set(person, PersonField::Nickname, &format!("Enchantress {mark}"))]);
        world.pass(QUARTER);
        assert_eq!(graph(&mut world).count(WebMethod::Patch), 1);
        let log = world.ask(question::SyncLog { book: BOOK_ID, offset: 0, limit: 99 }).unwrap().rows;
        let is_photo =
            |row: &SyncLogRow| matches!(&row.change.what, CardChangeKind::Field { field: CardField::Photo, .. });
        assert!(!log.iter().any(is_photo));
        assert!(world.engine.book.photo_of(person).is_some());
        let row = pollster::block_on(world.disk.address_books()).unwrap().remove(0);
        let mut book = Book::from_row(&row).unwrap();
        book.limits.retain(|limit| *limit != BookLimit::NoPhotos);
        (book.settings.mapping, book.old_mapping) = (Mapping::default(), None);
        let address_books = vec![book.row().unwrap()];
        pollster::block_on(world.disk.commit(Batch { address_books, ..Batch::default() })).unwrap();
        world = world.restarted();
        world.pass(QUARTER);
    }
}

#[test]
fn a_list_comes_in_pages_and_links_that_are_forgotten_begin_anew() {
    let mut server = GraphServer { tells_at_once: 7, ..GraphServer::default() };
    for number in 0..60 {
        server.put(None, &json!({ "displayName": format!("Number {number}") }));
    }
    let mut world = world(server);
    let before = count(&mut world);
    start(&mut world, SyncOut::NoOne);
    assert_eq!((count(&mut world), view(&mut world).linked), (before + 60, 60));
    graph(&mut world).generation += 1;
    graph(&mut world).put(None, &json!({ "displayName": "Number 60" }));
    graph(&mut world).delete("AAMk1AAA=");
    world.pass(QUARTER);
    assert_eq!(view(&mut world).status, BookStatus::UpToDate);
    assert_eq!((count(&mut world), view(&mut world).linked), (before + 61, 60));
    let gone = named(&mut world, "Number 0");
    assert_eq!(world.ask(question::Person(gone)).unwrap().row.tags, [TRASH]);
}

#[test]
fn a_server_that_asks_to_be_left_alone_is() {
    let mut world = world(GraphServer { asks_to_wait: Some(3_000), ..both() });
    start(&mut world, SyncOut::NoOne);
    graph(&mut world).faults.push_back((WebMethod::Get, Fault::Status(429)));
    sync(&mut world);
    graph(&mut world).asked.clear();
    world.pass(2_990_000);
    assert!(matches!(view(&mut world).status, BookStatus::Waiting { .. }));
    assert_eq!(graph(&mut world).asked, []);
    world.pass(20_000);
    assert_eq!(view(&mut world).status, BookStatus::UpToDate);
}

#[test]
fn a_server_without_room_for_all_addresses_gets_some_and_none_is_lost_here() {
    let mut world = world(both());
    start(&mut world, SyncOut::NoOne);
    let person = named(&mut world, "Ada Lovelace");
    let addresses =
        (1..=4).map(|number| Decision::Address { address: parsed(&format!("ada{number}@x.example")), person });
    decide(&mut world, 9, addresses.collect());
    world.pass(QUARTER);
    assert_eq!(graph(&mut world).named("Ada Lovelace")["emailAddresses"].as_array().unwrap().len(), 3);
    decide(&mut world, 10, vec![set(person, PersonField::Nickname, "Enchantress")]);
    world.pass(QUARTER);
    assert_eq!(graph(&mut world).named("Ada Lovelace")["nickName"], "Enchantress");
    assert_eq!(world.engine.book.local_contact(person).unwrap().contact.emails.len(), 5);
    graph(&mut world).asked.clear();
    world.pass(QUARTER);
    assert_eq!(graph(&mut world).count(WebMethod::Patch), 0);
}

#[test]
fn tokens_that_live_for_a_short_time_are_not_asked_for_again_and_again() {
    for lives in [300, 200, 1, 0] {
        for has_account in [true, false] {
            let mut world = world(both());
            world.server.provider.as_mut().unwrap().lives = Some(lives);
            if has_account {
                sign_in(&mut world, false);
                world.order(Command::Connect(NewAccount { signed_in: true, ..new_account("") })).unwrap();
                let by_account = BookCredentials::Account(world.account().id);
                connect(&mut world, &by_account);
                world.order(Command::StartSync { book: BOOK_ID, out: SyncOut::NoOne, mark: 5 }).unwrap();
                world.settle();
            } else {
                start(&mut world, SyncOut::NoOne);
            }
            assert_eq!(view(&mut world).status, BookStatus::UpToDate, "{lives}");
            let before = world.server.provider.as_ref().unwrap().given_for_books;
            for _ in 0..4 {
                world.pass(QUARTER);
            }
            let given = world.server.provider.as_ref().unwrap().given_for_books - before;
            assert!((1..=8).contains(&given), "{given} tokens in an hour, of {lives} seconds each");
            assert_eq!(view(&mut world).status, BookStatus::UpToDate, "{lives}");
        }
    }
}

/// Every contact is of one person, is as they are, and no two are of one.
fn assert_same(world: &mut World, what: &str) {
    let contacts = world.server.graph.as_ref().unwrap().contacts.clone();
    let mut people = BTreeSet::new();
    for (id, (_, contact)) in contacts {
        let there = read(&Value::Object(contact));
        let Some(person) = world.engine.book.owner(&parsed(&there.emails[0].value)) else { continue };
        assert!(people.insert(person), "{what}: {id} is there twice");
        let local = world.engine.book.local_contact(person).unwrap();
        if local.contact.tags.iter().any(|tag| tag == TRASH) {
            continue;
        }
        let mut differ = changes(&there, &local.contact);
        // The company follows from the address here, as long as no one says another.
        differ.retain(|change| change.field != CardField::Company);
        assert!(differ.is_empty(), "{what}: {id}: {differ:?}");
    }
}

fn read(contact: &Value) -> Contact {
    GraphContact::read(contact.to_string().as_bytes()).unwrap().contact()
}

#[test]
fn no_fault_of_a_server_makes_doubles_or_loses_anything() {
    use Fault::{Cut, Dies, DoesAndAnswers, DoesAndDies, EditedFirst, Status};
    use WebMethod::{Get, Patch, Post};
    let all = [Status(500), Status(429), Status(503), Dies, DoesAndAnswers(500), DoesAndDies, Cut(40)];
    let more = [
        (Patch, Status(412)),
        (Patch, EditedFirst("AAMk1AAA=".into(), "Countess".into())),
        (Get, Status(410)),
        (Get, Status(400)),
        (Post, Status(400)),
    ];
    let faults = [Get, Patch, Post].into_iter().flat_map(|method| all.clone().map(|fault| (method, fault)));
    for (method, fault) in faults.chain(more) {
        let mut world = world(both());
        start(&mut world, SyncOut::Everyone);
        let person = named(&mut world, "Ada Lovelace");
        graph(&mut world)
            .put(None, &json!({ "displayName": "Nora B", "emailAddresses": [{ "address": "nora@y.example" }] }));
        let what = format!("{method:?} {fault:?}");
        // Twice: the one that is to fail may be the second of its kind.
        graph(&mut world).faults.push_back((method, fault.clone()));
        decide(&mut world, 9, vec![set(person, PersonField::Nickname, "Enchantress")]);
        add(&mut world, 21, "Leo Neu", "leo@z.example");
        graph(&mut world).faults.push_back((method, fault));
        decide(&mut world, 10, vec![Decision::Tag { people: vec![person], tag: "poets".into(), on: true }]);
        world.pass(4 * QUARTER);
        // What was refused is tried again when the user says so.
        sync(&mut world);
        sync(&mut world);
        assert_eq!(view(&mut world).status, BookStatus::UpToDate, "{what}");
        assert_same(&mut world, &what);
        assert_eq!((graph(&mut world).contacts.len(), count(&mut world)), (4, 4), "{what}");
    }
}

#[test]
fn a_contact_that_says_only_a_name_is_known_again_after_a_lost_answer() {
    for fault in [Fault::DoesAndDies, Fault::DoesAndAnswers(500), Fault::Cut(9)] {
        let mut world = world(GraphServer::default());
        start(&mut world, SyncOut::Everyone);
        graph(&mut world).faults.push_back((WebMethod::Post, fault));
        let person = PersonId(4_242);
        let from = Decision::CameFrom { people: vec![person], source: ContactSource::Hand };
        decide(&mut world, 9, vec![from, set(person, PersonField::Name, "Solo")]);
        // Another one of that name is someone else.
        graph(&mut world).put(None, &json!({ "displayName": "Solo", "mobilePhone": "+49 40 7654321" }));
        world.pass(4 * QUARTER);
        assert_eq!(view(&mut world).status, BookStatus::UpToDate);
        assert_eq!((graph(&mut world).contacts.len(), count(&mut world)), (2, 2));
    }
}

/// 500 histories of edits on both sides, with faults and kills in between: no doubles, no deletions, nothing lost that
/// Kith does not know, and both sides are the same at the end.
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
    let pick = |dice: &mut Dice, of: usize| usize::try_from(dice.roll(of.max(1) as u64)).unwrap();
    let server = GraphServer { tells_at_once: 1 + pick(&mut dice, 5), ..GraphServer::default() };
    // Tokens that are good for one time may be lost by a kill; Microsoft's are good for long.
    let provider = Provider { rotates: false, ..provider() };
    let mut world = World::new(Server { graph: Some(server), provider: Some(provider), ..Server::with(&[]) });
    // What Kith does not know, by address.
    let mut unknown: BTreeMap<String, String> = BTreeMap::new();
    let mut deleted_there: BTreeSet<String> = BTreeSet::new();
    let mut people: Vec<String> = Vec::new();
    let mut made = 0;
    let mut new_contact = |graph: &mut GraphServer, unknown: &mut BTreeMap<String, String>| {
        made += 1;
        let (address, spouse) = (format!("t{made}@there.example"), format!("spouse {made}"));
        let (name, emails) = (format!("There Number{made}"), json!([{ "name": "T", "address": address }]));
        let parts = json!({ "displayName": name, "givenName": "There", "surname": format!("Number{made}"),
                            "emailAddresses": emails, "spouseName": spouse });
        graph.put(None, &parts);
        unknown.insert(address, spouse);
    };
    for _ in 0..3 {
        new_contact(graph(&mut world), &mut unknown);
    }
    start(&mut world, SyncOut::Everyone);
    for step in 0..14 {
        let mark = 1_000_001 + step;
        let ids: Vec<String> = graph(&mut world).contacts.keys().cloned().collect();
        let id = ids.get(pick(&mut dice, ids.len())).cloned();
        let known = unknown.keys().chain(&people).map(|address| PersonId::of(address));
        let known: Vec<PersonId> = known.filter(|id| world.engine.book.is_there(*id)).collect();
        let person = known.get(pick(&mut dice, known.len())).copied();
        match (dice.roll(12), id, person) {
            (0, ..) => new_contact(graph(&mut world), &mut unknown),
            (1 | 2, Some(id), _) => {
                let change = match dice.roll(4) {
                    0 => json!({ "jobTitle": format!("there {step}") }),
                    1 => json!({ "mobilePhone": format!("+4930{}", 1_000_000 + step) }),
                    2 => json!({ "categories": [format!("there{}", dice.roll(3))] }),
                    _ => json!({ "nickName": format!("there {step}") }),
                };
                graph(&mut world).put(Some(&id), &change);
            }
            (3, Some(id), _) if dice.roll(2) == 0 => {
                let contact = Value::Object(graph(&mut world).contacts[&id].1.clone());
                let address = read(&contact).emails[0].value.clone();
                // Kith may never have seen it.
                if world.engine.book.owner(&parsed(&address)).is_none() {
                    unknown.remove(&address);
                }
                deleted_there.insert(address);
                graph(&mut world).delete(&id);
            }
            (4, ..) => {
                let address = format!("h{seed}-{step}@here.example");
                add(&mut world, mark, &format!("Here Step{step}"), &address);
                people.push(address);
            }
            (5 | 6, _, Some(person)) => {
                let field = if dice.roll(2) == 0 { PersonField::Role } else { PersonField::Nickname };
                let value = if dice.roll(5) == 0 { String::new() } else { format!("here {step}") };
                decide(&mut world, mark, vec![set(person, field, &value)]);
            }
            (7, _, Some(person)) => {
                let (kind, label, value) = (ItemKind::Phone, "work".into(), format!("+4940{}", 1_000_000 + step));
                decide(&mut world, mark, vec![Decision::SetItem { person, kind, item: mark, label, value, at: 0 }]);
            }
            (8, _, Some(person)) => {
                let (tag, on) = (format!("tag{}", dice.roll(3)), dice.roll(2) == 0);
                decide(&mut world, mark, vec![Decision::Tag { people: vec![person], tag, on }]);
            }
            (9, ..) => {
                let method = [WebMethod::Get, WebMethod::Patch, WebMethod::Post][pick(&mut dice, 3)];
                let fault = match dice.roll(7) {
                    0 => Fault::Status(500),
                    1 => Fault::DoesAndAnswers(500),
                    2 => Fault::DoesAndDies,
                    3 => Fault::Dies,
                    4 => Fault::Cut(pick(&mut dice, 900)),
                    5 => Fault::Status(410),
                    _ => Fault::Status(412),
                };
                graph(&mut world).faults.push_back((method, fault));
            }
            (10, ..) => {
                world = killed(world, &mut dice);
            }
            _ => world.pass(QUARTER),
        }
    }
    graph(&mut world).faults.clear();
    let mut world = world.restarted();
    for _ in 0..4 {
        world.pass(QUARTER);
    }
    let what = format!("history {seed}");
    assert_eq!(view(&mut world).status, BookStatus::UpToDate, "{what}");
    assert_same(&mut world, &what);
    // No one was deleted here, and no contact there but by the user.
    for address in unknown.keys().chain(&people) {
        assert!(world.engine.book.owner(&parsed(address)).is_some(), "{what}: {address} is gone here");
    }
    let there = format!("{:?}", graph(&mut world).contacts);
    for (address, spouse) in unknown.iter().filter(|(address, _)| !deleted_there.contains(*address)) {
        assert!(there.contains(address.as_str()), "{what}: {address} is gone there");
        assert!(there.contains(&format!("{spouse:?}")), "{what}: {spouse} is lost");
    }
    // And nothing goes on happening.
    graph(&mut world).asked.clear();
    world.pass(QUARTER);
    let written = graph(&mut world).count(WebMethod::Patch) + graph(&mut world).count(WebMethod::Post);
    assert_eq!(written, 0, "{what}: it goes back and forth");
}
