//! An address book on a real CardDAV server, over https through the relay; afterwards an independent client sees what
//! Kith shows.

use crate::rig::Rig;
use kith_engine::api::{
    AddressBookLogin, AddressBookView, BookCredentials, BookStatus, Command, Decision, NewAddressBook, PeopleQuery,
    PersonField, PersonId, SyncOut, TRASH, question,
};
use kith_relay::Config;
use kith_tests::radicale::{Radicale, announce};
use kith_tests::vdirsyncer::pull;
use kith_tests::world::World;
use std::time::{Duration, Instant};
use tokio::time::timeout;

const USER: &str = "robin@wren.example";
const PASSWORD: &str = "correct horse";
const BOOK: &str = "friends";
const HOST: &str = "dav.wren.example";
const ID: u64 = 7;

struct Scene {
    server: Radicale,
    rig: Rig,
    // It ends with it.
    _world: World,
}

fn card(name: &str) -> String {
    let known = format!("UID:{name}\r\nFN:{name} Wren\r\nN:Wren;{name};;;\r\nEMAIL:{name}@bird.example\r\n");
    format!("BEGIN:VCARD\r\nVERSION:3.0\r\n{known}X-ODD;A=1:yes\r\nEND:VCARD\r\n")
}

impl Scene {
    async fn start(cards: impl IntoIterator<Item = String>) -> Self {
        let world = World::start().await.unwrap();
        let server = Radicale::start(&[(USER, PASSWORD)]).unwrap();
        server.make_book(USER, BOOK, "Friends").await.unwrap();
        server.fill(USER, BOOK, cards.into_iter().map(|name| (format!("{name}.vcf"), card(&name)))).unwrap();
        server.put_into(&world, HOST).unwrap();
        announce(&world, "wren.example", HOST, "/").unwrap();
        let (dns_server, extra_roots) = (Some(world.dns()), vec![world.root()]);
        let config = Config { dns_server, test_ports: world.ports(), extra_roots, ..Config::default() };
        let rig = Rig::with(config).await;
        Self { server, rig, _world: world }
    }

    /// Finds the book by the address alone, and connects it.
    async fn connect(&mut self) {
        let login = || AddressBookLogin {
            place: USER.into(),
            credentials: BookCredentials::Password { username: String::new(), password: PASSWORD.into() },
        };
        let found = self.rig.ask(question::FindAddressBooks(login())).await;
        let book = found.into_iter().next().unwrap();
        assert_eq!((book.name.as_str(), book.limits.len()), ("Friends", 0));
        let new = NewAddressBook { id: ID, login: login(), url: book.url, name: book.name, limits: book.limits };
        self.rig.order(Command::ConnectAddressBook(new)).await.unwrap();
        self.until(|view| view.status == BookStatus::Looked).await;
    }

    async fn start_sync(&mut self) {
        self.rig.order(Command::StartSync { book: ID, out: SyncOut::Everyone, mark: 3 }).await.unwrap();
        self.until(|view| view.status == BookStatus::UpToDate).await;
    }

    async fn sync(&mut self) {
        self.rig.order(Command::SyncAddressBook(ID)).await.unwrap();
        self.until(|view| view.status == BookStatus::UpToDate).await;
    }

    async fn until(&mut self, is: impl Fn(&AddressBookView) -> bool) -> AddressBookView {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let view = self.rig.ask(question::AddressBooks).await.into_iter().next().unwrap();
            if is(&view) {
                return view;
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(timeout(left, self.rig.step()).await.is_ok(), "never so: {view:#?}");
        }
    }

    async fn people(&mut self) -> Vec<(String, Vec<String>)> {
        let query = PeopleQuery { limit: 10_000, ..PeopleQuery::default() };
        let rows = self.rig.ask(question::People(query)).await.rows;
        let mut people: Vec<_> = rows.into_iter().map(|row| (row.name, row.tags)).collect();
        people.sort();
        people
    }
}

#[tokio::test]
async fn an_independent_client_sees_what_kith_shows() {
    let mut scene = Scene::start(["Ada", "Bob", "Cy"].map(str::to_owned)).await;
    scene.connect().await;
    scene.start_sync().await;
    let bob = PersonId::of("bob@bird.example");
    let set = Decision::SetField { person: bob, field: PersonField::Role, value: "Builder".into() };
    scene.rig.order(Command::Decide { mark: 11, decisions: vec![set] }).await.unwrap();
    scene.server.put_card(USER, BOOK, "Ada.vcf", &card("Ada").replace("END:", "TITLE:Countess\r\nEND:")).await.unwrap();
    scene.server.put_card(USER, BOOK, "Dan.vcf", &card("Dan")).await.unwrap();
    scene.server.delete(USER, BOOK, "Cy.vcf").await.unwrap();
    scene.sync().await;
    let people = scene.people().await;
    let names: Vec<&str> = people.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Ada Wren", "Bob Wren", "Cy Wren", "Dan Wren"]);
    assert_eq!(people[2].1, [TRASH]);
    let ada = scene.rig.ask(question::Person(PersonId::of("ada@bird.example"))).await;
    assert!(ada.fields.iter().any(|(field, it)| *field == PersonField::Role && it.value == "Countess"));

    scene.server.expire_sync_tokens(USER, BOOK).unwrap();
    scene.server.put_card(USER, BOOK, "Eve.vcf", &card("Eve")).await.unwrap();
    scene.sync().await;
    let mut found = pull(scene.server.address(), USER, PASSWORD, BOOK).await.unwrap();
    found.sort();
    assert_eq!((found.len(), scene.people().await.len()), (4, 5));
    assert!(found.iter().all(|card| card.contains("X-ODD;A=1:yes")), "{found:?}");
    assert!(found.iter().any(|card| card.contains("TITLE:Builder") && card.contains("FN:Bob Wren")), "{found:?}");
}

#[tokio::test]
async fn a_change_is_on_the_server_within_two_seconds() {
    let mut scene = Scene::start((0..300).map(|number| format!("n{number}"))).await;
    scene.connect().await;
    scene.start_sync().await;
    let mut slowest = 0;
    for number in 0..5 {
        let (person, value) = (PersonId::of(&format!("n{number}@bird.example")), format!("Builder {number}"));
        let begin = scene.rig.now();
        let set = Decision::SetField { person, field: PersonField::Role, value: value.clone() };
        scene.rig.order(Command::Decide { mark: 20 + number, decisions: vec![set] }).await.unwrap();
        while !scene.server.cards(USER, BOOK).unwrap()[&format!("n{number}.vcf")].contains(&value) {
            assert!(timeout(Duration::from_secs(60), scene.rig.step()).await.is_ok(), "it is never written");
        }
        slowest = slowest.max(scene.rig.now() - begin);
        scene.until(|view| view.status == BookStatus::UpToDate).await;
    }
    println!("carddav_change_ms {slowest}");
    assert!(slowest < 2_000, "{slowest} ms");
}

#[tokio::test]
async fn five_thousand_cards_come_in() {
    let mut scene = Scene::start((0..5_000).map(|number| format!("n{number}"))).await;
    scene.connect().await;
    let begin = Instant::now();
    scene.start_sync().await;
    let passed = begin.elapsed();
    assert_eq!(scene.people().await.len(), 5_000);
    println!("carddav_first_s {:.1}", passed.as_secs_f64());
}
