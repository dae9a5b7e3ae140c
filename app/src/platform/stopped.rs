//! A program that a bug stopped, and the report of it, which holds nothing private.
//!
//! Nothing of the page's program can be relied on then, so the document's own script shows the report (app/index.html).

use serde::{Deserialize, Serialize};

/// What programs say when they stop. Of what they say besides, nothing is told: it may be out of a message.
const KNOWN: [&str; 21] = [
    "called `Option::unwrap()` on a `None` value",
    "called `Result::unwrap()` on an `Err` value",
    "index out of bounds",
    "out of range for slice",
    "slice index starts at",
    "is not a char boundary",
    "attempt to add with overflow",
    "attempt to subtract with overflow",
    "attempt to multiply with overflow",
    "attempt to divide by zero",
    "already borrowed",
    "already mutably borrowed",
    "capacity overflow",
    "memory allocation",
    "memory access out of bounds",
    "Maximum call stack size exceeded",
    "RuntimeError: unreachable",
    "unreachable code",
    // Firefox, and Safari.
    "too much recursion",
    "Unreachable code should not be executed",
    "Out of bounds memory access",
];

/// A bug that stopped a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mistake {
    /// What kind of bug it was. Empty if unknown.
    kind: String,
    /// Where in our sources it was; empty where that is not known.
    place: String,
}

impl Mistake {
    /// One that said this, at that line and column of a file.
    pub(crate) fn new(message: &str, place: Option<(&str, u32, u32)>) -> Self {
        let kind = KNOWN.into_iter().find(|known| message.contains(known)).unwrap_or_default().to_owned();
        let place = place.map(|(file, line, column)| format!("{}:{line}:{column}", within_project(file)));
        Self { kind, place: place.unwrap_or_default() }
    }

    /// The whole report, for whoever is to fix it. `program`: which stopped; `path`: of the page's address.
    pub(crate) fn report(&self, program: &str, build: &str, path: &str, browser: &str) -> String {
        let build = if build.is_empty() { "of no name" } else { build };
        let place = if self.place.is_empty() { "" } else { &format!("at {}", self.place) };
        let page = format!("on {}", page(path));
        let lines = [&format!("Kith {build}, {program}"), &self.kind, place, &page, browser];
        lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// A file's name without the folders of the machine that built it.
fn within_project(file: &str) -> &str {
    let library = file.split_once("/registry/src/").and_then(|(_, rest)| rest.split_once('/'));
    library.map_or(file, |(_, within)| within)
}

/// Which page an address belongs to, without the person or company that it names.
fn page(path: &str) -> String {
    let mut parts = path.trim_start_matches('/').splitn(2, '/');
    let (first, rest) = (parts.next().unwrap_or_default(), parts.next());
    let known = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let first = if known || first.is_empty() { first } else { "…" };
    if rest.is_some_and(|rest| !rest.is_empty()) { format!("/{first}/…") } else { format!("/{first}") }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use super::Mistake;
    use js_sys::{Function, Reflect};
    use std::panic::{PanicHookInfo, set_hook};
    use wasm_bindgen::{JsCast, JsValue};

    /// What the document calls the function that shows a report.
    const SHOW: &str = "kithStopped";

    /// Reports each bug that stops this program. The browser's console has all details.
    pub(crate) fn on_stop(told: impl Fn(Mistake) + Send + Sync + 'static) {
        set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
            console_error_panic_hook::hook(info);
            let place = info.location().map(|it| (it.file(), it.line(), it.column()));
            told(Mistake::new(info.payload_as_str().unwrap_or_default(), place));
        }));
    }

    /// The build of this page, as the document names it.
    pub(crate) fn build() -> String {
        let document = web_sys::window().and_then(|window| window.document());
        let named = document.and_then(|it| it.query_selector("meta[name=kith-build]").ok()?);
        named.and_then(|it| it.get_attribute("content")).unwrap_or_default()
    }

    /// The report of a bug, while this page is open.
    pub(crate) fn report(program: &str, mistake: &Mistake) -> String {
        let Some(window) = web_sys::window() else { return String::new() };
        let path = window.location().pathname().unwrap_or_default();
        mistake.report(program, &build(), &path, &window.navigator().user_agent().unwrap_or_default())
    }

    /// Shows over everything that the page stopped.
    pub(crate) fn show(mistake: &Mistake) {
        let shows = Reflect::get(&js_sys::global(), &SHOW.into()).ok().and_then(|it| it.dyn_into::<Function>().ok());
        if let Some(shows) = shows {
            drop(shows.call1(&JsValue::UNDEFINED, &report("page", mistake).into()));
        }
    }
}

#[cfg(target_arch = "wasm32")]
pub(crate) use browser::{build, on_stop, report, show};

#[cfg(test)]
mod tests {
    use super::Mistake;

    #[test]
    fn a_report_names_the_place_and_nothing_private() {
        let file = "/home/ada/.cargo/registry/src/index.crates.io-1949/leptos-0.8.23/src/show.rs";
        for (message, path, place, lines) in [
            (
                "byte index 3 is not a char boundary; it is inside 'ä' (bytes 2..4) of `Dinner with Ada Lovelace`",
                "/people/ada-lovelace-1815",
                Some(("app/src/present/text.rs", 7, 9)),
                "is not a char boundary\nat app/src/present/text.rs:7:9\non /people/…",
            ),
            (
                "called `Result::unwrap()` on an `Err` value: Address(\"ada@king.example\")",
                "/settings/email/1/folders",
                Some((file, 1, 2)),
                "called `Result::unwrap()` on an `Err` value\nat leptos-0.8.23/src/show.rs:1:2\non /settings/…",
            ),
            ("Uncaught RuntimeError: unreachable", "/today", None, "RuntimeError: unreachable\non /today"),
            ("Uncaught InternalError: too much recursion", "/today", None, "too much recursion\non /today"),
            ("Ada said no", "/Ada/", None, "on /…"),
            ("", "/", None, "on /"),
        ] {
            let report = Mistake::new(message, place).report("page", "00112233", path, "Browser/1");
            assert_eq!(report, format!("Kith 00112233, page\n{lines}\nBrowser/1"));
        }
    }

    #[test]
    fn one_of_which_nothing_is_known_is_told_all_the_same() {
        assert_eq!(Mistake::default().report("engine", "", "", "B"), "Kith of no name, engine\non /\nB");
    }
}
