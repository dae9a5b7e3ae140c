//! Long work in pieces.

use super::js::Js;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Lets the browser draw and respond to the user before what comes next.
pub(crate) async fn next_task() {
    let scheduler = Js::global().get("scheduler");
    let resume = scheduler.get("yield").0.dyn_into::<Function>().and_then(|resume| resume.call0(&scheduler.0));
    match resume.and_then(JsCast::dyn_into::<Promise>) {
        Ok(resumed) => drop(JsFuture::from(resumed).await),
        // This takes up to a second in a tab in the background.
        Err(_) => TimeoutFuture::new(0).await,
    }
}
