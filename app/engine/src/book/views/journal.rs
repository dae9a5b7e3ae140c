//! The journal: what was decided, entry by entry.

use crate::api::{
    Decision, JournalPage, JournalRow, Lead, LeadParty, LeadPlace, PersonField, PersonId, PhoneContact, RunView,
};
use crate::book::Book;
use kith_domain::address::Address;
use kith_domain::entry::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Maximum number of decisions and of names shown of an entry.
const MAX_SHOWN: usize = 12;

impl Book {
    /// A part of the journal, the latest first. The entries of a run are one, where the latest of them stands.
    pub(crate) fn journal_page(&self, limit: u32) -> JournalPage {
        // What changed nothing that shows is told nowhere; nor is an undo, with what it says to keep someone.
        let is_silent = |decision: &Decision| {
            use Decision::{Forget, RuleApplied, Run};
            matches!(decision, Forget(_) | RuleApplied { .. } | Run(_))
        };
        let is_undo = |entry: &Entry| matches!(entry.decisions.first(), Some(Decision::Undo { .. }));
        let is_shown = |entry: &Entry| !is_undo(entry) && !entry.decisions.iter().all(is_silent);
        let mut told: Vec<Vec<(&Entry, bool)>> = Vec::new();
        let mut runs: HashMap<u64, usize> = HashMap::new();
        for (entry, undone) in self.journal.latest().filter(|(entry, _)| is_shown(entry)) {
            let known = entry.run().map(|run| *runs.entry(run.id).or_insert(told.len()));
            match known.and_then(|at| told.get_mut(at)) {
                Some(of_run) => of_run.push((entry, undone)),
                None => told.push(vec![(entry, undone)]),
            }
        }
        let all = u32::try_from(told.len()).unwrap_or(u32::MAX);
        let stretch = told.into_iter().take(limit as usize);
        let rows = stretch.filter_map(|entries| self.journal_row(&entries)).collect();
        JournalPage { all, unreadable: 0, rows }
    }

    /// What keeps those whom a run brought in and of whom the user said something since, once the run is undone: their
    /// names and addresses.
    pub(crate) fn kept_without(&self, run: u64) -> Vec<Decision> {
        let is_of_run = |entry: &Entry| entry.run().is_some_and(|known| known.id == run);
        let entries = || self.journal.latest().filter(|(_, undone)| !undone).map(|(entry, _)| entry);
        let by_hand = entries().filter(|entry| entry.run().is_none()).flat_map(|entry| &entry.decisions);
        let spoken_of: HashSet<PersonId> = by_hand.flat_map(Decision::people).collect();
        let brought = entries().filter(|entry| is_of_run(entry)).flat_map(|entry| &entry.decisions);
        let brought = brought.filter_map(|decision| match decision {
            Decision::CameFrom { people, .. } => Some(people),
            _ => None,
        });
        let mut decisions = Vec::new();
        for &id in brought.flatten().filter(|id| spoken_of.contains(id)) {
            // Whom the mail names is there without the run.
            let Some(person) = self.derived.of(id).filter(|person| !person.named) else { continue };
            let value = self.row_of(person).name;
            decisions.push(Decision::SetField { person: id, field: PersonField::Name, value });
            let texts = person.addresses.iter().map(|&address| self.correspondents.address_text(address));
            let addresses = texts.filter_map(Address::parse);
            decisions.extend(addresses.map(|address| Decision::Address { address, person: id }));
        }
        decisions
    }

    /// What is told of entries that belong together, the latest of them first.
    fn journal_row(&self, entries: &[(&Entry, bool)]) -> Option<JournalRow> {
        let (entry, _) = entries.last()?;
        let run = entry.run().map(|run| {
            let decisions = || entries.iter().flat_map(|(entry, _)| &entry.decisions);
            let people: HashSet<PersonId> = decisions().flat_map(Decision::people).collect();
            let new = decisions().filter_map(|decision| match decision {
                Decision::CameFrom { people, .. } => Some(people.len()),
                _ => None,
            });
            let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            let meetings = decisions().map(|decision| match decision {
                Decision::Meetings(said) => said.len(),
                _ => 0,
            });
            RunView {
                id: run.id,
                of: run.of.clone(),
                people: count(people.len()),
                new: count(new.sum()),
                meetings: count(meetings.sum()),
            }
        });
        let decisions: Vec<Decision> = entry.decisions.iter().take(MAX_SHOWN).map(in_short).collect();
        let people: BTreeSet<PersonId> =
            decisions.iter().flat_map(|it| it.people().into_iter().take(MAX_SHOWN)).collect();
        let companies = decisions.iter().flat_map(|decision| match decision {
            Decision::Company { company, .. } | Decision::CompanyOf { company: Some(company), .. } => vec![*company],
            Decision::Lead { lead: Some(Lead { party: LeadParty::Company(company), .. }), .. } => vec![*company],
            Decision::MergeCompany { into, from } => vec![*into, *from],
            _ => Vec::new(),
        });
        let buckets: BTreeSet<u64> = decisions
            .iter()
            .filter_map(|decision| match decision {
                Decision::Bucket(bucket) => Some(bucket.id),
                Decision::InBucket { bucket, .. } => Some(*bucket),
                _ => None,
            })
            .collect();
        let known = &self.journal.state().buckets;
        let pairs = decisions.iter().flat_map(|decision| match decision {
            Decision::Merge { .. } | Decision::Distinct(..) => decision.people(),
            _ => Vec::new(),
        });
        let fields = decisions.iter().filter_map(|decision| match decision {
            Decision::SetField { field: PersonField::Custom(id), .. } => {
                self.journal.state().fields.get(id).map(|(name, kind)| (*id, name.clone(), kind.clone()))
            }
            _ => None,
        });
        Some(JournalRow {
            mark: entry.mark,
            run,
            at: i64::try_from(entry.at / 1_000).unwrap_or(i64::MAX),
            undone: entries.iter().all(|(_, undone)| *undone),
            count: u32::try_from(entry.decisions.len()).unwrap_or(u32::MAX),
            people: self.names_of(people),
            companies: companies.map(|id| (id, self.company_name(id))).filter(|(_, name)| !name.is_empty()).collect(),
            buckets: buckets.into_iter().filter_map(|id| Some((id, known.get(&id)?.name.clone()))).collect(),
            leads: self.lead_names(&decisions),
            addresses: pairs.filter_map(|id| Some((id, self.address_of(id)?))).collect(),
            fields: fields.collect(),
            decisions,
        })
    }

    /// The names of the leads of which decisions speak, and of the stages to which they move them.
    fn lead_names(&self, decisions: &[Decision]) -> Vec<(u64, String)> {
        let decided = self.journal.state();
        let stages = || decided.pipelines.values().flat_map(|pipeline| &pipeline.stages);
        let named = |id: u64| {
            let lead = decided.lead(id)?;
            let name = match lead.party {
                _ if !lead.title.is_empty() => lead.title.clone(),
                LeadParty::Person(person) => {
                    self.derived.of(decided.one(person))?.name(&self.correspondents).to_owned()
                }
                LeadParty::Company(company) => self.company_name(decided.one_company(company)),
            };
            Some((id, name))
        };
        let mut names = Vec::new();
        for decision in decisions {
            match decision {
                Decision::Lead { id, .. } => names.extend(named(*id)),
                Decision::MoveLead { lead, place, .. } => {
                    names.extend(named(*lead));
                    let stage = stages().find(|stage| *place == LeadPlace::Stage(stage.id));
                    names.extend(stage.map(|stage| (stage.id, stage.name.clone())));
                }
                _ => {}
            }
        }
        names
    }
}

/// A decision as it is told: without what was written in messages.
fn in_short(decision: &Decision) -> Decision {
    let mut short = decision.clone();
    if let Decision::PhoneContact { contact, .. } = &mut short {
        for told in contact {
            if let PhoneContact::Messages(day) = told {
                day.lines.clear();
            }
        }
    }
    short
}
