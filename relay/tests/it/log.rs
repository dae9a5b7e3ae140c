//! What the program writes, at its most talkative.

use crate::certificates::Authority;
use crate::page::{Page, account, failure};
use crate::program::Program;
use crate::script::{PATIENCE, fetched, serve};
use crate::web::{asked, basic, begun, request, web_server};
use kith_wire::{
    Answer, Append, Ask, Connect, DiscoverySource, FailureKind, Security, UidSet, WebAuthorization, WebField,
    WebMethod, WebRequest,
};
use kith_world::{Certificate, Page as WebPage, World};
use tokio::io::{AsyncBufReadExt, AsyncReadExt};
use tokio::time::timeout;

/// A run that touches everything which may not be written down.
async fn session(address: std::net::SocketAddr, authority: &Authority) {
    let acceptor = authority.acceptor("localhost");
    let server = serve(async move |line| {
        let mut line = line.encrypt(&acceptor).await;
        line.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] Greetword\r\n").await;
        let (tag, _) = line.command().await;
        line.say("+ \r\n").await;
        line.hear().await.unwrap();
        line.say(format!("{tag} OK [CAPABILITY IMAP4rev1] in\r\n")).await;
        line.open_inbox(3).await;
        let (tag, _) = line.command().await;
        line.say(fetched(1, 1, "From: Friendname <friend@example.net>\r\nSubject: Subjectword\r\n\r\n")).await;
        line.say("* 2 FETCH (UID 2 Brokenword (\r\n").await;
        // The parser panics at this, and ends nothing by that.
        line.say("* 3 FETCH (InternalDate nil X-WORD Panicword)\r\n").await;
        line.say(format!("{tag} NO Refusalword friend@example.net\r\n")).await;
        line.expect_result("UID SEARCH ALL TEXT \"Searchword\"", "", "NO Refusalword Searchword").await;
        let (tag, _) = line.command().await;
        line.say(format!("{tag} NO Refusalword Draftword\r\n")).await;
        line.expect_result("EXAMINE \"Foldername\"", "", "NO Refusalword").await;
        line.gone().await;
    })
    .await;
    let mut page = Page::open(address).await;
    let connect = Connect {
        username: "ada@example.org".to_owned(),
        password: "Passphrase".into(),
        ..account(server.port, Security::Tls)
    };
    let answer = page.ask(Ask::Connect(connect)).await;
    assert!(matches!(answer, Answer::Connected { .. }), "{answer:?}");
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    let answer = page.ask(Ask::Headers { uids: UidSet::from(vec![(1, 3)]), credit: 1 }).await;
    assert!(matches!(&answer, Answer::Headers(batch) if batch.len() == 1), "{answer:?}");
    assert_eq!(failure(page.hear().await.answer).0, FailureKind::ServerRefused);
    let search = Ask::Search { words: vec!["Searchword".to_owned()], addresses: Vec::new() };
    assert_eq!(page.fail(search).await.0, FailureKind::ServerRefused);
    let draft = Append { folder: "Foldername".to_owned(), message: b"Draftword\r\n".to_vec() };
    assert_eq!(page.fail(Ask::Append(draft)).await.0, FailureKind::ServerRefused);
    assert_eq!(page.fail(Ask::Examine { folder: "Foldername".to_owned() }).await.0, FailureKind::NoFolder);
    drop(page);
    server.end().await;
}

#[tokio::test]
async fn nothing_of_the_mailbox_is_written_down() {
    let authority = Authority::new();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &authority.pem).unwrap();
    let Program { address, process: mut relay, mut log, mut written } =
        Program::start(&["--ca-file", file.path().to_str().unwrap()]).await;

    session(address, &authority).await;

    // The session writes its line when it ends, which the mail server may see first.
    while !written.contains("session ended") {
        timeout(PATIENCE, log.read_line(&mut written)).await.unwrap().unwrap();
    }
    relay.kill().await.unwrap();
    log.read_to_string(&mut written).await.unwrap();
    assert!(written.contains("requests=6") && written.contains("messages=1"), "{written}");
    assert!(written.contains("last_failure=NoFolder"), "{written}");
    assert!(written.contains("a defect place=") && !written.contains("panicked"), "{written}");
    for word in [
        "ada",
        "example",
        "localhost",
        "Passphrase",
        "AGFkYUBleGFtcGxlLm9yZwBQYXNzcGhyYXNl",
        "Friendname",
        "friend",
        "Subjectword",
        "Searchword",
        "Draftword",
        "Brokenword",
        "Panicword",
        "Refusalword",
        "Greetword",
        "Foldername",
        "INBOX",
    ] {
        assert!(!written.contains(word), "{word} was written:\n{written}");
    }
}

#[tokio::test]
async fn nothing_of_an_address_book_is_written_down() {
    let authority = Authority::new();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &authority.pem).unwrap();
    let mut relay = Program::start(&["--ca-file", file.path().to_str().unwrap()]).await;
    let server = web_server(&authority, async |door| {
        let mut line = door.next().await;
        asked(&mut line).await;
        line.say("HTTP/1.1 207 .\r\nETag: \"Tagword\"\r\nX-Other: Fieldword\r\nContent-Length: 8\r\n\r\nCardword")
            .await;
        asked(&mut line).await;
        line.say("HTTP/1.1 401 Refusalword\r\nContent-Length: 0\r\n\r\n").await;
        asked(&mut line).await;
        line.say("Brokenword\r\n\r\n").await;
    })
    .await;

    let mut page = Page::open(relay.address).await;
    begun(&mut page).await;
    let ask = |authorization, host: &str| {
        let url = format!("https://{host}:{}/Pathword?Queryword", server.port);
        let headers = vec![(WebField::IfMatch, "Matchword".to_owned())];
        let body = b"Bodyword".to_vec();
        Ask::Request(Box::new(WebRequest { url, headers, authorization, body, ..request(WebMethod::Put, 1) }))
    };
    let bearer = Some(WebAuthorization::Bearer { token: "Tokenword".into() });
    for authorization in [basic(), bearer] {
        assert!(matches!(page.ask(ask(authorization, "localhost")).await, Answer::Web(_)));
    }
    assert_eq!(page.fail(ask(basic(), "localhost")).await.0, FailureKind::Malformed);
    assert_eq!(page.fail(ask(basic(), "hostword.example")).await.0, FailureKind::BadRequest);
    drop(page);
    server.end().await;

    relay.written_until("session ended").await;
    relay.process.kill().await.unwrap();
    relay.log.read_to_string(&mut relay.written).await.unwrap();
    assert!(relay.written.contains("requests=5") && relay.written.contains("failures=2"), "{}", relay.written);
    for word in [
        "Tagword",
        "Fieldword",
        "Cardword",
        "Refusalword",
        "Brokenword",
        "Pathword",
        "Queryword",
        "Matchword",
        "Bodyword",
        "Tokenword",
        "Passphrase",
        "YWRhOlBhc3NwaHJhc2U",
        "ada",
        "hostword",
        "localhost",
    ] {
        assert!(!relay.written.contains(word), "{word} was written:\n{}", relay.written);
    }
}

#[tokio::test]
async fn no_domain_is_written_down() {
    let world = World::start().await.unwrap();
    world.host("autoconfig.domainword.test").unwrap();
    world.page(
        "autoconfig.domainword.test",
        "/mail/config-v1.1.xml",
        WebPage::config("Providerword", "imap.hostword.test"),
    );
    world.mail_exchanger("domainword.test", 0, "mx.exchangerword.test");
    world.host_with("imap.domainword.test", Certificate::OtherName).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), world.authority()).unwrap();
    let (dns, ports) = (world.dns().to_string(), world.ports_as_text());
    let arguments = ["--ca-file", file.path().to_str().unwrap(), "--dns-server", &dns];
    let mut relay = Program::start_with(&arguments, &[("KITH_TEST_PORTS", &ports)]).await;

    let mut page = Page::open(relay.address).await;
    page.send(Ask::Discover { domain: "domainword.test".to_owned() }).await;
    let mut sources = Vec::new();
    while let Answer::Discovered(told) = page.hear().await.answer {
        sources.push(told.source);
    }
    assert!(sources.contains(&DiscoverySource::Autoconfig) && sources.contains(&DiscoverySource::Mx), "{sources:?}");
    let mut page = Page::open(relay.address).await;
    let connect = Connect { host: "imap.domainword.test".to_owned(), ..account(993, Security::Tls) };
    assert_eq!(page.fail(Ask::Connect(connect)).await.0, FailureKind::CertificateName);
    drop(page);

    while relay.written.matches("session ended").count() < 2 {
        timeout(PATIENCE, relay.log.read_line(&mut relay.written)).await.unwrap().unwrap();
    }
    relay.process.kill().await.unwrap();
    relay.log.read_to_string(&mut relay.written).await.unwrap();
    for word in ["domainword", "hostword", "exchangerword", "Providerword", "autoconfig", "_imaps"] {
        assert!(!relay.written.contains(word), "{word} was written:\n{}", relay.written);
    }
}
