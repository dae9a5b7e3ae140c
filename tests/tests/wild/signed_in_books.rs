//! The address books of someone who signs in at a real OAuth server: Google's contacts and Microsoft Graph, scripted after
//! their documentation, over https through the relay.

use crate::rig::Rig;
use kith_engine::api::{
    AddressBookLogin, AddressBookView, BookCredentials, BookLimit, BookStatus, Bytes, Command, ContactSource, Decision,
    NewAddressBook, PersonField, PersonId, SignInStep, SyncOut, question,
};
use kith_relay::{Config, Settings, Times};
use kith_tests::bearer::Tokens;
use kith_tests::google_contacts::{self, GoogleContacts};
use kith_tests::graph::{self, Graph};
use kith_tests::provider::{Provider, ProviderOptions};
use kith_tests::world::World;
use serde_json::json;
use std::io::Write;
use std::time::{Duration, Instant};
use tokio::time::timeout;

const USER: &str = "robin@wren.example";
const KITH: &str = "http://127.0.0.1:5484";
const ID: u64 = 7;

async fn provider(world: &World) -> Provider {
    Provider::start(world, ProviderOptions { user: USER, kith: KITH, rotates: false }).unwrap()
}

/// A relay whose one sign-in is for the address books of that server.
async fn rig(world: &World, provider: &Provider, host: &str) -> Rig {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let settings = format!("{}web-hosts = [\"{host}\"]\n", provider.settings(true, "imap.wren.example"));
    file.write_all(settings.as_bytes()).unwrap();
    let settings = Settings::read(file.path()).unwrap().config().unwrap();
    Rig::with(Config {
        dns_server: Some(world.dns()),
        test_ports: world.ports(),
        extra_roots: vec![world.root()],
        times: Times { sign_in_interval: Duration::from_millis(50), ..Times::default() },
        ..settings
    })
    .await
}

/// Signs in, connects the first address book there is, and starts its sync.
async fn connect(rig: &mut Rig, provider: &mut Provider, limits: &[BookLimit]) {
    let sign_in = Box::new(rig.ask(question::SignIns).await.into_iter().next().unwrap());
    let (redirect, address, random) = (format!("{KITH}/signed-in"), USER.to_owned(), Bytes((1..=64).collect()));
    let begin = question::BeginSignIn { sign_in, redirect, address, random, for_address_books: true };
    let SignInStep::Enter(code) = rig.ask(begin).await else { panic!("no code") };
    provider.enter(&code.code, true).unwrap();
    rig.ask(question::SignedIn).await;
    let login = || AddressBookLogin { place: USER.into(), credentials: BookCredentials::SignIn };
    let found = rig.ask(question::FindAddressBooks(login())).await;
    let book = found.into_iter().next().unwrap();
    assert_eq!(book.limits, limits);
    let new = NewAddressBook { id: ID, login: login(), url: book.url, name: book.name, limits: book.limits };
    rig.order(Command::ConnectAddressBook(new)).await.unwrap();
    until(rig, BookStatus::Looked).await;
    rig.order(Command::StartSync { book: ID, out: SyncOut::Everyone, mark: 3 }).await.unwrap();
    until(rig, BookStatus::UpToDate).await;
}

async fn until(rig: &mut Rig, status: BookStatus) -> AddressBookView {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let view = rig.ask(question::AddressBooks).await.into_iter().next().unwrap();
        if view.status == status {
            return view;
        }
        let left = end.saturating_duration_since(Instant::now());
        assert!(timeout(left, rig.step()).await.is_ok(), "never so: {view:#?}");
    }
}

async fn sync(rig: &mut Rig) {
    rig.order(Command::SyncAddressBook(ID)).await.unwrap();
    until(rig, BookStatus::UpToDate).await;
}

async fn decide(rig: &mut Rig, person: PersonId, role: &str, tag: &str) {
    let role = Decision::SetField { person, field: PersonField::Role, value: role.into() };
    let tag = Decision::Tag { people: vec![person], tag: tag.into(), on: true };
    rig.order(Command::Decide { mark: 11, decisions: vec![role, tag] }).await.unwrap();
    sync(rig).await;
}

#[tokio::test]
async fn contacts_at_microsoft_go_both_ways() {
    let world = World::start().await.unwrap();
    let mut provider = provider(&world).await;
    let graph = Graph::start(&world, Tokens::AskedAt(provider.introspection())).await.unwrap();
    let emails = json!([{ "name": "Ada", "address": "ada@bird.example" }]);
    let ada = graph.add(&json!({ "givenName": "Ada", "surname": "Wren", "emailAddresses": emails, "manager": "Zoe" }));
    let ada = ada.unwrap();
    let mut rig = rig(&world, &provider, graph::HOST).await;
    connect(&mut rig, &mut provider, &[BookLimit::NoCustomFields, BookLimit::NoPhotos]).await;
    let person = PersonId::of("ada@bird.example");
    decide(&mut rig, person, "Builder", "friend").await;
    let now = &graph.contacts()[&ada];
    assert_eq!(
        (&now["jobTitle"], &now["categories"], &now["manager"]),
        (&json!("Builder"), &json!(["friend"]), &json!("Zoe"))
    );
    graph.change(&ada, &json!({ "nickName": "Enchantress" })).unwrap();
    graph.expire_delta_tokens();
    sync(&mut rig).await;
    let card = rig.ask(question::Person(person)).await;
    assert!(card.fields.iter().any(|(field, it)| *field == PersonField::Nickname && it.value == "Enchantress"));
    // Someone new goes out, once.
    let new = PersonId::of("bob@bird.example");
    let from = Decision::CameFrom { people: vec![new], source: ContactSource::Hand };
    let name = Decision::SetField { person: new, field: PersonField::Name, value: "Bob Wren".into() };
    rig.order(Command::Decide { mark: 12, decisions: vec![from, name] }).await.unwrap();
    sync(&mut rig).await;
    sync(&mut rig).await;
    let names: Vec<_> = graph.contacts().values().map(|it| it["displayName"].clone()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.contains(&json!("Bob Wren")));
}

#[tokio::test]
async fn contacts_at_google_go_both_ways_and_tags_stay_here() {
    let world = World::start().await.unwrap();
    let mut provider = provider(&world).await;
    let google = GoogleContacts::start(&world, USER, Tokens::AskedAt(provider.introspection())).await.unwrap();
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:a1\r\nFN:Ada Wren\r\nN:Wren;Ada;;;\r\nEMAIL:ada@bird.example\r\n\
                X-ODD;A=1:yes\r\nEND:VCARD\r\n";
    google.put_card("a1", card).await.unwrap();
    let mut rig = rig(&world, &provider, google_contacts::HOST).await;
    connect(&mut rig, &mut provider, &[BookLimit::NoTags, BookLimit::NoCustomFields]).await;
    let person = PersonId::of("ada@bird.example");
    decide(&mut rig, person, "Builder", "friend").await;
    sync(&mut rig).await;
    let cards = google.cards().unwrap();
    let [card] = cards.values().collect::<Vec<_>>()[..] else { panic!("{cards:?}") };
    assert!(card.contains("TITLE:Builder") && card.contains("X-ODD;A=1:yes"), "{card}");
    assert_eq!(rig.ask(question::Person(person)).await.row.tags, ["friend"]);
    let new = PersonId::of("bob@bird.example");
    let from = Decision::CameFrom { people: vec![new], source: ContactSource::Hand };
    let name = Decision::SetField { person: new, field: PersonField::Name, value: "Bob Wren".into() };
    rig.order(Command::Decide { mark: 12, decisions: vec![from, name] }).await.unwrap();
    sync(&mut rig).await;
    sync(&mut rig).await;
    assert_eq!(google.cards().unwrap().len(), 2);
}
