//! Who gets in, and what is served to whom.

use crate::page::{Page, Relay, config, refused, upgrade};
use kith_relay::Config;
use kith_wire::PATH;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::http::HeaderValue;

/// A plain request's whole answer.
async fn get(relay: &Relay, path: &str) -> String {
    get_by(relay, &format!("Host: {}\r\n", relay.address), path).await
}

/// The same with headers that name the host, or do not.
pub(crate) async fn get_by(relay: &Relay, host: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(relay.address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\n{host}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn other_pages_are_refused() {
    let relay = Relay::start(config()).await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let mut request = upgrade(relay.address);
        request.headers_mut().insert("origin", HeaderValue::from_static(origin));
        assert_eq!(refused(request).await, 403, "{origin}");
    }
    let mut request = upgrade(relay.address);
    request.headers_mut().remove("origin");
    assert_eq!(refused(request).await, 403);
    Page::open(relay.address).await;
}

#[tokio::test]
async fn pages_allowed_by_name_are_let_in() {
    let allow_origins = vec!["https://kith.example".parse().unwrap()];
    let relay = Relay::start(Config { allow_origins, allow_missing_origin: true, ..config() }).await;
    let mut request = upgrade(relay.address);
    request.headers_mut().insert("origin", HeaderValue::from_static("https://kith.example"));
    connect_async(request).await.unwrap();
    let mut request = upgrade(relay.address);
    request.headers_mut().remove("origin");
    connect_async(request).await.unwrap();
}

#[tokio::test]
async fn a_version_must_be_agreed_upon() {
    let relay = Relay::start(config()).await;
    let mut request = upgrade(relay.address);
    request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("kith.99, chat"));
    assert_eq!(refused(request).await, 400);
    let mut request = upgrade(relay.address);
    request.headers_mut().remove("sec-websocket-protocol");
    assert_eq!(refused(request).await, 400);
    let mut request = upgrade(relay.address);
    request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("kith.99, kith.1"));
    connect_async(request).await.unwrap();
}

#[tokio::test]
async fn plain_requests() {
    let relay = Relay::start(config()).await;
    let answer = get(&relay, "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("\r\n\r\nok\n"), "{answer}");
    assert!(get(&relay, PATH).await.starts_with("HTTP/1.1 403 "));
    let answer = get(&relay, "/no/such-file.js").await;
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    assert!(answer.contains("\r\ncontent-security-policy: default-src 'none'; "), "{answer}");
    // With or without a built app there is a page.
    let answer = get(&relay, "/people").await;
    assert!(answer.contains("\r\ncontent-type: text/html; charset=utf-8\r\n"), "{answer}");
}

const PATHS: [&str; 9] =
    ["/", "/people", "/index.html", "/sw.js", "/healthz", "/readyz", PATH, "/no/such-file.js", "/../x"];

/// A stranger's page whose name was made to lead here gets nothing, not even word that someone is there for it.
#[tokio::test]
async fn who_means_another_server_is_refused_everywhere() {
    let allow_origins = vec!["https://kith.example".parse().unwrap()];
    let relay = Relay::start(Config { allow_origins, ..config() }).await;
    let own = format!("Host: {}\r\n", relay.address);
    for path in PATHS {
        for host in ["Host: evil.example\r\n", "Host: evil.example:5484\r\n", &format!("{own}Host: evil.example\r\n")] {
            let answer = get_by(&relay, host, path).await;
            assert!(answer.starts_with("HTTP/1.1 403 ") || answer.starts_with("HTTP/1.1 400 "), "{path}: {answer}");
            assert!(!answer.contains("<html") && !answer.contains("\r\n\r\nok"), "{path}: {answer}");
        }
    }
    for host in [own.as_str(), "Host: localhost:1\r\n", "Host: kith.example\r\n", "Host: [::1]\r\n"] {
        let answer = get_by(&relay, host, "/healthz").await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{host}: {answer}");
    }
}

#[tokio::test]
async fn every_answer_binds_the_browser_and_repeats_no_host() {
    let relay = Relay::start(config()).await;
    for path in PATHS {
        let answer = get(&relay, path).await;
        assert!(answer.contains("\r\nx-content-type-options: nosniff\r\n"), "{path}: {answer}");
        assert!(answer.contains(&format!(" ws://{} ", relay.address)), "{path}: {answer}");
        let named = get_by(&relay, "Host: other.localhost\r\n", path).await;
        assert!(!named.contains("other.localhost"), "{path}: {named}");
    }
    let mut stream = TcpStream::connect(relay.address).await.unwrap();
    let request = format!("POST /healthz HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", relay.address);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 405 ") && answer.contains("nosniff"), "{answer}");
}
