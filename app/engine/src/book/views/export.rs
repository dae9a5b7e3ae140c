//! People as files.

use super::card::items_of;
use crate::api::{ExportFormat, ExportedFile, ItemKind, PersonId, PhotoId};
use crate::book::Book;
use crate::book::derive::people::Listing;
use kith_domain::contact::{Contact, Labelled, NameParts, Photo};
use kith_domain::decision::PersonField;
use kith_domain::{csv, vcard};
use std::collections::BTreeMap;

impl Book {
    /// People as a file, with those photos.
    pub(crate) fn export(
        &self,
        people: &[PersonId],
        format: &ExportFormat,
        photos: &BTreeMap<PhotoId, Photo>,
    ) -> ExportedFile {
        let contact = |id: &PersonId| {
            let photo = self.photo_of(*id).and_then(|photo| photos.get(&photo).cloned());
            Some(Contact { photo, ..self.contact(*id)? })
        };
        let people = || people.iter().filter_map(|id| Some((id, contact(id)?)));
        match format {
            ExportFormat::VCard(version) => ExportedFile {
                name: "kith.vcf".into(),
                media_type: "text/vcard;charset=utf-8".into(),
                text: {
                    let contacts: Vec<_> = people().map(|(id, it)| (it, self.card_lines_of(*id))).collect();
                    vcard::file(*version, contacts.iter().map(|(contact, lines)| (contact, *lines)))
                },
            },
            ExportFormat::Csv(titles) => ExportedFile {
                name: "kith.csv".into(),
                media_type: "text/csv;charset=utf-8".into(),
                text: csv::table(&people().map(|(_, contact)| contact).collect::<Vec<_>>(), titles),
            },
        }
    }

    /// What is known of someone, as an address book has it.
    pub(crate) fn contact(&self, id: PersonId) -> Option<Contact> {
        let decided = self.journal.state();
        let id = decided.one(id);
        let person = self.derived.of(id).filter(|person| person.group != Listing::Gone)?;
        let row = self.row_of(person);
        let record = decided.record(id).unwrap_or_default();
        let typed = |field: PersonField| record.fields.get(&field).map(|(value, _)| value.clone());
        let (given, family) = self.parts_of_name(person);
        let items = items_of(&record);
        let of_kind = |kind: ItemKind| {
            let of = items.iter().filter(move |item| item.kind == kind);
            of.map(|item| Labelled::new(item.label.as_str(), item.value.as_str())).collect::<Vec<_>>()
        };
        let custom = record.fields.iter().filter_map(|(field, (value, _))| match field {
            PersonField::Custom(id) => Some((decided.fields.get(id)?.0.clone(), value.clone())),
            _ => None,
        });
        Some(Contact {
            name: row.name,
            parts: NameParts {
                given: typed(PersonField::Given).unwrap_or(given),
                family: typed(PersonField::Family).unwrap_or(family),
                additional: typed(PersonField::Additional).unwrap_or_default(),
                prefix: typed(PersonField::Prefix).unwrap_or_default(),
                suffix: typed(PersonField::Suffix).unwrap_or_default(),
            },
            nickname: typed(PersonField::Nickname).unwrap_or_default(),
            emails: self.labelled_emails(person),
            phones: of_kind(ItemKind::Phone),
            postal: of_kind(ItemKind::Postal),
            links: of_kind(ItemKind::Link),
            dates: of_kind(ItemKind::Date),
            birthday: typed(PersonField::Birthday).unwrap_or_default(),
            company: row.company.map(|(_, name)| name).unwrap_or_default(),
            role: typed(PersonField::Role).unwrap_or_default(),
            notes: of_kind(ItemKind::Note).into_iter().map(|note| note.value).collect(),
            tags: row.tags,
            custom: custom.collect(),
            ..Contact::default()
        })
    }
}
