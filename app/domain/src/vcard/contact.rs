//! What a card says of someone.

use super::card::Card;
use super::elements::date;
use super::photo::photo;
use super::property::Property;
use super::value::split;
use crate::contact::normal::{Kind, tags};
use crate::contact::{Contact, Labelled, NameParts};

impl Card {
    /// What it says, in the form that [`Contact::normal`] gives.
    #[must_use]
    pub fn contact(&self) -> Contact {
        let text = |names: &[&str]| self.first(names).map(|(_, it)| it.text()).unwrap_or_default();
        let all = |kind: Kind| -> Vec<Labelled> { self.elements(kind).into_iter().map(|it| it.item).collect() };
        let birthday = self.all("BDAY").find_map(|(_, it)| date(it)).unwrap_or_default();
        let contact = Contact {
            uid: text(&["UID"]),
            name: text(&["FN"]),
            parts: self.parts_of_name(),
            nickname: self.first(&["NICKNAME"]).map(|(_, it)| it.parts(',').join(", ")).unwrap_or_default(),
            emails: all(Kind::Email),
            phones: all(Kind::Phone),
            postal: all(Kind::Postal),
            links: all(Kind::Link),
            dates: all(Kind::Date),
            birthday,
            company: self.organisation().and_then(|(_, it)| it.parts(';').into_iter().next()).unwrap_or_default(),
            role: text(&["TITLE", "ROLE"]),
            notes: all(Kind::Note).into_iter().map(|note| note.value).collect(),
            tags: self.tags(),
            photo: self.all("PHOTO").find_map(|(_, it)| photo(it)),
            custom: all(Kind::Custom).into_iter().map(|field| (field.label, field.value)).collect(),
        };
        contact.normal()
    }

    fn parts_of_name(&self) -> NameParts {
        let Some((_, name)) = self.first(&["N"]) else { return NameParts::default() };
        // Each part may be a list.
        let part = |raw: &&str| -> String {
            let words = split(raw, ',').into_iter().map(|word| name.decoded(word).trim().to_owned());
            words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        };
        let parts: Vec<String> = split(&name.value, ';').iter().map(part).collect();
        let at = |at: usize| parts.get(at).cloned().unwrap_or_default();
        NameParts { family: at(0), given: at(1), additional: at(2), prefix: at(3), suffix: at(4) }
    }

    /// The line that names the company.
    pub(super) fn organisation(&self) -> Option<(usize, &Property)> {
        let names = |it: &Property| it.parts(';').first().is_some_and(|name| !name.trim().is_empty());
        self.all("ORG").find(|(_, it)| names(it))
    }

    pub(super) fn tags(&self) -> Vec<String> {
        let lines: Vec<String> = self.all("CATEGORIES").flat_map(|(_, it)| it.parts(',')).collect();
        tags(&lines)
    }
}
