//! Google's contacts.

use crate::address_books::{card, sync, token};
use kith_tests::bearer::Tokens;
use kith_tests::google_contacts::GoogleContacts;
use kith_tests::http::{Answer, Request, send};
use kith_tests::provider::{Provider, ProviderOptions};
use kith_tests::world::World;
use serde_json::Value;

const PRINCIPAL: &str = "/carddav/v1/principals/robin%40wren.example";

async fn ask(google: &GoogleContacts, request: Request) -> Answer {
    send(google.address(), &request.with("Authorization", "Bearer good")).await.unwrap()
}

fn find(path: &str, depth: &str, properties: &str) -> Request {
    let body = format!(
        "<propfind xmlns=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:carddav\"><prop>{properties}</prop></propfind>"
    );
    Request::new("PROPFIND", path).with("Depth", depth).with("Content-Type", "application/xml").with_body(body)
}

async fn server(world: &World) -> GoogleContacts {
    let tokens = Tokens::These(vec!["good".to_owned()]);
    GoogleContacts::start(world, "robin@wren.example", tokens).await.unwrap()
}

#[tokio::test]
async fn leads_from_its_host_to_the_book() {
    let world = World::start().await.unwrap();
    let google = server(&world).await;
    let refused = send(google.address(), &Request::new("PROPFIND", PRINCIPAL)).await.unwrap();
    assert_eq!((refused.status, refused.header("WWW-Authenticate").is_some()), (401, true));
    let found = ask(&google, Request::new("PROPFIND", "/.well-known/carddav")).await;
    let book = format!("{PRINCIPAL}/lists/default/");
    assert_eq!(found.status, 301);
    assert_eq!(found.header("Location").unwrap(), format!("https://www.googleapis.com{book}"));
    let found = ask(&google, find(&book, "0", "<current-user-principal/>")).await.text();
    assert!(found.contains(&format!("<current-user-principal><href>{PRINCIPAL}/</href>")), "{found}");
    let found = ask(&google, find(&format!("{PRINCIPAL}/"), "0", "<C:addressbook-home-set/>")).await.text();
    assert!(found.contains(&format!("addressbook-home-set><href>{PRINCIPAL}/lists/</href>")), "{found}");
    assert!(found.contains(&format!("<response><href>{PRINCIPAL}/</href>")), "{found}");
    let found = ask(&google, find(&format!("{PRINCIPAL}/lists"), "1", "<resourcetype/><displayname/>")).await.text();
    assert!(found.contains(&format!("<response><href>{PRINCIPAL}/lists/</href>")), "{found}");
    assert!(found.contains(&format!("<response><href>{book}</href>")), "{found}");
    assert!(found.contains("addressbook") && !found.contains("/google/"), "{found}");
}

#[tokio::test]
async fn calls_a_new_card_as_it_likes_and_keeps_no_categories() {
    let world = World::start().await.unwrap();
    let google = server(&world).await;
    let book = format!("{PRINCIPAL}/lists/default/");
    let put = |path: &str| Request::new("PUT", path).with("Content-Type", "text/vcard").with_body(card("Ada"));
    let created = ask(&google, put(&format!("{book}mine.vcf")).with("If-None-Match", "*")).await;
    assert_eq!((created.status, created.header("ETag")), (201, None));
    let location = created.header("Location").unwrap().to_owned();
    let name = location.strip_prefix(&book).unwrap();
    let kept = ask(&google, Request::new("GET", &location)).await;
    let tag = kept.header("ETag").unwrap().to_owned();
    let kept = kept.text();
    assert!(kept.contains(&format!("UID:{name}\r\n")) && kept.contains("X-ODD;A=1:yes\r\n"), "{kept}");
    assert!(!kept.contains("CATEGORIES") && !kept.contains(" s\r\n"), "{kept}");
    assert_eq!(ask(&google, Request::new("GET", format!("{book}mine.vcf"))).await.status, 404);
    let changed = card("Ada").replace("UID:Ada", &format!("UID:{name}")).replace("FN:Ada", "FN:Adah");
    assert_eq!(ask(&google, put(&location).with("If-Match", "\"stale\"")).await.status, 412);
    let answer = ask(&google, put(&location).with("If-Match", tag).with_body(changed)).await;
    assert_eq!((answer.status, answer.header("Location")), (204, None));
    assert_eq!(google.cards().unwrap().len(), 1);
    let first = ask(&google, sync(&book, "")).await.text();
    assert!(first.contains(&format!("<href>{location}</href>")), "{first}");
    let body = format!(
        "<C:addressbook-multiget xmlns=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:carddav\"><prop><getetag/>\
         <C:address-data/></prop><href>{}</href></C:addressbook-multiget>",
        location.replace("%40", "@")
    );
    let got = ask(&google, Request::new("REPORT", &book).with("Content-Type", "application/xml").with_body(body)).await;
    assert!(got.text().contains("FN:Adah Wren") && got.text().contains(&location), "{}", got.text());
    google.delete(name).await.unwrap();
    let gone = ask(&google, sync(&book, token(&first))).await.text();
    assert!(gone.contains(&format!("<href>{location}</href><status>HTTP/1.1 404")), "{gone}");
    let added = ask(&google, Request { method: "POST".to_owned(), ..put(&book) }).await;
    assert!(added.status == 201 && added.header("Location").unwrap() != location, "{added:?}");
}

#[tokio::test]
async fn takes_the_tokens_that_a_provider_gave() {
    let world = World::start().await.unwrap();
    let options = ProviderOptions { user: "robin@wren.example", kith: "http://localhost", rotates: false };
    let mut provider = Provider::start(&world, options).unwrap();
    let google = server(&world).await;
    google.set_tokens(Tokens::AskedAt(provider.introspection()));
    let at = provider.address();
    let post = |path: &str, body: String| {
        let request = Request::new("POST", path).with("Content-Type", "application/x-www-form-urlencoded");
        let request = request.with_body(body);
        async move { serde_json::from_slice::<Value>(&send(at, &request).await.unwrap().body).unwrap() }
    };
    let begun = post("/device/auth", "client_id=device&scope=openid".to_owned()).await;
    provider.enter(begun["user_code"].as_str().unwrap(), true).unwrap();
    let code = begun["device_code"].as_str().unwrap();
    let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code";
    let given = post("/token", format!("client_id=device&grant_type={grant}&device_code={code}")).await;
    let token = given["access_token"].as_str().unwrap().to_owned();
    let look = || find(PRINCIPAL, "0", "<C:addressbook-home-set/>").with("Authorization", format!("Bearer {token}"));
    assert_eq!(send(google.address(), &look()).await.unwrap().status, 207);
    assert_eq!(ask(&google, look()).await.status, 401);
    provider.revoke(false).unwrap();
    assert_eq!(send(google.address(), &look()).await.unwrap().status, 401);
}
