//! The rooms of the page, the folders of `app/src`: each names only what stands in its row.

use super::sources::{Arrows, Files, arrows, files};

const SOURCES: &str = "app/src";

/// What each room may name of the others. The library starts the page and the worker, and is called by the two programs.
const ALLOWED: [(&str, &[&str]); 11] = [
    ("bin", &[]),
    ("lib.rs", &["shell", "worker"]),
    ("shell", &["pages", "features", "components", "worker", "client", "platform", "present", "i18n"]),
    ("pages", &["features", "components", "client", "platform", "present", "i18n"]),
    ("features", &["components", "client", "platform", "present", "i18n"]),
    ("components", &["platform", "present", "i18n"]),
    ("worker", &["client", "platform", "i18n"]),
    ("client", &["platform", "present", "i18n"]),
    ("platform", &["present", "i18n"]),
    ("present", &["i18n"]),
    ("i18n", &[]),
];

/// The arrows that no row allows, and those from one page to another.
fn wrong(arrows: &Arrows) -> Vec<String> {
    let steps = |path: &str| -> (String, String) {
        let mut steps = path.strip_prefix(SOURCES).unwrap_or(path).split('/').skip(1).map(str::to_owned);
        (steps.next().unwrap_or_default(), steps.next().unwrap_or_default())
    };
    let is_allowed = |from: &str, to: &str| {
        let ((room, page), (other, other_page)) = (steps(from), steps(to));
        match ALLOWED.iter().find(|(name, _)| *name == room) {
            _ if room == other => room != "pages" || page == "mod.rs" || page == other_page,
            Some((_, allowed)) => allowed.contains(&other.as_str()),
            None => false,
        }
    };
    let wrong = arrows.iter().filter(|((from, to), _)| !is_allowed(from, to));
    wrong.map(|((from, to), names)| format!("{from} → {to}: {names:?}\n")).collect()
}

#[test]
fn each_room_of_the_page_names_only_those_below_it() {
    let files = files(SOURCES);
    let wrong = wrong(&arrows(SOURCES, &files));
    assert!(wrong.is_empty(), "not allowed:\n{}", wrong.concat());
    let rooms: Vec<&str> = ALLOWED.iter().map(|(room, _)| *room).collect();
    let stray: Vec<_> =
        files.keys().filter(|path| !rooms.iter().any(|room| path.starts_with(&format!("{SOURCES}/{room}")))).collect();
    assert!(stray.is_empty(), "these stand in no room: {stray:?}");
}

#[test]
fn an_arrow_up_and_one_from_page_to_page_are_found() {
    let check = |path: &str, text: &str, expected: usize| {
        let others = [
            ("lib.rs", "mod shell; mod pages; mod components; mod present;"),
            ("shell/mod.rs", "pub struct S;"),
            ("pages/mod.rs", "pub mod one; pub mod two; pub use one::P;"),
            ("pages/one/mod.rs", "mod view; pub struct P;"),
            ("pages/one/view.rs", ""),
            ("pages/two/mod.rs", "pub struct P;"),
            ("components/mod.rs", "pub struct C;"),
            ("present/mod.rs", "pub fn p() {}"),
        ];
        let all = others.into_iter().chain([(path, text)]);
        let files: Files = all.map(|(path, text)| (format!("{SOURCES}/{path}"), text.to_owned())).collect();
        assert_eq!(wrong(&arrows(SOURCES, &files)).len(), expected, "{path}: {text}");
    };
    check("shell/mod.rs", "use crate::pages::P; use crate::present::p;", 0);
    check("pages/one/view.rs", "use super::P; use crate::components::C;", 0);
    check("pages/one/view.rs", "use crate::pages::two::P;", 1);
    check("pages/one/view.rs", "fn f() { crate::shell::S }", 1);
    check("components/mod.rs", "use crate::pages::one::P; use crate::present;", 1);
    check("present/mod.rs", "use crate::components::C;", 1);
}
