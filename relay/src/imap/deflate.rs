//! Compressed bytes to and from a server (COMPRESS=DEFLATE, RFC 4978).
//!
//! What a server sends is inflated as it is asked for and never further, so that a stream which swells takes no memory:
//! the framer above bounds what is asked for. What is sent goes in stored blocks (RFC 1951, section 3.2.4), which are
//! deflate as well: commands are short beside their answers, and a compressor would take some 300 KiB a session.

use bytes::{Buf, BytesMut};
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::io::{poll_read_buf, poll_write_buf};

/// How much is read at once, in bytes: what one record of TLS holds.
const READ_SIZE: usize = 16 * 1024;

/// A stream whose other side compresses.
pub(super) struct Deflate<S> {
    inner: S,
    /// What was sent so far, as far back as it may be referred to: some 40 KiB.
    state: Box<InflateState>,
    /// Read and not yet inflated.
    compressed: BytesMut,
    /// Blocks that are not yet written.
    blocks: BytesMut,
}

impl<S> Deflate<S> {
    /// `compressed`: what was read already.
    pub(super) fn new(inner: S, compressed: BytesMut) -> Self {
        let state = InflateState::new_boxed(DataFormat::Raw);
        Self { inner, state, compressed, blocks: BytesMut::new() }
    }

    /// Inflates as much as `room` holds of what was read. `None` if more must be read for that, 0 at the end.
    fn inflate(&mut self, room: &mut [u8]) -> io::Result<Option<usize>> {
        loop {
            let inflated = inflate(&mut self.state, &self.compressed, room, MZFlush::None);
            self.compressed.advance(inflated.bytes_consumed);
            match inflated.status {
                _ if inflated.bytes_written > 0 => return Ok(Some(inflated.bytes_written)),
                Ok(MZStatus::StreamEnd) => return Ok(Some(0)),
                Ok(_) if inflated.bytes_consumed > 0 => {}
                Ok(_) | Err(MZError::Buf) if self.compressed.is_empty() => return Ok(None),
                _ => return Err(io::ErrorKind::InvalidData.into()),
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Deflate<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if let Some(count) = this.inflate(buffer.initialize_unfilled())? {
                buffer.advance(count);
                return Poll::Ready(Ok(()));
            }
            this.compressed.reserve(READ_SIZE);
            let read = poll_read_buf(Pin::new(&mut this.inner), cx, &mut this.compressed);
            if this.compressed.is_empty() {
                this.compressed = BytesMut::new();
            }
            // Servers that hang up do not end the compressed stream first.
            if ready!(read)? == 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> Deflate<S> {
    fn poll_write_blocks(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.blocks.is_empty() {
            if ready!(poll_write_buf(Pin::new(&mut self.inner), cx, &mut self.blocks))? == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
        }
        self.blocks = BytesMut::new();
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Deflate<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_write_blocks(cx))?;
        let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
        let block = bytes.get(..usize::from(length)).unwrap_or_default();
        if !block.is_empty() {
            // Not the last one, stored; its length, and that with every bit turned.
            self.blocks.extend_from_slice(&[0]);
            self.blocks.extend_from_slice(&length.to_le_bytes());
            self.blocks.extend_from_slice(&(!length).to_le_bytes());
            self.blocks.extend_from_slice(block);
        }
        Poll::Ready(Ok(block.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_write_blocks(cx))?;
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_write_blocks(cx))?;
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::Deflate;
    use bytes::BytesMut;
    use futures::FutureExt;
    use miniz_oxide::deflate::compress_to_vec;
    use miniz_oxide::inflate::decompress_to_vec;
    use std::io::ErrorKind;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    fn text() -> Vec<u8> {
        (0..20_000).flat_map(|number: u32| format!("* {number} EXISTS\r\n").into_bytes()).collect()
    }

    #[tokio::test]
    async fn reads_what_was_compressed_in_any_pieces() {
        let (text, compressed) = (text(), compress_to_vec(&text(), 6));
        for piece in [1, 100, 5_000, 100_000] {
            let (mut server, stream) = tokio::io::duplex(1 << 20);
            let (before, after) = compressed.split_at(50);
            let mut stream = Deflate::new(stream, BytesMut::from(before));
            let mut read = Vec::new();
            let mut room = vec![0; piece];
            for sent in after.chunks(piece) {
                server.write_all(sent).await.unwrap();
                while let Some(count) = stream.read(&mut room).now_or_never() {
                    match count.unwrap() {
                        0 => break,
                        count => read.extend_from_slice(&room[..count]),
                    }
                }
                // Nothing is held while it waits for more.
                assert!(read.len() == text.len() || stream.compressed.capacity() == 0);
            }
            assert!(read == text, "in pieces of {piece}");
        }
    }

    #[tokio::test]
    async fn what_breaks_off_ends_and_what_is_broken_fails() {
        let compressed = compress_to_vec(&text(), 6);
        let mut read = Vec::new();
        let half = &compressed[..compressed.len() / 2];
        Deflate::new(half, BytesMut::new()).read_to_end(&mut read).await.unwrap();
        assert!(!read.is_empty() && text().starts_with(&read));
        let broken: &[u8] = b"\x07no deflate";
        let error = Deflate::new(broken, BytesMut::new()).read_to_end(&mut Vec::new()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
    }

    #[tokio::test]
    async fn what_is_written_is_deflate_and_goes_at_once() {
        let (stream, mut server) = tokio::io::duplex(1 << 20);
        let mut stream = Deflate::new(stream, BytesMut::new());
        let long = vec![b'x'; 150_000];
        let mut sent = vec![0; 1 << 20];
        let mut count = 0;
        for piece in [&b"K1 NOOP\r\n"[..], &long, b"", b"DONE\r\n"] {
            stream.write_all(piece).await.unwrap();
            stream.flush().await.unwrap();
            count += if piece.is_empty() { 0 } else { server.read(&mut sent[count..]).await.unwrap() };
        }
        // An empty last block ends it.
        sent.truncate(count);
        sent.extend_from_slice(&[1, 0, 0, 0xff, 0xff]);
        assert!(decompress_to_vec(&sent).unwrap() == [b"K1 NOOP\r\n", &long[..], b"DONE\r\n"].concat());
    }
}
