//! A real mail server, brought into the states that hurt.

use crate::imap::only_reads;
use crate::model::Letter;
use crate::rig::Rig;
use kith_engine::api::{ContactWay, NewAccount, Period, Security};
use kith_relay::Config;
use kith_tests::dovecot::{Dovecot, Options, PLAIN_HOST};
use kith_tests::maildir::Maildir;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::io::Write;
use std::path::PathBuf;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

fn account(server: &Dovecot, security: Security) -> NewAccount {
    let (host, port) = match security {
        Security::Tls => (server.host(), server.ports().tls),
        Security::StartTls => (server.host(), server.ports().starttls),
        Security::Plain => (PLAIN_HOST, server.ports().plain),
    };
    NewAccount {
        username: server.user().into(),
        password: server.password().into(),
        address: "me@home.example".into(),
        host: host.into(),
        port,
        security,
        signed_in: false,
        trusted: None,
        period: Period::Everything,
        stay: true,
        letter: false,
    }
}

fn fill(maildir: &mut Maildir, folder: &str, count: u32) {
    for number in 1..=count {
        let letter = Letter::from(&format!("{}{number}", folder.to_lowercase()));
        maildir.add(folder, &letter.header, letter.received, number % 2 == 0).unwrap();
    }
}

fn start(fill_more: impl FnOnce(&mut Maildir)) -> Dovecot {
    start_with(Options::default(), fill_more)
}

fn start_with(options: Options, fill_more: impl FnOnce(&mut Maildir)) -> Dovecot {
    Dovecot::start(options, |maildir| {
        fill(maildir, "INBOX", 6);
        maildir.make("Sent", Some("\\Sent"))?;
        maildir.add("Sent", &Letter::to("ada").header, 1_700_000_000, true)?;
        fill_more(maildir);
        Ok(())
    })
    .unwrap()
}

async fn read(server: &Dovecot) -> Rig {
    let mut rig = Rig::start().await;
    rig.read(account(server, Security::Plain)).await;
    rig
}

/// Every file of mail of a mailbox, by which a server knows what is new and what was seen, with what it holds.
fn mail_files(maildir: &Maildir) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    let folders = std::fs::read_dir(maildir.root()).unwrap().map(|entry| entry.unwrap().path());
    for folder in folders.filter(|path| path.is_dir()).chain([maildir.root().to_owned()]) {
        for part in ["cur", "new"] {
            let Ok(files) = std::fs::read_dir(folder.join(part)) else { continue };
            all.extend(files.map(|file| file.unwrap().path()).map(|file| (file.clone(), std::fs::read(file).unwrap())));
        }
    }
    all.sort();
    all
}

/// Another client of the same mailbox, which may do as it likes.
struct Client(BufReader<TcpStream>);

impl Client {
    async fn log_in(server: &Dovecot) -> Self {
        let stream = TcpStream::connect((PLAIN_HOST, server.ports().plain)).await.unwrap();
        let mut client = Self(BufReader::new(stream));
        client.say(&format!("LOGIN {} \"{}\"", server.user(), server.password())).await;
        client
    }

    /// Speaks a command, and gives all that is answered.
    async fn say(&mut self, command: &str) -> String {
        self.0.write_all(format!("a {command}\r\n").as_bytes()).await.unwrap();
        let mut all = String::new();
        while !all.lines().last().is_some_and(|line| line.starts_with("a ")) {
            assert_ne!(self.0.read_line(&mut all).await.unwrap(), 0, "{all}");
        }
        assert!(all.lines().last().unwrap().starts_with("a OK"), "{command}: {all}");
        all
    }
}

/// Over each kind of connection it is the same mailbox, and the same commands, of which none changes it.
#[tokio::test]
async fn over_each_kind_of_connection_it_only_reads() {
    let server = start(|_| {});
    let roots =
        CertificateDer::pem_file_iter(server.authority()).unwrap().map(|root| root.unwrap()).collect::<Vec<_>>();
    for security in [Security::Tls, Security::StartTls, Security::Plain] {
        let mut rig = Rig::with(Config { extra_roots: roots.clone(), ..Config::default() }).await;
        rig.read(account(&server, security)).await;
        assert_eq!((rig.audit().await, rig.skipped().await), ((7, 7), vec![]), "{security:?}");
        let commands = rig.activity().await;
        let spoken: Vec<_> = commands.iter().map(|shown| shown.command.as_str()).collect();
        assert!(spoken.iter().all(|command| only_reads(command) && !command.contains(server.password())), "{spoken:?}");
        assert!(commands.iter().all(|shown| shown.words.is_none()), "{commands:?}");
        assert_eq!(spoken.contains(&"STARTTLS"), security == Security::StartTls);
    }
}

/// A far server compresses what is read, beneath each kind of connection, and it is the same mailbox.
#[tokio::test]
async fn over_each_kind_of_connection_it_reads_what_is_compressed() {
    let server = start_with(Options { compresses: true, ..Options::default() }, |maildir| {
        maildir.make("Work", None).unwrap();
        fill(maildir, "Work", 300);
    });
    let roots =
        CertificateDer::pem_file_iter(server.authority()).unwrap().map(|root| root.unwrap()).collect::<Vec<_>>();
    let (maildir, mut on_server) = (server.maildir().unwrap(), 307);
    for security in [Security::Tls, Security::StartTls, Security::Plain] {
        let far = Config { compress_on_loopback: true, extra_roots: roots.clone(), ..Config::default() };
        let mut rig = Rig::with(far).await;
        rig.read(account(&server, security)).await;
        assert_eq!((rig.audit().await, rig.skipped().await), ((on_server, on_server), vec![]), "{security:?}");
        let commands = rig.activity().await;
        let asked: Vec<_> = commands.iter().filter(|shown| shown.command == "COMPRESS DEFLATE").collect();
        assert!(asked.len() == 1 && commands.iter().all(|shown| shown.words.is_none()), "{commands:?}");
        // What is delivered is told of and read compressed, too.
        on_server += 1;
        maildir.deliver(&Letter::from(&format!("late{on_server}")).header).unwrap();
        rig.until_audit(on_server, on_server).await;
    }
}

/// Fetching cleared what was unread: nothing is marked as seen, and what is new stays new for the next program.
#[tokio::test]
async fn what_is_new_and_unread_stays_so() {
    let server = start(|_| {});
    let maildir = server.maildir().unwrap();
    (0..3).for_each(|number| maildir.deliver(&Letter::from(&format!("new{number}")).header).unwrap());
    let before = mail_files(&maildir);
    let mut rig = read(&server).await;
    assert_eq!(rig.audit().await, (10, 10));
    rig.check().await;
    drop(rig);
    assert_eq!(mail_files(&maildir), before);
    let mut client = Client::log_in(&server).await;
    let told = client.say("SELECT INBOX").await;
    assert!(told.contains("* 9 RECENT"), "{told}");
    assert!(client.say("UID SEARCH UNSEEN").await.contains("* SEARCH 1 3 5 7 8 9"));
}

/// UIDVALIDITY changed in one folder: nothing is lost or doubled, and no other folder is touched.
#[tokio::test]
async fn one_folder_numbered_anew_is_matched_again_and_nothing_else_is_touched() {
    let mut server = start(|maildir| {
        maildir.make("Work", None).unwrap();
        fill(maildir, "Work", 5);
    });
    let mut rig = read(&server).await;
    let people = rig.people().await;
    server.kill();
    // What Dovecot knows of the folder's numbers, and what it knows of all folders.
    let root = server.maildir().unwrap().root().to_owned();
    for (folder, starts) in [(root.join(".Work"), "dovecot"), (root, "dovecot.list.index")] {
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap());
        let known = files.filter(|file| file.file_name().to_string_lossy().starts_with(starts));
        known.for_each(|file| std::fs::remove_file(file.path()).unwrap());
    }
    server.hand_over().unwrap();
    server.restart().unwrap();
    server.accept_changes().unwrap();
    rig.sync().await;
    rig.until_audit(12, 12).await;
    assert_eq!((rig.people().await, rig.overview().await.messages, rig.skipped().await), (people, 12, vec![]));
    let mut rig = rig.restarted().await;
    rig.check().await;
    let opened: Vec<_> = rig.activity().await.into_iter().map(|shown| shown.command).collect();
    assert!(opened.iter().all(|command| !command.contains("BODY.PEEK")), "it is read once: {opened:?}");
}

/// One oddly named folder aborted all folders.
#[tokio::test]
async fn oddly_named_folders_are_read_like_others() {
    let odd = [
        "Büro & mehr",
        "100%",
        "a*b",
        "say \"hi\"",
        "back\\slash",
        " lead",
        "trail ",
        "{3}",
        "日本語",
        "(x",
        "Parent/Child",
    ];
    let server = start(|maildir| {
        for folder in odd {
            maildir.make(folder, None).unwrap();
            fill(maildir, folder, 1);
        }
    });
    let mut rig = read(&server).await;
    let all = 7 + u32::try_from(odd.len()).unwrap();
    assert_eq!((rig.audit().await, rig.skipped().await), ((all, all), vec![]));
    let shown: Vec<_> = rig.folders().await.into_iter().filter(|f| f.counts).map(|f| f.title).collect();
    assert!(odd.iter().all(|odd| shown.iter().any(|shown| shown == odd)), "{shown:?}");
    // One that only has others below it cannot be opened, and no one tries.
    assert!(rig.activity().await.iter().all(|shown| shown.command != "EXAMINE \"Parent\""));
    let mut maildir = server.maildir().unwrap();
    fill(&mut maildir, "100%", 1);
    server.hand_over().unwrap();
    rig.sync().await;
    assert_eq!(rig.audit().await, (all + 1, all + 1));
}

/// What is deleted or moved on the server did happen: it keeps its place here, once.
#[tokio::test]
async fn what_another_program_deletes_or_moves_keeps_its_place() {
    let mut server = start(|maildir| maildir.make("Archive", None).unwrap());
    let mut rig = read(&server).await;
    let people = rig.people().await;
    let mut client = Client::log_in(&server).await;
    client.say("SELECT INBOX").await;
    client.say("UID MOVE 2:3 Archive").await;
    client.say("UID STORE 5 +FLAGS (\\Deleted)").await;
    client.say("EXPUNGE").await;
    server.accept_changes().unwrap();
    rig.check().await;
    rig.until_audit(6, 6).await;
    assert_eq!((rig.people().await, rig.overview().await.messages), (people, 7));
    assert_eq!(rig.people().await.len(), 7);
    assert!(rig.people().await.contains(&("ada@x.example".to_owned(), 1, ContactWay::Sent)));
}

/// New mail, by delivery or by another program, is there as soon as the server tells.
#[tokio::test]
async fn new_mail_is_there_as_soon_as_it_is_delivered() {
    let mut server = start(|_| {});
    let mut rig = read(&server).await;
    let maildir = server.maildir().unwrap();
    for count in 8..11 {
        maildir.deliver(&Letter::from(&format!("new{count}")).header).unwrap();
        rig.until_audit(count, count).await;
    }
    let mut client = Client::log_in(&server).await;
    let letter = String::from_utf8(Letter::to("zoe").header).unwrap();
    client.0.write_all(format!("b APPEND Sent {{{}+}}\r\n{letter}\r\n", letter.len()).as_bytes()).await.unwrap();
    server.accept_changes().unwrap();
    rig.until_audit(11, 11).await;
    assert!(rig.people().await.contains(&("zoe@x.example".to_owned(), 1, ContactWay::Sent)));
}

/// The server restarts: what is shown stays true, and nothing is read twice.
#[tokio::test]
async fn a_server_that_restarts_costs_nothing() {
    let mut server = start(|_| {});
    let mut rig = read(&server).await;
    server.kill();
    server.maildir().unwrap().deliver(&Letter::from("meanwhile").header).unwrap();
    server.restart().unwrap();
    rig.until_audit(8, 8).await;
    rig.up_to_date().await;
    let fetched = rig.activity().await.into_iter().filter(|shown| shown.command.starts_with("UID FETCH"));
    let last: Vec<_> = fetched.map(|shown| shown.command).collect();
    assert!(last[0].starts_with("UID FETCH 7 "), "{last:?}");
}

/// Mail as it is: raw bytes, endless lines, no end of the header, nothing at all.
#[tokio::test]
async fn messages_that_are_no_mail_are_read_as_well_as_can_be() {
    let odd: [&[u8]; 6] = [
        b"",
        b"\r\n\r\nno header\r\n",
        b"From: J\xf6rg \xff\x00 <joerg@x.example>\r\nTo: me@home.example\r\nSubject: \x80\xfe\r\n\r\nx",
        b"From: =?utf-8?Q?=C3=9Cnal?= <unal@x.example>\r\nTo: me@home.example",
        b"From ada Thu Jan  1 00:00:00 1970\r\nFrom: ben@x.example\r\nTo: me@home.example\r\nDate: yesterday\r\n\r\n",
        b": \r\n:::\r\n\t\r\nFrom cyd\r\n\r\n",
    ];
    let server = start(|maildir| {
        odd.iter().for_each(|bytes| maildir.add("INBOX", bytes, 1_700_000_000, false).unwrap());
        let mut long = b"From: dee@x.example\r\nTo: me@home.example".to_vec();
        (0..20_000).for_each(|number| write!(long, ", p{number}@x.example").unwrap());
        maildir.add("INBOX", &long, 1_700_000_000, false).unwrap();
    });
    let mut rig = read(&server).await;
    assert_eq!((rig.audit().await, rig.skipped().await), ((14, 14), vec![]));
}
