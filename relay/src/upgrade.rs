//! From a request to a WebSocket.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::SEC_WEBSOCKET_PROTOCOL;
use axum::http::{HeaderMap, HeaderValue, Response};
use hyper::upgrade::{OnUpgrade, Upgraded, on};
use hyper_util::rt::TokioIo;
use kith_wire::PROTOCOL;
use kith_wire::limits::MAX_REQUEST_BYTES;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// A connection of a page that became a WebSocket.
pub(crate) type WebSocket = WebSocketStream<TokioIo<Upgraded>>;

/// The buffer for what a page sends, in bytes. Every WebSocket keeps one for as long as it is open, and nearly all that
/// pages send is smaller; for what is not, it grows.
const READ_BUFFER_SIZE: usize = 4 * 1024;

/// From so many bytes on, what is to be sent is written at once, and does not wait for more. Every WebSocket keeps a
/// buffer of this and one frame.
const WRITE_BUFFER_SIZE: usize = 1024;

/// A request for a WebSocket that can be had.
pub(crate) struct Upgrade {
    response: Response<Body>,
    socket: OnUpgrade,
}

/// Why there is no WebSocket.
pub(crate) enum NoUpgrade {
    /// None was asked for, or in a way that is not the one of RFC 6455.
    NotAsked,
    /// It would speak another protocol than ours.
    OtherProtocol,
}

impl Upgrade {
    pub(crate) fn read(mut request: Request) -> Result<Self, NoUpgrade> {
        let mut response = create_response_with_body(&request, Body::empty).map_err(|_| NoUpgrade::NotAsked)?;
        if !offers_protocol(request.headers()) {
            return Err(NoUpgrade::OtherProtocol);
        }
        response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
        Ok(Self { response, socket: on(&mut request) })
    }

    /// The answer, after which the connection becomes a WebSocket; and that, once it did.
    pub(crate) fn split(self) -> (Response<Body>, impl Future<Output = Result<WebSocket, hyper::Error>>) {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_SIZE)
            .write_buffer_size(WRITE_BUFFER_SIZE)
            .max_message_size(Some(MAX_REQUEST_BYTES))
            .max_frame_size(Some(MAX_REQUEST_BYTES));
        let socket = async move {
            let connection = TokioIo::new(self.socket.await?);
            Ok(WebSocket::from_raw_socket(connection, Role::Server, Some(config)).await)
        };
        (self.response, socket)
    }
}

fn offers_protocol(headers: &HeaderMap) -> bool {
    let offered = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter();
    offered
        .flat_map(|names| names.as_bytes().split(|byte| *byte == b','))
        .any(|name| name.trim_ascii() == PROTOCOL.as_bytes())
}
