//! What a line says: a name, parameters, and a value.

use super::value::{Value, Version, split, unescaped};
use crate::header::words;

/// What a line says. What of it is not changed is written again as it stood there.
#[derive(Clone, Debug)]
pub(super) struct Property {
    /// What binds it to other lines, in capitals. May be empty.
    pub(super) group: String,
    /// In capitals.
    pub(super) name: String,
    /// Group and name as they are written.
    written: String,
    pub(super) params: Vec<Param>,
    /// As it is written, without folds.
    pub(super) value: String,
}

/// A parameter.
#[derive(Clone, Debug)]
pub(super) struct Param {
    /// In capitals.
    pub(super) name: String,
    pub(super) values: Vec<String>,
    /// As it is written.
    pub(super) written: String,
}

impl Param {
    /// A parameter with values that need no quotes.
    pub(super) fn new(name: &str, values: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            written: format!("{name}={}", values.join(",")),
        }
    }

    fn parse(written: &str) -> Self {
        let (name, values) = match written.split_once('=') {
            Some((name, values)) => (name.trim().to_ascii_uppercase(), values),
            // Version 2.1 names values alone.
            None if is_encoding(written.trim()) => ("ENCODING".to_owned(), written),
            None => ("TYPE".to_owned(), written),
        };
        let values = outside_quotes(values, ',').into_iter().map(|value| plain(value.trim())).collect();
        Self { name, values, written: written.to_owned() }
    }

    /// Whether it stands without a name.
    pub(super) fn is_bare(&self) -> bool {
        !self.written.contains('=')
    }
}

impl Property {
    /// One to be written.
    pub(super) fn new(group: &str, name: &str) -> Self {
        let written = if group.is_empty() { name.to_owned() } else { format!("{group}.{name}") };
        let (group, name) = (group.to_ascii_uppercase(), name.to_owned());
        Self { group, name, written, params: Vec::new(), value: String::new() }
    }

    /// Reads an unfolded line. `None` if it is none.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        let colon = colon(line)?;
        let (head, value) = line.split_at_checked(colon)?;
        let head = words::text(head);
        let mut segments = outside_quotes(&head, ';').into_iter();
        let written = segments.next()?.trim();
        let (group, name) = written.rsplit_once('.').unwrap_or(("", written));
        let is_name = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        let params = segments.filter(|it| !it.trim().is_empty()).map(Param::parse).collect();
        let mut property = Self {
            group: group.to_ascii_uppercase(),
            name: name.to_ascii_uppercase(),
            written: written.to_owned(),
            params,
            value: String::new(),
        };
        let value = value.get(1..).unwrap_or_default();
        property.value = match property.charset() {
            Some(charset) if !property.is_quoted() => words::labelled(charset, value),
            _ => words::text(value).into_owned(),
        };
        Some(property)
    }

    /// The values of a parameter.
    pub(super) fn param<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.params.iter().filter(move |param| param.name == name).flat_map(|param| &param.values).map(String::as_str)
    }

    pub(super) fn is_quoted(&self) -> bool {
        self.param("ENCODING").any(|it| it.eq_ignore_ascii_case("quoted-printable") || it.eq_ignore_ascii_case("q"))
    }

    /// Whether the value can stand elsewhere as it is written here.
    pub(super) fn is_as_written(&self) -> bool {
        !self.is_quoted() && self.charset().is_none()
    }

    fn charset(&self) -> Option<&str> {
        self.param("CHARSET").next()
    }

    /// What a value, or a part of it, says.
    pub(super) fn decoded(&self, raw: &str) -> String {
        let text = unescaped(raw);
        if !self.is_quoted() {
            return text;
        }
        let mut bytes = Vec::with_capacity(text.len());
        words::escaped(text.as_bytes(), &mut bytes);
        words::labelled(self.charset().unwrap_or("utf-8"), &bytes)
    }

    /// What the whole value says.
    pub(super) fn text(&self) -> String {
        self.decoded(&self.value)
    }

    /// The parts of the value: those of a name, of an address, of an organisation; or the elements of a list.
    pub(super) fn parts(&self, mark: char) -> Vec<String> {
        split(&self.value, mark).into_iter().map(|part| self.decoded(part)).collect()
    }

    /// The whole value, to be written again.
    pub(super) fn with_value<T>(&self, write: impl FnOnce(Value<'_>) -> T) -> T {
        match self.name.as_str() {
            "N" | "ADR" | "ORG" => write(Value::Parts(&self.parts(';'))),
            "CATEGORIES" | "NICKNAME" => write(Value::List(&self.parts(','))),
            "URL" => write(Value::Raw(&self.text())),
            _ => write(Value::Text(&self.text().replace("\r\n", "\n"))),
        }
    }

    /// Takes out parameters.
    pub(super) fn without(&mut self, names: &[&str]) {
        self.params.retain(|param| !names.contains(&param.name.as_str()));
    }

    /// Takes values out of the parameters of a name. What is left of each stays as it is.
    pub(super) fn without_values(&mut self, name: &str, is_out: impl Fn(&str) -> bool) {
        for param in self.params.iter_mut().filter(|param| param.name == name) {
            if param.values.iter().any(|value| is_out(value)) {
                let left: Vec<&str> = param.values.iter().map(String::as_str).filter(|value| !is_out(value)).collect();
                *param = Param::new(name, &left);
            }
        }
        self.params.retain(|param| !param.values.is_empty());
    }

    /// Takes it into another group, or out of all.
    pub(super) fn regroup(&mut self, group: &str) {
        let name = self.written.rsplit_once('.').map_or(self.written.as_str(), |(_, name)| name);
        self.written = if group.is_empty() { name.to_owned() } else { format!("{group}.{name}") };
        self.group = group.to_ascii_uppercase();
    }

    /// Its group as it is written.
    pub(super) fn written_group(&self) -> &str {
        self.written.rsplit_once('.').map_or("", |(group, _)| group)
    }

    /// What stands before the colon. A parameter whose quotes are not closed would take in what follows.
    pub(super) fn head(&self, version: Version) -> String {
        let mut out = self.written.clone();
        for param in self.params.iter().filter(|param| param.written.matches('"').count() % 2 == 0) {
            out.push(';');
            match (version, param.is_bare(), param.name.as_str()) {
                // What version 2.1 names alone has a name elsewhere, and the other way round.
                (Version::V3 | Version::V4, true, name) => out.push_str(&format!("{name}={}", param.written)),
                (Version::V2, false, "TYPE") => out.push_str(&param.values.join(";").to_ascii_uppercase()),
                _ => out.push_str(&param.written),
            }
        }
        out
    }
}

fn is_encoding(word: &str) -> bool {
    ["quoted-printable", "base64", "7bit", "8bit"].iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Where the value begins: at the first colon outside of quotes, or at the first of all if they are not closed.
pub(super) fn colon(line: &[u8]) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in line.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b':' if !quoted => return Some(at),
            _ => {}
        }
    }
    line.iter().position(|byte| *byte == b':')
}

fn outside_quotes(text: &str, mark: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|sign| {
        quoted ^= sign == '"';
        sign == mark && !quoted
    })
    .collect()
}

/// The value of a parameter without quotes and escapes (RFC 6868).
fn plain(value: &str) -> String {
    let value = value.strip_prefix('"').map_or(value, |it| it.strip_suffix('"').unwrap_or(it));
    if !value.contains('^') {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len());
    let mut signs = value.chars().peekable();
    while let Some(sign) = signs.next() {
        let escaped = match (sign, signs.peek()) {
            ('^', Some('n')) => Some('\n'),
            ('^', Some('^')) => Some('^'),
            ('^', Some('\'')) => Some('"'),
            _ => None,
        };
        out.push(escaped.unwrap_or(sign));
        if escaped.is_some() {
            signs.next();
        }
    }
    out
}
