//! Finds texts that a user can read and that do not stand in the message files.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::fs;
use std::path::{Path, PathBuf};

/// What is before a text that no one reads: the names of things in the document, and of what is asked of the browser.
const UNREAD: [&str; 25] = [
    "class",
    "type",
    "name",
    "id",
    "for",
    "href",
    "role",
    "rel",
    "style",
    "value",
    "autocomplete",
    "autocapitalize",
    "inputmode",
    "spellcheck",
    "testid",
    "kind",
    "list",
    "accept",
    "pattern",
    "min",
    "reason",
    "viewBox",
    "d",
    "expect",
    "keyshortcuts",
];

/// Names of keys, which the browser gives.
const KEYS: [&str; 8] = ["ArrowDown", "ArrowUp", "Backspace", "End", "Enter", "Escape", "Home", "Tab"];

/// Sources without texts for the user: what they say goes to the browser or into its log. In the first are the English
/// months.
const SILENT: [&str; 5] = ["i18n/", "platform/", "worker/", "engine/spawn.rs", "client/spawn.rs"];

/// The texts of a file, each with its line.
fn texts(source: TokenStream) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut before = Vec::<String>::new();
    let mut tokens = source.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            // An attribute, and what it says is only for tests.
            TokenTree::Punct(ref sign) if sign.as_char() == '#' => {
                tokens.next_if(|it| matches!(it, TokenTree::Punct(sign) if sign.as_char() == '!'));
                if let Some(TokenTree::Group(attribute)) = tokens.next_if(is_bracket)
                    && attribute.stream().to_string().replace(' ', "") == "cfg(test)"
                {
                    tokens
                        .by_ref()
                        .find(|it| matches!(it, TokenTree::Group(body) if body.delimiter() == Delimiter::Brace));
                }
            }
            TokenTree::Group(group) => {
                found.extend(texts(group.stream()));
                before.clear();
            }
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if text.starts_with('"') && is_read(&text, &before) {
                    found.push((literal.span().start().line, text));
                }
                before.clear();
            }
            TokenTree::Ident(word) => before.push(word.to_string()),
            TokenTree::Punct(sign) => {
                // What was before a comma does not belong to what comes after it.
                if sign.as_char() == ',' {
                    before.clear();
                }
            }
        }
    }
    found
}

fn is_bracket(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket)
}

/// Whether a person reads it: it has words with a space between, or begins with a capital and goes on in small letters.
fn is_read(literal: &str, before: &[String]) -> bool {
    let text = literal.trim_matches('"');
    let is_selector =
        text.starts_with('[') || text.strip_prefix('.').is_some_and(|it| it.starts_with(char::is_alphabetic));
    if KEYS.contains(&text)
        || text == "Kith"
        || is_selector
        || before.last().is_some_and(|it| UNREAD.contains(&it.as_str()))
    {
        return false;
    }
    if before.iter().any(|it| it == "data" || it == "const") && !text.contains(' ') {
        return false;
    }
    let letters: Vec<char> = text.trim_end_matches([' ', '.', '?', '!', ':', '…']).chars().collect();
    let spaced = letters.windows(3).any(|w| matches!(w, [a, ' ', b] if a.is_alphabetic() && b.is_alphabetic()));
    let named = letters.len() > 1
        && letters.first().is_some_and(|first| first.is_uppercase())
        && letters.iter().skip(1).all(|it| it.is_lowercase() || *it == '’');
    spaced || named || text.contains('’')
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|it| it == "rs") {
            into.push(path);
        }
    }
}

#[test]
fn texts_stand_in_the_message_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let name = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        if SILENT.iter().any(|silent| name.starts_with(silent)) {
            continue;
        }
        let found = texts(fs::read_to_string(&file).unwrap().parse().unwrap());
        wrong.extend(found.into_iter().map(|(line, text)| format!("{name}:{line}: {text}")));
    }
    assert!(wrong.is_empty(), "these texts belong into app/locales:\n{}", wrong.join("\n"));
}

#[test]
fn what_a_person_reads_is_told_from_what_only_the_browser_reads() {
    let found = |source: &str| texts(source.parse().unwrap()).len();
    for (source, count) in [
        (r#"view! { <p class="quiet small">"Not saved yet"</p> }"#, 1),
        (r#"view! { <button aria-label="Close" data-testid="close">"×"</button> }"#, 1),
        (r#"view! { <p>{what}". It is tried again."</p> }"#, 1),
        (r#"document.query(".card .name")"#, 0),
        (r#"format!("{} of {}", a, b)"#, 0),
        (r#"format!("{} messages read", a)"#, 1),
        (r#"#[cfg(test)] mod tests { const A: &str = "These are words"; } const B: &str = "More words";"#, 1),
        (r#"#[expect(dead_code, reason = "so it is")] fn f() { g("a-name") }"#, 0),
    ] {
        assert_eq!(found(source), count, "{source}");
    }
}
