//! The address book server, and the proxy in front of it.

use kith_tests::dav_proxy::DavProxy;
use kith_tests::faults::Fault;
use kith_tests::http::{Answer, Request, basic, send};
use kith_tests::radicale::{Radicale, announce};
use kith_tests::vdirsyncer::pull;
use kith_tests::world::World;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

const USER: &str = "robin@wren.example";
const PASSWORD: &str = "correct horse";
const BOOK: &str = "friends";

/// A card with a property that nobody knows.
pub(crate) fn card(name: &str) -> String {
    let known = format!("UID:{name}\r\nFN:{name} Wren\r\nN:Wren;{name};;;\r\nCATEGORIES:bird,\r\n s\r\n");
    format!("BEGIN:VCARD\r\nVERSION:3.0\r\n{known}X-ODD;A=1:yes\r\nEND:VCARD\r\n")
}

async fn server() -> Radicale {
    let server = Radicale::start(&[(USER, PASSWORD)]).unwrap();
    server.make_book(USER, BOOK, "Friends & kin").await.unwrap();
    server.put_card(USER, BOOK, "ada.vcf", &card("Ada")).await.unwrap();
    server
}

/// Asks for changes since a token.
pub(crate) fn sync(path: &str, token: &str) -> Request {
    let body = format!(
        "<sync-collection xmlns=\"DAV:\"><sync-token>{token}</sync-token><sync-level>1</sync-level>\
         <prop><getetag/></prop></sync-collection>"
    );
    Request::new("REPORT", path).with("Content-Type", "application/xml").with_body(body)
}

pub(crate) fn token(text: &str) -> &str {
    text.split_once("<sync-token>").and_then(|(_, rest)| rest.split_once("</sync-token>")).unwrap().0
}

fn put(name: &str) -> Request {
    let request = Request::new("PUT", format!("/{USER}/{BOOK}/{name}.vcf")).with("If-None-Match", "*");
    request.with("Content-Type", "text/vcard").with_body(card(name))
}

#[tokio::test]
async fn an_independent_client_finds_the_cards_that_are_there() {
    let mut server = server().await;
    server.fill(USER, BOOK, ["Bob", "Cy"].map(|name| (format!("{}.vcf", name.to_lowercase()), card(name)))).unwrap();
    server.delete(USER, BOOK, "cy.vcf").await.unwrap();
    server.kill();
    assert!(server.ask(USER, Request::new("GET", "/")).await.is_err());
    server.restart().unwrap();
    let found = pull(server.address(), USER, PASSWORD, BOOK).await.unwrap();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("FN:Ada Wren") && found[1].contains("FN:Bob Wren"), "{found:?}");
    assert!(found.iter().all(|card| card.contains("X-ODD;A=1:yes")), "{found:?}");
    let own: Vec<String> = server.cards(USER, BOOK).unwrap().into_keys().collect();
    assert_eq!(own, ["ada.vcf", "bob.vcf"]);
    assert!(pull(server.address(), USER, "wrong", BOOK).await.is_err());
}

#[tokio::test]
async fn a_sync_token_expires() {
    let server = server().await;
    let path = format!("/{USER}/{BOOK}/");
    let first = server.ask(USER, sync(&path, "")).await.unwrap().text();
    assert!(first.contains("ada.vcf"), "{first}");
    server.put_card(USER, BOOK, "bob.vcf", &card("Bob")).await.unwrap();
    let changes = server.ask(USER, sync(&path, token(&first))).await.unwrap().text();
    assert!(changes.contains("bob.vcf") && !changes.contains("ada.vcf"), "{changes}");
    server.expire_sync_tokens(USER, BOOK).unwrap();
    let refused = server.ask(USER, sync(&path, token(&first))).await.unwrap();
    assert!(refused.status == 403 && refused.text().contains("valid-sync-token"), "{}", refused.text());
}

#[tokio::test]
async fn a_world_has_it_under_a_name_and_tells_where_it_is() {
    let server = server().await;
    let world = World::start().await.unwrap();
    server.put_into(&world, "dav.wren.example").unwrap();
    announce(&world, "wren.example", "dav.wren.example", "/").unwrap();
    let found = over_tls(&world, "wren.example", "GET /.well-known/carddav HTTP/1.1\r\n\r\n").await;
    assert!(found.contains("\r\nLocation: https://dav.wren.example/\r\n"), "{found}");
    let who = basic(USER, PASSWORD);
    let request = format!("GET /{USER}/{BOOK}/ada.vcf HTTP/1.0\r\nAuthorization: {who}\r\n\r\n");
    let found = over_tls(&world, "dav.wren.example", &request).await;
    assert!(found.contains(" 200 ") && found.contains("FN:Ada Wren"), "{found}");
    // A question for a TXT record, in the bytes of RFC 1035.
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let question = b"\0\x07\x01\0\0\x01\0\0\0\0\0\0\x09_carddavs\x04_tcp\x04wren\x07example\0\0\x10\0\x01";
    socket.send_to(question, world.dns()).await.unwrap();
    let mut answer = [0; 512];
    let length = socket.recv(&mut answer).await.unwrap();
    assert!(answer[..length].ends_with(b"\0\x07\x06path=/"), "{:?}", &answer[..length]);
}

/// What a host of a world answers, as bytes of HTTP.
async fn over_tls(world: &World, host: &'static str, request: &str) -> String {
    let mut roots = RootCertStore::empty();
    roots.add(world.root()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots);
    let stream = TcpStream::connect(("127.0.0.1", world.ports()[&443])).await.unwrap();
    let connector = TlsConnector::from(Arc::new(config.with_no_client_auth()));
    let mut stream = connector.connect(ServerName::try_from(host).unwrap(), stream).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// What a client of the proxy is told.
async fn ask(proxy: &DavProxy, request: Request) -> anyhow::Result<Answer> {
    send(proxy.address(), &request.with("Authorization", basic(USER, PASSWORD))).await
}

#[tokio::test]
async fn a_proxy_fails_as_it_is_told() {
    let server = server().await;
    let proxy = DavProxy::start(server.address()).await.unwrap();
    let cards = || server.cards(USER, BOOK).unwrap().len();
    proxy.faults().next("PUT", Fault::refuse(412));
    proxy.faults().after(1, "PUT", Fault::refuse(507));
    for (status, name) in [(412, "a"), (201, "b"), (507, "c")] {
        assert_eq!(ask(&proxy, put(name)).await.unwrap().status, status);
    }
    proxy.faults().next("PUT", Fault::Drop);
    assert!(ask(&proxy, put("c")).await.is_err());
    assert_eq!(cards(), 2);
    proxy.faults().next("PUT", Fault::do_and_refuse(500));
    assert_eq!(ask(&proxy, put("d")).await.unwrap().status, 500);
    proxy.faults().next("PUT", Fault::DoAndCut);
    assert!(ask(&proxy, put("e")).await.is_err());
    assert_eq!(cards(), 4);
    let time = Duration::from_millis(300);
    proxy.faults().next("PUT", Fault::Wait(time));
    let start = Instant::now();
    assert_eq!(ask(&proxy, put("f")).await.unwrap().status, 201);
    assert!(start.elapsed() >= time);
    proxy.faults().next("REPORT", Fault::expired_token());
    let path = format!("/{USER}/{BOOK}/");
    assert!(ask(&proxy, sync(&path, "")).await.unwrap().text().contains("<valid-sync-token/>"));
    proxy.faults().set_down(true);
    assert!(ask(&proxy, put("g")).await.is_err());
    proxy.faults().set_down(false);
    assert_eq!((proxy.faults().left(), proxy.faults().count("PUT"), proxy.faults().count("REPORT")), (0, 8, 1));
    // Through it, the client finds what is there.
    assert_eq!(pull(proxy.address(), USER, PASSWORD, BOOK).await.unwrap().len(), 5);
}

#[tokio::test]
async fn a_proxy_renames_new_cards() {
    let server = server().await;
    let proxy = DavProxy::start(server.address()).await.unwrap();
    proxy.set_renames(true);
    let created = ask(&proxy, put("bob")).await.unwrap();
    assert_eq!((created.status, created.header("ETag")), (201, None));
    let location = created.header("Location").unwrap().to_owned();
    assert!(location.starts_with(&format!("/{USER}/{BOOK}/")), "{location}");
    assert_eq!(ask(&proxy, Request::new("GET", format!("/{USER}/{BOOK}/bob.vcf"))).await.unwrap().status, 404);
    let found = ask(&proxy, Request::new("GET", &location)).await.unwrap();
    assert!(found.text().contains("FN:bob Wren"), "{}", found.text());
    // What is there already stays where it is.
    let changed = Request { target: location, headers: Vec::new(), ..put("bob") };
    let changed = ask(&proxy, changed).await.unwrap();
    assert_eq!((changed.status, changed.header("Location")), (204, None));
    assert_eq!(server.cards(USER, BOOK).unwrap().len(), 2);
}

#[tokio::test]
async fn a_proxy_cuts_lists_of_changes_off() {
    let server = server().await;
    for name in ["bob", "cy", "di", "ed"] {
        server.put_card(USER, BOOK, &format!("{name}.vcf"), &card(name)).await.unwrap();
    }
    let proxy = DavProxy::start(server.address()).await.unwrap();
    proxy.set_rows(Some(2));
    let (mut from, mut seen, mut pages) = (String::new(), Vec::new(), 0);
    loop {
        let page = ask(&proxy, sync(&format!("/{USER}/{BOOK}/"), &from)).await.unwrap().text();
        pages += 1;
        seen.extend(page.split("<href>").skip(1).map(|row| row.split_once('<').unwrap().0.to_owned()));
        from = token(&page).to_owned();
        if !page.contains("507 Insufficient Storage") {
            break;
        }
    }
    seen.retain(|path| path.ends_with(".vcf"));
    seen.sort();
    seen.dedup();
    assert_eq!((pages, seen.len()), (3, 5), "{seen:?}");
    server.put_card(USER, BOOK, "flo.vcf", &card("flo")).await.unwrap();
    let page = ask(&proxy, sync(&format!("/{USER}/{BOOK}/"), &from)).await.unwrap().text();
    assert!(page.contains("flo.vcf") && !page.contains("ada.vcf"), "{page}");
}
