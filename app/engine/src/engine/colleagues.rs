//! The colleagues as a small file that the others of a team read.

use super::state::Engine;
use crate::api::{Decision, ExportedFile, Problem, ProblemKind};
use crate::store::Store;
use kith_domain::address::Address;
use kith_domain::ids::derived;
use kith_domain::small_sort::SmallSort;
use serde::{Deserialize, Serialize};

const FORMAT: &str = "kith-colleagues";
const VERSION: u32 = 1;

/// More are not read.
const MAX_COLLEAGUES: usize = 10_000;

/// The file.
#[derive(Serialize, Deserialize)]
struct File {
    format: String,
    version: u32,
    colleagues: Vec<Colleague>,
}

#[derive(Serialize, Deserialize)]
struct Colleague {
    #[serde(default)]
    name: String,
    addresses: Vec<String>,
}

impl<S: Store> Engine<S> {
    /// The colleagues as a file.
    pub(super) fn colleagues_file(&self) -> Result<ExportedFile, Problem> {
        let known = self.book.journal().state().colleagues.values();
        let mut colleagues: Vec<Colleague> = known
            .map(|(name, addresses)| Colleague {
                name: name.clone(),
                addresses: addresses.iter().map(|address| address.to_string()).collect(),
            })
            .collect();
        // The same colleagues make the same file.
        colleagues.small_sort_by(|a, b| (&a.name, &a.addresses).cmp(&(&b.name, &b.addresses)));
        let file = File { format: FORMAT.to_owned(), version: VERSION, colleagues };
        let text = serde_json::to_string_pretty(&file).map_err(|_| Problem::new(ProblemKind::BadInput))?;
        Ok(ExportedFile {
            name: "kith-colleagues.json".to_owned(),
            media_type: "application/json".to_owned(),
            text: text + "\n",
        })
    }

    /// Adds the colleagues of such a file. Those who are known get the addresses that are new.
    pub(super) async fn read_colleagues(&mut self, mark: u64, text: &str) -> Result<(), Problem> {
        let file: File = serde_json::from_str(text).map_err(|_| Problem::new(ProblemKind::BadInput))?;
        if file.format != FORMAT || file.version != VERSION || file.colleagues.len() > MAX_COLLEAGUES {
            return Err(Problem::new(ProblemKind::BadInput));
        }
        let known = &self.book.journal().state().colleagues;
        let mut decisions = Vec::new();
        for (number, colleague) in (0_u64..).zip(file.colleagues) {
            let parsed = colleague.addresses.iter().filter_map(|text| Address::parse(text));
            // Whoever reads it stands in it as well.
            let addresses: Vec<Address> = parsed.filter(|address| !self.book.is_own(address)).collect();
            let same = known.iter().find(|(_, (_, of))| addresses.iter().any(|address| of.contains(address)));
            let (id, name, before) = match same {
                Some((id, (name, before))) => (*id, name.clone(), before.as_slice()),
                None => (derived(mark, &[b"colleague", &number.to_le_bytes()]), colleague.name, &[][..]),
            };
            let new: Vec<Address> = addresses.into_iter().filter(|address| !before.contains(address)).collect();
            if !new.is_empty() {
                decisions.push(Decision::Colleague { id, name, addresses: [before, &new].concat() });
            }
        }
        self.decide(mark, decisions).await
    }
}
