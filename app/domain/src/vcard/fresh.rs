//! New cards.

use super::card::Card;
use super::elements::LABEL;
use super::line::Line;
use super::photo::photo;
use super::property::Property;
use super::value::{Value, Version, encoded};
use crate::contact::Contact;
use crate::contact::normal::Kind;
use crate::content_line::fold;
use crate::small_sort::CollectTree;
use std::collections::BTreeSet;

/// More of [`Card::unknown`] is not kept: in bytes.
const MAX_UNKNOWN_BYTES: usize = 64 << 10;

/// Everyone as a file, each with what [`Card::unknown`] said of them.
#[must_use]
pub fn file<'a>(version: Version, contacts: impl IntoIterator<Item = (&'a Contact, &'a str)>) -> String {
    let mut out = Vec::new();
    for (contact, unknown) in contacts {
        out.extend(Card::new_with(version, contact, unknown).bytes());
    }
    String::from_utf8_lossy(&out).into_owned()
}

impl Card {
    /// A new card.
    #[must_use]
    pub fn new(version: Version, contact: &Contact) -> Self {
        Self::new_with(version, contact, "")
    }

    /// A new card that also says what [`Self::unknown`] told of another.
    #[must_use]
    pub fn new_with(version: Version, contact: &Contact, unknown: &str) -> Self {
        let is_frame = |line: &str| {
            let name = line.split([':', ';']).next().unwrap_or_default().trim();
            ["BEGIN", "END", "VERSION"].iter().any(|frame| name.eq_ignore_ascii_case(frame))
        };
        let unknown = unknown.lines().filter(|line| !line.starts_with([' ', '\t']) && !is_frame(line));
        let named = format!("VERSION:{}", version.name());
        let lines = ["BEGIN:VCARD", named.as_str()].into_iter().chain(unknown).chain(["END:VCARD"]);
        let folded = |line: &str| {
            let mut out = String::new();
            fold(line, "\r\n", &mut out);
            Line::read(out.as_bytes())
        };
        let mut card = Self { version, lines: lines.map(folded).collect(), number: 1 };
        card.update(contact);
        card.complete();
        card
    }

    /// The lines that a new card for its contact would not have, or not as fully, one below the other and without folds:
    /// other properties, departments, parts of addresses. Not the picture, unless it lies elsewhere.
    #[must_use]
    pub fn unknown(&self) -> String {
        let known = self.known();
        let mut kept: BTreeSet<usize> = BTreeSet::new();
        for (at, line) in self.lines.iter().enumerate() {
            let is_kept = line.property.as_ref().is_some_and(|it| match it.name.as_str() {
                "BEGIN" | "END" | "VERSION" | "PRODID" | "REV" | "UID" | "AGENT" | LABEL => false,
                "PHOTO" => photo(it).is_none(),
                _ => !known.contains(&at) || says_more(it),
            });
            kept.extend(is_kept.then_some(at));
        }
        let groups: BTreeSet<&str> = kept.iter().filter_map(|at| self.group_at(*at)).collect_set();
        let labels = self.all(LABEL).filter(|(_, it)| it.group.is_empty() || groups.contains(it.group.as_str()));
        kept.extend(labels.map(|(at, _)| at).collect::<Vec<_>>());
        let mut out = String::new();
        for property in kept.iter().filter_map(|at| self.lines.get(*at)?.property.as_ref()) {
            let line = plain(property);
            if out.len() + line.len() < MAX_UNKNOWN_BYTES {
                out.push_str(&line);
                out.push('\n');
            }
        }
        out
    }

    fn group_at(&self, at: usize) -> Option<&str> {
        let group = self.lines.get(at)?.property.as_ref()?.group.as_str();
        (!group.is_empty()).then_some(group)
    }

    /// The places of the lines that a contact is made of.
    fn known(&self) -> BTreeSet<usize> {
        let kinds =
            [Kind::Email, Kind::Phone, Kind::Postal, Kind::Link, Kind::Date, Kind::Note, Kind::Custom].into_iter();
        let lists = kinds.flat_map(|kind| self.elements(kind)).flat_map(|element| element.lines);
        let singles = [&["FN"][..], &["N"], &["NICKNAME"], &["TITLE", "ROLE"], &["BDAY"]];
        let singles = singles.iter().filter_map(|names| self.first(names)).chain(self.organisation());
        let tags = self.all("CATEGORIES");
        lists.chain(singles.chain(tags).map(|(at, _)| at)).collect_set()
    }

    /// Every card has a name (RFC 6350, section 6.2.1), before 4.0 also its parts (RFC 2426, section 3.1.2).
    fn complete(&mut self) {
        let name = self.first(&["FN"]).map(|(_, it)| it.text()).unwrap_or_default();
        let version = self.lines.iter().position(|line| line.is("VERSION")).map_or(0, |at| at + 1);
        if self.all("FN").next().is_none() {
            self.lines.insert(version, self.line_of(Property::new("", "FN"), Value::Text(&name)));
        }
        if self.version < Version::V4 && self.all("N").next().is_none() {
            let at = self.all("FN").next().map_or(version, |(at, _)| at + 1);
            let parts = [name, String::new(), String::new(), String::new(), String::new()];
            self.lines.insert(at, self.line_of(Property::new("", "N"), Value::Parts(&parts)));
        }
    }
}

/// Whether a line says more than a contact takes from it.
fn says_more(property: &Property) -> bool {
    let known = |name: &str| match name {
        "TYPE" | "ENCODING" | "CHARSET" | "VALUE" | "X-APPLE-OMIT-YEAR" => true,
        "PREF" => property.name == "EMAIL",
        _ => false,
    };
    let says = |part: &String| !part.trim().is_empty();
    property.params.iter().any(|param| !known(&param.name))
        || match property.name.as_str() {
            "ORG" => property.parts(';').iter().skip(1).any(says),
            "ADR" => property.parts(';').iter().enumerate().any(|(at, part)| at != 2 && says(part)),
            "BDAY" => property.value.contains(['T', 't']),
            _ => false,
        }
}

/// A line as version 3.0 writes it, without folds.
fn plain(property: &Property) -> String {
    let mut bare = property.clone();
    let value = match property.is_as_written() {
        true => property.value.clone(),
        false => {
            bare.without(&["ENCODING", "CHARSET"]);
            property.with_value(|value| encoded(Version::V3, value).text)
        }
    };
    // Nothing in it can begin another line.
    format!("{}:{value}", bare.head(Version::V3)).replace(['\r', '\n'], " ")
}
