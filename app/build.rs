//! Makes a function of every message in `locales`, so that a key that is missing or has other arguments does not
//! compile.
//!
//! English is the measure: every other file must have the same keys with the same arguments. A message is a text, in
//! which `{name}` stands for an argument, or an object with a text for each plural category, one of which is `other`.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The argument by which the plural is chosen.
const COUNT: &str = "count";
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
/// The language whose keys all others must have, and the one that is used when the browser asks for none of them.
const MEASURE: &str = "en";
/// The key of the language's own name, by which it is chosen.
const OWN_NAME: &str = "own_name";
/// The messages that stand in the document before Kith is there: the build of the page puts them into it.
const DOCUMENT: &str = "document";

/// A message: its text for each plural category, or its only one under `other`.
struct Message {
    is_plural: bool,
    texts: BTreeMap<String, String>,
}

impl Message {
    fn of(value: &Value) -> Option<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        match value {
            Value::String(only) => {
                Some(Self { is_plural: false, texts: BTreeMap::from([("other".to_owned(), only.clone())]) })
            }
            Value::Object(forms) if forms.get("other").is_some_and(Value::is_string) => {
                let texts = forms.iter().map(|(category, form)| {
                    CATEGORIES.contains(&category.as_str()).then(|| Some((category.clone(), text(form)?)))?
                });
                Some(Self { is_plural: true, texts: texts.collect::<Option<_>>()? })
            }
            _ => None,
        }
    }

    /// The arguments in the order of the alphabet, so that rewording a text does not change the function.
    fn arguments(&self) -> BTreeSet<&str> {
        let named = self.texts.values().flat_map(|text| text.split('{').skip(1));
        named.filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
    }
}

type Messages = BTreeMap<Vec<String>, Message>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    if env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        // The program is taken apart by what refers to what.
        println!("cargo::rustc-link-arg-bin=kith-page=--emit-relocs");
    }
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("locales");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|it| it.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort_by_key(|file| (tag(file) != MEASURE, tag(file)));
    let mut languages = Vec::new();
    for file in &files {
        let mut messages = Messages::new();
        collect(&serde_json::from_str(&fs::read_to_string(file)?)?, &mut Vec::new(), &mut messages)
            .map_err(|wrong| format!("{}: {wrong}", file.display()))?;
        languages.push((tag(file), messages));
    }
    let ((_, measure), others) = languages.split_first().ok_or("there are no locales")?;
    let wrong: Vec<String> = others.iter().flat_map(|(tag, other)| differences(measure, tag, other)).collect();
    if !wrong.is_empty() {
        return Err(wrong.join("\n").into());
    }
    let mut code = list_of_languages(&languages)?;
    let mut module: &[String] = &[];
    for (path, message) in measure.iter().filter(|(path, _)| !is_apart(path)) {
        let (key, within) = path.split_last().ok_or("a message without a key")?;
        let common = module.iter().zip(within).take_while(|(open, wanted)| open == wanted).count();
        code.extend(module.iter().skip(common).map(|_| "}\n"));
        for name in within.iter().skip(common) {
            writeln!(code, "pub(crate) mod {name} {{\n#[allow(unused_imports)]\nuse std::fmt::Display;")?;
        }
        module = within;
        function(&mut code, key, message, &languages, path)?;
    }
    code.extend(module.iter().map(|_| "}\n"));
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("messages.rs"), code)?;
    Ok(())
}

/// Whether no function is made of a message.
fn is_apart(path: &[String]) -> bool {
    path.first().is_some_and(|first| first == OWN_NAME || first == DOCUMENT)
}

fn tag(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Takes the messages out of an object of objects.
fn collect(value: &Value, path: &mut Vec<String>, into: &mut Messages) -> Result<(), String> {
    if let Some(message) = Message::of(value) {
        into.insert(path.clone(), message);
        return Ok(());
    }
    let Value::Object(entries) = value else {
        return Err(format!("{} is neither a text nor an object", path.join(".")));
    };
    for (key, value) in entries {
        path.push(key.clone());
        collect(value, path, into)?;
        path.pop();
    }
    Ok(())
}

/// What another language has differently.
fn differences(measure: &Messages, tag: &str, other: &Messages) -> Vec<String> {
    let keys: BTreeSet<&Vec<String>> = measure.keys().chain(other.keys()).collect();
    let differs = |key: &Vec<String>| match (measure.get(key), other.get(key)) {
        (Some(_), None) => Some("is missing"),
        (None, Some(_)) => Some("is not in English"),
        (Some(one), Some(two)) if one.is_plural != two.is_plural => Some("is a plural in one language only"),
        (Some(one), Some(two)) if one.arguments() != two.arguments() => Some("has other arguments than in English"),
        _ => None,
    };
    keys.into_iter().filter_map(|key| Some(format!("{tag}.json: {} {}", key.join("."), differs(key)?))).collect()
}

fn list_of_languages(languages: &[(String, Messages)]) -> Result<String, Box<dyn Error>> {
    let mut code = String::from("/// The languages there are.\n#[derive(Clone, Copy, Debug, PartialEq, Eq)]\n");
    let variants: Vec<String> = languages.iter().map(|(tag, _)| variant(tag)).collect();
    writeln!(code, "pub(crate) enum Language {{ {} }}", variants.join(", "))?;
    let all: Vec<String> = variants.iter().map(|variant| format!("Self::{variant}")).collect();
    writeln!(code, "impl Language {{")?;
    writeln!(code, "/// All of them.\npub(crate) const ALL: [Self; {}] = [{}];", all.len(), all.join(", "))?;
    writeln!(code, "/// Its tag of BCP 47.\npub(crate) const fn tag(self) -> &'static str {{ match self {{")?;
    for ((tag, _), variant) in languages.iter().zip(&all) {
        writeln!(code, "{variant} => {tag:?},")?;
    }
    writeln!(
        code,
        "}} }}\n/// Its name, in the language itself.\npub(crate) const fn own_name(self) -> &'static str {{ match self {{"
    )?;
    for ((tag, messages), variant) in languages.iter().zip(&all) {
        let name = messages.get(&[OWN_NAME.to_owned()][..]).and_then(|message| message.texts.get("other"));
        writeln!(code, "{variant} => {:?},", name.ok_or(format!("{tag}.json: {OWN_NAME} is missing"))?)?;
    }
    writeln!(code, "}} }}\n}}")?;
    Ok(code)
}

/// The function of a message.
fn function(
    code: &mut String,
    key: &str,
    message: &Message,
    languages: &[(String, Messages)],
    path: &[String],
) -> Result<(), Box<dyn Error>> {
    let names = message.arguments();
    let argument = |name: &&str| match message.is_plural && *name == COUNT {
        true => format!("{name}: u32"),
        false => format!("{name}: impl Display"),
    };
    let mut arguments: Vec<String> = names.iter().map(argument).collect();
    if message.is_plural && !names.contains(COUNT) {
        arguments.push(format!("{COUNT}: u32"));
    }
    let english = message.texts.get("other").map(String::as_str).unwrap_or_default();
    writeln!(code, "#[doc = {english:?}]")?;
    let is_plain = !message.is_plural && names.is_empty();
    let returned = if is_plain { "&'static str" } else { "String" };
    writeln!(code, "pub(crate) fn {key}({}) -> {returned} {{", arguments.join(", "))?;
    let given = |name: &&str| match message.is_plural && *name == COUNT {
        true => format!("&crate::i18n::number({name})"),
        false => format!("&{name}"),
    };
    let given: Vec<String> = names.iter().map(given).collect();
    // Whole paths: an argument or another message may be called `number` or `language`.
    let (before, after) = match (is_plain, given.is_empty()) {
        (true, _) => ("", String::new()),
        (false, true) => ("str::to_owned(", ")".to_owned()),
        (false, false) => ("crate::i18n::fill(", format!(", &[{}])", given.join(", "))),
    };
    writeln!(code, "{before}match crate::i18n::language() {{")?;
    for (tag, messages) in languages {
        let message = messages.get(path).ok_or("a message that was there is not")?;
        write!(code, "crate::i18n::Language::{} => ", variant(tag))?;
        if message.is_plural {
            write!(code, "match crate::i18n::plural({COUNT}).as_str() {{ ")?;
            for (category, text) in message.texts.iter().filter(|(category, _)| *category != "other") {
                write!(code, "{category:?} => {:?}, ", numbered(text, &names))?;
            }
            write!(code, "_ => ")?;
        }
        let other = message.texts.get("other").map(String::as_str).unwrap_or_default();
        write!(code, "{:?}", numbered(other, &names))?;
        writeln!(code, "{},", if message.is_plural { " }" } else { "" })?;
    }
    writeln!(code, "}}{after}\n}}")?;
    Ok(())
}

/// The text with the places of its arguments instead of their names.
fn numbered(text: &str, names: &BTreeSet<&str>) -> String {
    names
        .iter()
        .enumerate()
        .fold(text.to_owned(), |text, (at, name)| text.replace(&format!("{{{name}}}"), &format!("{{{at}}}")))
}

fn variant(tag: &str) -> String {
    let mut letters = tag.chars().filter(char::is_ascii_alphanumeric);
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
