//! A class means one thing: the style sheets are one page's, and a name that two of them use draws both.

use std::collections::BTreeMap;
use std::path::Path;

/// The classes to which a sheet gives rules of their own (`  .name {`, or in a list of such).
fn classes(sheet: &str) -> impl Iterator<Item = &str> {
    let own = |line: &str| line.starts_with("  .") && line.ends_with(['{', ',']);
    let names = sheet.lines().filter(move |line| own(line)).map(|line| line.trim_end_matches(['{', ',']).trim());
    names.filter(|name| name.bytes().all(|byte| byte == b'.' || byte == b'-' || byte.is_ascii_lowercase()))
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
