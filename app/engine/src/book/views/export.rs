//! People as files.

use super::card::items_of;
use crate::api::{ExportFormat, ExportedFile, ItemKind, PersonId};
use crate::book::Book;
use crate::book::derive::people::Listing;
use kith_domain::decision::PersonField;
use kith_domain::export::{ExportedPerson, table, vcards};

impl Book {
    /// People as a file.
    pub(crate) fn export(&self, people: &[PersonId], format: &ExportFormat) -> ExportedFile {
        let contacts: Vec<ExportedPerson> = people.iter().filter_map(|id| self.contact(*id)).collect();
        match format {
            ExportFormat::VCard => ExportedFile {
                name: "kith.vcf".into(),
                media_type: "text/vcard;charset=utf-8".into(),
                text: vcards(&contacts),
            },
            ExportFormat::Csv(titles) => ExportedFile {
                name: "kith.csv".into(),
                media_type: "text/csv;charset=utf-8".into(),
                text: table(&contacts, titles),
            },
        }
    }

    fn contact(&self, id: PersonId) -> Option<ExportedPerson> {
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
            of.map(|item| (item.label.clone(), item.value.clone())).collect::<Vec<_>>()
        };
        let values = |kind: ItemKind| of_kind(kind).into_iter().map(|(_, value)| value).collect();
        let custom = record.fields.iter().filter_map(|(field, (value, _))| match field {
            PersonField::Custom(id) => Some((decided.fields.get(id)?.0.clone(), value.clone())),
            _ => None,
        });
        Some(ExportedPerson {
            given: typed(PersonField::Given).unwrap_or(given),
            family: typed(PersonField::Family).unwrap_or(family),
            emails: self.emails_of(person).into_iter().map(str::to_owned).collect(),
            phones: of_kind(ItemKind::Phone),
            postal: of_kind(ItemKind::Postal),
            links: values(ItemKind::Link),
            birthday: typed(PersonField::Birthday).unwrap_or_default(),
            company: row.company.map(|(_, name)| name).unwrap_or_default(),
            role: typed(PersonField::Role).unwrap_or_default(),
            notes: values(ItemKind::Note),
            tags: row.tags,
            custom: custom.collect(),
            name: row.name,
        })
    }
}
