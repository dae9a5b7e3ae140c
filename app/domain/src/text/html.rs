//! HTML as plain text: paragraphs and lists keep their shape, links their address, and what is not to be read goes.

use mail_parser::decoders::html::add_html_token;

/// A link's address is shown up to this length, in bytes; longer ones are for counting clicks, not for reading.
const MAX_LINK_BYTES: usize = 120;

/// The ends of tags and elements that are nowhere are looked for over this many times the length of the whole: without
/// a bound, each of many that never end would be looked for up to the end. After that a tag ends at the first `>`.
const MAX_SEARCH_FACTOR: usize = 4;

/// A tag is no longer than this, in bytes: a quote in it was never closed.
const MAX_TAG_BYTES: usize = 20_000;

/// The text of an HTML document or of a piece of one, however broken. White space at the ends of lines and too many
/// empty lines are left to the caller.
pub(super) fn to_text(html: &str) -> String {
    let out = String::with_capacity(html.len() / 2);
    let mut reader = Reader { rest: html, out, patience: MAX_SEARCH_FACTOR * html.len(), ..Reader::default() };
    reader.run();
    reader.out
}

#[derive(Default)]
struct Reader<'a> {
    rest: &'a str,
    out: String,
    /// Whether white space stood there since the last word.
    gap: bool,
    /// Within how many `<pre>`.
    verbatim: usize,
    /// Over how many bytes what may be missing is still looked for.
    patience: usize,
    /// The open link: its address, and where its text begins in `out`.
    link: Option<(String, usize)>,
}

impl<'a> Reader<'a> {
    fn run(&mut self) {
        while !self.rest.is_empty() {
            let end = self.rest.find('<').unwrap_or(self.rest.len());
            let text = self.advance(end);
            self.text(text);
            let after = self.rest.strip_prefix('<').unwrap_or_default();
            if let Some(comment) = after.strip_prefix("!--") {
                self.rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            } else if after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
                self.rest = after;
                self.tag();
            } else if !self.rest.is_empty() {
                // A `<` that begins no tag.
                self.rest = after;
                self.word("<");
            }
        }
        self.end_link();
    }

    fn advance(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn text(&mut self, text: &str) {
        if self.verbatim > 0 {
            self.gap = false;
            return self.entities(text);
        }
        let mut words = text.split_ascii_whitespace();
        self.gap |= text.starts_with(|c: char| c.is_ascii_whitespace());
        if let Some(first) = words.next() {
            self.word(first);
        }
        for word in words {
            self.gap = true;
            self.word(word);
        }
        self.gap |= text.ends_with(|c: char| c.is_ascii_whitespace());
    }

    fn word(&mut self, word: &str) {
        if std::mem::take(&mut self.gap) && !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push(' ');
        }
        self.entities(word);
    }

    fn entities(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, from)) = rest.find('&').and_then(|at| rest.split_at_checked(at)) {
            self.out.push_str(before);
            // The longest name that there is has 31 letters.
            let end = from.bytes().take(40).position(|byte| byte == b';').map_or(1, |end| end + 1);
            let (entity, after) = from.split_at_checked(end).unwrap_or((from, ""));
            add_html_token(&mut self.out, entity.as_bytes(), false);
            rest = after;
        }
        self.out.push_str(rest);
    }

    /// After `<`.
    fn tag(&mut self) {
        let inside = self.inside_tag();
        let (closes, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
        let end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at_checked(end).unwrap_or((inside, ""));
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "script" | "style" | "head" | "template" | "title" | "svg" if !closes => self.skip_to_end_of(&name),
            "br" => self.out.push('\n'),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "table" | "blockquote" => {
                self.lines(2)
            }
            "div" | "tr" | "section" | "article" | "header" | "footer" | "center" | "dt" | "dd" | "address" => {
                self.lines(1);
            }
            "hr" => {
                self.lines(1);
                self.out.push_str("---\n");
            }
            "li" => {
                self.lines(1);
                if !closes {
                    self.out.push_str("- ");
                }
            }
            "td" | "th" => self.gap = true,
            "pre" => {
                self.lines(2);
                self.verbatim = if closes { self.verbatim.saturating_sub(1) } else { self.verbatim + 1 };
            }
            "a" => {
                self.end_link();
                if !closes && let Some(address) = attribute(attributes, "href") {
                    self.link = Some((address, self.out.len()));
                }
            }
            _ => {}
        }
        if self.out.ends_with('\n') {
            self.gap = false;
        }
    }

    /// The inside of a tag, after which the text goes on; a `>` within quotes is of the inside.
    fn inside_tag(&mut self) -> &'a str {
        let text = self.rest;
        let (mut quote, mut looked) = (None, 0);
        let end = text.bytes().take(self.patience.min(MAX_TAG_BYTES)).position(|byte| {
            looked += 1;
            match (quote, byte) {
                (None, b'>') => return true,
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), byte) if open == byte => quote = None,
                _ => {}
            }
            false
        });
        let end = end.or_else(|| {
            // A quote was never closed, or the tag never ends.
            self.patience -= looked;
            text.find('>')
        });
        let inside = self.advance(end.unwrap_or(text.len()));
        self.advance(1);
        inside
    }

    fn skip_to_end_of(&mut self, name: &str) {
        let mut from = self.rest;
        while self.patience > 0
            && let Some((before, after)) = from.split_once("</")
        {
            if after.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) {
                self.rest = after;
                self.inside_tag();
                return;
            }
            self.patience = self.patience.saturating_sub(before.len() + 2);
            from = after;
        }
        // A head that never closes ends where the body begins.
        if name != "head" {
            self.rest = "";
        } else {
            self.patience = self.patience.saturating_sub(from.len());
        }
    }

    /// Ends the line, and begins another one after this many line ends.
    fn lines(&mut self, count: usize) {
        let trimmed = self.out.trim_end_matches(' ').len();
        self.out.truncate(trimmed);
        let there = self.out.bytes().rev().take(count).take_while(|&byte| byte == b'\n').count();
        if !self.out.is_empty() {
            self.out.extend(std::iter::repeat_n('\n', count.saturating_sub(there)));
        }
        self.gap = false;
    }

    /// Shows where a link goes, if that is more than its text says.
    fn end_link(&mut self) {
        let Some((address, from)) = self.link.take() else { return };
        let text = self.out.get(from..).unwrap_or_default().trim();
        let web = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
        let Some(bare) = web.map(|web| web.trim_end_matches('/')) else { return };
        if !text.is_empty() && !text.contains(bare) && address.len() <= MAX_LINK_BYTES {
            self.out.push_str(&format!(" ({address})"));
        }
    }
}

/// The value of an attribute, entities resolved.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix(['"', '\'']) {
            Some(quoted) => quoted.split_once(if after.starts_with('"') { '"' } else { '\'' })?,
            None => after.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((after, "")),
        };
        if key.split_ascii_whitespace().next_back().is_some_and(|key| key.eq_ignore_ascii_case(name)) {
            let mut reader = Reader::default();
            reader.entities(value.trim());
            return Some(reader.out);
        }
        rest = next;
    }
}
