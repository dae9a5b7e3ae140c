//! What the page says before its program is there, and how it is described when it is installed: in every language of
//! `app/locales`.
//!
//! The document is written in English. A small script in it chooses the language, and finds the texts of the others
//! there.

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// The language of the document itself.
const MEASURE: &str = "en";
/// The section of a message file that holds these texts.
const SECTION: &str = "document";
/// The text that describes the installed app.
const DESCRIPTION: &str = "description";
/// The text for a browser without scripts: it stands there in all languages at once.
const NEEDS_SCRIPT: &str = "needs_script";
/// Where the document's script waits for the texts.
const PLACE: &str = "const languages = {};";

/// The texts of each language, by its tag.
type Languages = BTreeMap<String, BTreeMap<String, String>>;

/// Puts the texts into the built page, and writes a manifest for each language.
pub(super) fn insert(locales: &Path, dist: &Path) -> Result<()> {
    let languages = read(locales)?;
    let page = dist.join("index.html");
    let html = std::fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    std::fs::write(&page, document(&html, &languages)?)?;
    let manifest = std::fs::read_to_string(dist.join("manifest.webmanifest"))?;
    for (tag, texts) in languages.iter().filter(|(tag, _)| *tag != MEASURE) {
        std::fs::write(dist.join(format!("manifest.{tag}.webmanifest")), described(&manifest, tag, texts)?)?;
    }
    Ok(())
}

/// Reads the section from every message file.
fn read(locales: &Path) -> Result<Languages> {
    let mut languages = Languages::new();
    for entry in std::fs::read_dir(locales)? {
        let file = entry?.path();
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let tag = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let messages: Value = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
        let section = messages.get(SECTION).cloned().unwrap_or_default();
        let texts = serde_json::from_value(section).with_context(|| format!("{}: {SECTION}", file.display()))?;
        languages.insert(tag, texts);
    }
    Ok(languages)
}

/// The document with the texts of all languages.
fn document(html: &str, languages: &Languages) -> Result<String> {
    let others = || languages.iter().filter(|(tag, _)| *tag != MEASURE);
    let scripted: BTreeMap<&String, BTreeMap<&String, &String>> = others()
        .map(|(tag, texts)| {
            (tag, texts.iter().filter(|(key, _)| ![DESCRIPTION, NEEDS_SCRIPT].contains(&key.as_str())).collect())
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
    let said = others().filter_map(|(tag, texts)| {
        let text = texts.get(NEEDS_SCRIPT)?.replace('&', "&amp;").replace('<', "&lt;");
        Some(format!("\n<p lang=\"{tag}\">{text}</p>"))
    });
    Ok(format!("{before}{}{after}", said.collect::<String>()))
}

/// The manifest in another language.
fn described(manifest: &str, tag: &str, texts: &BTreeMap<String, String>) -> Result<String> {
    let mut manifest: Map<String, Value> = serde_json::from_str(manifest)?;
    manifest.insert("lang".to_owned(), tag.into());
    manifest.insert(DESCRIPTION.to_owned(), texts.get(DESCRIPTION).context("no description")?.as_str().into());
    Ok(serde_json::to_string(&manifest)?)
}

#[cfg(test)]
mod tests {
    use super::{DESCRIPTION, Languages, MEASURE, described, document, read};
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

    /// What the document itself says, by key.
    fn said(html: &str) -> BTreeMap<String, String> {
        let marked = html.split("data-text=\"").skip(1).filter_map(|rest| rest.split_once("\">"));
        marked.map(|(key, rest)| (key.to_owned(), rest.split("</").next().unwrap().to_owned())).collect()
    }

    #[test]
    fn the_document_says_in_english_what_the_message_file_says() {
        let mut texts = languages().remove(MEASURE).unwrap();
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
        for (tag, texts) in languages.iter().filter(|(tag, _)| *tag != MEASURE) {
            for (key, text) in texts.iter().filter(|(key, _)| *key != DESCRIPTION) {
                assert!(whole.contains(text), "{tag}: {key}");
            }
            assert!(whole.contains(&format!("<p lang=\"{tag}\">")), "{tag}");
        }
    }

    #[test]
    fn a_text_stays_text() {
        let odd = BTreeMap::from([
            ("loading".to_owned(), "</script>".to_owned()),
            ("needs_script".to_owned(), "a < b".to_owned()),
        ]);
        let whole = document(&html(), &Languages::from([("xx".to_owned(), odd)])).unwrap();
        assert!(whole.contains(r#"const languages = {"xx":{"loading":"\u003c/script>"}};"#), "{whole}");
        assert!(whole.contains("<p lang=\"xx\">a &lt; b</p>"));
    }

    #[test]
    fn the_same_app_is_described_in_each_language() {
        let original: serde_json::Map<_, _> = serde_json::from_str(&manifest()).unwrap();
        for (tag, texts) in languages() {
            let other: serde_json::Map<_, _> =
                serde_json::from_str(&described(&manifest(), &tag, &texts).unwrap()).unwrap();
            assert_eq!(other["lang"], tag.as_str());
            assert_eq!(other[DESCRIPTION], texts[DESCRIPTION].as_str());
            // An installed app would become another where anything else differs.
            let rest = |manifest: &serde_json::Map<String, serde_json::Value>| {
                let keys = manifest.keys().filter(|key| !["lang", DESCRIPTION].contains(&key.as_str()));
                keys.map(|key| (key.clone(), manifest[key].to_string())).collect::<BTreeSet<_>>()
            };
            assert_eq!(rest(&other), rest(&original));
        }
    }

    #[test]
    fn a_page_without_a_place_for_the_texts_is_not_built() {
        assert!(document("<body></body>", &languages()).is_err());
    }
}
