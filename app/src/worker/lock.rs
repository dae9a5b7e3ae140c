//! One engine at a time: a Web Lock, held as long as the worker lives.

use futures_channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

const NAME: &str = "kith";

/// A reload starts the new worker while the old one is being ended: that long it may still hold the lock, in
/// milliseconds.
const PATIENCE: u32 = 1_500;

/// Waits until no other tab holds the lock, then holds it. `waiting` is called if that takes longer than a reload does;
/// `stolen` if another tab takes the lock away later, as the person asked there. A worker started with `?takeover=1`
/// takes it away at once. Where the browser has no locks, there is nothing to wait for.
pub(super) async fn hold(waiting: impl Fn(), stolen: impl FnOnce() + 'static) {
    let global = js_sys::global();
    let get = |object: &JsValue, key: &str| Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED);
    let locks = get(&get(&global, "navigator"), "locks");
    let Ok(request) = get(&locks, "request").dyn_into::<Function>() else { return };

    let options = Object::new();
    let search = get(&get(&global, "location"), "search").as_string().unwrap_or_default();
    if search.contains("takeover=1") {
        drop(Reflect::set(&options, &"steal".into(), &JsValue::TRUE));
    }
    let (granted, mut held) = oneshot::channel();
    let until_the_end = Closure::once_into_js(move |_lock: JsValue| {
        // Nobody waits any more once the worker is ending.
        let _ended = granted.send(());
        Promise::new(&mut |_, _| {})
    });
    let Ok(lock) = request.call3(&locks, &NAME.into(), &options, &until_the_end) else { return };
    let lost = Closure::once(move |_: JsValue| stolen());
    drop(Promise::from(lock).catch(&lost));
    // It is listened to as long as the worker lives.
    lost.forget();

    let patience = gloo_timers::future::TimeoutFuture::new(PATIENCE);
    let mut patience = std::pin::pin!(patience);
    let mut impatient = false;
    std::future::poll_fn(|context| {
        if std::future::Future::poll(std::pin::Pin::new(&mut held), context).is_ready() {
            return std::task::Poll::Ready(());
        }
        if !impatient && patience.as_mut().poll(context).is_ready() {
            impatient = true;
            waiting();
        }
        std::task::Poll::Pending
    })
    .await;
}
