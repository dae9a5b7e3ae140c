//! Mail servers of a domain, found in a world on this machine.

use crate::clock::patience;
use crate::page::{Page, Relay, config, failure};
use kith_relay::{Config, Exposure, Limits, Targets, Times};
use kith_wire::{
    Answer, Ask, Discovered, DiscoveredServer, DiscoverySource, FailureKind, Response, Security, UsernameForm,
};
use kith_world::{Certificate, MailServer, Page as WebPage, World};
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::{sleep, timeout};

const DOMAIN: &str = "example.test";
const AUTOCONFIG: &str = "/mail/config-v1.1.xml";
const WELL_KNOWN: &str = "/.well-known/autoconfig/mail/config-v1.1.xml";

/// A relay for this machine alone, which knows no other world, and where the operator allows this machine's address.
fn config_in(world: &World) -> Config {
    Config {
        dns_server: Some(world.dns()),
        test_ports: world.ports(),
        extra_roots: vec![world.root()],
        targets: targets(Exposure::Local, &["127.0.0.1"], &[]),
        ..config()
    }
}

fn targets(exposure: Exposure, allowed: &[&str], only: &[&str]) -> Targets {
    let read = |all: &[&str]| all.iter().map(|target| target.parse().unwrap()).collect();
    Targets::new(exposure, Vec::new(), read(allowed), read(only))
}

/// With less patience for each way.
fn hasty(world: &World) -> Config {
    let times = Times { discovery_step: Duration::from_secs(1), ..config().times };
    Config { times, ..config_in(world) }
}

/// All that is found, as it is told.
async fn discover(config: Config, domain: &str) -> Vec<Discovered> {
    let relay = Relay::start(config).await;
    let mut page = Page::open(relay.address).await;
    let asked = page.send(Ask::Discover { domain: domain.to_owned() }).await;
    let mut found = Vec::new();
    loop {
        let Response { id, answer } = page.hear().await;
        assert_eq!(id, asked);
        match answer {
            Answer::Discovered(told) => found.push(told),
            Answer::Done => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(page.closed().await, 1000);
    found
}

fn server(host: &str, port: u16, security: Security, said_by: &str) -> DiscoveredServer {
    DiscoveredServer {
        host: host.to_owned(),
        port,
        security,
        username: UsernameForm::Address,
        said_by: said_by.to_owned(),
    }
}

fn told(source: DiscoverySource, name: Option<&str>, servers: Vec<DiscoveredServer>) -> Discovered {
    Discovered { source, name: name.map(str::to_owned), servers, mail_exchangers: Vec::new() }
}

/// A world in which the domain has a file at `autoconfig.`, answered like that.
async fn with_file(page: WebPage) -> World {
    let world = World::start().await.unwrap();
    world.host("autoconfig.example.test").unwrap();
    world.page("autoconfig.example.test", AUTOCONFIG, page);
    world
}

fn good_file() -> WebPage {
    WebPage::config("Example", "imap.example.test")
}

fn from_file(said_by: &str) -> Vec<Discovered> {
    let server = server("imap.example.test", 993, Security::Tls, said_by);
    vec![told(DiscoverySource::Autoconfig, Some("Example"), vec![server])]
}

#[tokio::test]
async fn by_a_file_of_the_domain_and_the_address_is_not_sent() {
    let world = with_file(good_file()).await;
    assert_eq!(discover(config_in(&world), "Example.TEST.").await, from_file("autoconfig.example.test"));
    let asked = world.pages_asked();
    let [request] = asked.as_slice() else { panic!("{asked:?}") };
    let head = "autoconfig.example.test GET /mail/config-v1.1.xml HTTP/1.1\r\nhost: autoconfig.example.test\r\n";
    assert!(request.starts_with(head) && !request.contains(['@', '?']), "{request}");
    let names = world.names_asked();
    assert!(names.iter().all(|name| name.ends_with(DOMAIN)), "{names:?}");
}

#[tokio::test]
async fn by_a_well_known_file() {
    let world = World::start().await.unwrap();
    world.host(DOMAIN).unwrap();
    world.page(DOMAIN, WELL_KNOWN, good_file());
    let server = server("imap.example.test", 993, Security::Tls, DOMAIN);
    let expect = told(DiscoverySource::WellKnown, Some("Example"), vec![server]);
    assert_eq!(discover(config_in(&world), DOMAIN).await, [expect]);
}

#[tokio::test]
async fn by_service_records() {
    let world = World::start().await.unwrap();
    for (priority, weight, host) in [(20, 0, "third.test"), (10, 1, "second.test"), (10, 9, "FIRST.test")] {
        world.service("_imaps._tcp.example.test", priority, weight, 993, host);
    }
    world.service("_imap._tcp.example.test", 0, 0, 143, "imap.example.test");
    // No service, no name of a host, and no port.
    world.service("_imap._tcp.example.test", 1, 0, 143, ".");
    world.service("_imap._tcp.example.test", 2, 0, 143, "localhost");
    world.service("_imap._tcp.example.test", 3, 0, 0, "imap.example.test");
    let (tls, start_tls) = ("_imaps._tcp.example.test", "_imap._tcp.example.test");
    let servers = vec![
        server("first.test", 993, Security::Tls, tls),
        server("second.test", 993, Security::Tls, tls),
        server("third.test", 993, Security::Tls, tls),
        server("imap.example.test", 143, Security::StartTls, start_tls),
    ];
    assert_eq!(discover(config_in(&world), DOMAIN).await, [told(DiscoverySource::Srv, None, servers)]);
}

#[tokio::test]
async fn by_the_provider_to_which_mail_goes() {
    let world = World::start().await.unwrap();
    world.mail_exchanger(DOMAIN, 20, "mx2.provider.test");
    world.mail_exchanger(DOMAIN, 10, "MX1.in.provider.test");
    world.host("autoconfig.provider.test").unwrap();
    world.page("autoconfig.provider.test", AUTOCONFIG, WebPage::config("Provider", "imap.%EMAILDOMAIN%"));
    let mail_exchangers = vec!["mx1.in.provider.test".to_owned(), "mx2.provider.test".to_owned()];
    let server = server("imap.example.test", 993, Security::Tls, "autoconfig.provider.test");
    let at_once = Discovered { mail_exchangers, ..told(DiscoverySource::Mx, None, Vec::new()) };
    let later = Discovered { name: Some("Provider".to_owned()), servers: vec![server], ..at_once.clone() };
    assert_eq!(discover(config_in(&world), DOMAIN).await, [at_once, later]);
    let asked = world.pages_asked();
    assert!(asked.iter().all(|request| !request.contains(DOMAIN)), "{asked:?}");
}

#[tokio::test]
async fn a_domain_that_takes_no_mail_has_no_exchanger() {
    let world = World::start().await.unwrap();
    world.mail_exchanger(DOMAIN, 0, ".");
    assert_eq!(discover(config_in(&world), DOMAIN).await, []);
}

#[tokio::test]
async fn by_a_directory_if_the_operator_named_one() {
    let world = World::start().await.unwrap();
    world.host("ispdb.test").unwrap();
    world.page("ispdb.test", "/v1.1/example.test", good_file());
    assert_eq!(discover(config_in(&world), DOMAIN).await, []);
    assert_eq!(world.pages_asked(), Vec::<String>::new());
    // What the operator names may be anywhere.
    let ispdb = Some("https://ispdb.test/v1.1/".parse().unwrap());
    let targets = targets(Exposure::Open, &[], &[]);
    let server = server("imap.example.test", 993, Security::Tls, "ispdb.test");
    let expect = told(DiscoverySource::Ispdb, Some("Example"), vec![server]);
    assert_eq!(discover(Config { ispdb, targets, ..config_in(&world) }, DOMAIN).await, [expect]);
}

#[tokio::test]
async fn by_a_guess_whose_certificate_is_right() {
    for (kind, port, security) in
        [(MailServer::Tls, 993, Security::Tls), (MailServer::StartTls, 143, Security::StartTls)]
    {
        let world = World::start().await.unwrap();
        world.host("mail.example.test").unwrap();
        world.mail_server("mail.example.test", kind);
        let server = server("mail.example.test", port, security, "mail.example.test");
        assert_eq!(discover(config_in(&world), DOMAIN).await, [told(DiscoverySource::Guess, None, vec![server])]);
        let heard = world.mail_heard().join("\n");
        assert!(heard.contains("LOGOUT") && !heard.contains("LOGIN") && !heard.contains("AUTH"), "{heard}");
    }
}

#[tokio::test]
async fn a_guess_without_a_right_certificate_or_without_imap_is_not_told() {
    for (kind, certificate) in [
        (MailServer::Tls, Certificate::OtherName),
        (MailServer::Tls, Certificate::Expired),
        (MailServer::Tls, Certificate::SelfSigned),
        (MailServer::StartTls, Certificate::OtherName),
        (MailServer::StartTls, Certificate::SelfSigned),
        (MailServer::NotImap, Certificate::Good),
    ] {
        let world = World::start().await.unwrap();
        world.host_with("imap.example.test", certificate).unwrap();
        world.mail_server("imap.example.test", kind);
        assert_eq!(discover(config_in(&world), DOMAIN).await, [], "{kind:?} {certificate:?}");
    }
}

#[tokio::test]
async fn everything_at_once() {
    let world = with_file(good_file()).await;
    world.host(DOMAIN).unwrap();
    world.page(DOMAIN, WELL_KNOWN, good_file());
    world.service("_imaps._tcp.example.test", 0, 0, 993, "imap.example.test");
    world.mail_exchanger(DOMAIN, 10, "mx.example.test");
    world.host("imap.example.test").unwrap();
    world.mail_server("imap.example.test", MailServer::Tls);
    let mut sources: Vec<_> =
        discover(config_in(&world), DOMAIN).await.into_iter().map(|told| format!("{:?}", told.source)).collect();
    sources.sort();
    // The mail exchanger is the domain's own, so it has no other file.
    assert_eq!(sources, ["Autoconfig", "Guess", "Mx", "Srv", "WellKnown"]);
}

#[tokio::test]
async fn a_domain_in_unicode_is_asked_for_in_ascii() {
    let world = World::start().await.unwrap();
    world.host("autoconfig.xn--bcher-kva.test").unwrap();
    world.page("autoconfig.xn--bcher-kva.test", AUTOCONFIG, WebPage::config("Bücher", "imap.%EMAILDOMAIN%"));
    for domain in ["bücher.test", "BÜCHER.test", "xn--bcher-kva.test"] {
        let found = discover(config_in(&world), domain).await;
        assert_eq!(found.len(), 1, "{domain}: {found:?}");
        assert_eq!(found[0].name.as_deref(), Some("Bücher"));
        assert_eq!(found[0].servers[0].host, "imap.xn--bcher-kva.test");
    }
}

#[tokio::test]
async fn what_is_no_domain_is_refused_and_nobody_is_asked() {
    let world = World::start().await.unwrap();
    let relay = Relay::start(config_in(&world)).await;
    let long = format!("{}.test", "a.".repeat(150));
    for domain in [
        "",
        "localhost",
        "1.2.3.4",
        "127.1",
        "[::1]",
        "example..test",
        ".",
        &long,
        "example.test:993",
        "ada@example.test",
    ] {
        let mut page = Page::open(relay.address).await;
        let kind = page.fail(Ask::Discover { domain: domain.to_owned() }).await.0;
        assert_eq!(kind, FailureKind::BadRequest, "{domain}");
        page.closed().await;
    }
    assert_eq!(world.names_asked(), Vec::<String>::new());
}

#[tokio::test]
async fn a_redirect_is_followed_to_https_where_answers_may_lead() {
    let world = with_file(WebPage::redirect("https://files.test/a/b")).await;
    world.host("files.test").unwrap();
    world.page("files.test", "/a/b", WebPage::redirect("../c?d=e"));
    world.page("files.test", "/c?d=e", good_file());
    assert_eq!(discover(config_in(&world), DOMAIN).await, from_file("files.test"));
}

#[tokio::test]
async fn a_redirect_into_this_network_is_refused_also_by_a_relay_for_this_machine_alone() {
    let world = with_file(WebPage::redirect("https://router.test/")).await;
    world.host("router.test").unwrap();
    world.page("router.test", "/", good_file());
    let targets = targets(Exposure::Local, &[], &[]);
    assert_eq!(discover(Config { targets, ..config_in(&world) }, DOMAIN).await, []);
    let asked = world.pages_asked();
    assert!(asked.iter().all(|request| request.starts_with("autoconfig.example.test ")), "{asked:?}");
}

#[tokio::test]
async fn a_redirect_away_from_https_or_round_and_round_is_not_followed() {
    for to in [
        "http://files.test/",
        "https://files.test:8443/",
        "https://ada@files.test/",
        "file:///etc/passwd",
        "//files.test:1/",
        "https://127.0.0.1/",
        "https://0x7f.1/",
        "/mail/config-v1.1.xml",
        "",
        "https://",
        "\u{7f}",
    ] {
        let world = with_file(WebPage::redirect(to)).await;
        world.host("files.test").unwrap();
        world.page("files.test", "/", good_file());
        assert_eq!(discover(config_in(&world), DOMAIN).await, [], "{to:?}");
        assert!(world.pages_asked().len() <= 4, "{to:?}");
    }
}

#[tokio::test]
async fn answers_that_are_no_file_say_nothing() {
    let file = |page| match page {
        WebPage::Answer { body, .. } => body,
        other => panic!("{other:?}"),
    };
    for page in [
        WebPage::Answer { status: 404, body: file(good_file()) },
        WebPage::Answer { status: 500, body: file(good_file()) },
        WebPage::Answer { status: 204, body: String::new() },
        WebPage::ok("<!doctype html><html><body>Welcome</body></html>"),
        WebPage::ok(file(good_file()).replace("<clientConfig", "<!DOCTYPE a [<!ENTITY b \"c\">]><clientConfig")),
        // More than may be read, with and without a word of it before.
        WebPage::ok(format!("{}{}", file(good_file()), " ".repeat(100_000))),
        WebPage::Endless,
        WebPage::Raw(format!("HTTP/1.1 200 .\r\nX: {}\r\n\r\n", "a".repeat(100_000))),
        WebPage::Raw("HTTP/1.1 200 .\r\nContent-Length: 99999999999999999999\r\n\r\n".to_owned()),
        WebPage::Raw("* OK IMAP4rev1 ready\r\n".to_owned()),
        WebPage::Raw(String::new()),
    ] {
        let world = with_file(page.clone()).await;
        assert_eq!(discover(config_in(&world), DOMAIN).await, [], "{page:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_right_says_nothing() {
    for certificate in [Certificate::OtherName, Certificate::Expired, Certificate::SelfSigned] {
        let world = World::start().await.unwrap();
        world.host_with("autoconfig.example.test", certificate).unwrap();
        world.page("autoconfig.example.test", AUTOCONFIG, good_file());
        assert_eq!(discover(config_in(&world), DOMAIN).await, [], "{certificate:?}");
        assert_eq!(world.pages_asked(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn who_is_slow_holds_nobody_up_and_is_not_waited_for() {
    for page in [WebPage::Silence, WebPage::Drip(" ".repeat(10_000))] {
        let world = with_file(page).await;
        world.service("_imaps._tcp.example.test", 0, 0, 993, "imap.example.test");
        let found = discover(hasty(&world), DOMAIN).await;
        assert_eq!(found.iter().map(|told| told.source).collect::<Vec<_>>(), [DiscoverySource::Srv]);
    }
}

#[tokio::test]
async fn a_dns_server_that_is_silent_is_not_waited_for() {
    let world = with_file(good_file()).await;
    for name in [DOMAIN, "_imaps._tcp.example.test", "imap.example.test", "mail.example.test"] {
        world.hush(name);
    }
    assert_eq!(discover(hasty(&world), DOMAIN).await, from_file("autoconfig.example.test"));
}

#[tokio::test]
async fn all_of_it_ends_in_time() {
    let world = with_file(WebPage::Silence).await;
    world.service("_imaps._tcp.example.test", 0, 0, 993, "imap.example.test");
    let times = Times {
        discovery: Duration::from_secs(1),
        discovery_step: Duration::from_secs(24 * 60 * 60),
        ..config().times
    };
    let found = discover(Config { times, ..config_in(&world) }, DOMAIN).await;
    assert_eq!(found.iter().map(|told| told.source).collect::<Vec<_>>(), [DiscoverySource::Srv]);
}

#[tokio::test]
async fn a_discovery_ends_when_the_page_goes() {
    let world = with_file(WebPage::Silence).await;
    let day = Duration::from_secs(24 * 60 * 60);
    let times = Times { discovery: day, discovery_step: day, ..config().times };
    let relay = Relay::start(Config { times, ..config_in(&world) }).await;
    let mut page = Page::open(relay.address).await;
    page.send(Ask::Discover { domain: DOMAIN.to_owned() }).await;
    let until = async |is_so: fn(&World) -> bool| {
        let waited = async {
            while !is_so(&world) {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(patience(), waited).await.expect("it comes to that");
    };
    until(|world| !world.pages_asked().is_empty()).await;
    drop(page);
    until(|world| world.pages_open() == 0).await;
}

#[tokio::test]
async fn it_takes_a_place_among_the_logins() {
    let world = with_file(WebPage::Silence).await;
    let limits = Limits { logins: 1, ..Limits::default() };
    let relay = Relay::start(Config { limits, ..config_in(&world) }).await;
    let mut first = Page::open(relay.address).await;
    first.send(Ask::Discover { domain: DOMAIN.to_owned() }).await;
    first.is_heard().await;
    let asked = async {
        while world.pages_asked().is_empty() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(patience(), asked).await.unwrap();
    let mut second = Page::open(relay.address).await;
    assert_eq!(failure(second.ask(Ask::Discover { domain: DOMAIN.to_owned() }).await).0, FailureKind::Busy);
}

/// Whoever has a key learns nothing of the network in which the relay is: neither what is there, nor what DNS knows of it.
#[tokio::test]
async fn a_relay_that_others_can_reach_asks_and_tells_of_no_private_address() {
    let world = with_file(good_file()).await;
    world.host(DOMAIN).unwrap();
    world.page(DOMAIN, WELL_KNOWN, good_file());
    for host in ["imap.example.test", "inner.example.test"] {
        world.host(host).unwrap();
        world.mail_server(host, MailServer::Tls);
    }
    world.address("outer.example.test", IpAddr::from([9, 9, 9, 9]));
    let times = Times { refusal: Duration::from_millis(50), ..config().times };
    let guarded = |targets| Config { targets, times, ..config_in(&world) };
    world.service("_imaps._tcp.example.test", 0, 0, 993, "inner.example.test");
    world.mail_exchanger(DOMAIN, 0, "inner.example.test");
    // As of a domain that is not there at all.
    let open = targets(Exposure::Open, &[], &[]);
    assert_eq!(discover(guarded(open.clone()), "other.test").await, []);
    assert_eq!(discover(guarded(open.clone()), DOMAIN).await, []);
    assert_eq!((world.pages_asked().len(), world.mail_heard().len()), (0, 0));

    world.service("_imaps._tcp.example.test", 0, 0, 993, "outer.example.test");
    world.service("_imaps._tcp.example.test", 0, 0, 22, "outer.example.test");
    world.mail_exchanger(DOMAIN, 0, "outer.example.test");
    let found = discover(guarded(open), DOMAIN).await;
    let hosts: Vec<_> =
        found.iter().flat_map(|told| &told.servers).map(|told| (told.host.as_str(), told.port)).collect();
    assert_eq!(hosts, [("outer.example.test", 993)]);
    let exchangers: Vec<_> = found.iter().flat_map(|told| &told.mail_exchangers).collect();
    assert_eq!(exchangers, ["outer.example.test"]);
}

#[tokio::test]
async fn where_the_operator_lists_the_servers_no_other_is_asked_or_told() {
    let world = with_file(good_file()).await;
    world.service("_imaps._tcp.example.test", 0, 0, 993, "elsewhere.test");
    world.service("_imaps._tcp.example.test", 1, 0, 993, "imap.example.test");
    world.host("imap.example.test").unwrap();
    let times = Times { refusal: Duration::from_millis(50), ..config().times };
    let targets = targets(Exposure::Open, &[], &["imap.example.test"]);
    let found = discover(Config { targets, times, ..config_in(&world) }, DOMAIN).await;
    let hosts: Vec<_> = found.iter().flat_map(|told| &told.servers).map(|told| told.host.as_str()).collect();
    assert_eq!(hosts, ["imap.example.test"]);
    assert_eq!(world.pages_asked(), Vec::<String>::new());
}
