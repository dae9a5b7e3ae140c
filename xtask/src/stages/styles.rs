//! A class means one thing: the style sheets are one page's, and a name that two of them use draws both.

use std::collections::BTreeMap;
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

/// What is drawn alike on every page, and may look otherwise within a part of one.
const EVERYWHERE: [&str; 2] = ["base.css", "parts.css"];

/// Rows of people and of details, which stand on several pages.
const SHARED: [&str; 3] = [".person-messages", ".person-address", ".detail"];

#[test]
fn no_class_within_a_part_of_a_page_is_another_pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/styles");
    let read = |file: std::fs::DirEntry| {
        let name = file.file_name().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(file.path()).unwrap())
    };
    let sheets: BTreeMap<String, String> = std::fs::read_dir(folder).unwrap().map(|it| read(it.unwrap())).collect();
    let mut twice = Vec::new();
    for (name, sheet) in &sheets {
        for class in within(sheet).filter(|class| !SHARED.contains(class)) {
            let others = sheets.iter().filter(|(other, _)| *other != name && !EVERYWHERE.contains(&other.as_str()));
            let own = classes(sheet).any(|own| own == class);
            let is_shared =
                EVERYWHERE.iter().any(|it| sheets.get(*it).is_some_and(|it| classes(it).any(|it| it == class)));
            let of_others = others.filter(|(_, it)| !own && !is_shared && classes(it).any(|it| it == class));
            twice.extend(of_others.map(|(other, _)| format!("{class} of {other} in {name}")));
        }
    }
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn no_class_is_drawn_by_two_style_sheets() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/styles");
    let mut at: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let sheet = std::fs::read_to_string(&file).unwrap();
        for class in classes(&sheet) {
            let sheets = at.entry(class.to_owned()).or_default();
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if !sheets.contains(&name) {
                sheets.push(name);
            }
        }
    }
    assert!(at.len() > 50, "{at:?}");
    at.retain(|_, sheets| sheets.len() > 1);
    assert!(at.is_empty(), "{at:?}");
}
