//! Reads Rust sources, and says which file names what of which other file.
//!
//! Tests are left out: they may name whatever they test.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, ItemMod, ItemUse, Macro, UseTree, Visibility};

/// Files by their path, with their text.
pub(super) type Files = BTreeMap<String, String>;

/// From which file to which other, and what the first names of the second.
pub(super) type Arrows = BTreeMap<(String, String), BTreeSet<String>>;

/// The Rust files of a folder of the workspace, with all that lies below it.
pub(super) fn files(folder: &str) -> Files {
    fn add(root: &Path, folder: &str, found: &mut Files) {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                add(root, &path, found);
            } else if path.ends_with(".rs") {
                found.insert(path, std::fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    let mut found = Files::new();
    add(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), folder, &mut found);
    found
}

/// All arrows between the files of a source folder: a library, and each of its programs.
pub(super) fn arrows(folder: &str, files: &Files) -> Arrows {
    let bin = format!("{folder}/bin/");
    let is_root = |path: &str| {
        let name = path.strip_prefix(&bin);
        [format!("{folder}/lib.rs"), format!("{folder}/main.rs")].iter().any(|root| root == path)
            || name
                .is_some_and(|name| !name.contains('/') || name.matches('/').count() == 1 && name.ends_with("/main.rs"))
    };
    let mut found = Arrows::new();
    for root in files.keys().filter(|path| is_root(path)) {
        let mut program = Crate { files, modules: BTreeMap::new(), named: Vec::new() };
        let (within, _) = root.rsplit_once('/').unwrap();
        program.read_file(root, within, &Vec::new());
        program.add_arrows(&mut found);
    }
    found
}

/// The names that lead to a module or an item, from the root of the crate or from where they are written.
type Names = Vec<String>;

/// A module, in a file of its own or within another's.
#[derive(Default)]
struct Module {
    file: String,
    /// What `use` brings in, by the name it has here.
    brought: BTreeMap<String, Names>,
    /// Of what `use` brings in everything.
    globs: Vec<Names>,
}

/// The modules that one root leads to.
struct Crate<'a> {
    files: &'a Files,
    modules: BTreeMap<Names, Module>,
    /// The paths that are written in each module.
    named: Vec<(Names, Names)>,
}

impl Crate<'_> {
    fn read_file(&mut self, file: &str, folder: &str, at: &Names) {
        let text = self.files.get(file).unwrap_or_else(|| panic!("there is no {file}"));
        let syntax = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        self.read(file, folder, at, &syntax.items);
    }

    /// Reads a module. The files of its own modules lie in `folder`.
    fn read(&mut self, file: &str, folder: &str, at: &Names, items: &[Item]) {
        let mut reader = Reader::default();
        items.iter().for_each(|item| reader.visit_item(item));
        let brought = reader.used.iter().filter(|(_, name)| name != "*");
        let module = Module {
            file: file.to_owned(),
            brought: brought.map(|(path, name)| (name.clone(), path.clone())).collect(),
            globs: reader.used.iter().filter(|(_, name)| name == "*").map(|(path, _)| path.clone()).collect(),
        };
        self.modules.insert(at.clone(), module);
        let paths = reader.used.into_iter().map(|(path, _)| path).chain(reader.paths);
        self.named.extend(paths.map(|path| (at.clone(), path)));
        for item in items {
            let Item::Mod(module) = item else { continue };
            if is_test(&module.attrs) {
                continue;
            }
            let name = module.ident.to_string();
            let (at, within) = (joined(at, std::slice::from_ref(&name)), format!("{folder}/{name}"));
            match &module.content {
                Some((_, items)) => self.read(file, &within, &at, items),
                None => {
                    let beside = format!("{within}.rs");
                    let inside = format!("{within}/mod.rs");
                    self.read_file(if self.files.contains_key(&beside) { &beside } else { &inside }, &within, &at);
                }
            }
        }
    }

    fn add_arrows(&self, found: &mut Arrows) {
        for (at, path) in &self.named {
            let Some(path) = self.absolute(at, path, 0) else { continue };
            let Some((to, rest)) = self.defining(&path, 0) else { continue };
            let from = &self.modules[at].file;
            if *from != self.modules[to].file {
                let name = rest.first().or(to.last()).cloned().unwrap_or_default();
                found.entry((from.clone(), self.modules[to].file.clone())).or_default().insert(name);
            }
        }
    }

    /// The module that defines what a path from the root leads to, and what is left of the path. What a module brings
    /// in by `use` is defined elsewhere.
    fn defining(&self, path: &[String], depth: usize) -> Option<(&Names, Names)> {
        let longest = (0..=path.len()).rev().find_map(|length| {
            let (at, rest) = path.split_at(length);
            self.modules.get_key_value(at).map(|(at, module)| (at, module, rest))
        });
        let (at, module, rest) = longest?;
        let Some((brought, left)) = rest.split_first().and_then(|(next, left)| Some((module.brought.get(next)?, left)))
        else {
            return Some((at, rest.to_vec()));
        };
        match self.absolute(at, brought, 0) {
            Some(brought) if depth < 8 => self.defining(&joined(&brought, left), depth + 1),
            // Of another crate. What begins with a capital is an item of this module.
            None if brought.first()?.starts_with(char::is_lowercase) => None,
            _ => Some((at, rest.to_vec())),
        }
    }

    /// The same path, written from the root of the crate. `None` if it leads to another crate, or is a name of the file
    /// itself. `depth`: one `use` may stand upon another.
    fn absolute(&self, at: &Names, path: &[String], depth: usize) -> Option<Names> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => return Some(rest.to_vec()),
            "self" => return Some(joined(at, rest)),
            "super" => {
                let mut at = at.clone();
                at.pop();
                return match rest.first().is_some_and(|next| next == "super") {
                    true => self.absolute(&at, rest, depth),
                    false => Some(joined(&at, rest)),
                };
            }
            _ if depth > 8 => return None,
            _ => {}
        }
        let module = self.modules.get(at)?;
        if self.modules.contains_key(&joined(at, std::slice::from_ref(first))) {
            return Some(joined(at, path));
        }
        if let Some(brought) = module.brought.get(first).filter(|brought| *brought != path) {
            return Some(joined(&self.absolute(at, brought, depth + 1)?, rest));
        }
        module.globs.iter().find_map(|glob| {
            let whole = self.absolute(at, glob, depth + 1)?;
            self.absolute(&whole, path, depth + 1)
        })
    }
}

fn joined(front: &[String], back: &[String]) -> Names {
    [front, back].concat()
}

/// What is written in one module, without the modules in it.
#[derive(Default)]
struct Reader {
    /// What `use` names, and the name it has here; `*` for everything.
    used: Vec<(Names, String)>,
    paths: Vec<Names>,
}

impl Reader {
    fn add_used(&mut self, tree: &UseTree, front: &Names) {
        let longer = |name: &dyn ToString| joined(front, &[name.to_string()]);
        match tree {
            UseTree::Path(path) => self.add_used(&path.tree, &longer(&path.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add_used(tree, front)),
            UseTree::Glob(_) => self.used.push((front.clone(), "*".to_owned())),
            UseTree::Name(name) if name.ident == "self" => {
                self.used.push((front.clone(), front.last().cloned().unwrap_or_default()));
            }
            UseTree::Name(name) => self.used.push((longer(&name.ident), name.ident.to_string())),
            UseTree::Rename(name) if name.ident == "self" => self.used.push((front.clone(), name.rename.to_string())),
            UseTree::Rename(name) => self.used.push((longer(&name.ident), name.rename.to_string())),
        }
    }
}

impl Visit<'_> for Reader {
    fn visit_item(&mut self, item: &Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &ImplItem) {
        let attributes = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            _ => return visit::visit_impl_item(self, item),
        };
        if !is_test(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    /// Read as a module of its own.
    fn visit_item_mod(&mut self, _: &ItemMod) {}

    /// Who may see something is not told from what it needs.
    fn visit_visibility(&mut self, _: &Visibility) {}

    fn visit_attribute(&mut self, _: &Attribute) {}

    fn visit_item_use(&mut self, item: &ItemUse) {
        if item.leading_colon.is_none() {
            self.add_used(&item.tree, &Vec::new());
        }
    }

    fn visit_path(&mut self, path: &syn::Path) {
        if path.leading_colon.is_none() && path.segments.len() > 1 {
            self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    /// What is given to a macro need not be Rust: whatever looks like a path counts.
    fn visit_macro(&mut self, written: &Macro) {
        visit::visit_macro(self, written);
        self.paths.extend(paths(&written.tokens.to_string()));
    }
}

/// What looks like a path of two names or more. Tokens are printed with spaces between them.
fn paths(tokens: &str) -> Vec<Names> {
    let mut found = Vec::new();
    let mut path = Names::new();
    let mut is_joined = false;
    for word in tokens.replace("::", " :: ").split(|sign: char| sign.is_whitespace() || "(){}[],;.&!<>".contains(sign))
    {
        let is_name = word.starts_with(|sign: char| sign.is_alphabetic() || sign == '_')
            && word.chars().all(|sign| sign.is_alphanumeric() || sign == '_');
        match word {
            "" => {}
            "::" => is_joined = true,
            word if is_name && is_joined && !path.is_empty() => {
                path.push(word.to_owned());
                is_joined = false;
            }
            word => {
                found.push(std::mem::take(&mut path));
                path.extend(is_name.then(|| word.to_owned()));
                is_joined = false;
            }
        }
    }
    found.push(path);
    found.retain(|path| path.len() > 1);
    found
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let is_cfg = attribute.path().is_ident("cfg");
        attribute.path().is_ident("test")
            || is_cfg && attribute.parse_args::<syn::Path>().is_ok_and(|of| of.is_ident("test"))
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
