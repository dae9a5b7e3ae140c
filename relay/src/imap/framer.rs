//! Bounds and parts what a server sends, beneath the parser.

use bytes::{Buf, BytesMut};
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt};

/// The longest single response that is read, in bytes. What is longer is passed over: a header block of this length
/// is no mail.
const RESPONSE_BYTES: usize = 4 * 1024 * 1024;

/// What is kept of a line that is passed over, to see whether it announces a literal.
const TAIL_BYTES: usize = 32;

/// So much room is made for a read: what one record of TLS holds. Room that a read leaves empty is cleared for nothing.
const READ_BYTES: usize = 16 * 1024;

/// A stream of which one response (a line, with the literals it announces) is taken at a time.
pub(super) struct Framer<S> {
    inner: S,
    /// Read and not yet parted.
    raw: BytesMut,
    received: bool,
    passed_over: u64,
    limit: usize,
    scan: Scan,
}

/// How far the first response in `raw` was looked at.
#[derive(Debug, Default)]
struct Scan {
    /// Where the line begins that is being looked for, after the literals before it. May lie beyond what was read.
    line: usize,
    /// No line end stands before here.
    seen: usize,
    /// Whether the response is one whose text may end like a literal without being one.
    is_text: Option<bool>,
    /// Whether the response is too long and is being passed over.
    spoiled: bool,
}

impl<S> Framer<S> {
    pub(super) fn new(inner: S) -> Self {
        Self {
            inner,
            raw: BytesMut::new(),
            received: false,
            passed_over: 0,
            limit: RESPONSE_BYTES,
            scan: Scan::default(),
        }
    }

    /// The stream beneath, to write to.
    pub(super) fn get_mut(&mut self) -> &mut S {
        &mut self.inner
    }

    /// Whether the server has sent anything at all.
    pub(super) fn has_received(&self) -> bool {
        self.received
    }

    /// How many responses were too long to be read.
    pub(super) fn passed_over(&self) -> u64 {
        self.passed_over
    }

    /// The stream beneath, if nothing waits to be taken. What came before TLS must not be taken for what came under
    /// it (RFC 9051, section 11.3).
    pub(super) fn into_inner(self) -> Option<S> {
        self.raw.is_empty().then_some(self.inner)
    }

    /// Takes the next whole response out of what was read.
    fn next_frame(&mut self) -> Option<BytesMut> {
        loop {
            let Scan { line, seen, .. } = self.scan;
            let from = seen.max(line);
            let Some(end) = self.raw.get(from..).and_then(|rest| memchr::memchr(b'\n', rest)).map(|at| from + at + 1)
            else {
                self.scan.seen = self.raw.len();
                self.pass_over_if_too_long();
                return None;
            };
            let text = self.raw.get(line..end).unwrap_or_default();
            let is_text = *self.scan.is_text.get_or_insert_with(|| is_text_response(text));
            if let Some(length) = literal_at_end(text).filter(|_| !is_text) {
                self.scan.line = end.saturating_add(length);
                self.scan.seen = end;
                self.pass_over_if_too_long();
                continue;
            }
            let frame = self.raw.split_to(end);
            let scan = std::mem::take(&mut self.scan);
            if !scan.spoiled && frame.len() <= self.limit {
                return Some(mended(frame, is_text));
            }
            self.passed_over += 1;
        }
    }

    fn pass_over_if_too_long(&mut self) {
        let scan = &mut self.scan;
        if scan.line.max(self.raw.len()) > self.limit {
            scan.spoiled = true;
        }
        if scan.spoiled {
            // A literal need not be kept at all, a line only to see how it ends.
            let keep_from = scan.line.max(self.raw.len().saturating_sub(TAIL_BYTES));
            let drop = keep_from.min(self.raw.len());
            self.raw.advance(drop);
            scan.line = scan.line.saturating_sub(drop);
            scan.seen = scan.seen.saturating_sub(drop);
        }
    }
}

/// Whether a response is `+ …`, or OK, NO, BAD, BYE or PREAUTH, tagged or not: text to the end of its line.
fn is_text_response(line: &[u8]) -> bool {
    let mut words = line.split(|&byte| byte == b' ' || byte == b'\r' || byte == b'\n');
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    first.starts_with(b"+")
        || [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"].iter().any(|word| second.eq_ignore_ascii_case(word))
}

/// The length of the literal that a line announces at its end (`{123}`), RFC 3501, section 4.3.
fn literal_at_end(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line).strip_suffix(b"}")?;
    let open = memchr::memrchr(b'{', line)?;
    let digits = line.get(open + 1..)?;
    if digits.is_empty() || digits.len() > 18 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    digits.iter().try_fold(0_usize, |sum, digit| sum.checked_mul(10)?.checked_add(usize::from(digit - b'0')))
}

/// Makes good what the parser would stumble over: a line that ends in a bare line feed; in text, a NUL, and a byte
/// that is not ASCII right after a response code, where it expects a space without looking.
fn mended(mut frame: BytesMut, is_text: bool) -> BytesMut {
    if !frame.ends_with(b"\r\n") {
        frame.truncate(frame.len().saturating_sub(1));
        frame.extend_from_slice(b"\r\n");
    }
    if is_text {
        let mut before = 0;
        for byte in frame.iter_mut() {
            if before == b']' && !byte.is_ascii() {
                *byte = b'?';
                continue;
            }
            if *byte == 0 {
                *byte = b'?';
            }
            before = *byte;
        }
    }
    frame
}

impl<S: AsyncRead + Unpin> Framer<S> {
    /// The next response, or `None` at the end of the stream. Nothing is lost if this is given up half-way.
    pub(super) async fn next(&mut self) -> io::Result<Option<BytesMut>> {
        loop {
            if let Some(frame) = self.next_frame() {
                return Ok(Some(frame));
            }
            self.raw.reserve(READ_BYTES);
            if self.inner.read_buf(&mut self.raw).await? == 0 {
                return Ok(None);
            }
            self.received = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Framer;

    /// Every response that is taken out of `sent`, which arrives in pieces of `piece` bytes.
    async fn frames(sent: &[u8], piece: usize, limit: usize) -> Vec<String> {
        let mut mock = Pieces { rest: sent.to_vec(), piece };
        let mut framer = Framer { limit, ..Framer::new(&mut mock) };
        let mut all = Vec::new();
        while let Some(frame) = framer.next().await.unwrap() {
            all.push(String::from_utf8(frame.to_vec()).unwrap());
        }
        all
    }

    struct Pieces {
        rest: Vec<u8>,
        piece: usize,
    }

    impl tokio::io::AsyncRead for Pieces {
        fn poll_read(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
            buffer: &mut tokio::io::ReadBuf<'_>,
        ) -> std::task::Poll<std::io::Result<()>> {
            let count = self.piece.min(self.rest.len()).min(buffer.remaining());
            buffer.put_slice(&self.rest.drain(..count).collect::<Vec<_>>());
            std::task::Poll::Ready(Ok(()))
        }
    }

    async fn check(sent: &str, limit: usize, expect: &[&str]) {
        for piece in [1, 2, 3, 7, 4096] {
            assert_eq!(frames(sent.as_bytes(), piece, limit).await, expect, "in pieces of {piece}: {sent:?}");
        }
    }

    #[tokio::test]
    async fn parts_lines_and_their_literals() {
        check(
            "* 1 FETCH (BODY[] {5}\r\na\r\nb) UID {2}\r\n\r\n)\r\n* 2 EXISTS\r\n",
            1000,
            &["* 1 FETCH (BODY[] {5}\r\na\r\nb) UID {2}\r\n\r\n)\r\n", "* 2 EXISTS\r\n"],
        )
        .await;
    }

    #[tokio::test]
    async fn text_that_looks_like_a_literal_is_none() {
        check(
            "* OK see {50}\r\nK1 NO [X] {9}\r\n+ {7}\r\n* 2 EXISTS\r\n",
            1000,
            &["* OK see {50}\r\n", "K1 NO [X] {9}\r\n", "+ {7}\r\n", "* 2 EXISTS\r\n"],
        )
        .await;
    }

    #[tokio::test]
    async fn what_is_too_long_is_passed_over() {
        let long = "x".repeat(500);
        check(&format!("* LIST {long}\r\n* 1 EXISTS\r\n"), 100, &["* 1 EXISTS\r\n"]).await;
        let block = format!("{long}\r\n{{99}}\r\n{long}");
        let sent = format!("* 1 FETCH (BODY[] {{{}}}\r\n{block} UID {{3}}\r\na\nb)\r\n* 1 EXISTS\r\n", block.len());
        check(&sent, 100, &["* 1 EXISTS\r\n"]).await;
        // The literal is announced only after the line was too long already.
        check(&format!("* 1 FETCH ({long} {{4}}\r\n\r\n\r\n)\r\n* 1 EXISTS\r\n"), 100, &["* 1 EXISTS\r\n"]).await;
        // An announcement alone takes no memory, and the end of the stream ends the wait.
        check("* 1 EXISTS\r\n* 1 FETCH (BODY[] {999999999999}\r\nabc", 100, &["* 1 EXISTS\r\n"]).await;
        check("* 1 FETCH (BODY[] {99999999999999999999}\r\n", 100, &["* 1 FETCH (BODY[] {99999999999999999999}\r\n"])
            .await;
    }

    #[tokio::test]
    async fn mends_what_the_parser_would_stumble_over() {
        check("* OK [ALERT]üx\0ü\n* 1 EXISTS\n", 100, &["* OK [ALERT]??x?ü\r\n", "* 1 EXISTS\r\n"]).await;
    }

    #[tokio::test]
    async fn hands_out_the_stream_beneath_only_when_nothing_waits() {
        let sent: &[u8] = b"K1 OK go\r\n* injected\r\n";
        let mut framer = Framer::new(sent);
        assert_eq!(&framer.next().await.unwrap().unwrap()[..], b"K1 OK go\r\n");
        assert!(framer.into_inner().is_none());
        let mut framer = Framer::new(&sent[..10]);
        assert_eq!(framer.next().await.unwrap().unwrap().len(), 10);
        assert!(framer.into_inner().is_some());
    }
}
