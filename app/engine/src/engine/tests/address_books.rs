//! Address books against a model of a server.

use super::dav::{BOOK, DavServer, Fault, HOST};
use super::world::{Server, World, everything};
use crate::api::{
    AddressBookLogin, AddressBookView, BookCredentials, BookLimit, BookProblem, BookStatus, CardReview, CardVerdict,
    Command, Decision, ItemKind, NewAddressBook, PeopleQuery, PersonField, PersonId, ProblemKind, SyncOut, SyncPreview,
    TRASH, UndoneSync, question,
};
use kith_wire::WebMethod;

const QUARTER: i64 = 16 * 60_000;
const BOOK_ID: u64 = 77;

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
    let new = NewAddressBook {
        id: BOOK_ID,
        login: login("right"),
        url: book.url,
        name: book.name,
        limits: book.limits,
    };
    world.order(Command::ConnectAddressBook(new)).unwrap();
    world.settle();
}

fn start(world: &mut World, out: SyncOut) {
    connect(world);
    world.order(Command::StartSync { book: BOOK_ID, out, mark: 5 }).unwrap();
    world.settle();
    assert_eq!(view(world).status, BookStatus::UpToDate);
}

fn view(world: &mut World) -> AddressBookView {
    let [view] = <[_; 1]>::try_from(world.ask(question::AddressBooks).unwrap()).unwrap();
    view
}

fn sync(world: &mut World) {
    world.order(Command::SyncAddressBook(BOOK_ID)).unwrap();
    world.settle();
}

fn named(world: &mut World, name: &str) -> PersonId {
    let query = PeopleQuery { limit: 100, filter: format!("\"{name}\""), ..PeopleQuery::default() };
    let rows = world.ask(question::People(query)).unwrap().rows;
    assert_eq!(rows.len(), 1, "{name}: {rows:?}");
    rows[0].id
}

fn count(world: &mut World) -> u32 {
    world.ask(question::People(PeopleQuery { limit: 1, ..PeopleQuery::default() })).unwrap().all
}

fn decide(world: &mut World, mark: u64, decisions: Vec<Decision>) {
    world.order(Command::Decide { mark, decisions }).unwrap();
    world.pass(3_000);
}

fn set(person: PersonId, field: PersonField, value: &str) -> Decision {
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
        world.ask(question::SyncPreview { book: BOOK_ID, out: SyncOut::Everyone }).unwrap().unwrap();
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
