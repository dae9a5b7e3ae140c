//! Lists of addresses (RFC 5322, section 3.4) as they stand in real mail.

use super::words;
use crate::address::Address;
use crate::{name, tidy};

/// The most characters that are kept of a name.
pub(super) const NAME_CHARS: usize = 200;

/// A quote, a comment or an address that is longer, in bytes, is none: its end was lost.
const MAX_BYTES: usize = 2000;

/// Maximum number of lost ends that are looked for in one list; then quotes, parentheses and square brackets mean
/// nothing there any more.
const MAX_LOST_ENDS: u32 = 20;

/// An address with the name that stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeaderMailbox {
    pub(super) address: Address,
    pub(super) name: Option<String>,
}

/// Reads an address list, unfolded. Group names go, what has no address goes.
pub(super) fn read(list: &str) -> Vec<HeaderMailbox> {
    simple(list).unwrap_or_else(|| thorough(list))
}

/// Reads a list of the forms that most have: `Name <local@domain>, local@domain`. `None` if anything in it could mean
/// something else.
fn simple(list: &str) -> Option<Vec<HeaderMailbox>> {
    let special = |byte| matches!(byte, b'"' | b'(' | b')' | b'[' | b']' | b';' | b':' | b'=' | b'\\');
    if list.bytes().any(special) {
        return None;
    }
    let mut found = Vec::new();
    for part in list.split(',') {
        let part = part.trim();
        let (phrase, address) = match part.split_once('<') {
            Some((phrase, angle)) => (phrase, angle.strip_suffix('>')?),
            None => ("", part),
        };
        if part.len() > MAX_BYTES / 2 || address.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>')) {
            return None;
        }
        if phrase.contains(['@', '>']) {
            return None;
        }
        let address = Address::parse(address)?;
        if !address.local().starts_with("imceaex-") {
            found.push(HeaderMailbox { address, name: display(phrase) });
        }
    }
    Some(found)
}

fn thorough(list: &str) -> Vec<HeaderMailbox> {
    let mut reader = Reader { rest: list, inner: false, ..Reader::default() };
    reader.run();
    reader.found
}

#[derive(Default)]
struct Reader<'a> {
    rest: &'a str,
    /// Whether this reads what an encoded word contained.
    inner: bool,
    lost_ends: u32,
    entry: Entry,
    /// What stood before a comma and had no address: perhaps the surname in `Surname, Name <address>`.
    pending: Vec<String>,
    found: Vec<HeaderMailbox>,
}

/// What stands between two commas.
#[derive(Default)]
struct Entry {
    /// Before the angle bracket, quotes off, encoded words as they are.
    phrase: String,
    quoted: bool,
    comment: String,
    /// Between the angle brackets.
    angle: Option<String>,
    /// Behind them.
    after: String,
}

impl Entry {
    /// Where text goes at this point.
    fn text(&mut self) -> &mut String {
        if self.angle.is_some() { &mut self.after } else { &mut self.phrase }
    }
}

impl<'a> Reader<'a> {
    fn run(&mut self) {
        while let Some(c) = self.rest.chars().next() {
            if c == '='
                && let Some(length) = words::length(self.rest)
            {
                let word = self.advance(length);
                self.entry.text().push_str(word);
                continue;
            }
            self.advance(c.len_utf8());
            match c {
                '"' => self.quoted(),
                '(' => self.comment(),
                '<' => self.angle(),
                '[' if self.lost_ends < MAX_LOST_ENDS => self.literal(),
                ',' | ';' => self.finish(c == ','),
                ':' if self.begins_group() => self.entry = Entry::default(),
                _ => self.entry.text().push(c),
            }
        }
        self.finish(false);
    }

    fn advance(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// What precedes the closing character, unescaped; encoded words are passed over whole. `None`, and nothing is
    /// read, if it never closes.
    fn enclosed(&mut self, open: Option<char>, close: char) -> Option<String> {
        if self.lost_ends >= MAX_LOST_ENDS {
            return None;
        }
        let found = self.until(open, close);
        self.lost_ends += u32::from(found.is_none());
        found
    }

    fn until(&mut self, open: Option<char>, close: char) -> Option<String> {
        let window = self.window();
        let (mut out, mut rest, mut depth) = (String::new(), window, 0);
        loop {
            let c = rest.chars().next()?;
            let length = if c == '=' { words::length(rest) } else { None };
            let (taken, after) = rest.split_at_checked(length.unwrap_or(c.len_utf8()))?;
            rest = after;
            if length.is_some() {
                out.push_str(taken);
                continue;
            }
            match c {
                '\\' => {
                    let escaped = rest.chars().next()?;
                    out.push(escaped);
                    rest = rest.get(escaped.len_utf8()..)?;
                    continue;
                }
                _ if c == close && depth == 0 => break,
                _ if c == close => depth -= 1,
                _ if Some(c) == open => depth += 1,
                _ => {}
            }
            out.push(c);
        }
        self.advance(window.len() - rest.len());
        Some(out)
    }

    /// What is left, as far as something enclosed can reach.
    fn window(&self) -> &'a str {
        self.rest.split_at_checked(self.rest.floor_char_boundary(MAX_BYTES)).map_or(self.rest, |(window, _)| window)
    }

    /// After a quote. One that never closes is passed over: what follows it is still read.
    fn quoted(&mut self) {
        let Some(content) = self.enclosed(None, '"') else { return };
        if self.rest.starts_with('@') {
            self.entry.text().push_str(&format!("\"{content}\""));
        } else {
            self.entry.text().push_str(&content);
            self.entry.quoted |= self.entry.angle.is_none();
        }
    }

    /// After a parenthesis: beside a bare address it is the name; within a name it is part of it as people see it.
    fn comment(&mut self) {
        let Some(content) = self.enclosed(Some('('), ')') else {
            self.entry.text().push('(');
            return;
        };
        let phrase = &mut self.entry.phrase;
        if self.entry.angle.is_none() && !phrase.trim().is_empty() && !phrase.contains('@') {
            phrase.push_str(&format!("({content})"));
        } else if self.entry.comment.is_empty() {
            self.entry.comment = content;
        }
    }

    /// After an angle bracket.
    fn angle(&mut self) {
        if self.entry.angle.is_some() {
            // A comma is missing.
            let phrase = std::mem::take(&mut self.entry.after);
            self.finish(true);
            self.entry.phrase = phrase;
        }
        self.rest = self.rest.trim_start_matches('<');
        let window = self.window();
        let close = window.find(['>', '<']).filter(|&at| window.get(at..).is_some_and(|end| end.starts_with('>')));
        let end = close.or_else(|| window.find([',', ';', '<'])).unwrap_or(window.len());
        let inside = window.get(..end).unwrap_or_default();
        if !inside.contains('@') && window.get(end..).is_some_and(|rest| rest.starts_with('<')) {
            // `<Name <address>`: the first bracket is a slip.
            return;
        }
        self.entry.angle = Some(self.advance(end).to_owned());
        self.rest = self.rest.trim_start_matches('>');
    }

    /// After a square bracket: the colons and commas of a domain literal part nothing.
    fn literal(&mut self) {
        let window = self.window();
        let end = window.find([']', '<']).filter(|&at| window.get(at..).is_some_and(|end| end.starts_with(']')));
        self.lost_ends += u32::from(end.is_none());
        let inside = self.advance(end.unwrap_or(0));
        self.entry.text().push('[');
        self.entry.text().push_str(inside);
    }

    fn begins_group(&self) -> bool {
        let phrase = self.entry.phrase.trim();
        self.entry.angle.is_none() && !phrase.contains('@') && !phrase.eq_ignore_ascii_case("mailto")
    }

    fn finish(&mut self, comma: bool) {
        let entry = std::mem::take(&mut self.entry);
        if let Some(address) = entry.angle.as_deref().and_then(between_brackets) {
            let name = [&entry.phrase, &entry.after, &entry.comment].into_iter().find(|name| !name.trim().is_empty());
            let name = name.cloned().unwrap_or_default();
            self.push(address, &name);
        } else {
            self.bare(&entry, comma);
        }
    }

    /// An entry without angle brackets.
    fn bare(&mut self, entry: &Entry, comma: bool) {
        let phrase = entry.phrase.trim();
        let decoded = words::decode(phrase);
        if !self.inner && decoded != phrase && decoded.contains('@') {
            // The address was encoded together with the name.
            let mut reader = Reader { rest: &decoded, inner: true, ..Reader::default() };
            reader.run();
            self.found.append(&mut reader.found);
            self.pending.clear();
            return;
        }
        let (mut addresses, mut words) = (Vec::new(), Vec::new());
        for word in phrase.split_whitespace() {
            match Address::parse(word) {
                Some(address) => addresses.push(address),
                None => words.push(word),
            }
        }
        let count = addresses.len();
        let name = if words.is_empty() { entry.comment.clone() } else { words.join(" ") };
        for address in addresses {
            self.push(address, if count == 1 { &name } else { "" });
        }
        if count == 0 {
            if comma && entry.angle.is_none() && !entry.quoted && !phrase.is_empty() && !phrase.contains('@') {
                self.pending.push(phrase.to_owned());
            } else {
                self.pending.clear();
            }
        }
    }

    fn push(&mut self, address: Address, name: &str) {
        let pending = std::mem::take(&mut self.pending);
        // `Surname, Name, Title <address>`: more parts than that are no name.
        let joined = if (1..=2).contains(&pending.len()) {
            let parts = pending.iter().map(String::as_str).chain(Some(name.trim()).filter(|name| !name.is_empty()));
            parts.collect::<Vec<_>>().join(", ")
        } else {
            name.to_owned()
        };
        // Exchange writes its own directory names in the form of an address; no one can be reached by them.
        if !address.local().starts_with("imceaex-") {
            self.found.push(HeaderMailbox { address, name: display(&joined) });
        }
    }
}

/// The address between angle brackets. White space may have come into it, or a word before it.
fn between_brackets(angle: &str) -> Option<Address> {
    let among_words = || {
        let mut found = angle.split_whitespace().filter_map(Address::parse);
        found.next_back()
    };
    let closed_up = || {
        let words = angle.split_whitespace().collect::<Vec<_>>().join(" ");
        Address::parse(&words.replace(" @", "@").replace("@ ", "@"))
    };
    Address::parse(angle).or_else(among_words).or_else(closed_up)
}

/// A name as it can be shown: decoded, quotes off, without addresses in it. `None` if it is empty or nothing is left.
fn display(phrase: &str) -> Option<String> {
    let line = tidy::line(&words::decode(phrase), NAME_CHARS);
    let name = unquoted(line.trim_start_matches(['<', '>'])).trim_end_matches([',', ';', '<']).trim();
    if name.contains('@') {
        let left = name::without_addresses(name);
        return Some(unquoted(&left).to_owned()).filter(|left| !left.is_empty());
    }
    match name.len() == line.len() {
        _ if name.is_empty() => None,
        true => Some(line),
        false => Some(name.to_owned()),
    }
}

/// Takes pairs of quotes off that stand around the whole, and a double quote that lost its other half.
fn unquoted(mut name: &str) -> &str {
    const PAIRS: [(char, char); 9] =
        [('"', '"'), ('\'', '\''), ('`', '\''), ('`', '`'), ('“', '”'), ('„', '“'), ('‘', '’'), ('«', '»'), ('”', '”')];
    loop {
        name = name.trim();
        let pair = PAIRS.iter().find_map(|&(open, close)| {
            let inside = name.strip_prefix(open)?.strip_suffix(close)?;
            let whole = open != '"' || !inside.contains('"') || (inside.starts_with('"') && inside.ends_with('"'));
            whole.then_some(inside)
        });
        match pair {
            Some(inside) => name = inside,
            None if name.contains('"') && name.matches('"').count() == 1 => return name.trim_matches('"').trim(),
            None => return name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{simple, thorough};
    use proptest::prelude::*;

    #[test]
    fn most_lists_are_simple() {
        for list in ["a@x.example", "Ada <a@x.example>", " Zoë L. <z@x.example> , b@x.example,'C' <c@x.example>"] {
            assert_eq!(simple(list), Some(thorough(list)), "{list}");
        }
        for list in ["", "Ada", "Ada <a@x.example", "L, Ada <a@x.example>", "=?utf-8?q?=C3=A4?= <a@x.example>"] {
            assert_eq!(simple(list), None, "{list}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn what_is_read_simply_reads_the_same_thoroughly(list in proptest::collection::vec(proptest::sample::select(vec![
            "a@x.example", "B@y.example", "imceaex-a@x.example", "Ada", " ", "<", ">", ",", "'", "`", "“", "”", "@", ".",
            " <a@x.example>", "\t", "ä", "mailto", "\u{202e}", "+", "-",
        ]), 0..12)) {
            let list = list.concat();
            if let Some(found) = simple(&list) {
                prop_assert_eq!(found, thorough(&list), "{:?}", list);
            }
        }
    }
}
