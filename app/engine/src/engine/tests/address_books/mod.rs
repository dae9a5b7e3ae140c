//! Address books against a model of a server.

mod groups;
pub(super) mod histories;
mod left_out;
mod lost_answers;
mod odd_servers;
mod photos;

use super::dav::{BOOK, DavServer, Fault, HOST};
use super::world::{Server, World, everything};
use crate::api::{
    AddressBookLogin, AddressBookView, BookCredentials, BookLimit, BookProblem, BookStatus, CardChangeKind, CardReview,
    CardVerdict, Command, Condition, ContactRule, ContactSource, CustomFieldKind, Decision, KithField, NewAddressBook,
    Pair, PairDirection, PeopleQuery, PersonField, PersonId, ProblemKind, RulePlace, SyncLogRow, SyncOut, SyncPreview,
    TRASH, UndoneSync, question,
};
use kith_domain::address::Address;
use kith_domain::contact::{Contact, Photo};
use kith_domain::contact_changes::changes;
use kith_domain::decision::CardField;
use kith_domain::vcard;
use kith_wire::WebMethod;
use std::collections::BTreeSet;

pub(super) const QUARTER: i64 = 16 * 60_000;
pub(super) const BOOK_ID: u64 = 77;

const ADA: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:ada-1\r\nFN:Ada Lovelace\r\nN:Lovelace;Ada;;;\r\n\
                   EMAIL;TYPE=WORK:ada@x.example\r\nX-UNKNOWN;FOO=bar:keep me\r\nTEL;TYPE=CELL:+49 30 1234567\r\nEND:VCARD\r\n";
const MARA: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:mara-1\r\nFN:Mara Birke\r\nN:Birke;Mara;;;\r\n\
                    EMAIL:mara@y.example\r\nEND:VCARD\r\n";

fn world(dav: DavServer) -> World {
    World::new(Server { dav: Some(dav), ..everything() })
}

fn dav(world: &mut World) -> &mut DavServer {
    world.server.dav.as_mut().unwrap()
}

fn login(password: &str) -> AddressBookLogin {
    AddressBookLogin {
        place: "me@home.example".into(),
        credentials: BookCredentials::Password { username: String::new(), password: password.into() },
    }
}

fn connect(world: &mut World) {
    let found = world.ask(question::FindAddressBooks(login("right"))).unwrap();
    let [book] = <[_; 1]>::try_from(found).unwrap();
    let new =
        NewAddressBook { id: BOOK_ID, login: login("right"), url: book.url, name: book.name, limits: book.limits };
    world.order(Command::ConnectAddressBook(new)).unwrap();
    world.settle();
}

fn start(world: &mut World, out: SyncOut) {
    connect(world);
    world.order(Command::StartSync { book: BOOK_ID, out, mark: 5 }).unwrap();
    world.settle();
    assert_eq!(view(world).status, BookStatus::UpToDate);
}

pub(super) fn view(world: &mut World) -> AddressBookView {
    let [view] = <[_; 1]>::try_from(world.ask(question::AddressBooks).unwrap()).unwrap();
    view
}

pub(super) fn sync(world: &mut World) {
    world.order(Command::SyncAddressBook(BOOK_ID)).unwrap();
    world.settle();
}

pub(super) fn named(world: &mut World, name: &str) -> PersonId {
    let query = PeopleQuery { limit: 100, filter: format!("\"{name}\""), ..PeopleQuery::default() };
    let rows = world.ask(question::People(query)).unwrap().rows;
    assert_eq!(rows.len(), 1, "{name}: {rows:?}");
    rows[0].id
}

pub(super) fn count(world: &mut World) -> u32 {
    world.ask(question::People(PeopleQuery { limit: 1, ..PeopleQuery::default() })).unwrap().all
}

pub(super) fn decide(world: &mut World, mark: u64, decisions: Vec<Decision>) {
    world.order(Command::Decide { mark, decisions }).unwrap();
    world.pass(3_000);
}

pub(super) fn set(person: PersonId, field: PersonField, value: &str) -> Decision {
    Decision::SetField { person, field, value: value.into() }
}

#[test]
fn address_books_are_found_by_the_address_alone_and_nothing_is_shown_unasked() {
    let mut world = world(DavServer::default());
    let found = world.ask(question::FindAddressBooks(login("right"))).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].name.as_str(), found[0].url.as_str()), ("Home", &*format!("https://{HOST}{BOOK}")));
    assert_eq!(found[0].limits, []);
    assert!(world.open.is_empty());
    let refused = world.ask(question::FindAddressBooks(login("wrong")));
    assert_eq!(refused, Err(ProblemKind::Book(BookProblem::LoginRefused)));
    // A server of another domain, which only the DNS names, gets no password.
    dav(&mut world).records = vec!["https://elsewhere.example/".into()];
    let elsewhere = world.ask(question::FindAddressBooks(login("right")));
    assert!(elsewhere.is_err(), "{elsewhere:?}");
    world.server.dav = None;
    assert_eq!(world.ask(question::FindAddressBooks(login("right"))), Err(ProblemKind::OtherVersion));
}

#[test]
fn a_first_sync_shows_what_it_does_before_it_does_it_and_makes_no_doubles() {
    let mut server = DavServer::default();
    server.put("ada.vcf", ADA);
    server.put("mara.vcf", MARA);
    server.put("p1.vcf", &MARA.replace("mara-1", "p-1").replace("Mara Birke", "Pia Eins").replace("mara@y", "p1@x"));
    let mut world = world(server);
    world.connect().unwrap();
    let before = count(&mut world);
    connect(&mut world);
    assert_eq!(view(&mut world).status, BookStatus::Looked);
    assert_eq!((count(&mut world), dav(&mut world).count(WebMethod::Put)), (before, 0), "it only looked");
    let preview: SyncPreview =
        world.ask(question::SyncPreview { book: BOOK_ID, out: SyncOut::Everyone, examples: 1 }).unwrap().unwrap();
    assert_eq!((preview.new_here.examples.len(), preview.new_there.examples.len()), (1, 1));
    assert_eq!((preview.cards, preview.new_here.count, preview.completed.count), (3, 2, 1));
    assert_eq!(preview.new_there.count, before - 1);

    world.order(Command::StartSync { book: BOOK_ID, out: SyncOut::Everyone, mark: 5 }).unwrap();
    world.settle();
    let shown = view(&mut world);
    assert_eq!((shown.status, shown.linked), (BookStatus::UpToDate, before + 2));
    assert_eq!(count(&mut world), before + 2);
    assert_eq!(dav(&mut world).cards.len() as u32, before + 2);
    assert!(dav(&mut world).card("ada.vcf").contains("X-UNKNOWN;FOO=bar:keep me"));
    named(&mut world, "Pia Eins");

    // Nothing new: one request, and nothing is decided.
    dav(&mut world).asked.clear();
    let commits = world.disk.commits.get();
    sync(&mut world);
    assert_eq!(dav(&mut world).asked.len(), 1, "{:?}", dav(&mut world).asked);
    assert_eq!(world.disk.commits.get(), commits + 1);
}

#[test]
fn what_changes_on_one_side_changes_on_the_other_and_the_rest_of_the_card_stays() {
    let mut server = DavServer::default();
    server.put("ada.vcf", ADA);
    let mut world = world(server);
    start(&mut world, SyncOut::NoOne);
    let ada = named(&mut world, "Ada Lovelace");
    dav(&mut world).put("ada.vcf", &ADA.replace("END:", "TITLE:Countess\r\nEND:"));
    world.pass(QUARTER);
    let card = world.ask(question::Person(ada)).unwrap();
    let role = card.fields.iter().find(|(field, _)| *field == PersonField::Role).map(|(_, it)| it.value.clone());
    assert_eq!(role.as_deref(), Some("Countess"));

    dav(&mut world).asked.clear();
    decide(&mut world, 9, vec![set(ada, PersonField::Nickname, "Enchantress")]);
    let now = dav(&mut world).card("ada.vcf").to_owned();
    assert!(now.contains("NICKNAME:Enchantress") && now.contains("X-UNKNOWN;FOO=bar:keep me"), "{now}");
    assert_eq!(dav(&mut world).count(WebMethod::Put), 1);
    let log = world.ask(question::SyncLog { book: BOOK_ID, offset: 0, limit: 9 }).unwrap();
    assert!(log.all >= 3, "{log:?}");
}

#[test]
fn who_is_deleted_there_gets_a_tag_and_who_is_deleted_here_stays_there() {
    let mut server = DavServer::default();
    server.put("ada.vcf", ADA);
    server.put("mara.vcf", MARA);
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    dav(&mut world).delete("ada.vcf");
    world.pass(QUARTER);
    let ada = named(&mut world, "Ada Lovelace");
    assert_eq!(world.ask(question::Person(ada)).unwrap().row.tags, [TRASH]);
    world.pass(QUARTER);
    assert_eq!(dav(&mut world).card("ada.vcf"), "", "it is not written again");

    let mara = named(&mut world, "Mara Birke");
    let addresses = vec![PersonId::of("mara@y.example")];
    decide(&mut world, 11, vec![Decision::Delete { person: mara, addresses }]);
    world.pass(QUARTER);
    assert_eq!(dav(&mut world).card("mara.vcf"), MARA);
    let review = view(&mut world).review;
    assert_eq!(review.len(), 1);
    assert_eq!((review[0].name.as_str(), &review[0].why), ("Mara Birke", &CardReview::DeletedHere));
    let verdict = Command::DecideCard { book: BOOK_ID, card: review[0].card.clone(), verdict: CardVerdict::LeaveOut };
    world.order(verdict).unwrap();
    assert_eq!(view(&mut world).review, []);
}

/// Whatever goes wrong once, an hour later both sides are the same, and nothing is there twice.
#[test]
fn no_fault_of_a_server_makes_doubles_or_loses_anything() {
    use Fault::{Cut, Dies, DoesAndAnswers, DoesAndDies, EditedFirst, Status, TokenRefused};
    use WebMethod::{Propfind, Put, Report};
    let edited = ADA.replace("END:", "TITLE:Countess\r\nEND:");
    let faults = [
        (Put, Status(412)),
        (Put, Status(500)),
        (Put, Status(503)),
        (Put, Status(507)),
        (Put, DoesAndAnswers(500)),
        (Put, DoesAndAnswers(204)),
        (Put, DoesAndDies),
        (Put, Dies),
        (Put, EditedFirst("ada.vcf".into(), edited)),
        (Report, Cut(300)),
        (Report, Cut(700)),
        (Report, Dies),
        (Report, TokenRefused(403)),
        (Report, TokenRefused(412)),
        (Report, Status(507)),
        (Report, Status(500)),
        (Propfind, Dies),
    ];
    for (says_etag, renames, drops_categories) in
        [(true, false, false), (false, false, false), (true, true, true), (false, true, true)]
    {
        for (method, fault) in faults.clone() {
            let mut server = DavServer { says_etag, renames, drops_categories, ..DavServer::default() };
            server.put("ada.vcf", ADA);
            server.put("mara.vcf", MARA);
            let mut world = world(server);
            start(&mut world, SyncOut::Everyone);
            let ada = named(&mut world, "Ada Lovelace");
            dav(&mut world).put("new one.vcf", &MARA.replace("mara", "nora").replace("Mara", "Nora"));
            let what = format!("{method:?} {fault:?}, ETag {says_etag}, renames {renames}");
            // Twice: the one that is to fail may be the second of its kind.
            dav(&mut world).faults.push_back((method, fault.clone()));
            decide(&mut world, 9, vec![set(ada, PersonField::Nickname, "Enchantress")]);
            add(&mut world, 21, "Leo Neu", "leo@z.example");
            dav(&mut world).faults.push_back((method, fault));
            decide(&mut world, 10, vec![Decision::Tag { people: vec![ada], tag: "poets".into(), on: true }]);
            world.pass(4 * QUARTER);
            assert_eq!(view(&mut world).status, BookStatus::UpToDate, "{what}");
            assert_same(&mut world, &what);
            assert_eq!((dav(&mut world).cards.len(), count(&mut world)), (4, 4), "{what}");
        }
    }
}

/// Someone of whom nothing but a name is known, whose card gets another name and UID there, as at Google.
#[test]
fn a_card_that_says_only_a_name_is_known_again_after_a_lost_answer() {
    for fault in [Fault::DoesAndDies, Fault::DoesAndAnswers(500)] {
        let mut world =
            world(DavServer { renames: true, changes_uids: true, drops_categories: true, ..DavServer::default() });
        start(&mut world, SyncOut::Everyone);
        dav(&mut world).faults.push_back((WebMethod::Put, fault));
        let person = PersonId(4_242);
        let from = Decision::CameFrom { people: vec![person], source: ContactSource::Hand };
        let tag = Decision::Tag { people: vec![person], tag: "poets".into(), on: true };
        decide(&mut world, 9, vec![from, set(person, PersonField::Name, "Solo"), tag]);
        world.pass(4 * QUARTER);
        assert_eq!(view(&mut world).status, BookStatus::UpToDate);
        assert_eq!((dav(&mut world).cards.len(), count(&mut world)), (1, 1));
        // Tags that are not kept there stay here.
        assert_eq!(world.ask(question::Person(person)).unwrap().row.tags, ["poets"]);
    }
}

pub(super) fn add(world: &mut World, mark: u64, name: &str, address: &str) {
    let person = PersonId::of(address);
    let decisions = vec![
        Decision::CameFrom { people: vec![person], source: ContactSource::Hand },
        Decision::Address { address: parsed(address), person },
        set(person, PersonField::Name, name),
    ];
    decide(world, mark, decisions);
}

/// Every card is of one person, is as they are, and no two are of one.
fn assert_same(world: &mut World, what: &str) {
    let server = world.server.dav.as_ref().unwrap();
    let (drops_categories, cards) = (server.drops_categories, server.cards.clone());
    let mut people = BTreeSet::new();
    let groups: Vec<vcard::Group> = cards.values().filter_map(|(_, card)| card_of(card).group()).collect();
    for (path, (_, card)) in cards.into_iter().filter(|(_, (_, card))| card_of(card).group().is_none()) {
        let mut there = read(&card);
        let is_in = |group: &&vcard::Group| group.members.contains(&there.uid);
        let names: Vec<String> = groups.iter().filter(is_in).map(|group| group.name.clone()).collect();
        there.tags.extend(names);
        there = there.normal();
        let Some(person) = world.engine.book.owner(&parsed(&there.emails[0].value)) else { continue };
        assert!(people.insert(person), "{what}: {path} is there twice");
        let local = world.engine.book.local_contact(person).unwrap();
        if local.contact.tags.iter().any(|tag| tag == TRASH) {
            continue;
        }
        let mut differ = changes(&there, &local.contact);
        // The company follows from the address here, as long as no one says another.
        let is_own_word = |field: &CardField| match field {
            CardField::Tag => !drops_categories,
            CardField::Company | CardField::Photo => false,
            _ => true,
        };
        differ.retain(|change| is_own_word(&change.field));
        assert!(differ.is_empty(), "{what}: {path}: {differ:?}\n{card}");
    }
}

pub(super) fn parsed(address: &str) -> Address {
    Address::parse(address).unwrap()
}

fn card_of(card: &str) -> vcard::Card {
    vcard::read(card.as_bytes()).into_iter().find_map(Result::ok).unwrap()
}

fn read(card: &str) -> Contact {
    card_of(card).contact()
}

/// A card with that photo.
fn with_photo(card: &str, photo: &[u8]) -> String {
    let mut card = vcard::read(card.as_bytes()).into_iter().find_map(Result::ok).unwrap();
    let photo = Some(Photo { media_type: "image/jpeg".into(), bytes: photo.to_vec() });
    card.update(&Contact { photo, ..card.contact() });
    String::from_utf8(card.bytes()).unwrap()
}

fn log(world: &mut World) -> Vec<SyncLogRow> {
    world.ask(question::SyncLog { book: BOOK_ID, offset: 0, limit: 100 }).unwrap().rows
}

fn role(world: &mut World, person: PersonId) -> String {
    let fields = world.ask(question::Person(person)).unwrap().fields;
    fields.into_iter().find(|(field, _)| *field == PersonField::Role).map_or(String::new(), |(_, it)| it.value)
}

fn rule_of(world: &mut World, is_it: impl Fn(RulePlace) -> bool) -> (u64, ContactRule) {
    let rules = world.ask(question::Rules).unwrap();
    rules.into_iter().find(|view| is_it(view.rule.place)).map(|view| (view.id, view.rule)).unwrap()
}

#[test]
fn many_cards_that_disappear_at_once_are_asked_about() {
    for are_deleted in [true, false] {
        let mut server = DavServer::default();
        for number in 0..30 {
            let card = MARA.replace("mara", &format!("m{number}")).replace("Mara", &format!("Mara{number}"));
            server.put(&format!("{number}.vcf"), &card);
        }
        let mut world = world(server);
        start(&mut world, SyncOut::Everyone);
        for number in 0..25 {
            dav(&mut world).delete(&format!("{number}.vcf"));
        }
        world.pass(QUARTER);
        assert_eq!(view(&mut world).status, BookStatus::Disappeared { cards: 25, of: 30 });
        let tagged = |world: &mut World| {
            let rows = world.ask(question::People(PeopleQuery { limit: 99, ..PeopleQuery::default() })).unwrap().rows;
            rows.iter().filter(|row| row.tags.iter().any(|tag| tag == TRASH)).count()
        };
        assert_eq!(tagged(&mut world), 0);
        world.pass(4 * QUARTER);
        assert_eq!(dav(&mut world).cards.len(), 5, "it waits for the user");
        world.order(Command::AnswerDisappeared { book: BOOK_ID, are_deleted }).unwrap();
        world.settle();
        assert_eq!(view(&mut world).status, BookStatus::UpToDate);
        let expected = if are_deleted { (25, 5) } else { (0, 30) };
        assert_eq!((tagged(&mut world), dav(&mut world).cards.len()), expected);
        assert_same(&mut world, "disappeared");
    }
}

#[test]
fn changes_are_taken_back_on_both_sides() {
    let mut server = DavServer::default();
    server.put("ada.vcf", ADA);
    let mut world = world(server);
    start(&mut world, SyncOut::NoOne);
    let ada = named(&mut world, "Ada Lovelace");
    dav(&mut world).put("ada.vcf", &ADA.replace("END:", "TITLE:Countess\r\nEND:"));
    world.pass(QUARTER);
    decide(&mut world, 9, vec![set(ada, PersonField::Nickname, "Enchantress")]);
    // One that came in, and one that went out, each by itself.
    for (field, mark) in [(CardField::Role, 30), (CardField::Nickname, 31)] {
        let is_it = |row: &&SyncLogRow| {
            matches!(&row.change.what, CardChangeKind::Field { field: of, .. } if *of == field) && !row.undone
        };
        let key = log(&mut world).iter().find(is_it).unwrap().key;
        let undone = UndoneSync::Changes(vec![key]);
        world.order(Command::UndoSync { book: BOOK_ID, undone, mark }).unwrap();
        assert!(log(&mut world).iter().any(|row| row.key == key && row.undone), "{field:?}");
        world.pass(QUARTER);
    }
    assert_eq!(role(&mut world, ada), "");
    let card = dav(&mut world).card("ada.vcf").to_owned();
    assert!(
        !card.contains("TITLE") && !card.contains("NICKNAME") && card.contains("X-UNKNOWN;FOO=bar:keep me"),
        "{card}"
    );
    assert_same(&mut world, "undone");
    // A whole run: who came with it goes again, and the card stays.
    dav(&mut world).put("mara.vcf", MARA);
    world.pass(QUARTER);
    let run = log(&mut world).first().unwrap().run;
    let before = count(&mut world);
    world.order(Command::UndoRun { run, undone: true, mark: 40 }).unwrap();
    world.pass(QUARTER);
    assert_eq!((count(&mut world), dav(&mut world).card("mara.vcf")), (before - 1, MARA));
}

#[test]
fn rules_say_who_comes_in_and_who_goes_out() {
    let mut server = DavServer::default();
    server.put("ada.vcf", &ADA.replace("END:", "CATEGORIES:poets\r\nEND:"));
    server.put("mara.vcf", MARA);
    let mut world = world(server);
    start(&mut world, SyncOut::NoOne);
    let everybody = count(&mut world);
    add(&mut world, 20, "Leo Neu", "leo@z.example");
    world.pass(QUARTER);
    assert_eq!(dav(&mut world).cards.len(), 2, "no one new goes out");
    let (id, rule) = rule_of(&mut world, |place| place == RulePlace::Out(BOOK_ID));
    let tagged = Condition::Tag { tag: "friends".into(), has: true };
    let conditions = [rule.conditions.clone(), vec![tagged]].concat();
    decide(&mut world, 21, vec![Decision::ContactRule { id, rule: Some(ContactRule { conditions, ..rule }) }]);
    let leo = named(&mut world, "Leo Neu");
    decide(&mut world, 22, vec![Decision::Tag { people: vec![leo], tag: "friends".into(), on: true }]);
    assert_eq!(dav(&mut world).cards.len(), 3);

    let (id, rule) = rule_of(&mut world, |place| place == RulePlace::In(BOOK_ID));
    let poets = vec![Condition::Tag { tag: "poets".into(), has: true }];
    decide(
        &mut world,
        23,
        vec![Decision::ContactRule { id, rule: Some(ContactRule { conditions: poets, ..rule.clone() }) }],
    );
    dav(&mut world).put("nora.vcf", &MARA.replace("mara", "nora").replace("Mara", "Nora"));
    world.pass(QUARTER);
    assert_eq!(count(&mut world), everybody + 1, "she is no poet");
    decide(&mut world, 24, vec![Decision::ContactRule { id, rule: Some(rule) }]);
    world.pass(QUARTER);
    assert_eq!(count(&mut world), everybody + 2, "and need not be one any more");
    assert_same(&mut world, "rules");
}

#[test]
fn another_mapping_takes_in_what_was_there_all_the_time() {
    let mut server = DavServer::default();
    server.put("ada.vcf", &ADA.replace("END:", "TITLE:Countess\r\nEND:"));
    let mut world = world(server);
    start(&mut world, SyncOut::NoOne);
    let ada = named(&mut world, "Ada Lovelace");
    let mut settings = view(&mut world).settings;
    let kind = CustomFieldKind::Text;
    decide(&mut world, 50, vec![Decision::CustomField { id: 5, name: "Rank".into(), kind }]);
    settings.mapping.pairs.retain(|pair| pair.there != CardField::Role);
    let (there, here) = (CardField::Role, KithField::Custom(5));
    settings.mapping.pairs.push(Pair { there, here, direction: PairDirection::Both });
    world.order(Command::SetAddressBook { book: BOOK_ID, settings }).unwrap();
    world.pass(QUARTER);
    let rank = |world: &mut World| {
        let fields = world.ask(question::Person(ada)).unwrap().fields;
        fields.into_iter().find(|(field, _)| *field == PersonField::Custom(5)).map(|(_, it)| it.value)
    };
    assert_eq!(rank(&mut world).as_deref(), Some("Countess"));
    decide(&mut world, 51, vec![set(ada, PersonField::Custom(5), "Duchess")]);
    assert!(dav(&mut world).card("ada.vcf").contains("TITLE:Duchess"));
    assert_eq!(role(&mut world, ada), "Countess", "what came in before stays");
}

#[test]
fn who_cannot_be_told_is_left_for_the_user() {
    let mut server = DavServer::default();
    server.put(
        "leo.vcf",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:l\r\nFN:Leo Neu\r\nN:Neu;Leo;;;\r\nTITLE:Smith\r\nEND:VCARD\r\n",
    );
    for (verdict, more) in [(CardVerdict::New, 1), (CardVerdict::LeaveOut, 0)] {
        let mut world =
            world(DavServer { cards: server.cards.clone(), happened: server.happened.clone(), ..DavServer::default() });
        add(&mut world, 20, "Leo Neu", "leo@z.example");
        start(&mut world, SyncOut::Everyone);
        let before = count(&mut world);
        let review = view(&mut world).review;
        assert!(matches!(&review[0].why, CardReview::Unclear(people) if people.len() == 1), "{review:?}");
        assert_eq!(dav(&mut world).cards.len(), 1, "whoever may be there is not written a second time");
        let card = review[0].card.clone();
        world.order(Command::DecideCard { book: BOOK_ID, card, verdict }).unwrap();
        world.pass(QUARTER);
        assert_eq!((count(&mut world), view(&mut world).review.len()), (before + more, 0));
        assert_eq!(dav(&mut world).cards.len() as u32, 1 + more, "{verdict:?}");
        assert_eq!(dav(&mut world).cards.len(), 1 + more as usize, "{verdict:?}");
    }
}

#[test]
fn a_book_that_may_not_be_written_only_comes_in() {
    let mut server = DavServer { is_read_only: true, tells_changes: false, ..DavServer::default() };
    server.put("ada.vcf", ADA);
    let mut world = world(server);
    start(&mut world, SyncOut::Everyone);
    assert_eq!(view(&mut world).limits, [BookLimit::ReadOnly, BookLimit::NoChanges]);
    let ada = named(&mut world, "Ada Lovelace");
    decide(&mut world, 9, vec![set(ada, PersonField::Nickname, "Enchantress")]);
    dav(&mut world).put("ada.vcf", &ADA.replace("END:", "TITLE:Countess\r\nEND:"));
    world.pass(QUARTER);
    assert_eq!((role(&mut world, ada).as_str(), dav(&mut world).count(WebMethod::Put)), ("Countess", 0));
    assert_eq!(view(&mut world).status, BookStatus::UpToDate);
}

#[test]
fn a_password_that_is_not_taken_any_more_is_asked_for() {
    let mut server = DavServer::default();
    server.put("ada.vcf", ADA);
    let mut world = world(server);
    start(&mut world, SyncOut::NoOne);
    dav(&mut world).password = "other".into();
    world.pass(QUARTER);
    let status = view(&mut world).status;
    assert!(
        matches!(&status, BookStatus::Stopped(problem) if problem.kind == ProblemKind::Book(BookProblem::LoginRefused))
    );
    let asked = dav(&mut world).asked.len();
    world.pass(8 * QUARTER);
    assert_eq!(dav(&mut world).asked.len(), asked, "it does not knock again");
    let credentials = BookCredentials::Password { username: String::new(), password: "other".into() };
    world.order(Command::SetBookLogin { book: BOOK_ID, credentials }).unwrap();
    world.settle();
    assert_eq!(view(&mut world).status, BookStatus::UpToDate);
    world.order(Command::RemoveAddressBook(BOOK_ID)).unwrap();
    assert_eq!(world.ask(question::AddressBooks), Ok(vec![]));
    named(&mut world, "Ada Lovelace");
    assert_eq!(dav(&mut world).card("ada.vcf"), ADA);
}
