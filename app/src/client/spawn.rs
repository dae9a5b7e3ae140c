//! Starts the worker in which the engine runs.

use crate::platform::js::Js;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Worker, WorkerOptions, WorkerType};

/// At the end of the worker's address: it takes the engine's place from another tab.
pub(crate) const TAKE_OVER: &str = "&takeover=1";

/// Where the document keeps the worker that it started before this program was there.
const EARLY: &str = "kithWorker";

/// Which worker a page begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    /// The page's first.
    First,
    /// Another one, after the first ended.
    Again,
    /// Another one, which takes the engine's place from another tab.
    TakeOver,
}

/// The worker, or what kept it from starting. Its messages arrive after the current task.
pub(super) fn spawn(beginning: Beginning) -> Result<Worker, JsValue> {
    match Js::global().get(EARLY).0.dyn_into::<Worker>() {
        Ok(worker) if beginning == Beginning::First => {
            // Messages that nobody listens to are lost, so it waits to be told to begin.
            worker.post_message(&JsValue::NULL)?;
            Ok(worker)
        }
        _ => start(beginning == Beginning::TakeOver),
    }
}

fn start(take_over: bool) -> Result<Worker, JsValue> {
    let glue = glue().ok_or("the document does not name the engine")?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name("kith-engine");
    let take_over = if take_over { TAKE_OVER } else { "" };
    // The document writes the same address (app/index.html).
    let address = format!("/worker.js?glue={}{take_over}", js_sys::encode_uri_component(&glue));
    Worker::new_with_options(&address, &options)
}

/// The file of the engine's JavaScript, as the document names it.
fn glue() -> Option<String> {
    let document = web_sys::window()?.document()?;
    document.query_selector("meta[name=kith-engine]").ok()??.get_attribute("content")
}
