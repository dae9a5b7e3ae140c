//! The page that this worker belongs to.

use super::Event;
use crate::engine::{FromWorker, ToWorker};
use futures_channel::mpsc::UnboundedSender;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

pub(super) struct Page(DedicatedWorkerGlobalScope);

impl Page {
    /// `None` where this is no worker.
    pub(super) fn of_worker() -> Option<Self> {
        js_sys::global().dyn_into().ok().map(Self)
    }

    pub(super) fn tell(&self, message: &FromWorker) {
        if let Ok(bytes) = postcard::to_stdvec(message) {
            let array = js_sys::Uint8Array::from(bytes.as_slice());
            let transfer = js_sys::Array::of1(&array.buffer());
            // Fails only when the page is gone, and then nobody misses it.
            drop(self.0.post_message_with_transfer(&array, &transfer));
        }
    }

    /// Takes what the page says, and what the browser says of the network, as long as the worker lives.
    pub(super) fn listen(&self, events: &UnboundedSender<Event>) {
        let sender = events.clone();
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let bytes = js_sys::Uint8Array::new(&event.data()).to_vec();
            if let Ok(message) = postcard::from_bytes::<ToWorker>(&bytes) {
                drop(sender.unbounded_send(Event::Page(message)));
            }
        });
        self.0.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        heard.forget();
        let sender = events.clone();
        let online = Closure::<dyn FnMut()>::new(move || drop(sender.unbounded_send(Event::Online)));
        drop(self.0.add_event_listener_with_callback("online", online.as_ref().unchecked_ref()));
        online.forget();
    }
}
