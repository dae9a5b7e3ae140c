//! Changing what a card says several of: an element that stays keeps its line.

use super::card::Card;
use super::elements::{CUSTOM, DATE, Element, LABEL, is_label};
use super::line::Line;
use super::property::{Param, Property};
use super::update::dated_value;
use super::value::{Value, Version};
use crate::contact::Labelled;
use crate::contact::label::{self, ANNIVERSARY};
use crate::contact::normal::{Kind, key};
use std::collections::{BTreeMap, BTreeSet};

/// What happens to the lines of a card, by their places.
#[derive(Default)]
struct Changes {
    gone: BTreeSet<usize>,
    before: BTreeMap<usize, Vec<Line>>,
    after: BTreeMap<usize, Vec<Line>>,
}

impl Card {
    pub(super) fn update_list(&mut self, kind: Kind, wanted: &[Labelled]) {
        let now = self.elements(kind);
        if is_same(kind, &now, wanted) {
            return;
        }
        let kept = self.paired(kind, &now, wanted);
        let mut changes = Changes::default();
        for (at, element) in now.iter().enumerate() {
            if !kept.contains(&Some(at)) {
                changes.gone.extend(&element.lines);
            }
        }
        let first = kept.iter().flatten().filter_map(|at| now.get(*at)?.lines.first()).min().copied();
        let first = first.unwrap_or_else(|| self.lines.iter().rposition(|it| it.is("END")).unwrap_or(self.lines.len()));
        let mut last: Option<usize> = None;
        for (item, kept) in wanted.iter().zip(kept) {
            let element = kept.and_then(|at| now.get(at));
            match element.and_then(|it| Some((it, *it.lines.first()?))) {
                Some((element, at)) => {
                    if !is_equal(kind, &element.item, item) {
                        changes.gone.extend(element.lines.iter().skip(1));
                        self.change(kind, at, &element.item, item, &mut changes);
                    }
                    last = Some(self.end_of_group(at));
                }
                None => {
                    let lines = self.fresh(kind, item, &changes);
                    match last {
                        Some(at) => changes.after.entry(at).or_default().extend(lines),
                        None => changes.before.entry(first).or_default().extend(lines),
                    }
                }
            }
        }
        self.apply(changes);
        if !is_same(kind, &self.elements(kind), wanted) {
            self.reorder(kind, wanted);
        }
    }

    /// For each that is wanted, the one of now that becomes it: the same, else one with the same value, else one with
    /// the same label.
    fn paired(&self, kind: Kind, now: &[Element], wanted: &[Labelled]) -> Vec<Option<usize>> {
        let mut pairs = vec![None; wanted.len()];
        let mut free = vec![true; now.len()];
        let name = |element: &Element| {
            let property = element.lines.first().and_then(|at| self.lines.get(*at)?.property.as_ref());
            property.map(|it| it.name.as_str()).unwrap_or_default()
        };
        type Fits<'a> = &'a dyn Fn(&Element, &Labelled) -> bool;
        let relabels = |it: &Element| kind != Kind::Date || name(it) == DATE;
        let steps: [Fits<'_>; 3] = [
            &|it, item| it.item == *item,
            &|it, item| {
                key(kind, &it.item).value == key(kind, item).value && (it.item.label == item.label || relabels(it))
            },
            &|it, item| it.item.label == item.label && name(it) != "BDAY",
        ];
        for fits in steps {
            for (pair, item) in pairs.iter_mut().zip(wanted).filter(|(pair, _)| pair.is_none()) {
                let found = now.iter().zip(&free).position(|(element, free)| *free && fits(element, item));
                if let Some(free) = found.and_then(|at| free.get_mut(at)) {
                    *free = false;
                    *pair = found;
                }
            }
        }
        pairs
    }

    /// The line at a place says something else, or says it under another label.
    fn change(&mut self, kind: Kind, at: usize, from: &Labelled, to: &Labelled, changes: &mut Changes) {
        let Some(mut property) = self.lines.get(at).and_then(|line| line.property.clone()) else { return };
        if from.label != to.label {
            self.relabel(kind, at, &mut property, &to.label, changes);
        }
        let line = match from.value == to.value {
            true => self.line_again(&property),
            false => self.saying(kind, property, &to.value),
        };
        self.lines.get_mut(at).into_iter().for_each(|place| *place = line.clone());
    }

    /// Gives the line at a place another label: as a type, or as a line beside it.
    fn relabel(&self, kind: Kind, at: usize, property: &mut Property, label: &str, changes: &mut Changes) {
        let of_group = |(other, line): (usize, &Line)| {
            let is_of = line.property.as_ref().is_some_and(|it| !it.group.is_empty() && it.group == property.group);
            (is_of && other != at && !changes.gone.contains(&other)).then(|| (other, line.is(LABEL)))
        };
        let group: Vec<(usize, bool)> = self.lines.iter().enumerate().filter_map(of_group).collect();
        // Other lines of the group keep their label.
        let is_shared = group.iter().any(|(_, is_label)| !is_label);
        if !is_shared {
            changes.gone.extend(group.iter().map(|(other, _)| other));
        }
        property.without_values("TYPE", is_label);
        match spelled(kind, label) {
            Spelled::Types(words) => {
                if is_shared {
                    property.regroup("");
                }
                if !words.is_empty() {
                    property.params.push(Param::new("TYPE", &words));
                }
            }
            Spelled::Own(text) => {
                if is_shared || property.group.is_empty() {
                    property.regroup(&self.next_group(changes));
                }
                let line = self.line_of(Property::new(property.written_group(), "X-ABLabel"), Value::Text(&text));
                let place = self.end_of_group(at);
                changes.after.entry(place).or_default().insert(0, line);
            }
        }
    }

    /// New lines for one.
    fn fresh(&self, kind: Kind, item: &Labelled, changes: &Changes) -> Vec<Line> {
        let is_first = |name| self.all(name).all(|(at, _)| changes.gone.contains(&at));
        let name = match kind {
            Kind::Email => "EMAIL",
            Kind::Phone => "TEL",
            Kind::Postal => "ADR",
            Kind::Link => "URL",
            Kind::Note => "NOTE",
            Kind::Custom => CUSTOM,
            Kind::Date if self.version == Version::V4 && item.label == ANNIVERSARY && is_first("ANNIVERSARY") => {
                return vec![self.saying(kind, Property::new("", "ANNIVERSARY"), &item.value)];
            }
            Kind::Date => DATE,
        };
        let mut property = Property::new("", name);
        if kind == Kind::Email && self.version < Version::V4 {
            property.params.push(Param::new("TYPE", &["internet"]));
        }
        match spelled(kind, &item.label) {
            Spelled::Types(words) => {
                if !words.is_empty() {
                    property.params.push(Param::new("TYPE", &words));
                }
                vec![self.saying(kind, property, &item.value)]
            }
            Spelled::Own(text) => {
                let group = self.next_group(changes);
                property.regroup(&group);
                let label = self.line_of(Property::new(&group, "X-ABLabel"), Value::Text(&text));
                vec![self.saying(kind, property, &item.value), label]
            }
        }
    }

    /// A line of a kind with a value.
    fn saying(&self, kind: Kind, mut property: Property, value: &str) -> Line {
        if kind != Kind::Link {
            property.without(&["VALUE"]);
        }
        match kind {
            Kind::Link => self.line_of(property, Value::Raw(value)),
            Kind::Postal => {
                // The lines as they are stand where the street does.
                let mut parts = vec![String::new(); 7];
                parts.get_mut(2).into_iter().for_each(|part| value.clone_into(part));
                self.line_of(property, Value::Parts(&parts))
            }
            Kind::Date => {
                let value = dated_value(self.version, &mut property, value);
                self.line_of(property, Value::Raw(&value))
            }
            Kind::Email | Kind::Phone | Kind::Note | Kind::Custom => self.line_of(property, Value::Text(value)),
        }
    }

    /// The last of the lines behind a place that label its group.
    fn end_of_group(&self, at: usize) -> usize {
        let group = |at: usize| self.lines.get(at).and_then(|line| line.property.as_ref());
        let of = group(at).map(|it| it.group.as_str()).filter(|group| !group.is_empty());
        let mut end = at;
        while group(end + 1).is_some_and(|it| it.name == LABEL && Some(it.group.as_str()) == of) {
            end += 1;
        }
        end
    }

    /// A group that no line has.
    fn next_group(&self, changes: &Changes) -> String {
        let new = changes.before.values().chain(changes.after.values()).flatten();
        let groups = self.lines.iter().chain(new).filter_map(|line| line.property.as_ref());
        let numbers = groups.filter_map(|it| it.group.strip_prefix("ITEM")?.parse::<u32>().ok());
        format!("item{}", u64::from(numbers.max().unwrap_or_default()) + 1)
    }

    fn apply(&mut self, mut changes: Changes) {
        // A label goes with the last line that it labels.
        for (at, label) in self.all(LABEL) {
            let labelled = self.lines.iter().enumerate().filter(|(_, line)| {
                line.property.as_ref().is_some_and(|it| it.group == label.group && it.name != LABEL)
            });
            let mut labelled = labelled.map(|(at, _)| at).peekable();
            if !label.group.is_empty() && labelled.peek().is_some() && labelled.all(|at| changes.gone.contains(&at)) {
                changes.gone.insert(at);
            }
        }
        let lines = std::mem::take(&mut self.lines);
        let count = lines.len();
        for (at, line) in lines.into_iter().enumerate() {
            self.lines.extend(changes.before.remove(&at).unwrap_or_default());
            if !changes.gone.contains(&at) {
                self.lines.push(line);
            }
            self.lines.extend(changes.after.remove(&at).unwrap_or_default());
        }
        self.lines.extend(changes.before.remove(&count).unwrap_or_default());
    }

    /// Puts the lines of a kind into the order that is wanted.
    fn reorder(&mut self, kind: Kind, wanted: &[Labelled]) {
        let mut changes = Changes::default();
        let elements = self.elements(kind);
        changes.gone.extend(elements.iter().flat_map(|it| it.lines.iter().skip(1)));
        let place = |item: &Labelled| elements.iter().find(|it| is_equal(kind, &it.item, item))?.lines.first().copied();
        let order: Vec<usize> = wanted.iter().filter_map(place).collect();
        let mut slots = order.clone();
        slots.sort_unstable();
        let mut lines: Vec<Line> = order.iter().filter_map(|at| self.lines.get(*at)).cloned().collect();
        if kind == Kind::Email {
            for (at, line) in lines.iter_mut().enumerate() {
                *line = self.ranked(line, at == 0);
            }
        }
        for (at, line) in slots.into_iter().zip(lines) {
            self.lines.get_mut(at).into_iter().for_each(|place| *place = line.clone());
        }
        self.apply(changes);
    }

    /// The line of an email address as the preferred one, or as one of the others.
    fn ranked(&self, line: &Line, is_preferred: bool) -> Line {
        let Some(mut property) = line.property.clone() else { return line.clone() };
        property.without(&["PREF"]);
        property.without_values("TYPE", |kind| kind.eq_ignore_ascii_case("pref"));
        match (is_preferred, self.version) {
            (true, Version::V4) => property.params.push(Param::new("PREF", &["1"])),
            (true, _) => property.params.push(Param::new("TYPE", &["pref"])),
            (false, _) => {}
        }
        self.line_again(&property)
    }
}

/// How a label is written.
enum Spelled {
    /// As values of TYPE.
    Types(Vec<&'static str>),
    /// As a line beside it.
    Own(String),
}

fn spelled(kind: Kind, label: &str) -> Spelled {
    let own = |text: &str| Spelled::Own(text.to_owned());
    match (kind, label) {
        (Kind::Note, _) | (_, "") => Spelled::Types(Vec::new()),
        (Kind::Custom, label) => own(label),
        (Kind::Date, ANNIVERSARY) => own("_$!<Anniversary>!$_"),
        (Kind::Date, label) => own(label),
        (_, label) => match label::known(label) {
            Some(words) => {
                Spelled::Types(words.into_iter().map(|it| if it == "mobile" { "cell" } else { it }).collect())
            }
            None => own(label),
        },
    }
}

/// Whether two are the same. Email addresses are, whatever the case of their letters.
fn is_equal(kind: Kind, one: &Labelled, other: &Labelled) -> bool {
    one.label == other.label && key(kind, one).value == key(kind, other).value
}

fn is_same(kind: Kind, now: &[Element], wanted: &[Labelled]) -> bool {
    now.len() == wanted.len() && now.iter().zip(wanted).all(|(element, item)| is_equal(kind, &element.item, item))
}
