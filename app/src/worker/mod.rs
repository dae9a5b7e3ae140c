//! The engine's host in the Web Worker: gives it what happens, and does what it says.
//!
//! One thing after the other: a question is answered between two batches of a reading, never in the middle of one.

mod lock;
mod sockets;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use gloo_timers::callback::Timeout;
use kith_engine::api::{FromEngine, Problem, ProblemKind, ToEngine};
use kith_engine::store::StoreError;
use kith_engine::{Engine, Input, Moment, Output};
use kith_store::IndexedDb;
use sockets::Sockets;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// The database's name. What a person has stored under it stays theirs over every version.
const DATABASE: &str = "kith";

/// Starts the engine in this worker.
pub fn start() {
    wasm_bindgen_futures::spawn_local(async {
        let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
        let page = Page(scope);
        if let Err(problem) = run(&page).await {
            page.tell(&FromEngine::Broken(problem));
        }
    });
}

async fn run(page: &Page) -> Result<(), Problem> {
    let (sender, mut inputs) = unbounded();
    // Two engines that write would undo each other's cursors.
    let stolen = sender.clone();
    lock::hold(
        || page.tell(&FromEngine::Broken(Problem::new(ProblemKind::OtherTab))),
        move || drop(stolen.unbounded_send(Event::TakenOver)),
    )
    .await;
    let store = IndexedDb::open(DATABASE).await.map_err(unusable)?;
    page.listen(&sender);
    let (mut engine, outputs) = Engine::start(store, moment()).await?;
    let mut host = Host { page, sockets: Sockets::new(sender.clone()), sender, alarm: None };
    host.carry_out(outputs);
    while let Some(event) = next(&mut inputs).await {
        match event {
            Event::Input(input) => host.carry_out(engine.handle(input, moment()).await),
            Event::TakenOver => return Err(Problem::new(ProblemKind::OtherTab)),
        }
    }
    Ok(())
}

/// What reaches the worker.
enum Event {
    Input(Input),
    /// Another tab took the lock: this engine must not write any more.
    TakenOver,
}

async fn next(inputs: &mut UnboundedReceiver<Event>) -> Option<Event> {
    std::future::poll_fn(|context| futures_core::Stream::poll_next(std::pin::Pin::new(&mut *inputs), context)).await
}

fn unusable(error: StoreError) -> Problem {
    match error {
        StoreError::Newer => Problem::new(ProblemKind::NewerDatabase),
        StoreError::Full => Problem::new(ProblemKind::StorageFull),
        StoreError::Closed => Problem::new(ProblemKind::StorageClosed),
        StoreError::Failed(words) => Problem { kind: ProblemKind::Storage, words: Some(words) },
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds and a fraction fit")]
fn moment() -> Moment {
    Moment { now: js_sys::Date::now() as i64, random: (js_sys::Math::random() * 4_294_967_296.0) as u64 }
}

/// Does what the engine says.
struct Host<'a> {
    page: &'a Page,
    sockets: Sockets,
    sender: UnboundedSender<Event>,
    /// Dropping it cancels it.
    alarm: Option<Timeout>,
}

impl Host<'_> {
    fn carry_out(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Page(message) => self.page.tell(&message),
                Output::Open(conn) => self.sockets.open(conn),
                Output::Send(conn, frame) => self.sockets.send(conn, &frame),
                Output::Close(conn) => self.sockets.close(conn),
                Output::WakeAt(at) => {
                    let sender = self.sender.clone();
                    // A browser's timer holds 31 bits; waking too early does no harm.
                    let wait = at.saturating_sub(moment().now).clamp(0, 3_600_000);
                    let wake = move || drop(sender.unbounded_send(Event::Input(Input::Wake)));
                    self.alarm = Some(Timeout::new(u32::try_from(wait).unwrap_or(0), wake));
                }
            }
        }
    }
}

/// The page that this worker belongs to.
struct Page(DedicatedWorkerGlobalScope);

impl Page {
    fn tell(&self, message: &FromEngine) {
        if let Ok(bytes) = postcard::to_allocvec(message) {
            let array = js_sys::Uint8Array::from(bytes.as_slice());
            let transfer = js_sys::Array::of1(&array.buffer());
            // Fails only when the page is gone, and then nobody misses it.
            drop(self.0.post_message_with_transfer(&array, &transfer));
        }
    }

    fn listen(&self, sender: &UnboundedSender<Event>) {
        let sender = sender.clone();
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let bytes = js_sys::Uint8Array::new(&event.data()).to_vec();
            if let Ok(message) = postcard::from_bytes::<ToEngine>(&bytes) {
                drop(sender.unbounded_send(Event::Input(Input::Page(message))));
            }
        });
        self.0.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        // It listens as long as the worker lives.
        heard.forget();
    }
}
