//! What the document shows before the page's program is there: the frame with the welcome of a first visit, or with rows
//! to come. It is made of `app/first_screen.html`, in each language, exactly as the program will draw it; a script in the
//! document chooses. An end-to-end test holds both equal.

use super::messages::{Languages, Messages, escaped};
use anyhow::{Context, Result, bail};
use std::fmt::Write;
use std::path::Path;

/// Where it stands in the document.
const PLACE: &str = "<!-- the first screen -->";
/// The drawings of the program.
const ICONS: &str = "src/components/icon.rs";
/// Parts that stand in several places, or in a sentence.
const PARTS: [(&str, &str); 3] = [
    (
        "mark",
        "<svg class=\"mark\" viewBox=\"0 0 32 32\" aria-hidden=\"true\" focusable=\"false\">\
         <circle class=\"mark-you\" cx=\"12\" cy=\"18\" r=\"9\"></circle>\
         <circle class=\"mark-they\" cx=\"21\" cy=\"13\" r=\"8\"></circle><path class=\"mark-tie\" d=\"{path.mark-tie}\"></path></svg>",
    ),
    ("import", "<a href=\"/import\">{welcome.import_file}</a>"),
    ("add", "<button class=\"text-button\" type=\"button\">{welcome.add_person}</button>"),
];

/// Puts the first screen of each language into the built page, as templates. `app` is the folder of the page's sources.
pub(super) fn insert(app: &Path, languages: &Languages, dist: &Path) -> Result<()> {
    let (template, icons) = sources(app)?;
    let page = dist.join("index.html");
    let html = std::fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let Some((before, after)) = html.split_once(PLACE) else {
        bail!("the built page has no place for its first screen")
    };
    let mut written = before.to_owned();
    for (tag, messages) in languages {
        let screen = screen(&template, &icons, messages)?;
        write!(written, "<template data-first-screen=\"{tag}\">{screen}</template>")?;
    }
    Ok(std::fs::write(page, written + after)?)
}

fn sources(app: &Path) -> Result<(String, String)> {
    let read = |name: &str| std::fs::read_to_string(app.join(name)).with_context(|| format!("cannot read {name}"));
    Ok((read("first_screen.html")?, read(ICONS)?))
}

/// The first screen in one language.
fn screen(template: &str, icons: &str, messages: &Messages) -> Result<String> {
    // The program draws no space between elements, either.
    let template: String = template.lines().map(str::trim_start).collect();
    let mut written = String::new();
    fill(&template, icons, messages, &mut written)?;
    Ok(written)
}

/// Writes a text with what its `{names}` stand for: a part, an icon, or a message, which may name parts itself.
fn fill(text: &str, icons: &str, messages: &Messages, into: &mut String) -> Result<()> {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').context("a name without an end")?;
        *into += before;
        rest = after;
        if let Some((_, part)) = PARTS.iter().find(|(part, _)| *part == name) {
            fill(part, icons, messages, into)?;
        } else if let Some(shape) = name.strip_prefix("icon.") {
            let path = drawn(icons, &format!("Self::{shape} =>"))?;
            write!(
                into,
                "<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\"><path d=\"{path}\"></path></svg>"
            )?;
        } else if let Some(class) = name.strip_prefix("path.") {
            *into += drawn(icons, &format!("class=\"{class}\" d="))?;
        } else {
            fill(&escaped(messages.text(name)?), icons, messages, into)?;
        }
    }
    *into += rest;
    Ok(())
}

/// The drawing that follows after these words of the program's source.
fn drawn<'a>(icons: &'a str, after: &str) -> Result<&'a str> {
    let found = icons.split_once(after).and_then(|(_, rest)| rest.split('"').nth(1));
    found.with_context(|| format!("{ICONS} draws nothing after {after}"))
}

#[cfg(test)]
mod tests {
    use super::{PLACE, insert, screen, sources};
    use crate::app::messages::{Messages, read};
    use serde_json::json;
    use std::path::Path;

    fn app() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../app"))
    }

    #[test]
    fn every_language_has_its_whole_first_screen() {
        let dist = tempfile::tempdir().unwrap();
        let page = dist.path().join("index.html");
        std::fs::copy(app().join("index.html"), &page).unwrap();
        let languages = read(&app().join("locales")).unwrap();
        insert(app(), &languages, dist.path()).unwrap();
        let html = std::fs::read_to_string(page).unwrap();
        assert!(languages.len() > 1 && !html.contains(PLACE));
        for (tag, messages) in &languages {
            let (_, rest) = html.split_once(&format!("<template data-first-screen=\"{tag}\">")).unwrap();
            let (screen, _) = rest.split_once("</template>").unwrap();
            assert!(!screen.contains(['{', '}', '\n']), "{screen}");
            for key in ["welcome.title", "welcome.add_person", "shell.people", "sample.try_it"] {
                assert!(screen.contains(messages.text(key).unwrap()), "{tag}: {key}");
            }
        }
    }

    #[test]
    fn a_sentence_holds_its_parts_where_the_language_wants_them_and_text_stays_text() {
        let messages = Messages::from(json!({
            "welcome": {"or_import": "<{add} or {import}>", "import_file": "a \"file\"", "add_person": "by hand"}
        }));
        let written = screen("<p>\n  {welcome.or_import}\n</p>", "", &messages).unwrap();
        assert_eq!(
            written,
            "<p>&lt;<button class=\"text-button\" type=\"button\">by hand</button> or \
             <a href=\"/import\">a &quot;file&quot;</a>></p>"
        );
    }

    #[test]
    fn what_is_not_there_is_not_built() {
        let (_, icons) = sources(app()).unwrap();
        let none = Messages::from(json!({}));
        assert!(screen("{icon.Sun}{mark}", &icons, &none).unwrap().contains("M12 16a4"));
        for wrong in ["{icon.Nothing}", "{welcome.nothing}", "{", "{path.nothing}"] {
            assert!(screen(wrong, &icons, &none).is_err(), "{wrong}");
        }
    }
}
