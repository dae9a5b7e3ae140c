//! Starts the worker: what reaches it goes into one queue, and is taken one after the other.

use super::channel::Version;
use super::event::next;
use super::page::Page;
use super::tab::Tab;
use crate::client::{FromWorker, TAKE_OVER};
use crate::platform::js::Js;
use crate::platform::lock::LockMode;
use crate::platform::stopped::on_stop;
use futures_channel::mpsc::unbounded;

/// Starts this tab's worker.
pub fn start() {
    wasm_bindgen_futures::spawn_local(async {
        let Some(page) = Page::of_worker() else { return };
        on_stop(|mistake| {
            if let Some(page) = Page::of_worker() {
                page.tell(&FromWorker::Stopped(mistake));
            }
        });
        let (sender, mut events) = unbounded();
        page.listen(&sender);
        let (version, how) = (Version::of_worker(), how());
        let mut tab = Tab::open(page, sender, how, version);
        while let Some(event) = next(&mut events).await {
            tab.take(event);
        }
    });
}

/// How the page that started this worker wants it to come by the lock.
fn how() -> LockMode {
    let search = Js::global().get("location").get("search").0.as_string().unwrap_or_default();
    if search.contains(TAKE_OVER) { LockMode::Steal } else { LockMode::Wait }
}
