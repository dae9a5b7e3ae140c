//! Looking fonts up before they are needed.
//!
//! A browser looks a font up when it first draws with it, and on the main thread: Chromium takes 10 to 20 ms for each
//! size, weight and writing system, all together when the first people appear. Before there are any, each is drawn
//! out of sight instead, one at a time, while the page has nothing else to do.

use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// What is drawn: an element's class, and a text in one writing system.
const SAMPLES: [(&str, &str); 16] = [
    ("person-name", "Aa"),
    ("person-address", "a@b"),
    ("person-last", "today"),
    ("avatar", "AB"),
    ("bar-title", "Aa"),
    ("bar-detail", "Aa"),
    ("person-name", "Жя Ωω"),
    ("person-name", "漢字"),
    ("person-name", "かな"),
    ("person-name", "한글"),
    ("person-name", "عر"),
    ("person-name", "עב"),
    ("person-name", "ไท"),
    ("person-name", "अर"),
    ("avatar", "Ж漢"),
    ("avatar", "عไ"),
];

thread_local! {
    static WARMED: Cell<bool> = const { Cell::new(false) };
}

/// Looks up the fonts of the list of people, once for this page.
pub(crate) fn warm() {
    if !WARMED.replace(true) {
        draw(0);
    }
}

fn draw(at: usize) {
    let Some((class, text)) = SAMPLES.get(at) else { return };
    request_idle_callback(move || {
        let Ok(sample) = document().create_element("span") else { return };
        let Ok(sample) = sample.dyn_into::<HtmlElement>() else { return };
        sample.set_class_name(&format!("{class} unseen"));
        sample.set_text_content(Some(text));
        drop(sample.set_attribute("aria-hidden", "true"));
        if document().body().is_some_and(|body| body.append_child(&sample).is_ok()) {
            // Asking how wide it is has it laid out now.
            let _width = sample.offset_width();
            sample.remove();
        }
        draw(at + 1);
    });
}
