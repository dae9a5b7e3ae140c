//! A class means one thing: the style sheets are one page's, and a name that two of them use draws both.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The classes to which a sheet gives rules of their own (`  .name {`, or in a list of such).
fn classes(sheet: &str) -> impl Iterator<Item = &str> {
    let own = |line: &str| line.starts_with("  .") && line.ends_with(['{', ',']);
    let names = sheet.lines().filter(move |line| own(line)).map(|line| line.trim_end_matches(['{', ',']).trim());
    names.filter(|name| name.bytes().all(|byte| byte == b'.' || byte == b'-' || byte.is_ascii_lowercase()))
}

/// The classes to which a sheet gives rules within others (`    & .name {`).
fn within(sheet: &str) -> impl Iterator<Item = &str> {
    let rules = sheet.lines().map(str::trim).filter(|line| line.starts_with('&') && line.ends_with(['{', ',']));
    let names = rules.filter_map(|line| line.trim_end_matches(['{', ',']).trim().rsplit_once([' ', '>']));
    names.map(|(_, name)| name).filter(|name| name.starts_with('.') && !name.contains([':', '[']))
}

/// Whether a sheet's classes are drawn alike on every page, and may look otherwise within a part of one.
fn is_everywhere(name: &str) -> bool {
    name == "base.css" || name.starts_with("components/")
}

/// The sheets, each with its path.
fn sheets() -> BTreeMap<String, String> {
    below("../public/styles")
}

/// The texts in and below a folder of the repository, each with its path in it.
fn below(folder: &str) -> BTreeMap<String, String> {
    fn read(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                read(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = BTreeMap::new();
    read(&root, &root, &mut found);
    found
}

/// Rows of people and of details, which stand on several pages.
const SHARED: [&str; 3] = [".person-messages", ".person-address", ".detail"];

#[test]
fn no_class_within_a_part_of_a_page_is_another_pages() {
    let sheets = sheets();
    let mut twice = Vec::new();
    for (name, sheet) in &sheets {
        for class in within(sheet).filter(|class| !SHARED.contains(class)) {
            let others = sheets.iter().filter(|(other, _)| *other != name && !is_everywhere(other));
            let own = classes(sheet).any(|own| own == class);
            let mut everywhere = sheets.iter().filter(|(name, _)| is_everywhere(name));
            let is_shared = everywhere.any(|(_, it)| classes(it).any(|it| it == class));
            let of_others = others.filter(|(_, it)| !own && !is_shared && classes(it).any(|it| it == class));
            twice.extend(of_others.map(|(other, _)| format!("{class} of {other} in {name}")));
        }
    }
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn no_class_is_drawn_by_two_style_sheets() {
    let mut at: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, sheet) in &sheets() {
        for class in classes(sheet) {
            let sheets = at.entry(class.to_owned()).or_default();
            if !sheets.contains(name) {
                sheets.push(name.clone());
            }
        }
    }
    assert!(at.len() > 50, "{at:?}");
    at.retain(|_, sheets| sheets.len() > 1);
    assert!(at.is_empty(), "{at:?}");
}

#[test]
fn the_page_names_every_sheet_by_its_layer() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/index.html");
    let html = std::fs::read_to_string(page).unwrap();
    let links = html
        .lines()
        .filter_map(|line| line.trim().strip_prefix("<link data-trunk rel=\"css\" href=\"../public/styles/"));
    let named: Vec<&str> = links.map(|rest| rest.split('"').next().unwrap()).collect();
    let sheets = sheets();
    assert_eq!(named.iter().copied().collect::<BTreeSet<_>>(), sheets.keys().map(String::as_str).collect());
    assert_eq!(named.first(), Some(&"tokens.css"), "it gives the order of the layers");
    for (name, sheet) in &sheets {
        let layer = name.split_once('/').map_or_else(|| name.trim_end_matches(".css"), |(folder, _)| folder);
        let layers: Vec<&str> =
            sheet.lines().filter(|line| line.starts_with("@layer") && line.ends_with('{')).collect();
        assert_eq!(layers, [format!("@layer {layer} {{")], "{name}");
    }
}

/// The widths in rem that a text names.
fn widths(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split([' ', '(', ')', '\n']);
    words.filter_map(|word| word.strip_suffix("rem")).filter(|width| width.bytes().all(|byte| byte.is_ascii_digit()))
}

#[test]
fn every_breakpoint_has_a_name() {
    let sheets = sheets();
    let (named, _) = sheets.get("tokens.css").and_then(|it| it.split_once("*/")).unwrap();
    let named: BTreeSet<&str> = widths(named).collect();
    let queries = sheets.values().flat_map(|it| it.lines()).filter(|line| line.trim_start().starts_with("@media"));
    let used: BTreeSet<&str> = queries.flat_map(widths).collect();
    assert_eq!(named, used);
}

#[test]
fn every_token_is_used() {
    let sheets = sheets();
    let tokens = sheets.get("tokens.css").unwrap();
    let named: BTreeSet<&str> = tokens
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'))
        .map(|(name, _)| name)
        .collect();
    let all: String = sheets.values().map(String::as_str).collect();
    let used: BTreeSet<&str> = all.split("var(--").skip(1).filter_map(|rest| rest.split([')', ',']).next()).collect();
    let unused: Vec<&&str> = named.iter().filter(|name| !used.contains(**name)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn every_class_is_the_pages() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/index.html");
    let mut code = below("../app/src");
    code.insert("index.html".to_owned(), std::fs::read_to_string(page).unwrap());
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let words: BTreeSet<&str> = code.values().flat_map(|it| it.split(|letter| !is_name(letter))).collect();
    let sheets = sheets();
    let all = sheets.values().flat_map(|sheet| classes(sheet).chain(within(sheet)));
    let names: BTreeSet<&str> = all.flat_map(|it| it.split('.')).map(str::trim).filter(|it| !it.is_empty()).collect();
    let dead: Vec<&&str> = names.iter().filter(|name| !words.contains(**name)).collect();
    assert!(dead.is_empty(), "{dead:?}");
}

/// The page's Content-Security-Policy lets no styles stand in the document; those set one by one as properties are not
/// of these.
#[test]
fn no_element_has_styles_of_its_own_as_text() {
    let sources = below("../app/src");
    let has_text =
        |line: &str| line.contains(" style=\"") || line.contains("attr:style=") || line.contains(" style=move");
    let wrong: Vec<_> = sources
        .iter()
        .flat_map(|(name, text)| text.lines().filter(|line| has_text(line)).map(move |line| format!("{name}: {line}")))
        .collect();
    assert!(wrong.is_empty(), "styles as text, where `style=(name, value)` sets a property:\n{}", wrong.join("\n"));
}
