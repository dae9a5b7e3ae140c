//! The WebSockets to the relay.

use futures_channel::mpsc::UnboundedSender;
use kith_engine::api::Secret;
use kith_engine::{ConnectionId, Input};
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, MessageEvent, WebSocket};

/// What waits for the engine.
pub(super) enum Waiting {
    Input(Input),
    /// A frame of a connection. It is copied when it is its turn: batches of messages come faster than they are stored,
    /// and the engine's memory never shrinks.
    Frame(ConnectionId, JsValue),
    /// A passphrase, for what is stored.
    Unlock(Secret),
}

impl Waiting {
    /// What the engine is to hear of it, if anything.
    pub(super) fn into_input(self) -> Option<Input> {
        match self {
            Self::Input(input) => Some(input),
            Self::Frame(conn, data) => Some(Input::Frame(conn, js_sys::Uint8Array::new(&data).to_vec())),
            Self::Unlock(_) => None,
        }
    }
}

/// The open sockets.
pub(super) struct Sockets {
    sender: UnboundedSender<Waiting>,
    open: BTreeMap<ConnectionId, Socket>,
}

struct Socket {
    socket: WebSocket,
    _on_open: Closure<dyn FnMut()>,
    _on_close: Closure<dyn FnMut()>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl Sockets {
    pub(super) fn new(sender: UnboundedSender<Waiting>) -> Self {
        Self { sender, open: BTreeMap::new() }
    }

    /// Opens a socket to the relay that served this page.
    pub(super) fn open(&mut self, conn: ConnectionId) {
        let tell = |sender: &UnboundedSender<Waiting>, input| drop(sender.unbounded_send(Waiting::Input(input)));
        let Some(socket) = address().and_then(|url| WebSocket::new_with_str(&url, kith_wire::PROTOCOL).ok()) else {
            return tell(&self.sender, Input::Closed(conn));
        };
        socket.set_binary_type(BinaryType::Arraybuffer);
        let sender = self.sender.clone();
        let on_open = Closure::<dyn FnMut()>::new(move || tell(&sender, Input::Opened(conn)));
        let sender = self.sender.clone();
        let on_close = Closure::<dyn FnMut()>::new(move || tell(&sender, Input::Closed(conn)));
        let sender = self.sender.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            drop(sender.unbounded_send(Waiting::Frame(conn, event.data())));
        });
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let socket = Socket { socket, _on_open: on_open, _on_close: on_close, _on_message: on_message };
        self.open.insert(conn, socket);
    }

    pub(super) fn send(&self, conn: ConnectionId, frame: &[u8]) {
        // One that is closing takes nothing any more, and its end is told.
        if let Some(open) = self.open.get(&conn).filter(|open| open.socket.ready_state() == WebSocket::OPEN) {
            drop(open.socket.send_with_u8_array(frame));
        }
    }

    pub(super) fn close(&mut self, conn: ConnectionId) {
        if let Some(open) = self.open.remove(&conn) {
            open.socket.set_onopen(None);
            open.socket.set_onclose(None);
            open.socket.set_onmessage(None);
            drop(open.socket.close());
        }
    }
}

impl Drop for Sockets {
    /// An engine that ended leaves no session open on the relay.
    fn drop(&mut self) {
        for conn in self.open.keys().copied().collect::<Vec<_>>() {
            self.close(conn);
        }
    }
}

/// The relay's address, from that of this worker's script.
fn address() -> Option<String> {
    let scope = js_sys::global().dyn_into::<web_sys::WorkerGlobalScope>().ok()?;
    let location = scope.location();
    let scheme = if location.protocol() == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}{}", location.host(), kith_wire::PATH))
}
