//! A card as a list of lines.

use super::line::Line;
use super::property::Property;
use super::value::{Value, Version};

/// A vCard. What of it is not changed keeps its bytes.
#[derive(Clone, Debug)]
pub struct Card {
    pub(super) version: Version,
    /// From BEGIN to END.
    pub(super) lines: Vec<Line>,
    pub(super) number: u32,
}

impl Card {
    /// The version that it is written in.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The line of the file on which it begins, counted from 1.
    #[must_use]
    pub const fn line(&self) -> u32 {
        self.number
    }

    /// The card as a file: every line as it was read, but for those that were changed.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.lines.iter().flat_map(|line| &line.bytes).copied().collect()
    }

    /// Whether it says a name. Where it does not, [`Self::contact`] makes one of what else it says.
    #[must_use]
    pub fn has_name(&self) -> bool {
        self.first(&["FN"]).is_some()
    }

    /// All lines of a name, with their places.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (usize, &'a Property)> {
        let properties = self.lines.iter().enumerate().filter_map(|(at, line)| Some((at, line.property.as_ref()?)));
        properties.filter(move |(_, property)| property.name == name)
    }

    /// The first line of one of these names that says anything, those of the first name before those of the next.
    pub(super) fn first<'a>(&'a self, names: &[&'a str]) -> Option<(usize, &'a Property)> {
        let says = |property: &Property| !property.value.trim_matches([';', ' ', '\t']).is_empty();
        names.iter().find_map(|name| self.all(name).find(|(_, property)| says(property)))
    }

    /// How its lines end.
    pub(super) fn end(&self) -> &'static str {
        let first = self.lines.first().map(|line| line.bytes.as_slice()).unwrap_or_default();
        match first {
            [.., b'\r', b'\n'] => "\r\n",
            [.., b'\n'] => "\n",
            [.., b'\r'] => "\r",
            _ => "\r\n",
        }
    }

    /// A line that says that, as this card is written.
    pub(super) fn line_of(&self, property: Property, value: Value<'_>) -> Line {
        Line::new(self.version, self.end(), property, value)
    }

    /// A line with the same value under another head.
    pub(super) fn line_again(&self, property: &Property) -> Line {
        match property.is_as_written() {
            true => Line::written(self.version, self.end(), property),
            false => property.with_value(|value| self.line_of(property.clone(), value)),
        }
    }

    /// Adds a line at the end.
    pub(super) fn push(&mut self, line: Line) {
        let end = self.lines.iter().rposition(|line| line.is("END")).unwrap_or(self.lines.len());
        self.lines.insert(end, line);
    }
}
