//! No file needs another that needs the first: each can be read, and changed, after those that it names.

use super::sources::{Arrows, Files, arrows, files};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const FOLDERS: [&str; 8] = [
    "app/domain/src",
    "app/engine/src",
    "app/store/src",
    "app/src",
    "relay/src",
    "relay/wire/src",
    "tests/src",
    "xtask/src",
];

/// The circles: sets of files, each of which needs all others, if through others.
fn circles(arrows: &Arrows) -> Vec<BTreeSet<&str>> {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, to) in arrows.keys() {
        next.entry(from).or_default().push(to);
    }
    let reached = |from: &str| {
        let mut reached = BTreeSet::new();
        let mut open = next.get(from).cloned().unwrap_or_default();
        while let Some(file) = open.pop() {
            if reached.insert(file) {
                open.extend(next.get(file).into_iter().flatten());
            }
        }
        reached
    };
    let all: BTreeMap<&str, BTreeSet<&str>> = next.keys().map(|file| (*file, reached(file))).collect();
    let mutual = |file: &str| -> BTreeSet<&str> {
        all[file].iter().copied().filter(|other| all.get(other).is_some_and(|reached| reached.contains(file))).collect()
    };
    let circles: BTreeSet<BTreeSet<&str>> = all.keys().map(|file| mutual(file)).filter(|it| it.len() > 1).collect();
    circles.into_iter().collect()
}

/// Each arrow of a circle in a line.
fn described(circle: &BTreeSet<&str>, arrows: &Arrows) -> String {
    let mut text = format!("a circle of {} files:\n", circle.len());
    for ((from, to), names) in arrows {
        if circle.contains(from.as_str()) && circle.contains(to.as_str()) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            writeln!(text, "  {from} → {to}: {}", names.join(", ")).unwrap();
        }
    }
    text
}

#[test]
fn no_files_form_a_circle() {
    let mut found = String::new();
    for folder in FOLDERS {
        let arrows = arrows(folder, &files(folder));
        circles(&arrows).iter().for_each(|circle| found.push_str(&described(circle, &arrows)));
    }
    assert!(found.is_empty(), "{found}");
}

fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
    let files: Files = files.iter().map(|(path, text)| (format!("src/{path}"), (*text).to_owned())).collect();
    let arrows = arrows("src", &files);
    circles(&arrows).iter().map(|circle| described(circle, &arrows)).collect()
}

#[test]
fn a_circle_is_found_wherever_the_names_stand() {
    let root = ("lib.rs", "mod a; mod b;");
    let b = ("b.rs", "pub struct B; pub fn b() -> crate::a::A { todo!() }");
    for a in [
        "use crate::b::B; pub struct A(B);",
        "use super::b; pub struct A(b::B);",
        "use super::{b::{B as C}}; pub struct A(C);",
        "pub struct A; impl A { fn new() { let _ = crate::b::B; } }",
        "pub struct A; fn new() { println!(\"{:?}\", super::b::B); }",
        "pub struct A; fn new() { use crate::b::*; }",
        "pub struct A; mod inner { use super::super::b::B; }",
    ] {
        let found = circles_of(&[root, ("a.rs", a), b]);
        assert_eq!(found.len(), 1, "{a}");
        assert!(found[0].contains("  src/b.rs → src/a.rs: A\n"), "{}", found[0]);
    }
    // A child and its parent, in both ways in which a module can have files of its own.
    for (parent, child) in [("a.rs", "a/b.rs"), ("a/mod.rs", "a/b.rs"), ("a/mod.rs", "a/b/mod.rs")] {
        let parent = (parent, "mod b; pub struct A; fn a() { b::b() }");
        assert_eq!(circles_of(&[("lib.rs", "mod a;"), parent, (child, "use super::A; pub fn b() {}")]).len(), 1);
    }
    // Through a third, and in a program beside the library.
    let three = [("a.rs", "use crate::b::B;"), ("b.rs", "use crate::c::C;"), ("c.rs", "use crate::a::A;")];
    let program = ("bin/p/main.rs", "mod x; struct P; fn main() { x::x() }");
    let x = ("bin/p/x.rs", "use crate::P; pub fn x() {}");
    let found = circles_of(&[&[("lib.rs", "mod a; mod b; mod c;"), program, x], three.as_slice()].concat());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().any(|it| it.starts_with("a circle of 3 files")), "{found:?}");
}

#[test]
fn what_is_no_circle_is_not_taken_for_one() {
    let root = ("lib.rs", "mod a; mod b; pub use a::A;");
    let a = ("a.rs", "use crate::b::B; use std::fmt; pub struct A(B); impl A { fn b(&self) { B::a(); fmt::b() } }");
    for b in [
        "pub struct B;",
        // Declaring a module names nothing of it, nor does a word of the same name.
        "pub struct B; mod a { pub struct A; } pub use a::A;",
        "pub struct B; fn b(a: u8) -> u8 { let text = \"crate::a::A\"; a } // crate::a::A",
        "/// See [`A`](crate::a::A).\npub struct B; pub(in crate::a) fn b() {}",
        "pub struct B; #[cfg(test)] use crate::a::A; #[cfg(test)] mod tests { use crate::a::A; }",
        "pub struct B; #[cfg(test)] mod tests; impl B { #[cfg(test)] fn a() -> crate::a::A { todo!() } }",
        "pub struct B; use ::a::A; use other::a;",
    ] {
        let found = circles_of(&[root, a, ("b.rs", b), ("b/tests.rs", "use crate::a::A;")]);
        assert!(found.is_empty(), "{b}: {found:?}");
    }
    // A parent that only passes on what another crate, or a sibling of the child, has.
    let parent = ("a.rs", "mod b; mod c; use other::O; pub use c::C; fn a() { b::b() }");
    let children = [("a/b.rs", "use super::{C, O}; pub fn b() {}"), ("a/c.rs", "pub struct C;")];
    assert!(circles_of(&[[("lib.rs", "mod a;"), parent], children].concat()).is_empty());
    // A parent that only declares and its children that name each other, or the parent alone.
    let children = [("a/b.rs", "use super::A; use super::c::C;"), ("a/c.rs", "pub struct C;")];
    let parent = [("lib.rs", "mod a;"), ("a.rs", "mod b; mod c; pub struct A;")];
    assert!(circles_of(&[parent, children].concat()).is_empty());
}
