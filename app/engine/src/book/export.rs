//! People as files.

use super::Book;
use crate::api::{ExportFormat, ExportedFile, Kind, PersonId};
use kith_domain::export::{Contact, table, vcards};

impl Book {
    /// People as a file.
    pub(crate) fn export(&mut self, people: &[PersonId], format: ExportFormat) -> ExportedFile {
        let contacts: Vec<Contact> = people.iter().filter_map(|id| self.contact(*id)).collect();
        match format {
            ExportFormat::VCard => ExportedFile {
                name: "kith.vcf".into(),
                media_type: "text/vcard;charset=utf-8".into(),
                text: vcards(&contacts),
            },
            ExportFormat::Csv => ExportedFile {
                name: "kith.csv".into(),
                media_type: "text/csv;charset=utf-8".into(),
                text: table(&contacts),
            },
        }
    }

    fn contact(&mut self, id: PersonId) -> Option<Contact> {
        let card = self.person(id)?;
        let items = |kind: Kind| {
            let of = card.items.iter().filter(move |item| item.kind == kind);
            of.map(|item| (item.label.clone(), item.value.clone())).collect::<Vec<_>>()
        };
        let values = |kind: Kind| items(kind).into_iter().map(|(_, value)| value).collect();
        let fields = &self.journal.state().fields;
        let custom =
            card.custom.iter().filter_map(|(id, value)| Some((fields.get(id)?.0.clone(), value.value.clone())));
        Some(Contact {
            given: card.given.value.clone(),
            family: card.family.value.clone(),
            emails: card.addresses.iter().map(|address| address.address.clone()).collect(),
            phones: items(Kind::Phone),
            postal: items(Kind::Postal),
            links: values(Kind::Link),
            birthday: card.birthday.value.clone(),
            company: card.row.company.as_ref().map(|(_, name)| name.clone()).unwrap_or_default(),
            role: card.role.value.clone(),
            notes: values(Kind::Note),
            tags: card.row.tags.clone(),
            custom: custom.collect(),
            name: card.row.name,
        })
    }
}
