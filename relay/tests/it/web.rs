//! Requests that are passed on to a web server of a test's own, byte for byte.

use crate::certificates::Authority;
use crate::page::{Page, Relay, account, config};
use crate::script::{Door, Server, ServerLine, serve_all};
use kith_relay::{Config, Limits};
use kith_wire::limits::{MAX_WEB_ANSWER_BYTES, MAX_WEB_HOSTS, MAX_WEB_REQUEST_BYTES};
use kith_wire::{Answer, Ask, FailureKind, Security, WebAnswer, WebAuthorization, WebField, WebMethod, WebRequest};
use tokio_rustls::TlsAcceptor;

/// A web server's connections, with TLS.
pub(crate) struct WebDoor {
    door: Door,
    acceptor: TlsAcceptor,
}

impl WebDoor {
    pub(crate) async fn next(&self) -> ServerLine {
        self.door.next().await.encrypt(&self.acceptor).await
    }
}

/// A web server of the name localhost.
pub(crate) async fn web_server<T, Played>(
    authority: &Authority,
    script: impl FnOnce(WebDoor) -> Played + Send + 'static,
) -> Server<T>
where
    T: Send + 'static,
    Played: Future<Output = T> + Send + 'static,
{
    let acceptor = authority.acceptor("localhost");
    serve_all(|door| script(WebDoor { door, acceptor })).await
}

/// The next request, its header and its body.
pub(crate) async fn asked(line: &mut ServerLine) -> String {
    try_asked(line).await.expect("a request")
}

pub(crate) async fn try_asked(line: &mut ServerLine) -> Option<String> {
    let mut head = String::new();
    loop {
        let one = line.hear().await?;
        if one.is_empty() {
            break;
        }
        head += &format!("{one}\n");
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    let body = line.hear_bytes(length).await;
    Some(format!("{head}\n{}", String::from_utf8_lossy(&body)))
}

pub(crate) fn with_root(authority: &Authority) -> Config {
    Config { extra_roots: vec![authority.root.clone()], ..config() }
}

/// A page whose requests may go to localhost.
pub(crate) async fn begun(page: &mut Page) {
    assert_eq!(page.ask(web(&["localhost"])).await, Answer::Done);
}

pub(crate) async fn page_of(relay: &Relay) -> Page {
    let mut page = Page::open(relay.address).await;
    begun(&mut page).await;
    page
}

pub(crate) fn web(hosts: &[&str]) -> Ask {
    Ask::Web { hosts: hosts.iter().map(|&host| host.to_owned()).collect() }
}

pub(crate) fn request(method: WebMethod, port: u16) -> WebRequest {
    WebRequest {
        method,
        url: format!("https://localhost:{port}/dav/a%20b.vcf"),
        headers: Vec::new(),
        authorization: None,
        body: Vec::new(),
    }
}

pub(crate) fn ask(method: WebMethod, port: u16) -> Ask {
    Ask::Request(Box::new(request(method, port)))
}

pub(crate) fn basic() -> Option<WebAuthorization> {
    Some(WebAuthorization::Basic { username: "ada".to_owned(), password: "Passphrase".into() })
}

pub(crate) fn answered(answer: Answer) -> WebAnswer {
    match answer {
        Answer::Web(answer) => answer,
        other => panic!("no answer but {other:?}"),
    }
}

pub(crate) const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

pub(crate) fn hi() -> Answer {
    Answer::Web(WebAnswer { status: 200, headers: Vec::new(), body: b"hi".to_vec() })
}

#[tokio::test]
async fn every_method_is_passed_on_over_one_connection_and_every_answer_passed_back() {
    let authority = Authority::new();
    let relay = Relay::start(with_root(&authority)).await;
    let server = web_server(&authority, async |door| {
        let mut line = door.next().await;
        let mut heard = Vec::new();
        for answer in [
            "200 OK\r\nETag: \"1\"\r\nSet-Cookie: a=b\r\nServer: x\r\nContent-Type: text/vcard\r\nContent-Length: 4\r\n\r\ncard",
            "201 Created\r\nLocation: /dav/other.vcf\r\nContent-Length: 0\r\n\r\n",
            "429 Too Many\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n",
            "412 Precondition Failed\r\nContent-Length: 0\r\n\r\n",
            "204 No Content\r\n\r\n",
            "200 OK\r\nDAV: 1, 3\r\nDAV: addressbook\r\nAllow: PUT\r\nContent-Length: 0\r\n\r\n",
            "207 Multi-Status\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<a>\r\n4\r\n</a>\r\n0\r\n\r\n",
            "507 Insufficient Storage\r\nContent-Length: 3\r\n\r\n<b>",
        ] {
            heard.push(asked(&mut line).await);
            line.say(format!("HTTP/1.1 {answer}")).await;
        }
        line.gone().await;
        heard
    })
    .await;
    let mut page = page_of(&relay).await;
    let mut told = Vec::new();
    for (method, headers, body) in [
        (WebMethod::Get, vec![(WebField::Accept, "text/vcard")], ""),
        (WebMethod::Put, vec![(WebField::IfMatch, "W/\"1\""), (WebField::ContentType, "text/vcard")], "card"),
        (WebMethod::Post, vec![], "{}"),
        (WebMethod::Patch, vec![(WebField::IfNoneMatch, "*")], "{}"),
        (WebMethod::Delete, vec![], ""),
        (WebMethod::Options, vec![], ""),
        (WebMethod::Propfind, vec![(WebField::Depth, "0"), (WebField::Prefer, "return=minimal")], "<p/>"),
        (WebMethod::Report, vec![], "<r/>"),
    ] {
        let headers = headers.into_iter().map(|(field, value)| (field, value.to_owned())).collect();
        let request = WebRequest { headers, body: body.into(), ..request(method, server.port) };
        told.push(answered(page.ask(Ask::Request(Box::new(request))).await));
    }
    assert_eq!(page.ask(Ask::Logout).await, Answer::Done);
    assert_eq!(page.closed().await, 1000);

    let told: Vec<_> = told
        .iter()
        .map(|answer| {
            let headers: Vec<_> = answer.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            (answer.status, headers.join("; "), String::from_utf8_lossy(&answer.body).into_owned())
        })
        .collect();
    let told: Vec<_> = told.iter().map(|(status, headers, body)| (*status, headers.as_str(), body.as_str())).collect();
    assert_eq!(
        told,
        [
            (200, "content-type: text/vcard; etag: \"1\"", "card"),
            (201, "location: /dav/other.vcf", ""),
            (429, "retry-after: 7", ""),
            (412, "", ""),
            (204, "", ""),
            (200, "allow: PUT; dav: 1, 3, addressbook", ""),
            (207, "", "<a></a>"),
            (507, "", "<b>"),
        ]
    );
    let port = server.port;
    let heard = server.end().await;
    let usual = format!("host: localhost:{port}\nuser-agent: Kith\naccept-encoding: identity\n");
    for (request, method, fields, body) in [
        (&heard[0], "GET", "accept: text/vcard\n", ""),
        (&heard[1], "PUT", "if-match: W/\"1\"\ncontent-type: text/vcard\n", "card"),
        (&heard[2], "POST", "", "{}"),
        (&heard[3], "PATCH", "if-none-match: *\n", "{}"),
        (&heard[4], "DELETE", "", ""),
        (&heard[5], "OPTIONS", "", ""),
        (&heard[6], "PROPFIND", "depth: 0\nprefer: return=minimal\n", "<p/>"),
        (&heard[7], "REPORT", "", "<r/>"),
    ] {
        let length = if body.is_empty() { String::new() } else { format!("content-length: {}\n", body.len()) };
        assert_eq!(*request, format!("{method} /dav/a%20b.vcf HTTP/1.1\n{fields}{usual}{length}\n{body}"));
    }
}

#[tokio::test]
async fn who_asks_is_told_to_the_server_and_a_redirect_is_an_answer() {
    let authority = Authority::new();
    let relay = Relay::start(with_root(&authority)).await;
    let server = web_server(&authority, async |door| {
        let mut line = door.next().await;
        let mut heard = Vec::new();
        for answer in [
            "301 Moved Permanently\r\nLocation: https://other.example/",
            "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"a\"\r\nWWW-Authenticate: Digest x",
            "403 Forbidden",
        ] {
            heard.push(asked(&mut line).await);
            line.say(format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n")).await;
        }
        heard
    })
    .await;
    let mut page = page_of(&relay).await;
    for (authorization, status, name, value) in [
        (basic(), 301, "location", Some("https://other.example/")),
        (
            Some(WebAuthorization::Bearer { token: "t0ken".into() }),
            401,
            "www-authenticate",
            Some("Basic realm=\"a\", Digest x"),
        ),
        (None, 403, "www-authenticate", None),
    ] {
        let request = WebRequest { authorization, ..request(WebMethod::Propfind, server.port) };
        let answer = answered(page.ask(Ask::Request(Box::new(request))).await);
        assert_eq!((answer.status, answer.header(name)), (status, value));
    }
    let heard = server.end().await;
    assert!(heard[0].contains("\nauthorization: Basic YWRhOlBhc3NwaHJhc2U=\n"), "{}", heard[0]);
    assert!(heard[1].contains("\nauthorization: Bearer t0ken\n"), "{}", heard[1]);
    assert!(!heard[2].contains("authorization"), "{}", heard[2]);
}

#[tokio::test]
async fn what_may_not_be_passed_on_is_refused_and_the_session_goes_on() {
    let authority = Authority::new();
    let relay = Relay::start(with_root(&authority)).await;
    let server = web_server(&authority, async |door| {
        let mut line = door.next().await;
        asked(&mut line).await;
        line.say(OK).await;
        line.gone().await;
    })
    .await;
    let port = server.port;
    let mut page = page_of(&relay).await;
    let at = |url: String| Ask::Request(Box::new(WebRequest { url, ..request(WebMethod::Get, port) }));
    let with = |field, value: &str| {
        let headers = vec![(field, value.to_owned())];
        Ask::Request(Box::new(WebRequest { headers, ..request(WebMethod::Get, port) }))
    };
    for ask in [
        at(format!("http://localhost:{port}/")),
        at(format!("https://127.0.0.1:{port}/")),
        at(format!("https://ada@localhost:{port}/")),
        at("https://other.example/".to_owned()),
        at("/dav/".to_owned()),
        with(WebField::Depth, "0\r\nX-Other: 1"),
        Ask::Request(Box::new(WebRequest {
            body: vec![0; MAX_WEB_REQUEST_BYTES + 1],
            ..request(WebMethod::Put, port)
        })),
        Ask::List,
        web(&["other.example"]),
        Ask::FindAddressBooks { domain: "example.org".to_owned() },
    ] {
        assert_eq!(page.fail(ask).await.0, FailureKind::BadRequest);
    }
    let put = WebRequest { body: vec![b'a'; MAX_WEB_REQUEST_BYTES], ..request(WebMethod::Put, port) };
    assert_eq!(page.ask(Ask::Request(Box::new(put))).await, hi());
    drop(page);
    server.end().await;

    let many: Vec<_> = (0..=MAX_WEB_HOSTS).map(|number| format!("{number}.example")).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    for first in [ask(WebMethod::Get, port), web(&[]), web(&["a b"]), web(&[""]), web(&many)] {
        let mut page = Page::open(relay.address).await;
        assert_eq!(page.fail(first).await.0, FailureKind::BadRequest);
        assert_eq!(page.closed().await, 1000);
    }
}

#[tokio::test]
async fn the_largest_answer_arrives_whole_and_a_larger_one_not_at_all() {
    let authority = Authority::new();
    let relay = Relay::start(with_root(&authority)).await;
    let server = web_server(&authority, async |door| {
        let mut line = door.next().await;
        asked(&mut line).await;
        line.say(format!("HTTP/1.1 200 OK\r\nContent-Length: {MAX_WEB_ANSWER_BYTES}\r\n\r\n")).await;
        line.say(vec![b'a'; MAX_WEB_ANSWER_BYTES]).await;
        asked(&mut line).await;
        line.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await;
        let chunk = [&b"100000\r\n"[..], &vec![b'a'; 1 << 20], b"\r\n"].concat();
        while line.try_say(&chunk).await.is_ok() {}
    })
    .await;
    let mut page = page_of(&relay).await;
    let answer = answered(page.ask(ask(WebMethod::Report, server.port)).await);
    assert!(answer.body == vec![b'a'; MAX_WEB_ANSWER_BYTES]);
    assert_eq!(page.fail(ask(WebMethod::Report, server.port)).await.0, FailureKind::TooLarge);
    server.end().await;
}

#[tokio::test]
async fn a_session_takes_a_place() {
    let limits = Limits { sessions: 1, ..Limits::default() };
    let relay = Relay::start(Config { limits, ..config() }).await;
    let first = page_of(&relay).await;
    let mut second = Page::open(relay.address).await;
    assert_eq!(second.fail(web(&["localhost"])).await.0, FailureKind::Busy);
    let connect = Ask::Connect(account(1, Security::Plain));
    assert_eq!(Page::open(relay.address).await.fail(connect).await.0, FailureKind::Busy);
    drop(first);
}
