//! Observers of the document; but for the first they end with the view that set them up.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit, ResizeObserver};

/// Calls `seen` when the page is looked at again, and when it no longer is, as long as it lives.
pub(crate) fn on_looked_at(seen: impl Fn() + 'static) {
    let seen = Closure::<dyn Fn()>::new(seen);
    drop(document().add_event_listener_with_callback("visibilitychange", seen.as_ref().unchecked_ref()));
    seen.forget();
}

/// Calls `changed` now and whenever one of the elements has another size.
pub(crate) fn on_resize(elements: &[&Element], changed: impl Fn() + 'static) {
    let callback = Closure::<dyn Fn()>::new(changed);
    let Ok(observer) = ResizeObserver::new(callback.as_ref().unchecked_ref()) else { return };
    for element in elements {
        observer.observe(element);
    }
    let kept = StoredValue::new_local((observer, callback));
    on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
}

/// Calls `came` when the element comes within `margin` (as in CSS) of being seen in the element that scrolls it, which
/// `scroller` selects.
pub(crate) fn on_near(element: &Element, scroller: &str, margin: &str, came: impl Fn() + 'static) {
    let callback = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let near = |entry: JsValue| entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting();
        if entries.iter().any(near) {
            came();
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root(element.closest(scroller).ok().flatten().as_ref());
    options.set_root_margin(margin);
    let observer = IntersectionObserver::new_with_options(callback.as_ref().unchecked_ref(), &options);
    let Ok(observer) = observer else { return };
    observer.observe(element);
    let kept = StoredValue::new_local((observer, callback));
    on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
}
