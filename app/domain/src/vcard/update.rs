//! Changing a card to what is wanted, and nothing else of it.

use super::card::Card;
use super::elements::date;
use super::group::bare;
use super::line::Line;
use super::photo::{photo, written};
use super::property::{Param, Property};
use super::value::{Value, Version};
use crate::contact::normal::{Kind, tag};
use crate::contact::{Contact, NameParts};
use std::collections::HashSet;

impl Card {
    /// Changes the lines of what differs from what is wanted. All others stay as they are, and where they are. A `uid`
    /// that is not known leaves that of the card.
    pub fn update(&mut self, wanted: &Contact) {
        let wanted = wanted.clone().normal();
        let now = self.contact();
        if !wanted.uid.is_empty() && bare(&now.uid) != wanted.uid {
            self.set_text(&["UID"], &wanted.uid);
        }
        if now.name != wanted.name {
            self.set_text(&["FN"], &wanted.name);
        }
        // Which parts a card has depends on its name: see `Contact::normal`.
        if (now.name != wanted.name || now.parts != wanted.parts) && self.contact().parts != wanted.parts {
            self.set_parts(&wanted.parts, &wanted.name);
        }
        if now.nickname != wanted.nickname {
            self.set_text(&["NICKNAME"], &wanted.nickname);
        }
        for kind in [Kind::Email, Kind::Phone, Kind::Postal, Kind::Link] {
            self.update_list(kind, &wanted.all(kind));
        }
        if now.birthday != wanted.birthday {
            self.set_birthday(&wanted.birthday);
        }
        self.update_list(Kind::Date, &wanted.dates);
        if now.company != wanted.company {
            self.set_company(&wanted.company);
        }
        if now.role != wanted.role {
            self.set_text(&["TITLE", "ROLE"], &wanted.role);
        }
        self.update_tags(&wanted.tags);
        for kind in [Kind::Note, Kind::Custom] {
            self.update_list(kind, &wanted.all(kind));
        }
        if now.photo != wanted.photo {
            self.set_photo(&wanted);
        }
        // Without a name of its own, it was called by something that may be gone.
        if !self.has_name() && self.contact().name != wanted.name {
            self.set_text(&["FN"], &wanted.name);
        }
    }

    /// The first line of these names says that. Without a text, all of them go.
    fn set_text(&mut self, names: &[&str], text: &str) {
        self.set(names, Value::Text(text), text.is_empty());
    }

    fn set(&mut self, names: &[&str], value: Value<'_>, is_empty: bool) {
        if is_empty {
            self.lines.retain(|line| !names.iter().any(|name| line.is(name)));
            return;
        }
        let any = names.iter().find_map(|name| self.all(name).next());
        match self.first(names).or(any).map(|(at, property)| (at, property.clone())) {
            Some((at, property)) => self.replace(at, property, value),
            None => {
                let name = names.first().copied().unwrap_or_default();
                self.push(self.line_of(Property::new("", name), value));
            }
        }
    }

    /// The line at a place says something else.
    fn replace(&mut self, at: usize, property: Property, value: Value<'_>) {
        let line = self.line_of(property, value);
        if let Some(place) = self.lines.get_mut(at) {
            *place = line;
        }
    }

    fn set_parts(&mut self, parts: &NameParts, name: &str) {
        let NameParts { family, given, additional, prefix, suffix } = parts.clone();
        let mut all = vec![family, given, additional, prefix, suffix];
        // Versions before 4.0 must have the line.
        let is_needed = self.version < Version::V4 || self.all("N").next().is_some();
        if parts.is_empty() && is_needed {
            name.clone_into(all.first_mut().unwrap_or(&mut String::new()));
        }
        let is_empty = all.iter().all(String::is_empty);
        self.set(&["N"], Value::Parts(&all), is_empty);
    }

    /// The name of the company; its departments stay.
    fn set_company(&mut self, company: &str) {
        let parts = self.organisation().map(|(_, it)| it.parts(';')).unwrap_or_default();
        let mut all = vec![company.to_owned()];
        all.extend(parts.into_iter().skip(1));
        match self.organisation().map(|(at, property)| (at, property.clone())) {
            Some((at, property)) if !company.is_empty() => self.replace(at, property, Value::Parts(&all)),
            _ => self.set(&["ORG"], Value::Parts(&all), company.is_empty()),
        }
    }

    fn set_birthday(&mut self, day: &str) {
        if day.is_empty() {
            self.lines.retain(|line| !line.property.as_ref().is_some_and(|it| it.name == "BDAY" && date(it).is_some()));
            return;
        }
        let dated = self.all("BDAY").find(|(_, it)| date(it).is_some()).or_else(|| self.all("BDAY").next());
        let found = dated.map(|(at, property)| (at, property.clone()));
        let mut property = found.as_ref().map_or_else(|| Property::new("", "BDAY"), |(_, property)| property.clone());
        let value = dated_value(self.version, &mut property, day);
        match found {
            Some((at, _)) => self.replace(at, property, Value::Raw(&value)),
            None => self.push(self.line_of(property, Value::Raw(&value))),
        }
    }

    fn set_photo(&mut self, wanted: &Contact) {
        let Some(wanted) = &wanted.photo else {
            self.lines.retain(|line| line.property.as_ref().is_none_or(|it| it.name != "PHOTO" || photo(it).is_none()));
            return;
        };
        let line = Line::written(self.version, self.end(), &written(self.version, wanted));
        let shown = self.all("PHOTO").find(|(_, it)| photo(it).is_some()).or_else(|| self.all("PHOTO").next());
        match shown.map(|(at, _)| at).and_then(|at| self.lines.get_mut(at)) {
            Some(place) => *place = line,
            None => self.push(line),
        }
    }

    /// Tags that go are taken out of their lines, those that come stand in the last one.
    fn update_tags(&mut self, wanted: &[String]) {
        let now = self.tags();
        if now == wanted {
            return;
        }
        let now: HashSet<&String> = now.iter().collect();
        let kept: HashSet<&str> = wanted.iter().map(String::as_str).collect();
        let mut new: Vec<&String> = wanted.iter().filter(|tag| !now.contains(tag)).collect();
        let places: Vec<usize> = self.all("CATEGORIES").map(|(at, _)| at).collect();
        for &at in places.iter().rev() {
            let Some(property) = self.lines.get(at).and_then(|line| line.property.clone()) else { continue };
            let all = property.parts(',');
            let is_kept = |text: &&String| kept.contains(tag(text).as_str());
            let mut left: Vec<String> = all.iter().filter(is_kept).cloned().collect();
            let is_same = left.len() == all.len() && new.is_empty();
            left.extend(new.drain(..).cloned());
            match left.is_empty() {
                _ if is_same => {}
                true => drop(self.lines.remove(at)),
                false => self.replace(at, property, Value::List(&left)),
            }
        }
        if !new.is_empty() {
            let new: Vec<String> = new.into_iter().cloned().collect();
            self.push(self.line_of(Property::new("", "CATEGORIES"), Value::List(&new)));
        }
        // In another order, or with letters of another case.
        if self.tags() != wanted {
            self.lines.retain(|line| !line.is("CATEGORIES"));
            self.push(self.line_of(Property::new("", "CATEGORIES"), Value::List(wanted)));
        }
    }
}

/// A day as a version writes it. Where the year is not known, versions before 4.0 write one that Apple's programs take
/// for none.
pub(super) fn dated_value(version: Version, property: &mut Property, day: &str) -> String {
    property.without(&["VALUE", "X-APPLE-OMIT-YEAR", "CALSCALE"]);
    match day.strip_prefix('-') {
        _ if version == Version::V4 && day.starts_with("--") => format!("--{}", day.replace('-', "")),
        _ if version == Version::V4 => day.replace('-', ""),
        Some(short) => {
            property.params.push(Param::new("X-APPLE-OMIT-YEAR", &["1604"]));
            format!("1604{short}")
        }
        None => day.to_owned(),
    }
}
