//! Bounds and parts what a server sends, beneath the parser.

use bytes::{Buf, BytesMut};
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::AsyncRead;
use tokio_util::io::poll_read_buf;

/// The longest single response that is read, in bytes, literals included. What is longer is passed over: a header block
/// of this length is no mail.
const MAX_RESPONSE_BYTES: usize = 4 * 1024 * 1024;

/// The most of a response outside of literals, in bytes, unless it is what a search found: parsed, a line takes many
/// times its length.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// How deep parentheses may be nested. The parser beneath goes down with them and has no bound of its own. No answer to
/// what is asked goes deeper than four.
const MAX_DEPTH: u32 = 32;

/// The most that a server may say before someone finds that it gets on, in bytes. The longest answer that is asked for
/// is a small part of this.
const MAX_UNHEEDED_BYTES: usize = 16 * 1024 * 1024;

/// What is kept of a line that is passed over, to see whether it announces a literal.
const TAIL_SIZE: usize = 32;

/// The room that is made for a read, in bytes: what one record of TLS holds. Room that a read leaves empty is cleared
/// for nothing.
const READ_SIZE: usize = 16 * 1024;

/// One response, whole and bounded.
#[derive(Debug)]
pub(super) struct Frame {
    bytes: BytesMut,
    /// How many parentheses are opened outside of literals, in quotes or not: it can go no deeper, however its quotes
    /// are read.
    opened: usize,
}

/// A stream of which one response (a line, with the literals it announces) is taken at a time.
pub(super) struct Framer<S> {
    inner: S,
    /// Read and not yet parted.
    raw: BytesMut,
    received: bool,
    /// How many responses were passed over that tell what a search found.
    lost_searches: u64,
    limit: usize,
    /// How much may still be read, in bytes.
    allowance: usize,
    scan: Scan,
}

/// How far the first response in `raw` was looked at.
#[derive(Debug, Default)]
struct Scan {
    /// Where the line begins that is being looked for, after the literals before it. May lie beyond what was read.
    line: usize,
    /// No line end stands before here.
    seen: usize,
    /// What the response is, once its beginning is there.
    kind: Option<LineKind>,
    /// Its bytes outside of literals, up to the line that is being looked for.
    outside: usize,
    /// The parentheses that are open there, and all that were opened.
    depth: u32,
    opened: usize,
    /// Whether the response is too long or too deep and is being passed over.
    spoiled: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineKind {
    /// One whose text may end like a literal without being one.
    Text,
    /// What a search found, which may be long.
    Found,
    Data,
}

impl Frame {
    pub(super) const fn opened(&self) -> usize {
        self.opened
    }

    /// Its lines outside of literals.
    pub(super) fn lines(&self) -> impl Iterator<Item = &[u8]> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let rest = self.bytes.get(at..).filter(|rest| !rest.is_empty())?;
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let line = rest.get(..end)?;
            at = at.saturating_add(end).saturating_add(literal_at_end(line).unwrap_or_default());
            Some(line)
        })
    }
}

impl std::ops::Deref for Frame {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl<S> Framer<S> {
    pub(super) fn new(inner: S) -> Self {
        Self {
            inner,
            raw: BytesMut::new(),
            received: false,
            lost_searches: 0,
            limit: MAX_RESPONSE_BYTES,
            allowance: MAX_UNHEEDED_BYTES,
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

    /// What was read and is not yet a whole response.
    pub(super) fn unparted(&self) -> &[u8] {
        &self.raw
    }

    /// How many responses that tell what a search found were too long to be read.
    pub(super) fn lost_searches(&self) -> u64 {
        self.lost_searches
    }

    /// The server gets on: it may say as much again.
    pub(super) fn allow(&mut self) {
        self.allowance = MAX_UNHEEDED_BYTES;
    }

    /// The stream beneath, if nothing waits to be taken. What came before TLS must not be taken for what came under
    /// it (RFC 9051, section 11.3).
    pub(super) fn into_inner(self) -> Option<S> {
        self.raw.is_empty().then_some(self.inner)
    }

    /// Puts what `wrap` makes of the stream beneath in its place; it is also given what was read and not yet parted.
    pub(super) fn wrap(&mut self, placeholder: S, wrap: impl FnOnce(S, BytesMut) -> S) {
        let inner = std::mem::replace(&mut self.inner, placeholder);
        self.inner = wrap(inner, std::mem::take(&mut self.raw));
    }

    /// Takes the next whole response out of what was read.
    fn next_frame(&mut self) -> Option<Frame> {
        loop {
            let Scan { line, seen, .. } = self.scan;
            let from = seen.max(line);
            let Some(end) = self.raw.get(from..).and_then(|rest| memchr::memchr(b'\n', rest)).map(|at| from + at + 1)
            else {
                self.scan.seen = self.raw.len();
                self.pass_over_if_too_long(self.raw.len());
                return None;
            };
            let text = self.raw.get(line..end).unwrap_or_default();
            let kind = *self.scan.kind.get_or_insert_with(|| LineKind::of(text));
            self.scan.look_at(text, kind);
            if let Some(length) = literal_at_end(text).filter(|_| kind != LineKind::Text) {
                self.scan.line = end.saturating_add(length);
                self.scan.seen = end;
                // What lies behind the literal may be whole responses that wait.
                self.pass_over_if_too_long(self.scan.line);
                continue;
            }
            let bytes = self.raw.split_to(end);
            let scan = std::mem::take(&mut self.scan);
            if !scan.spoiled && scan.outside <= kind.line_bytes() && bytes.len() <= self.limit {
                return Some(Frame { bytes: mended(bytes, kind == LineKind::Text), opened: scan.opened });
            }
            self.lost_searches += u64::from(kind == LineKind::Found);
        }
    }

    /// `known`: up to where what was read is known to belong to this response.
    fn pass_over_if_too_long(&mut self, known: usize) {
        let scan = &mut self.scan;
        let begun = self.raw.get(scan.line..known).unwrap_or_default();
        let kind = *match &mut scan.kind {
            Some(kind) => kind,
            // Its beginning is not there yet.
            none if begun.len() >= LineKind::KIND_PREFIX_SIZE => none.insert(LineKind::of(begun)),
            _ => return,
        };
        let is_long = scan.outside.saturating_add(begun.len()) > kind.line_bytes();
        if is_long || scan.line.max(known) > self.limit {
            scan.spoiled = true;
        }
        if scan.spoiled {
            // A literal need not be kept at all, a line only to see how it ends. What comes after was not looked at.
            let keep_from = scan.line.max(scan.seen.saturating_sub(TAIL_SIZE));
            let drop = keep_from.min(self.raw.len());
            self.raw.advance(drop);
            scan.line = scan.line.saturating_sub(drop);
            scan.seen = scan.seen.saturating_sub(drop);
        }
    }
}

impl Scan {
    /// Counts the parentheses of a line.
    fn look_at(&mut self, text: &[u8], kind: LineKind) {
        self.outside = self.outside.saturating_add(text.len());
        if kind == LineKind::Text || self.spoiled {
            return;
        }
        let mut rest = text;
        let mut is_quoted = false;
        while let Some(at) = memchr::memchr3(b'(', b')', b'"', rest) {
            let escapes = rest.get(..at).unwrap_or_default().iter().rev().take_while(|&&byte| byte == b'\\').count();
            match rest.get(at) {
                Some(b'"') if !is_quoted || escapes % 2 == 0 => is_quoted = !is_quoted,
                Some(b'(') => {
                    self.opened += 1;
                    self.depth += u32::from(!is_quoted);
                }
                Some(b')') if !is_quoted => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            self.spoiled |= self.depth > MAX_DEPTH;
            rest = rest.get(at + 1..).unwrap_or_default();
        }
    }
}

impl LineKind {
    /// How many bytes of a response tell its kind.
    const KIND_PREFIX_SIZE: usize = 1_024;

    fn of(line: &[u8]) -> Self {
        if is_text_response(line) {
            return Self::Text;
        }
        let starts = |with: &[u8]| line.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
        if starts(b"* SEARCH") || starts(b"* ESEARCH") { Self::Found } else { Self::Data }
    }

    const fn line_bytes(self) -> usize {
        match self {
            Self::Found => MAX_RESPONSE_BYTES,
            Self::Text | Self::Data => MAX_LINE_BYTES,
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
    pub(super) async fn next(&mut self) -> io::Result<Option<Frame>> {
        loop {
            if let Some(frame) = self.next_frame() {
                return Ok(Some(frame));
            }
            if self.allowance == 0 {
                return Err(io::ErrorKind::QuotaExceeded.into());
            }
            let count = poll_fn(|cx| self.poll_more(cx)).await?;
            if count == 0 {
                return Ok(None);
            }
            self.allowance = self.allowance.saturating_sub(count);
            self.received = true;
        }
    }

    /// Reads what is there. While nothing is, and nothing is held, no memory is kept for it: most sessions wait most of
    /// the time.
    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        self.raw.reserve(READ_SIZE);
        let read = poll_read_buf(Pin::new(&mut self.inner), cx, &mut self.raw);
        if read.is_pending() && self.raw.is_empty() {
            self.raw = BytesMut::new();
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::{Framer, MAX_LINE_BYTES, MAX_RESPONSE_BYTES, READ_SIZE};
    use futures::FutureExt;
    use tokio::io::AsyncWriteExt;

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

    /// A server may be so quick that many responses wait at once; that they are many makes none of them long.
    #[tokio::test]
    async fn responses_that_wait_behind_one_with_a_literal_do_not_make_it_long() {
        let one = format!("* 1 FETCH (UID 1 BODY[HEADER] {{500}}\r\n{})\r\n", "x".repeat(500));
        for count in [MAX_LINE_BYTES / one.len() + 2, MAX_RESPONSE_BYTES / one.len() + 2] {
            let sent = one.repeat(count);
            let mut framer = Framer::new(tokio::io::empty());
            framer.raw.extend_from_slice(sent.as_bytes());
            let mut whole = 0;
            while framer.next_frame().is_some_and(|frame| *frame == *one.as_bytes()) {
                whole += 1;
            }
            assert_eq!(whole, count);
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
        // Whatever comes after it is there, also in the same piece.
        let sent = format!("* 1 FETCH ({long} {{4}}\r\n\r\n\r\n {{3}}\r\nabc)\r\n{}", "* 1 EXISTS\r\n".repeat(9));
        check(&sent, 100, &["* 1 EXISTS\r\n"; 9]).await;
        // An announcement alone takes no memory, and the end of the stream ends the wait.
        check("* 1 EXISTS\r\n* 1 FETCH (BODY[] {999999999999}\r\nabc", 100, &["* 1 EXISTS\r\n"]).await;
        check("* 1 FETCH (BODY[] {99999999999999999999}\r\n", 100, &["* 1 FETCH (BODY[] {99999999999999999999}\r\n"])
            .await;
    }

    #[tokio::test]
    async fn what_is_too_deep_is_passed_over() {
        let (deep, allowed) = ("(".repeat(33), format!("{}{}", "(".repeat(32), ")".repeat(32)));
        let quoted = format!("* LIST () \"/\" \"\\\"{deep}\"\r\n");
        let literal = format!("* LIST () \"/\" {{33}}\r\n{deep}\r\n");
        let text = format!("* OK {deep}\r\n");
        let broad = format!("* 1 FETCH (A {allowed})\r\n").replacen("((", "(", 1);
        for fine in [&quoted, &literal, &text, &broad] {
            check(fine, 1000, &[fine]).await;
        }
        let after = "* 1 EXISTS\r\n";
        for spoiled in [
            format!("* 1 FETCH ({allowed})\r\n"),
            format!("* 1 FETCH (A {{1}}\r\nx{deep}\r\n"),
            format!("* LIST () \"\\\\\" {deep}\r\n"),
            format!("K1 {deep}\r\n"),
            format!("{deep} {{4}}\r\nabcd {{4}}\r\nabcd\r\n"),
        ] {
            check(&format!("{spoiled}{after}"), 1000, &[after]).await;
        }
    }

    #[tokio::test]
    async fn a_line_is_shorter_than_what_a_search_finds_or_a_literal() {
        let long = "x".repeat(MAX_LINE_BYTES);
        let block = format!("* 1 FETCH (BODY[] {{{MAX_LINE_BYTES}}}\r\n{long})\r\n");
        let found = format!("* SEARCH {}\r\n", "1 ".repeat(MAX_LINE_BYTES));
        let extended = format!("* esearch UID ALL {}1\r\n", "1,".repeat(MAX_LINE_BYTES));
        let sent = format!("* LIST {long}\r\n{block}* OK {long}\r\n{found}{extended}");
        assert_eq!(frames(sent.as_bytes(), 4096, MAX_RESPONSE_BYTES).await, [block, found, extended]);
        // Short pieces that are long together.
        let pieces = "a {1}\r\nb".repeat(MAX_LINE_BYTES / 7);
        check(&format!("* 1 FETCH ({pieces}\r\n* 1 EXISTS\r\n"), MAX_RESPONSE_BYTES, &["* 1 EXISTS\r\n"]).await;
    }

    #[tokio::test]
    async fn nothing_is_read_beyond_the_allowance() {
        let lines = b"* 1 EXISTS\r\n".repeat(20);
        let mut framer = Framer { allowance: 100, ..Framer::new(&lines[..]) };
        let endless = vec![b'x'; 3 * READ_SIZE];
        let mut silent = Framer { allowance: 2 * READ_SIZE, ..Framer::new(&endless[..]) };
        assert_eq!(silent.next().await.unwrap_err().kind(), std::io::ErrorKind::QuotaExceeded);
        silent.allow();
        assert!(silent.next().await.unwrap().is_none());
        // What was read is handed out.
        for _ in 0..20 {
            assert!(framer.next().await.unwrap().is_some());
        }
        assert_eq!(framer.next().await.unwrap_err().kind(), std::io::ErrorKind::QuotaExceeded);
    }

    #[tokio::test]
    async fn keeps_no_memory_while_it_waits() {
        let (mut server, stream) = tokio::io::duplex(4096);
        let mut framer = Framer::new(stream);
        for _ in 0..3 {
            let sent = b"* 1 EXISTS\r\n".repeat(100);
            server.write_all(&sent).await.unwrap();
            for _ in 0..100 {
                assert!(framer.next().await.unwrap().is_some());
            }
            assert!(framer.next().now_or_never().is_none());
            assert_eq!(framer.raw.capacity(), 0);
            // The beginning of a response is held.
            server.write_all(b"* 2 EX").await.unwrap();
            assert!(framer.next().now_or_never().is_none());
            assert_eq!(&framer.raw[..], b"* 2 EX");
            server.write_all(b"ISTS\r\n").await.unwrap();
            assert_eq!(&framer.next().await.unwrap().unwrap()[..], b"* 2 EXISTS\r\n");
        }
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
