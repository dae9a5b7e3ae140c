//! The page that this worker belongs to.

use super::Event;
use super::pending::instead;
use crate::client::{FromWorker, ToWorker};
use crate::platform::js::complain;
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
        if self.bring(message) {
            return;
        }
        complain("A message for the page could not be brought to it.");
        // Who waits for it hears at least that.
        if let FromWorker::Say(message) = message
            && let Some(problem) = instead(message)
        {
            self.bring(&FromWorker::Say(problem));
        }
    }

    fn bring(&self, message: &FromWorker) -> bool {
        let Ok(bytes) = postcard::to_stdvec(message) else { return false };
        let array = js_sys::Uint8Array::from(bytes.as_slice());
        let transfer = js_sys::Array::of1(&array.buffer());
        self.0.post_message_with_transfer(&array, &transfer).is_ok()
    }

    /// Takes what the page says, and what the browser says of the network, as long as the worker lives.
    pub(super) fn listen(&self, events: &UnboundedSender<Event>) {
        let sender = events.clone();
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let bytes = js_sys::Uint8Array::new(&event.data()).to_vec();
            match postcard::from_bytes::<ToWorker>(&bytes) {
                Ok(message) => drop(sender.unbounded_send(Event::Page(message))),
                Err(error) => complain(&format!("What the page said cannot be read: {error}")),
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
