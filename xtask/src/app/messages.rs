//! The message files of `app/locales`, for what the build writes into the document and beside it.

use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The language of the document itself.
pub(super) const MEASURE: &str = "en";

/// The messages of one language.
pub(super) struct Messages(Value);

/// The messages of each language, by its tag.
pub(super) type Languages = BTreeMap<String, Messages>;

impl Messages {
    /// A message by its sections and its name, as `welcome.title`.
    pub(super) fn text(&self, key: &str) -> Result<&str> {
        let found = key.split('.').try_fold(&self.0, |within, name| within.get(name));
        found.and_then(Value::as_str).with_context(|| format!("there is no message {key}"))
    }

    /// All messages of a section, which holds no others within it.
    pub(super) fn section(&self, name: &str) -> Result<BTreeMap<String, String>> {
        let section = self.0.get(name).cloned().unwrap_or_default();
        serde_json::from_value(section).with_context(|| format!("the section {name}"))
    }
}

#[cfg(test)]
impl From<Value> for Messages {
    fn from(messages: Value) -> Self {
        Self(messages)
    }
}

/// Reads every message file.
pub(super) fn read(locales: &Path) -> Result<Languages> {
    let mut languages = Languages::new();
    for entry in std::fs::read_dir(locales)? {
        let file = entry?.path();
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let tag = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let messages = serde_json::from_str(&std::fs::read_to_string(&file)?);
        languages.insert(tag, Messages(messages.with_context(|| file.display().to_string())?));
    }
    Ok(languages)
}

/// A text where HTML is written: it stays text, also within an attribute.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
