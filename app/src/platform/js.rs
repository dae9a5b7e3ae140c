//! Values of the browser for which there is no type.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// Says in the browser's console what should not have happened.
pub(crate) fn complain(words: &str) {
    web_sys::console::error_1(&words.into());
}

/// A value whose fields are read by name. What is not there is undefined.
pub(crate) struct Js(pub(crate) JsValue);

impl Js {
    pub(crate) fn global() -> Self {
        Self(js_sys::global().into())
    }

    pub(crate) fn get(&self, name: &str) -> Self {
        Self(Reflect::get(&self.0, &name.into()).unwrap_or(JsValue::UNDEFINED))
    }
}
