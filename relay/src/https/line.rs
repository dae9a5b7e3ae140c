//! A connection to a web server, over which requests go one after the other (RFC 9112).

use super::error::HttpsError;
use crate::speech::FirstBytes;
use axum::body::{Body, HttpBody};
use axum::http;
use futures::FutureExt;
use hyper::body::Incoming;
use hyper::client::conn::http1::{Builder, Connection, SendRequest};
use hyper_util::rt::TokioIo;
use std::future::{pending, poll_fn};
use std::pin::Pin;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// Maximum size of the header of an answer, in bytes.
const MAX_HEADER_BYTES: usize = 32 * 1024;

/// Maximum number of its fields.
const MAX_HEADER_FIELDS: usize = 64;

type Driver = Pin<Box<Connection<TokioIo<TlsStream<FirstBytes<TcpStream>>>, Body>>>;

/// The connection. It does something only while a request is under way.
pub(crate) struct Line {
    sender: SendRequest<Body>,
    /// `None` once it ended.
    driver: Option<Driver>,
}

impl Line {
    pub(super) async fn over(stream: TlsStream<FirstBytes<TcpStream>>) -> Result<Self, HttpsError> {
        let mut builder = Builder::new();
        builder.max_buf_size(MAX_HEADER_BYTES).max_headers(MAX_HEADER_FIELDS);
        let (sender, connection) = builder.handshake(TokioIo::new(stream)).await?;
        Ok(Self { sender, driver: Some(Box::pin(connection)) })
    }

    /// Whether another request can go over it, as far as anyone can know before sending one.
    pub(crate) fn is_open(&mut self) -> bool {
        matches!(driven(&mut self.driver, self.sender.ready()).now_or_never(), Some(Ok(())))
    }

    /// One request and its whole answer, whose body may have so many bytes. After an error the connection is of no use.
    pub(crate) async fn exchange(
        &mut self,
        request: http::Request<Body>,
        max_body_bytes: usize,
    ) -> Result<http::Response<Vec<u8>>, HttpsError> {
        let Self { sender, driver } = self;
        let asked = async {
            let answer = sender.try_send_request(request).await.map_err(|mut error| match error.take_message() {
                Some(_) => HttpsError::Unsent,
                None => error.into_error().into(),
            })?;
            let (head, body) = answer.into_parts();
            Ok(http::Response::from_parts(head, read(body, max_body_bytes).await?))
        };
        driven(driver, asked).await
    }
}

/// Does what is asked of a connection. What came before its end is read on after it.
async fn driven<T>(driver: &mut Option<Driver>, asked: impl Future<Output = T>) -> T {
    let drive = async {
        if let Some(connection) = driver {
            let _ = connection.await;
        }
        *driver = None;
        pending().await
    };
    tokio::select! {
        biased;
        never = drive => never,
        done = asked => done,
    }
}

async fn read(mut body: Incoming, max_bytes: usize) -> Result<Vec<u8>, HttpsError> {
    let is_too_large = |bytes: u64| usize::try_from(bytes).map_or(true, |bytes| bytes > max_bytes);
    if is_too_large(HttpBody::size_hint(&body).lower()) {
        return Err(HttpsError::TooLarge);
    }
    let mut read = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let Ok(bytes) = frame?.into_data() else { continue };
        if read.len() + bytes.len() > max_bytes {
            return Err(HttpsError::TooLarge);
        }
        read.extend_from_slice(&bytes);
    }
    Ok(read)
}
