//! Requests that are passed on to a web server of a test's own, byte for byte.

use crate::certificates::Authority;
use crate::open::{Open, REFUSAL};
use crate::page::{Page, Relay, config, failure};
use crate::script::{Door, Server, ServerLine, serve, serve_all};
use kith_relay::{Config, Exposure, Limits, Targets, Times};
use kith_wire::limits::{MAX_WEB_ANSWER_BYTES, MAX_WEB_HOSTS, MAX_WEB_REQUEST_BYTES};
use kith_wire::{
    Answer, Ask, Connect, FailureKind, Response, Secret, WebAnswer, WebAuthorization, WebField, WebMethod, WebRequest,
};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::Instant;
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

async fn try_asked(line: &mut ServerLine) -> Option<String> {
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

fn with_root(authority: &Authority) -> Config {
    Config { extra_roots: vec![authority.root.clone()], ..config() }
}

/// A page whose requests may go to localhost.
pub(crate) async fn begun(page: &mut Page) {
    assert_eq!(page.ask(web(&["localhost"])).await, Answer::Done);
}

async fn page_of(relay: &Relay) -> Page {
    let mut page = Page::open(relay.address).await;
    begun(&mut page).await;
    page
}

fn web(hosts: &[&str]) -> Ask {
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

fn ask(method: WebMethod, port: u16) -> Ask {
    Ask::Request(Box::new(request(method, port)))
}

pub(crate) fn basic() -> Option<WebAuthorization> {
    Some(WebAuthorization::Basic { username: "ada".to_owned(), password: "Passphrase".into() })
}

fn answered(answer: Answer) -> WebAnswer {
    match answer {
        Answer::Web(answer) => answer,
        other => panic!("no answer but {other:?}"),
    }
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

fn hi() -> Answer {
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
async fn a_connection_that_was_closed_between_two_requests_is_replaced() {
    let authority = Authority::new();
    let relay = Relay::start(with_root(&authority)).await;
    let (closed, mut is_closed) = mpsc::channel(1);
    let server = web_server(&authority, async move |door| {
        // It says so, or it does not.
        let close = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi";
        for answer in [close, OK, &OK.replace("1.1", "1.0"), OK] {
            let mut line = door.next().await;
            assert!(asked(&mut line).await.starts_with("PUT "));
            line.say(answer).await;
            drop(line);
            closed.send(()).await.unwrap();
        }
    })
    .await;
    let mut page = page_of(&relay).await;
    for _ in 0..4 {
        assert_eq!(page.ask(ask(WebMethod::Put, server.port)).await, hi());
        is_closed.recv().await.unwrap();
        page.is_heard().await;
    }
    server.end().await;
}

#[tokio::test]
async fn what_changes_something_is_never_sent_twice() {
    let authority = Authority::new();
    let relay = Relay::start(with_root(&authority)).await;
    let server = web_server(&authority, async |door| {
        let mut heard = Vec::new();
        // Each is lost once it was heard, on a connection that was good before.
        for _ in 0..8 {
            let mut line = door.next().await;
            while let Some(request) = try_asked(&mut line).await {
                let method = request.split(' ').next().unwrap().to_owned();
                let is_first = heard.last().is_none_or(|last| last != &method);
                heard.push(method.clone());
                if is_first && method != "OPTIONS" {
                    break;
                }
                line.say(OK).await;
            }
        }
        heard
    })
    .await;
    let mut page = page_of(&relay).await;
    let begin = async |page: &mut Page| assert_eq!(page.ask(ask(WebMethod::Options, server.port)).await, hi());
    for method in [WebMethod::Put, WebMethod::Post, WebMethod::Patch, WebMethod::Delete] {
        begin(&mut page).await;
        assert_eq!(page.fail(ask(method, server.port)).await.0, FailureKind::WentAway, "{method:?}");
    }
    begin(&mut page).await;
    for method in [WebMethod::Get, WebMethod::Propfind, WebMethod::Report] {
        assert_eq!(page.ask(ask(method, server.port)).await, hi(), "{method:?}");
    }
    // What is lost on a new connection is lost.
    drop(page);
    let heard = server.end().await;
    let expect =
        "OPTIONS PUT OPTIONS POST OPTIONS PATCH OPTIONS DELETE OPTIONS GET GET PROPFIND PROPFIND REPORT REPORT";
    assert_eq!(heard.join(" "), expect);
}

#[tokio::test]
async fn an_answer_that_is_none_is_a_failure_and_the_next_request_goes_over_another_connection() {
    let authority = Authority::new();
    let relay = Relay::start(with_root(&authority)).await;
    let answers = [
        ("", FailureKind::WentAway),
        ("HTTP/1.1 200 OK\r\nContent-Le", FailureKind::WentAway),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", FailureKind::WentAway),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", FailureKind::WentAway),
        ("SSH-2.0-OpenSSH_9.9\r\n", FailureKind::Malformed),
        ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi", FailureKind::Malformed),
        ("HTTP/1.1 200 OK\r\nContent-Length: 8388609\r\n\r\n", FailureKind::TooLarge),
    ];
    let server = web_server(&authority, async move |door| {
        for (answer, _) in answers {
            let mut line = door.next().await;
            asked(&mut line).await;
            line.say(answer).await;
        }
        let mut line = door.next().await;
        asked(&mut line).await;
        line.say(OK).await;
        line.gone().await;
    })
    .await;
    let mut page = page_of(&relay).await;
    for (answer, kind) in answers {
        assert_eq!(page.fail(ask(WebMethod::Get, server.port)).await.0, kind, "{answer:?}");
        page.is_heard().await;
    }
    assert_eq!(page.ask(ask(WebMethod::Get, server.port)).await, hi());
    drop(page);
    server.end().await;
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
async fn a_server_that_says_nothing_is_waited_for_only_so_long() {
    let authority = Authority::new();
    let times = Times { web: Duration::from_millis(300), ..config().times };
    let relay = Relay::start(Config { times, ..with_root(&authority) }).await;
    let server = web_server(&authority, async |door| {
        for said in ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi"] {
            let mut line = door.next().await;
            asked(&mut line).await;
            line.say(said).await;
            line.gone().await;
        }
        let mut line = door.next().await;
        asked(&mut line).await;
        line.say(OK).await;
    })
    .await;
    let mut page = page_of(&relay).await;
    for _ in 0..2 {
        assert_eq!(page.fail(ask(WebMethod::Get, server.port)).await.0, FailureKind::TimedOut);
    }
    assert_eq!(page.ask(ask(WebMethod::Get, server.port)).await, hi());
    server.end().await;
}

#[tokio::test]
async fn a_request_ends_with_its_page() {
    let authority = Authority::new();
    let relay = Relay::start(with_root(&authority)).await;
    let server = web_server(&authority, async |door| {
        let mut line = door.next().await;
        asked(&mut line).await;
        line.say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi").await;
        line.gone().await;
    })
    .await;
    let mut page = page_of(&relay).await;
    page.send(ask(WebMethod::Get, server.port)).await;
    page.is_heard().await;
    drop(page);
    server.end().await;
}

#[tokio::test]
async fn a_page_that_asks_for_nothing_is_not_waited_for_for_ever() {
    let authority = Authority::new();
    let times = Times { page_idle: Duration::from_millis(100), ..config().times };
    let relay = Relay::start(Config { times, ..with_root(&authority) }).await;
    let mut page = page_of(&relay).await;
    let Response { id: 0, answer } = page.hear().await else { panic!("the session as a whole failed") };
    assert_eq!(failure(answer).0, FailureKind::WentAway);
    assert_eq!(page.closed().await, 1000);
}

#[tokio::test]
async fn what_is_not_the_server_that_was_meant_is_sent_nothing() {
    let authority = Authority::new();
    let relay = Relay::start(with_root(&authority)).await;
    let mut page = page_of(&relay).await;
    for (acceptor, kind) in [
        (authority.expired_acceptor("localhost"), FailureKind::CertificateExpired),
        (authority.acceptor("other.example"), FailureKind::CertificateName),
        (Authority::new().acceptor("localhost"), FailureKind::CertificateUnknown),
    ] {
        let server = serve(async move |line| assert!(line.try_encrypt(&acceptor).await.is_err())).await;
        let request = WebRequest { authorization: basic(), ..request(WebMethod::Get, server.port) };
        let told = page.fail_whole(Ask::Request(Box::new(request))).await;
        assert_eq!((told.kind, told.certificate.is_some()), (kind, true));
        server.end().await;
    }
    for said in ["HTTP/1.1 400 Bad Request\r\n\r\n", "220 mail.example ESMTP\r\n", "* OK IMAP\r\n", "+OK POP3\r\n"] {
        let server = serve(async move |mut line| {
            line.say(said).await;
            let heard = line.hear_out().await;
            assert!(!String::from_utf8_lossy(&heard).contains("GET "));
        })
        .await;
        assert_eq!(page.fail(ask(WebMethod::Get, server.port)).await.0, FailureKind::Tls, "{said}");
        server.end().await;
    }
    // Nothing listens there any more.
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    assert_eq!(page.fail(ask(WebMethod::Get, port)).await.0, FailureKind::Refused);
}

/// A page of an open relay, with a key or without.
async fn page_with(open: &Open, key: Option<&Secret>) -> Page {
    let mut page = open.page("198.51.100.1").await;
    if let Some(key) = key {
        page.send(Ask::Access { key: key.clone() }).await;
    }
    page
}

#[tokio::test]
async fn an_open_relay_wants_a_key_and_reaches_nothing_of_its_own_network() {
    let open = Open::start_with(|config| config).await;
    let server = serve(async |line| line.hear_out().await).await;
    for ask in [web(&["localhost"]), Ask::FindAddressBooks { domain: "example.test".to_owned() }] {
        assert_eq!(page_with(&open, None).await.fail(ask).await.0, FailureKind::KeyMissing);
    }
    let hosts = ["localhost", "127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "none.invalid"];
    let mut page = page_with(&open, Some(&open.key)).await;
    assert_eq!(page.ask(web(&hosts)).await, Answer::Done);
    let mut told = Vec::new();
    for host in hosts {
        let url = format!("https://{host}:{}/", server.port);
        let began = Instant::now();
        told.push(page.fail_whole(Ask::Request(Box::new(WebRequest { url, ..request(WebMethod::Get, 1) }))).await);
        assert!(began.elapsed() >= REFUSAL, "{host}");
    }
    assert!(told.iter().all(|failure| failure == &told[0]), "{told:?}");
    assert_eq!((told[0].kind, told[0].step, &told[0].words), (FailureKind::TargetRefused, None, &None));
    drop(server);
}

/// Allows web servers on this machine.
fn local(authority: &Authority) -> impl FnOnce(Config) -> Config {
    let root = authority.root.clone();
    |config| Config {
        extra_roots: vec![root],
        targets: Targets::new(Exposure::Open, Vec::new(), vec!["localhost".parse().unwrap()], Vec::new()),
        ..config
    }
}

#[tokio::test]
async fn a_revoked_key_ends_the_session_in_the_middle_of_a_request() {
    let authority = Authority::new();
    let open = Open::start_with(local(&authority)).await;
    let server = web_server(&authority, async |door| {
        let mut line = door.next().await;
        asked(&mut line).await;
        line.gone().await;
    })
    .await;
    let mut page = page_with(&open, Some(&open.key)).await;
    begun(&mut page).await;
    page.send(ask(WebMethod::Get, server.port)).await;
    page.is_heard().await;
    open.file.revoke("ada").unwrap();
    let Response { id: 0, answer } = page.hear().await else { panic!("the session as a whole failed") };
    assert_eq!(failure(answer).0, FailureKind::KeyRefused);
    assert_eq!(page.closed().await, 1000);
    server.end().await;
}

#[tokio::test]
async fn who_guesses_passwords_is_stopped_for_a_while() {
    let authority = Authority::new();
    let limits = Limits { refused_logins: 3, ..Limits::default() };
    let open = Open::start_with(|config| local(&authority)(Config { limits, ..config })).await;
    let server = web_server(&authority, async |door| {
        let mut line = door.next().await;
        let mut count = 0;
        while try_asked(&mut line).await.is_some() {
            line.say("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n").await;
            count += 1;
        }
        count
    })
    .await;
    let mut page = page_with(&open, Some(&open.key)).await;
    begun(&mut page).await;
    let port = server.port;
    let guess = || Ask::Request(Box::new(WebRequest { authorization: basic(), ..request(WebMethod::Get, port) }));
    // Without a password nothing is guessed.
    for ask in [ask(WebMethod::Get, port), ask(WebMethod::Get, port), guess(), guess(), guess()] {
        assert_eq!(answered(page.ask(ask).await).status, 401);
    }
    assert_eq!(page.fail(guess()).await.0, FailureKind::TooManyAttempts);
    assert_eq!(answered(page.ask(ask(WebMethod::Get, port)).await).status, 401);
    assert_eq!(page_with(&open, Some(&open.key)).await.fail(web(&["localhost"])).await.0, FailureKind::TooManyAttempts);
    drop(page);
    assert_eq!(server.end().await, 6);
}

#[tokio::test]
async fn a_session_takes_a_place() {
    let limits = Limits { sessions: 1, ..Limits::default() };
    let relay = Relay::start(Config { limits, ..config() }).await;
    let first = page_of(&relay).await;
    let mut second = Page::open(relay.address).await;
    assert_eq!(second.fail(web(&["localhost"])).await.0, FailureKind::Busy);
    let connect = Connect { host: "localhost".to_owned(), ..crate::page::account(1, kith_wire::Security::Plain) };
    assert_eq!(Page::open(relay.address).await.fail(Ask::Connect(connect)).await.0, FailureKind::Busy);
    drop(first);
}
