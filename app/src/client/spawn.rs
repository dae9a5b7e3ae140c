//! Starts the worker in which the engine runs, from the same two files as this page.

use crate::platform::js::Js;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Worker, WorkerOptions, WorkerType};

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

/// The worker, or what kept it from starting.
pub(super) fn spawn(beginning: Beginning) -> Result<Worker, JsValue> {
    let worker = match Js::global().get(EARLY).0.dyn_into::<Worker>() {
        Ok(worker) if beginning == Beginning::First => worker,
        _ => start(beginning == Beginning::TakeOver)?,
    };
    // It runs what this page runs, and need not load and compile it once more.
    worker.post_message(&wasm_bindgen::module())?;
    Ok(worker)
}

fn start(take_over: bool) -> Result<Worker, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    let glue = address(&document, "link[rel=modulepreload]")?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name("kith-engine");
    let take_over = if take_over { TAKE_OVER } else { "" };
    // The document writes the same address (app/index.html).
    let address = format!("/worker.js?glue={}{take_over}", js_sys::encode_uri_component(&glue));
    Worker::new_with_options(&address, &options)
}

fn address(document: &Document, selector: &str) -> Result<String, JsValue> {
    let link = document.query_selector(selector)?.ok_or_else(|| JsValue::from(selector))?;
    link.unchecked_into::<web_sys::Element>().get_attribute("href").ok_or_else(|| JsValue::from(selector))
}
