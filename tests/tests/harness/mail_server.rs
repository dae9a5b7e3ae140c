//! The mail server: spoken to in bare IMAP, it has what was planned.

use kith_tests::dovecot::{Certificate, Dovecot, Options, PLAIN_HOST};
use kith_tests::fixture::{ACCOUNT, FOLDERS, Fixture};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

const NOW: i64 = 1_760_000_000;

/// A conversation, a command and its answer at a time.
struct Talk<R, W> {
    read: BufReader<R>,
    write: W,
}

impl<R: Read, W: Write> Talk<R, W> {
    fn new(read: R, write: W) -> Self {
        Self { read: BufReader::new(read), write }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.read.read_line(&mut line).unwrap() > 0, "the server hung up");
        line.trim_end().to_owned()
    }

    /// The untagged lines, then the tagged one.
    fn ask(&mut self, command: &str) -> (Vec<String>, String) {
        write!(self.write, "a {command}\r\n").unwrap();
        self.write.flush().unwrap();
        let mut lines = vec![];
        loop {
            let line = self.line();
            match line.strip_prefix("a ") {
                Some(tagged) => return (lines, tagged.to_owned()),
                None => lines.push(line),
            }
        }
    }

    fn login(&mut self, server: &Dovecot) {
        let login = format!("LOGIN \"{}\" \"{}\"", server.user(), server.password());
        let (_, answer) = self.ask(&login);
        assert!(answer.starts_with("OK"), "{answer}");
    }
}

fn plain(host: &str, port: u16) -> Talk<TcpStream, TcpStream> {
    let stream = TcpStream::connect((host, port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    Talk::new(stream.try_clone().unwrap(), stream)
}

/// OpenSSL speaks TLS for us, since no library of the relay's is to vouch for itself. Gives what it said, and whether
/// it found the certificate good.
fn tls(server: &Dovecot, port: u16, starttls: bool, commands: &str) -> (String, bool) {
    let mut command = Command::new("openssl");
    command.args(["s_client", "-quiet", "-verify_return_error", "-verify_hostname", server.host(), "-CAfile"]);
    command.arg(server.authority()).args(["-connect", &format!("127.0.0.1:{port}")]);
    if starttls {
        command.args(["-starttls", "imap"]);
    }
    let mut client =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("openssl is there");
    // It may have ended already, over a bad certificate.
    let _ = client.stdin.take().unwrap().write_all(commands.as_bytes());
    let output = client.wait_with_output().unwrap();
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.success())
}

#[test]
fn the_mailbox_is_the_planned_one() {
    let fixture = Fixture::new(1, NOW, 1000);
    let options = Options { user: ACCOUNT.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| fixture.fill(maildir)).unwrap();
    let mut talk = plain(PLAIN_HOST, server.ports().plain);
    let greeting = talk.line();
    assert!(greeting.starts_with("* OK") && !greeting.contains("STARTTLS"), "{greeting}");
    talk.login(&server);

    let (listed, _) = talk.ask("LIST \"\" \"*\" RETURN (SPECIAL-USE)");
    for (name, special_use) in FOLDERS.iter().filter_map(|(name, special)| Some((name, (*special)?))) {
        let line = listed.iter().find(|line| line.ends_with(&format!(" {name}"))).unwrap();
        assert!(line.contains(special_use), "{line}");
    }
    let mut counts = BTreeMap::new();
    for (name, _) in FOLDERS {
        // Their names on the wire, as the RFC's modified UTF-7 has them.
        let wire = match name {
            "日本語" => "&ZeVnLIqe-",
            "Projekte/Äpfel & Birnen" => "Projekte/&AMQ-pfel &- Birnen",
            name => name,
        };
        let (lines, answer) = talk.ask(&format!("EXAMINE \"{wire}\""));
        assert!(answer.starts_with("OK"), "{wire}: {answer}");
        let exists = lines.iter().find_map(|line| line.strip_prefix("* ")?.strip_suffix(" EXISTS"));
        counts.insert(name, exists.unwrap().parse().unwrap());
    }
    assert_eq!(counts, fixture.counts());
}

#[test]
fn the_time_of_arrival_and_the_bytes_are_kept() {
    let message = b"From: Jos\xe9 <jose@names.example>\r\nSubject: \xff\r\n\r\nHello\r\n";
    let server = Dovecot::start(Options::default(), |maildir| maildir.add("INBOX", message, NOW, true)).unwrap();
    let mut talk = plain("127.0.0.1", server.ports().starttls);
    let greeting = talk.line();
    assert!(greeting.contains("STARTTLS"), "{greeting}");
    talk.login(&server);
    talk.ask("EXAMINE INBOX");
    let (lines, _) = talk.ask("FETCH 1 (INTERNALDATE RFC822.SIZE FLAGS)");
    let size = format!("RFC822.SIZE {}", message.len());
    let line = lines.first().unwrap();
    // Dovecot tells the time in the machine's zone.
    let day = line.split("INTERNALDATE \"").nth(1).unwrap();
    assert!(day.starts_with("09-Oct-2025 ") && line.contains(&size) && line.contains("\\Seen"), "{line}");
}

#[test]
fn tls_is_there_from_the_start_or_after_starttls() {
    let server = Dovecot::start(Options::default(), |_| Ok(())).unwrap();
    let commands = format!("a LOGIN {} \"{}\"\r\nb LOGOUT\r\n", server.user(), server.password());
    for (port, starttls) in [(server.ports().tls, false), (server.ports().starttls, true)] {
        let (said, good) = tls(&server, port, starttls, &commands);
        assert!(good && said.contains("a OK") && said.contains("Logged in"), "{said}");
    }
}

#[test]
fn bad_certificates_are_bad() {
    for certificate in [Certificate::Untrusted, Certificate::OtherName, Certificate::Expired] {
        let server = Dovecot::start(Options { certificate, ..Options::default() }, |_| Ok(())).unwrap();
        let (said, good) = tls(&server, server.ports().tls, false, "a LOGOUT\r\n");
        assert!(!good && !said.contains("BYE"), "{certificate:?}: {said}");
    }
}

#[test]
fn it_stops_and_starts_where_it_was() {
    let mut server = Dovecot::start(Options::default(), |_| Ok(())).unwrap();
    server.stop();
    assert!(TcpStream::connect(("127.0.0.1", server.ports().tls)).is_err());
    server.restart().unwrap();
    let mut talk = plain("127.0.0.1", server.ports().starttls);
    talk.line();
    let (_, answer) = talk.ask("LOGIN robin@wren.example wrong");
    assert!(answer.starts_with("NO"), "{answer}");
    talk.login(&server);
}
