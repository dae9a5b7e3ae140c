//! How the browser writes numbers and dates in a language, and which languages it asks for.

use super::storage::{forget, recall, remember};
use crate::i18n::{Forms, Language, Months, speak};
use js_sys::{Array, Date, Intl, Object, Reflect};
use leptos::prelude::{document, window};
use std::cell::LazyCell;
use wasm_bindgen::prelude::*;

/// Where the choice is kept, in this browser.
const CHOSEN: &str = "kith-language";

/// The language that was chosen, if one was.
pub(crate) fn chosen() -> Option<Language> {
    let tag = recall(CHOSEN)?;
    Language::first_of([tag.as_str()])
}

/// Chooses a language, or with `None` the browser's. It is spoken when the page is loaded again.
pub(crate) fn choose(language: Option<Language>) -> bool {
    match language {
        Some(language) => remember(CHOSEN, language.tag()),
        None => {
            forget(CHOSEN);
            true
        }
    }
}

/// Speaks the language that was chosen, or the first that the browser asks for.
pub(crate) fn begin() {
    let asked: Vec<String> = window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect();
    let asked = || Language::first_of(asked.iter().map(String::as_str));
    let language = chosen().or_else(asked).unwrap_or(Language::En);
    if let Some(root) = document().document_element() {
        drop(root.set_attribute("lang", language.tag()));
    }
    speak(language, forms(language));
}

/// Each is made when it is first needed: on a slow phone one takes some 20 ms, and a first visit shows no dates.
fn forms(language: Language) -> Forms {
    let numbers = LazyCell::new(move || Intl::NumberFormat::new(&locales(language), &Object::new()).format());
    let plurals = LazyCell::new(move || Intl::PluralRules::new(&locales(language), &Object::new()));
    Forms {
        number: Box::new(move |number| {
            let written = numbers.call1(&JsValue::NULL, &number.into()).ok().and_then(|written| written.as_string());
            written.unwrap_or_else(|| number.to_string())
        }),
        plural: Box::new(move |number| plurals.select(f64::from(number)).into()),
        months: Months::new(Box::new(move || months(language, "long"))),
        short_months: Months::new(Box::new(move || months(language, "short"))),
    }
}

fn locales(language: Language) -> Array {
    Array::of1(&language.tag().into())
}

fn months(language: Language, length: &str) -> [String; 12] {
    let options = Object::new();
    for (name, value) in [("month", length), ("timeZone", "UTC")] {
        drop(Reflect::set(&options, &name.into(), &value.into()));
    }
    let format = Intl::DateTimeFormat::new(&locales(language), &options).format();
    std::array::from_fn(|month| {
        let day = Date::new(&JsValue::from_f64(Date::utc(2_000.0, month as f64)));
        format.call1(&JsValue::NULL, &day).ok().and_then(|name| name.as_string()).unwrap_or_default()
    })
}
