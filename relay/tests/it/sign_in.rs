//! Tokens of mail providers, which are asked for in a world on this machine.

use crate::page::{Page, Relay, account, config, failure};
use crate::script::serve;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use kith_relay::{Config, SignIn, SignInWay, Times};
use kith_wire::{Answer, Ask, CommandRecord, Connect, DeviceCode, FailureKind, Grant, Security, Tokens};
use kith_world::{Page as WebPage, World};
use std::time::Duration;

const HOST: &str = "id.example.test";

fn sign_in(way: SignInWay) -> SignIn {
    SignIn {
        id: "house".to_owned(),
        name: "House".to_owned(),
        way,
        token: format!("https://{HOST}/token").parse().unwrap(),
        client_id: "kith".to_owned(),
        client_secret: Some("client's".into()),
        scopes: vec!["imap".to_owned(), "offline_access".to_owned()],
        hosts: vec!["imap.example.test".to_owned()],
        web_hosts: Vec::new(),
        book_scopes: Vec::new(),
        names_by_email: true,
        is_public_only: false,
    }
}

fn by_device() -> SignIn {
    sign_in(SignInWay::DeviceCode { device: format!("https://{HOST}/device").parse().unwrap() })
}

fn by_code() -> SignIn {
    let authorize = format!("https://{HOST}/auth?client_id=kith").parse().unwrap();
    sign_in(SignInWay::Code { authorize, issuer: Some(format!("https://{HOST}")) })
}

/// A relay that knows one sign-in, in a world in which the provider answers a request for tokens like that, and a
/// request for a code like this.
async fn relay_in(world: &World, sign_in: SignIn) -> Relay {
    world.host(HOST).unwrap();
    Relay::start(Config {
        dns_server: Some(world.dns()),
        test_ports: world.ports(),
        extra_roots: vec![world.root()],
        sign_ins: vec![sign_in],
        times: Times { sign_in_interval: Duration::from_millis(20), ..config().times },
        ..config()
    })
    .await
}

fn tokens_page(refresh: &str) -> WebPage {
    let claims = URL_SAFE_NO_PAD.encode(r#"{"email":"ada@example.test"}"#);
    WebPage::ok(format!(
        r#"{{"access_token":"at","expires_in":3599,"refresh_token":"{refresh}","id_token":"e30.{claims}.c2ln"}}"#
    ))
}

fn refused(error: &str, words: &str) -> WebPage {
    let body = format!(r#"{{"error":"{error}","error_description":"{words}"}}"#);
    WebPage::Answer { status: 400, body }
}

fn tokens(refresh: &str) -> Tokens {
    let user = Some("ada@example.test".to_owned());
    Tokens { access: "at".into(), seconds: 3_599, refresh: Some(refresh.into()), user }
}

fn ask(grant: Grant) -> Ask {
    Ask::SignIn { sign_in: "house".to_owned(), grant, for_address_books: false }
}

fn refresh() -> Ask {
    ask(Grant::Refresh { token: "rt".into() })
}

#[tokio::test]
async fn the_sign_ins_are_told_without_what_only_the_relay_may_know() {
    let world = World::start().await.unwrap();
    let relay = relay_in(&world, by_code()).await;
    let mut page = Page::open(relay.address).await;
    let Answer::SignIns(told) = page.ask(Ask::SignIns).await else { panic!("no sign-ins") };
    let [sign_in] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((sign_in.id.as_str(), sign_in.name.as_str()), ("house", "House"));
    assert_eq!(sign_in.hosts, ["imap.example.test"]);
    assert!(
        matches!(&sign_in.way, kith_wire::SignInWay::Code { authorize, .. } if authorize.contains("client_id=kith"))
    );
    assert!(page.frames.iter().all(|frame| !String::from_utf8_lossy(frame).contains("client's")));
    assert_eq!(page.closed().await, 1000);
}

#[tokio::test]
async fn a_code_and_a_refresh_token_bring_tokens_and_the_secret_goes_to_the_provider_alone() {
    let world = World::start().await.unwrap();
    let relay = relay_in(&world, by_code()).await;
    world.page(HOST, "/token", tokens_page("rt2"));
    let redirect = "https://kith.example/signed-in".to_owned();
    for (grant, form) in [
        (
            Grant::Code { code: "c/1".into(), verifier: "v".into(), redirect },
            "grant_type=authorization_code&code=c%2F1&code_verifier=v&redirect_uri=https%3A%2F%2Fkith.example%2Fsigned-in",
        ),
        (Grant::Refresh { token: "rt".into() }, "grant_type=refresh_token&refresh_token=rt"),
    ] {
        let mut page = Page::open(relay.address).await;
        assert_eq!(page.ask(ask(grant)).await, Answer::Tokens(tokens("rt2")));
        assert_eq!(page.closed().await, 1000);
        let asked = world.pages_asked().pop().unwrap();
        assert!(asked.starts_with(&format!("{HOST} POST /token HTTP/1.1\r\n")), "{asked}");
        assert!(asked.ends_with(&format!("{form}&client_id=kith&client_secret=client%27s")), "{asked}");
    }
}

#[tokio::test]
async fn tokens_for_mail_and_for_address_books_are_asked_for_one_by_one() {
    let world = World::start().await.unwrap();
    let book_scopes = vec!["contacts".to_owned(), "offline_access".to_owned()];
    let web_hosts = vec!["dav.example.test".to_owned()];
    let relay = relay_in(&world, SignIn { web_hosts, book_scopes, ..by_device() }).await;
    let device =
        r#"{"device_code":"dc","user_code":"ABCD","verification_uri":"https://id.example.test/d","expires_in":900}"#;
    world.page(HOST, "/device", WebPage::ok(device));
    world.page(HOST, "/token", tokens_page("rt2"));
    let ask = |grant, for_address_books| Ask::SignIn { sign_in: "house".to_owned(), grant, for_address_books };
    let code = || Grant::Code { code: "c".into(), verifier: "v".into(), redirect: "https://k".to_owned() };
    for (grant, for_address_books, scope) in [
        (Grant::Refresh { token: "rt".into() }, false, "&scope=imap+offline_access&"),
        (Grant::Refresh { token: "rt".into() }, true, "&scope=contacts+offline_access&"),
        (code(), false, "&scope=imap+offline_access&"),
        (code(), true, "&scope=contacts+offline_access&"),
        (Grant::DeviceCode, false, "\nscope=imap+offline_access&"),
        (Grant::DeviceCode, true, "\nscope=contacts+offline_access&"),
    ] {
        let mut page = Page::open(relay.address).await;
        let answer = page.ask(ask(grant, for_address_books)).await;
        assert!(matches!(answer, Answer::Tokens(_) | Answer::DeviceCode(_)), "{answer:?}");
        let asked = world.pages_asked();
        let asked = asked.iter().rev().find(|request| !request.contains("device_code=dc")).unwrap();
        assert!(asked.contains(scope), "{scope} {asked}");
    }
    // Who signed in before address books were asked for has to sign in again, and no operator is called for.
    world.page(HOST, "/token", refused("invalid_scope", ""));
    for (grant, kind) in
        [(Grant::Refresh { token: "rt".into() }, FailureKind::GrantRefused), (code(), FailureKind::SignInMisconfigured)]
    {
        let mut page = Page::open(relay.address).await;
        assert_eq!(page.fail(ask(grant, true)).await.0, kind);
    }
}

#[tokio::test]
async fn why_there_are_no_tokens_is_told_and_no_secret_is_repeated() {
    let world = World::start().await.unwrap();
    let relay = relay_in(&world, by_code()).await;
    for (answer, kind, words) in [
        (refused("invalid_grant", "Token rt was revoked."), FailureKind::GrantRefused, "Token … was revoked."),
        (
            refused("invalid_grant", "AADSTS65001: not consented"),
            FailureKind::ConsentNeeded,
            "AADSTS65001: not consented",
        ),
        (refused("invalid_client", ""), FailureKind::SignInMisconfigured, "invalid_client"),
        (WebPage::Answer { status: 503, body: "busy".to_owned() }, FailureKind::Unavailable, ""),
        (WebPage::ok("<html>"), FailureKind::Unavailable, ""),
        (WebPage::redirect("https://elsewhere.example.test/token"), FailureKind::Unavailable, ""),
        (WebPage::Endless, FailureKind::Unavailable, "the answer is too large"),
    ] {
        world.page(HOST, "/token", answer);
        let mut page = Page::open(relay.address).await;
        assert_eq!(page.fail(refresh()).await, (kind, words.to_owned()));
        assert_eq!(page.closed().await, 1000);
    }
    let asked = world.pages_asked();
    assert!(asked.iter().all(|request| request.starts_with(HOST)), "{asked:?}");
    // One that is not set up, one without a token, and a way that this one does not have.
    for (ask, kind) in [
        (
            Ask::SignIn { sign_in: "other".to_owned(), grant: Grant::DeviceCode, for_address_books: false },
            FailureKind::NoSignIn,
        ),
        (ask(Grant::Refresh { token: "".into() }), FailureKind::GrantRefused),
        (ask(Grant::DeviceCode), FailureKind::BadRequest),
    ] {
        let mut page = Page::open(relay.address).await;
        assert_eq!(page.fail(ask).await.0, kind);
    }
    assert_eq!(world.pages_asked().len(), asked.len());
}

#[tokio::test]
async fn a_code_is_told_and_waited_for_as_the_provider_wants() {
    let world = World::start().await.unwrap();
    let relay = relay_in(&world, by_device()).await;
    world.page(
        HOST,
        "/device",
        WebPage::ok(
            r#"{"device_code":"dc","user_code":"ABCD","verification_uri":"https://id.example.test/d","expires_in":900}"#,
        ),
    );
    for (pending, then, expect) in [
        (Some(refused("authorization_pending", "")), tokens_page("rt"), Answer::Tokens(tokens("rt"))),
        (Some(WebPage::Answer { status: 502, body: String::new() }), tokens_page("rt"), Answer::Tokens(tokens("rt"))),
        (None, refused("expired_token", ""), failed(FailureKind::SignInExpired, "expired_token")),
        (None, refused("access_denied", ""), failed(FailureKind::SignInDenied, "access_denied")),
        (None, refused("access_denied", "AADSTS90094"), failed(FailureKind::ConsentNeeded, "AADSTS90094")),
    ] {
        let is_slow = matches!(&pending, Some(WebPage::Answer { status: 502, .. }));
        world.page(HOST, "/token", pending.clone().unwrap_or_else(|| then.clone()));
        let mut page = Page::open(relay.address).await;
        page.patience = Duration::from_secs(30);
        let told = page.ask(ask(Grant::DeviceCode)).await;
        let code = DeviceCode { code: "ABCD".to_owned(), page: "https://id.example.test/d".to_owned(), seconds: 900 };
        assert_eq!(told, Answer::DeviceCode(code));
        if pending.is_some() {
            let asked = || world.pages_asked().iter().filter(|request| request.contains("device_code=dc")).count();
            let before = asked();
            // It is asked until there is an answer; the longer wait after a failure is seen by the clock of the test.
            while asked() < before + if is_slow { 1 } else { 3 } {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            world.page(HOST, "/token", then);
        }
        assert_eq!(page.hear().await.answer, expect);
        assert_eq!(page.closed().await, 1000);
    }
    let asked = world.pages_asked();
    let device = asked.iter().find(|request| request.contains("POST /device")).unwrap();
    assert!(device.ends_with("scope=imap+offline_access&client_id=kith&client_secret=client%27s"), "{device}");
}

fn failed(kind: FailureKind, words: &str) -> Answer {
    Answer::Failed(kith_wire::Failure { words: Some(words.to_owned()), ..kith_wire::Failure::new(kind) })
}

#[tokio::test]
async fn who_waits_for_a_code_stops_waiting_when_the_page_is_gone() {
    let world = World::start().await.unwrap();
    let relay = relay_in(&world, by_device()).await;
    let body =
        r#"{"device_code":"dc","user_code":"ABCD","verification_uri":"https://id.example.test/d","expires_in":900}"#;
    world.page(HOST, "/device", WebPage::ok(body));
    world.page(HOST, "/token", refused("authorization_pending", ""));
    let mut page = Page::open(relay.address).await;
    assert!(matches!(page.ask(ask(Grant::DeviceCode)).await, Answer::DeviceCode(_)));
    drop(page);
    relay.stop().await;
    let asked = world.pages_asked().len();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(world.pages_asked().len(), asked);
}

fn token_account(port: u16) -> Connect {
    Connect { password: "t0ken".into(), is_token: true, ..account(port, Security::Plain) }
}

const BEARER: &str = "n,a=ada,\u{1}host=localhost\u{1}port=PORT\u{1}auth=Bearer t0ken\u{1}\u{1}";
const XOAUTH2: &str = "user=ada\u{1}auth=Bearer t0ken\u{1}\u{1}";

#[tokio::test]
async fn a_token_arrives_by_the_mechanism_that_the_server_offers() {
    for (offers, command, message) in [
        ("AUTH=XOAUTH2 SASL-IR", "AUTHENTICATE XOAUTH2", XOAUTH2),
        ("AUTH=XOAUTH2", "AUTHENTICATE XOAUTH2", XOAUTH2),
        ("AUTH=PLAIN AUTH=XOAUTH2 AUTH=OAUTHBEARER SASL-IR LOGINDISABLED", "AUTHENTICATE OAUTHBEARER", BEARER),
        ("AUTH=OAUTHBEARER", "AUTHENTICATE OAUTHBEARER", BEARER),
    ] {
        let relay = Relay::start(config()).await;
        let is_at_once = offers.contains("SASL-IR");
        // A server that lets no one log in unencrypted would not be asked.
        let offers = offers.replace(" LOGINDISABLED", "");
        let server = serve(async move |mut line| {
            line.say(format!("* OK [CAPABILITY IMAP4rev1 {offers}] Hello\r\n")).await;
            let (tag, heard) = line.command().await;
            let sasl = if is_at_once {
                heard.strip_prefix(&format!("{command} ")).unwrap().to_owned()
            } else {
                assert_eq!(heard, command);
                line.say("+ \r\n").await;
                line.hear().await.unwrap()
            };
            line.say(format!("{tag} OK [CAPABILITY IMAP4rev1] in\r\n")).await;
            String::from_utf8(STANDARD.decode(sasl).unwrap()).unwrap()
        })
        .await;
        let port = server.port;
        let mut page = Page::open(relay.address).await;
        let answer = page.ask(Ask::Connect(token_account(port))).await;
        assert!(matches!(answer, Answer::Connected { .. }), "{answer:?}");
        let shown: Vec<String> = page.spoken.iter().map(|CommandRecord { command, .. }| command.clone()).collect();
        assert!(shown.contains(&format!("{command} …")), "{shown:?}");
        assert_eq!(server.end().await, message.replace("PORT", &port.to_string()));
    }
}

#[tokio::test]
async fn a_refused_token_is_known_by_what_the_server_says() {
    for (mechanism, challenge, result, kind) in [
        (
            "XOAUTH2",
            r#"{"status":"400","schemes":"Bearer","scope":"x"}"#,
            "NO AUTHENTICATE failed.",
            FailureKind::TokenRefused,
        ),
        ("XOAUTH2", r#"{"status":"401"}"#, "NO [AUTHENTICATIONFAILED] no", FailureKind::TokenRefused),
        ("OAUTHBEARER", r#"{"status":"invalid_token"}"#, "NO [AUTHENTICATIONFAILED] no", FailureKind::TokenRefused),
        ("OAUTHBEARER", r#"{"status":"503"}"#, "NO no", FailureKind::Unavailable),
        ("OAUTHBEARER", "nonsense", "NO [UNAVAILABLE] Temporary authentication failure.", FailureKind::Unavailable),
        ("XOAUTH2", "", "NO User is authenticated but not connected.", FailureKind::NotConnected),
        ("XOAUTH2", "", "NO no t0ken", FailureKind::TokenRefused),
    ] {
        let relay = Relay::start(config()).await;
        let server = serve(async move |mut line| {
            line.say(format!("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH={mechanism}] Hello\r\n")).await;
            let (tag, _) = line.command().await;
            if !challenge.is_empty() {
                line.say(format!("+ {}\r\n", STANDARD.encode(challenge))).await;
                let dismissed = line.hear().await.unwrap();
                assert_eq!(dismissed, if mechanism == "XOAUTH2" { "" } else { "AQ==" });
            }
            line.say(format!("{tag} {result}\r\n")).await;
            line.gone().await;
        })
        .await;
        let mut page = Page::open(relay.address).await;
        let (refused, words) = failure(page.ask(Ask::Connect(token_account(server.port))).await);
        assert_eq!(refused, kind, "{challenge} {result}");
        assert!(!words.contains("t0ken"), "{words}");
        server.end().await;
    }
    // A server that takes no token is not shown one.
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] Hello\r\n").await;
        line.gone().await;
    })
    .await;
    let mut page = Page::open(relay.address).await;
    assert_eq!(page.fail(Ask::Connect(token_account(server.port))).await.0, FailureKind::TokenRefused);
    server.end().await;
}
