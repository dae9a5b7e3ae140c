//! Everyone who is named, as it stands in a snapshot.

use super::{Correspondents, KnownAddress, Mention, NONE};
use crate::book::facts::whole::PackedTexts;
use kith_domain::ids::CompanyId;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What the columns hold of a range of their numbers.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::book) struct CorrespondentsSlice<'a> {
    #[serde(borrow)]
    addresses: PackedTexts<'a>,
    known: Vec<KnownAddress>,
    #[serde(borrow)]
    names: PackedTexts<'a>,
    #[serde(borrow)]
    written: PackedTexts<'a>,
    cleaned: Vec<u32>,
    #[serde(borrow)]
    domains: PackedTexts<'a>,
    companies: Vec<CompanyId>,
    parties: Vec<Mention>,
    lists: Vec<String>,
}

impl Correspondents {
    pub(in crate::book) fn slice(&self, range: Range<u32>) -> CorrespondentsSlice<'static> {
        CorrespondentsSlice {
            addresses: self.addresses.texts.packed(range.clone()),
            known: self.known.range(range.clone()).collect(),
            names: self.names.texts.packed(range.clone()),
            written: self.written.texts.packed(range.clone()),
            cleaned: some_of(&self.cleaned, &range),
            domains: self.domains.texts.packed(range.clone()),
            companies: some_of(&self.companies, &range),
            parties: self.parties.range(range.clone()).collect(),
            // They have no numbers, and are few.
            lists: if range.start == 0 { self.lists.iter().cloned().collect() } else { Vec::new() },
        }
    }

    /// How far the numbers of all columns go.
    pub(in crate::book) fn extent(&self) -> u32 {
        let lengths =
            [self.addresses.len(), self.names.len(), self.written.len(), self.domains.len(), self.parties.len()];
        lengths.into_iter().max().unwrap_or(0)
    }

    /// Adds what a slice holds. Which rows name an address is told later. `None` if it is not whole.
    pub(in crate::book) fn add_slice(&mut self, slice: CorrespondentsSlice<'_>) -> Option<()> {
        self.addresses.texts.unpack(&slice.addresses)?;
        self.known.extend(slice.known.into_iter().map(|known| KnownAddress { latest: NONE, ..known }));
        self.names.texts.unpack(&slice.names)?;
        self.written.texts.unpack(&slice.written)?;
        self.cleaned.extend(slice.cleaned);
        self.domains.texts.unpack(&slice.domains)?;
        for company in slice.companies {
            self.domain_of.insert(company, u32::try_from(self.companies.len()).ok()?);
            self.companies.push(company);
        }
        self.parties.extend(slice.parties);
        self.lists.extend(slice.lists);
        let lengths = [
            (self.addresses.len(), self.known.len() as usize),
            (self.written.len(), self.cleaned.len()),
            (self.domains.len(), self.companies.len()),
        ];
        lengths.iter().all(|(texts, others)| *texts as usize == *others).then_some(())
    }
}

fn some_of<T: Copy>(all: &[T], range: &Range<u32>) -> Vec<T> {
    all.iter().copied().skip(range.start as usize).take(range.len()).collect()
}
