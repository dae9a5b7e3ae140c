//! What the page says before its program is there, and how it is described when it is installed: in every language of
//! `app/locales`.
//!
//! The document is written in English. A small script in it chooses the language, and finds the texts of the others
//! there.

use super::messages::{Languages, MEASURE, Messages, escaped};
use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// The section of a message file that holds these texts.
const SECTION: &str = "document";
/// The text that describes the installed app.
const DESCRIPTION: &str = "description";
/// The text for a browser without scripts: it stands there in all languages at once.
const NEEDS_SCRIPT: &str = "needs_script";
/// Where the document's script waits for the texts.
const PLACE: &str = "const languages = {};";
/// What the installed app leads to at once, and its name.
const SHORTCUTS: [(&str, &str); 3] =
    [("/today", "shell.today"), ("/people?search", "search.title"), ("/sort", "today.sort")];

/// Puts the texts into the built page, and writes a manifest for each language.
pub(super) fn insert(languages: &Languages, dist: &Path) -> Result<()> {
    let page = dist.join("index.html");
    let html = std::fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    std::fs::write(&page, document(&html, languages)?)?;
    let manifest = std::fs::read_to_string(dist.join("manifest.webmanifest"))?;
    for (tag, messages) in languages.iter().filter(|(tag, _)| *tag != MEASURE) {
        std::fs::write(dist.join(format!("manifest.{tag}.webmanifest")), described(&manifest, tag, messages)?)?;
    }
    Ok(())
}

/// The document with the texts of all languages.
fn document(html: &str, languages: &Languages) -> Result<String> {
    let mut others = Vec::new();
    for (tag, messages) in languages.iter().filter(|(tag, _)| *tag != MEASURE) {
        others.push((tag, messages.section(SECTION)?));
    }
    let scripted: BTreeMap<&String, BTreeMap<&String, &String>> = others
        .iter()
        .map(|(tag, texts)| {
            (*tag, texts.iter().filter(|(key, _)| ![DESCRIPTION, NEEDS_SCRIPT].contains(&key.as_str())).collect())
        })
        .collect();
    // A text must not end the script that it stands in.
    let scripted = serde_json::to_string(&scripted)?.replace('<', "\\u003c");
    let Some((before, after)) = html.split_once(PLACE) else { bail!("the built page has no place for its languages") };
    let html = format!("{before}const languages = {scripted};{after}");

    let start = format!("<p data-text=\"{NEEDS_SCRIPT}\">");
    let end = html.find(&start).and_then(|at| Some(at + html.get(at..)?.find("</p>")? + "</p>".len()));
    let Some((before, after)) = end.and_then(|end| html.split_at_checked(end)) else {
        bail!("the built page says nothing to a browser without scripts")
    };
    let said = others.iter().filter_map(|(tag, texts)| {
        let text = escaped(texts.get(NEEDS_SCRIPT)?);
        Some(format!("\n<p lang=\"{tag}\">{text}</p>"))
    });
    Ok(format!("{before}{}{after}", said.collect::<String>()))
}

/// The manifest in another language.
fn described(manifest: &str, tag: &str, messages: &Messages) -> Result<String> {
    let mut manifest: Map<String, Value> = serde_json::from_str(manifest)?;
    manifest.insert("lang".to_owned(), tag.into());
    manifest.insert(DESCRIPTION.to_owned(), messages.text(&format!("{SECTION}.{DESCRIPTION}"))?.into());
    for shortcut in manifest.get_mut("shortcuts").and_then(Value::as_array_mut).into_iter().flatten() {
        let known = SHORTCUTS.iter().find(|(url, _)| shortcut.get("url").and_then(Value::as_str) == Some(*url));
        let (_, name) = known.context("the manifest has a shortcut without a message")?;
        if let Some(named) = shortcut.get_mut("name") {
            *named = messages.text(name)?.into();
        }
    }
    Ok(serde_json::to_string(&manifest)?)
}

#[cfg(test)]
mod tests {
    use super::{DESCRIPTION, SECTION, SHORTCUTS, described, document};
    use crate::app::messages::{Languages, MEASURE, Messages, read};
    use serde_json::{Value, json};
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    fn project() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
    }

    fn html() -> String {
        std::fs::read_to_string(project().join("app/index.html")).unwrap()
    }

    fn manifest() -> String {
        std::fs::read_to_string(project().join("public/manifest.webmanifest")).unwrap()
    }

    fn languages() -> Languages {
        read(&project().join("app/locales")).unwrap()
    }

    fn texts(languages: &Languages, tag: &str) -> BTreeMap<String, String> {
        languages.get(tag).unwrap().section(SECTION).unwrap()
    }

    /// What the document itself says, by key.
    fn said(html: &str) -> BTreeMap<String, String> {
        let marked = html.split("data-text=\"").skip(1).filter_map(|rest| rest.split_once("\">"));
        marked.map(|(key, rest)| (key.to_owned(), rest.split("</").next().unwrap().to_owned())).collect()
    }

    #[test]
    fn the_document_says_in_english_what_the_message_file_says() {
        let mut texts = texts(&languages(), MEASURE);
        let description = texts.remove(DESCRIPTION).unwrap();
        assert_eq!(said(&html()), texts);
        assert!(html().contains(&format!("<meta name=\"description\" content=\"{description}\"")));
        assert!(manifest().contains(&format!("\"description\": \"{description}\"")));
    }

    #[test]
    fn the_document_has_every_text_of_every_language() {
        let languages = languages();
        assert!(languages.len() > 1);
        let whole = document(&html(), &languages).unwrap();
        for tag in languages.keys().filter(|tag| *tag != MEASURE) {
            for (key, text) in texts(&languages, tag).iter().filter(|(key, _)| *key != DESCRIPTION) {
                assert!(whole.contains(text), "{tag}: {key}");
            }
            assert!(whole.contains(&format!("<p lang=\"{tag}\">")), "{tag}");
        }
    }

    #[test]
    fn a_text_stays_text() {
        let odd = Messages::from(json!({SECTION: {"stopped": "</script>", "needs_script": "a < b"}}));
        let whole = document(&html(), &Languages::from([("xx".to_owned(), odd)])).unwrap();
        assert!(whole.contains(r#"const languages = {"xx":{"stopped":"\u003c/script>"}};"#), "{whole}");
        assert!(whole.contains("<p lang=\"xx\">a &lt; b</p>"));
    }

    #[test]
    fn the_same_app_is_described_in_each_language() {
        let original: Value = serde_json::from_str(&manifest()).unwrap();
        let languages = languages();
        for (tag, messages) in &languages {
            let other: Value = serde_json::from_str(&described(&manifest(), tag, messages).unwrap()).unwrap();
            assert_eq!(other["lang"], tag.as_str());
            assert_eq!(other[DESCRIPTION], texts(&languages, tag)[DESCRIPTION].as_str());
            assert_eq!(other["shortcuts"].as_array().map(Vec::len), Some(SHORTCUTS.len()));
            for (url, name) in SHORTCUTS {
                let shortcuts = other["shortcuts"].as_array().unwrap();
                let shortcut = shortcuts.iter().find(|shortcut| shortcut["url"] == url).unwrap();
                assert_eq!(shortcut["name"], messages.text(name).unwrap(), "{tag}");
            }
            // An installed app would become another where anything else differs.
            let rest = |manifest: &Value| {
                let fields = manifest.as_object().unwrap().iter();
                let fields = fields.filter(|(key, _)| !["lang", DESCRIPTION, "shortcuts"].contains(&key.as_str()));
                fields.map(|(key, value)| (key.clone(), value.to_string())).collect::<BTreeSet<_>>()
            };
            assert_eq!(rest(&other), rest(&original));
        }
        // The manifest itself is in English.
        let english = described(&manifest(), MEASURE, &languages[MEASURE]).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&english).unwrap(), original);
    }

    #[test]
    fn the_files_that_the_manifest_names_are_there_and_small() {
        let manifest: Value = serde_json::from_str(&manifest()).unwrap();
        let named = ["icons", "screenshots"].map(|name| manifest[name].as_array().unwrap().clone()).concat();
        assert!(named.len() > 4, "{named:?}");
        for file in named {
            let path = file["src"].as_str().unwrap().trim_start_matches('/');
            let size = std::fs::metadata(project().join("public").join(path)).unwrap().len();
            assert!(size <= 60_000, "{path}: {size} bytes");
        }
    }

    #[test]
    fn a_page_without_a_place_for_the_texts_is_not_built() {
        assert!(document("<body></body>", &languages()).is_err());
    }
}
