//! Files that come in: chosen, dropped, or opened by the system.

use super::js::Js;
use js_sys::{Array, Function, Promise, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File};

/// A file with what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileRead {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// What a file holds. `None`: it is larger than that, or went away meanwhile.
pub(crate) async fn read(file: &File, max_bytes: f64) -> Option<FileRead> {
    if file.size() > max_bytes {
        return None;
    }
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(FileRead { name: file.name(), bytes: Uint8Array::new(&buffer).to_vec() })
}

/// So many bytes of a file from that place on; fewer at its end. `None`: it went away meanwhile.
pub(crate) async fn piece(file: &File, at: f64, bytes: f64) -> Option<Vec<u8>> {
    let blob = file.slice_with_f64_and_f64(at, (at + bytes).min(file.size())).ok()?;
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Whether files are being dragged over the page. `dropped` gets the first of those that are let go.
pub(crate) fn dragging(dropped: impl Fn(File) + 'static) -> ReadSignal<bool> {
    let (over, set_over) = signal(false);
    // Entering a part of the page comes before leaving the one around it.
    let depth = StoredValue::new(0_u32);
    let has_files = |event: &DragEvent| {
        let types = event.data_transfer().map(|data| data.types());
        types.is_some_and(|types| types.iter().any(|it| it.as_string().as_deref() == Some("Files")))
    };
    listen("dragenter", move |event| {
        if has_files(event) {
            depth.update_value(|depth| *depth += 1);
            set_over.set(true);
        }
    });
    listen("dragleave", move |event| {
        if has_files(event) {
            depth.update_value(|depth| *depth = depth.saturating_sub(1));
            set_over.set(depth.get_value() > 0);
        }
    });
    // Without this the browser would open the file in place of the page.
    listen("dragover", move |event| {
        if has_files(event) {
            event.prevent_default();
        }
    });
    listen("drop", move |event| {
        depth.set_value(0);
        set_over.set(false);
        if has_files(event) {
            event.prevent_default();
            if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)) {
                dropped(file);
            }
        }
    });
    over
}

fn listen(name: &str, heard: impl Fn(&DragEvent) + 'static) {
    // A field for files takes what is dropped on it by itself.
    super::observe::listen(name, move |event: DragEvent| {
        let target = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
        if !target.is_some_and(|it| it.matches("input[type=file]").unwrap_or(false)) {
            heard(&event);
        }
    });
}

/// Gives files that the system opens with Kith, also those with which it was started.
pub(crate) fn on_opened(opened: impl Fn(File) + Clone + 'static) {
    let queue = Js::global().get("launchQueue");
    let Ok(set) = queue.get("setConsumer").0.dyn_into::<Function>() else { return };
    let launched = Closure::<dyn Fn(JsValue)>::new(move |launch: JsValue| {
        let Ok(handles) = Js(launch).get("files").0.dyn_into::<Array>() else { return };
        let (handle, opened) = (Js(handles.get(0)), opened.clone());
        spawn_local(async move {
            let Ok(get) = handle.get("getFile").0.dyn_into::<Function>() else { return };
            let Ok(promise) = get.call0(&handle.0).map(Promise::from) else { return };
            if let Ok(file) = JsFuture::from(promise).await {
                opened(file.unchecked_into());
            }
        });
    });
    drop(set.call1(&queue.0, launched.as_ref()));
    // As long as the page lives.
    launched.forget();
}

/// A photo as an address of its own.
pub(crate) fn photo_address(media_type: &str, bytes: &[u8]) -> Option<String> {
    let binary: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    window().btoa(&binary).ok().map(|text| format!("data:{media_type};base64,{text}"))
}
