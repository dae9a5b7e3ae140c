//! Requests to an authority, over https and bounded.

use crate::tls::connector;
use axum::body::{Body, to_bytes};
use bytes::Bytes;
use hyper::client::conn::http1::handshake;
use hyper::header::{HOST, HeaderValue};
use hyper::http::uri::PathAndQuery;
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};
use std::io;
use std::pin::Pin;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};

/// How long a request may take in all.
const REQUEST: Duration = Duration::from_secs(30);

/// The most of an answer that is read, in bytes.
const MAX_ANSWER_BYTES: usize = 1 << 20;

/// Why a request went wrong.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("{0} is no address over https")]
    Address(String),
    #[error("{0} cannot be reached: {1}")]
    Unreachable(String, #[source] io::Error),
    #[error("{0} does not answer")]
    Silent(String),
    #[error("{0} does not speak HTTP: {1}")]
    Http(String, #[source] hyper::Error),
    #[error("{0} does not end its answer, or says too much")]
    Answer(String),
}

/// A connection for each request, of which there are a dozen every few weeks.
pub(super) struct Client(TlsConnector);

impl Client {
    /// Trusts what the system trusts, and `extra_roots`.
    pub(super) fn new(extra_roots: Vec<CertificateDer<'static>>) -> Result<Self, rustls::Error> {
        connector(extra_roots).map(Self)
    }
}

impl HttpClient for Client {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let tls = self.0.clone();
        Box::pin(async move {
            let host = request.uri().host().unwrap_or_default().to_owned();
            let answer = timeout(REQUEST, exchange(&tls, &host, request)).await;
            answer.unwrap_or(Err(Trouble::Silent(host))).map_err(|trouble| Error::Other(Box::new(trouble)))
        })
    }
}

async fn exchange(
    tls: &TlsConnector,
    host: &str,
    mut request: Request<BodyWrapper<Bytes>>,
) -> Result<BytesResponse, Trouble> {
    let unreachable = |error| Trouble::Unreachable(host.to_owned(), error);
    let http = |error| Trouble::Http(host.to_owned(), error);
    let address = || Trouble::Address(request.uri().to_string());
    if request.uri().scheme_str() != Some("https") {
        return Err(address());
    }
    let authority = request.uri().authority().ok_or_else(address)?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let name = ServerName::try_from(bare.to_owned()).map_err(|_| address())?;
    let shown = HeaderValue::try_from(authority.as_str()).map_err(|_| address())?;
    let port = authority.port_u16().unwrap_or(443);
    let path = request.uri().path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
    *request.uri_mut() = Uri::from(path);
    request.headers_mut().insert(HOST, shown);

    let stream = TcpStream::connect((bare, port)).await.map_err(unreachable)?;
    let stream = tls.connect(name, stream).await.map_err(unreachable)?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.map_err(http)?;
    // It ends with the answer, since nothing more is asked.
    tokio::spawn(connection);
    let (parts, body) = sender.send_request(request).await.map_err(http)?.into_parts();
    let body = to_bytes(Body::new(body), MAX_ANSWER_BYTES).await.map_err(|_| Trouble::Answer(host.to_owned()))?;
    Ok(BytesResponse { parts, body: Box::new(body) })
}
