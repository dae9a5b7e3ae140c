//! The address book server.

use kith_tests::http::Request;
use kith_tests::radicale::Radicale;
use kith_tests::vdirsyncer::pull;

const USER: &str = "robin@wren.example";
const PASSWORD: &str = "correct horse";
const BOOK: &str = "friends";

/// A card with a property that nobody knows.
fn card(name: &str) -> String {
    format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{name}\r\nFN:{name} Wren\r\nN:Wren;{name};;;\r\nX-ODD;A=1:yes\r\nEND:VCARD\r\n"
    )
}

async fn server() -> Radicale {
    let server = Radicale::start(&[(USER, PASSWORD)]).unwrap();
    server.make_book(USER, BOOK, "Friends & kin").await.unwrap();
    server.put_card(USER, BOOK, "ada.vcf", &card("Ada")).await.unwrap();
    server
}

fn sync(token: &str) -> Request {
    let body = format!(
        "<sync-collection xmlns=\"DAV:\"><sync-token>{token}</sync-token><sync-level>1</sync-level>\
         <prop><getetag/></prop></sync-collection>"
    );
    Request::new("REPORT", format!("/{USER}/{BOOK}/")).with("Content-Type", "application/xml").with_body(body)
}

fn token(text: &str) -> &str {
    text.split_once("<sync-token>").and_then(|(_, rest)| rest.split_once("</sync-token>")).unwrap().0
}

#[tokio::test]
async fn an_independent_client_finds_the_cards_that_are_there() {
    let mut server = server().await;
    server.put_card(USER, BOOK, "bob.vcf", &card("Bob")).await.unwrap();
    server.put_card(USER, BOOK, "cy.vcf", &card("Cy")).await.unwrap();
    server.delete(USER, BOOK, "cy.vcf").await.unwrap();
    server.kill();
    assert!(server.ask(USER, sync("")).await.is_err());
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
    let first = server.ask(USER, sync("")).await.unwrap();
    assert_eq!(first.status, 207);
    let first = first.text();
    assert!(first.contains("ada.vcf"), "{first}");
    let again = server.ask(USER, sync(token(&first))).await.unwrap();
    assert!(again.status == 207 && !again.text().contains("ada.vcf"), "{}", again.text());
    server.put_card(USER, BOOK, "bob.vcf", &card("Bob")).await.unwrap();
    let changes = server.ask(USER, sync(token(&first))).await.unwrap().text();
    assert!(changes.contains("bob.vcf") && !changes.contains("ada.vcf"), "{changes}");
    server.expire_sync_tokens(USER, BOOK).unwrap();
    let refused = server.ask(USER, sync(token(&first))).await.unwrap();
    assert!(refused.status == 403 && refused.text().contains("valid-sync-token"), "{}", refused.text());
}
