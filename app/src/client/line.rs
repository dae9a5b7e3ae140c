//! The line to the worker: what was said over it and is not answered yet.

use super::message::ToWorker;
use futures_channel::oneshot;
use js_sys::Uint8Array;
use kith_engine::api::{Answer, Problem, ToEngine};
use std::collections::BTreeMap;
use web_sys::Worker;

/// What the engine says to what it was asked or told.
pub(super) enum Reply {
    Answer(Answer),
    Outcome,
}

/// Something that was said to the engine, and who waits for what it says.
struct PendingQuestion {
    message: ToEngine,
    sender: oneshot::Sender<Result<Reply, Problem>>,
    /// Whether an engine stopped while this was not answered: it may be what stopped it.
    is_suspect: bool,
}

#[derive(Default)]
pub(super) struct ConnectionToEngine {
    worker: Option<Worker>,
    last: u32,
    pending: BTreeMap<u32, PendingQuestion>,
    /// What is said once the worker listens. `None`: it does.
    waiting: Option<Vec<Uint8Array>>,
    /// Whether everything that was asked may have been answered otherwise since: by another engine, or not at all.
    pub(super) is_stale: bool,
}

impl ConnectionToEngine {
    /// One whose worker does not listen yet.
    pub(super) fn new() -> Self {
        Self { waiting: Some(Vec::new()), ..Self::default() }
    }

    /// This is the worker from now on.
    pub(super) fn has(&mut self, worker: Worker) {
        self.worker = Some(worker);
    }

    /// Ends the worker. Nothing that it sent before is received any more.
    pub(super) fn cut(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.set_onmessageerror(None);
            worker.terminate();
        }
    }

    /// Says what has a number of its own, and gives where its reply comes.
    pub(super) fn ask(&mut self, message: impl FnOnce(u32) -> ToEngine) -> oneshot::Receiver<Result<Reply, Problem>> {
        let (sender, receiver) = oneshot::channel();
        self.last = self.last.wrapping_add(1);
        let message = message(self.last);
        // Without bytes no one answers: the sender is dropped, which is told.
        if let Some(bytes) = encoded(&ToWorker::Say(message.clone())) {
            self.pending.insert(self.last, PendingQuestion { message, sender, is_suspect: false });
            self.say(bytes);
        }
        receiver
    }

    /// Says something, if the worker listens.
    pub(super) fn tell(&mut self, message: &ToWorker) {
        if self.waiting.is_none()
            && let Some(bytes) = encoded(message)
        {
            self.say(bytes);
        }
    }

    /// The worker listens from now on.
    pub(super) fn listens(&mut self) {
        for bytes in self.waiting.take().unwrap_or_default() {
            self.say(bytes);
        }
    }

    /// A reply came. Who asked may have gone elsewhere.
    pub(super) fn reply(&mut self, number: u32, reply: Result<Reply, Problem>) {
        if let Some(asked) = self.pending.remove(&number) {
            drop(asked.sender.send(reply));
        }
    }

    /// Another worker begins: what was not answered is said to it once more.
    pub(super) fn begin_again(&mut self) {
        let again = |asked: &PendingQuestion| encoded(&ToWorker::Again(asked.message.clone()));
        self.waiting = Some(self.pending.values().filter_map(again).collect());
        self.is_stale = true;
    }

    /// The engine stopped by a mistake of ours. What was not answered when it did so twice is not said to a third.
    pub(super) fn suspect(&mut self) {
        self.pending.retain(|_, asked| !std::mem::replace(&mut asked.is_suspect, true));
    }

    /// Nothing will be answered any more: dropping the senders tells those who wait.
    pub(super) fn give_up(&mut self) {
        self.pending.clear();
        self.waiting = None;
    }

    /// Nothing of this will be answered: for that reason.
    pub(super) fn refuse(&mut self, problem: &Problem) {
        for asked in std::mem::take(&mut self.pending).into_values() {
            drop(asked.sender.send(Err(problem.clone())));
        }
    }

    fn say(&mut self, bytes: Uint8Array) {
        match (&mut self.waiting, &self.worker) {
            (Some(waiting), _) => waiting.push(bytes),
            (None, Some(worker)) => drop(worker.post_message(&bytes)),
            (None, None) => {}
        }
    }
}

fn encoded(message: &ToWorker) -> Option<Uint8Array> {
    let bytes = postcard::to_stdvec(message).ok()?;
    Some(Uint8Array::from(bytes.as_slice()))
}
