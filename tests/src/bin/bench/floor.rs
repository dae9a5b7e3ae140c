//! The floor: a bare socket that reads the same headers over TLS and only counts them.

use crate::question::Question;
use anyhow::{Context, Result, bail, ensure};
use kith_tests::dovecot::Dovecot;
use kith_tests::maildir::modified_utf7;
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// As much as a TLS record holds, a few times over.
const BUFFER: usize = 1 << 17;

/// What Kith asks for. Were it to ask for more, the first reading of a run would be slow, and is not measured.
const FIELDS: &str = "FROM SENDER TO CC BCC REPLY-TO DATE SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES LIST-ID \
                      LIST-UNSUBSCRIBE PRECEDENCE AUTO-SUBMITTED CONTENT-TYPE CONTENT-CLASS DELIVERED-TO \
                      X-ORIGINAL-TO ENVELOPE-TO X-FORWARDED-TO X-FAILED-RECIPIENTS X-AUTOREPLY X-AUTORESPOND \
                      X-AUTO-RESPONSE-SUPPRESS RESENT-FROM RESENT-TO X-ORIGINAL-FROM X-ORIGINAL-SENDER";

/// What was read.
pub(crate) struct Read {
    pub time: Duration,
    pub messages: usize,
}

/// Reads the folders that were asked for, each by one command that asks for the same of all its messages. The time is
/// from the first packet to the last answer, TLS and login included.
pub(crate) fn read(server: &Dovecot, question: &Question) -> Result<Read> {
    let config = config(server)?;
    let start = Instant::now();
    let mut socket = Socket::log_in(server, config)?;
    for folder in &question.folders {
        socket.ask(&format!("EXAMINE {folder}"))?;
        socket.ask(&format!("UID FETCH 1:* {}", question.items))?;
    }
    Ok(Read { time: start.elapsed(), messages: socket.messages })
}

/// Waits for a new message in INBOX, delivered by `deliver`, and reads it. Gives the time from the delivery to the
/// answer.
pub(crate) fn news(server: &Dovecot, question: &Question, deliver: impl FnOnce() -> Result<()>) -> Result<Duration> {
    let mut socket = Socket::log_in(server, config(server)?)?;
    socket.ask("EXAMINE INBOX")?;
    socket.say("IDLE")?;
    while !socket.line.starts_with(b"+") {
        socket.next_line()?;
    }
    let start = Instant::now();
    deliver()?;
    while !socket.line.ends_with(b" EXISTS\r\n") {
        socket.next_line()?;
    }
    socket.stream.get_mut().write_all(b"DONE\r\n")?;
    socket.answer("IDLE")?;
    let before = socket.messages;
    socket.ask(&format!("UID FETCH * {}", question.items))?;
    ensure!(socket.messages > before, "the new message was not given");
    Ok(start.elapsed())
}

/// Has a server that never saw these folders index them.
pub(crate) fn warm(server: &Dovecot, folders: &[&str]) -> Result<()> {
    let mut socket = Socket::log_in(server, config(server)?)?;
    for folder in folders {
        socket.ask(&format!("EXAMINE \"{}\"", modified_utf7(folder)))?;
        // Dovecot caches the fields that were asked for once, and reads every message for one that was not.
        socket.ask(&format!("FETCH 1:* (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({FIELDS})])"))?;
    }
    Ok(())
}

fn config(server: &Dovecot) -> Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_file_iter(server.authority())? {
        roots.add(root?)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

struct Socket {
    stream: BufReader<StreamOwned<ClientConnection, TcpStream>>,
    line: Vec<u8>,
    messages: usize,
}

impl Socket {
    fn log_in(server: &Dovecot, config: Arc<ClientConfig>) -> Result<Self> {
        let tcp = TcpStream::connect((server.host(), server.ports().tls))?;
        tcp.set_nodelay(true)?;
        let tls = ClientConnection::new(config, ServerName::try_from(server.host())?)?;
        let stream = BufReader::with_capacity(BUFFER, StreamOwned::new(tls, tcp));
        let mut socket = Self { stream, line: Vec::new(), messages: 0 };
        socket.next_line()?;
        socket.ask(&format!("LOGIN \"{}\" \"{}\"", server.user(), server.password()))?;
        Ok(socket)
    }

    /// Asks, and reads up to the end of the answer.
    fn ask(&mut self, command: &str) -> Result<()> {
        self.say(command)?;
        self.answer(command)
    }

    fn say(&mut self, command: &str) -> Result<()> {
        Ok(self.stream.get_mut().write_all(format!("a {command}\r\n").as_bytes())?)
    }

    /// Reads up to the end of the answer to a command.
    fn answer(&mut self, command: &str) -> Result<()> {
        loop {
            self.next_line()?;
            if let Some(end) = self.line.strip_prefix(b"a ") {
                ensure!(end.starts_with(b"OK"), "{command}: {}", String::from_utf8_lossy(end));
                return Ok(());
            }
            if let Some(length) = literal(&self.line) {
                self.skip(length)?;
                self.messages += usize::from(self.line.starts_with(b"* "));
            }
        }
    }

    fn next_line(&mut self) -> Result<()> {
        self.line.clear();
        ensure!(self.stream.read_until(b'\n', &mut self.line)? > 0, "the server hung up");
        Ok(())
    }

    fn skip(&mut self, mut length: usize) -> Result<()> {
        while length > 0 {
            let here = self.stream.fill_buf()?.len().min(length);
            if here == 0 {
                bail!("the server hung up");
            }
            self.stream.consume(here);
            length -= here;
        }
        Ok(())
    }
}

/// The length of the literal that follows a line.
fn literal(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"}\r\n")?;
    let digits = line.rsplit(|byte| *byte == b'{').next()?;
    std::str::from_utf8(digits).context("digits").ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn literals_are_announced_at_the_end_of_a_line() {
        for (line, length) in [
            (&b"* 1 FETCH (UID 1 BODY[HEADER.FIELDS (FROM)] {312}\r\n"[..], Some(312)),
            (b"* LIST () \"/\" {4}\r\n", Some(4)),
            (b"* OK [X {1}] hello\r\n", None),
            (b" FLAGS ())\r\n", None),
        ] {
            assert_eq!(literal(line), length, "{}", String::from_utf8_lossy(line));
        }
    }
}
