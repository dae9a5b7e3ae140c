//! What answers at a port, by the first bytes that it says.

use crate::trouble::Trouble;
use bytes::{Buf, BufMut, BytesMut};
use kith_wire::FailureKind;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How much is kept of what is said first, in bytes.
const FIRST_BYTES: usize = 256;

/// What these bytes begin, if it is something else than a line of IMAP.
pub(crate) fn of_another(first: &[u8]) -> Option<FailureKind> {
    if is_tls(first) {
        Some(FailureKind::PlainOnTlsPort)
    } else if first.starts_with(b"+OK") {
        Some(FailureKind::Pop3)
    } else if first.starts_with(b"220") && !text(first).to_ascii_lowercase().contains("ftp") {
        Some(FailureKind::Smtp)
    } else {
        None
    }
}

/// Whether these bytes begin a record of TLS: a handshake, or an alert (RFC 8446, section 5.1).
pub(crate) const fn is_tls(first: &[u8]) -> bool {
    matches!(first, [0x15 | 0x16, 0x03, ..])
}

/// Why what was said in the place of a greeting is none, with its first line where that is text.
pub(crate) fn no_greeting(first: &[u8]) -> Trouble {
    Trouble::fatal(of_another(first).unwrap_or(FailureKind::NotImap)).saying(text(first))
}

/// Why TLS was not agreed upon, by what was said in the place of it. `None` if that was TLS, or nothing.
pub(crate) fn no_tls(first: &[u8]) -> Option<Trouble> {
    let kind = match of_another(first) {
        Some(FailureKind::PlainOnTlsPort) => return None,
        Some(kind) => kind,
        None if first.starts_with(b"* ") => FailureKind::TlsOnPlainPort,
        None if !text(first).is_empty() => FailureKind::NotImap,
        None => return None,
    };
    Some(Trouble::fatal(kind).saying(text(first)))
}

/// The first line, if it is text.
fn text(first: &[u8]) -> &str {
    let line = first.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let line = line.get(..FIRST_BYTES).unwrap_or(line);
    let is_text = line.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t'));
    str::from_utf8(line).ok().filter(|_| is_text).unwrap_or_default()
}

/// A stream that keeps what is read from it first.
pub(crate) struct FirstBytes<S> {
    inner: S,
    first: BytesMut,
}

impl<S> FirstBytes<S> {
    pub(crate) fn of(inner: S) -> Self {
        Self { inner, first: BytesMut::new() }
    }

    pub(crate) fn first(&self) -> &[u8] {
        self.first.chunk()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for FirstBytes<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let Self { inner, first } = self.get_mut();
        let before = buffer.filled().len();
        ready!(Pin::new(inner).poll_read(cx, buffer))?;
        let room = FIRST_BYTES.saturating_sub(first.len());
        if room > 0 {
            let read = buffer.filled().get(before..).unwrap_or_default();
            first.put_slice(read.get(..room).unwrap_or(read));
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for FirstBytes<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::{FIRST_BYTES, no_greeting, no_tls, of_another};
    use kith_wire::{Failure, FailureKind};

    #[test]
    fn what_answers_is_known_by_how_it_begins() {
        for (first, kind) in [
            (&b"+OK POP3 ready\r\n"[..], Some(FailureKind::Pop3)),
            (b"+OK", Some(FailureKind::Pop3)),
            (b"220 mx.example.org ESMTP\r\n", Some(FailureKind::Smtp)),
            (b"220-mx.example.org\r\n", Some(FailureKind::Smtp)),
            (b"220 ProFTPD\r\n", None),
            (b"\x15\x03\x01\x00\x02\x02\x0a", Some(FailureKind::PlainOnTlsPort)),
            (b"\x16\x03", Some(FailureKind::PlainOnTlsPort)),
            (b"* OK ready\r\n", None),
            (b"SSH-2.0-OpenSSH_9.9\r\n", None),
            (b"", None),
        ] {
            assert_eq!(of_another(first), kind, "{first:?}");
        }
    }

    #[test]
    fn what_speaks_without_tls_is_told_from_what_does_not_agree_on_it() {
        let kind = |first: &[u8]| no_tls(first).map(|trouble| trouble.kind);
        assert_eq!(kind(b"* OK ready\r\n"), Some(FailureKind::TlsOnPlainPort));
        assert_eq!(kind(b"+OK ready\r\n"), Some(FailureKind::Pop3));
        assert_eq!(kind(b"HTTP/1.1 400 Bad Request\r\n"), Some(FailureKind::NotImap));
        assert_eq!(kind(b"\x15\x03\x03\x00\x02\x02\x28"), None);
        assert_eq!(kind(b""), None);
    }

    #[test]
    fn only_text_is_passed_on_and_no_more_than_a_line() {
        let words = |first: &[u8]| Failure::from(no_greeting(first)).words;
        assert_eq!(words(b"SSH-2.0-x\r\nmore"), Some("SSH-2.0-x".to_owned()));
        assert_eq!(words(b"\x00\xff\r\n"), None);
        assert_eq!(words(&[b'a'; 9_000]).map(|words| words.len()), Some(FIRST_BYTES));
    }
}
