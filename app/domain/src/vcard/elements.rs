//! What a card says several of: each with the lines that say it.

use super::card::Card;
use super::property::Property;
use crate::contact::Labelled;
use crate::contact::label::{ANNIVERSARY, canonical};
use crate::contact::normal::{Kind, birthday_note, key, normal_item, yearly};
use crate::contact::postal::lines;
use crate::small_sort::{CollectTree, SmallSort};
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

/// The custom field of a card: its name is its label.
pub(super) const CUSTOM: &str = "X-KITH-FIELD";
pub(super) const DATE: &str = "X-ABDATE";
pub(super) const LABEL: &str = "X-ABLABEL";

/// Values of TYPE that say nothing of what an address or a number is for.
const NO_LABELS: [&str; 9] = ["internet", "voice", "pref", "dom", "intl", "postal", "parcel", "x400", "msg"];

/// One of several.
pub(super) struct Element {
    pub(super) item: Labelled,
    /// The line that says it, and then those that say it again.
    pub(super) lines: Vec<usize>,
}

impl Card {
    /// All of a kind, as a contact has them.
    pub(super) fn elements(&self, kind: Kind) -> Vec<Element> {
        let labels = OnceCell::new();
        let mut found: Vec<(u8, usize, Labelled)> = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let Some(property) = &line.property else { continue };
            let value = match (kind, property.name.as_str()) {
                (Kind::Email, "EMAIL") | (Kind::Phone, "TEL") | (Kind::Link, "URL") | (Kind::Note, "NOTE") => {
                    property.text()
                }
                (Kind::Custom, CUSTOM) => property.text(),
                (Kind::Postal, "ADR") => postal(&property.parts(';')),
                (Kind::Date, DATE | "ANNIVERSARY" | "X-ANNIVERSARY" | "X-EVOLUTION-ANNIVERSARY") => {
                    date(property).unwrap_or_default()
                }
                (Kind::Note, "BDAY") if date(property).is_none() => birthday_note(&property.text()).unwrap_or_default(),
                _ => continue,
            };
            let group = match property.group.as_str() {
                "" => None,
                group => labels.get_or_init(|| self.labels()).get(group).map(String::as_str),
            };
            let label = label(kind, property, group);
            let rank = if kind == Kind::Email { rank(property) } else { 0 };
            found.extend(normal_item(kind, &Labelled { label, value }).map(|item| (rank, at, item)));
        }
        found.small_sort_by_key(|(rank, _, _)| *rank);
        let mut elements: Vec<Element> = Vec::new();
        let mut known = HashMap::new();
        for (_, at, item) in found {
            let place = *known.entry(key(kind, &item)).or_insert(elements.len());
            match elements.get_mut(place) {
                Some(element) => element.lines.push(at),
                None => elements.push(Element { item, lines: vec![at] }),
            }
        }
        elements
    }

    /// The labels of groups.
    fn labels(&self) -> BTreeMap<&str, String> {
        let labels = self.all(LABEL).filter(|(_, label)| !label.group.is_empty());
        labels.map(|(_, label)| (label.group.as_str(), label.text())).collect_map()
    }
}

/// The day of a line. `None` if it is none.
pub(super) fn date(property: &Property) -> Option<String> {
    let day = yearly(&property.text())?;
    // Apple writes a year that stands for none.
    match property.param("X-APPLE-OMIT-YEAR").find_map(|year| day.strip_prefix(year).filter(|it| it.len() == 6)) {
        Some(short) => Some(format!("-{short}")),
        None => Some(day),
    }
}

/// Whether a value of TYPE says what it is for.
pub(super) fn is_label(kind: &str) -> bool {
    !kind.is_empty() && !NO_LABELS.iter().any(|none| kind.eq_ignore_ascii_case(none))
}

fn label(kind: Kind, property: &Property, group: Option<&str>) -> String {
    let group = group.map(str::trim).filter(|label| !label.is_empty());
    match (kind, group) {
        (Kind::Note, _) => String::new(),
        (Kind::Custom, group) => group.unwrap_or_default().to_owned(),
        (_, Some(group)) => match group.strip_prefix("_$!<").and_then(|it| it.strip_suffix(">!$_")) {
            // Apple's own labels are in English, and joined.
            Some(own) => canonical(&own.to_lowercase().replace("fax", " fax")),
            None => canonical(group),
        },
        (Kind::Date, None) if property.name != DATE => ANNIVERSARY.to_owned(),
        (_, None) => {
            let words: Vec<String> =
                property.param("TYPE").filter(|kind| is_label(kind)).map(str::to_lowercase).collect();
            canonical(&words.join(" "))
        }
    }
}

/// The place of an address among others: what is preferred comes first.
fn rank(property: &Property) -> u8 {
    let numbered = property.param("PREF").find_map(|rank| rank.parse().ok());
    let is_preferred = property.param("TYPE").any(|kind| kind.eq_ignore_ascii_case("pref"));
    numbered.unwrap_or(if is_preferred { 1 } else { u8::MAX })
}

/// The lines of an address. What stands in further parts than there should be repeats them.
fn postal(parts: &[String]) -> String {
    let part = |at: usize| parts.get(at).map(String::as_str).unwrap_or_default();
    let mut text = lines(parts.get(..3.min(parts.len())).unwrap_or_default(), part(3), part(4), part(5), part(6));
    for line in parts.iter().skip(7).flat_map(|part| part.lines()).map(str::trim) {
        if !line.is_empty() && !text.lines().any(|known| known == line) {
            text.push('\n');
            text.push_str(line);
        }
    }
    text
}
