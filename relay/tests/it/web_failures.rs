//! Web servers that do not answer as they should.

use crate::certificates::Authority;
use crate::page::{Page, Relay, config, failure};
use crate::script::serve;
use crate::web::{OK, ask, asked, basic, hi, page_of, request, try_asked, web_server, with_root};
use kith_relay::{Config, Times};
use kith_wire::{Ask, FailureKind, Response, WebMethod, WebRequest};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

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
