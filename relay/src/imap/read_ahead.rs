//! Fewer calls of the system while much is read, and no memory for it while nothing is.

use bytes::{Buf, BytesMut};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::io::poll_read_buf;

/// How much is taken from the system at once, in bytes.
const READ_SIZE: usize = 64 * 1024;

/// A stream that is read in larger pieces than it is asked for: TLS asks for 4 KiB at a time.
pub(super) struct ReadAhead<S> {
    inner: S,
    /// Read and not yet asked for.
    ahead: BytesMut,
}

impl<S> ReadAhead<S> {
    pub(super) fn new(inner: S) -> Self {
        Self { inner, ahead: BytesMut::new() }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for ReadAhead<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let Self { inner, ahead } = self.get_mut();
        if ahead.is_empty() {
            ahead.reserve(READ_SIZE);
            let read = poll_read_buf(Pin::new(inner), cx, ahead);
            if ahead.is_empty() {
                *ahead = BytesMut::new();
            }
            ready!(read)?;
        }
        let count = ahead.len().min(buffer.remaining());
        buffer.put_slice(ahead.get(..count).unwrap_or_default());
        ahead.advance(count);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for ReadAhead<S> {
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
    use super::ReadAhead;
    use futures::FutureExt;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn gives_what_is_there_in_any_pieces_and_keeps_no_memory_while_nothing_is() {
        let (mut server, stream) = tokio::io::duplex(100_000);
        let mut stream = ReadAhead::new(stream);
        let sent: Vec<u8> = (0..=u8::MAX).cycle().take(90_000).collect();
        for piece in [1, 100, 4_096, 70_000] {
            server.write_all(&sent).await.unwrap();
            let mut read = Vec::new();
            let mut room = vec![0; piece];
            while let Some(count) = stream.read(&mut room).now_or_never() {
                read.extend_from_slice(&room[..count.unwrap()]);
            }
            assert!(read == sent, "in pieces of {piece}");
            assert_eq!(stream.ahead.capacity(), 0);
        }
        drop(server);
        assert_eq!(stream.read(&mut [0; 9]).await.unwrap(), 0);
    }
}
