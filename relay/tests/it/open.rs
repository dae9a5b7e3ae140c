//! A relay that others can reach: keys, proxies, its own TLS, and where it may connect.

use crate::certificates::Authority;
use crate::clock::patience;
use crate::guard::get_by;
use crate::page::{Page, Relay, account, config, failure, refused, upgrade};
use crate::program::Program;
use crate::script::{PATIENCE, ServerLine, serve};
use kith_relay::{Config, Exposure, KeyFile, Limits, Targets, Times, TlsFiles};
use kith_wire::{Answer, Ask, Connect, FailureKind, Response, Secret, Security};
use kith_world::World;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::tungstenite::handshake::client;
use tokio_tungstenite::tungstenite::http::HeaderValue;

const URL: &str = "https://kith.example";

/// How long a refused target waits for its answer.
pub(crate) const REFUSAL: Duration = Duration::from_millis(200);

/// An open relay behind a proxy on this machine, which allows mail servers here, and the key that it knows.
pub(crate) struct Open {
    pub(crate) relay: Relay,
    pub(crate) file: KeyFile,
    pub(crate) key: Secret,
    _folder: TempDir,
}

impl Open {
    async fn start() -> Self {
        Self::start_with(|config| config).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(Config) -> Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = KeyFile::new(folder.path().join("keys"));
        let key = file.add("ada", None, "2026-11-29").unwrap();
        let config = Config {
            exposure: Exposure::Open,
            url: Some(URL.parse().unwrap()),
            proxies: vec!["127.0.0.1".parse().unwrap()],
            keys: Some(file.clone()),
            targets: Targets::new(Exposure::Open, Vec::new(), Vec::new(), Vec::new()),
            times: Times {
                look_at_files: Duration::from_millis(20),
                wrong_key: Duration::from_millis(1),
                refusal: REFUSAL,
                ..config().times
            },
            ..config()
        };
        Self { relay: Relay::start(change(config)).await, file, key, _folder: folder }
    }

    /// The upgrade as the proxy passes it on for a browser at that address.
    fn upgrade(&self, from: &str) -> client::Request {
        let mut request = upgrade(self.relay.address);
        request.headers_mut().insert("origin", HeaderValue::from_static(URL));
        request.headers_mut().insert("host", HeaderValue::from_static("kith.example"));
        request.headers_mut().insert("x-forwarded-for", HeaderValue::try_from(from).unwrap());
        request
    }

    pub(crate) async fn page(&self, from: &str) -> Page {
        Page::open_by(self.upgrade(from)).await
    }

    /// What becomes of a login with that key.
    async fn log_in(&self, from: &str, key: Option<&Secret>, connect: Connect) -> (Page, Answer) {
        let mut page = self.page(from).await;
        if let Some(key) = key {
            page.send(Ask::Access { key: key.clone() }).await;
        }
        let answer = page.ask(Ask::Connect(connect)).await;
        (page, answer)
    }

    async fn fails(&self, from: &str, key: Option<&Secret>, connect: Connect) -> FailureKind {
        failure(self.log_in(from, key, connect).await.1).0
    }
}

/// Allows mail servers on this machine on any port.
fn local_servers(config: Config) -> Config {
    let ports = (1..=u16::MAX).collect();
    Config { targets: Targets::new(Exposure::Open, ports, vec!["127.0.0.1".parse().unwrap()], Vec::new()), ..config }
}

async fn idle(mut line: ServerLine) {
    line.welcome("").await;
    line.gone().await;
}

#[tokio::test]
async fn a_key_is_wanted_and_a_wrong_one_is_answered_late() {
    let open = Open::start_with(|config| {
        let times = Times { wrong_key: REFUSAL, ..config.times };
        local_servers(Config { times, ..config })
    })
    .await;
    let server = serve(idle).await;
    let connect = account(server.port, Security::Plain);
    assert_eq!(open.fails("198.51.100.1", None, connect.clone()).await, FailureKind::KeyMissing);
    let wrong = Secret::from("kith-aaaaaaaaaaaaaaaaaaaaaaaaaa");
    let began = Instant::now();
    assert_eq!(open.fails("198.51.100.1", Some(&wrong), connect.clone()).await, FailureKind::KeyRefused);
    assert!(began.elapsed() >= REFUSAL, "{:?}", began.elapsed());
    // Who was wrong once gets in with the right one.
    let (page, answer) = open.log_in("198.51.100.1", Some(&open.key), connect).await;
    assert!(matches!(answer, Answer::Connected { .. }), "{answer:?}");
    drop(page);
    server.end().await;
}

#[tokio::test]
async fn a_domain_is_looked_for_only_with_a_key() {
    let world = World::start().await.unwrap();
    let dns_server = Some(world.dns());
    let open = Open::start_with(|config| Config { dns_server, ..config }).await;
    let wrong = Secret::from("kith-aaaaaaaaaaaaaaaaaaaaaaaaaa");
    let discover = async |key: Option<&Secret>| {
        let mut page = open.page("198.51.100.1").await;
        if let Some(key) = key {
            page.send(Ask::Access { key: key.clone() }).await;
        }
        page.ask(Ask::Discover { domain: "example.test".to_owned() }).await
    };
    assert_eq!(failure(discover(None).await).0, FailureKind::KeyMissing);
    assert_eq!(failure(discover(Some(&wrong)).await).0, FailureKind::KeyRefused);
    assert_eq!(world.names_asked(), Vec::<String>::new());
    assert_eq!(discover(Some(&open.key)).await, Answer::Done);
    assert!(!world.names_asked().is_empty());
}

#[tokio::test]
async fn who_guesses_keys_is_stopped_for_a_while_and_no_one_else_is() {
    let open = Open::start_with(local_servers).await;
    let wrong = Secret::from("kith-aaaaaaaaaaaaaaaaaaaaaaaaaa");
    let connect = account(1, Security::Plain);
    for _ in 0..Limits::default().wrong_keys {
        assert_eq!(open.fails("198.51.100.1", Some(&wrong), connect.clone()).await, FailureKind::KeyRefused);
    }
    // Not even with the right one: else it could be guessed on.
    for key in [&wrong, &open.key] {
        assert_eq!(open.fails("198.51.100.1", Some(key), connect.clone()).await, FailureKind::TooManyAttempts);
    }
    assert_eq!(open.fails("198.51.100.2", Some(&open.key), connect).await, FailureKind::Refused);
}

#[tokio::test]
async fn a_revoked_key_ends_what_it_opened_and_opens_no_more() {
    let open = Open::start_with(local_servers).await;
    let other = open.file.add("bob", None, "2026-11-29").unwrap();
    let server = serve(idle).await;
    let connect = account(server.port, Security::Plain);
    // A key that was made while the relay runs.
    let mut page = loop {
        let (page, answer) = open.log_in("198.51.100.1", Some(&other), connect.clone()).await;
        match answer {
            Answer::Connected { .. } => break page,
            answer => assert_eq!(failure(answer).0, FailureKind::KeyRefused),
        }
    };
    open.file.revoke("bob").unwrap();
    let Response { id: 0, answer } = page.hear().await else { panic!("the session as a whole failed") };
    assert_eq!(failure(answer).0, FailureKind::KeyRefused);
    assert_eq!(page.closed().await, 1000);
    server.end().await;
    assert_eq!(open.fails("198.51.100.1", Some(&other), connect.clone()).await, FailureKind::KeyRefused);
    assert_ne!(open.fails("198.51.100.1", Some(&open.key), connect).await, FailureKind::KeyRefused);
}

#[tokio::test]
async fn other_pages_and_other_names_are_refused() {
    let open = Open::start().await;
    for origin in
        ["https://evil.example", "http://kith.example", "null", "http://127.0.0.1", "https://kith.example:8443"]
    {
        let mut request = open.upgrade("198.51.100.1");
        request.headers_mut().insert("origin", HeaderValue::from_static(origin));
        assert_eq!(refused(request).await, 403, "{origin}");
    }
    let mut request = open.upgrade("198.51.100.1");
    request.headers_mut().remove("origin");
    assert_eq!(refused(request).await, 403);
    for path in ["/", "/healthz", "/readyz", "/sw.js", "/relay"] {
        let answer = get_by(&open.relay, "Host: evil.example\r\n", path).await;
        assert!(answer.starts_with("HTTP/1.1 403 ") && !answer.contains("evil"), "{path}: {answer}");
    }
    let answer = get_by(&open.relay, "Host: kith.example\r\n", "/").await;
    assert!(answer.contains("\r\nstrict-transport-security: max-age=31536000\r\n"), "{answer}");
    assert!(answer.contains("connect-src 'self' wss://kith.example;"), "{answer}");
}

#[tokio::test]
async fn who_is_no_proxy_is_not_answered_and_not_believed() {
    let open = Open::start_with(|config| Config { proxies: vec!["192.0.2.0/24".parse().unwrap()], ..config }).await;
    let header = "Host: kith.example\r\nX-Forwarded-For: 192.0.2.1\r\n";
    let answer = get_by(&open.relay, header, "/").await;
    assert!(answer.starts_with("HTTP/1.1 403 ") && answer.contains("proxies only"), "{answer}");
    assert_eq!(refused(open.upgrade("192.0.2.1")).await, 403);
    // Whether it lives may be asked from elsewhere.
    for path in ["/healthz", "/readyz"] {
        assert!(get_by(&open.relay, header, path).await.starts_with("HTTP/1.1 200 "), "{path}");
    }
}

/// With TLS of its own no proxy is known, so that a header says nothing about who asks.
#[tokio::test]
async fn a_header_of_a_proxy_from_one_who_is_none_changes_nothing() {
    let limits = Limits { wrong_keys: 2, ..Limits::default() };
    let open = Open::start_with(|config| local_servers(Config { proxies: Vec::new(), limits, ..config })).await;
    let wrong = Secret::from("kith-aaaaaaaaaaaaaaaaaaaaaaaaaa");
    for (from, kind) in [
        ("198.51.100.1", FailureKind::KeyRefused),
        ("198.51.100.2", FailureKind::KeyRefused),
        ("198.51.100.3", FailureKind::TooManyAttempts),
    ] {
        assert_eq!(open.fails(from, Some(&wrong), account(1, Security::Plain)).await, kind, "{from}");
    }
}

#[tokio::test]
async fn a_relay_for_this_machine_alone_answers_no_proxy() {
    let relay = Relay::start(config()).await;
    for header in ["X-Forwarded-For: 198.51.100.1", "Forwarded: for=198.51.100.1"] {
        let answer = get_by(&relay, &format!("Host: localhost\r\n{header}\r\n"), "/").await;
        assert!(answer.starts_with("HTTP/1.1 403 ") && answer.contains("--behind-proxy"), "{answer}");
    }
}

/// The same answer for all of them, whether something listens there or not, at the same time.
#[tokio::test]
async fn servers_in_the_relays_own_network_are_refused_all_alike() {
    let open = Open::start().await;
    for host in [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "127.1",
        "0",
        "[::1]",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "169.254.169.254",
        "10.0.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "fe80::1",
        "fd00::1",
        "224.0.0.1",
        "no.such.name.invalid",
        "",
    ] {
        let began = Instant::now();
        let connect = Connect { host: host.to_owned(), ..account(993, Security::Tls) };
        let (page, answer) = open.log_in("198.51.100.1", Some(&open.key), connect).await;
        assert_eq!(failure(answer), (FailureKind::TargetRefused, String::new()), "{host}");
        assert!(page.spoken.is_empty(), "{host}");
        assert!(began.elapsed() >= REFUSAL, "{host}");
    }
    for port in [22, 25, 80, 443, 6379, 1143] {
        let connect = Connect { host: "imap.example".to_owned(), ..account(port, Security::Tls) };
        assert_eq!(open.fails("198.51.100.1", Some(&open.key), connect).await, FailureKind::PortRefused, "{port}");
    }
}

#[tokio::test]
async fn who_guesses_passwords_of_mailboxes_is_stopped_for_a_while() {
    let limits = Limits { refused_logins: 2, ..Limits::default() };
    let open = Open::start_with(|config| local_servers(Config { limits, ..config })).await;
    for _ in 0..2 {
        let server = serve(async |mut line| {
            line.say("* OK [CAPABILITY IMAP4rev1] Scripted.\r\n").await;
            let (tag, _) = line.command().await;
            line.say(format!("{tag} NO [AUTHENTICATIONFAILED] Wrong.\r\n")).await;
            line.gone().await;
        })
        .await;
        let connect = account(server.port, Security::Plain);
        assert_eq!(open.fails("198.51.100.1", Some(&open.key), connect).await, FailureKind::LoginRefused);
        server.end().await;
    }
    let connect = account(1, Security::Plain);
    assert_eq!(open.fails("198.51.100.1", Some(&open.key), connect.clone()).await, FailureKind::TooManyAttempts);
    assert_eq!(open.fails("198.51.100.2", Some(&open.key), connect).await, FailureKind::Refused);
}

#[tokio::test]
async fn sessions_are_bounded_for_each_key_and_each_address() {
    let limits = Limits { sessions_per_key: 2, sessions_per_address: 1, ..Limits::default() };
    let open = Open::start_with(|config| local_servers(Config { limits, ..config })).await;
    let mut servers = Vec::new();
    let mut held = Vec::new();
    for (from, expect) in [
        ("198.51.100.1", None),
        ("198.51.100.1", Some(FailureKind::Busy)),
        ("198.51.100.2", None),
        ("198.51.100.3", Some(FailureKind::Busy)),
    ] {
        let server = serve(async move |mut line| {
            line.welcome("").await;
            // Whoever has no place says goodbye.
            let said = line.hear().await;
            assert!(said.is_none_or(|said| said.ends_with(" LOGOUT")));
        })
        .await;
        let (page, answer) = open.log_in(from, Some(&open.key), account(server.port, Security::Plain)).await;
        match expect {
            None => assert!(matches!(answer, Answer::Connected { .. }), "{from}: {answer:?}"),
            Some(kind) => assert_eq!(failure(answer).0, kind, "{from}"),
        }
        servers.push(server);
        held.push(page);
    }
    drop(held);
    for server in servers {
        server.end().await;
    }
}

fn trusting(authority: &Authority) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(authority.root.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

/// The certificate that a browser is shown, or `None` if it is not one that it trusts.
async fn shown(address: SocketAddr, connector: &TlsConnector) -> Option<Vec<u8>> {
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("kith.example").unwrap();
    let mut stream = timeout(patience(), connector.connect(name, stream)).await.unwrap().ok()?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: kith.example\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    Some(stream.get_ref().1.peer_certificates().unwrap()[0].to_vec())
}

#[tokio::test]
async fn its_own_certificate_is_read_again_when_it_changes() {
    let folder = tempfile::tempdir().unwrap();
    let files = TlsFiles { certificate: folder.path().join("certificate.pem"), key: folder.path().join("key.pem") };
    let authority = Authority::new();
    let write = |(certificate, key): (String, String)| {
        std::fs::write(&files.certificate, certificate).unwrap();
        std::fs::write(&files.key, key).unwrap();
    };
    write(authority.certificate("kith.example"));
    let tls = Some(files.clone());
    let open = Open::start_with(|config| Config { tls, proxies: Vec::new(), ..config }).await;
    // Each time a new one: a session that is resumed shows what it was shown before.
    let first = shown(open.relay.address, &trusting(&authority)).await.unwrap();

    // What cannot be used is not taken over.
    std::fs::write(&files.key, "nonsense").unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(shown(open.relay.address, &trusting(&authority)).await.unwrap(), first);

    write(authority.certificate("kith.example"));
    let deadline = Instant::now() + PATIENCE;
    while shown(open.relay.address, &trusting(&authority)).await.unwrap() == first {
        assert!(Instant::now() < deadline, "the new certificate is not shown");
    }
    // Without TLS nothing is said to a browser.
    let mut plain = TcpStream::connect(open.relay.address).await.unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nHost: kith.example\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP"), "{answer:?}");
}

#[tokio::test]
async fn what_it_counts_names_no_one() {
    let open = Open::start_with(|config| {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        local_servers(Config { metrics: Some(port), ..config })
    });
    let open = open.await;
    let metrics = open.relay.metrics.unwrap();
    let read = async || {
        let mut stream = TcpStream::connect(metrics).await.unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let server = serve(idle).await;
    let (page, _) = open.log_in("198.51.100.1", Some(&open.key), account(server.port, Security::Plain)).await;
    let wrong = Secret::from("kith-aaaaaaaaaaaaaaaaaaaaaaaaaa");
    open.fails("198.51.100.1", Some(&wrong), account(1, Security::Plain)).await;
    let text = read().await;
    for line in ["kith_relay_sessions 1", "kith_relay_wrong_keys_total 1", "kith_relay_logins_total{outcome=\"Ok\"} 1"]
    {
        assert!(text.lines().any(|written| written == line), "{line} is not in\n{text}");
    }
    for word in ["198.51", "127.0.0.1", "ada", "localhost", "kith-", "example"] {
        assert!(!text.contains(word), "{word} is in\n{text}");
    }
    drop(page);
    server.end().await;
}

/// As a program, at its most talkative.
#[tokio::test]
async fn no_key_is_in_the_log_and_a_wrong_one_is_told_with_its_peer() {
    let folder = tempfile::tempdir().unwrap();
    let file = KeyFile::new(folder.path().join("keys"));
    let key = file.add("ada", None, "2026-11-29").unwrap();
    let path = file.path().to_str().unwrap();
    let Program { address, process: mut relay, mut log, mut written } = Program::start(&[
        "--url",
        URL,
        "--behind-proxy",
        "127.0.0.1",
        "--key-file",
        path,
        "--allow-target",
        "127.0.0.1",
        "--mail-port",
        "1",
    ])
    .await;
    let wrong = Secret::from("kith-aaaaaaaaaaaaaaaaaaaaaaaaaa");
    for (shown, kind) in [(&wrong, FailureKind::KeyRefused), (&key, FailureKind::Refused)] {
        let mut request = upgrade(address);
        request.headers_mut().insert("origin", HeaderValue::from_static(URL));
        request.headers_mut().insert("x-forwarded-for", HeaderValue::from_static("203.0.113.7"));
        let mut page = Page::open_by(request).await;
        page.send(Ask::Access { key: shown.clone() }).await;
        assert_eq!(page.fail(Ask::Connect(account(1, Security::Plain))).await.0, kind);
        assert_eq!(page.closed().await, 1000);
    }
    while written.matches("session ended").count() < 2 {
        timeout(PATIENCE, log.read_line(&mut written)).await.unwrap().unwrap();
    }
    relay.kill().await.unwrap();
    log.read_to_string(&mut written).await.unwrap();
    let told = written.lines().find(|line| line.contains("wrong access key")).unwrap();
    assert!(told.contains("WARN") && told.ends_with("wrong access key peer=203.0.113.7"), "{told}");
    for word in [key.reveal(), wrong.reveal(), "aaaaaaaa", "secret", "localhost"] {
        assert!(!written.contains(word), "{word} was written:\n{written}");
    }
}

#[tokio::test]
async fn without_a_key_in_its_file_it_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    let output = tokio::process::Command::new(env!("CARGO_BIN_EXE_kith-relay"))
        .args(["--listen", "127.0.0.1:0", "--url", URL, "--behind-proxy", "127.0.0.1", "--key-file"])
        .arg(&path)
        .kill_on_drop(true)
        .output();
    let output = timeout(PATIENCE, output).await.unwrap().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    // Nothing is made and written where no person looks on.
    assert!(said.contains("kith-relay key add") && output.stdout.is_empty() && !path.exists(), "{said}");
}
