//! A WebSocket to the relay, as a browser has it.

use futures_util::{SinkExt, StreamExt};
use kith_engine::{ConnectionId, Input};
use kith_wire::{PATH, PROTOCOL};
use std::net::SocketAddr;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

/// Opens one, and passes on what comes and goes, until either side ends it.
pub(crate) async fn socket(
    relay: SocketAddr,
    conn: ConnectionId,
    mut frames: UnboundedReceiver<Vec<u8>>,
    inputs: UnboundedSender<Input>,
) {
    let mut request = format!("ws://{relay}{PATH}").into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", PROTOCOL.parse().unwrap());
    if let Ok((mut socket, _)) = tokio_tungstenite::connect_async(request).await {
        drop(inputs.send(Input::Opened(conn)));
        loop {
            tokio::select! {
                frame = frames.recv() => match frame {
                    Some(frame) => drop(socket.send(Message::Binary(frame.into())).await),
                    None => return drop(socket.close(None).await),
                },
                message = socket.next() => match message {
                    Some(Ok(Message::Binary(bytes))) => drop(inputs.send(Input::Frame(conn, bytes.to_vec()))),
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => break,
                },
            }
        }
    }
    drop(inputs.send(Input::Closed(conn)));
}
